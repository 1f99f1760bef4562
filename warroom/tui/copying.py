"""Text to the clipboard, by the terminal's own sequence, and into a file for one that refuses it."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.incident.facts import Record
from warroom.report.timeline import as_line
from warroom.report.words import plural
from warroom.text import plain, visible

if TYPE_CHECKING:
    from warroom.report.afterwork import Left
    from warroom.tui.navigating import Navigating

MOST_BYTES = 74_994
"""What a terminal takes: 100,000 of base64 with its frame; more is cut off or refused by some."""


def copy(app: "Navigating", records: Sequence[Record]) -> tuple[str, bool]:
    """Copy these lines; the sentence that says so, and whether it says that nothing worked."""
    text = "\n".join(as_line(record, app.incident, app.scene.now) for record in records)
    return copy_text(app, text, plural(len(records), "line"))


def copy_text(app: "Navigating", text: str, said: str) -> tuple[str, bool]:
    """Copy a text, which `said` names; as of lines. What would act on a terminal it is put into stands as a sign."""
    text = plain(text)
    said = said or "it"
    small = len(text.encode()) <= MOST_BYTES
    if small:
        app.copy_to_clipboard(text)
    file = _keep(text)
    if file is None:
        return (f"{said} copied", False) if small else (f"{said}: too much for a clipboard", True)
    where = visible(str(file))
    return (f"{said} copied; also in {where}" if small else f"{said}, too much for a clipboard: in {where}"), False


def copy_issues(app: "Navigating", found: "Sequence[Left]") -> tuple[str, bool]:
    """Copy pieces of work as issues in Markdown; of as `copy_text`."""
    from warroom.report.afterwork import issue
    from warroom.report.formats import renderer

    if not found:
        return "nothing of it is left to do", False
    texts = ["".join(renderer("md")(issue(one, app.scene.wall))).strip() for one in found]
    return copy_text(app, "\n\n".join(texts), plural(len(texts), "issue"))


def _keep(text: str) -> Path | None:
    """The file of the last copy, for the user alone; None where it cannot be written."""
    from platformdirs import user_state_path

    with suppress(OSError, RuntimeError, KeyError):
        folder = user_state_path("warroom")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / "copied.txt"
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as stream:
            stream.write(f"{text}\n")
        return file
    return None
