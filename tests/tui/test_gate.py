"""The gate before it is over: what stands open is shown, a reason goes on, and criteria are confirmed in the pane."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import Table, at
from tests.tui.scenes import scenes
from tests.tui.stage import NARROW, WIDE, Stage, data, declare, default_playbook, play, write
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.incident import intents as i
from warroom.tui.look import Look
from warroom.tui.panes import Opened, pane
from warroom.tui.view import Scene

FIXED = (i.SetMilestone(name="started", moment=at(-1)), i.Acknowledge(), i.MarkFixed())


def fixed(path: Path) -> str:
    """An incident of the default playbook whose fix is in, so that only the playbook's own conditions stand open."""
    stream = declare(path)
    now = default_now(path, stream)
    write(path, i.SetMilestone(name="started", moment=now), i.Acknowledge(), i.MarkFixed(), stream=stream)
    return stream


def default_now(path: Path, stream: str) -> Any:
    from tests.tui.stage import records

    return records(path, stream)[0].at - timedelta(minutes=5)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_resolving_shows_what_stands_open_and_asks_why_in_the_row_above_the_line(
    path: Path, size: tuple[int, int]
) -> None:
    fixed(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve")
        await stage.says("not all of it holds", "why resolve all the same?", "Esc no")
        await stage.shows("gate ─ 9 open", "the cause is known and mended", "not confirmed")
        assert stage.app.incident.running
        assert stage.app.board.focus_name == "", "the reason is typed at once"

    play(path, act, size)


def test_a_reason_goes_on_under_the_name_of_who_typed_it_and_the_record_keeps_what_was_open(path: Path) -> None:
    fixed(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve")
        await stage.says("why resolve")
        resolved = await stage.keep("the shop is closed anyway")
        kept = data(resolved)
        assert (resolved.kind, resolved.by, kept["despite"]) == ("resolved", "anna", "the shop is closed anyway")
        assert len(kept["left"]) == 9
        assert "watched and green for 15 min" in " ".join(kept["left"]) or "quiet for 15 min" in " ".join(kept["left"])
        assert stage.app.board.pane is None
        await stage.shows("resolved anyway: the shop is closed anyway (9 things open:")

    play(path, act)


def test_escape_is_no_and_gives_the_line_back(path: Path) -> None:
    fixed(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve")
        await stage.says("why resolve")
        await stage.pilot.press("escape")
        assert (stage.entry.value, stage.app.incident.running) == ("/resolve", True)

    play(path, act)


def test_without_a_word_it_is_asked_again_and_a_verb_is_taken_as_one(path: Path) -> None:
    fixed(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve")
        await stage.says("why resolve")
        await stage.pilot.press("enter")
        await stage.says("a reason goes on all the same")
        confirmed = await stage.keep("/confirm 2")
        assert data(confirmed) == {"n": 2, "text": "every check is up", "met": True}
        assert stage.app.incident.running

    play(path, act)


def test_enter_in_the_pane_confirms_the_criterion_under_the_cursor_and_takes_it_back(path: Path) -> None:
    fixed(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve")
        await stage.says("why resolve")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("gate"))
        await stage.pilot.press("enter")
        await stage.until(lambda: 1 in stage.app.incident.criteria_met)
        await stage.shows("gate ━ 8 open", "seen by anna")
        await stage.pilot.press("space")
        await stage.until(lambda: 1 not in stage.app.incident.criteria_met)
        assert stage.kinds()[-2:] == ["criterion_met", "criterion_met"]

    play(path, act)


def test_what_is_open_at_the_close_is_asked_about_in_the_same_way(path: Path) -> None:
    stream = fixed(path)
    write(path, i.Resolve(despite="a test"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.line("/close")
        await stage.says("why close all the same?")
        await stage.shows("after-work", "12 timeline complete")
        closed = await stage.keep("the review is another team's")
        assert (closed.kind, data(closed)["despite"]) == ("closed", "the review is another team's")

    play(path, act, incident=stream)


def test_ticking_the_item_that_the_resolution_ticks_comes_to_the_gate_too(path: Path) -> None:
    fixed(path)

    async def act(stage: Stage) -> None:
        await stage.line("/tick 9")
        await stage.says("why resolve all the same?")

    play(path, act)


def test_all_clocks_show_each_kind_and_enter_writes_what_meets_one(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.app.board.focus_name)
        stage.app.board.focus_panel("clocks")
        await stage.pilot.press("a")
        await stage.until(lambda: stage.focused("all_clocks"))
        await stage.shows("all clocks ━", "response: acknowledge")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.entry.value == "/ack")

    play(path, act)


def painted(table: Table, name: str, size: tuple[int, int], **fields: Any) -> list[str]:
    """A pane's rows as text."""
    from warroom.incident.deadlines import deadlines

    now = table.clock.now()
    scene = Scene(
        look=Look(themes.load("dark"), **fields),
        now=now,
        wall=now,
        incident=table.incident,
        deadlines=tuple(deadlines(table.incident, now)),
    )
    made = pane(name).paint(scene, Opened(name), *size)
    return ["".join(text for text, _ in row) for row in made.rows]


def test_what_holds_and_what_does_not_differ_without_colour_and_without_unicode() -> None:
    table = Table(default_playbook()).declare()
    for intent in FIXED:
        table.do(intent)
    table.do(i.ConfirmCriterion(n=2))
    rows = painted(table, "gate", (100, 30), glyphs=False)
    assert "  1 . the cause is known" in next(row for row in rows if "the cause is known" in row).replace(">", " ")
    assert "2 + every check is up" in next(row for row in rows if "every check is up" in row)
    assert all(ord(letter) < 128 for row in rows for letter in row)


@slowly
@given(scenes, st.sampled_from(["gate", "all_clocks"]), st.integers(20, 200), st.integers(1, 60), st.integers(0, 40))
def test_whatever_happened_the_panes_fit_and_show_the_row_under_the_cursor(
    scene: Scene, name: str, width: int, height: int, cursor: int
) -> None:
    opened = Opened(name, cursor=cursor)
    made = pane(name).paint(scene, opened, width, height)
    fits(made.rows, width, scene)
    fits([made.foot], max(width, 60), scene)
    assert len(made.rows) <= height
    assert not made.items or opened.cursor in made.items
