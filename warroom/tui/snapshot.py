"""The board drawn without a terminal, for a chat or a report: the app itself, of which nothing is asked or recorded."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from warroom.clock import Clock
from warroom.errors import BadInput, WarroomError
from warroom.incident.intents import Intent
from warroom.playbook.model import Check
from warroom.settings import Settings
from warroom.tui import messages as m
from warroom.tui.app import WarroomApp
from warroom.tui.keeper import Keeper
from warroom.tui.picture import svg, text
from warroom.tui.watching import Watching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warroom.checks.model import Transition
    from warroom.host.sample import Sample
    from warroom.incident import intents as i
    from warroom.journal.unrecorded import Unrecorded

LOBBY = "lobby"
ROOM = "room"
VIEWS = (ROOM, LOBBY, "brief", "checklist", "gate", "handover", "people", "playbook", "review", "runbook", "update")
"""What can be shown; what stands behind the lobby is a key's action on the room, by its name."""
ENDLESS = ("tick", "replay")
"""Workers that go on for as long as the screen is there."""
WITHIN_S = 30.0
_DRAWN_AS = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


class Onlooker(Keeper):
    """The journal thread of a screen that only looks: whatever it is asked to write, it does not."""

    reading = True

    def act(self, intent: Intent, asked_at: datetime | None = None, stream: str = "") -> None:
        """Nothing is recorded."""

    def report(self, scope: str, transition: "Transition", holder: str) -> None:
        """Nothing is recorded."""

    def watching(self, scope: str, intent: "i.SetWatching") -> None:
        """Nothing is recorded."""

    def remember_name(self, name: str) -> None:
        """Nobody sits here."""

    def sit(self, name: str) -> None:
        """Nobody sits here."""

    def keep_drafts(self, drafts: "Sequence[Unrecorded]") -> None:
        """Nothing is typed."""

    def when_idle(self, act: Callable[[], object]) -> None:
        """Call `act` on the screen's thread once all that was asked is read; long reads go on by asking again."""
        self._jobs.put(lambda: self._told_idle(act))

    def _told_idle(self, act: Callable[[], object]) -> None:
        if self._jobs.empty():
            self._post(m.RunTold(act))
        else:
            self.when_idle(act)


class _HostAlone(Watching):
    """Samples the machine and asks no check."""

    def __init__(self, journal: Path, clock: Clock, keeper: Keeper, told: Callable[["Sample"], None]) -> None:
        super().__init__(journal, clock, keeper, lambda _what: None)
        self._sampled = told

    def start_host(self) -> None:
        from warroom.host.watch import HostWatch

        self._host = HostWatch(self._sampled)
        self._host.start()

    def watch(self, scope: str, checks: "Sequence[Check]", clock: Clock | None = None) -> None:
        """Nothing is asked."""


class Still(WarroomApp):
    """The app on no terminal: it reads, draws once, and is gone."""

    def __init__(self, settings: Settings, stream: str) -> None:
        super().__init__(msgspec.structs.replace(settings, incident=stream, bell=False, notify=False), me="")
        self.keeper = self._onlooker = Onlooker(settings.journal, self.clock, {})
        self.watching = _HostAlone(settings.journal, self.clock, self.keeper, self._host_seen)
        self._shows = stream
        self._begun, self._sampled = asyncio.Event(), asyncio.Event()
        self.over = asyncio.Event()
        self.why = ""

    def begin(self) -> None:
        if self.keeper.ident is None:
            self.keeper.start()
            self.keeper.enter(self._shows, "")

    def _host_seen(self, _sample: "Sample") -> None:
        self._tell(m.RunTold(self._sampled.set))

    def exit(self, result: int | None = None, return_code: int = 0, message: object = None) -> None:
        self.why = self.why or str(message or "it was interrupted")
        self.over.set()
        super().exit(result, return_code, message)  # type: ignore[arg-type]  # what it is called with is what it takes

    def _start(self) -> None:
        super()._start()
        self._begun.set()

    async def drawn(self, view: str, at: str = "") -> None:
        """Return once this view shows all that is there to be shown, as it was `at` that moment where one is named.

        Raises BadInput where there is nothing to show, or no such moment.
        """
        await self._begun.wait()
        await self._read()
        if at:
            await self._rewind(at)
        if view not in (ROOM, LOBBY):
            getattr(self, f"action_{view}")()
            if self.board.pane is None:
                why = "".join(text for text, _ in self.entering.said) or "nothing is open"
                raise BadInput(f"no {view} can be shown: {why}")
            await self._read()
        if not at and "host" in self.board.places(*self.size):
            await self._sampled.wait()
        self.repaint()

    async def _rewind(self, at: str) -> None:
        """Go where these words mean in a replay, and stand there."""
        from warroom.replaying.target import target

        replaying = self.replaying
        replaying.begin()
        replaying.clock.run(on=False)
        await self._read()
        target(at, replaying.course, replaying.clock.now(), 1, self.incident.zone or self.settings.zone)
        replaying.go(at)
        replaying.clock.run(on=False)
        await self._read()

    async def _read(self) -> None:
        """What threads and workers were asked for is there, and what they asked for then."""
        quiet = 0
        while quiet < 2:
            idle = asyncio.Event()
            self._onlooker.when_idle(idle.set)
            await idle.wait()
            under_way = [one for one in self.workers if one.name not in ENDLESS and not one.is_finished]
            for worker in under_way:
                await worker.wait()
            quiet = 0 if under_way else quiet + 1


def draw(
    settings: Settings, stream: str, form: Literal["svg", "text"], size: tuple[int, int], view: str = ROOM, at: str = ""
) -> str:
    """A picture of the room of this incident, or of the lobby where `stream` is ""; `at` is as after / in a replay.

    Raises BadInput where the view has nothing to show, WarroomError where the board cannot be drawn.
    """
    with _in_full_colour() if form == "svg" else nullcontext():
        glyphs = "unicode" if form == "svg" and settings.glyphs == "auto" else settings.glyphs
        app = Still(msgspec.structs.replace(settings, glyphs=glyphs), stream)
        return asyncio.run(_drawn(app, svg if form == "svg" else text, size, view, at))


async def _drawn(app: Still, form: Callable[[WarroomApp], str], size: tuple[int, int], view: str, at: str) -> str:
    async with app.run_test(size=size) as pilot:
        try:
            ready, ended = asyncio.ensure_future(app.drawn(view, at)), asyncio.ensure_future(app.over.wait())
            await asyncio.wait((ready, ended), timeout=WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            if not ready.done():
                ready.cancel()
                raise WarroomError(f"the board cannot be drawn: {app.why or f'it is not there after {WITHIN_S:.0f} s'}")
            ready.result()
            await pilot.pause()
            return form(app)
        finally:
            # The screen is taken away without waiting for what threads still say to it.
            await asyncio.to_thread(app.close_down)
            await pilot.pause()
            app.exit()


@contextmanager
def _in_full_colour() -> Iterator[None]:
    """A file has every colour, whatever the terminal has in which it is made."""
    before = {name: os.environ.get(name) for name in _DRAWN_AS}
    os.environ.update(_DRAWN_AS)
    try:
        yield
    finally:
        for name, said in before.items():
            os.environ.pop(name, None)
            if said is not None:
                os.environ[name] = said
