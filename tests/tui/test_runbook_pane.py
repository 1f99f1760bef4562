"""The runbook pane: what is likely first, how every step stands, what the next would do, what the last one said."""

import random
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.runbooks import READS, SLOW, at_step, begun, playbook, run, seen, step
from tests.tui.scenes import HOSTILE, START
from tests.tui.stage import NARROW, WIDE, Stage, play
from tests.tui.test_painters import fits, slowly
from tests.tui.test_playbook_painting import any_value
from warroom import themes
from warroom.checks.model import View
from warroom.drill import scenario as scenarios
from warroom.incident.run import Run, StepDone, step_key
from warroom.incident.state import EMPTY, Incident, Moment, changed
from warroom.playbook.model import Playbook, Scenario
from warroom.runbook.plan import Plan, plan_of
from warroom.text import visible
from warroom.tui.look import Look
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.runbook.books import DRILL, books
from warroom.tui.panes.runbook.desk import Desk, Live
from warroom.tui.panes.runbook.results import next_step, results
from warroom.tui.panes.runbook.seen import BOOKS, OUTPUT, STEPS, begin
from warroom.tui.panes.runbook.streamed import HEAD, LONGEST, TAIL, Streamed
from warroom.tui.view import Painted, Scene

FOLDER = Path("/srv/app")
BOOK = playbook(FOLDER)
SIZES = [(116, 31), (196, 51), (76, 15), (36, 8), (20, 2)]
TINY, HUGE = (20, 5), (200, 60)


def incident(*runs: Run, steps: dict[str, StepDone] | None = None, found: Playbook = BOOK) -> Incident:
    """Declared at START."""
    return changed(
        EMPTY,
        id="x",
        seq=9,
        status="investigating",
        severity="P0",
        playbook=found,
        milestones={"declared": Moment(START, 1)},
        runs=runs,
        steps=steps or {},
    )


def ran(n: int, of: int, after_s: float = 60, **fields: Any) -> Run:
    """Run n, of this step of the first runbook."""
    at = START + timedelta(seconds=after_s)
    known = {"n": n, "command": "true", "scenario": "pool", "step": of, "title": "a title", "risk": "reads"}
    begun = {"where": "", "by_what": "shell", "at": at, "seq": 99 + n, "by": "petra"}
    ended = {"outcome": "exited", "exit": 0, "duration_s": 0.4, "ended_at": at, "ended_seq": 100 + n, "lines": 1}
    return Run(**{**known, **begun, **ended, **fields})


def scene(here: Incident | None = None, *, after_s: float = 120, glyphs: bool = True, **fields: Any) -> Scene:
    now = START + timedelta(seconds=after_s)
    look = Look(themes.load("dark"), glyphs=glyphs)
    here = incident() if here is None else here
    return Scene(look=look, now=now, wall=now, incident=here, playbook=BOOK, focus="runbook", **fields)


def down(name: str) -> View:
    """A check that is down."""
    return View(name, "tcp", "x", "down", "down", "refused", START, START, "refused")


def plans(found: Playbook, here: Incident | None = None, **environ: str) -> Any:
    """The engine's, for the desk."""

    def plan(book: str, n: int) -> Plan | None:
        blanks = here.blanks if here else {}
        return plan_of(found, book, n, blanks, {"PATH": "/usr/bin:/bin", **environ}, "/srv/app")

    return plan


def opened(
    known: Scene, side: str = STEPS, n: int = 1, desk: Desk | None = None, likely: tuple[int, ...] = ()
) -> Opened:
    about = begin(known.incident.playbook, desk or Desk(plans=plans(known.incident.playbook)), likely, "x")
    about.side, about.step = side, n - 1
    return Opened("runbook", about, cursor=about.cursor)


def painted(known: Scene, shown: Opened, size: tuple[int, int] = SIZES[0]) -> Painted:
    return pane("runbook").paint(known, shown, *size)


def text(shown: Painted) -> str:
    rows = (shown.head, *shown.rows, shown.foot)
    return "\n".join("".join(part for part, _ in row) for row in rows)


def row_with(shown: Painted, words: str) -> str:
    return next(row for row in text(shown).split("\n") if words in row)


# The list.


def test_a_likely_runbook_stands_first_with_what_is_red_and_nowhere_else() -> None:
    known = scene(views=(down("db-1"),))
    shown = painted(known, opened(known, BOOKS, likely=(0,)))
    said = text(shown)
    assert "1 likely" in said
    assert said.count("database pool exhausted") == 1
    assert "db-1 down" in said
    assert "requests wait, then fail" in said


def test_the_list_says_how_far_each_was_followed_and_how_bad_the_others_are_as_a_rule() -> None:
    known = scene(incident(ran(1, READS)))
    shown = painted(known, opened(known, BOOKS))
    assert row_with(shown, "database pool exhausted").split("│")[0].rstrip().endswith("1 of 12")
    assert row_with(shown, "disk full").split("│")[0].rstrip().endswith("P1")


def test_a_playbook_without_runbooks_says_so() -> None:
    empty = changed(BOOK, scenarios=(), steps=())
    known = scene(incident(found=empty))
    assert "no runbook" in text(painted(known, opened(known, BOOKS)))


def test_a_drill_has_what_heals_it_as_steps() -> None:
    acts = scenarios.load("pool").acts
    found = {book.id: book for book in books(BOOK, (), acts)}
    assert [step.title for step in found[DRILL].steps] == [act.does for act in acts]
    stands = results(found[DRILL], incident(), {acts[0].name: "ended 3"})
    assert [one.state for one in stands[:2]] == ["done", "open"]


# Steps.


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "exit 0 0.4 s"),
        ({"exit": 1, "last": "unit not found"}, "petra, unit not found"),
        ({"exit": None, "signal": "SIGKILL"}, "SIGKILL 0.4 s"),
        ({"outcome": "timed out", "duration_s": 90.0, "exit": None}, "timed out 01:30"),
        ({"outcome": "stopped", "exit": None}, "stopped 0.4 s"),
        ({"outcome": "not started", "exit": None, "why": "no such shell"}, "not started"),
        ({"outcome": "unknown", "exit": None}, "unknown"),
        ({"outcome": "", "exit": None, "ended_at": None}, "ran 01:00"),
    ],
)
def test_a_step_says_how_it_ended_when_and_by_whom(fields: dict[str, Any], words: str) -> None:
    known = scene(incident(ran(1, 3, **fields)))
    said = text(painted(known, opened(known, n=5)))
    assert words in said
    assert "14:01:00 petra" in said


def test_a_step_that_went_well_names_its_record() -> None:
    known = scene(incident(ran(1, 3)))
    assert "14:01:00 petra, #101" in text(painted(known, opened(known)))


def test_the_last_of_several_runs_and_ticks_counts() -> None:
    done = {step_key("pool", 3): StepDone(START, 300, "mia", "x")}
    here = incident(ran(1, 3, exit=1), ran(2, 3), ran(3, 4, exit=1), steps=done)
    stands = results(books(BOOK)[0], here)
    assert [stands[2].state, stands[3].state] == ["done", "failed"]
    assert next_step(stands) == 4


def test_the_next_step_is_the_one_behind_what_was_done_then_the_first_that_is_open() -> None:
    book = books(BOOK)[0]
    assert next_step(results(book, incident())) == 0
    assert next_step(results(book, incident(ran(1, 2)))) == 2
    assert next_step(results(book, incident(ran(1, 12)))) == 0


@pytest.mark.parametrize(
    ("runs", "after_s", "words"),
    [
        ((), 120, "in 03:00"),
        ((), 290, "▴ in 00:10"),
        ((), 400, "! late 01:40"),
        (((1, 60),), 400, "! late 01:40"),
        (((1, 60), (2, 90)), 400, "✓ +01:30"),
        (((1, 60), (2, 350)), 400, "✓ +05:50 !"),
    ],
)
def test_clocked_steps_count_from_declaring(runs: tuple[tuple[int, float], ...], after_s: float, words: str) -> None:
    known = scene(incident(*(ran(n, of, after) for n, (of, after) in enumerate(runs, 1))), after_s=after_s)
    assert words in row_with(painted(known, opened(known, n=5)), "first 5 min")


def test_what_a_step_does_to_the_world_is_said_in_words() -> None:
    known = scene()
    said = text(painted(known, opened(known)))
    for words in ("reads only", "changes things", "destroys: deletes files", "by hand", "shown, not run", "never ends"):
        assert words in said


def test_a_risk_that_a_page_plays_down_is_shown_as_what_it_is() -> None:
    mild = msgspec.structs.replace(step(title="mild", run="rm -rf /srv/app/pool"), risk="reads")
    found = changed(BOOK, scenarios=(Scenario(id="pool", title="x", steps=(mild,)),))
    known = scene(incident(found=found))
    assert "destroys: deletes files" in text(painted(known, opened(known)))


# The step about to run.


def test_everything_there_is_to_know_stands_beside_the_step() -> None:
    here = incident(ran(1, 2, exit=1))
    known = scene(here)
    desk = Desk(plans=plans(BOOK, here, PGPASSWORD="hunter2hunter2"))
    said = text(painted(known, opened(known, n=3, desk=desk)))
    for words in (
        "$ touch /srv/app/restarted",
        "about to run, changes things",
        "this machine, by bash, in a process group of its own",
        "/srv/app",
        "up to 10 min, then it is stopped",
        "not known to only read",
        "PGPASSWORD is set, never recorded",
        "✗ step 2 ended with exit 1 0.4 s",
    ):
        assert words in said, words
    assert "hunter2" not in said


def test_a_command_is_shown_to_its_last_letter_however_long_it_is() -> None:
    command = "head -n 5 " + " ".join(f"/srv/log/{n:04}" for n in range(400))
    found = changed(BOOK, scenarios=(Scenario(id="pool", title="x", steps=(step(title="long", run=command),)),))
    known = scene(incident(found=found))
    shown = opened(known)
    seen_words = ""
    for top in range(0, 200, 10):
        shown.top = top
        seen_words += text(painted(known, shown))
    assert all(f"/srv/log/{n:04}" in seen_words for n in range(400))


def test_what_is_blank_is_named_and_stands_out_in_the_command() -> None:
    known = scene()
    shown = painted(known, opened(known, n=6))
    assert "to be filled in" in text(shown)
    assert any(part == ("SERVICE_NAME", "soon+b+u") for row in shown.rows for part in row)


# The output.


def desk_with(lines: int, *, ended: bool = True) -> Desk:
    desk = Desk(plans=plans(BOOK))
    streamed = Streamed()
    streamed.put((n / 10, "err" if n % 2 else "out", f"line {n}") for n in range(lines))
    desk.live["x", 1] = Live("x", 1, streamed, ended=ended)
    return desk


def test_output_has_its_seconds_and_streams_and_its_hash_in_the_border() -> None:
    known = scene(incident(ran(1, 1, lines=2, size=14, kept=14, sha256="77ab90e1" * 8)))
    shown = painted(known, opened(known, desk=desk_with(2)))
    assert "0.0 out line 0" in text(shown)
    assert "0.1 err line 1" in text(shown)
    assert "sha256 77ab90e1, kept as #101" in text(shown)
    assert "output of step 1: a title ─ exit 0 0.4 s  2 lines" in text(shown)


def test_a_line_under_the_cursor_is_shown_whole() -> None:
    desk = desk_with(1)
    desk.live["x", 1].output.put([(1.0, "out", f"{'word ' * 30}finis")])
    known = scene(incident(ran(1, 1)))
    shown = opened(known, OUTPUT, desk=desk)
    shown.cursor = 1
    assert "finis" in text(painted(known, shown))
    shown = opened(known, STEPS, desk=desk)
    assert "finis" not in text(painted(known, shown))


def test_a_reader_who_went_up_stays_there_while_more_comes() -> None:
    desk = desk_with(100, ended=False)
    known = scene(incident(ran(1, 1, outcome="", exit=None)))
    shown = opened(known, OUTPUT, desk=desk)
    painted(known, shown)
    shown.cursor = 99
    assert "line 99" in text(painted(known, shown))
    shown.cursor = 50
    first = [row for row in text(painted(known, shown)).split("\n") if "line 5" in row]
    desk.live["x", 1].output.put([(20.0, "out", "one more")])
    assert [row for row in text(painted(known, shown)).split("\n") if "line 5" in row] == first
    assert "one more" not in text(painted(known, shown))
    shown.cursor = 10_000
    assert "one more" in text(painted(known, shown))


def test_a_flood_keeps_its_first_and_last_lines_and_no_more() -> None:
    streamed = Streamed()
    streamed.put((0.0, "out", f"{n} {'x' * 5_000}") for n in range(20_000))
    kept = streamed.lines(0, 1_000_000)
    assert streamed.count == 20_000
    assert len(kept) == streamed.kept == HEAD + TAIL
    assert (kept[0].n, kept[HEAD - 1].n, kept[HEAD].n, kept[-1].n) == (1, HEAD, 20_001 - TAIL, 20_000)
    assert max(len(line.text) for line in kept) == LONGEST
    assert streamed.lines(HEAD - 1, 2) == kept[HEAD - 1 : HEAD + 1]


def test_lines_that_are_not_kept_are_counted_where_they_were() -> None:
    known = scene(incident(ran(1, 1)))
    shown = opened(known, OUTPUT, desk=desk_with(5_000))
    painted(known, shown)
    shown.cursor = HEAD - 1
    assert "2 500 lines are not kept here" in text(painted(known, shown))


# Every size, any words.


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("side", [BOOKS, STEPS, OUTPUT])
@pytest.mark.parametrize("glyphs", [True, False])
def test_it_fits_every_size(size: tuple[int, int], side: str, glyphs: bool) -> None:
    known = scene(incident(ran(1, 1), ran(2, 2, exit=1)), glyphs=glyphs, views=(down("db"),))
    for n in range(1, 13):
        shown = painted(known, opened(known, side, n, desk_with(40), likely=(0,)), size)
        assert len(shown.rows) <= size[1]
        fits(shown.rows, size[0], known)


@slowly
@given(st.integers(0, 10_000))
def test_whatever_a_playbook_and_a_record_say_it_fits_and_acts_on_nothing(seed: int) -> None:
    chance = random.Random(seed)
    hostile = Scenario(
        id=chance.choice(HOSTILE),
        title=chance.choice(HOSTILE),
        symptoms=tuple(chance.choice(HOSTILE) for _ in range(chance.randrange(3))),
        steps=tuple(any_value(type(step()), chance) for _ in range(chance.randrange(5))),
    )
    found = changed(BOOK, scenarios=(hostile,), steps=())
    words: dict[str, Any] = {
        "last": chance.choice(HOSTILE),
        "why": chance.choice(HOSTILE),
        "exit": chance.choice((0, None)),
    }
    words["signal"] = chance.choice(HOSTILE)
    here = incident(changed(ran(1, 1, **words), scenario=hostile.id, title=chance.choice(HOSTILE)), found=found)
    desk = Desk()
    desk.live["x", 1] = Live("x", 1, Streamed(), ended=chance.random() < 0.5)
    desk.live["x", 1].output.put((n, chance.choice(("out", "err", "gap")), chance.choice(HOSTILE)) for n in range(20))
    known = scene(here, glyphs=chance.random() < 0.5)
    side = chance.choice((BOOKS, STEPS, OUTPUT)) if hostile.steps else BOOKS
    size = chance.choice(SIZES)
    fits(painted(known, opened(known, side, 1, desk), size).rows, size[0], known)


# On the screen.


@pytest.mark.parametrize("size", [WIDE, NARROW, HUGE, TINY])
def test_a_key_opens_it_in_the_lobby_and_in_the_room_and_esc_returns(path: Path, size: tuple[int, int]) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("f3")
        await stage.until(partial(stage.focused, "runbook"))
        await stage.pilot.press("escape")
        assert stage.app.board.pane is None
        assert stage.entry.has_focus
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.pilot.press("alt+r")
        await stage.until(partial(stage.focused, "runbook"))
        await stage.pilot.press("f3")
        assert stage.app.board.pane is None

    play(path, act, size)


def test_it_opens_at_the_step_where_it_was_left_and_half_a_line_stays(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a li")
        await at_step(stage, 5)
        await stage.pilot.press("escape", "f3")
        await stage.until(partial(stage.focused, "runbook"))
        assert (seen(stage).side, seen(stage).step) == (STEPS, 4)
        assert stage.entry.value == "half a li"

    play(path, act)


def test_keys_go_from_the_list_to_the_steps_to_the_output_and_back(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await run(stage, READS)
        await stage.shows("kept as #")
        sides = []
        for key in ("l", "h", "h", "l", "o", "o"):
            await stage.pilot.press(key)
            sides.append(seen(stage).side)
        assert sides == [OUTPUT, STEPS, BOOKS, STEPS, OUTPUT, STEPS]

    play(path, act)


def test_a_click_chooses_a_step_and_another_does_it(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, SLOW)
        y = next(n for n, row in enumerate(stage.rows) if "call the owner" in row)
        await stage.pilot.click(offset=(10, y))
        await stage.until(lambda: seen(stage).step == 4)
        await stage.pilot.click(offset=(10, y))
        await stage.until(lambda: step_key("pool", 5) in stage.app.incident.steps)

    play(path, act)


def test_the_footer_names_the_key_that_stops_while_something_runs(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await run(stage, SLOW)
        await stage.pilot.press("escape")
        await stage.shows("^C stop step 11, runs 00:0")

    play(path, act)


def test_nothing_on_the_screen_acts_on_the_terminal() -> None:
    for words in HOSTILE:
        desk = desk_with(0)
        desk.live["x", 1].output.put([(0.0, "out", words)])
        known = scene(incident(ran(1, 1, title=words, last=words)))
        for row in text(painted(known, opened(known, OUTPUT, desk=desk))).split("\n"):
            assert row == visible(row)
