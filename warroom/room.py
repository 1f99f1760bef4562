"""One open incident: journal + folded state + clock. The one door for the screen and the command line.

No Textual, no asyncio: whoever calls is on the thread that owns the journal.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from warroom.clock import Clock, DrillClock
from warroom.errors import BadInput, Damaged, NotHere, Refused, WarroomError
from warroom.incident import intents as i
from warroom.incident.decide import decide
from warroom.incident.evolve import evolve
from warroom.incident.facts import CheckChanged, Frozen, Record, Redacted, Struck, WatchingStarted
from warroom.incident.facts.watching import Stood
from warroom.incident.intents import Draft, Intent
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import DUTY
from warroom.journal.ids import id_in, is_first, new_id, nth_id
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.masked import masked

UNDO_WITHIN = timedelta(seconds=60)
RECENT = timedelta(minutes=60)
WORTH_KEEPING = 2000
"""Records from which on a snapshot of what they fold to spares a wait."""

Listener = Callable[[Incident, Sequence[Record]], None]


class _Seen(msgspec.Struct):
    """What a check reads now, of all that is kept of it beside the record."""

    name: str
    state: str


class Room:
    """One stream of the journal with its state; `stream` is "" until something is declared."""

    def __init__(
        self, journal: Journal, live: Live, clock: Clock, stream: str = "", via: dict[str, str] | None = None
    ) -> None:
        self.journal = journal
        self.live = live
        self.stream = stream
        self.via = via or {}
        self.incident = EMPTY
        self._base_clock = clock
        self._clock = clock
        self._listeners: list[Listener] = []
        if stream:
            kept = self._restored()
            self._set(self._read_on(kept))
            if self.incident.seq - kept.seq >= WORTH_KEEPING:
                self.live.keep(self.incident)
            if not self.incident.seq and stream != DUTY:
                raise NotHere(f"no incident {stream} in {journal.path}: warroom list shows them")

    def now(self) -> datetime:
        """The room's time: the drill's in a drill."""
        return self._clock.now()

    @property
    def imported(self) -> Record | None:
        """The record that says that this incident came from another journal, None for one of our own."""
        return self.journal.imported(self.stream) if self.stream not in ("", DUTY) else None

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with the state and the new records whenever there are some."""
        self._listeners.append(listener)

    def act(self, intent: Intent) -> list[Record]:
        """Decide, record, fold. Returns the records this intent became, also when it was written before.

        Raises Refused with the reason, NotWritten when nothing was kept and the same intent may be tried again.
        """
        with self.journal.transaction():
            heard, made = self.act_within(intent)
        self._tell([*heard, *made])
        return made

    def act_within(self, intent: Intent) -> tuple[list[Record], list[Record]]:
        """The same inside a transaction somebody else holds: (what others wrote, what this became).

        Nothing is folded or announced before `settle`, so that a transaction that fails leaves no trace.
        """
        if not intent.id:
            intent = msgspec.structs.replace(intent, id=new_id())
        before = self.journal.known(intent.id)
        if before and not self.stream:
            self._enter(before[0].stream)
        heard = self._absorb()
        return heard, before or self._made(intent, _folded(self.incident, heard))

    def act_each(self, intents: Iterable[Intent]) -> list[list[Record] | WarroomError]:
        """Several intents in one transaction, each decided on what the ones before it made; durable when this returns.

        What is refused stands in the result in its place and takes none of the others with it. Raises NotWritten when
        nothing was kept. `intents` is read while the journal is held: it must not wait for anybody.
        """
        results: list[list[Record] | WarroomError] = []
        fresh: list[Record] = []
        with self.journal.transaction():
            fresh += self._absorb()
            incident = _folded(self.incident, fresh)
            for intent in intents:
                try:
                    made = self._made(intent, incident)
                except (Refused, BadInput) as error:
                    results.append(error)
                    continue
                results.append(made)
                incident = _folded(incident, made)
                fresh += made
        self._tell(fresh)
        return results

    def each_within(self, intents: Iterable[Intent]) -> tuple[list[Record], list[Record]]:
        """Several intents inside a transaction somebody else holds: (all that is new, what these became)."""
        fresh = self._absorb()
        incident = _folded(self.incident, fresh)
        own: list[Record] = []
        for intent in intents:
            known = self.journal.known(intent.id)
            made = known or self._made(intent, incident)
            if not known:
                incident = _folded(incident, made)
                fresh += made
            own += made
        return fresh, own

    def _made(self, intent: Intent, incident: Incident) -> list[Record]:
        """The records an intent becomes in this state, appended."""
        intent = masked(intent if intent.id else msgspec.structs.replace(intent, id=new_id()))
        stream = self.stream or self._name_stream(intent)
        noted_at = self.now()
        if not isinstance(intent, i.ON_IMPORTED) and self.imported is not None:
            raise Refused(f"{stream} was imported: it is read, and takes notes, corrections and its post-mortem alone")
        drafts = decide(incident, self._filled(intent, noted_at, incident), noted_at)
        acts = any(not isinstance(draft.fact, Struck) for draft in drafts)
        if acts and isinstance(intent, i.Strike | i.Undo) and self.imported is not None:
            raise Refused(f"{stream} was imported: its lines can be struck, its acts are not taken back here")
        made = self.journal.append(stream, drafts, intent_id=intent.id, by=intent.by, noted_at=noted_at, via=self.via)
        for record in made:
            if isinstance(record.fact, Redacted):
                self.journal.erase(stream, record.fact.seq)
        return made

    def settle(self, heard: Sequence[Record], made: Sequence[Record]) -> None:
        """Fold and announce what `act_within` brought, once its transaction is durable."""
        self._tell([*heard, *made])

    def _read_on(self, kept: Incident) -> Incident:
        """What a snapshot and the records after it fold to; record by record, however many they are."""
        incident, erased = kept, False
        for record in self.journal.read(self.stream, after=kept.seq):
            incident = evolve(incident, record)
            erased = erased or (kept.seq > 0 and isinstance(record.fact, Redacted))
        # What was folded before still has the words.
        return self._read_on(EMPTY) if erased else incident

    def catch_up(self) -> list[Record]:
        """Fold what others wrote since the last look."""
        heard = self._absorb() if self.stream else []
        self._tell(heard)
        return heard

    def _absorb(self) -> list[Record]:
        """What others wrote since the last look. Raises Damaged where what was read then is not there any more."""
        if not self.stream:
            return []
        known = self.incident
        if known.seq and self.journal.hash_at(self.stream, known.seq) != known.hash:
            raise Damaged(
                f"older copy: #{known.seq} of {self.stream} is not there any more as it was read: "
                "/save-as FILE, then leave and see warroom verify"
            )
        return list(self.journal.read(self.stream, after=known.seq))

    def _tell(self, records: Sequence[Record]) -> None:
        incident = self.incident
        fresh: list[Record] = []
        for record in records:
            # What is retried was heard as well: each record counts once.
            if record.seq > incident.seq:
                incident = evolve(incident, record)
                fresh.append(record)
        self.stream = self.stream or incident.id
        if any(isinstance(record.fact, Redacted) for record in fresh):
            # What was folded before still has the words.
            incident = _folded(EMPTY, self.journal.read(self.stream, limit=incident.seq))
            self.live.forget(self.stream)
        self._set(incident)
        if fresh:
            for listener in self._listeners:
                listener(incident, fresh)

    def _enter(self, stream: str) -> None:
        self.stream = stream
        self._set(self._restored())

    def _restored(self) -> Incident:
        """The snapshot, when the journal still holds the record it was taken at; else nothing."""
        kept = self.live.kept(self.stream)
        if kept is None:
            return EMPTY
        at = next(self.journal.rows(self.stream, after=kept.seq - 1, limit=1), None)
        return kept if at is not None and at.hash == kept.hash else EMPTY

    def _set(self, incident: Incident) -> None:
        self.incident = incident
        if incident.drill is not None and not isinstance(self._clock, DrillClock):
            self._clock = DrillClock(incident.drill.start, incident.drill.speed, self._base_clock)

    def _filled(self, intent: Intent, now: datetime, incident: Incident) -> Intent:
        """The intent with what only the journal knows: the record it speaks of, the last hour's turns; and what lint
        says of the draft it lets out."""
        match intent:
            case i.Amend(seq=seq) | i.Strike(seq=seq):
                return msgspec.structs.replace(intent, target=self.journal.record(self.stream, seq))
            case i.Redact(seq=seq):
                from warroom.redacting import beside

                target = self.journal.record(self.stream, seq)
                also = beside(self.journal, target, evidence=intent.evidence) if target is not None else ()
                return msgspec.structs.replace(intent, target=target, also=also)
            case i.Undo():
                return msgspec.structs.replace(intent, target=self._last_own(intent.by, now))
            case i.ApproveUpdate() | i.QueueUpdate() | i.MarkSent():
                from warroom.updates.faults import faults, version

                read = version(self.incident, intent.n) if intent.version is None else intent.version
                return msgspec.structs.replace(intent, faults=faults(incident, intent.n, now), version=read)
            case i.Declare() if not self.incident.is_drill:
                recent = self._recent(now)
                return msgspec.structs.replace(intent, recent=(*recent, *self._watched(recent, now)))
            case i.Resolve() | i.SetStatus() | i.SetItem():
                scope = self.stream if self.incident.is_drill else DUTY
                gone, unread = self.live.unwatched_since(scope), self._unread(scope, incident)
                return msgspec.structs.replace(intent, unwatched_since=gone, unread=unread)
            case i.TakeRole(role=role):
                held = self.incident.roles.get(role)
                return msgspec.structs.replace(intent, seen=held.person if held else "")
            case i.OfferHandover():
                return msgspec.structs.replace(intent, brief=self._frozen(incident, now))
        return intent

    def _unread(self, scope: str, incident: Incident) -> tuple[str, ...]:
        """The checks that are asked and never gave a reading."""
        from warroom.incident.closing import unread

        states: list[tuple[str, str]] = []
        for view in self.live.views(scope):
            with suppress(msgspec.MsgspecError):
                seen = msgspec.json.decode(view, type=_Seen)
                states.append((seen.name, seen.state))
        return unread(incident, states)

    def _frozen(self, incident: Incident, now: datetime) -> Frozen:
        """The brief as it is now, with what was pinned."""
        from warroom.report.handing import MOST, freeze
        from warroom.report.lines import describe

        found = (self.journal.record(self.stream, seq) for seq in incident.pinned[-MOST:])
        kept = [record for record in found if record is not None and record.seq not in incident.struck]
        newer = (incident.amended.get(record.seq) for record in kept)
        words = [
            (amended.text if amended else None) or describe(record, incident, now).text
            for record, amended in zip(kept, newer, strict=True)
        ]
        return freeze(incident, now, words)

    def _last_own(self, by: str, now: datetime) -> Record | None:
        """The first record of the newest intent of this person, if it is young enough to undo."""
        last: Record | None = None
        depth = 0
        for record in self.journal.backwards(self.stream):
            if last is None:
                if abs(now - record.noted_at) > UNDO_WITHIN:
                    return None
                if record.by != by:
                    continue
                last = record
                if is_first(record.id):
                    return record
            elif record.noted_at != last.noted_at:
                break
            else:
                depth += 1
                if last.id == nth_id(record.id, depth):
                    return record
        return last

    def _recent(self, now: datetime) -> tuple[Draft, ...]:
        """The turns of checks of the last hour on duty, to be copied into a new incident."""
        found: list[Draft] = []
        newest = now
        for n, record in enumerate(self.journal.backwards(DUTY)):
            # Where the clock went back since, the last hour is the record's.
            newest = max(now, record.noted_at) if n == 0 else newest
            if not newest - RECENT <= record.noted_at <= newest:
                break
            if isinstance(record.fact, CheckChanged):
                found.append(Draft(msgspec.structs.replace(record.fact, copied=True), record.at, record.by))
        return tuple(reversed(found))

    def _watched(self, recent: Iterable[Draft], now: datetime) -> tuple[Draft, ...]:
        """Who watches already when an incident begins, and which checks; () for nobody. `recent` is told beside it."""
        holder = self.live.holder(DUTY)
        _, _, rows = self.live.views_after(DUTY, 0)
        names = tuple(name for name, _, _ in sorted(rows, key=lambda row: row[1]))
        if not holder:
            return ()
        told = {draft.fact.check for draft in recent if isinstance(draft.fact, CheckChanged)}
        stood = self._stood(names, told, now)
        return (Draft(WatchingStarted(terminal=holder, checks=names, stood=stood), by="check"),)

    def _stood(self, names: Collection[str], told: Collection[str], now: datetime) -> tuple[Stood, ...]:
        """Which of these checks are held on duty, or not up since before what is `told` of them."""
        checks = Room(self.journal, self.live, self._base_clock, DUTY).incident.checks
        known = ((name, checks[name]) for name in names if name in checks)
        found = (
            (name, check)
            for name, check in known
            if (state := check.state_at(now)) == "paused" or (state != "up" and name not in told)
        )
        return tuple(
            Stood(
                check=name,
                state=check.state,
                since=check.since,
                reason=check.reason,
                paused_until=check.paused_until if check.state_at(now) == "paused" else None,
            )
            for name, check in found
        )

    def _name_stream(self, intent: Intent) -> str:
        day = self.now().date().isoformat()
        match intent:
            case i.Declare(title=title):
                stem = f"{day}-{slug(title)}"
            case i.StartDrill(scenario=scenario):
                stem = f"{day}-drill-{slug(scenario)}"
            case _:
                raise NotHere("no incident is open: /declare P0 TITLE")
        taken = self.journal.heads()
        return next(name for n in range(1, len(taken) + 2) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)


def _folded(incident: Incident, records: Iterable[Record]) -> Incident:
    for record in records:
        incident = evolve(incident, record)
    return incident


def slug(words: str) -> str:
    """The words as a name: "API: complete outage!" -> "api-complete-outage"."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].rstrip("-") or "incident"


def act_in_all(journal: Journal, rooms: Sequence[Room], intent: Intent, allowed: Callable[[], bool]) -> list[Record]:
    """One intent into several streams in one transaction: see `act_each_in_all`."""
    return act_each_in_all(journal, rooms, [intent], allowed)


def act_each_in_all(
    journal: Journal, rooms: Sequence[Room], intents: Sequence[Intent], allowed: Callable[[], bool]
) -> list[Record]:
    """Intents into several streams in one transaction, if `allowed` still says so inside it.

    Each is decided on what the ones before it made. Each stream's records have ids of their own, derived from the
    intent's.
    """
    intents = [intent if intent.id else msgspec.structs.replace(intent, id=new_id()) for intent in intents]
    results: list[tuple[Room, list[Record]]] = []
    made: list[Record] = []
    with journal.transaction():
        if not allowed():
            return []
        for room in rooms:
            fresh, own = room.each_within(
                [msgspec.structs.replace(intent, id=id_in(intent.id, room.stream)) for intent in intents]
            )
            results.append((room, fresh))
            made += own
    for room, fresh in results:
        room.settle(fresh, ())
    return made
