"""A war room on a pretended terminal: typed into, looked at, and its journal read beside it."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.journal.live import Live
from warroom.journal.record import data_of
from warroom.journal.sqlite import Journal
from warroom.playbook import yaml
from warroom.playbook.model import Playbook
from warroom.room import Room
from warroom.settings import Settings
from warroom.tui.app import WarroomApp
from warroom.tui.panels.entry import Entry
from warroom.tui.panels.timeline import Timeline

WITHIN_S = 10.0
WIDE = (120, 40)
NARROW = (80, 24)


def default_playbook() -> Playbook:
    """The one that comes with warroom."""
    return yaml.load("default").playbook


def write(path: Path, *intents: Intent, stream: str = "", by: str = "bo") -> str:
    """Record these as another terminal would; returns the stream."""
    journal, live = Journal(path), Live(path)
    try:
        room = Room(journal, live, SystemClock(), stream)
        with_names = [intent if intent.by else type(intent)(**{**_fields(intent), "by": by}) for intent in intents]
        for intent in with_names:
            room.act(intent)
        return room.stream
    finally:
        live.close()
        journal.close()


def _fields(intent: Intent) -> dict[str, Any]:
    return {name: getattr(intent, name) for name in intent.__struct_fields__}


def declare(path: Path, title: str = "API down", severity: str = "P0", by: str = "bo", **fields: Any) -> str:
    """An open incident with the default playbook; returns its stream."""
    loaded = yaml.load("default")
    return write(
        path,
        i.Declare(severity=severity, title=title, playbook=loaded.playbook, sha256=loaded.sha256, channel="", **fields),
        by=by,
    )


def records(path: Path, stream: str) -> list[Record]:
    """What the journal holds."""
    journal = Journal(path)
    try:
        return list(journal.read(stream))
    finally:
        journal.close()


def streams(path: Path) -> list[str]:
    """The incidents of a journal."""
    journal = Journal(path)
    try:
        return [name for name in journal.heads() if name != "duty"]
    finally:
        journal.close()


class Stage:
    """A running app, the hands on its keys and the eyes on its screen."""

    def __init__(self, app: WarroomApp, pilot: Pilot[int], path: Path) -> None:
        self.app = app
        self.pilot = pilot
        self.path = path

    @property
    def entry(self) -> Entry:
        return self.app.board.entry

    @property
    def timeline(self) -> Timeline:
        return self.app.board.timeline

    @property
    def rows(self) -> list[str]:
        """The screen as text, a string a row."""
        return ["".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def said(self) -> str:
        """The row above the entry line."""
        return "".join(text for text, _ in self.app.entering.reading(self.app.size.width))

    def records(self) -> list[Record]:
        """What the journal holds of the open incident."""
        return records(self.path, self.app.stream)

    def kinds(self) -> list[str]:
        return [record.kind for record in self.records()]

    def focused(self, panel: str) -> bool:
        """Whether this panel has the keys."""
        return self.app.board.focus_name == panel

    def sized(self, size: tuple[int, int]) -> bool:
        """Whether the app knows that the terminal has this size."""
        return self.app.size == size

    def shown(self) -> list[str]:
        """The rows of the timeline, as they would be drawn now."""
        timeline = self.timeline
        return [timeline.render_line(y).text for y in range(timeline.size.height)]

    @contextmanager
    def held_journal(self) -> Iterator[None]:
        """The journal thread does nothing until the block ends."""
        go = threading.Event()
        self.app.keeper._jobs.put(lambda: void(go.wait(WITHIN_S)))
        try:
            yield
        finally:
            go.set()

    async def until(self, true: Callable[[], object], within_s: float = WITHIN_S) -> None:
        """Wait for it, and show the screen where it does not come."""
        deadline = time.monotonic() + within_s
        while not true():
            if self.app._exception is not None:
                raise self.app._exception
            assert time.monotonic() < deadline, f"not so after {within_s} s, the screen says:\n{self.text}"
            await self.pilot.pause(0.005)

    async def shows(self, *words: str) -> None:
        """Wait until the screen says all of this."""
        await self.until(lambda: all(word in self.text for word in words))

    async def says(self, *words: str) -> None:
        """Wait until the row above the entry line says all of this."""
        await self.until(lambda: all(word in self.said for word in words))

    async def type(self, text: str) -> None:
        """Type characters, one key each."""
        await self.pilot.press(*text)

    async def line(self, text: str) -> None:
        """Type a line and press Enter."""
        await self.type(text)
        await self.pilot.press("enter")

    async def keep(self, text: str) -> Record:
        """Type a line, press Enter, and wait until it is acknowledged; returns its first record."""
        before = self.app.incident.seq
        await self.line(text)
        await self.until(lambda: self.app.incident.seq > before and not self.app.entering.pending)
        return next(record for record in self.records() if record.seq == before + 1)

    async def paste(self, text: str) -> None:
        """What a terminal in bracketed paste mode sends."""
        self.entry.post_message(events.Paste(text))
        await self.pilot.pause()

    async def settled(self) -> None:
        """Nothing is on its way."""
        await self.until(lambda: not self.app.entering.pending)


@asynccontextmanager
async def on_stage(
    path: Path, size: tuple[int, int] = WIDE, *, me: str = "anna", **fields: Any
) -> AsyncIterator[Stage]:
    """The app over the journal at `path`, until the block ends; `fields` go to its settings."""
    first = fields.pop("first", None)
    scenario = fields.pop("scenario", None)
    app = WarroomApp(Settings(journal=path, **fields), me=me, first=first, scenario=scenario)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot, path)
        try:
            await stage.until(lambda: app.machine.library and app.board.entry.size.width)
            if len(streams(path)) == 1:
                await stage.until(lambda: app.incident.seq)
            await pilot.pause()
            yield stage
        finally:
            # The pilot takes the screen away without waiting for what the threads still say.
            await asyncio.to_thread(app.close_down)
            await pilot.pause()
            app.exit(app.return_value)


def play(path: Path, act: Callable[[Stage], Awaitable[None]], size: tuple[int, int] = WIDE, **fields: Any) -> None:
    """Run one scene to its end."""

    async def go() -> None:
        async with on_stage(path, size, **fields) as stage:
            await act(stage)

    asyncio.run(go())


def notes(found: Sequence[Record]) -> list[str]:
    """The words of the notes among these."""
    return [record.fact.text for record in found if record.kind == "note"]  # type: ignore[attr-defined]  # a note has a text


def data(record: Record) -> dict[str, Any]:
    """The words of a record, as exports name them."""
    return dict(data_of(record))


def void(_: object) -> None:
    """Nothing: for a job whose answer nobody wants."""
