"""A clock that was set, a machine that slept, a record that is ahead: said on the screen, and no line out of order."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import T0, Table, at
from tests.test_clock import Hands
from tests.tui.stage import NARROW, WIDE, Stage, declare, default_playbook, notes, play
from warroom.clock import MACHINE, Clock
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room
from warroom.tui.standing import JUMP_SHOWN_S, Jumps

HOUR_S = 3600.0
DAYS_400_S = 400 * 86_400.0
TOP = 4
"""The rows of the banner and the ledge."""


def take_hands(stage: Stage) -> Hands:
    """From here on time passes here when the test says so; it stands just before a full second, and so ticks often."""
    wall = MACHINE.wall().replace(microsecond=950_000)
    hands = Hands(wall, MACHINE.steady(), MACHINE.since_boot() if MACHINE.since_boot else 0.0)
    stage.app.clock.readers = hands.readers
    return hands


def top(stage: Stage) -> str:
    return "\n".join(stage.rows[:TOP])


def declared_by(clock: Clock, path: Path) -> None:
    """An incident that a terminal with this clock began."""
    journal, live = Journal(path), Live(path)
    room = Room(journal, live, clock)
    room.act(i.Declare(title="API down", severity="P0", playbook=default_playbook(), by="bo"))
    live.close()
    journal.close()


@pytest.mark.parametrize(
    ("step_s", "said", "lasts"),
    [
        (-HOUR_S, "this machine's clock went 1 h back at ", r"\b00:00:00\b"),
        (DAYS_400_S, "this machine's clock went 400 d forward at ", r"\b400d 00:\d\d\b"),
    ],
)
def test_a_clock_set_during_a_run_is_said_for_a_minute_and_the_lines_keep_their_order(
    path: Path, step_s: float, said: str, lasts: str
) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        hands = take_hands(stage)
        await stage.keep("before the step")
        hands.put(step_s)
        await stage.until(lambda: f"CLOCK JUMPED  {said}{hands.wall:%H:%M:%S} UTC" in top(stage))
        await stage.keep("after the step")
        await stage.keep("-5m and of before")
        hands.go(JUMP_SHOWN_S - 1)
        await stage.until(lambda: f"{hands.wall:%H:%M:%S} UTC" in stage.rows[0])
        assert said in top(stage)
        assert re.search(lasts, top(stage))
        assert not re.search(r"(^|\s)-\d", top(stage))
        assert notes(stage.records()) == ["before the step", "after the step", "and of before"]
        places = [n for n, row in enumerate(stage.shown()) if "the step" in row or "and of before" in row]
        assert len(places) == 3
        assert "before the step" in stage.shown()[places[0]]
        hands.go(1)
        await stage.until(lambda: "CLOCK JUMPED" not in top(stage))
        assert [record.seq for record in stage.records()] == list(range(1, stage.app.incident.seq + 1))

    play(path, act, WIDE)


def test_a_machine_that_slept_says_so_and_its_incident_has_lasted_so_much_longer(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        hands = take_hands(stage)
        await stage.keep("before the sleep")
        hands.sleep(58 * 60)
        await stage.until(
            lambda: f"CLOCK JUMPED  this machine slept for 58 min until {hands.wall:%H:%M:%S} UTC" in top(stage)
        )
        assert re.search(r"\b00:5[89]:\d\d\b", top(stage))
        hands.go(JUMP_SHOWN_S)
        await stage.until(lambda: "CLOCK JUMPED" not in top(stage))

    play(path, act, WIDE)


def test_a_narrow_screen_names_the_jump_beside_its_tabs(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        hands = take_hands(stage)
        hands.put(-HOUR_S)
        await stage.until(lambda: "CLOCK JUMPED" in top(stage))
        assert re.search(r"\b00:00:00\b", top(stage))
        await stage.keep("words go on")
        hands.go(JUMP_SHOWN_S)
        await stage.until(lambda: "CLOCK JUMPED" not in top(stage))

    play(path, act, NARROW)


@pytest.mark.parametrize("resolved", [False, True])
def test_a_clock_behind_the_record_is_said_in_the_room_and_in_the_lobby_until_something_is_noted(
    path: Path, resolved: bool
) -> None:
    ahead = Hands(MACHINE.wall() + timedelta(hours=1, seconds=20))
    declared_by(ahead.clock, path)

    async def act(stage: Stage) -> None:
        behind = "CLOCK JUMPED  this machine's clock is behind the record by 1 h: the last entry was noted "
        take_hands(stage)
        await stage.until(lambda: re.search(rf"{behind}(\w{{3}} )?{ahead.wall:%H:%M} UTC", top(stage)))
        assert re.search(r"\b00:00:00\b", top(stage))
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.until(lambda: behind in top(stage))
        await stage.until(lambda: any(re.search(r"API down .* 00:00:00 ", row) for row in stage.rows))
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "room")
        await stage.keep("/resolve fixed now anyway a test" if resolved else "noted by the clock there is")
        await stage.until(lambda: "behind the record" not in top(stage))

    play(path, act, WIDE)


def test_four_hundred_days_between_runs_are_counted_and_not_cut(path: Path) -> None:
    declared_by(Hands(MACHINE.wall() - timedelta(days=400)).clock, path)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: re.search(r"\b400d 00:00\b", top(stage)))
        assert "CLOCK JUMPED" not in top(stage)
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.shows("400d 00:00", "late 399d")

    play(path, act, WIDE)


# What the ledge says, without a screen.


def drill(speed: float) -> Incident:
    """A drill whose last record was written a minute after its start, by its own clock."""
    table = Table()
    table.happen(f.DrillStarted(start=at(0), speed=speed, scenario="pool"))
    table.go(1).happen(f.Noted(text="x"))
    return table.incident


@pytest.mark.parametrize(("ahead_s", "said"), [(0, ""), (120, ""), (121, "by 2 min"), (DAYS_400_S, "by 400 d")])
def test_two_minutes_are_no_lie_and_more_are_told_to_the_minute(ahead_s: float, said: str) -> None:
    table = Table().declare()
    words = Jumps(Hands(T0 - timedelta(seconds=ahead_s)).clock).said(table.incident)
    assert (said in words) if said else words == ""
    assert words.endswith("UTC") == bool(said)


def test_a_drills_record_is_judged_by_the_drills_clock() -> None:
    assert Jumps(Hands(at(0, 6)).clock).said(drill(10.0)) == ""
    assert "by 1 h" in Jumps(Hands(at(-60)).clock).said(drill(10.0))


def test_the_lobby_judges_by_the_newest_record_of_what_is_no_drill() -> None:
    summaries = [
        Summary(id="old", last_at=at(-90)),
        Summary(id="new", last_at=at(60)),
        Summary(id="drill", last_at=at(900), drill=True),
    ]
    jumps = Jumps(Hands(T0).clock)
    assert "by 1 h: the last entry was noted 15:30 UTC" in jumps.said(Incident(), summaries)
    assert jumps.said(Incident(), summaries[:1]) == jumps.said(Incident(), []) == ""


def test_a_jump_and_a_sleep_at_once_are_both_said_and_the_record_waits_its_turn() -> None:
    hands = Hands()
    jumps = Jumps(hands.clock)
    hands.sleep(600)
    hands.put(-HOUR_S)
    jumps.look()
    incident = Table().declare().incident
    assert jumps.said(incident) == "this machine slept for 10 min until 13:40:00 UTC; its clock went 1 h back"
    hands.go(JUMP_SHOWN_S)
    assert "behind the record by 49 min" in jumps.said(incident)


@pytest.mark.parametrize(
    ("step_s", "words"),
    [(-95.2, "1 min 35 s back"), (3599.1, "1 h forward"), (DAYS_400_S + 1, "400 d forward"), (-3700, "1 h 2 min back")],
)
def test_a_long_jump_is_told_to_the_minute_and_a_short_one_to_the_second(step_s: float, words: str) -> None:
    hands = Hands()
    jumps = Jumps(hands.clock)
    hands.put(step_s)
    jumps.look()
    assert jumps.said() == f"this machine's clock went {words} at {hands.wall:%H:%M:%S} UTC"


def test_a_second_jump_does_not_bring_back_the_first_when_its_minute_is_over() -> None:
    hands = Hands()
    jumps = Jumps(hands.clock)
    for step_s in (-HOUR_S, HOUR_S):
        hands.put(step_s)
        jumps.look()
        hands.go(30)
    assert "1 h forward" in jumps.said()
    hands.go(31)
    jumps.look()
    assert jumps.said() == ""
