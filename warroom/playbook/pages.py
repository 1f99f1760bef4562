"""A team's own page as its playbook: read once, then known by its bytes, since reading Markdown takes a while."""

import hashlib
import os
import stat
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom import __version__
from warroom.errors import BadInput
from warroom.located import kept
from warroom.playbook.model import Playbook
from warroom.text import visible

if TYPE_CHECKING:
    from warroom.playbook.markdown import Imported

SUFFIXES = frozenset((".md", ".markdown", ".mdown", ".mkd", ".mdx", ".txt", ".html", ".htm"))
MOST_KEPT = 8
MOST_LINES = 20_000
_SURELY_TOO_LARGE = 16 * 1024 * 1024


class Page(msgspec.Struct, frozen=True, array_like=True):
    """A playbook that was a page: the hash of its bytes, and the playbook file that says the same."""

    playbook: Playbook
    sha256: str
    text: str


def is_page(path: str | Path) -> bool:
    """Whether a path means a page for people, not a playbook file, by its suffix."""
    return Path(path).suffix.lower() in SUFFIXES


def load(path: str) -> Page:
    """The playbook of a page. Raises BadInput where it is none or cannot be read."""
    data = _bytes(path)
    if data is None:
        return _read(path)
    sha256 = hashlib.sha256(data).hexdigest()
    # Every piece says where it stands, so the page's name belongs to what is kept.
    key = hashlib.sha256(f"{_reader()}\n{Path(path).name}\n{sha256}".encode("utf-8", "surrogatepass")).hexdigest()
    file = _file()
    found = kept.entries(file).get(key) if file else None
    with suppress(msgspec.MsgspecError):
        if found is not None:
            return msgspec.msgpack.decode(found, type=Page)
    page = _read(path, data)
    if file is not None and not _has_secrets(data):
        kept.add(file, {key: msgspec.msgpack.encode(page)}, MOST_KEPT)
    return page


def read(path: str) -> "Imported":
    """The same, read anew with the importer's notes. Raises BadInput."""
    from warroom.playbook import markdown

    if (data := _bytes(path)) is not None:
        _refuse_others(data, path)
    try:
        return markdown.load(path)
    except RuntimeError:  # no home directory to expand to
        raise BadInput(visible(f"{path}: no such file")) from None


def _read(path: str, data: bytes | None = None) -> Page:
    from warroom.playbook import markdown
    from warroom.playbook.dump import dump

    # What cannot be opened is told by the importer, in one place.
    if data is not None:
        _refuse_others(data, path)
    imported = read(path) if data is None else markdown.read(data, path)
    if data is None:
        data = Path(path).expanduser().read_bytes()
    return Page(imported.playbook, hashlib.sha256(data).hexdigest(), dump(imported.playbook))


def _refuse_others(data: bytes, path: str) -> None:
    """What is certainly no page for people: JSON, and a dump that takes minutes to read. Raises BadInput."""
    lines = data.count(b"\n")
    if lines > MOST_LINES:
        raise BadInput(visible(f"{path}: {lines:,} lines, and a page of at most {MOST_LINES:,} is read"))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        with suppress(msgspec.MsgspecError, RecursionError):
            msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
            raise BadInput(visible(f"{path}: this is JSON, and a page is Markdown, HTML or plain text"))


def _bytes(path: str) -> bytes | None:
    """What stands in a regular file that is not huge; None for anything else."""
    with suppress(OSError, ValueError, RuntimeError):
        opened = os.open(Path(path).expanduser(), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as file:
            status = os.fstat(opened)
            if stat.S_ISREG(status.st_mode) and status.st_size <= _SURELY_TOO_LARGE:
                return file.read(_SURELY_TOO_LARGE)
    return None


def _has_secrets(data: bytes) -> bool:
    from warroom.secrets import mask

    text = data.decode(errors="replace")
    return mask(text) != text


@lru_cache(1)
def _reader() -> str:
    """Of the code that reads: another warroom may read the same page otherwise."""
    folder = Path(__file__).parent
    stamps = [
        f"{one.path} {one.stat().st_mtime_ns}"
        for place in (folder, folder / "markdown", folder / "risk")
        for one in os.scandir(place)
        if one.name.endswith(".py")
    ]
    return "\n".join([__version__, *sorted(stamps)])


def _file() -> Path | None:
    beside = kept.file()
    return beside.with_name("pages.msgpack") if beside else None
