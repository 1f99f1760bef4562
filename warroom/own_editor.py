"""The editor somebody writes with, and the file that is opened in it: theirs alone, and kept where its words would be
lost."""

import os
import shlex
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from warroom.errors import BadInput, NotWritten, WarroomError
from warroom.incident.words import MAX_TEXT
from warroom.text import storable

MOST_BYTES = 64 * MAX_TEXT
"""Of a page that comes back."""
_USUAL = ("sensible-editor", "nano", "vim", "vi")


def editor() -> list[str]:
    """The command of $VISUAL, else of $EDITOR, else the first that is installed of the usual ones. Raises BadInput."""
    for name in ("VISUAL", "EDITOR"):
        if said := os.environ.get(name, "").strip():
            try:
                return shlex.split(said)
            except ValueError as error:
                raise BadInput(f"${name} cannot be read: {error}") from error
    found = next((path for name in _USUAL if (path := shutil.which(name))), None)
    if found is None:
        raise BadInput("no editor: export EDITOR=nano, or warroom write SECTION WORDS")
    return [found]


def file_of(text: str, name: str) -> Path:
    """A new file with the text, for this account alone. Raises NotWritten."""
    from platformdirs import user_state_path

    try:
        folder = user_state_path("warroom") / "drafts"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name[:60])
        number, path = tempfile.mkstemp(prefix=f"{safe}-", suffix=".md", dir=folder)
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise NotWritten(f"no file for the editor could be made: {error.strerror}") from error
    return Path(path)


def read_back(file: Path) -> str:
    """What it holds now. Raises BadInput where it is gone, or larger than a post-mortem may be."""
    try:
        with file.open("rb") as read_from:
            found = read_from.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read any more: {error.strerror}") from error
    if len(found) > MOST_BYTES:
        raise BadInput("the page came back larger than a post-mortem may be")
    return storable(found.decode("utf-8", "surrogateescape"))


def kept(file: Path, before: str) -> str:
    """Where the words are, if they are not as they were before; an untouched file is removed."""
    with suppress(WarroomError):
        if read_back(file) != before:
            return f", your words are kept in {file}"
        file.unlink(missing_ok=True)
    return ""
