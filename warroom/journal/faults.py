"""What goes wrong with a journal, in words: what it is and, after the last ": ", what to do, the likeliest first.

A narrow screen has no room for sentences; there it stands in few words.
"""

from pathlib import Path
from typing import NamedTuple

from warroom.journal import place


class _Fault(NamedTuple):
    what: str
    few: str
    todo: str = ""

    @property
    def said(self) -> str:
        return f"{self.what}: {self.todo}" if self.todo else self.what


_COPY = "copy it, then warroom salvage it"
_REPLACED = _Fault("it was removed or replaced while it was open", "journal replaced", "put it back, or /save-as FILE")
_NO_ID = _Fault("its id is gone", "no id", _COPY)
_FULL = _Fault("the disk is full", "disk full")
_DISK = _Fault("the disk reported an error", "disk error")
_READ_ONLY = _Fault("the journal may only be read", "read-only", "check file and folder permissions")
_NOT_OPENED = _Fault("it cannot be opened", "cannot open", "check the folder's permissions")
_DAMAGED = _Fault("the database is damaged", "damaged", _COPY)
_WORD = _Fault("a stored word is damaged", "damaged", _COPY)

_BY_SIGN = {
    "database is locked": _Fault("another program holds the journal's lock", "journal locked"),
    "database or disk is full": _FULL,
    "attempt to write a readonly database": _READ_ONLY,
    "disk i/o error": _DISK,
    "file is not a database": _Fault("this is no SQLite database", "not SQLite", "name another file with --journal"),
    "unable to open database file": _NOT_OPENED,
    "database disk image is malformed": _DAMAGED,
    "could not decode": _WORD,
    "memory": _Fault("this machine has no memory left", "no memory left"),
    "interrupted": _Fault("the write was interrupted", "interrupted"),
}
_FEW = {fault.what: fault.few for fault in (*_BY_SIGN.values(), _REPLACED, _NO_ID)}

FULL = _FULL.said
DISK = _DISK.said
READ_ONLY = (_READ_ONLY.said, _NOT_OPENED.said)
REPLACED = _REPLACED.said
NO_ID = _NO_ID.said


def explain(error: Exception, path: Path | None = None) -> str:
    """The sentence for what SQLite says; it has none of its own for a disk too full to open the journal at `path`."""
    said = str(error) or type(error).__name__
    found = next((fault.said for sign, fault in _BY_SIGN.items() if sign in said.lower()), f"SQLite says {said}")
    return FULL if found == DISK and path is not None and place.is_full(path) else found


def is_damage(said: str) -> bool:
    """Whether the sentence is about a file that is not what was written."""
    return said in (_DAMAGED.said, _WORD.said)


def parted(said: str) -> tuple[str, tuple[str, ...]]:
    """What a sentence says, and each thing that may be done about it, () for none."""
    what, colon, todo = said.rpartition(": ")
    return (what, tuple(todo.split(", or "))) if colon else (said, ())


def in_few(said: str) -> str:
    """What a sentence says, without its detail and what to do, in about 20 letters."""
    what, _ = parted(said)
    return _FEW.get(what) or what.partition(": ")[0]
