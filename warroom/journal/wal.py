"""The frames of a SQLite write-ahead log, read as bytes: those SQLite would take, and those it would not."""

import struct
from mmap import mmap
from typing import NamedTuple

PAGE_SIZES = tuple(2**n for n in range(9, 17))
_HEADER, _FRAME = 32, 24
_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}


class Frame(NamedTuple):
    """One page in the log: its number, where its bytes start, and whether SQLite holds it for committed."""

    page: int
    start: int
    committed: bool


def said_size(log: bytes | mmap) -> int:
    """The page size in the log's header, 0 where it has none."""
    return int.from_bytes(log[8:12]) if len(log) >= _HEADER else 0


def frame_start(offset: int, size: int) -> int:
    """Where the bytes of the page begin in whose frame this offset lies."""
    return (offset - _HEADER) // (_FRAME + size) * (_FRAME + size) + _HEADER + _FRAME


def frames(log: bytes | mmap, size: int) -> list[Frame]:
    """All frames in the order they were written; a frame counts as committed when all up to its commit are whole."""
    found: list[Frame] = []
    whole = 0
    order = _MAGICS.get(int.from_bytes(log[:4]), "")
    sums = _sums(order, log[:24], (0, 0)) if order and len(log) >= _HEADER else None
    if sums != struct.unpack(">II", log[24:32] or bytes(8)) or said_size(log) != size:
        sums = None
    for at in range(_HEADER, len(log) - _FRAME - size + 1, _FRAME + size):
        page, closes, *rest = struct.unpack(">IIIIII", log[at : at + _FRAME])
        found.append(Frame(page, at + _FRAME, False))
        if sums is None:
            continue
        sums = _sums(order, log[at : at + 8] + log[at + _FRAME : at + _FRAME + size], sums)
        if sums != (rest[2], rest[3]) or log[at + 8 : at + 16] != log[16:24]:
            sums = None
        elif closes:
            whole = len(found)
    return [frame._replace(committed=n < whole) for n, frame in enumerate(found)]


def _sums(order: str, data: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    """SQLite's running checksum after these bytes."""
    one, two = sums
    for first, second in struct.iter_unpack(f"{order}II", data):
        one = one + first + two & 0xFFFFFFFF
        two = two + second + one & 0xFFFFFFFF
    return one, two
