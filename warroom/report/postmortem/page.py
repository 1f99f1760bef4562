"""The draft as a page to edit: a marker line a section, own words and derived ones as simple Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from warroom.errors import BadInput
from warroom.report.document import Block, Code, Facts, Heading, Items, Para, Table
from warroom.report.postmortem.model import Part
from warroom.text import plain, visible

_MARKER = re.compile(r"^\s*<!--\s*section:\s*(.+?)\s*-->\s*$", re.IGNORECASE)
_COMMENT = re.compile(r"^\s*<!--.*-->\s*$")
PIPE = "\\|"
_HEAD = """\
<!-- The post-mortem of {incident}, as the record fills it. -->
<!-- What you change is recorded as your own words; what you leave as it is stays derived from the record. -->
<!-- Keep the marker line of each section. Lines such as this one are left out. -->
"""


class Page(msgspec.Struct, frozen=True):
    """The text that is opened, and what it has for each section, by id."""

    text: str
    sections: Mapping[str, str]


def page(incident: str, parts: Sequence[Part]) -> Page:
    """A page with these sections, in order."""
    sections = {part.id: words_of(part) for part in parts}
    body = "".join(f"\n{_mark(part)}\n\n{sections[part.id]}\n" for part in parts)
    return Page(_HEAD.format(incident=incident) + body, sections)


def words_of(part: Part) -> str:
    """A section's words: as somebody wrote them, else what the record has, as simple Markdown."""
    words = part.written.text if part.written is not None else "\n\n".join(_lines(block) for block in part.blocks)
    # A line that looks like a marker or a comment would not come back.
    return "\n".join(
        line.replace("<!--", "< !--") if _COMMENT.match(line) else line for line in plain(words).split("\n")
    )


def read(text: str, before: Page) -> dict[str, str]:
    """The sections of an edited page that are not as they were. Raises BadInput where markers are missing or double.

    A section that was left empty is "".
    """
    found, loose = _taken_apart(text)
    ids = list(before.sections)
    if len(ids) == 1 and ids[0] not in found:
        found, loose = {ids[0]: [loose + "\n".join(line for one in found.values() for line in one)]}, ""
    for name in ids:
        if name not in found:
            raise BadInput(f"the marker line of {name} is gone")
        if len(found[name]) > 1:
            raise BadInput(f"the marker line of {name} is there {len(found[name])} times")
    if unknown := next((name for name in found if name not in before.sections), None):
        raise BadInput(f"there is no section {unknown[:40]}")
    if loose.strip():
        raise BadInput("there are words before the first marker line")
    words = {name: _trimmed(found[name][0]) for name in ids}
    return {name: said for name, said in words.items() if said != _trimmed(before.sections[name])}


def _taken_apart(text: str) -> tuple[dict[str, list[str]], str]:
    """The texts behind each marker, and what stands before the first."""
    found: dict[str, list[str]] = {}
    loose: list[str] = []
    into = loose
    pieces: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if match := _MARKER.match(line):
            into = []
            pieces.append((match[1], into))
        elif not _COMMENT.match(line):
            into.append(line)
    for name, lines in pieces:
        found.setdefault(name, []).append("\n".join(lines))
    return found, "\n".join(loose)


def _trimmed(words: str) -> str:
    return "\n".join(line.rstrip() for line in words.strip("\n").split("\n")).strip()


def _mark(part: Part) -> str:
    said = f"{part.title}, {part.said}" if part.written is not None else part.title
    return f"<!-- section: {part.id} -->\n<!-- {visible(said)} -->"


def _lines(block: Block) -> str:
    match block:
        case Heading(text=text):
            return f"### {text}"
        case Para(text=text):
            return text
        case Items(items=items, ordered=ordered):
            signs = (f"{n}." if ordered else "-" for n in range(1, len(items) + 1))
            return "\n".join(f"{sign} {_box(one.done)}{one.text}" for sign, one in zip(signs, items, strict=True))
        case Facts(pairs=pairs):
            return "\n".join(f"- {word}: {said}" for word, said in pairs)
        case Code(text=text, language=language):
            return f"```{language}\n{text}\n```"
        case Table(head=head, rows=rows):
            return "\n".join(_table(head, rows))
    return ""


def _box(done: bool | None) -> str:
    return "" if done is None else "[x] " if done else "[ ] "


def _table(head: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', PIPE) for cell in cells)} |"
