"""The drill's playbook is the default's, with two checks that point at this drill's services."""

import msgspec

from warroom.drill.services import playbook_for
from warroom.playbook.yaml import load


def test_its_checks_point_at_the_ports_of_this_drill() -> None:
    playbook = playbook_for({"api": 4001, "pool": 4002})
    assert playbook.name == "drill"
    assert [(check.name, check.kind, check.options["url"]) for check in playbook.checks] == [
        ("api", "http", "http://127.0.0.1:4001/health"),
        ("db pool", "http", "http://127.0.0.1:4002/status"),
    ]
    api, pool = playbook.checks
    assert (api.every, api.timeout) == (5, 2)
    assert api.expect == ("status in 200..299", "body.db.up == true")
    assert api.warn == ("latency < 800ms",)
    assert pool.expect == ("body.free > 0",)


def test_it_trains_what_the_default_asks_for() -> None:
    drill, default = load("drill").playbook, load("default").playbook
    assert msgspec.structs.replace(drill, name="default", title=default.title, checks=()) == default
    assert len(drill.items) == 14
