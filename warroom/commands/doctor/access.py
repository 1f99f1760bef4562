"""Who may read what is kept here, and who types."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from warroom import wiring
from warroom.commands.doctor.finding import Finding, bad, note, ok
from warroom.journal import place
from warroom.settings import Settings

_KEPT = ("", "-wal", "-live", "-index", "-evidence")


def look(settings: Settings) -> Iterator[Finding]:
    """Modes of the journal's files and of the settings, and whose name is recorded."""
    open_to_all = [path for path in _files(settings) if _mode(path) & stat.S_IRWXO]
    for path in open_to_all:
        yield bad("permissions", f"{path} lets everybody in", f"chmod o-rwx {path}")
    unwritable = _unwritable(settings.journal)
    if unwritable:
        yield note("permissions", unwritable)
    if not open_to_all and not unwritable:
        whose = "its group's alone" if place.is_shared(settings.journal) else "yours alone"
        yield ok("permissions", f"what is kept is {whose}")
    if settings.source and _mode(Path(settings.source)) & (stat.S_IWGRP | stat.S_IWOTH):
        yield note("permissions", f"others may write {settings.source}", f"chmod go-w {settings.source}")
    name = wiring.me(settings)
    if name:
        yield ok("you", f"you are {name}")
    else:
        yield note("you", f"{wiring.unix_user()} is nobody's name", "export WARROOM_AS=NAME")


def _files(settings: Settings) -> list[Path]:
    return [place.beside(settings.journal, suffix) for suffix in _KEPT]


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _unwritable(journal: Path) -> str:
    if journal.exists() and not os.access(journal, os.W_OK):
        return f"the journal {journal} may only be read"
    if journal.parent.is_dir() and not os.access(journal.parent, os.W_OK):
        return f"the folder {journal.parent} may only be read"
    return ""
