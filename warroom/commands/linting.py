"""`warroom playbook lint`: what will mislead people during an incident, with where, why and how to mend it."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.commands.speak import as_json, out, put
from warroom.errors import EXIT_BAD, EXIT_DONE
from warroom.playbook import pages, yaml
from warroom.playbook.lint import LEVELS, Finding, lint, lint_page
from warroom.playbook.lint.finding import dotted
from warroom.playbook.sheet import Sheet

if TYPE_CHECKING:
    from warroom.playbook.markdown import Imported

_SIGNS = {"error": "✗", "warning": "▴", "hint": "·"}
_STYLES = {"error": "destroys", "warning": "changes", "hint": "quiet"}
_TITLES = {
    "contradictions": "contradictions",
    "clocks": "levels and clocks",
    "people": "people",
    "commands": "commands",
    "messages": "words that go out",
    "gaps": "what it does not say",
}


def lint_command(name: str, format_: str) -> int:
    """Look through a playbook; exit code 1 where something is wrong, 0 where there are only warnings and hints."""
    findings = found_in(name)
    if format_ == "json":
        for finding in findings:
            out(as_json(_data(finding)))
    else:
        colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        put(listed(name, findings, shutil.get_terminal_size((100, 24)).columns, colours=colours))
    return EXIT_BAD if any(one.level == "error" for one in findings) else EXIT_DONE


def found_in(name: str) -> tuple[Finding, ...]:
    """The findings of a playbook of the library, a file or a page, each with its file and line."""
    if pages.is_page(name):
        return of_page(name, pages.read(name))
    from warroom import located
    from warroom.playbook.lint.places import placed

    loaded = yaml.load(name)
    file = f"{name}.yaml" if loaded.from_library else name
    return placed(lint(loaded.playbook), located.parse(loaded.text, file))


def of_page(name: str, imported: "Imported") -> tuple[Finding, ...]:
    """The findings of a page that was read."""
    from warroom.playbook.markdown.encoding import decoded, mended

    label = Path(name).name
    text, _ = decoded(Path(name).expanduser().read_bytes(), label)
    return lint_page(imported.playbook, mended(text, label)[0], label, imported.notes)


def counted(findings: Iterable[Finding]) -> str:
    """How many of each level: "3 errors, 1 warning"."""
    count = Counter(one.level for one in findings)
    return (
        ", ".join(f"{count[level]} {level}{'s' * (count[level] != 1)}" for level in LEVELS if count[level]) or "nothing"
    )


def listed(name: str, findings: Sequence[Finding], width: int, *, colours: bool = False) -> str:
    """The findings in their groups, those of one rule together with its why and its way out."""
    sheet = Sheet(width, colours=colours)
    sheet.words(f"{name}: {counted(findings)} found", indent=0)
    for group, some in groupby(findings, key=lambda one: one.group):
        sheet.heading(_TITLES[group])
        for n, rule in enumerate(_by_rule(some)):
            if n:
                sheet.gap()
            first = rule[0]
            sheet.words(first.title, first=f"{_SIGNS[first.level]} {first.level}: ", style=_STYLES[first.level])
            rows = [(_where(one, first), one.what) for one in rule]
            sheet.table(rows, wraps=1, indent=4)
            sheet.words(first.why, indent=4, first="why   ", style="quiet")
            sheet.words(first.mend, indent=4, first="mend  ", style="quiet")
    return str(sheet)


def _where(finding: Finding, first: Finding) -> str:
    """Where it stands; what is less grave than the others of its rule says so."""
    return finding.where if finding.level == first.level else f"{finding.where} ({finding.level})"


def _by_rule(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    yield from rules.values()


def _data(finding: Finding) -> dict[str, object]:
    file, _, line = finding.where.rpartition(":")
    where = {"file": file, "line": int(line)} if file and line.isdigit() else {"file": "", "line": None}
    said = {name: value for name, value in msgspec.structs.asdict(finding).items() if name not in ("key", "title")}
    return said | where | {"key": dotted(finding.key)}
