"""Panes, palette, themes and sizes: what opens closes again, and the entry line lives through all of it."""

from functools import partial
from pathlib import Path

import pytest
from textual.command import CommandPalette

from tests.tui.stage import NARROW, WIDE, Stage, declare, notes, play, write
from warroom import themes
from warroom.incident import intents as i
from warroom.incident.entry import offered
from warroom.tui.keys import KEYS
from warroom.tui.look import Look


def opened_pane(stage: Stage) -> str:
    found = stage.app.board.pane
    return found.name if found else ""


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize(("key", "pane"), [("f1", "help"), ("f8", "brief")])
def test_a_pane_opens_with_its_key_and_closes_with_esc_or_the_key(
    path: Path, key: str, pane: str, size: tuple[int, int]
) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        for back in (key, "escape"):
            await stage.pilot.press(key)
            await stage.shows(f" {pane} ")
            assert opened_pane(stage) == pane
            assert stage.entry.has_focus
            await stage.type("x")
            await stage.pilot.press(back)
            await stage.until(lambda: stage.app.board.pane is None)
            await stage.shows("timeline")
        assert stage.entry.value == "halfxx"

    play(path, act, size)


def test_a_note_typed_over_a_pane_is_recorded(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("f1")
        await stage.keep("typed over help")
        await stage.says("✓ saved #")
        assert opened_pane(stage) == "help"
        assert notes(stage.records()) == ["typed over help"]

    play(path, act)


def test_help_names_every_key_and_every_verb_as_one_scrolls(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.pilot.press("f1")
        seen = ""
        for _ in range(12):
            await stage.pilot.pause()
            seen += stage.text
            await stage.pilot.press("pagedown")
        assert [key.shown for key in KEYS if key.shown not in seen] == []
        assert [verb.name for verb in offered() if f"/{verb.name}" not in seen] == []

    play(path, act)


def test_f7_goes_to_the_lobby_and_back(path: Path) -> None:
    stream = declare(path, "pool exhausted")

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await stage.pilot.press("f7")
        await stage.shows("lobby", "1 open")
        assert stage.app.incident.seq == 0
        write(path, i.Note(text="meanwhile"), stream=stream)
        await stage.pilot.press("f7")
        await stage.shows("meanwhile", "INVESTIGATING")
        assert stage.entry.value == "half"

    play(path, act)


def test_enter_in_the_lobbys_list_opens_the_incident(path: Path) -> None:
    declare(path, "first thing")
    declare(path, "second thing")

    async def act(stage: Stage) -> None:
        await stage.shows("2 open", "first thing", "second thing")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.app.board.focus_name == "open")
        await stage.pilot.press("j", "enter")
        await stage.until(lambda: stage.app.incident.declared)
        assert stage.app.incident.title == "first thing"
        assert stage.entry.has_focus

    play(path, act)


def test_enter_on_a_clock_fills_the_entry_line_with_the_verb_for_it(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await stage.pilot.press("tab", "tab")
        await stage.until(lambda: stage.app.board.focus_name == "clocks")
        await stage.pilot.press("j", "j", "enter")
        await stage.until(lambda: stage.entry.value == "/tick 2")
        assert stage.entry.has_focus
        await stage.pilot.press("up")
        assert stage.entry.value == "half"

    play(path, act)


def test_a_verb_chosen_in_the_palette_fills_the_entry_line(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await stage.pilot.press("ctrl+p")
        await stage.until(lambda: isinstance(stage.app.screen, CommandPalette))
        await stage.type("/suspect")
        await stage.shows("what it might be")
        await stage.pilot.press("down", "enter")
        await stage.until(lambda: stage.entry.value == "/suspect ")
        await stage.until(lambda: stage.entry.has_focus)
        await stage.says("it goes: /suspect")
        await stage.pilot.press("up")
        assert stage.entry.value == "half"

    play(path, act)


def test_the_palette_shows_how_verbs_go_with_their_brackets(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        for verb in ("/resolve [fixed -10m] [anyway WHY]", "/escalate [RUNG]", "/amend 128 [-5m] WORDS"):
            await stage.pilot.press("ctrl+p")
            await stage.until(lambda: isinstance(stage.app.screen, CommandPalette))
            await stage.type(verb.partition(" ")[0])
            await stage.shows(verb)
            await stage.pilot.press("escape")
            await stage.until(lambda: not isinstance(stage.app.screen, CommandPalette))

    play(path, act)


def test_records_go_on_under_the_palette_and_the_text_is_kept(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await stage.pilot.press("ctrl+p")
        await stage.until(lambda: isinstance(stage.app.screen, CommandPalette))
        write(path, i.Note(text="meanwhile"), stream=stream)
        await stage.until(lambda: stage.app.incident.seq == 3)
        await stage.pilot.press("escape")
        await stage.shows("meanwhile")
        assert stage.entry.value == "half"

    play(path, act)


@pytest.mark.parametrize("name", themes.names())
def test_every_theme_can_be_chosen_while_the_room_runs(path: Path, name: str) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        before = stage.rows[:3]
        stage.app.use_theme(name)
        await stage.pilot.pause()
        assert stage.app.look.style("text") == Look(themes.load(name)).style("text")
        assert [row[:60] for row in stage.rows[:2]] == [row[:60] for row in before[:2]]

    play(path, act)


def test_any_size_and_back_does_no_harm(path: Path) -> None:
    declare(path, "API down")

    async def act(stage: Stage) -> None:
        await stage.type("half")
        for width, height in ((80, 24), (40, 10), (20, 5), (1, 1), (200, 60), (39, 60), (200, 8), (120, 40)):
            await stage.pilot.resize_terminal(width, height)
            await stage.until(partial(stage.sized, (width, height)))
            await stage.pilot.pause()
            assert stage.entry.has_focus
            assert stage.entry.region.height == 1
            await stage.pilot.press("tab", "tab", "escape", "f1", "f1", "f8", "escape", "f7", "f7")
            await stage.until(lambda: stage.app.board.view == "room" and stage.app.incident.seq)
        assert stage.entry.value == "half"
        await stage.shows("API down", "INVESTIGATING")

    play(path, act)


def test_a_small_screen_says_what_it_hides(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.shows("Tab: more")

    play(path, act, (70, 20))


def test_numbers_choose_a_tab_from_a_panel_at_eighty_columns(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        assert "[1 timeline" in stage.text
        await stage.pilot.press("tab", "3")
        await stage.shows("[3 clocks")
        await stage.until(lambda: stage.app.board.focus_name == "clocks")
        await stage.pilot.press("escape")
        await stage.type("3")
        assert stage.entry.value == "3"

    play(path, act, NARROW)


def test_nothing_reorders_while_it_is_read(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        numbers = [(d.kind, d.item) for d in stage.app.scene.deadlines if d.kind in ("response", "checklist", "after")]
        write(path, i.TakeRole(role="commander", person="kim"), i.SetItem(n=2, done=True), stream=stream)
        write(path, i.MarkFixed(), i.SetSeverity(to="P1", why="better"), stream=stream)
        await stage.until(lambda: stage.app.incident.severity == "P1")
        assert numbers == [
            (d.kind, d.item) for d in stage.app.scene.deadlines if d.kind in ("response", "checklist", "after")
        ]

    play(path, act)
