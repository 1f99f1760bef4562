"""`warroom report KIND`: what was recorded, made into a document and written in a format."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from warroom import wiring
from warroom.commands import opening
from warroom.commands.new_file import refuse_taken, write_new
from warroom.commands.reports import FORMATS, KINDS, Asked, maker
from warroom.commands.reports.options import fields
from warroom.commands.speak import as_json, out, put, tell
from warroom.commands.waiting import Waiting
from warroom.errors import BadInput
from warroom.incident.words import DUTY
from warroom.located import did_you_mean
from warroom.report.document import Report
from warroom.report.formats import renderer, txt
from warroom.settings import Settings
from warroom.text import visible

_SUFFIXES = {"markdown": "md", "htm": "html", "yml": "yaml", "text": "txt", **{name: name for name in FORMATS}}
_DEFAULTS = {"incident": "yaml"}
_NARROWEST = 40


def list_kinds(format_: str | None) -> None:
    """Every kind in a line."""
    if format_ == "json":
        out(as_json(KINDS))
        return
    for kind, said in KINDS.items():
        out(f"{kind:<11} {said}")


def report(
    settings: Settings,
    kind: str,
    named: str | None,
    format_: str | None,
    target: Path | None,
    *,
    full: bool = False,
    since: str | None = None,
    until: str | None = None,
    severities: tuple[str, ...] = (),
    issue: str = "",
) -> None:
    """Write a report to stdout, or to a new file."""
    if kind not in KINDS:
        raise BadInput(f"no report {visible(kind)[:40]}{did_you_mean(kind, KINDS)}")
    of_kind = fields(kind, since, until, severities, issue)
    chosen = format_ or _by_name(target) or ("md" if issue else None) or _DEFAULTS.get(kind, "txt")
    if target is not None:
        refuse_taken(target)
    waiting = Waiting(f"making the {kind}", shown=target is not None or not sys.stdout.isatty())
    with closing(waiting), opening.house(settings, reading=True) as house:
        house.directory.told = waiting.reads
        made = maker(kind)(Asked(house, named or settings.incident, full, **of_kind))
        chunks = waiting.through(_written_as(chosen, made, target))
        if target is None:
            for chunk in chunks:
                put(chunk)
        else:
            write_new(target, chunks)
    if target is not None:
        tell(_written(made, target))


def _written_as(format_: str, made: Report, target: Path | None) -> Iterator[str]:
    if format_ == "txt" and target is None and sys.stdout.isatty():
        return txt.render(made, width=max(_NARROWEST, shutil.get_terminal_size().columns))
    return renderer(format_)(made)


def _written(made: Report, target: Path) -> str:
    drill = "DRILL  " if made.document.drill else ""
    return f"{drill}{made.document.title} is in {target}"


def _by_name(target: Path | None) -> str | None:
    """The format a file's name asks for, None where its name has no suffix."""
    if target is None or not target.suffix:
        return None
    found = _SUFFIXES.get(target.suffix[1:].lower())
    if found is None:
        raise BadInput(f"no format goes by the name {visible(target.name)}: say --format, one of {', '.join(FORMATS)}")
    return found


def ids(settings: Settings, incomplete: str) -> list[str]:
    """The incidents whose id begins so, newest first."""
    if not wiring.has_journal(settings):
        return []
    with wiring.open_house(settings, reading=True) as house:
        return sorted((s for s in house.journal.heads() if s != DUTY and s.startswith(incomplete)), reverse=True)
