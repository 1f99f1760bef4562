"""Where a journal lies: whether SQLite can keep it there, who may read it, and whether it is still the same file."""

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warroom.errors import JournalError
from warroom.journal import network

Place = tuple[int, int] | None
SHARED_FOLDER = 0o2770
SHARED_FILE = 0o660
ROOM_TO_OPEN = 64 * 1024
"""Bytes; SQLite lays 32 KiB out beside the first connection's database."""
_UMASK = threading.Lock()
"""It belongs to the process, and several threads open files."""


def prepare(path: Path) -> None:
    """Make the folder. Raises JournalError where no journal can lie, or where everybody could read a shared one."""
    try:
        _prepare(path)
    except OSError as error:
        raise JournalError(f"journal {path} cannot be reached: {error.strerror}") from error


def _prepare(path: Path) -> None:
    if path.is_dir():
        raise JournalError(f"{path} is a directory: name a file with --journal")
    if path.exists() and not path.is_file():
        raise JournalError(f"{path} is no regular file: name one with --journal")
    if path.is_symlink() and not path.exists():
        raise JournalError(f"{path} is a link to nothing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise JournalError(f"{path.parent} cannot be made: {error.strerror}") from error
    if kind := network.file_system(path.parent):
        raise JournalError(
            f"{path} lies on a network file system ({kind}), where SQLite cannot lock: name a local file"
        )
    if is_shared(path):
        for where in (path.parent, path):
            if where.exists() and where.stat().st_mode & 0o007:
                raise JournalError(
                    f"{where} lets everybody in, and a shared journal is for its group alone: chmod o-rwx {where}"
                )


def is_shared(path: Path) -> bool:
    """Whether the journal lies in a folder that `init --shared` made: its group writes there, files keep the group."""
    try:
        mode = path.resolve().parent.stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


@contextmanager
def for_its_readers(path: Path) -> Iterator[None]:
    """Files made meanwhile are the owner's alone, or the group's where the journal is shared."""
    shared = is_shared(path)
    with _UMASK:
        old = os.umask(0o007 if shared else 0o077)
        try:
            if shared:
                _make_for_group(path)
            yield
        finally:
            os.umask(old)


def _make_for_group(path: Path) -> None:
    """SQLite makes files that a group may only read; those beside them then follow the first."""
    try:
        made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, SHARED_FILE)
    except OSError:
        return
    os.fchmod(made, SHARED_FILE)
    os.close(made)


def of(path: Path) -> Place:
    """The file that stands at a path now, None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_full(path: Path) -> bool:
    """Whether its disk has no room left to open a journal on it; False where the system does not tell."""
    try:
        disk = os.statvfs(path.resolve().parent)
    except OSError:
        return False
    blocks = disk.f_bavail if os.geteuid() else disk.f_bfree
    return blocks * disk.f_frsize < ROOM_TO_OPEN


def beside(path: Path, suffix: str) -> Path:
    """SQLite's own file beside a database: its -wal or -shm, where the file itself lies and not a link to it."""
    path = path.resolve()
    return path.with_name(path.name + suffix)
