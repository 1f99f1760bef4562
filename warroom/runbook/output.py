"""What a command prints: all of it hashed and counted, its head and tail kept."""

import hashlib
from collections import deque
from collections.abc import Collection, Iterator

from warroom.runbook.masking import Masker, safe_slices

HEAD = TAIL = 256 << 10
"""Bytes that are kept of the beginning and of the end."""
_MARGIN = 4096
"""Bytes more on each side of what is left out: a secret that lies across the cut is seen whole."""
_LAST = 200


class Output:
    """One command's output, both streams in the order in which they came."""

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._breaks = 0
        self._ends_line = True
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0

    def take(self, data: bytes) -> None:
        """Read on."""
        self.size += len(data)
        self._sha256.update(data)
        self._breaks += data.count(b"\n")
        self._ends_line = data.endswith(b"\n")
        if room := HEAD + _MARGIN - len(self._head):
            self._head += data[:room]
            data = data[room:]
            if not data:
                return
        self._tail.append(data)
        self._tail_size += len(data)
        while self._tail_size - len(self._tail[0]) >= TAIL + _MARGIN:
            self._tail_size -= len(self._tail.popleft())

    @property
    def sha256(self) -> str:
        """The hash of every byte, in hex."""
        return self._sha256.hexdigest()

    @property
    def lines(self) -> int:
        """How many lines came, the last one too where no line break ends it."""
        return self._breaks + (self.size > 0 and not self._ends_line)

    @property
    def kept(self) -> int:
        """How many bytes are kept."""
        head, tail = self._cuts()
        return self.size if tail is None else head + len(tail)

    def safe(self, known: Collection[str] = ()) -> Iterator[str]:
        """What is kept, slice by slice, fit to be shown; a line says how much was left out in between."""
        masker = Masker(known)
        head, tail = self._cuts()
        if tail is None:
            whole = bytes(self._head) + b"".join(self._tail)
            yield from safe_slices(_text(whole), masker)
            return
        yield from self._safe_head(head, masker)
        yield f"\n⋯ {say_size(self.size - head - len(tail))} left out here ⋯\n"
        yield from self._safe_tail(tail, Masker(known))

    def _cuts(self) -> tuple[int, bytes | None]:
        """The size of the head that is kept, and the tail; None where nothing is left out."""
        if self.size <= HEAD + TAIL:
            return 0, None
        head = self._head.rfind(b"\n", 0, HEAD) + 1
        last = self._last()
        tail = last.find(b"\n", len(last) - TAIL) + 1
        return (
            head if head > HEAD // 2 else HEAD,
            last[tail:] if tail and len(last) - tail > TAIL // 2 else last[-TAIL:],
        )

    def _last(self) -> bytes:
        """The last bytes, of which TAIL are kept; those before are the margin."""
        data = b"".join(self._tail)
        if len(data) < TAIL + _MARGIN:
            data = bytes(self._head[len(data) - TAIL - _MARGIN :]) + data
        return data[-TAIL - _MARGIN :]

    def _safe_head(self, size: int, masker: Masker) -> Iterator[str]:
        if self._head[size - 1] == 10:
            yield from safe_slices(_text(bytes(self._head[:size])), masker)
            return
        text = _text(bytes(self._head))
        kept = len(_text(bytes(self._head[:size])))
        yield from safe_slices(text[: masker.cut(text, kept)], masker)

    def _safe_tail(self, tail: bytes, masker: Masker) -> Iterator[str]:
        last = self._last()
        before = last[: len(last) - len(tail)]
        if before.endswith(b"\n"):
            yield from safe_slices(_text(tail), masker)
            return
        text = _text(last)
        yield from safe_slices(text[masker.after(text, len(_text(before))) :], masker)

    def last_words(self, safe: str) -> str:
        """The last line that says anything, of what `safe` gave."""
        at = safe[-8 * _LAST :].splitlines()
        return next((line.strip()[:_LAST] for line in reversed(at) if line.strip()), "")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def say_size(size: int) -> str:
    """Bytes for people: "812 B", "3.4 MiB"."""
    if size < 1024:
        return f"{size} B"
    value = float(size)
    for unit in ("KiB", "MiB", "GiB"):
        value /= 1024
        if value < 1024 or unit == "GiB":
            break
    return f"{value:.1f} {unit}"
