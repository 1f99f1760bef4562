"""The first frame: the room where one is open, the lobby where none is or none comes, and nothing that is not shown."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.tui.stage import NARROW, WIDE, WITHIN_S, Stage, declare, play
from warroom.settings import Settings
from warroom.tui import app as module
from warroom.tui.app import WarroomApp
from warroom.tui.board import Board
from warroom.tui.keeper import Keeper
from warroom.tui.lines import Box


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room is waited for as long as it takes."""
    monkeypatch.setattr(module, "ROOM_S", WITHIN_S)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The view of every frame."""
    views: list[str] = []
    paint = Board.paint

    def noting(board: Board, *scene: Any) -> None:
        views.append(board.view)
        paint(board, *scene)

    monkeypatch.setattr(Board, "paint", noting)
    return views


def made(stage: Stage) -> set[str]:
    """The boxes there are, shown or not."""
    return {str(box.id) for box in stage.app.board.query(Box)}


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_an_open_incident_is_entered_without_a_frame_of_the_lobby(
    path: Path, size: tuple[int, int], painted: list[str]
) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.shows("API down", "timeline")
        assert set(painted) == {"room"}

    play(path, act, size)


@pytest.mark.usefixtures("patient")
def test_without_an_incident_the_first_frame_is_the_lobby(path: Path, painted: list[str]) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("/declare start")
        assert set(painted) == {"lobby"}

    play(path, act)


def test_a_journal_that_is_slow_is_not_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(path)
    go = threading.Event()
    enter = Keeper._enter_first

    def late(keeper: Keeper, named: str) -> None:
        go.wait(WITHIN_S)
        enter(keeper, named)

    monkeypatch.setattr(Keeper, "_enter_first", late)

    async def begin() -> None:
        app = WarroomApp(Settings(journal=path), me="anna")
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot, path)
            try:
                await stage.shows("/declare start")
                go.set()
                await stage.shows("API down", "timeline")
            finally:
                go.set()
                await asyncio.to_thread(app.close_down)

    asyncio.run(begin())


@pytest.mark.usefixtures("patient")
def test_a_box_is_made_when_it_is_first_shown_and_kept(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        board = stage.app.board
        room = {name for name in made(stage) if board.shows(name)}
        assert made(stage) == room > {"checks", "clocks", "timeline"}
        clocks = board.query_one("#clocks", Box)
        await stage.pilot.press("f7")
        await stage.until(lambda: board.view == "lobby")
        assert made(stage) > room | {"open", "past"}
        await stage.pilot.press("f7")
        await stage.until(lambda: board.view == "room")
        assert board.query_one("#clocks", Box) is clocks
        assert clocks.display
        assert not board.query_one("#open", Box).display

    play(path, act)


def test_a_pane_that_is_first_opened_has_the_keys_at_once(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        assert "pane" not in made(stage)
        stage.app.action_people()
        assert stage.focused("people")
        await stage.shows(" people ")

    play(path, act)
