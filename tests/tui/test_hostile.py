"""Text that wants to act on the terminal: shown, stored as it came, harmless."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.tui.scenes import HOSTILE
from tests.tui.stage import NARROW, WIDE, Stage, data, declare, notes, play, write
from warroom.checks.model import View
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.settings import Settings
from warroom.text import visible
from warroom.tui.app import WarroomApp
from warroom.tui.view import Scene

STORABLE = tuple(words for words in HOSTILE if "\ud800" not in words)


def harmless(stage: Stage) -> None:
    """Every row on the screen is what it would be after being made safe again."""
    for row in stage.rows:
        assert row == visible(row), ascii(row)


@pytest.mark.parametrize("words", STORABLE)
def test_hostile_words_are_pasted_stored_raw_and_shown_harmless(path: Path, words: str) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste(words)
        assert stage.entry.value == words
        harmless(stage)
        kept = await stage.keep("")
        assert data(kept) == {"text": words.strip()}
        await stage.shows(visible(words.strip())[:10])
        harmless(stage)
        assert stage.app.is_running

    play(path, act)


def test_a_lone_surrogate_that_was_pasted_is_kept_as_the_number_it_stood_for(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste("half a pair \ud800 here")
        harmless(stage)
        kept = await stage.keep("")
        assert data(kept) == {"text": "half a pair \\ud800 here"}
        await stage.paste("/suspect \udcff byte")
        kept = await stage.keep("")
        assert data(kept) == {"n": 1, "text": "\\xff byte"}

    play(path, act)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_hostile_words_from_everywhere_are_shown_harmless(path: Path, size: tuple[int, int]) -> None:
    every = " ".join(STORABLE[:-1])
    stream = declare(path, f"title {every}", by="kim")
    write(
        path,
        i.TakeRole(role="commander", person="[@click=app.quit]"),
        i.Suspect(text=every),
        i.GiveTask(owner="[/nope]", text=every, seconds=60.0),
        i.TellUsers(channel="status_page", text=every),
        i.SetImpact(text=every, fields={"users": "\x1b[31m1000"}),
        i.Link(url="https://x/\x1b]8;;evil\x07", text=every),
        i.Decide(text=every),
        i.OfferHandover(to="[/evil]"),
        i.ReportTransition(
            by="check",
            change=CheckChanged(
                check="api\x1b[2J", from_="up", to="down", reason=every, value="\x9b1", since=SystemClock().now()
            ),
        ),
        *(i.Note(text=words) for words in STORABLE),
        stream=stream,
    )

    async def act(stage: Stage) -> None:
        now = SystemClock().now()
        stage.app.scene = _with_views(stage.app.scene, tuple(_view(words, now) for words in STORABLE))
        await stage.until(lambda: stage.app.incident.seq > 20)
        for key in ("tab", "enter", "tab", "tab", "tab", "escape", "escape", "f8", "f7"):
            await stage.pilot.press(key)
            stage.app.scene = _with_views(stage.app.scene, tuple(_view(words, now) for words in STORABLE))
            stage.app.repaint()
            await stage.pilot.pause()
            harmless(stage)
        assert stage.app.return_value is None
        assert notes(stage.records()) == [words.strip() for words in STORABLE]

    play(path, act, size)


def _with_views(scene: Scene, views: tuple[View, ...]) -> Scene:
    return replace(scene, views=views)


def _view(words: str, now: datetime) -> View:
    return View(
        name=words[:20],
        kind="http",
        target=words,
        state="down",
        word="down",
        value=words[:7],
        since=now,
        at=now,
        reason=words,
    )


def test_an_error_that_looks_like_markup_ends_the_app_in_words(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        stage.app.keeper._jobs.put(_broken)
        await stage.until(lambda: stage.app.return_value == 70)

    def _broken() -> None:
        raise ValueError("[/nope] [red]x \x1b]0;owned\x07")

    play(path, act)


def test_an_unknown_incident_ends_with_a_sentence_and_code_two(path: Path) -> None:
    declare(path, "API down")

    async def go() -> None:
        app = WarroomApp(Settings(journal=path, incident="no-such"), me="anna")
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot, path)
            await stage.until(lambda: app.return_value is not None)
            assert app.return_value == 2
            app.close_down()

    asyncio.run(go())
