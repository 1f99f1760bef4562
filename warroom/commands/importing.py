"""`warroom playbook import`: a team's own page read, what was found and left told, and a playbook file written."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.commands.linting import counted, listed, of_page
from warroom.commands.speak import as_json, out, put, tell
from warroom.errors import BadInput, WarroomError
from warroom.located import quoted
from warroom.playbook import pages, yaml
from warroom.playbook.model import Playbook
from warroom.playbook.sheet import Sheet

if TYPE_CHECKING:
    from warroom.playbook.lint import Finding
    from warroom.playbook.markdown import Imported

_FILES = (".yaml", ".yml")
_NAME = re.compile(r"\w[\w.-]{0,39}")
_MOST_LEFT = 12


def import_page(page: str, target: Path | None, name: str | None, format_: str, *, force: bool, full: bool) -> None:
    """Read a page, print what it became, and write the playbook file where one is wanted. Raises BadInput."""
    if Path(page).suffix.lower() in _FILES:
        yaml.load(page if "/" in page else f"./{page}")  # what is none says so itself
        raise BadInput(f"{page} is a playbook file already: warroom playbook show {page} reads it")
    if name is not None and not _NAME.fullmatch(name):
        raise BadInput(f"{quoted(name)} is no name: 1 to 40 letters, digits, `_`, `-` or `.`, no spaces")
    if target is not None:
        _need_room(target, force=force)
    imported = pages.read(page)
    if name is not None:
        named = msgspec.structs.replace(imported.playbook, name=name)
        imported = msgspec.structs.replace(imported, playbook=named)
    if target is not None:
        _write(target, _as_file(imported.playbook, page), force=force)
    if format_ == "json":
        from warroom.playbook.contract import as_contract

        for note in imported.notes:
            tell(note)
        out(as_json(as_contract(imported.playbook)))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        put(told(page, imported, of_page(page, imported), width, full=full))
    if target is not None:
        tell(f"{target} is written: `playbook: {target}` in warroom.yaml, or --playbook {target}, uses it")


def told(page: str, imported: "Imported", findings: "tuple[Finding, ...]", width: int, *, full: bool) -> str:
    """What was found as a table, what was left, notes, and what lint thinks."""
    from warroom.playbook.markdown import summary

    book = imported.playbook
    sheet = Sheet(width, colours=False)
    sheet.words(f"{page} is read as the playbook {book.name}" + (f": {book.title}" if book.title else ""), indent=0)
    sheet.gap()
    found = [row for row in summary(imported) if row.kind != "lines left"]
    wide = max((len(str(row.count)) for row in found), default=0)
    rows = [(row.kind, f"{row.count:>{wide}}", row.where, row.words) for row in found]
    sheet.table([("found", "", "lines", ""), *rows], wraps=3, indent=2)
    _left(sheet, book, full=full)
    if imported.notes:
        sheet.heading("notes")
        sheet.bullets(imported.notes)
    sheet.heading("lint")
    sheet.words(f"{counted(findings)} found" + ("" if full else f"; warroom playbook lint {page} lists them"))
    if not full:
        return str(sheet)
    return f"{sheet}\n{listed(page, findings, width)}"


def _left(sheet: Sheet, book: Playbook, *, full: bool) -> None:
    if not book.left:
        return
    sheet.heading("left: kept as it stands, read in the room, without clocks")
    shown = book.left if full else book.left[:_MOST_LEFT]
    for left in shown:
        sheet.words(f"{left.source}: {left.why}")
        lines = left.text.split("\n") if full else left.text.split("\n")[:1]
        for line in lines:
            sheet.words(line, indent=4, first="│ ", style="quiet")
    if len(shown) < len(book.left):
        sheet.words(f"and {len(book.left) - len(shown)} places more: --full shows them")


def _as_file(book: Playbook, page: str) -> str:
    """The playbook as a file, after it was seen to load to the very same."""
    text = yaml.dump(book)
    try:
        same = yaml.parse(text, page)
    except WarroomError as error:
        raise BadInput(f"{page}: it cannot be written as a playbook file: {error}") from None
    if same != book:
        parts = [name for name in book.__struct_fields__ if getattr(same, name) != getattr(book, name)]
        raise BadInput(f"{page}: its {', '.join(parts)} would not be read back as they are: nothing was written")
    return text


def _need_room(target: Path, *, force: bool) -> None:
    """Refuse before a long page is read."""
    if target.suffix.lower() not in _FILES:
        raise BadInput(f"{target}: a playbook is a .yaml file, such as {target.with_suffix('.yaml')}")
    if target.is_dir():
        raise BadInput(f"{target}: this is a directory, and a file is to be written")
    if not force and os.path.lexists(target):
        raise BadInput(f"{target} is there already and is left as it is: --force writes over it")


def _write(target: Path, text: str, *, force: bool) -> None:
    """The whole file or none of it."""
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if force:
            part.replace(target)
        else:
            _link(part, target)
    except FileExistsError:
        raise BadInput(f"{target} is there already and is left as it is: --force writes over it") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{target}: {error.strerror if isinstance(error, OSError) else error}") from None
    finally:
        with suppress(OSError):
            part.unlink()


def _link(part: Path, target: Path) -> None:
    """Give the file its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
        part.replace(target)
