"""Odd incidents through everything that looks back: no fault, no byte that acts on a terminal, nothing that comes alive
where it is pasted or opened."""

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from tests.cli.shell import Result
from tests.looking_back.conftest import Odd
from tests.looking_back.hostile import HOSTILE
from tests.looking_back.odd import HUGE, ODD
from warroom.commands.reports import FORMATS, KINDS
from warroom.text import UNSAFE

OF_HUGE = {"big": ("timeline", "postmortem", "incident"), "many": ("handover", "metrics", "actions")}
"""The kinds that read a long record, and those that read many incidents."""
REPORTED = [
    *((name, kind) for name in ODD for kind in KINDS),
    *(pytest.param(name, kind, marks=pytest.mark.slow) for name in HUGE for kind in OF_HUGE[name]),
]
READ = [*ODD, pytest.param("big", marks=pytest.mark.slow)]
READS = (["show"], ["show", "--json"], ["brief"], ["brief", "--json"], ["timeline"], ["timeline", "--full"],
         ["timeline", "--json"], ["list"], ["verify"])  # fmt: skip
_FORMULA = re.compile(r"^[=+@\t\r]|^-(?![\d.]+$)")


class _Harm(HTMLParser):
    """What of a page would run, load or lead somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link" and ("href", "data:,") in attrs:
            return  # an icon that is none: browsers ask for one otherwise
        if tag in ("script", "iframe", "object", "embed", "img", "link", "base", "form"):
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name.startswith("on") or name in ("src", "srcset", "action")]
        hrefs = [value or "" for name, value in attrs if name in ("href", "xlink:href")]
        self.found += [href for href in hrefs if not href.startswith(("#", "https://", "http://"))]


def is_harmless(said: str) -> None:
    """No control character but those that end lines, no fault's trail."""
    found = UNSAFE.search(said.replace("\r\n", "\n"))
    assert found is None, f"{found!r} in {said[max(0, found.start() - 60) : found.end() + 60]!r}"
    assert "Traceback" not in said


def _html(text: str) -> None:
    harm = _Harm()
    harm.feed(text)
    assert harm.found == []
    assert "Content-Security-Policy" in text


def _csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert [cell for row in rows for cell in row if _FORMULA.match(cell)] == []


def _md(text: str) -> None:
    bare = re.sub(r"(?ms)^(`{3,}|~{3,}).*?^\1`*~*\s*$|(`+).+?\2", "", text)
    assert not re.search(r"(?<!\\)<(script|img|svg|!--)", bare)
    assert not re.search(r"(?<!\\)\]\(javascript:", bare)


def _yaml(text: str) -> None:
    # PyYAML's own loader takes seconds for what libyaml reads at once; neither makes objects of anything.
    yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


READ_BACK: dict[str, Callable[[str], object]] = {
    "html": _html, "csv": _csv, "md": _md, "json": json.loads, "yaml": _yaml, "txt": is_harmless,
}  # fmt: skip


def said(result: Result) -> str:
    """What was printed, where it was; what was not is refused in one sentence."""
    is_harmless(result.err)
    if result.code != 0:
        assert result.refused(2)
        return ""
    is_harmless(result.out)
    assert result.out
    return result.out


@pytest.mark.parametrize(("name", "kind"), REPORTED)
def test_an_odd_incident_makes_every_report_in_every_format(odd: Odd, name: str, kind: str) -> None:
    shell, incident = odd(name)
    named = [] if kind in ("metrics", "actions", "handover") else [incident]
    for format_ in FORMATS:
        text = said(shell("report", kind, *named, "--format", format_))
        assert text, f"no {format_}"
        READ_BACK[format_](text)


@pytest.mark.parametrize("name", READ)
def test_an_odd_incident_can_be_read_by_every_command(odd: Odd, name: str) -> None:
    shell, incident = odd(name)
    for command in READS:
        named = [] if command[0] == "list" else [incident]
        assert said(shell(*command, *named))


@pytest.mark.parametrize("name", READ)
def test_an_odd_incident_goes_into_another_journal_and_verifies_there(odd: Odd, name: str, tmp_path: Path) -> None:
    shell, incident = odd(name)
    file, elsewhere = tmp_path / "taken.jsonl", str(tmp_path / "other" / "journal.sqlite")
    assert shell("export", incident, "--out", str(file)).code == 0
    assert shell.done("verify", str(file)).out.startswith("holds")
    assert said(shell("import", str(file), "--journal", elsewhere))
    assert shell.done("verify", incident, "--journal", elsewhere).out.startswith("holds")
    assert shell("export", incident, "--journal", elsewhere).out.encode() == file.read_bytes()


@pytest.mark.parametrize("text", [*HOSTILE, '"', "NEAR", "a OR", "*", "by:", "^pool", "-", "x" * 5000])
def test_any_text_is_safe_to_search_for(odd: Odd, text: str) -> None:
    shell, _ = odd("hostile")
    found = shell("search", "--", text.replace("\0", ""))
    is_harmless(found.out)
    is_harmless(found.err)
    assert found.code in (0, 1, 2)
    assert "fault of warroom" not in found.err
