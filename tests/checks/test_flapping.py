"""A check that cannot decide itself, as Nagios weighs it."""

import pytest

from warroom.checks.flapping import RING, Flapping


def after(states: str) -> Flapping:
    flapping = Flapping()
    for state in states:
        flapping.take({"u": 0, "w": 1, "d": 2}[state])
    return flapping


def test_a_check_that_never_changes_does_not_flap() -> None:
    assert after("u" * 40).share == 0
    assert after("u" * 40).now == 0


def test_a_change_at_every_step_is_all_of_it() -> None:
    assert after("ud" * RING).share == pytest.approx(100)


def test_one_outage_is_no_flapping() -> None:
    assert after("u" * 20 + "d" * 20 + "u" * 20).now == 0


def test_a_newer_change_weighs_more_than_an_older_one() -> None:
    assert after("u" * 20 + "d").share == pytest.approx(1.25 / 20 * 100)
    assert after("u" + "d" * 20).share == pytest.approx(0.75 / 20 * 100)


def test_it_begins_at_30_percent_and_ends_at_20() -> None:
    begun = after("u" * 21 + "dudud")
    assert begun.share < 30
    assert begun.now == 0
    begun.take(0)
    assert begun.now == begun.share >= 30
    while begun.share > 20:
        assert begun.now > 0
        begun.take(0)
    assert begun.now == 0
    assert 0 < begun.share <= 20
