"""The journal thread: it alone touches SQLite, so that the screen never waits for a disk.

Jobs come through a queue, answers go out as messages. Ten times a second it looks whether another terminal wrote.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.clock import Clock
from warroom.errors import Damaged, JournalError, NotHere, NotWritten, WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import Record, Redacted
from warroom.incident.intents import Intent
from warroom.incident.state import Incident
from warroom.incident.words import DUTY
from warroom.journal.faults import in_few
from warroom.journal.unrecorded import Unrecorded
from warroom.tui import messages as m
from warroom.tui.entered import Asked, Entered
from warroom.tui.on_duty import OnDuty, pauses

if TYPE_CHECKING:
    from warroom.checks.model import Transition
    from warroom.incident.state import CheckState
    from warroom.journal.sqlite import Journal
    from warroom.report.matching import Filter
    from warroom.room import Room
    from warroom.tui.looking import Looking
    from warroom.tui.readings import Readings
    from warroom.tui.rewinding import Rewinding
    from warroom.tui.sending import Ways

POLL_S = 0.1
SLICE_S = 0.2
"""Of reading incidents that nobody looked at since they grew, before what else waits has its turn."""
AT_LEAST_S = 0.5
OPEN_S = 10.0
RETRY_S = 2.0
TAIL = 200
SNAPSHOT_AFTER_S = 2.0

Post = Callable[[object], object]


class Keeper(threading.Thread):
    """Owns the journal, the sidecar, the directory and the open room."""

    reading = False
    """Whether nothing is written, nor sent, nor even said to be here."""
    quiet = False
    """Whether nothing is sent for now."""

    def __init__(self, path: Path, clock: Clock, via: dict[str, str], terminal: str = "") -> None:
        super().__init__(name="journal", daemon=True)
        self.path = path
        self._clock = clock
        self._held: list[object] | None = []
        self._holding = threading.Lock()
        self._listener: Post = lambda _what: None
        self._via = via
        self._terminal = terminal
        # Not a SimpleQueue: once the process was suspended and continued, its wait never times out again.
        self._jobs: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._entered = Entered(self._write, self._post)
        self._retry_at = 0.0
        self._changed = -1
        self._views_changed = -1
        self._scope = "duty"
        self._snapshot_due: float | None = None
        self._lobby_due: float | None = 0.0
        self._damage = ""
        self._doubted = False
        self._gone = ""
        self._room: Room | None = None
        self._look_at = 0.0
        self._failing = False
        self._turns_at = 0.0
        self._watched_at = 0.0
        self._unwatched: datetime | None = None
        self._reported: deque[tuple[str, Transition, str]] = deque()
        self._reporting = False
        self._sitting = ""
        self._sought = ""
        self.sends_by: Ways = lambda _accepted: ()
        self.refuses: Callable[[Intent], str] = lambda _intent: ""
        self._begun = threading.Event()
        self._opened = threading.Event()
        self.stopped = threading.Event()

    def attach(self, listener: Post, wait_s: float = 0.0) -> list[object]:
        """Tell `listener` from now on; returns what was held for it, after at most `wait_s` for the first job's."""
        self._begun.wait(wait_s)
        with self._holding:
            held, self._held, self._listener = self._held or [], None, listener
        return held

    def _post(self, what: object) -> None:
        with self._holding:
            if self._held is not None:
                self._held.append(what)
                return
        self._listener(what)

    # What the screen asks; each returns at once.

    def enter(self, stream: str, scope: str) -> None:
        """Open a room, "" for the lobby; `scope` names whose checks are shown."""
        self._jobs.put(lambda: self._enter(stream, scope))

    def enter_first(self, named: str) -> None:
        """Open the named incident, or the only running one, or the lobby."""
        self._jobs.put(lambda: self._enter_first(named))

    def act(self, intent: Intent, asked_at: datetime | None = None, stream: str = "") -> None:
        """Record an intent; Kept or NotRecorded answers. They are written in the order they were asked.

        What has to wait happened when it was asked, and is marked so. `stream` is where it belongs, "" for the open
        room. The one door of this terminal: what `refuses` names a reason for does not pass it.
        """
        if why := self.refuses(intent):
            self._post(m.NotRecorded(intent, why, again=False))
        else:
            self._jobs.put(lambda: self._take(intent, asked_at, stream))

    def retry(self) -> None:
        """Try at once what waits."""
        self._jobs.put(self._write_entered)

    def window(self, seqs: Sequence[int]) -> None:
        """Read these records of the open room; WindowRead answers."""
        self._jobs.put(lambda: self._looking.window(seqs))

    def find(self, wanted: "Filter", purpose: str) -> None:
        """Look which records of the open room match; LinesFound answers, several times where there are many."""
        self._jobs.put(lambda: self._looking.find(wanted, purpose))

    def search(self, text: str, zone: str) -> None:
        """Look for words in all incidents; SearchFound answers for the newest ones."""
        self._sought = text
        self._jobs.put(lambda: self._recalling.search(text, zone, lambda: self._sought))

    def elsewhere(self, text: str, zone: str) -> None:
        """Look whether other incidents than the open one have this; FoundElsewhere answers."""
        self._jobs.put(lambda: self._recalling.elsewhere(text, zone))

    def similar(self) -> None:
        """Look which past incidents are like the open one; SimilarRead answers."""
        self._jobs.put(lambda: self._recalling.similar())  # noqa: PLW0108  it is there once the thread has begun

    def study(self) -> None:
        """Read the open room's record, or what came since; Studied answers, several times where there is much."""
        self._jobs.put(lambda: self._looking.study())  # noqa: PLW0108  it is there once the thread has begun

    def replay(self, act: "Callable[[Rewinding], None]") -> None:
        """Do something with the record that is replayed; CourseRead and Rewound answer."""
        self._jobs.put(lambda: act(self._rewinding))

    def look(self, up: "Callable[[Looking], None]") -> None:
        """Have something looked up in the open room's record."""
        self._jobs.put(lambda: up(self._looking))

    def verify(self) -> None:
        """Walk the open room's chain anew; VerifiedTo answers as it goes."""
        self._jobs.put(lambda: self._verifying.begin(self._room.stream if self._room is not None else ""))

    def read_shift(self) -> None:
        """Read who has the shift and what was changed since it began; ShiftRead answers."""
        self._jobs.put(lambda: self._on_duty.send_shift())  # noqa: PLW0108  it is there once the thread has begun

    def read_turns(self, after: int) -> None:
        """Read how the checks that are shown turned since record `after`; TurnsRead answers, maybe several times."""
        self._jobs.put(lambda: self._looking.turns(after))

    def remember_name(self, name: str) -> None:
        """Who types in this terminal, said once in it."""
        self._jobs.put(lambda: self._live.remember_name(self._terminal, name))
        self.sit(name)

    def sit(self, name: str) -> None:
        """Who sits here; what they left unrecorded at terminals that have ended is answered with DraftsFound, once."""
        self._jobs.put(lambda: self._sit(name))

    def keep_drafts(self, drafts: Sequence[Unrecorded]) -> None:
        """What stands unrecorded at this terminal now."""
        self._jobs.put(lambda: self._company.keep(drafts))

    def report(self, scope: str, transition: "Transition", holder: str) -> None:
        """Record that a check turned, if `holder` still has the lease."""
        self._reported.append((scope, transition, holder))
        if not self._reporting:
            self._reporting = True
            self._jobs.put(self._report)

    def watching(self, scope: str, intent: i.SetWatching) -> None:
        """Record where a scope's checks are recorded that watching began or ended."""
        self._jobs.put(lambda: self._watching(scope, intent))

    def recorded(self, scope: str) -> "Mapping[str, CheckState]":
        """What the record says of the checks of a scope, as far as it was read; waits until the journal is open."""
        self._opened.wait(OPEN_S)
        known = self._known_to(scope)
        return known.incident.checks if known is not None else {}

    def stop(self, wait_s: float) -> bool:
        """End when everything asked is done; False when that took longer than `wait_s`."""
        self._jobs.put(None)
        return self.stopped.wait(wait_s)

    # The thread.

    def run(self) -> None:
        """Serve until stopped."""
        try:
            self._open()
        except WarroomError as error:
            self._post(m.JournalRefused(str(error), error.exit_code))
            self.stopped.set()
            return
        except BaseException as error:  # noqa: BLE001  the screen must end with the reason, not hang
            self._post(m.Broken("the journal thread", error))
            self.stopped.set()
            return
        try:
            self._serve()
        except BaseException as error:  # noqa: BLE001  same
            self._post(m.Broken("the journal thread", error))
        finally:
            try:
                self._close()
            except BaseException as error:  # noqa: BLE001  same
                self._post(m.Broken("the journal thread", error))
            self.stopped.set()

    def _open(self) -> None:
        from warroom import wiring
        from warroom.directory import Directory
        from warroom.journal.live import Live
        from warroom.tui.company import Company
        from warroom.tui.looking import Looking
        from warroom.tui.recalling import Recalling
        from warroom.tui.rewinding import Rewinding
        from warroom.tui.sending import Sending
        from warroom.tui.verifying import Verifying
        from warroom.turns import Turns

        self._journal: Journal = wiring.open_journal(self.path, reading=self.reading)
        self._live: Live = Live(self.path, reading=self.reading)
        self._readings: Readings | None = None
        self._directory: Directory = Directory(self._journal, self._live, self._clock)
        self._on_duty = OnDuty(
            self._journal, self._directory, lambda: self._read_room(DUTY), self._post, self._jobs.put, SLICE_S
        )
        self._opened.set()
        self._turns: Turns = Turns(self._journal, self._live, self._directory, self._room_of)
        self._verifying: Verifying = Verifying(self._journal)
        self._looking: Looking = Looking(
            self._journal, lambda: self._room, lambda: self._scope, self._post, self._jobs.put
        )
        self._rewinding = Rewinding(self._journal, self._post, self._jobs.put)
        self._recalling: Recalling = Recalling(
            self._journal, self._live, self._clock, lambda: self._room, self._post, self._jobs.put
        )
        self._company: Company = Company(self._journal, self._live, self._terminal, self._post)
        self._sending: Sending = Sending(
            self._live,
            self._terminal,
            self.sends_by,
            lambda stream, intent: self._room_of(stream).act(intent),
            self._read_room,
        )
        self._tell_ready()
        if self._journal.doubts:
            self._damaged(self._journal.trouble())

    def _tell_ready(self) -> None:
        """Say what was opened; again once what stood in its place was given up."""
        from warroom.journal.library import version

        self._gone = self._journal.gone
        self._post(m.JournalReady(version()[0], self._live.name_of(self._terminal), self._journal.gone_said()))

    def _known_to(self, scope: str) -> "Room | None":
        """The room in which this scope's checks are recorded, as far as it is open."""
        known = self._on_duty.room if scope == DUTY else self._room
        return known if known is not None and known.stream == scope else None

    def _read_room(self, stream: str) -> "Room":
        from warroom.room import Room

        return Room(self._journal, self._live, self._clock, stream, self._via)

    def _room_of(self, stream: str) -> "Room":
        """The room that is open on a stream, else one of its own."""
        if stream == DUTY:
            return self._on_duty.room
        return self._room if self._room is not None and self._room.stream == stream else self._read_room(stream)

    def _serve(self) -> None:
        polled_at = time.monotonic()
        while True:
            try:
                job = self._jobs.get(timeout=POLL_S)
            except queue.Empty:
                self._guarded(self._poll)
                polled_at = time.monotonic()
                continue
            if job is None:
                return
            self._guarded(job)
            self._begun.set()
            # However much there is to do, what others wrote and what checks read is looked at.
            if time.monotonic() - polled_at >= AT_LEAST_S:
                self._guarded(self._poll)
                polled_at = time.monotonic()

    def _guarded(self, job: Callable[[], None]) -> None:
        """A journal that cannot be read now is said, and tried again: it never ends the thread."""
        try:
            job()
        except Damaged as error:
            self._damaged(self._said(error))
        except WarroomError as error:
            self._failed(error)

    def _failed(self, error: WarroomError) -> None:
        self._failing = True
        self._post(m.JournalFailed(self._said(error)))

    def _said(self, error: WarroomError) -> str:
        # Where the journal lies is said elsewhere: a row has place for the reason alone.
        return str(error).removeprefix(f"journal {self.path}: ")

    def _damaged(self, said: str) -> None:
        # An older copy under an open room is something that can be accepted; then the way out is what is said.
        with suppress(WarroomError):
            if self._journal.look_again():
                said, self._doubted = self._journal.trouble(), True
            elif self._doubted:
                self._believe_again()
                return
        self._damage = said
        self._post(m.JournalFailed(said, damaged=True))

    def _believe_again(self) -> None:
        """Somebody put the newest copy back, or accepted what is here: what is shown is read anew."""
        self._damage, self._doubted = "", False
        self._on_duty.follow()
        self._post(m.JournalWell(accepted=True))
        if self._room is not None:
            self._enter(self._room.stream, self._scope)

    def _look_again(self) -> None:
        """What is doubted, and what is gone, can be put right from outside at any time."""
        self._look_at = time.monotonic() + RETRY_S
        if not self._journal.look_again() and self._doubted:
            self._believe_again()
        if self._journal.gone != self._gone:
            self._tell_ready()

    def _close(self) -> None:
        with suppress(WarroomError):
            self._write_entered()
        with suppress(WarroomError):
            if self._turns:
                self._directory.go_on()
            self._write_turns()
        with suppress(WarroomError):
            self._sending.finish()
        with suppress(WarroomError):
            if self._room is not None:
                # What was erased since the last look must not be put back.
                self._room.catch_up()
                self._live.keep(self._room.incident)
        self._company.go()
        self._recalling.close()
        self._live.close()
        self._journal.close()

    def _poll(self) -> None:
        now = time.monotonic()
        if self._entered and now >= self._retry_at:
            self._write_entered()
        if self._turns and now >= self._turns_at:
            self._write_turns()
        changed = self._journal.changed()
        if changed != self._changed:
            self._changed = changed
            self._on_duty.room.catch_up()
            if self._room is not None:
                self._room.catch_up()
            self._lobby_due = self._lobby_due or now
        if not self._damage and not self.reading and not self.quiet:
            self._sending.tend(self._room, self._on_duty.room.incident.accepted, self._sitting)
        if self._failing and not self._entered and not self._turns and not self._sending.trouble:
            self._failing = False
            self._post(m.JournalWell())
        self._journal.remember()
        if (self._doubted or self._gone) and now >= self._look_at:
            self._look_again()
        views = self._live.changed()
        self._company.tend(changed=views != self._views_changed)
        if views != self._views_changed:
            self._views_changed = views
            self._send_views()
        if now >= self._watched_at:
            self._watched_at = now + 1.0
            self._tell_watched()
        if self._lobby_due is not None and now >= self._lobby_due:
            self._send_lobby()
        if self._snapshot_due is not None and now >= self._snapshot_due and self._room is not None:
            self._snapshot_due = None
            self._live.keep(self._room.incident)
        self._recalling.tend(self._changed)
        walked = self._verifying.go_on()
        if walked is not None:
            self._post(walked)

    # Rooms.

    def _sit(self, name: str) -> None:
        # Asked again with every JournalReady: what stands at this terminal by then was left by nobody.
        if name != self._sitting:
            self._sitting = name
            self._company.sit(name)

    def _enter_first(self, named: str) -> None:
        if named:
            try:
                stream = self._directory.latest(named)
            except WarroomError as error:
                self._post(m.JournalRefused(str(error), error.exit_code))
                return
        else:
            # What is older is read once the first frame stands.
            self._directory.go_on(SLICE_S)
            running = [s for s in self._directory.known() if s.running and s.open and not s.drill]
            stream = running[0].id if len(running) == 1 else ""
        self._enter(stream, "")

    def _enter(self, stream: str, scope: str) -> None:
        if self._room is not None and self._room.incident.seq:
            self._live.keep(self._room.incident)
        self._company.look_at(stream)
        if not stream:
            self._room = None
            self._scope = "duty"
            self._send_lobby()
            self._send_views()
            return
        room = self._read_room(stream)
        self._room = room
        self._looking.begin_anew()
        room.subscribe(lambda incident, records: self._heard(stream, incident, list(records)))
        incident = room.incident
        imported = room.imported is not None
        self._scope = scope or (stream if incident.is_drill or imported else "duty")
        tail = list(self._journal.read(stream, after=max(0, incident.seq - TAIL)))
        self._post(m.Opened(stream, incident, tail, imported))
        self._send_views()
        self._verifying.begin(stream)

    def _heard(self, stream: str, incident: Incident, records: list[Record]) -> None:
        now = time.monotonic()
        self._snapshot_due = now + SNAPSHOT_AFTER_S
        self._lobby_due = self._lobby_due or now + 1.0
        if any(isinstance(record.fact, Redacted) for record in records):
            # What the screen read before may still show the words.
            self._jobs.put(lambda: self._enter_again(stream))
        if incident.is_drill:
            for paused in pauses(stream, records):
                self._post(paused)
        self._post(m.Heard(stream, incident, records[-TAIL:]))

    def _enter_again(self, stream: str) -> None:
        if self._room is not None and self._room.stream == stream:
            self._enter(stream, self._scope)

    # Writing.

    def _take(self, intent: Intent, asked_at: datetime | None, stream: str = "") -> None:
        here = stream or (self._room.stream if self._room is not None else "")
        self._entered.add(Asked(intent, DUTY if isinstance(intent, i.ON_DUTY) else here, asked_at))
        if len(self._entered) == 1 or time.monotonic() >= self._retry_at:
            self._write_entered()
        else:
            self._post(m.NotRecorded(intent, "waits for those before", again=True))

    def _write_entered(self) -> None:
        try:
            self._entered.write()
        except JournalError as error:
            self._retry_at = time.monotonic() + RETRY_S
            if isinstance(error, Damaged):
                self._damaged(self._said(error))
            else:
                self._failed(error)
            self._entered.hold(in_few(self._damage or self._said(error)))

    def _write(self, asked: Asked) -> list[Record]:
        from warroom.room import act_in_all

        self._refuse_damage()
        if not asked.stream:
            if not isinstance(asked.intent, i.Declare | i.StartDrill):
                raise NotHere("no incident is open: /declare P0 TITLE")
            begun = self._read_room("")
            records = begun.act(asked.intent)
            self._enter(begun.stream, "")
            return records
        room = self._room_of(asked.stream)
        intent = asked.timely(room.now())
        if isinstance(intent, i.PauseCheck) and not room.incident.is_drill:
            made = act_in_all(self._journal, [room, self._on_duty.room], intent, lambda: True)
            return [record for record in made if record.stream == room.stream]
        return room.act(intent)

    def _refuse_damage(self) -> None:
        if self._damage:
            raise NotWritten(self._damage)

    def _report(self) -> None:
        """Those that came together are written together: the disk is waited for once."""
        self._reporting = False
        waited = bool(self._turns)
        while self._reported:
            self._turns.add(*self._reported.popleft())
        if not waited or time.monotonic() >= self._turns_at:
            self._write_turns()

    def _write_turns(self) -> None:
        if self._directory.go_on(SLICE_S):
            # Which incidents they belong to is known once all are read.
            return
        try:
            self._refuse_damage()
            self._turns.write()
        except JournalError:
            # What a machine saw is tried again by itself until the disk answers.
            self._turns_at = time.monotonic() + RETRY_S
            raise

    def _watching(self, scope: str, intent: i.SetWatching) -> None:
        self._turns.watching(scope, intent)
        if time.monotonic() >= self._turns_at:
            self._write_turns()
        known = self._known_to(scope)
        if intent.on and known is not None:
            for name, check in known.incident.checks.items():
                if check.paused_until is not None:
                    self._post(m.PauseHeard(scope, name, check.paused_until))

    # What the screen is told unasked.

    def _send_views(self) -> None:
        if self._readings is None:
            from warroom.tui.readings import Readings

            self._readings = Readings(self._live)
        self._post(m.ViewsRead(self._scope, self._readings.look(self._scope)))

    def _tell_watched(self) -> None:
        since = self._live.unwatched_since(self._scope)
        if since != self._unwatched:
            self._unwatched = since
            self._post(m.Unwatched(since))

    def _send_lobby(self) -> None:
        self._lobby_due = None
        unread = self._directory.go_on(SLICE_S)
        summaries = self._directory.known()
        states = self._directory.states([s.id for s in summaries if s.open and s.running])
        self._post(m.LobbyRead(summaries, states, unread))
        if unread:
            self._jobs.put(self._send_lobby)
