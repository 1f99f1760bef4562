"""Rows found in the bytes of a SQLite database, whether its pages hang together or not.

SQLite stores a row as a header (its own length, then a type a column) and the columns. What the columns of a table are
is known here, so a row is found by the shape of its header, wherever it lies: no pointer that leads to it is needed.
A row too long for its page goes on in a chain of further pages, which are found by their numbers.
"""

import re
import struct
from collections.abc import Callable, Iterator
from mmap import mmap

from warroom.journal.wal import PAGE_SIZES, frame_start, frames, said_size

Bytes = bytes | mmap
Columns = tuple[bytes | int | None, ...]

TEXT = rb"(?:[\x0d-\x7f]|[\x81-\xff][\x80-\xff]{0,2}[\x00-\x7f])"
NUMBER = rb"[\x01-\x06\x09]"
NOTHING = rb"\x00"
USUAL_SIZE = 4096
_MAGIC = b"SQLite format 3\0"
_FIXED = b"\x40\x20\x20"
_WIDTHS = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 9: 0}
_MOST_STEPS = 20_000


def text_of(length: int) -> bytes:
    """A text column of exactly so many bytes."""
    kind = 13 + 2 * length
    return re.escape(bytes([kind]) if kind < 0x80 else bytes([0x80 | kind >> 7, kind & 0x7F]))


def shape(*columns: bytes) -> re.Pattern[bytes]:
    """What the header of a row with these columns looks like; overlapping ones are all found."""
    return re.compile(rb"(?=([\x02-\x1f]" + b"".join(columns) + rb"))")


class Pages:
    """The pages of a database file and of its -wal, for one page size and so many usable bytes in each."""

    def __init__(self, main: Bytes, wal: Bytes, size: int, usable: int) -> None:
        self._main, self._wal = main, wal
        self._size, self._usable = size, usable
        self._most = (usable - 12) * 64 // 255 - 23
        self._least = (usable - 12) * 32 // 255 - 23
        log = frames(wal, size)
        self._newest = {frame.page: frame.start for frame in log if frame.committed}
        self._in_force = set(self._newest.values())
        # Where each page stands: first the newest committed frame, then the file, then what was in the -wal besides.
        self._places: dict[int, list[tuple[Bytes, int]]] = {
            page: [(wal, start)] for page, start in self._newest.items()
        }
        for page in range(1, -(-len(main) // size) + 1):
            self._places.setdefault(page, []).append((main, (page - 1) * size))
        for frame in reversed(log):
            if frame.start not in self._in_force:
                self._places.setdefault(frame.page, []).append((wal, frame.start))

    def is_current(self, data: Bytes, offset: int) -> bool:
        """Whether what stands there is the newest committed state of its page."""
        if data is self._main:
            return offset // self._size + 1 not in self._newest
        return data is self._wal and frame_start(offset, self._size) in self._in_force

    def rows(
        self, data: Bytes, wanted: re.Pattern[bytes], holds: Callable[[Columns], bool]
    ) -> Iterator[tuple[int, Columns]]:
        """Every row of this shape in `data`, with its offset.

        A row that goes on in other pages is put together from those with which it `holds`; where none do, it is not
        there any more.
        """
        for match in wanted.finditer(data):
            header = match[1]
            kinds = _kinds(header)
            if header[0] != len(header) or any(kind > 12 and kind % 2 == 0 for kind in kinds):
                continue
            for payload in self._payloads(data, match.start(), len(header) + sum(map(_width, kinds))):
                columns = _columns(payload, len(header), kinds)
                if len(payload) <= self._most or holds(columns):
                    yield match.start(), columns
                    break

    def _payloads(self, data: Bytes, start: int, length: int) -> Iterator[bytes]:
        if length <= self._most:
            here = bytes(data[start : start + length])
            if len(here) == length:
                yield here
            return
        local = self._least + (length - self._least) % (self._usable - 4)
        local = local if local <= self._most else self._least
        here = bytes(data[start : start + local + 4])
        if length <= len(self._main) + len(self._wal) and len(here) == local + 4:
            yield from self._chained(here[:local], int.from_bytes(here[local:]), length - local)

    def _chained(self, here: bytes, page: int, left: int) -> Iterator[bytes]:
        """The payload with each of the chains it can go on in, the newest pages first."""
        ways: list[tuple[int, int, tuple[bytes, object]]] = [(page, left, (here, None))]
        for _ in range(_MOST_STEPS):
            if not ways:
                return
            page, left, parts = ways.pop()
            if left == 0:
                if page == 0:
                    yield _joined(parts)
                continue
            take = min(left, self._usable - 4)
            for data, start in reversed(self._places.get(page, [])):
                chunk = bytes(data[start : start + 4 + take])
                if len(chunk) == 4 + take:
                    ways.append((int.from_bytes(chunk[:4]), left - take, (chunk[4:], parts)))


def guesses(main: Bytes, wal: Bytes) -> list[Pages]:
    """The pages as the header says, or in every likely way where the header is damaged."""
    (said,) = struct.unpack(">H", main[16:18]) if len(main) >= 100 else (0,)
    size, spare = 65536 if said == 1 else int(said), main[20] if len(main) >= 100 else 0
    if main[:16] == _MAGIC and main[21:24] == _FIXED and size in PAGE_SIZES and spare <= 32:
        return [Pages(main, wal, size, size - spare)]
    sizes = dict.fromkeys(one for one in (said_size(wal), size, USUAL_SIZE) if one in PAGE_SIZES)
    spares = dict.fromkeys(one for one in (0, spare) if one <= 32)
    return [Pages(main, wal, size, size - spare) for size in sizes for spare in spares]


def _joined(parts: tuple[bytes, object]) -> bytes:
    chunks: list[bytes] = []
    left: object = parts
    while isinstance(left, tuple):
        chunk, left = left
        chunks.append(chunk)
    return b"".join(reversed(chunks))


def _kinds(header: bytes) -> list[int]:
    """The type of each column, as SQLite numbers them."""
    found: list[int] = []
    kind = 0
    for byte in header[1:]:
        kind = kind << 7 | byte & 0x7F
        if not byte & 0x80:
            found.append(kind)
            kind = 0
    return found


def _width(kind: int) -> int:
    """How many bytes a number or a text takes."""
    return _WIDTHS[kind] if kind < 13 else (kind - 13) // 2


def _columns(payload: bytes, place: int, kinds: list[int]) -> Columns:
    found: list[bytes | int | None] = []
    for kind in kinds:
        stored = payload[place : place + _width(kind)]
        place += _width(kind)
        if kind >= 13:
            found.append(stored)
        else:
            found.append(None if kind == 0 else 1 if kind == 9 else int.from_bytes(stored, signed=True))
    return tuple(found)
