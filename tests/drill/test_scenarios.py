"""Every scenario as it is played: real services, real probes, the acts in the order a trainee might try them."""

from collections.abc import Iterator

import pytest

from tests.drill.conftest import until, watched
from warroom.clock import SystemClock
from warroom.drill.fixes import fix
from warroom.drill.scenario import FOR_GOOD, load, names
from warroom.drill.session import Session

SPEED = 30.0
PLAYS = {
    "pool": ("api", "pool", "worker"),
    "memory": ("memory", "api", "rollback"),
    "third-party": ("payments", "", "provider"),
    "errors": ("errors", "replica", "drain"),
    "disk": ("disk", "logs", "writer"),
    "deploy": ("errors", "api", "rollback"),
}


@pytest.fixture
def drill(request: pytest.FixtureRequest) -> Iterator[Session]:
    session = Session(load(request.param), SystemClock().now(), SPEED, seed=1)
    yield session
    session.stop()


def test_every_scenario_is_played_here() -> None:
    assert sorted(PLAYS) == names()


LONG = ("memory", "errors", "deploy", "disk", "pool")
"""What takes a while to fill up or to count out; test_outage has their faults in short."""


@pytest.mark.parametrize(
    "drill", [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in PLAYS], indirect=True
)
def test_it_goes_red_comes_back_where_a_fix_does_not_hold_and_ends_with_the_right_act(drill: Session) -> None:
    check, weak, right = PLAYS[drill.scenario.name]
    act = drill.scenario.act
    with watched(drill.first.playbook) as states:
        until(lambda: states.get(check) == "down")
        if weak:
            told = act(weak)
            assert told is not None
            assert 0 < told.heals < FOR_GOOD
            assert fix(weak, drill.ports)
            until(lambda: states[check] != "down")
            until(lambda: states[check] == "down")
        told = act(right)
        assert told is not None
        assert told.heals == FOR_GOOD
        assert fix(right, drill.ports)
        until(lambda: states[check] == "up")
        assert states["programs"] == "up"
