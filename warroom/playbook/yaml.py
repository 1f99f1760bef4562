"""Playbooks as files: the library that comes with warroom, a team's own, and the text that says the same again."""

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom import located
from warroom.errors import BadInput
from warroom.located import did_you_mean, nearest, quoted
from warroom.playbook import pages
from warroom.playbook.model import Playbook

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook with where it came from: the hash of the file's bytes, its path or `library:NAME`, and its text.

    The text of a page is that of a playbook file which says the same.
    """

    playbook: Playbook
    sha256: str
    source: str
    from_library: bool
    text: str


def load(path_or_name: str) -> Loaded:
    """The playbook of a file, of a page, or of the library where the word has neither a slash nor a suffix."""
    if is_name(path_or_name):
        return _from_library(path_or_name)
    if pages.is_page(path_or_name):
        page = pages.load(path_or_name)
        return Loaded(
            playbook=page.playbook, sha256=page.sha256, source=path_or_name, from_library=False, text=page.text
        )
    try:
        tree = located.read(Path(path_or_name).expanduser())
    except RuntimeError:  # no home directory to expand to
        raise BadInput(f"{path_or_name}: no such file") from None
    return Loaded(playbook=_playbook_in(tree), sha256=tree.sha256, source=tree.name, from_library=False, text=tree.text)


def is_name(path_or_name: str) -> bool:
    """Whether this means a playbook of the library, not a file."""
    return "/" not in path_or_name and not Path(path_or_name).suffix


def names() -> list[str]:
    """The playbooks of the library."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _library().iterdir() if entry.name.endswith(".yaml"))


def parse(text: str, name: str) -> Playbook:
    """The playbook in this text; `name` is what errors call the file."""
    return _playbook_in(located.parse(text, name))


def _playbook_in(tree: located.Tree) -> Playbook:
    from warroom.playbook.shape import playbook_in

    _refuse_others(tree)
    return playbook_in(tree)


def _refuse_others(tree: located.Tree) -> None:
    """A file of another program has hardly a key in common: better said so than key by key."""
    from warroom.playbook.keys import PlaybookKeys

    known = {field.encode_name for field in msgspec.structs.fields(PlaybookKeys)}
    others = [key for key in tree.value if key not in known]
    misspelled = any(nearest(key, ("severities", "levels")) for key in others)
    if others and not misspelled and not (tree.value.keys() & known) - {"name", "format"}:
        said = f"this is no playbook but something with {quoted(others[0])}: one has `name` and `severities`"
        raise tree.fail((others[0],), said)


@cache
def library_hashes() -> frozenset[str]:
    """The hashes of the playbooks that come with this warroom."""
    folder = _library()
    return frozenset(hashlib.sha256((folder / f"{name}.yaml").read_bytes()).hexdigest() for name in names())


def _library() -> "Traversable":
    from importlib.resources import files

    return files("warroom.playbook") / "library"


def _from_library(name: str) -> Loaded:
    """What comes with warroom is the same for everybody, and is read anew only by another warroom."""
    from warroom.playbook import kept

    if name not in names():
        here = f"; the file {name}.yaml is read as ./{name}.yaml" if Path(f"{name}.yaml").is_file() else ""
        raise BadInput(f"no playbook {quoted(name)} in the library{did_you_mean(name, names())}{here}")
    data = (_library() / f"{name}.yaml").read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    playbook = kept.known(sha256)
    if playbook is None:
        playbook = _playbook_in(located.parse_bytes(data, f"library/{name}.yaml"))
        kept.keep(sha256, playbook)
    return Loaded(playbook=playbook, sha256=sha256, source=f"library:{name}", from_library=True, text=data.decode())


def dump(playbook: Playbook) -> str:
    """The playbook as a file that loads to the same; what has its default is left out."""
    from warroom.playbook.dump import dump as written

    return written(playbook)
