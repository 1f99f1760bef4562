"""Searching all incidents from the lobby: what was found is listed, narrowed by typing on, and gone to."""

from pathlib import Path

import pytest

from tests.fakes import T0
from tests.tui.stage import NARROW, Stage, declare, play, streams, write
from warroom.incident import intents as i
from warroom.journal import index
from warroom.report.found import Found
from warroom.report.query import asked
from warroom.themes import load
from warroom.tui import recalling
from warroom.tui.look import Look
from warroom.tui.panes import Opened
from warroom.tui.panes.search import Seeking, paint
from warroom.tui.view import Scene

LOOK = Look(load("dark"))


def two(path: Path) -> tuple[str, str]:
    """An incident that is over and one that runs, both about a pool."""
    past = declare(path, "Checkout slow")
    write(
        path,
        i.Note(text="the pool_size of api-7 is 20"),
        i.Note(text="ten wait for a connection"),
        i.Decide(text="drain the pool"),
        *(i.Note(text=f"line {n}") for n in range(60)),
        i.Cancel(why="it was a test"),
        stream=past,
    )
    now = declare(path, "API down")
    write(path, i.Note(text="pool is exhausted"), stream=now, by="ann")
    return past, now


def test_where_nothing_can_be_searched_the_room_goes_on_and_the_lobby_says_why(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_TABLES", index._TABLES.replace("fts5", "none_such"))
    monkeypatch.setattr(recalling, "START_S", 0.0)
    two(path)

    async def act(stage: Stage) -> None:
        await stage.line("still recorded")
        await stage.shows("still recorded")
        await to_lobby(stage)
        await stage.line("/find pool")
        await stage.shows("nothing can be searched here")

    play(path, act)


async def to_lobby(stage: Stage) -> None:
    if stage.app.board.view != "lobby":
        await stage.pilot.press("f7")
    await stage.until(lambda: stage.app.board.view == "lobby" and not stage.app.incident.seq)


def test_find_in_the_lobby_lists_lines_of_all_incidents_and_enter_goes_to_one(path: Path) -> None:
    past, _ = two(path)

    async def act(stage: Stage) -> None:
        await to_lobby(stage)
        await stage.line("/find pool")
        await stage.shows("3 lines in 2 incidents")
        assert stage.app.board.focus_name == "search"
        for words in ("Checkout slow", "drain the pool", "pool is exhausted", "API down"):
            assert words in stage.text
        while "drain the pool" not in pointed(stage):
            await stage.pilot.press("j")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.stream == past and stage.timeline.current is not None)
        assert stage.timeline.current is not None
        assert getattr(stage.timeline.current.fact, "text", "") == "drain the pool"

    play(path, act)


def pointed(stage: Stage) -> str:
    """The row under the cursor."""
    return next((row for row in stage.rows if row.lstrip("┃│| ").startswith("›")), "")


def test_typing_on_narrows_what_was_found_and_esc_keeps_the_words(path: Path) -> None:
    two(path)

    async def act(stage: Stage) -> None:
        await to_lobby(stage)
        await stage.line("/find pool")
        await stage.shows("3 lines in 2 incidents")
        await stage.pilot.press("slash")
        assert stage.entry.value == "/find pool"
        assert stage.entry.has_focus
        await stage.pilot.press("space", *"exhaus")
        await stage.shows("1 line")
        assert "drain the pool" not in stage.text
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.pane is None)
        stage.entry.put("")
        stage.app.board.focus_panel("past")
        await stage.pilot.press("slash")
        assert stage.entry.value == "/find pool exhaus"
        await stage.shows("pool is exhausted")

    play(path, act)


def test_find_alone_names_the_words_it_knows(path: Path) -> None:
    two(path)

    async def act(stage: Stage) -> None:
        await to_lobby(stage)
        await stage.line("/find")
        await stage.shows("all incidents and drills")
        assert "severity:P0 in:api drill:no" in stage.text
        assert stage.entry.value == "/find "

    play(path, act)


def test_what_cannot_be_read_and_what_is_nowhere_is_said_in_the_pane(path: Path) -> None:
    two(path)

    async def act(stage: Stage) -> None:
        await to_lobby(stage)
        await stage.line("/find kind:nope")
        await stage.shows("no line is of kind")
        await stage.pilot.press("slash", "ctrl+u")
        await stage.line("/find zebra")
        await stage.shows("nothing has zebra")

    play(path, act)


def test_it_fits_a_small_terminal(path: Path) -> None:
    past, _ = two(path)

    async def act(stage: Stage) -> None:
        await to_lobby(stage)
        await stage.line("/find drain pool")
        await stage.shows("drain the pool")
        await stage.pilot.press("j", "enter")
        await stage.until(lambda: stage.app.stream == past and stage.timeline.current is not None)
        assert stage.app.board.current_tab == "timeline"

    play(path, act, NARROW)


def test_find_in_a_room_says_that_other_incidents_have_it_too(path: Path) -> None:
    _, now = two(path)

    async def act(stage: Stage) -> None:
        stage.app.keeper.enter(now, "")
        await stage.until(lambda: stage.app.stream == now)
        await stage.line("/find pool")
        await stage.says("1 other incident has it: F7, then /find pool")
        await stage.pilot.press("escape", "escape")
        await stage.line("/find connection")
        await stage.says("no line here has connection, but 1 other incident has it")

    play(path, act)


def test_hostile_words_in_what_was_found_do_nothing_to_the_screen(path: Path) -> None:
    declare(path, "API \x1b]0;title\x07down")
    write(path, i.Note(text="lemur \x1b[2J\u202egone"), stream=streams(path)[0])

    async def act(stage: Stage) -> None:
        await to_lobby(stage)
        await stage.line("/find lemur")
        await stage.shows("1 line")
        assert "\x1b" not in stage.text
        assert "\u202e" not in stage.text

    play(path, act)


def test_a_past_incident_like_the_open_one_is_hinted_at_and_told_with_its_fix(path: Path) -> None:
    past = declare(path, "Checkout slow, database pool exhausted")
    write(
        path,
        i.Suspect(text="connection leak in checkout since release 41"),
        i.FindCause(n=1),
        i.Decide(text="roll back release 41"),
        i.MarkFixed(),
        i.Resolve(despite="it holds"),
        stream=past,
    )
    declare(path, "Printer on fire")
    now = declare(path, "API slow, database pool exhausted")
    write(path, i.Suspect(text="connection leak in checkout again"), stream=now)

    async def act(stage: Stage) -> None:
        stage.app.keeper.enter(now, "")
        await stage.shows("1 similar: s")
        await stage.line("/similar")
        await stage.shows("before the fix: roll back release 41")
        assert "cause: connection leak in checkout since release 41" in stage.text
        assert "Printer" not in stage.text
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.stream == past and stage.timeline.current is not None)
        assert stage.timeline.current is not None
        assert getattr(stage.timeline.current.fact, "text", "") == "roll back release 41"

    play(path, act)


def test_while_there_is_more_to_look_through_the_border_says_how_far_it_is() -> None:
    opened = Opened("search", Seeking("pool", Found(asked("pool", T0), share=0.4)))
    head = "".join(text for text, _ in paint(Scene(look=LOOK, now=T0, wall=T0), opened, 100, 20).head)
    assert head == "search ─ nothing  looked through 40 % so far"


def test_f6_and_f9_look_back_on_the_incident_under_the_cursor(path: Path) -> None:
    past, now = two(path)

    async def act(stage: Stage) -> None:
        for key, begun in (("f6", lambda: stage.app.reviewing.open), ("f9", lambda: stage.app.replaying.on)):
            await to_lobby(stage)
            await stage.line("/find drain")
            await stage.shows("1 line", "Checkout slow")
            await stage.pilot.press(key)
            await stage.until(begun)
            assert stage.app.stream == past
        assert now != past

    play(path, act)


def test_who_goes_to_a_past_incident_is_told_how_to_come_back_to_the_one_that_runs(path: Path) -> None:
    past, _ = two(path)

    async def act(stage: Stage) -> None:
        await to_lobby(stage)
        await stage.line("/find drain")
        await stage.shows("1 line")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.stream == past)
        await stage.says("this one is over; P0 API down runs on: F7, Tab and Enter go there")
        await stage.pilot.press("f7", "tab", "enter")
        await stage.until(lambda: stage.app.incident.title == "API down")

    play(path, act)
