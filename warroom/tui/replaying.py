"""A replay of the open room: what is shown is the past, what happens goes on, and nothing of it is recorded here.

The room itself stays live beneath: threads, facts and alarms are the app's as ever; only what is painted is another.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from warroom.clock import FIRST, ReplayClock
from warroom.errors import BadInput
from warroom.incident.deadlines import deadlines
from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, Incident
from warroom.tui import messages as m
from warroom.tui.binding import presses
from warroom.tui.content import fit, spread, width_of
from warroom.tui.look import Row
from warroom.tui.replay_guard import LIVE, Guarded
from warroom.tui.rewinding import TAIL
from warroom.tui.view import Scene, changed_scene

if TYPE_CHECKING:
    from textual.strip import Strip

    from warroom.replaying.target import Target
    from warroom.tui.app import WarroomApp
    from warroom.tui.panels.ledge import Special
    from warroom.tui.replayed import Replayed

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
BEGINS_AT = 10.0
FRAME_S = 0.25
"""How often it is drawn while it goes on; standing, once a second like all else."""
BEFORE_S = 2.0
"""So long before the next record a silence is left."""


class Replaying(Guarded):
    """The app owns it; it looks before every painting, and puts its lens before the scene."""

    def __init__(self, app: "WarroomApp") -> None:
        self._app = app
        self.on = False
        self.wanted: float | None = None
        """The speed at which the next room that is entered is replayed."""
        self.alone = False
        """Whether this terminal was begun for a replay: until that ends it neither asks checks nor sends."""
        self.fresh = 0
        self._tail: deque[Record] = deque(maxlen=TAIL)
        self._left: tuple[str, datetime] = ("", FIRST)
        """Which one was left last before its end, and where: the next begins there."""
        self._clear()

    def _clear(self) -> None:
        self._stream = ""
        self._until = 0
        self._whole = False
        self._asked = 0
        self._aim = 1
        self._waits = False
        self._wish = ""
        self._moment: datetime | None = None
        self._home: Callable[[], object] | None = None
        self._wrote: tuple[int, dict[str, tuple[int, datetime]]] = (0, {})
        self._typing = False
        self._kept = ("", False)
        self._filter = ""
        self._known: frozenset[str] = frozenset()
        self._began: datetime = FIRST
        self._incident: Incident = EMPTY
        self._following: Record | None = None
        self._at: datetime | None = None
        self._turn = object()

    # Beginning and ending.

    def begin(
        self, speed: float = BEGINS_AT, where: str | datetime = "", home: Callable[[], object] | None = None
    ) -> None:
        """Replay the open room from its first record, from where these words mean, or from a moment.

        Where it was left before its end it goes on there. The entry line's text waits; Esc leads to `home`, without it
        to the live room.
        """
        from warroom.replaying.course import Course

        app = self._app
        self.wanted = None
        incident = app.incident
        if self.on or not incident.seq or app.board.view != "room":
            return
        app.board.show_pane("")
        app.board.set_focus(app.board.entry)
        # What was being written in a pane is left with it, and recorded as it is whenever it is left.
        app.repaint()
        app.entering.answered(None)
        app.entering.said = ()
        self._clear()
        entry, timeline = app.board.entry, app.board.timeline
        self._kept = (entry.value, entry.as_typed)
        self._filter = timeline.listing.wanted.text if timeline.listing.wanted else ""
        self._tail = deque(timeline.at_hand(TAIL), maxlen=TAIL)
        self._stream, self._until = app.stream, incident.seq
        self._home = home
        self._wish, self._moment = ("", where) if isinstance(where, datetime) else (where, None)
        if not where and self._left[0] == app.stream:
            self._moment = self._left[1]
            first = self._shown("replay.start")
            app.entering.say(f"goes on at {self._left[1]:%H:%M:%S} UTC; {first} goes to the first record", bad=False)
        self._known = frozenset((app.stream, *(summary.id for summary in app.scene.summaries)))
        self._began = app.clock.now()
        self.course = Course()
        self.clock = ReplayClock(incident.last_at or app.clock.now(), app.clock.readers.steady, speed)
        self.fresh = 0
        self.on = True
        self.clock.run()
        timeline.still = True
        timeline.enter(EMPTY, ())
        entry.put("")
        self._lend()
        app.board.set_focus(entry)
        stream, until = self._stream, self._until
        app.keeper.replay(lambda rewinding: rewinding.begin(stream, until))
        app.run_worker(self._go_on(self._turn), name="replay", exit_on_error=True)

    async def _go_on(self, turn: object) -> None:
        while self.on and self._turn is turn:
            await asyncio.sleep(FRAME_S)
            if self.on and self._turn is turn and self.clock.runs:
                self._app.repaint()

    def end(self) -> None:
        """The live room, at once and up to date; the line that stood in the entry is back."""
        if not self.on:
            return
        app = self._app
        self.on = False
        if self.alone:
            self.alone = False
            app.keeper.quiet = False
            app.ask_checks()
        over = self._incident.seq >= self._until or not self._incident.seq
        self._left = ("", FIRST) if over else (self._stream, self._now)
        app.keeper.replay(lambda rewinding: rewinding.end())
        entry, timeline = app.board.entry, app.board.timeline
        entry.lent = None
        entry.placeholder = ""
        entry.show_instead(None)
        text, as_typed = self._kept
        entry.put(text)
        entry.as_typed = as_typed
        timeline.still = False
        timeline.enter(app.incident, list(self._tail))
        app.board.show_pane("")
        app.entering.said = ()
        app.entering.show_pending()
        app.watch_drill()
        if self._filter:
            from warroom.tui import searching

            searching.narrow(app, self._filter)
        self._clear()

    def back(self) -> None:
        """The replay ends, and one is where it was begun."""
        home = self._home
        self.end()
        if home is not None:
            home()

    def leave(self) -> None:
        """Esc: out of the line that says where to go, out of a pane, out of a panel; then the replay ends."""
        board = self._app.board
        self._app.entering.said = ()
        if self._typing:
            self._lend()
        elif board.pane is not None:
            board.show_pane("")
        elif board.focus_name:
            board.set_focus(board.entry)
        else:
            self.back()

    @property
    def way_back(self) -> str:
        """Where Esc leads in the end."""
        return "the review" if self._home is not None else LIVE

    # Moving.

    def pause(self) -> None:
        """Stand, or go on; at the end from the start."""
        if not self.clock.runs and self._whole and self._aim >= self._until:
            self._go_to(self._record(1))
        self.clock.run(not self.clock.runs)

    def step(self, by: int) -> None:
        """So many records forward, back where negative; then it stands there."""
        self.clock.run(False)
        self._go_to(self._record(self._aim + by))

    def to_typed(self, step: int) -> None:
        """To the next record that somebody typed or did, or the one before."""
        self._go_to_seq(self.course.next_typed(self._aim, step), "entry", step)

    def to_mark(self, step: int) -> None:
        """To the next milestone, or the one before."""
        mark = self.course.next_mark(self._aim, step)
        if mark is not None:
            self._app.entering.say(f"{mark.name}: #{mark.seq}", bad=False)
        self._go_to_seq(mark.seq if mark else 0, "milestone", step)

    def _go_to_seq(self, seq: int, what: str, step: int) -> None:
        if seq:
            self._go_to(self._record(seq))
        else:
            self._app.entering.say(f"no {what} {'after' if step > 0 else 'before'} this one", bad=False)

    def faster(self, step: int) -> None:
        """The next speed, the one before where `step` is negative."""
        found = [speed for speed in SPEEDS if (speed > self.clock.speed if step > 0 else speed < self.clock.speed)]
        if found:
            self.clock.speed = found[0 if step > 0 else -1]

    def to_end(self, step: int) -> None:
        """The last record, the first where `step` is negative."""
        self.go("end" if step > 0 else "start")

    def skip(self) -> None:
        """To shortly before the next record; to it where it is that near."""
        if self._aim >= len(self.course):
            return
        near = self.course.at(self._aim + 1) - timedelta(seconds=BEFORE_S)
        if near > self.clock.now():
            self.clock.go(near)
        else:
            self._go_to(self._record(self._aim + 1))

    def go(self, words: str) -> bool:
        """To what somebody typed; False where that is nowhere. What is not read yet is gone to once it is."""
        from warroom.replaying.target import END

        word = words.strip().lower()
        try:
            found = self._target(words) if len(self.course) else None
        except BadInput as error:
            if self._whole:
                self._app.entering.say(str(error), bad=True)
                return False
            found = None
        if not self._whole and (found is None or word in END or found.seq >= len(self.course)):
            self._wish = words
        else:
            assert found is not None
            self._go_to(found)
        return True

    def _target(self, words: str) -> "Target":
        """What the words mean: a time in the zone of the incident, or in UTC, as all of them are shown."""
        from warroom.replaying.target import target

        try:
            return target(words, self.course, self._now, self._aim, self._zone)
        except BadInput:
            if self._zone:
                with suppress(BadInput):
                    return target(words, self.course, self._now, self._aim)
            raise

    def point(self, x: int) -> None:
        """To the moment this column of the scrubber stands for."""
        from warroom.tui.panels.scrubber import moment_at

        told = self._told()
        if told is not None and self._whole and not self._typing:
            share = moment_at(told, self._app.board.entry.size.width, x)
            at = self.course.moment(share)
            self._go(self.course.seq_at(at), at)

    def _record(self, seq: int) -> "Target":
        from warroom.replaying.target import record

        return record(self.course, max(1, min(seq, len(self.course))))

    def _go_to(self, found: "Target") -> None:
        self._go(found.seq, found.at)

    def _go(self, seq: int, at: datetime) -> None:
        if len(self.course):
            self._wish, self._moment = "", None
            self.clock.go(at)
            self._ask(seq)

    def _ask(self, seq: int) -> None:
        self._aim, self._waits = seq, True
        self._asked += 1
        asked, after = self._asked, self._incident.seq
        # Where one goes on meanwhile, the state of a moment that was passed by is not folded any more.
        self._app.keeper.replay(lambda rewinding: rewinding.show(asked, seq, after, lambda: asked == self._asked))

    # The line that says where to go.

    def ask_where(self) -> None:
        """Give the entry line the keys, to type where to go."""
        entry = self._app.board.entry
        self._typing = True
        entry.lent = None
        entry.show_instead(None)
        entry.placeholder = "14:32  -5m  +5m  #128  fixed  start  end"
        entry.put("")
        self._app.entering.said = ()
        self._app.board.set_focus(entry)

    def entered(self, text: str) -> None:
        """Enter was pressed on it."""
        if self._typing and text.strip() and not self.go(text):
            self._app.board.entry.put(text)
            return
        self._lend()

    def _lend(self) -> None:
        """The entry line's keys are the replay's."""
        entry = self._app.board.entry
        self._typing = False
        entry.put("")
        entry.placeholder = ""
        entry.lent = self.press

    def press(self, name: str) -> bool:
        """A key where the entry line would have it; whether it is one of the replay's."""
        found = next((k for k in self._app.keys if k.id.startswith("replay.") and name in presses(k)), None)
        if found is not None:
            self._app.action_act(found.id)
        return found is not None

    @property
    def half_typed(self) -> str:
        """What stood in the entry line when the replay began."""
        return self._kept[0]

    # What the journal thread says.

    def course_read(self, message: m.CourseRead) -> None:
        """A stretch more of the way."""
        if not self.on or message.stream != self._stream:
            return
        first = not len(self.course)
        self.course.extend(message.stretch)
        self._whole = message.whole
        wish, self._wish = self._wish, ""
        moment = self._moment
        if wish:
            self.go(wish)
        elif moment is not None and len(self.course):
            at = max(self.course.at(1), min(moment, self.course.at(len(self.course))))
            if self._whole or at == moment:
                self._go(self.course.seq_at(at), at)
                moment = None
        if first and len(self.course) and not self._waits:
            self._go_to(self._record(1))
            self._wish = self._wish or (wish if not self._whole else "")
            self._moment = moment

    def rewound(self, message: m.Rewound) -> None:
        """The state that was asked for."""
        if not self.on or message.stream != self._stream or message.asked != self._asked:
            return
        timeline = self._app.board.timeline
        before, self._incident = self._incident.seq, message.incident
        self._following, self._waits = message.following, False
        if before and message.after == before and message.incident.seq >= before:
            timeline.extend(message.incident, message.records)
        else:
            timeline.enter(message.incident, message.records)

    def heard(self, records: Sequence[Record]) -> None:
        """What was recorded in the room meanwhile."""
        self.fresh += len(records)
        self._tail.extend(records)

    # Before each painting.

    @property
    def _now(self) -> datetime:
        return self._at or self.clock.now()

    @property
    def _zone(self) -> str:
        return self._app.incident.zone or self._app.settings.zone

    def now(self) -> datetime:
        """The moment that is shown."""
        return self._now

    def look(self) -> None:
        """Bring the records of the time that passed, and stand at the end."""
        if not self.on or not len(self.course) or self._waits:
            return
        now = self.clock.now()
        last = self.course.at(len(self.course))
        if now >= last and self.clock.runs:
            # Beyond what is read so far it waits for the rest; at the end it stands.
            now = last
            self.clock.go(last)
            if self._whole and self._incident.seq >= self._until:
                self.clock.run(False)
        known = self.course.seq_at(now)
        if self.clock.runs and known > self._incident.seq:
            self._ask(known)
            return
        self._at = now
        if self._following is None and self._incident.seq < len(self.course):
            self._ask(self._incident.seq)

    def lens(self, scene: Scene) -> Scene:
        """The scene as it was; the live one where nothing is replayed."""
        told = self._told()
        if not self.on or told is None:
            return scene
        from warroom.replaying.checks import views

        past, now = self._incident, told.at
        studied = scene.studied
        if studied is not None:
            turns = tuple(record for record in studied.turns if record.seq <= past.seq)
            answers = tuple(record for record in studied.answers if record.seq <= past.seq)
            studied = m.Studied(studied.stream, past.seq, self._wrote_till(past.seq), turns, True, answers)
        return changed_scene(
            scene,
            now=now,
            wall=now,
            incident=past,
            deadlines=tuple(deadlines(past, now)),
            unwatched_since=None,
            views=views(past, now),
            sample=None,
            host_trails={},
            hostname="",
            present=(),
            # It is shown as it was where it ran.
            imported="",
            studied=studied,
            playbook=past.playbook,
            replay=told,
        )

    def _wrote_till(self, seq: int) -> dict[str, tuple[int, datetime]]:
        """Who had written how much, while it is shown."""
        pane = self._app.board.pane
        if pane is not None and pane.name == "people" and self._wrote[0] != seq:
            self._wrote = (seq, self.course.wrote(seq))
        return self._wrote[1]

    def _told(self) -> "Replayed | None":
        if not self.on:
            return None
        from warroom.tui.replayed import Replayed

        seq = self._incident.seq
        following = self._following
        return Replayed(
            at=self._now,
            seq=seq,
            count=self._until,
            speed=self.clock.speed,
            runs=self.clock.runs,
            course=self.course,
            following=following,
            next_at=self.course.at(following.seq)
            if following is not None and following.seq <= len(self.course)
            else None,
            whole=self._whole,
            live=self._live(),
            fresh=self.fresh,
            back=self.way_back,
        )

    def _live(self) -> str:
        """What is wrong in the live room, and which incidents were declared meanwhile."""
        from warroom.tui.panels.checks import worst

        scene, found = self._app.scene, []
        if self._app.entering.journal_trouble:
            found.append("NOT SAVED")
        view = worst(scene.views)
        if view is not None and view.state == "down":
            found.append(f"{view.name} down")
        found += [
            f"{one.severity} {one.title}"
            for one in scene.summaries
            if one.running
            and not one.drill
            and one.id not in self._known
            and one.last_at
            and one.last_at >= self._began
        ]
        return "; ".join(found)

    def special(self) -> "Special":
        """What the ledge says."""
        from warroom.tui.replayed import special

        told = self._told()
        assert told is not None
        return special(told, drill=self._app.incident.is_drill)

    def reading(self, width: int) -> Row:
        """The row above the entry line: what comes next, or where one would go."""
        from warroom.tui.replayed import reading

        told = self._told()
        assert told is not None
        left, right = reading(told, self._incident, "✗" if self._app.look.glyphs else "x")
        if self._app.entering.said:
            left = self._app.entering.said
        elif self._typing:
            left = self._where()
        elif self._wish or self._moment is not None:
            where = self._wish.strip() or f"{self._moment:%H:%M:%S} UTC"
            left = ((f"goes to {where} once it is read: ", "text"), *left)
        if self._app.entering.said and width_of(left) >= width - width_of(right) - 3:
            return fit(((" ", "text"), *left), width)
        return spread(fit(((" ", "text"), *left), max(1, width - width_of(right) - 2)), (*right, (" ", "text")), width)

    def _where(self) -> Row:
        from warroom.replaying.target import GOES
        from warroom.tui.replayed import when_said

        text = self._app.board.entry.value
        if not text.strip() or not len(self.course):
            return ((GOES, "muted"),)
        try:
            found = self._target(text)
        except BadInput as error:
            return ((str(error), "soon"),)
        name = f"{found.name}: " if found.name else ""
        place = f"{name}{when_said(found.at, self.course)} UTC, #{found.seq}"
        return (("will go to ", "muted"), (place, "title"))

    @property
    def footer(self) -> Row:
        """The keys of the replay, the first first; only those that work while a place is typed."""
        from warroom.tui.replayed import footer

        home = "review" if self._home is not None else "live room"
        return footer(self._app.keys, self._app.size.width, home, runs=self.clock.runs, typing=self._typing)

    def _shown(self, id_: str) -> str:
        return next(key.shown for key in self._app.keys if key.id == id_)

    def place(self) -> None:
        """After a painting: the scrubber lies over the entry line while nothing is typed there."""
        entry = self._app.board.entry
        entry.show_instead(None if not self.on or self._typing else self._strip(entry.size.width))

    def _strip(self, width: int) -> "Strip | None":
        from warroom.tui.lines import draw
        from warroom.tui.panels.scrubber import paint

        told = self._told()
        look = self._app.look
        return draw(paint(told, look, width), width, look, "raised") if told is not None and width else None


def bound(app: "WarroomApp") -> Callable[[], datetime]:
    """The time by which the timeline says which day it is: the replay's while there is one."""
    return lambda: app.replaying.now() if app.replaying.on else app.room_clock.now()
