"""What a file held when it was last read, kept by the hash of its text: the first frame need not wait for a parser."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from warroom.located.tree import Place, Tree

MOST_KEPT = 8
_READER = Path(__file__).with_name("reading.py")


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    value: Any
    lines: list[tuple[list[str | int], int]]
    plain: list[tuple[list[str | int], str]]


def known(text: str, name: str) -> Tree | None:
    """The tree of this very text if it was kept, under another name perhaps; None where it has to be parsed."""
    held_in = file()
    kept = entries(held_in).get(_key(text)) if held_in is not None else None
    if kept is None:
        return None
    # Decoded anew for each: what a caller does to its tree must not reach the next.
    held = msgspec.msgpack.decode(kept, type=_Kept)
    return Tree(
        name=name,
        text=text,
        value=held.value,
        lines={tuple(place): line for place, line in held.lines},
        plain={tuple(place): said for place, said in held.plain},
    )


def keep(trees: Iterable[Tree]) -> None:
    """Keep what these hold, the oldest of the others giving way. Never raises: without it the next start is slower."""
    held = file()
    if held is not None:
        add(held, {_key(tree.text): _encoded(tree) for tree in trees if tree.value}, MOST_KEPT)


def add(file: Path, fresh: dict[str, bytes], most: int) -> None:
    """Put these into a file of kept things, the oldest giving way past `most`. Never raises."""
    before = entries(file)
    if not fresh.keys() - before.keys():
        return
    held = {**{key: kept for key, kept in before.items() if key not in fresh}, **fresh}
    body = msgspec.msgpack.encode(dict(list(held.items())[-most:]))
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = file.with_suffix(f".{os.getpid()}")
        beside.touch(mode=0o600)
        beside.write_bytes(hashlib.sha256(body).digest() + body)
        beside.replace(file)
        entries.cache_clear()


def _encoded(tree: Tree) -> bytes:
    def pairs(places: dict[Place, Any]) -> list[tuple[list[str | int], Any]]:
        return [(list(place), held) for place, held in places.items()]

    return msgspec.msgpack.encode(_Kept(tree.value, pairs(tree.lines), pairs(tree.plain)))


@lru_cache(2)
def entries(file: Path) -> dict[str, bytes]:
    """By hash; nothing where the file is missing, damaged, or could have been written by somebody else."""
    with suppress(OSError, msgspec.MsgspecError):
        opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as stream:
            status = os.fstat(opened)
            if status.st_uid == os.getuid() and not status.st_mode & 0o022:
                data = stream.read()
                if hashlib.sha256(data[32:]).digest() == data[:32]:
                    return msgspec.msgpack.decode(data[32:], type=dict[str, bytes])
    return {}


def _key(text: str) -> str:
    """Of the text and of the reader: another warroom may read the same text otherwise."""
    return hashlib.sha256(f"{_reader()}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(1)
def _reader() -> str:
    status = _READER.stat()
    return f"{status.st_mtime_ns} {status.st_size}"


def file() -> Path | None:
    """In the user's cache directory, which platformdirs would take longer to name than the file takes to read."""
    said = os.environ.get("XDG_CACHE_HOME", "")
    if said.startswith("/"):
        return Path(said) / "warroom" / "read.msgpack"
    with suppress(RuntimeError):
        return Path.home() / ".cache" / "warroom" / "read.msgpack"
    return None
