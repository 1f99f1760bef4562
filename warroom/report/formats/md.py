"""A report as Markdown that pastes into GitHub and GitLab: nothing anybody wrote becomes markup, a mention or a link.

What these sites would make into a link after reading the Markdown (@bo, #128, an address, a URL, :fire:) stands in
backticks: a backslash does not keep them from it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, singledispatch

from warroom.report.document import (
    BarChart,
    Block,
    Code,
    Facts,
    Heading,
    Items,
    LaneChart,
    Para,
    Report,
    Table,
)
from warroom.report.formats import drawn
from warroom.report.formats.base import DRILL, bar_table, code_lines, lane_table, lines_of, mark_table
from warroom.text import visible

_REST = r"[^\s`|\\]"
# What may stand before a sign has a most: without one, a long word takes the square of its length.
_KINDS = (
    rf"(?:(?:[a-z][a-z0-9+.-]{0, 40}:)?//|www\.){_REST}+",  # addresses of pages
    r"[\w.+%-]{0,64}@\w[\w./@-]*",  # people, teams, e-mail
    r"[\w./-]{0,140}\#\w[\w.-]*",  # issues
    r"\b(?:gh|gl|jira)-\d\w*",
    r"\b(?=[a-f]*\d)[0-9a-f]{7,40}\b",  # commits
    r":(?:[a-z0-9_+-]{0,40}[a-z_+][a-z0-9_+-]{0,40}|100|1234):",  # little pictures
    r"\[\[|\[toc\]|[\[{][+-]|\{%",
)
_SIGIL = r"[!$%&~^]\w[\w.-]*"  # requests, milestones, labels
_LINKED = re.compile(rf"(?:{'|'.join(_KINDS)}|(?<!\w){_SIGIL})(?:{'|'.join(_KINDS)}|{_SIGIL})*", re.IGNORECASE)
_SIGNS = frozenset("@#!$%&~^[{")
_BEGINS = ("//", "www.", "gh-", "gl-", "jira-")
_COMMIT = re.compile(r"[0-9a-f]{7}")
_ACTIVE = re.compile(r"[\\`*_\[\]<>&~$#{}!^]")
_LEADING = re.compile(r"(?:[-+=:/>]|\d+[.)])")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?Z?", re.ASCII)
_NUMBER = re.compile(r"#\d+", re.ASCII)
_SHORT = 24
_SAFE_URL = re.compile(r"https?://", re.IGNORECASE)


def words(text: str) -> str:
    """One line of Markdown that reads as this text and does nothing."""
    if len(text) > _SHORT:
        return _words(text)
    if _NUMBER.fullmatch(text):
        return f"`{text}`"
    return text if _MOMENT.fullmatch(text) else _known(text)


@lru_cache(1000)
def _known(text: str) -> str:
    """Of a short text, such as a name, which comes again and again."""
    return _words(text)


def _words(text: str) -> str:
    shown = visible(text).strip(" ")
    if _harmless(shown):
        return shown if shown.isalnum() else _escaped(shown)
    pieces: list[str] = []
    done = 0
    for found in _LINKED.finditer(shown):
        pieces += [_escaped(shown[done : found.start()]), f"`{found[0]}`"]
        done = found.end()
    return "".join([*pieces, _escaped(shown[done:])])


def _harmless(text: str) -> bool:
    """Whether there is nothing in it that _LINKED could begin with: known sooner, in most of a long table."""
    if not text.isascii() or not _SIGNS.isdisjoint(text) or text.count(":") > 1:
        return False
    small = text.lower()
    return not any(begins in small for begins in _BEGINS) and not _COMMIT.search(small)


def _escaped(text: str) -> str:
    return _ACTIVE.sub(r"\\\g<0>", text).replace("|", "&#124;")


def line(text: str) -> str:
    """The same where it begins a line: no list, heading, rule or command."""
    said = words(text)
    return (
        _LEADING.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", said, count=1) if _LEADING.match(said) else said
    )


def render(report: Report) -> Iterator[str]:
    """The document; headings begin at level 1."""
    document = report.document
    yield f"# {'DRILL ' if document.drill else ''}{words(document.title)}\n"
    if document.drill:
        yield f"\n**{DRILL}**\n"
    if document.about:
        yield "\n"
        yield from block(Facts(document.about))
    for one in document.blocks:
        yield "\n"
        yield from block(one)
    if document.source:
        yield "\n---\n\n"
        yield from _lines(document.source)


@singledispatch
def block(one: Block) -> Iterator[str]:
    """The lines of one block."""
    raise TypeError(type(one))


def _lines(text: str, before: str = "") -> Iterator[str]:
    """Paragraphs, in which a line stays a line."""
    held: list[str] = []
    for said in [*lines_of(text), ""]:
        if said.strip():
            held.append(f"{before}{line(said)}")
            before = ""
        elif held:
            yield "\\\n".join(held) + "\n"
            held = []
            before = "\n"


@block.register
def _(one: Heading) -> Iterator[str]:
    yield f"{'#' * min(max(one.level, 2), 6)} {words(one.text)}\n"


@block.register
def _(one: Para) -> Iterator[str]:
    yield from _lines(one.text, "**blank:** " if one.tone == "blank" else "")


@block.register
def _(one: Items) -> Iterator[str]:
    for n, item in enumerate(one.items, 1):
        sign = f"{n}." if one.ordered else "-"
        box = "" if item.done is None else "[x] " if item.done else "[ ] "
        blank = "**blank:** " if item.tone == "blank" else ""
        first, *more = [said for said in lines_of(item.text) if said.strip()] or ["-"]
        said = _link(first, item.url) if item.url else line(first)
        yield f"{sign} {box}{blank}{said}"
        yield from (f"\\\n{' ' * (len(sign) + 1)}{line(other)}" for other in more)
        yield "\n"


def _link(text: str, url: str) -> str:
    if not _SAFE_URL.match(url):
        return f"{line(text)} {words(url)}" if url != text else line(text)
    target = re.sub(r"[^!#-;=?-Z_a-z~]", _percent, url)
    label = words(text)
    return f"[{label}](<{target}>)" if not _SAFE_URL.match(text) else f"[`{_bare(text)}`](<{target}>)"


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def _bare(text: str) -> str:
    return re.sub(r"[`|\\\s]", "", visible(text))


@block.register
def _(one: Facts) -> Iterator[str]:
    yield from _table(("", ""), one.pairs, frozenset())


@block.register
def _(one: Table) -> Iterator[str]:
    if one.caption:
        yield f"**{words(one.caption)}**\n\n"
    yield from _table(one.head, one.rows, one.right)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], right: frozenset[int]) -> Iterator[str]:
    yield f"| {' | '.join(words(cell) or ' ' for cell in head)} |\n"
    yield f"|{'|'.join(' ---: ' if n in right else ' --- ' for n in range(len(head)))}|\n"
    for row in rows:
        yield f"| {' | '.join(words(cell) for cell in row)} |\n"


@block.register
def _(one: Code) -> Iterator[str]:
    text = "\n".join(code_lines(one.text))
    runs = [len(run) for run in re.findall(r"`+", text)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    language = one.language if re.fullmatch(r"\w{1,20}", one.language) else ""
    yield f"{fence}{language}\n{text}\n{fence}\n"


@block.register
def _(one: LaneChart) -> Iterator[str]:
    yield from block(Code("\n".join(drawn.lanes(one, 100)), "text"))
    yield "\n"
    yield from block(lane_table(one))
    if one.marks:
        yield "\n"
        yield from block(mark_table(one))


@block.register
def _(one: BarChart) -> Iterator[str]:
    if one.caption:
        yield f"**{words(one.caption)}**\n\n"
    yield from block(Code("\n".join(drawn.bars(one, 80)), "text"))
    yield "\n"
    yield from block(bar_table(one))
