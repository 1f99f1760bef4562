"""What is in a salvaged journal and what is not: its streams, and every gap in their numbers."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime

import msgspec

from warroom.journal.carve import Candidate, Findings, Place


class Side(msgspec.Struct, frozen=True):
    """A record beside a gap, or one whose words are lost: when it happened and who wrote it."""

    seq: int
    at: datetime
    by: str


class Gap(msgspec.Struct, frozen=True):
    """Numbers whose records are lost, and what stands on both sides."""

    stream: str
    first: int
    last: int
    before: Side | None
    after: Side | None


class Wordless(msgspec.Struct, frozen=True):
    """A record of which everything is known but its words."""

    stream: str
    record: Side


class Loose(msgspec.Struct, frozen=True):
    """Words that stood at a place whose record is lost: nothing proves them, and nobody knows whose they are."""

    stream: str
    seq: int
    body: str


class Kept(msgspec.Struct, frozen=True):
    """A stream in the new file: how many of its records, and the last one's number and hash."""

    stream: str
    records: int
    promised: int
    seq: int
    hash: str


def missing(kept: Set[Place], places: Set[Place]) -> Iterator[tuple[str, int, int]]:
    """The runs of numbers that are not kept, up to the highest anything speaks of: stream, first, last."""
    held = _by_stream(kept)
    for stream, spoken_of in sorted(_by_stream(places | kept).items()):
        for before, after in itertools.pairwise([0, *sorted(held.get(stream, [])), max(spoken_of) + 1]):
            if after - before > 1:
                yield stream, before + 1, after - 1


def gaps(records: Mapping[Place, Candidate], places: Set[Place]) -> Iterator[Gap]:
    """The numbers that are lost, of all that `places` speak of."""
    for stream, first, last in missing(records.keys(), places):
        before, after = records.get((stream, first - 1)), records.get((stream, last + 1))
        yield Gap(stream, first, last, side(before) if before else None, side(after) if after else None)


def streams(records: Mapping[Place, Candidate], places: Set[Place]) -> Iterator[Kept]:
    """Each stream that anything speaks of, and how much of it is kept."""
    held = _by_stream(records.keys())
    for stream, spoken_of in sorted(_by_stream(places | records.keys()).items()):
        last = max(held.get(stream, [0]))
        hash_ = records[stream, last].hash if last else ""
        yield Kept(stream, len(held.get(stream, [])), max(spoken_of), last, hash_)


def _by_stream(places: Set[Place]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for stream, seq in places:
        found[stream].append(seq)
    return found


def loose(found: Findings, lost: Sequence[Gap]) -> Iterator[Loose]:
    """The words that stood in the gaps, unless they were erased."""
    for one in sorted(found.promises):
        (stream, seq), words = one.place, found.words.get(one.words)
        in_gap = any(gap.stream == stream and gap.first <= seq <= gap.last for gap in lost)
        if words is not None and in_gap and one.place not in found.erased:
            yield Loose(stream, seq, words[1])


def side(one: Candidate) -> Side:
    """A record as what stands beside a gap."""
    return Side(one.place[1], one.says.at, one.says.by)
