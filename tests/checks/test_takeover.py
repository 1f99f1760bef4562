"""What a prober goes on from: what the one before it saw, held against the record."""

from datetime import UTC, datetime, timedelta

import pytest

from warroom.checks.model import Transition, View
from warroom.checks.takeover import taken_over
from warroom.incident.state import CheckState

T0 = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def row(state: str, since: float | None = 0, soft: str = "", reason: str = "503") -> View:
    at = None if since is None else T0 + timedelta(seconds=since)
    return View("api", "http", "http://x/", state, state, "503", at, T0, reason, soft=soft)  # type: ignore[arg-type]  # a word of State, from a table


def known(state: str, since: float = 0) -> dict[str, CheckState]:
    return {"api": CheckState(state=state, since=T0 + timedelta(seconds=since))}


@pytest.mark.parametrize("state", ["up", "degraded", "down", "unknown"])
def test_what_record_and_row_agree_on_is_gone_on_from_and_not_told_again(state: str) -> None:
    assert taken_over([row(state)], known(state)) == ((row(state),), ())


def test_a_turn_that_was_seen_and_not_recorded_is_told(state: str = "down") -> None:
    rows, missed = taken_over([row(state, 5)], known("up", 0))
    assert rows == (row(state, 5),)
    assert missed == (Transition("api", "up", "down", "503", "503", T0 + timedelta(seconds=5)),)


def test_a_recovery_that_was_seen_and_not_recorded_is_told() -> None:
    _, missed = taken_over([row("up", 5)], known("down", 0))
    assert [(turn.from_, turn.to) for turn in missed] == [("down", "up")]


def test_a_turn_that_was_recorded_and_no_longer_shown_is_what_is_gone_on_from() -> None:
    [view], missed = taken_over([row("up", 0, soft="failing 2/3")], known("down", 5))
    assert (view.state, view.word, view.since, view.soft) == ("down", "down", T0 + timedelta(seconds=5), "")
    assert missed == ()


def test_of_what_nobody_recorded_only_what_is_red_is_told() -> None:
    for state in ("up", "unknown"):
        assert taken_over([row(state)], {}) == ((row(state),), ())
    for state in ("degraded", "down"):
        assert [turn.to for turn in taken_over([row(state)], {})[1]] == [state]


def test_a_check_that_was_only_held_counts_as_not_recorded() -> None:
    held = {"api": CheckState(paused_until=T0)}
    assert taken_over([row("up")], held) == ((row("up"),), ())
    assert len(taken_over([row("down")], held)[1]) == 1


@pytest.mark.parametrize("view", [row("paused"), row("unknown", None)])
def test_a_row_that_says_nothing_of_the_check_is_left_as_it_is(view: View) -> None:
    assert taken_over([view], known("down")) == ((view,), ())


def test_a_missed_turn_says_no_reason_that_is_not_its_own() -> None:
    [turn] = taken_over([row("down", 5, soft="answering 1/2", reason="status 200")], known("up"))[1]
    assert (turn.to, turn.reason, turn.value) == ("down", "", "")
