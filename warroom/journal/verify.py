"""Whether a journal, or an exported file, still holds what was written."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress

import msgspec

from warroom.errors import BadInput, Damaged
from warroom.incident.facts import Redacted
from warroom.journal.exported import Export, written
from warroom.journal.record import GENESIS, Row, check, decode
from warroom.journal.sqlite import Journal


class Fault(msgspec.Struct, frozen=True):
    """The first thing that does not hold in a stream; what comes after it cannot be judged."""

    stream: str
    seq: int
    said: str

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq}: {self.said}"


class Verified(msgspec.Struct, frozen=True):
    """A stream that was walked: how far it holds, its last hash, and the fault that ended the walk."""

    stream: str
    seq: int
    hash: str
    fault: Fault | None = None


def walk(rows: Iterable[Row], stream: str, *, after: int = 0, prev: str = GENESIS) -> Iterator[Verified]:
    """The state of the walk after each record; ends at the first fault."""
    seq, last = after, prev
    for row in rows:
        if row.stream != stream:
            said = f"a record of {row.stream} stands in it"
        elif row.seq != seq + 1:
            said = f"record {seq + 1} is missing"
        else:
            said = check(row, last) or ""
        if said:
            yield Verified(stream, seq, last, Fault(stream, seq + 1, said))
            return
        seq, last = row.seq, row.hash
        yield Verified(stream, seq, last)


def verify(journal: Journal, stream: str, remembered: tuple[int, str] | None = None) -> Verified:
    """Walk one stream from its first record; `remembered` is a head that was seen before."""
    result = Verified(stream, 0, GENESIS)
    erased = _Erased()
    try:
        for result in walk(erased.noticed(journal.rows(stream)), stream):
            if remembered and result.seq == remembered[0] and result.hash != remembered[1] and result.fault is None:
                return Verified(
                    stream, result.seq, result.hash, Fault(stream, result.seq, "it is not the record seen before")
                )
    except Damaged as error:
        return Verified(stream, result.seq, result.hash, Fault(stream, result.seq + 1, str(error)))
    if result.fault is None and remembered and result.seq < remembered[0]:
        cut = Fault(
            stream, result.seq + 1, f"the journal once held {remembered[0]} records and now ends at {result.seq}"
        )
        return Verified(stream, result.seq, result.hash, cut)
    return erased.judged(result)


class _Erased:
    """The records whose words are gone, until a `redacted` record that says so was met."""

    def __init__(self) -> None:
        self._gone: set[int] = set()

    def noticed(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, looked at as they pass."""
        for row in rows:
            if row.body is None:
                self._gone.add(row.seq)
            elif '"kind":"redacted"' in row.envelope:
                with suppress(Damaged):
                    fact = decode(row).fact
                    self._gone.discard(fact.seq if isinstance(fact, Redacted) else 0)
            yield row

    def judged(self, result: Verified) -> Verified:
        """The walk's result, or the first record whose words are gone without a word about it."""
        if result.fault is not None or not self._gone:
            return result
        said = "its words are gone, and no record says that they were redacted"
        return Verified(result.stream, result.seq, result.hash, Fault(result.stream, min(self._gone), said))


def export(journal: Journal, stream: str, most: int = -1) -> Iterator[str]:
    """One stream, a line a record, each the stored bytes; with `most` no more than so many."""
    return written(journal.rows(stream, limit=most))


def verify_export(file: Export) -> Verified:
    """Walk an opened export, offline. Raises BadInput where it is none."""
    rows = file.rows()
    first = next(rows, None)
    if first is None:
        raise BadInput(f"{file.name} holds no record")
    result = Verified(first.stream, 0, GENESIS)
    erased = _Erased()
    try:
        for result in walk(erased.noticed(itertools.chain([first], rows)), first.stream):
            if result.fault is not None:
                return result
    except BadInput as error:
        return Verified(first.stream, result.seq, result.hash, Fault(first.stream, result.seq + 1, str(error)))
    return erased.judged(result)
