"""The conduct of a drill on the screen: its card, what can be done about it, hints, and the score at its end."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from warroom.errors import WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import DrillScored
from warroom.journal.ids import new_id
from warroom.tui.look import Row

if TYPE_CHECKING:
    from warroom.drill.scenario import Act, Scenario
    from warroom.tui.app import WarroomApp

USAGE = "it goes: /drill card, hint, score, or fix NAME"


class Drilling:
    """One drill at a time: the one in the open room. The app owns it, and has it look before every painting."""

    def __init__(self, app: "WarroomApp", scenario: "Scenario | None" = None) -> None:
        """`scenario` is that of the drill this terminal runs, None for a terminal that runs none."""
        self._app = app
        self._own = scenario
        self._own_stream = ""
        self._scenario: Scenario | None = None
        self._stream = ""
        self._judged_for: object = None
        self._shown: DrillScored | None = None
        self._sofar_seq = 0

    @property
    def acts(self) -> "tuple[Act, ...]":
        """What can be done in the open drill, as far as its scenario is known here."""
        return self._scenario.acts if self._scenario and self._app.incident.is_drill else ()

    @property
    def footer(self) -> Row:
        """The key of the card, while a drill is open."""
        if not self._app.incident.is_drill:
            return ()
        shown = next((key.shown for key in self._app.keys if key.id == "card"), "")
        return ((shown, "title"), (" card  ", "muted"))

    # What comes of itself.

    def look(self) -> None:
        """Follow the open room: a drill that began has its card, one that is over its score."""
        incident = self._app.incident
        if not incident.is_drill:
            self._stream = ""
            return
        if incident.id != self._stream:
            self._enter(incident.id)
        if incident.id == self._own_stream:
            self._judge()
            if incident.score is not None and incident.score != self._shown:
                self._shown = incident.score
                self._app.board.show_pane("score", incident.score)
        self._refresh()

    def _enter(self, stream: str) -> None:
        self._stream, self._scenario = stream, None
        if self._own is not None and self._own_stream in ("", stream):
            begins = not self._own_stream
            self._own_stream, self._scenario = stream, self._own
            if begins and not self._app.incident.declared:
                self._app.board.show_pane("card", self._own)
            return
        self._start(self._learn())

    async def _learn(self) -> None:
        """Read the scenario ahead, for completion and the palette; what is wrong with it is said when asked for."""
        with suppress(WarroomError):
            await self._know()

    def _judge(self) -> None:
        """Have the score recorded once, by the terminal that ran the drill."""
        incident = self._app.incident
        resolved = incident.milestones.get("resolved")
        ended = resolved.seq if resolved else incident.cancelled_at
        if incident.score is not None or ended is None or ended == self._judged_for:
            return
        self._judged_for = ended

        async def judge() -> None:
            found = await self._read(due=True)
            if found is not None:
                app = self._app
                app.keeper.act(i.ScoreDrill(id=new_id(), by="drill", score=found))

        self._start(judge())

    def _refresh(self) -> None:
        """A score that is looked at before the end follows the record."""
        incident, pane = self._app.incident, self._app.board.pane
        if pane is None or pane.name != "score":
            return
        if incident.score is not None:
            pane.about = incident.score
        elif incident.seq != self._sofar_seq:
            self._sofar_seq = incident.seq
            self._start(self._update())

    async def _update(self) -> None:
        found = await self._read(due=False)
        pane = self._app.board.pane
        if found is not None and pane is not None and pane.name == "score":
            pane.about = self._app.incident.score or found

    # What is asked for.

    def do(self, words: str, line: str) -> bool:
        """`/drill …`; False where the line is to come back."""
        if self._app.replaying.refuses():
            return True
        word, _, name = words.strip().partition(" ")
        asked: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "card": self._card,
            "hint": lambda: self._hint(line),
            "score": self._score,
            "fix": lambda: self._fix(name.strip(), line),
        }
        begin = asked.get(word.lower())
        if begin is None or (word.lower() == "fix") is not bool(name.strip()):
            self._app.entering.say(
                USAGE + (f": {', '.join(act.name for act in self.acts)}" if self.acts else ""), bad=True
            )
            return False
        if not self._app.incident.is_drill:
            self._app.entering.say("this is no drill: warroom drill, in a shell, starts one", bad=True)
            return False
        self._start(begin())
        return True

    def toggle_card(self) -> None:
        """The card, or away with it."""
        app = self._app
        if app.board.pane is not None and app.board.pane.name == "card":
            app.board.show_pane("")
        elif app.incident.is_drill:
            self._start(self._card())
        else:
            app.entering.say(
                "the card belongs to a drill, and none is open: warroom drill, in a shell, starts one", bad=False
            )

    def fix(self, name: str) -> None:
        """Do an act of the drill, off the screen's loop."""
        if not self._app.replaying.refuses():
            self._start(self._fix(name, f"/drill fix {name}"))

    async def _card(self) -> None:
        self._app.board.show_pane("card", await self._know())

    async def _hint(self, line: str) -> None:
        from warroom.drill import conduct

        scenario = await self._know()
        self._app.entering.send(line, (conduct.hint(self._app.incident, scenario), line))
        self._app.board.show_pane("card", scenario)

    async def _score(self) -> None:
        found = self._app.incident.score or await self._read(due=False)
        self._sofar_seq = self._app.incident.seq
        self._app.board.show_pane("score", found)

    async def _fix(self, name: str, line: str) -> None:
        from warroom.drill import conduct

        entering, stream = self._app.entering, self._stream
        entering.say("working on it", bad=False)
        self._app.repaint()
        outcome, change = await asyncio.to_thread(conduct.act, self._app.incident, name)
        if self._stream == stream:
            entering.send(line, (change, line))
        entering.say(outcome, bad=False)

    # Off the loop.

    async def _know(self) -> "Scenario":
        """What is played in the open drill."""
        if self._scenario is None:
            from warroom.drill import conduct

            self._scenario = await asyncio.to_thread(conduct.scenario_of, self._app.incident)
        return self._scenario

    async def _read(self, *, due: bool) -> DrillScored | None:
        """The score by the record as it stands; with `due` only where one is to be recorded now."""
        scenario = await self._know()
        return await asyncio.to_thread(_judged, self._app, self._stream, scenario, due)

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        async def told() -> None:
            try:
                await work
            except WarroomError as error:
                self._app.entering.say(str(error), bad=True)
            self._app.repaint()

        self._app.run_worker(told(), exit_on_error=True)


def _judged(app: "WarroomApp", stream: str, scenario: "Scenario", due: bool) -> DrillScored | None:
    from warroom import wiring
    from warroom.drill import conduct

    with wiring.open_house(app.settings, reading=True) as house:
        return conduct.judged(house.room(stream), scenario, due=due)
