"""A drill's playbook is the default's, with the checks of its scenario, which point at this drill's services."""

import msgspec
import pytest

from warroom.drill.catalog import SERVICES
from warroom.drill.playbook import playbook_for
from warroom.drill.scenario import load, names
from warroom.playbook.yaml import load as load_playbook
from warroom.tui.watching import loopback_only

PORTS = {name: 4001 + n for n, name in enumerate(SERVICES)}


def test_its_checks_point_at_the_ports_of_this_drill() -> None:
    playbook = playbook_for(load("pool"), PORTS)
    assert playbook.name == "drill"
    assert [(check.name, check.kind, check.options["url"]) for check in playbook.checks] == [
        ("api", "http", f"http://127.0.0.1:{PORTS['api']}/health"),
        ("db pool", "http", f"http://127.0.0.1:{PORTS['pool']}/status"),
        ("orders", "http", f"http://127.0.0.1:{PORTS['api']}/orders/7"),
        ("mail queue", "http", f"http://127.0.0.1:{PORTS['queue']}/status"),
        ("programs", "http", f"http://127.0.0.1:{PORTS['supervisor']}/programs"),
    ]
    api, pool, *_ = playbook.checks
    assert (api.every, api.timeout) == (5, 2)
    assert api.expect == ("status in 200..299", "body.db.up == true")
    assert pool.expect == ("body.free > 0",)


@pytest.mark.parametrize("name", names())
def test_no_check_of_a_scenario_leaves_this_machine(name: str) -> None:
    playbook = playbook_for(load(name), PORTS)
    assert loopback_only(playbook.checks) == playbook.checks
    assert ".localhost" not in str(playbook)


def test_a_fast_drill_asks_more_often_within_bounds() -> None:
    usual, fast, fastest, slow = (playbook_for(load("pool"), PORTS, speed).checks[0] for speed in (1, 4, 60, 0.5))
    assert (usual.every, fast.every, fastest.every, slow.every) == (5, 1.25, 0.25, 5)
    assert (usual.recheck, fast.recheck, fastest.recheck, slow.recheck) == (1, 0.25, 0.1, 1)
    assert usual.timeout == fastest.timeout


def test_it_trains_what_the_default_asks_for() -> None:
    drill, default = load_playbook("drill").playbook, load_playbook("default").playbook
    usual = default.resolution.watch
    resolution = msgspec.structs.replace(drill.resolution, watch=usual)
    same = msgspec.structs.replace(drill, name="default", title=default.title, checks=(), resolution=resolution)
    assert same == default
    assert len(drill.items) == 14


def test_it_is_watched_for_a_minute_where_the_default_asks_for_a_quarter_of_an_hour() -> None:
    watched = [load_playbook(name).playbook.resolution.watch for name in ("drill", "default")]
    assert [limit.seconds for limit in watched if limit is not None] == [60, 900]
