"""Searching all incidents, and finding those that are like one: the index says where, the journal says what.

No line is shown that the journal does not hold any more, or that says something else by now, however far the index is.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice

import msgspec

from warroom.clock import Clock
from warroom.errors import WarroomError
from warroom.incident.facts import Erased, Record
from warroom.incident.state import Incident
from warroom.incident.words import DUTY
from warroom.indexing import Filling, entry, more_of
from warroom.journal.asking import Asked, Lot, Lots, tag
from warroom.journal.index import Index
from warroom.journal.live import Live
from warroom.journal.record import stamp
from warroom.journal.sqlite import Journal
from warroom.report.found import Found, Group, Hit
from warroom.report.lines import describe, happened
from warroom.report.query import Query
from warroom.report.similar import Features, Like, Past, Similar, best, features
from warroom.room import Room

INCIDENTS = 20
"""Incidents an answer tells of."""
EACH = 3
"""Lines of each; of an only one as many as are wanted."""
SPARE = 3
"""Lines asked for besides, for those that say something else by now."""
OPENED = 32
STEP = 100
"""Incidents that are compared before other jobs have their turn."""
STANDS = 5
"""Slices without progress after which a search goes by what there is: somebody holds the index, or a disk is full."""
SETTLED_BY = ("decided", "command_finished", "change")


class Searching:
    """The index of one journal with what fills it; belongs to the thread that owns the journal."""

    def __init__(self, journal: Journal, live: Live, clock: Clock) -> None:
        self._journal = journal
        self._live = live
        self._clock = clock
        self.index = Index(journal.path, journal.id)
        self.filling = Filling(journal, self.index, self._read)
        self._rooms: dict[str, Room] = {}
        self._past: Past | None = None

    def close(self) -> None:
        """Close the index."""
        self.index.close()

    def fill(self, told: Callable[[float], None]) -> None:
        """Bring the index up to the journal, as far as it can be written; `told` hears the share done after each slice.

        Raises JournalError.
        """
        self.filling.look()
        last, stood = -1.0, 0
        while not self.filling.go_on(0.1):
            share = self.filling.share
            stood = stood + 1 if share == last else 0
            # At 1.0 only the file is left to be scrubbed, and somebody reads it.
            if stood >= (1 if share == 1.0 else STANDS):
                return
            last = share
            told(share)

    def find(self, query: Query, lines: int = INCIDENTS * EACH) -> Found:
        """The best incidents with the best of their lines, at most EACH of each where there are several.

        Raises JournalError.
        """
        asked = self._asked(query)
        if asked is None:
            return self._found(query, Lots(), ())
        found = self.index.find(asked, INCIDENTS, EACH + SPARE)
        each = EACH
        if len(found.lots) == 1 and lines > EACH:
            each = lines
            found = self.index.find(asked, 1, lines + SPARE)
        groups: list[Group] = []
        for lot in found.lots:
            left = lines - sum(len(group.hits) for group in groups)
            group = self._group(lot, query, min(each, left)) if left > 0 else None
            if group is not None:
                groups.append(group)
        return self._found(query, found, tuple(groups))

    def elsewhere(self, query: Query, stream: str) -> int:
        """How many other incidents have it. Raises JournalError."""
        asked = self._asked(query)
        if asked is None:
            return 0
        return len(self.index.spread(asked) - {stream})

    def _found(self, query: Query, lots: Lots, groups: tuple[Group, ...]) -> Found:
        return Found(
            query=query,
            groups=groups,
            total=lots.total if groups else 0,
            incidents=lots.streams if groups else 0,
            share=self.filling.share,
            kept=self.index.kept,
            unread=tuple(sorted(self.filling.unreadable)),
        )

    def _asked(self, query: Query) -> Asked | None:
        """The question as the index takes it, None for one that asks for nothing or for no incident there is."""
        narrowed = bool(query.severities or query.within or query.drill is not None)
        if not query and not narrowed:
            return None
        streams = tuple(self._streams(query)) if narrowed else None
        if streams == ():
            return None
        wanted = query.filter
        tags = [tuple(tag("kind", kind) for kind in wanted.kinds), tuple(tag("by", who) for who in wanted.by)]
        return Asked(
            phrases=query.phrases,
            tags=tuple(one for one in tags if one),
            since=stamp(wanted.since) if wanted.since else "",
            until=stamp(wanted.until) if wanted.until else "",
            streams=streams,
        )

    def _streams(self, query: Query) -> Iterator[int]:
        for stream, (n, about) in self.index.traits().items():
            if query.severities and about.severity.casefold() not in query.severities:
                continue
            if query.within not in stream.casefold() or query.drill not in (None, about.drill):
                continue
            yield n

    def _group(self, lot: Lot, query: Query, each: int) -> Group | None:
        room = self._room(lot.stream)
        if room is None:
            return None
        incident, now, hits = room.incident, room.now(), []
        for seq in lot.seqs:
            record = self._journal.record(lot.stream, seq)
            if record is not None and self._holds(record, incident, query, now):
                line = describe(record, incident, now)
                at, said = happened(record, incident), _said(record, incident, line.text, query)
                hits.append(Hit(seq, at, record.by, line.sign, line.word, said, line.tone))
            if len(hits) == each:
                break
        began = incident.when("declared") or (incident.drill.start if incident.drill else None)
        title, id_ = incident.title or (incident.drill.scenario if incident.drill else ""), lot.stream
        head = (id_, title, incident.severity, incident.status, incident.is_drill, began)
        return Group(*head, lot.count, tuple(hits)) if hits else None

    def _holds(self, record: Record, incident: Incident, query: Query, now: datetime) -> bool:
        """Whether the record still says what the index found it by."""
        if isinstance(record.fact, Erased) or record.seq in incident.redacted:
            return False
        one = entry(record, incident)
        fields = [text.split() for text in (one.leading, one.said, one.about)]
        return query.matches(fields) and query.filter.match(record, incident, now)

    def _read(self, stream: str) -> Room:
        return Room(self._journal, self._live, self._clock, stream)

    def _room(self, stream: str) -> Room | None:
        """The room of a stream as it is now; a few are held open. None for one that cannot be read."""
        with suppress(WarroomError):
            room = self._rooms.pop(stream, None)
            if room is None:
                room = self._read(stream)
            else:
                room.catch_up()
            self._rooms[stream] = room
            while len(self._rooms) > OPENED:
                del self._rooms[next(iter(self._rooms))]
            return room
        return None

    # Alike.

    def similar(self, stream: str, incident: Incident) -> tuple[Similar, ...]:
        """The past incidents that are like this one, the most alike first, each with why and with what fixed it.

        Raises JournalError.
        """
        return next(found for found in self.comparing(stream, incident) if found is not None)

    def comparing(self, stream: str, incident: Incident) -> Iterator[tuple[Similar, ...] | None]:
        """The same a step at a time: None until the answer is there."""
        past = self._past
        fresh = None if past is None else tuple(self.filling.described)
        if past is None:
            past = self._past = Past()
        self.filling.described.clear()
        packed = self.index.features(fresh)
        for names in batched(packed if fresh is None else fresh):
            for name in names:
                past.put(name, _unpacked(packed.get(name, b"")))
            yield None
        here = features(incident, past.get(stream).words)
        likely: list[Like] = []
        for names in batched(past.streams):
            likely += past.alike(stream, here, names)
            yield None
        found = (self._similar(like) for like in best(likely))
        yield tuple(one for one in found if one is not None)

    def _similar(self, like: Like) -> Similar | None:
        room = self._room(like.stream)
        if room is None or room.stream == DUTY:
            return None
        past = room.incident
        began = past.when("started") or past.when("declared") or (past.drill.start if past.drill else None)
        end = past.when("resolved") or past.ended_at
        fixed = past.milestones.get("fixed")
        record = self._settled(past, fixed.seq) if fixed is not None else None
        cause = next((s.text for s in past.suspects if s.state == "cause" and s.seq not in past.struck), "")
        return Similar(
            stream=like.stream,
            title=past.title or (past.drill.scenario if past.drill else ""),
            severity=past.severity,
            status=past.status,
            drill=past.is_drill,
            began=began,
            score=like.score,
            why=like.why,
            cause=cause,
            fixed_by=describe(record, past, record.noted_at).text if record is not None else "",
            fixed_seq=record.seq if record is not None else 0,
            lasted_s=(end - began).total_seconds() if began is not None and end is not None else None,
        )

    def _settled(self, past: Incident, fixed: int) -> Record | None:
        """The decision, the command that ended well or the change that came last before the fix."""
        for seq in self.index.last(past.id, [tag("kind", kind) for kind in SETTLED_BY], fixed):
            record = self._journal.record(past.id, seq)
            if record is None or isinstance(record.fact, Erased) or seq in past.struck or seq in past.redacted:
                continue
            run = next((run for run in past.runs if run.ended_seq == seq), None)
            if record.kind != "command_finished" or (run is not None and run.well and run.risk != "reads"):
                return record
        return None


def batched(names: Iterable[str]) -> Iterator[list[str]]:
    """As many at a time as are dealt with in a few milliseconds."""
    left = iter(names)
    while step := list(islice(left, STEP)):
        yield step


def _unpacked(packed: bytes) -> Features | None:
    with suppress(msgspec.MsgspecError):
        return msgspec.msgpack.decode(packed, type=Features) if packed else None
    return None


def _said(record: Record, incident: Incident, text: str, query: Query) -> str:
    """The line, with what it leaves out of an output or a subject where that has the words."""
    if query.marks(text) or not query.phrases:
        return text
    more = next((said for said in more_of(record, incident) if query.marks(said)), "")
    return f"{text}: {more}" if more else text


@contextmanager
def opened(journal: Journal, live: Live, clock: Clock) -> Iterator[Searching]:
    """Searching for one command."""
    searching = Searching(journal, live, clock)
    try:
        yield searching
    finally:
        searching.close()
