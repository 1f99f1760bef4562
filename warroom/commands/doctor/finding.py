"""What the doctor says: one line about one thing, and what to do about it."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """`note` is worth knowing, `BAD` is to be put right; `todo` is what to do, "" where there is nothing."""

    what: str
    state: Literal["ok", "note", "BAD"]
    said: str
    todo: str = ""

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"{self.state:<5} {self.said}{f': {self.todo}' if self.todo else ''}"


def ok(what: str, said: str) -> Finding:
    return Finding(what, "ok", said)


def note(what: str, said: str, todo: str = "") -> Finding:
    return Finding(what, "note", said, todo)


def bad(what: str, said: str, todo: str = "") -> Finding:
    return Finding(what, "BAD", said, todo)


def sized(count: float) -> str:
    """Bytes for people."""
    for unit in ("bytes", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"
