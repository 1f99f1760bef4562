"""Panels as their user wants them: hidden, wider, alone, and all of them again; by keys and by mouse."""

from pathlib import Path

from tests.tui.stage import NARROW, Stage, declare, play, write
from warroom.incident import intents as i


def test_a_panel_is_hidden_said_to_be_and_comes_back(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab", "tab")
        await stage.until(lambda: stage.app.board.focus_name == "clocks")
        await stage.pilot.press("minus")
        await stage.shows("hidden: clocks")
        await stage.until(lambda: "P0 clocks" not in stage.text)
        assert stage.entry.has_focus
        await stage.pilot.press("tab", "equals_sign")
        await stage.shows("P0 clocks")
        assert "hidden" not in stage.text

    play(path, act)


def test_a_panel_alone_fills_the_room_and_the_same_key_ends_it(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab", "tab", "z")
        await stage.shows("clocks alone")
        await stage.until(lambda: " timeline ─" not in stage.text)
        await stage.pilot.press("z")
        await stage.shows(" timeline ")

    play(path, act)


def test_what_is_hidden_takes_no_part_in_tab_and_the_worst_check_is_named(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab", "minus", "tab")
        await stage.until(lambda: stage.app.board.focus_name == "clocks")
        assert "checks" not in stage.app.scene.shown

    play(path, act)


def test_at_80_columns_arranging_says_from_where_on_it_works(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab", "minus")
        await stage.says("from 120 columns")

    play(path, act, NARROW)


def test_a_click_moves_the_cursor_and_a_second_one_opens(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        place = stage.app.board.query_one("#clocks_rows").region
        await stage.pilot.click(offset=(place.x + 3, place.y + 2))
        await stage.until(lambda: stage.app.board.focus_name == "clocks")
        assert stage.app.board.cursor == 2
        assert stage.entry.value == ""
        await stage.pilot.click(offset=(place.x + 3, place.y + 2))
        await stage.until(lambda: stage.entry.value.startswith("/tick 2"))

    play(path, act)


def test_a_suspect_under_the_cursor_is_ruled_out_by_a_key(path: Path) -> None:
    stream = declare(path)
    write(path, i.Suspect(text="the pool"), i.Suspect(text="the deploy"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.shows("the deploy")
        await stage.pilot.press("tab", "6")
        await stage.until(lambda: stage.app.board.focus_name == "suspects")
        await stage.pilot.press("j", "x")
        assert stage.entry.value == "/rule-out 2 "
        assert stage.entry.has_focus

    play(path, act)


def test_keys_that_settings_changed_act_and_the_old_ones_do_not(path: Path) -> None:
    declare(path)
    chosen = (
        ("brief", "f11", "w"),
        ("checks.pause", "P", "w"),
        ("entry.clear", "ctrl+g", "w"),
        ("panels", "ctrl+n", "w"),
    )

    async def act(stage: Stage) -> None:
        await stage.pilot.press("f8")
        await stage.pilot.press("f11")
        await stage.shows(" brief ─")
        assert "F11 brief" in stage.rows[-1]
        await stage.pilot.press("f11")
        await stage.until(lambda: stage.app.board.pane is None)
        await stage.type("half")
        await stage.pilot.press("ctrl+g")
        assert stage.entry.value == ""
        await stage.pilot.press("ctrl+n")
        await stage.until(lambda: stage.app.board.focus_name == "checks")
        await stage.pilot.press("f1")
        await stage.shows("F11     brief: six lines")

    play(path, act, keys=chosen)


def test_what_was_arranged_is_so_at_the_next_start(path: Path) -> None:
    declare(path)

    async def hide(stage: Stage) -> None:
        await stage.pilot.press("tab", "tab", "minus", "tab", "greater_than_sign", "alt+b")
        await stage.says("sound is off")

    async def look(stage: Stage) -> None:
        await stage.shows("hidden: clocks")
        assert stage.app.board.arranged.first == 4
        assert not stage.app.rings

    play(path, hide)
    play(path, look)


def test_a_wider_panel_gets_its_frame_with_its_words(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab", "greater_than_sign")
        await stage.until(lambda: stage.app.board.query_one("#checks").region.width == 40)
        await stage.until(lambda: stage.app.board.query_one("#clocks").region.x == 40)

    play(path, act)


def test_tabs_pressed_in_one_go_each_go_a_panel_further(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        for _ in range(3):
            stage.app.action_next_panel()
        assert stage.app.board.focus_name == "timeline"

    play(path, act)


def test_at_80_columns_tab_reaches_every_panel_of_a_shared_tab(path: Path) -> None:
    stream = declare(path)
    write(path, i.Suspect(text="the pool"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.shows("INVESTIGATING")
        seen = []
        for _ in range(8):
            await stage.pilot.press("tab")
            seen.append(stage.app.board.focus_name)
        assert seen == ["timeline", "checks", "clocks", "suspects", "doing", "told", "host", ""]

    play(path, act, NARROW)
