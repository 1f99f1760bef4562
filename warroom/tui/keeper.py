"""The journal thread: it alone touches SQLite, so that the screen never waits for a disk.

Jobs come through a queue, answers go out as messages. Ten times a second it looks whether another terminal wrote.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Clock
from warroom.errors import Damaged, JournalError, NotHere, NotWritten, WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged, CheckPaused, Record
from warroom.incident.intents import Intent
from warroom.incident.state import Incident, changed
from warroom.incident.words import DUTY
from warroom.journal.unrecorded import Unrecorded
from warroom.tui import messages as m

if TYPE_CHECKING:
    from warroom.checks.model import Transition
    from warroom.journal.sqlite import Journal
    from warroom.room import Room

POLL_S = 0.1
RETRY_S = 2.0
TAIL = 200
SNAPSHOT_AFTER_S = 2.0
SLICE_S = 0.02
VERIFY_ROWS = 50
WAITED = timedelta(seconds=1)

Post = Callable[[object], object]


class Keeper(threading.Thread):
    """Owns the journal, the sidecar, the directory and the open room."""

    def __init__(self, path: Path, clock: Clock, via: dict[str, str], terminal: str = "") -> None:
        super().__init__(name="journal", daemon=True)
        self.path = path
        self._clock = clock
        self._held: list[object] | None = []
        self._holding = threading.Lock()
        self._listener: Post = lambda _what: None
        self._via = via
        self._terminal = terminal
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting: deque[tuple[Intent, Room | None, datetime | None]] = deque()
        self._retry_at = 0.0
        self._changed = -1
        self._views_changed = -1
        self._scope = "duty"
        self._snapshot_due: float | None = None
        self._lobby_due: float | None = 0.0
        self._damage = ""
        self._doubted = False
        self._doubts_at = 0.0
        self._failing = False
        self._turns: deque[tuple[str, Transition, str]] = deque()
        self._turns_at = 0.0
        self._verify_stream = ""
        self._verified = 0
        self._verified_hash = ""
        self.stopped = threading.Event()

    def attach(self, listener: Post) -> list[object]:
        """Tell `listener` from now on; returns what was to be told before."""
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

    def act(self, intent: Intent, asked_at: datetime | None = None) -> None:
        """Record an intent; Kept or NotRecorded answers. They are written in the order they were asked.

        What has to wait happened when it was asked, and is marked so.
        """
        self._jobs.put(lambda: self._queue(intent, asked_at))

    def retry(self) -> None:
        """Try at once what waits."""
        self._jobs.put(self._write_waiting)

    def window(self, first: int, last: int) -> None:
        """Read records first..last of the open room; WindowRead answers."""
        self._jobs.put(lambda: self._window(first, last))

    def remember_name(self, name: str) -> None:
        """Who types in this terminal, said once in it."""
        self._jobs.put(lambda: self._live.remember_name(self._terminal, name))
        self.sit(name)

    def sit(self, name: str) -> None:
        """Who sits here; what they left unrecorded at terminals that have ended is answered with DraftsFound."""
        self._jobs.put(lambda: self._company.sit(name))

    def keep_drafts(self, drafts: Sequence[Unrecorded]) -> None:
        """What stands unrecorded at this terminal now."""
        self._jobs.put(lambda: self._company.keep(drafts))

    def report(self, scope: str, transition: "Transition", holder: str) -> None:
        """Record that a check turned, if `holder` still has the lease."""
        self._jobs.put(lambda: self._report(scope, transition, holder))

    def watching(self, scope: str, holder: str, checks: tuple[str, ...], on: bool) -> None:
        """Record on duty that watching began or ended; a drill's watching is not duty."""
        self._jobs.put(lambda: self._watching(scope, holder, checks, on))

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
        from warroom.journal.library import version
        from warroom.journal.live import Live
        from warroom.tui.company import Company

        self._journal: Journal = wiring.open_journal(self.path)
        self._live: Live = Live(self.path)
        self._directory: Directory = Directory(self._journal, self._live, self._clock)
        self._room: Room | None = None
        from warroom.room import Room as Stream

        self._duty = Stream(self._journal, self._live, self._clock, DUTY, self._via)
        self._duty.subscribe(lambda _incident, records: self._tell_pauses(DUTY, records))
        self._company: Company = Company(self._journal, self._live, self._terminal, self._post)
        self._post(m.JournalReady(version()[0], self._live.name_of(self._terminal), self._journal.gone_said()))
        if self._journal.doubts:
            self._damaged(self._journal.doubted())

    def _serve(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=POLL_S)
            except queue.Empty:
                self._guarded(self._poll)
                continue
            if job is None:
                return
            self._guarded(job)

    def _guarded(self, job: Callable[[], None]) -> None:
        """A journal that cannot be read now is said, and tried again: it never ends the thread."""
        try:
            job()
        except Damaged as error:
            self._damaged(str(error))
        except WarroomError as error:
            self._failing = True
            # Where it lies is said elsewhere: the row has place for the reason alone.
            self._post(m.JournalFailed(str(error).removeprefix(f"journal {self.path}: ")))

    def _damaged(self, said: str) -> None:
        # An older copy under an open room is something that can be accepted; then the way out is what is said.
        with suppress(WarroomError):
            if self._journal.look_again():
                said, self._doubted = self._journal.doubted(), True
            elif self._doubted:
                self._believe_again()
                return
        self._damage = said
        self._post(m.JournalFailed(said, damaged=True))

    def _believe_again(self) -> None:
        """Somebody put the newest copy back, or accepted what is here: what is shown is read anew."""
        from warroom.room import Room

        self._damage, self._doubted = "", False
        self._duty = Room(self._journal, self._live, self._clock, DUTY, self._via)
        self._duty.subscribe(lambda _incident, records: self._tell_pauses(DUTY, records))
        self._post(m.JournalWell(accepted=True))
        if self._room is not None:
            self._enter(self._room.stream, self._scope)
            self._waiting = deque((intent, self._room, at) for intent, _, at in self._waiting)

    def _close(self) -> None:
        with suppress(WarroomError):
            self._write_waiting()
        with suppress(WarroomError):
            self._write_turns()
        with suppress(WarroomError):
            if self._room is not None:
                self._live.keep(self._room.incident)
        self._company.go()
        self._live.close()
        self._journal.close()

    def _poll(self) -> None:
        now = time.monotonic()
        if self._waiting and now >= self._retry_at:
            self._write_waiting()
        if self._turns and now >= self._turns_at:
            self._write_turns()
        changed = self._journal.changed()
        if changed != self._changed:
            self._changed = changed
            self._duty.catch_up()
            if self._room is not None:
                self._room.catch_up()
            self._lobby_due = self._lobby_due or now
        if self._failing and not self._waiting and not self._turns:
            self._failing = False
            self._post(m.JournalWell())
        self._journal.remember()
        if self._doubted and now >= self._doubts_at:
            self._doubts_at = now + RETRY_S
            if not self._journal.look_again():
                self._believe_again()
        views = self._live.changed()
        self._company.tend(changed=views != self._views_changed)
        if views != self._views_changed:
            self._views_changed = views
            self._send_views()
        if self._lobby_due is not None and now >= self._lobby_due:
            self._send_lobby()
        if self._snapshot_due is not None and now >= self._snapshot_due and self._room is not None:
            self._snapshot_due = None
            self._live.keep(self._room.incident)
        if self._verify_stream:
            self._verify_slice()

    # Rooms.

    def _enter_first(self, named: str) -> None:
        if named:
            try:
                stream = self._directory.latest(named)
            except WarroomError as error:
                self._post(m.JournalRefused(str(error), error.exit_code))
                return
        else:
            running = [s for s in self._directory.open_real() if s.running]
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
        from warroom.room import Room

        room = Room(self._journal, self._live, self._clock, stream, self._via)
        self._use(room)
        incident = room.incident
        self._scope = scope or (stream if incident.is_drill else "duty")
        tail = list(self._journal.read(stream, after=max(0, incident.seq - TAIL)))
        self._post(m.Opened(stream, incident, tail))
        self._send_views()
        self._begin_verify(stream)

    def _use(self, room: "Room") -> None:
        self._room = room
        room.subscribe(lambda incident, records: self._heard(room.stream, incident, list(records)))

    def _heard(self, stream: str, incident: Incident, records: list[Record]) -> None:
        now = time.monotonic()
        self._snapshot_due = now + SNAPSHOT_AFTER_S
        self._lobby_due = self._lobby_due or now + 1.0
        if incident.is_drill:
            self._tell_pauses(stream, records)
        self._post(m.Heard(stream, incident, records[-TAIL:]))

    def _window(self, first: int, last: int) -> None:
        if self._room is not None:
            records = list(self._journal.read(self._room.stream, after=first - 1, limit=last - first + 1))
            self._post(m.WindowRead(self._room.stream, records))

    # Writing.

    def _queue(self, intent: Intent, asked_at: datetime | None) -> None:
        # With the room it was asked in: somebody may look at another one before it can be written.
        self._waiting.append((intent, self._room, asked_at))
        if len(self._waiting) == 1 or time.monotonic() >= self._retry_at:
            self._write_waiting()
        else:
            self._post(m.NotRecorded(intent, "lines before it wait to be written", again=True))

    def _write_waiting(self) -> None:
        while self._waiting:
            intent, room, asked_at = self._waiting[0]
            try:
                records = self._write(_timely(intent, room, asked_at), room)
            except JournalError as error:
                if isinstance(error, Damaged):
                    self._damaged(str(error))
                self._retry_at = time.monotonic() + RETRY_S
                for waiting, _, _ in self._waiting:
                    self._post(m.NotRecorded(waiting, str(error), again=True))
                return
            except WarroomError as error:
                self._post(m.NotRecorded(intent, str(error), again=False))
            else:
                self._post(m.Kept(intent, records))
            self._waiting.popleft()

    def _write(self, intent: Intent, room: "Room | None") -> list[Record]:
        from warroom.room import Room, act_in_all

        if self._damage:
            raise NotWritten(self._damage)
        if isinstance(intent, i.Declare | i.StartDrill) and room is None:
            begun = Room(self._journal, self._live, self._clock, "", self._via)
            records = begun.act(intent)
            self._enter(begun.stream, "")
            return records
        if room is None:
            raise NotHere("no incident is open: /declare P0 TITLE")
        if isinstance(intent, i.PauseCheck) and not room.incident.is_drill:
            made = act_in_all(self._journal, [room, self._duty], intent, lambda: True)
            return [record for record in made if record.stream == room.stream]
        return room.act(intent)

    def _report(self, scope: str, transition: "Transition", holder: str) -> None:
        self._turns.append((scope, transition, holder))
        if len(self._turns) == 1 or time.monotonic() >= self._turns_at:
            self._write_turns()

    def _write_turns(self) -> None:
        # In the order in which they were seen: a turn that waits must not be written after one that came later.
        while self._turns:
            try:
                self._write_turn(*self._turns[0])
            except JournalError as error:
                # What a machine saw is tried again by itself until the disk answers.
                self._turns_at = time.monotonic() + RETRY_S
                if isinstance(error, Damaged):
                    self._damaged(str(error))
                else:
                    self._failing = True
                    self._post(m.JournalFailed(str(error)))
                return
            self._turns.popleft()

    def _write_turn(self, scope: str, transition: "Transition", holder: str) -> None:
        from warroom.room import Room, act_in_all

        if self._damage:
            raise NotWritten(self._damage)

        change = CheckChanged(
            check=transition.check,
            from_=transition.from_,
            to=transition.to,
            reason=transition.reason,
            value=transition.value,
            since=transition.since,
        )
        streams = [scope] if scope != DUTY else [DUTY, *(s.id for s in self._directory.open_real())]
        open_now = {DUTY: self._duty, **({self._room.stream: self._room} if self._room is not None else {})}
        rooms = [
            open_now.get(stream) or Room(self._journal, self._live, self._clock, stream, self._via)
            for stream in streams
        ]
        intent = i.ReportTransition(by="check", change=change)
        act_in_all(self._journal, rooms, intent, lambda: self._live.keeps(scope, holder))

    def _watching(self, scope: str, holder: str, checks: tuple[str, ...], on: bool) -> None:
        if scope == DUTY and not self._damage:
            self._duty.act(i.SetWatching(by="check", terminal=holder, checks=checks, on=on))
        known = self._duty if scope == DUTY else self._room
        if on and known is not None and known.stream == scope:
            for name, check in known.incident.checks.items():
                if check.paused_until is not None:
                    self._post(m.PauseHeard(scope, name, check.paused_until))

    def _tell_pauses(self, scope: str, records: Sequence[Record]) -> None:
        for record in records:
            if isinstance(record.fact, CheckPaused):
                self._post(m.PauseHeard(scope, record.fact.check, record.fact.until))

    # What the screen is told unasked.

    def _send_views(self) -> None:
        from warroom.checks.model import View

        views: list[View] = []
        for view in self._live.views(self._scope):
            # Another release may have written it.
            with suppress(msgspec.MsgspecError):
                views.append(msgspec.json.decode(view, type=View))
        self._post(m.ViewsRead(self._scope, views))

    def _send_lobby(self) -> None:
        self._lobby_due = None
        summaries = self._directory.look()
        self._post(m.LobbyRead(summaries, self._directory.states([s.id for s in summaries if s.open and s.running])))

    # Walking the chain, a slice at a time: no cursor stays open between slices, since a held read would bar writing.

    def _begin_verify(self, stream: str) -> None:
        from warroom.journal.record import GENESIS

        self._verify_stream, self._verified, self._verified_hash = stream, 0, GENESIS

    def _verify_slice(self) -> None:
        from warroom.journal.verify import walk

        stream = self._verify_stream
        until = time.monotonic() + SLICE_S
        while stream and time.monotonic() < until:
            rows = list(self._journal.rows(stream, after=self._verified, limit=VERIFY_ROWS))
            for step in walk(rows, stream, after=self._verified, prev=self._verified_hash):
                if step.fault is not None:
                    self._verify_stream = ""
                    self._damaged(f"{step.fault}; writing has stopped: warroom verify says more")
                    return
                self._verified, self._verified_hash = step.seq, step.hash
            if len(rows) < VERIFY_ROWS:
                self._verify_stream = stream = ""
        if self._verified:
            self._post(m.VerifiedTo(self._verified, whole=not self._verify_stream))


def _timely(intent: Intent, room: "Room | None", asked_at: datetime | None) -> Intent:
    """The intent, back-dated to when it was asked where it had to wait since."""
    if intent.at is not None or asked_at is None or room is None or room.now() - asked_at < WAITED:
        return intent
    return changed(intent, at=asked_at)
