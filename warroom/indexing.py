"""Filling the index from the journal, a slice at a time, and taking out of it what was erased there."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress

import msgspec

from warroom.clock import Clock
from warroom.errors import WarroomError
from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.incident.words import DUTY
from warroom.journal.asking import tag
from warroom.journal.index import About, Entry, Index, Known, index_of
from warroom.journal.live import Live
from warroom.journal.record import stamp
from warroom.journal.sqlite import Journal
from warroom.journal.tokens import tokens
from warroom.report.lines import describe, happened
from warroom.report.similar import NOTED, Features, features, frequent
from warroom.room import Room

SLICE_S = 0.02
ROWS = 100
COUNTED = 400
"""Words of an incident that are counted, of which the most frequent are kept."""
FORGETTING_S = 5.0
"""How long a command waits for words to be gone from the file; who fills the index next goes on."""

LEADING = ("declared", "title_set", "cause_found", "decided")
"""Kinds that name an incident or settle it."""
FOLLOWS = ("cause_found", "ruled_out")
"""Kinds whose line says the words of another record that can be amended."""


def entry(record: Record, incident: Incident) -> Entry:
    """The words a record is found by, in its newest version; none of one that was erased."""
    at = stamp(happened(record, incident))
    if isinstance(record.fact, f.Erased):
        return Entry(record.seq, at)
    # By its own time: how long ago it was is no part of what it says.
    line = describe(record, incident, record.noted_at)
    words = " ".join(tokens(" ".join((line.text, *more_of(record, incident)))))
    leads = record.kind in LEADING
    return Entry(
        seq=record.seq,
        at=at,
        leading=words if leads else "",
        said="" if leads else words,
        about=" ".join(tokens(f"{line.word} {record.kind} {record.by}")),
        tags=(*(tag("kind", kind) for kind in sorted({line.word, record.kind})), tag("by", record.by.casefold())),
    )


def more_of(record: Record, incident: Incident) -> Sequence[str]:
    """What the line leaves out: a command that ended and its last words, the subject of an update."""
    match record.fact:
        case f.CommandFinished(run=n, last=last):
            run = incident.run(n)
            return (run.command if run is not None and run.title else "", last)
        case f.UpdateDrafted(subject=subject) | f.UpdateRecorded(subject=subject):
            return (subject,)
    return ()


class Filling:
    """Brings the index up to the journal; whoever else fills it meanwhile only makes it faster.

    `room` opens the room of a stream.
    """

    def __init__(self, journal: Journal, index: Index, room: Callable[[str], Room]) -> None:
        self._journal = journal
        self._index = index
        self._open = room
        self._room: Room | None = None
        self._heads: dict[str, tuple[int, str]] = {}
        self._known: dict[str, Known] = {}
        self._counting = ""
        self._counted: Counter[str] = Counter()
        self._changed = False
        self.described: set[str] = set()
        """Streams whose features were written since somebody emptied this."""
        self._scrubbed = False
        self._waiting: list[str] = []
        self.unreadable: dict[str, int] = {}

    def look(self) -> None:
        """See how far the journal is by now. Raises JournalError."""
        heads = self._journal.heads()
        heads.pop(DUTY, None)
        self._known = self._index.known()
        self._scrubbed = False
        for stream, known in list(self._known.items()):
            if not self._stands(stream, known, heads.get(stream)):
                self._index.drop(stream)
                del self._known[stream]
        self.unreadable = {s: seq for s, seq in self.unreadable.items() if heads.get(s, (0, ""))[0] == seq}
        self._heads = heads
        self._queue()

    def _queue(self) -> None:
        """Which streams have something left, what comes first last: what was erased, then the newest."""
        left = [stream for stream in self._heads if self._has_left(stream)]
        self._waiting = sorted(left, key=lambda s: (self._left_of(s)[1] > 0, s))

    def _stands(self, stream: str, known: Known, head: tuple[int, str] | None) -> bool:
        """Whether what is indexed is what the journal holds: it may be another copy."""
        if head is None or known.seq > head[0]:
            return False
        if known.seq == 0 or self._heads.get(stream) == head:
            return True
        return (head[1] if head[0] == known.seq else self._journal.hash_at(stream, known.seq)) == known.hash

    @property
    def share(self) -> float:
        """How much of the journal is indexed as it stands, from 0 to 1."""
        every = sum(seq for seq, _ in self._heads.values())
        left = sum(sum(self._left_of(stream)) for stream in self._heads if stream not in self.unreadable)
        return max(0.0, 1 - left / every) if every else 1.0

    def go_on(self, seconds: float = SLICE_S) -> bool:
        """Fill for so long, and a few records at least; True once there is nothing left to do."""
        until = time.monotonic() + seconds
        busy = False
        while not busy:
            stream = self._next()
            if stream:
                busy = not self._step(stream)
            elif self._scrubbed:
                break
            else:
                self._scrubbed = self._index.scrub()
                if not self._scrubbed:
                    self._known = self._index.known()
                    self._queue()
            if time.monotonic() >= until:
                break
        self._describe()
        return self._scrubbed and not self._next()

    def _next(self) -> str:
        """The stream that was begun, then the first that waits."""
        if self._room is not None and self._has_left(self._room.stream):
            return self._room.stream
        while self._waiting and not self._has_left(self._waiting[-1]):
            self._waiting.pop()
        return self._waiting[-1] if self._waiting else ""

    def _has_left(self, stream: str) -> bool:
        return stream in self._heads and stream not in self.unreadable and any(self._left_of(stream))

    def _left_of(self, stream: str) -> tuple[int, int]:
        """How many records of a stream are to be read, and to be compared."""
        known = self._known.get(stream)
        if known is None:
            return self._heads[stream][0], 0
        compare = known.seq - known.review + 1 if known.review else 0
        return self._heads[stream][0] - known.seq, compare

    def _step(self, stream: str) -> bool:
        """Take the next records of a stream; False where the index is busy."""
        try:
            incident = self._incident(stream)
            known = self._known.get(stream) or Known(0)
            if self._compare(stream, known, incident) if known.review else self._add(stream, known, incident):
                return True
        except WarroomError:
            self.unreadable[stream] = self._heads[stream][0]
            return True
        self._known = self._index.known()
        return self._known.get(stream, Known(0)) != known

    def _incident(self, stream: str) -> Incident:
        if self._room is None or self._room.stream != stream:
            self._describe()
            self._room = self._open(stream)
        else:
            self._room.catch_up()
        return self._room.incident

    def _add(self, stream: str, known: Known, incident: Incident) -> bool:
        records = list(self._journal.read(stream, after=known.seq, limit=ROWS))
        if not records:
            return False
        if not self._correct(stream, records, known.seq, incident):
            return False
        entries = [entry(record, incident) for record in records]
        last = records[-1]
        if not self._index.put(stream, known.seq, entries, (last.seq, last.hash)):
            return False
        held = self._index.known().get(stream, known) if self._erases(records) else None
        review = held.review if held is not None else None
        self._known[stream] = msgspec.structs.replace(known, seq=last.seq, hash=last.hash, review=review)
        self._count(stream, records, entries, anew=known.seq == 0)
        return True

    def _erases(self, records: Sequence[Record]) -> bool:
        return any(isinstance(record.fact, f.Redacted) for record in records)

    def _correct(self, stream: str, records: Sequence[Record], held: int, incident: Incident) -> bool:
        """Take into what is held already what these say of it."""
        gone = [record.fact.seq for record in records if isinstance(record.fact, f.Redacted)]
        if gone:
            self.described.add(stream)
        if gone and not self._index.forget(stream, gone):
            return False
        said = [record.fact.seq for record in records if isinstance(record.fact, f.Amended | f.Struck)]
        targets = {seq for seq in said if 0 < seq <= held}
        if targets & {suspect.seq for suspect in incident.suspects}:
            targets |= {record.seq for record in self._journal.of_kinds(stream, FOLLOWS) if record.seq <= held}
        found = (self._journal.record(stream, seq) for seq in sorted(targets))
        anew = [entry(record, incident) for record in found if record is not None]
        return not anew or self._index.renew(stream, anew)

    def _compare(self, stream: str, known: Known, incident: Incident) -> bool:
        """The lines of a stream in which words were erased: others may have said the same words."""
        review = known.review or 1
        records = [r for r in self._journal.read(stream, after=review - 1, limit=ROWS) if r.seq <= known.seq]
        following = records[-1].seq + 1 if records else known.seq + 1
        entries = [entry(record, incident) for record in records]
        if not self._index.renew(stream, entries, review=following):
            return False
        self._count(stream, records, entries, anew=review == 1)
        self._known[stream] = msgspec.structs.replace(known, review=following if following <= known.seq else None)
        return True

    def _count(self, stream: str, records: Sequence[Record], entries: Sequence[Entry], *, anew: bool) -> None:
        """Keep how often the words of its notes were said."""
        if anew or self._counting != stream:
            held = b"" if anew else self._index.features((stream,)).get(stream, b"")
            self._counting, self._counted = stream, Counter()
            with suppress(msgspec.MsgspecError):
                self._counted.update(msgspec.msgpack.decode(held, type=Features).words if held else {})
        for record, one in zip(records, entries, strict=True):
            if record.kind in NOTED:
                self._counted.update(f"{one.leading} {one.said}".split())
        if len(self._counted) > 2 * COUNTED:
            self._counted = frequent(self._counted, COUNTED)
        self._changed = True

    def _describe(self) -> None:
        """Write what the stream that was filled last is compared by."""
        if not self._changed or self._room is None:
            return
        self._changed = False
        incident = self._room.incident
        began = incident.when("declared") or (incident.drill.start if incident.drill else incident.last_at)
        about = About(
            began=stamp(began) if began else "",
            severity=incident.severity,
            drill=incident.is_drill,
            features=msgspec.msgpack.encode(features(incident, self._counted)),
        )
        self._index.describe(self._room.stream, about)
        self.described.add(self._room.stream)


def forget(journal: Journal, live: Live, clock: Clock, stream: str, seq: int) -> bool:
    """Take a record that was just redacted out of the index and its file; True once nothing of it is left there.

    Where it is not done by then, whoever searches or has a room open goes on with it. Raises JournalError.
    """
    if not index_of(journal.path).exists():
        return True
    index = Index(journal.path, journal.id)
    with closing(index):
        if not index.kept:
            return True
        if stream in index.known():
            index.forget(stream, [seq])
        filling = Filling(journal, index, lambda name: Room(journal, live, clock, name))
        filling.look()
        until = time.monotonic() + FORGETTING_S
        while time.monotonic() < until:
            if filling.go_on():
                return True
        return False
