"""What happens to files, and an oracle that knows from the bytes alone which records are still whole in them."""

import random
import re
from collections.abc import Iterable
from pathlib import Path

from tests.fakes import opened, write
from warroom.journal.record import Row
from warroom.journal.salvage import Heads, Salvaged
from warroom.journal.salvage import salvage as salvage_
from warroom.journal.sqlite import Journal

PAGE = 4096
Place = tuple[str, int]
Slice = tuple[int, int]
_HASH_AND_ENVELOPE = re.compile(rb'(?=([0-9a-f]{64})\{"at":")')
_SALT_AND_BODY = re.compile(rb'(?=([0-9a-f]{32})\{"data":)')


def filled(path: Path, count: int, streams: tuple[str, ...] = ("duty", "2026-11-21-api-down", "drill", "b")) -> None:
    """A journal of so many records, short and long, some longer than a page."""
    chance = random.Random(20261121)
    with opened(path) as journal:
        left = count
        while left:
            texts = [
                " ".join(str(chance.random()) for _ in range(chance.choice([1, 2, 9, 40, 500 if n == 7 else 3])))
                for n in range(min(left, chance.randrange(1, 80)))
            ]
            write(journal, chance.choice(streams), *texts)
            left -= len(texts)


def rows(path: Path) -> dict[Place, Row]:
    """Every stored row by its place."""
    with opened(path) as journal:
        return {(row.stream, row.seq): row for stream in journal.heads() for row in journal.rows(stream)}


def files(journal: Journal, to: Path) -> Path:
    """The files of a journal that is open, as a machine that died would leave them."""
    for suffix in ("", "-wal"):
        beside = journal.path.with_name(journal.path.name + suffix)
        to.with_name(to.name + suffix).write_bytes(beside.read_bytes())
    return to


def randomised(data: bytes, pages: Iterable[int], chance: random.Random) -> bytes:
    """The bytes with these pages, counted from 0, overwritten by chance."""
    found = bytearray(data)
    for page in pages:
        size = len(found[page * PAGE : (page + 1) * PAGE])
        found[page * PAGE : (page + 1) * PAGE] = chance.randbytes(size)
    return bytes(found)


class Oracle:
    """Knows where in the file each record's envelope and words stand, and so whether damage left one of each whole."""

    def __init__(self, data: bytes, known: dict[Place, Row]) -> None:
        self._data = data
        self._envelopes: dict[Place, list[list[Slice]]] = {place: [] for place in known}
        self._words: dict[Place, list[list[Slice]]] = {place: [] for place in known}
        by_hash = {row.hash.encode(): row for row in known.values()}
        by_salt = {(row.salt or "").encode(): row for row in known.values()}
        for match in _HASH_AND_ENVELOPE.finditer(data):
            if row := by_hash.get(match[1]):
                self._add(self._envelopes[row.stream, row.seq], match.start(), (row.hash + row.envelope).encode())
        for match in _SALT_AND_BODY.finditer(data):
            if row := by_salt.get(match[1]):
                words = ((row.salt or "") + (row.body or "")).encode()
                self._add(self._words[row.stream, row.seq], match.start(), words)
        assert all(self._envelopes.values())
        assert all(self._words.values())

    def _add(self, found: list[list[Slice]], start: int, text: bytes) -> None:
        if self._data.startswith(text, start):
            found.append([(start, start + len(text))])
            return
        here = next(n for n in range(len(text)) if self._data[start + n] != text[n])
        parts, left = [(start, start + here + 4)], text[here:]
        while left:
            at = self._data.find(left[: PAGE - 4])
            if at % PAGE != 4:
                return  # Half of an older copy: a rest stands at the beginning of a page, after the next one's number.
            parts.append((at - 4, at + len(left[: PAGE - 4])))
            left = left[PAGE - 4 :]
        found.append(parts)

    def whole(self, damaged: bytes) -> set[Place]:
        """The records of which one envelope with its hash, and one copy of the words, are as they were."""

        def stands(ways: list[list[Slice]]) -> bool:
            return any(all(damaged[a:b] == self._data[a:b] for a, b in parts) for parts in ways)

        return {place for place, ways in self._envelopes.items() if stands(ways) and stands(self._words[place])}


def nothing_else(_journal_id: str) -> Heads:
    return {}


def unheard(_doing: str, _share: float) -> None:
    return


def salvage(damaged: Path, new: Path, held: Heads | None = None) -> Salvaged:
    return salvage_(damaged, new, (lambda _: held) if held else nothing_else, unheard)


def named(found: Salvaged) -> set[Place]:
    """The places of all records that are listed as lost."""
    return {(gap.stream, seq) for gap in found.gaps for seq in range(gap.first, gap.last + 1)}


def wordless(found: Salvaged) -> set[Place]:
    return {(one.stream, one.record.seq) for one in found.wordless}
