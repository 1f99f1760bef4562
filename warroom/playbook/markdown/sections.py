"""Blocks to sections: headings, lines in bold, labels with a colon, and list items that hold a chapter."""

import re
from collections.abc import Callable, Sequence

from warroom.playbook.markdown.blocks import blocks_of
from warroom.playbook.markdown.levels import level_in_title
from warroom.playbook.markdown.plain import simple, tidy, words_of
from warroom.playbook.markdown.titles import kind_of, scenario_name, stage_of
from warroom.playbook.markdown.tree import LABEL, Block, Line, Section

_LONGEST_LABEL = 120
_BOLD = 7
_ITEM = 9
_CHAPTERS = words_of(
    "severities ladder roles contacts checklist scenarios templates postincident cadence postmortem "
    "resolution questions ticklist links process criteria_to_escalate metrics principles communication "
)
_KNOWN_LABELS = words_of("questions cadence resolution ladder roles contacts principles ")


def page_of(text: str) -> Section:
    """The whole page as one section of level 0."""
    root = Section("", 0, 0)
    _fill(root, blocks_of(text), deep=True)
    return root


def inside(title: Line, blocks: Sequence[Block]) -> Section:
    """What stands in a list item, as a section under the item's words."""
    section = Section(tidy(title.text), _ITEM, title.no, links=title.links)
    _fill(section, list(blocks), deep=False)
    return section


def _fill(root: Section, parts: list[Section | Block], *, deep: bool) -> None:
    open_ones = [root]
    pending = _flat(parts)
    has_headings = any(isinstance(part, Section) and part.level <= 6 for part in pending)
    has_chapters = sum(isinstance(part, Section) and part.level <= 6 for part in pending) > 1

    def begin(section: Section) -> None:
        while len(open_ones) > 1 and open_ones[-1].level >= section.level:
            open_ones.pop()
        open_ones[-1].parts.append(section)
        open_ones.append(section)

    for place, part in enumerate(pending):
        following = pending[place + 1] if place + 1 < len(pending) else None
        if isinstance(part, Section):
            begin(Section(part.title, part.level, part.line, links=part.links))
            continue
        if part.kind == "para":
            _paragraph(part, following, open_ones, begin, has_headings=has_headings)
        elif part.kind == "list" and deep and (chapters := _chapters(part, only_scenarios=has_chapters)):
            level = open_ones[-1].level
            level = max(_ITEM, level + 1) if level < LABEL else level + 1
            for item, is_chapter in chapters:
                if is_chapter:
                    section = Section(tidy(item.text), level, item.first, links=item.links)
                    inner = Section("", level, item.first)
                    _fill(inner, list(item.children), deep=level < _ITEM + 6)
                    section.body, section.parts = inner.body, inner.parts
                    while len(open_ones) > 1 and open_ones[-1].level >= level:
                        open_ones.pop()
                    open_ones[-1].parts.append(section)
                else:
                    open_ones[-1].body.append(
                        Block("list", item.first, item.last, children=(item,), ordered=part.ordered)
                    )
        else:
            open_ones[-1].body.append(part)


def _flat(parts: Sequence[Section | Block]) -> list[Section | Block]:
    """A quotation that only wraps lists, tables and labels (an admonition) is what it wraps."""
    made: list[Section | Block] = []
    for part in parts:
        if (
            isinstance(part, Block)
            and part.kind == "quote"
            and any(one.kind in ("list", "table", "fence") for one in part.children)
        ):
            made.extend(_flat(part.children))
        else:
            made.append(part)
    return made


def _paragraph(
    part: Block,
    following: Section | Block | None,
    open_ones: list[Section],
    begin: Callable[[Section], None],
    *,
    has_headings: bool,
) -> None:
    kept: list[Line] = []

    def keep() -> None:
        if kept:
            open_ones[-1].body.append(Block("para", kept[0].no, kept[-1].no, lines=tuple(kept)))
            kept.clear()

    for place, line in enumerate(part.lines):
        last = place + 1 == len(part.lines)
        before_block = last and isinstance(following, Block) and following.kind != "para"
        if (
            place + 1 < len(part.lines)
            and part.lines[place + 1].text.startswith(": ")
            and len(line.text) <= _LONGEST_LABEL
        ):
            keep()
            begin(Section(tidy(line.text), LABEL, line.no, links=line.links))
            continue
        if line.text.startswith(": "):
            line = Line(line.no, line.text[2:], "", line.text[2:], line.links)
        level = _label(line, before_block=before_block, alone=len(part.lines) == 1, has_headings=has_headings)
        if not level:
            kept.append(line)
            continue
        keep()
        title, rest = _split(line)
        parent = open_ones[-1]
        if level == LABEL and parent.level == LABEL and _holds_others(parent):
            parent.level = _BOLD  # a label right above a label holds those that follow
        section = Section(title, level, line.no, links=line.links)
        begin(section)
        if rest:
            section.body.append(Block("para", line.no, line.no, lines=(Line(line.no, rest, "", rest, line.links),)))
    keep()


def _holds_others(section: Section) -> bool:
    return (
        not section.body
        and not section.parts
        and kind_of(section.title) in ("scenarios", "roles", "templates", "contacts")
    )


def _label(line: Line, *, before_block: bool, alone: bool, has_headings: bool) -> int:
    """The level of the section that this line begins; 0 where it is prose."""
    text = line.text
    if not text or (len(text) > _LONGEST_LABEL and not line.bold):
        return 0
    if line.bold and len(line.bold) <= _LONGEST_LABEL:
        after = line.rest.lstrip()
        if not after.strip(" :：.–—-"):
            return LABEL if text.rstrip().endswith((":", "：")) else _BOLD
        if line.bold.rstrip().endswith((":", "：")) or after.startswith((":", "：")):
            return LABEL
        if not has_headings and level_in_title(text):
            return _BOLD
        if before_block and text.rstrip().endswith((":", "：")):
            return LABEL
        return 0
    ends = text.rstrip().endswith((":", "：", "?:"))
    if before_block and ends:
        return LABEL
    if alone and before_block and len(text.split()) <= 6 and not text.endswith((".", ",", ";")) and kind_of(text):
        return LABEL
    if (
        alone
        and not has_headings
        and len(text.split()) <= 8
        and _announces(text)
        and (before_block or text.isupper() or ends)
    ):
        return _BOLD
    head, colon, rest = text.partition(":")
    if colon and rest.strip() and len(head.split()) <= 4 and not re.search(r"[/.,\"]", head):
        said = stage_of(head)
        if said in ("symptoms", "quick fix", "long-term fix", "rollback") or kind_of(head) in _KNOWN_LABELS:
            return LABEL
    return 0


def _announces(text: str) -> bool:
    return bool(kind_of(text) or stage_of(text) or scenario_name(text) or level_in_title(text)) or (
        text.isupper() and len(simple(text)) > 3
    )


def _split(line: Line) -> tuple[str, str]:
    if line.bold:
        rest = line.rest.strip().lstrip(":：").strip()
        if not rest.strip(" :.–—-"):
            return tidy(line.text), ""
        if line.bold.rstrip().endswith((":", "：")) or line.rest.lstrip().startswith((":", "：")):
            return tidy(line.bold), rest
        return tidy(line.text), ""
    if line.text.rstrip().endswith((":", "：")):
        return tidy(line.text), ""
    head, colon, rest = line.text.partition(":")
    if colon and rest.strip():
        return tidy(head), rest.strip()
    return tidy(line.text), ""


def _chapters(block: Block, *, only_scenarios: bool) -> list[tuple[Block, bool]]:
    """The items of a list with whether each is a chapter of the page; [] where none is."""
    marked = []
    for item in block.children:
        title = tidy(item.text)
        held = any(child.kind in ("list", "fence", "table") for child in item.children)
        told = (
            held
            and not item.box
            and len(title) <= 80
            and (
                scenario_name(title) is not None
                or (not only_scenarios and (kind_of(title) in _CHAPTERS or bool(stage_of(title))))
            )
        )
        marked.append((item, told))
    return marked if any(told for _, told in marked) else []
