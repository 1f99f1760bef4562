"""Playbooks read before, kept by the hash of their text: a room that opens need not read and judge them again."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import msgspec

from warroom import __version__
from warroom.located import kept
from warroom.playbook.model import Playbook

MOST_KEPT = 8


def known(sha256: str) -> Playbook | None:
    """The playbook of the text with this hash, if it was kept by this very warroom."""
    file = _file()
    data = kept.entries(file).get(_key(sha256)) if file else None
    with suppress(msgspec.MsgspecError):
        return msgspec.msgpack.decode(data, type=Playbook) if data is not None else None
    return None


def keep(sha256: str, playbook: Playbook) -> None:
    """Keep it, the oldest of the others giving way. Never raises: without it the next start is slower.

    One with checks is not kept: what a check may hold belongs to its kind, which may change.
    """
    file = _file()
    if file is None or playbook.checks:
        return
    data = msgspec.msgpack.encode(playbook)
    if msgspec.msgpack.decode(data, type=Playbook) == playbook:
        kept.add(file, {_key(sha256): data}, MOST_KEPT)


def _key(sha256: str) -> str:
    return hashlib.sha256(f"{_reader()}\n{sha256}".encode()).hexdigest()


@lru_cache(1)
def _reader() -> str:
    """Of the code that reads: another warroom may read the same text otherwise."""
    folder = Path(__file__).parent
    files: Iterable[os.DirEntry[str]] = [*os.scandir(folder), *os.scandir(folder / "risk")]
    stamps = [f"{one.name} {one.stat().st_mtime_ns}" for one in files if one.name.endswith(".py")]
    return "\n".join([__version__, *sorted(stamps)])


def _file() -> Path | None:
    beside = kept.file()
    return beside.with_name("playbooks.msgpack") if beside else None
