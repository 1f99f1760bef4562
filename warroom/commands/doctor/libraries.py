"""The libraries warroom stands on, and whether their releases are safe."""

import platform
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from warroom import __version__
from warroom.commands.doctor.finding import Finding, bad, note, ok

_TOLD = ("textual", "httpx", "httpcore", "dnspython", "asyncpg", "cryptography", "msgspec", "psutil")
"""Libraries whose releases matter to whoever reads a complaint."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def look() -> Iterator[Finding]:
    """Versions, and what the SQLite library in use can do."""
    from warroom.journal.library import SAFE_WAL, has_fts5, sqlite3
    from warroom.journal.library import version as of_sqlite

    system = f"{platform.system()} {platform.machine()}"
    yield ok("warroom", f"warroom {__version__}, Python {platform.python_version()}, {system}")
    library, safe = of_sqlite()
    wanted = ".".join(map(str, SAFE_WAL))
    source = sqlite3.__name__.partition(".")[0]
    if safe:
        yield ok("sqlite", f"SQLite {library} ({source}), write-ahead log is safe")
    else:
        said = f"SQLite {library} ({source}) is older than {wanted}: a rollback journal is used, slower"
        yield note("sqlite", said, "pip install pysqlite3")
    if not has_fts5():
        yield note("sqlite", f"SQLite {library} has no FTS5, so nothing can be searched", "pip install pysqlite3")
    yield ok("libraries", ", ".join(f"{name} {found}" for name in _TOLD if (found := _version(name))))
    if missing := [name for name in _required() if not _version(name)]:
        yield bad("libraries", f"not installed: {', '.join(missing)}", f"pip install {' '.join(missing)}")


def _required() -> list[str]:
    """What this release needs on every system, as its package says."""
    try:
        every = requires("warroom") or []
    except PackageNotFoundError:
        return list(_TOLD)
    return [found[0] for line in every if ";" not in line and (found := _NAME.match(line))]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
