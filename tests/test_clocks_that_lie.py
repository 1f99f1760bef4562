"""Clocks that lie: a wall clock set back or forward, during a run and between runs, loses no order and counts nothing
below zero."""

import json
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.fakes import T0, Place, Table, at
from tests.test_clock import Hands
from warroom.errors import Refused, WarroomError
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import STATES, by_urgency, deadlines
from warroom.incident.entry import Asked, Context, parse
from warroom.incident.metrics import metrics
from warroom.incident.state import changed
from warroom.journal.verify import verify
from warroom.playbook import yaml
from warroom.report import show, state
from warroom.report.brief import brief
from warroom.report.lines import describe, late, marks
from warroom.report.words import elapsed, since, span
from warroom.room import Room

DAYS_400 = 400 * 86_400
PLAYBOOK = yaml.load("default").playbook
LINES = (
    "words", "-5m words", "14:32 words", "14:32Z words", "/undo", "/snooze r 5m asleep", "/do @bo pool 3m",
    "/do @bo pool", "/action @ann alert 2026-12-01", "/extend 1 5m slow", "/take 1", "/done 1", "/tick 2", "/untick 2",
    "/skip 6 not ours", "/sev P1 better", "/sev P0 worse", "/ic @anna", "/handover @kim", "/accept", "/ack",
    "/started -20m", "/detected 14:28 by alert", "/fix", "-5m /fix", "/unfix no", "/resolve", "/resolve fixed -10m",
    "/reopen no", "/close", "/amend 3 -5m", "/amend 1 14:20", "/pause api 10m noisy", "/suspect the pool",
    "/rule-out 1 full", "/update status_page hello", "/cadence 20m calm", "/escalate", "/pin 2", "/strike 3 wrong",
)  # fmt: skip
steps = st.one_of(
    st.integers(-DAYS_400, DAYS_400),
    st.sampled_from([0, 1, 30, -1, -30, 3600, -3600, DAYS_400, -DAYS_400]),
)
acts = st.sampled_from([*LINES, "check", "reopen"])


def ask(room: Room, line: str) -> None:
    """What the line asks, as the room's clock reads it; a refusal is an answer as well."""
    parsed = parse(line, Context(now=room.now(), incident=room.incident, playbook=PLAYBOOK, checks=("api",)))
    if isinstance(parsed, Asked):
        room.act(changed(parsed.intent, by="anna"))


def turn(room: Room) -> None:
    """A check turns the other way, since a moment ago."""
    known = room.incident.checks.get("api")
    to = "up" if known and known.state == "down" else "down"
    change = f.CheckChanged(check="api", from_="", to=to, reason="x", value="", since=room.now() - timedelta(seconds=3))
    room.act(i.ReportTransition(by="check", change=change))


def nothing_shown_lies(room: Room) -> None:
    """All that is derived from this state at this moment can be printed, and counts nothing below zero."""
    incident, now = room.incident, room.now()
    for d in deadlines(incident, now):
        assert d.state in STATES
        if d.remaining_s is not None and d.due_at and d.started_at:
            assert d.remaining_s <= (d.due_at - d.started_at).total_seconds()
            assert (d.remaining_s < 0) == (d.state == "overdue")
    found = metrics(incident)
    assert all(s is None or s >= 0 for s in (found.detect_s, found.acknowledge_s, found.mitigate_s, found.resolve_s))
    printed = [*state.lines(incident, now), *(said for _, said in brief(incident, now))]
    assert [line for line in printed if re.search(r"(^|[ +(])-\d", line)] == []
    json.dumps(show.show(incident, now))
    for record in room.journal.read(room.stream):
        assert describe(record, incident, now).sign
        assert isinstance(late(record, incident, now) + "".join(marks(record, incident)), str)


@examples(deadline=None, max_examples=40)
@given(st.lists(st.tuples(steps, acts), max_size=14))
@example([(0, "/ic @anna"), (-3600, "/fix"), (0, "/resolve"), (DAYS_400, "words"), (0, "reopen")])
@example([(60, "/do @bo pool 3m"), (-DAYS_400, "/snooze r 5m asleep"), (0, "/undo"), (3600, "/started -20m")])
def test_whatever_the_clock_does_the_record_keeps_its_order_and_shows_nothing_below_zero(
    story: list[tuple[int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        try:
            room = place.declared(playbook=PLAYBOOK)
            for step, act in story:
                place.clock.go(seconds=step)
                if act == "reopen":
                    place.live.keep(room.incident)
                    room = place.room(room.stream)
                elif act == "check":
                    turn(room)
                else:
                    before = room.incident
                    try:
                        ask(room, act)
                    except WarroomError as refused:
                        assert str(refused)
                        assert room.incident == before
                nothing_shown_lies(room)
            records = list(place.journal.read(room.stream))
            assert [record.seq for record in records] == list(range(1, len(records) + 1))
            assert verify(place.journal, room.stream).fault is None
            assert Room(place.journal, place.live, place.clock, room.stream).incident == room.incident
        finally:
            place.close()


@pytest.mark.parametrize(
    "wall",
    [datetime(1969, 7, 20, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 50, tzinfo=UTC)],
)
@pytest.mark.parametrize("zone", ["", "Pacific/Kiritimati", "America/New_York"])
def test_an_incident_at_the_end_of_the_calendar_is_an_incident(tmp_path: Path, wall: datetime, zone: str) -> None:
    place, hands = Place(tmp_path), Hands(wall)
    room = Room(place.journal, place.live, hands.clock)
    room.act(i.Declare(title="API down", severity="P0", playbook=PLAYBOOK, zone=zone, by="anna"))
    for line in LINES:
        hands.go(1)
        context = Context(now=room.now(), incident=room.incident, playbook=PLAYBOOK, zone=zone, checks=("api",))
        parsed = parse(line, context)
        if isinstance(parsed, Asked):
            try:
                room.act(changed(parsed.intent, by="anna"))
            except Refused as refused:
                assert str(refused)
        nothing_shown_lies(room)
    assert room.incident.seq > 20
    place.close()


def test_a_drill_whose_clock_was_set_back_goes_on_in_its_order(tmp_path: Path) -> None:
    place = Place(tmp_path)
    room = place.room()
    room.act(i.StartDrill(start=T0, speed=60.0, playbook=PLAYBOOK, by="anna"))
    room.act(i.Declare(title="API down", severity="P0", playbook=PLAYBOOK, by="anna"))
    for step in (60, -3600, -DAYS_400, 2 * DAYS_400):
        place.clock.go(seconds=step)
        ask(room, "words")
        nothing_shown_lies(room)
    assert [record.seq for record in place.journal.read(room.stream)] == list(range(1, room.incident.seq + 1))
    place.close()


# What counts, when the clock went back.


def test_a_countdown_stands_at_its_whole_length_until_the_clock_is_where_it_began() -> None:
    table = Table().declare()
    table.do(i.GiveTask(owner="bo", text="pool", seconds=180))
    seen = []
    for minutes in (0, -60, 59, 1, 1, 3):
        due = table.go(minutes).due("task:1")
        seen.append((due.state, due.remaining_s))
    assert seen == [
        ("running", 180), ("running", 180), ("running", 180), ("running", 180), ("running", 120), ("overdue", -60),
    ]  # fmt: skip


def test_the_brief_gives_a_time_box_no_more_than_its_whole_time() -> None:
    table = Table().declare()
    table.do(i.GiveTask(owner="bo", text="pool", seconds=180))
    said = dict(brief(table.go(-60).incident, table.clock.now()))
    assert "bo: pool (in 03:00)" in said["actions"]
    assert "00:00:00" in said["conditions"]


def test_a_red_check_is_never_red_for_less_than_nothing() -> None:
    table = Table().declare()
    table.happen(f.CheckChanged(check="api", from_="up", to="down", reason="503", value="503", since=at(0)))
    said = dict(brief(table.go(-60).incident, table.clock.now()))
    assert "api down for 0s" in said["conditions"]


def test_a_snoozed_clock_is_not_snoozed_for_the_hours_the_clock_went_back() -> None:
    table = Table().declare()
    table.do(i.Snooze(deadline="response", seconds=300, why="asleep"))

    def last() -> str:
        now = table.clock.now()
        return by_urgency(deadlines(table.incident, now), now)[-1].id

    assert last() == "response"
    table.go(-58)
    assert last() != "response"


def test_what_cannot_be_measured_is_named_as_missing_with_the_reason() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(-5)))
    table.go(-60).do(i.MarkFixed())
    printed = state.lines(table.incident, table.clock.now())
    assert "  to mitigate     missing: fixed lies before started" in printed
    assert "  to detect       5 min" in printed
    assert "  to resolve      missing" in printed
    assert show.show(table.incident, table.clock.now())["metrics"]["mitigate_s"] is None


# What people do, when the clock went its way.


@pytest.mark.parametrize("step_s", [3600, DAYS_400])
def test_undo_after_the_clock_went_forward_is_refused_and_names_the_way(tmp_path: Path, step_s: int) -> None:
    place = Place(tmp_path)
    room = place.declared()
    ask(room, "words")
    place.clock.go(seconds=step_s)
    with pytest.raises(Refused, match=r"last 60 s.*/strike N WHY"):
        ask(room, "/undo")
    place.close()


@pytest.mark.parametrize("step_s", [-3600, -DAYS_400])
def test_undo_takes_back_what_was_typed_after_the_clock_went_back(tmp_path: Path, step_s: int) -> None:
    place = Place(tmp_path)
    room = place.declared()
    ask(room, "before")
    place.clock.go(seconds=step_s)
    ask(room, "after")
    typed = room.incident.seq
    place.clock.go(seconds=5)
    ask(room, "/undo")
    assert list(room.incident.struck) == [typed]
    place.close()


@pytest.mark.parametrize("step_s", [-3600, 3600, -DAYS_400, DAYS_400])
def test_a_time_in_front_is_read_by_the_clock_of_that_moment_and_never_lies_ahead(tmp_path: Path, step_s: int) -> None:
    place = Place(tmp_path)
    room = place.declared()
    place.clock.go(seconds=step_s)
    for line in ("14:32 words", "23:59 words", "-12m words"):
        ask(room, line)
        last = list(place.journal.read(room.stream))[-1]
        assert timedelta(minutes=-2) <= last.noted_at - last.at < timedelta(days=1)
    with pytest.raises(Refused, match="has not come yet"):
        room.act(i.Note(text="x", by="anna", at=room.now() + timedelta(minutes=3)))
    place.close()


# Columns.


@given(st.floats(-9e9, 3e11))
def test_every_time_that_passed_fits_its_column(seconds: float) -> None:
    assert len(elapsed(seconds)) <= 11
    assert len(elapsed(seconds, short=True)) <= 10
    assert len(span(seconds)) <= 5
    for fine in (True, False):
        assert len(since(seconds, to_the_second=fine)) <= 5
    assert "-" not in elapsed(seconds) + span(seconds) + since(seconds)


@pytest.mark.parametrize(
    ("days", "whole", "short", "left"),
    [
        (9.99, "9d 23:45:36", "9d 23:45", "9d23h"),
        (10, "10d 00:00", "10d 00:00", "10d"),
        (400.5, "400d 12:00", "400d 12:00", "400d"),
        (1000, "1000d", "1000d", "1000d"),
        (10_000, "10000d", "10000d", "27y"),
    ],
)
def test_four_hundred_days_are_said_and_not_cut(days: float, whole: str, short: str, left: str) -> None:
    seconds = days * 86_400
    assert (elapsed(seconds), elapsed(seconds, short=True), span(seconds)) == (whole, short, left)
    assert since(seconds) == left
