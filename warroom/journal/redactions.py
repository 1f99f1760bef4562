"""What the `redacted` records of a stream kept of those whose words are gone; read once, then only what came since."""

from collections.abc import Callable, Iterator
from typing import Any

from warroom.incident.facts import Record, Redacted

Kept = dict[str, Any] | None


class Redactions:
    """`head` tells how far a stream goes, `read` its `redacted` records after a number."""

    def __init__(self, head: Callable[[str], int], read: Callable[[str, int], Iterator[Record]]) -> None:
        self._head = head
        self._read = read
        self._known: dict[str, tuple[int, dict[int, Kept]]] = {}

    def kept(self, stream: str, seq: int) -> Kept:
        """What was kept of this record, None for nothing."""
        to, known = self._known.get(stream, (0, {}))
        if seq not in known and (last := self._head(stream)) > to:
            known = dict(known)
            for record in self._read(stream, to):
                if isinstance(record.fact, Redacted):
                    known[record.fact.seq] = record.fact.kept
            self._known[stream] = (last, known)
        return known.get(seq)

    def forget(self) -> None:
        """What was read may not have become durable, or another file stands here now."""
        self._known.clear()
