"""Severity levels in a table: a row for each, or a column for each."""

import re
from dataclasses import replace

from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.markdown.draft import Draft
from warroom.playbook.markdown.fields import clean, field_of
from warroom.playbook.markdown.ladder_shape import is_ladder
from warroom.playbook.markdown.level_words import level_of, take_field, take_meaning, take_unknown
from warroom.playbook.markdown.levels import level_in_title, rank_of
from warroom.playbook.markdown.plain import simple
from warroom.playbook.markdown.titles import kind_of
from warroom.playbook.markdown.tree import Block, Line


def take_table(table: Block, draft: Draft, *, among: bool, only: str = "") -> bool:
    """Whether this table defined levels or said something of each; then it is used."""
    rows = _numbered(table.rows)
    if len(rows) < 2 or is_ladder(rows) or _is_history(rows):
        return False
    upright = _column_of_levels(rows, among=among)
    if upright is None:
        turned = _turned(rows)
        upright = _column_of_levels(turned, among=among) if turned else None
        if upright is None:
            return False
        rows = turned
    heads = [cell.text for cell in rows[0]]
    names = [field_of(head) for head in heads]
    if (
        not among
        and not only
        and not set(names) & {"response", "cadence", "escalate", "criteria", "notify", "resolve", "channels"}
    ):
        return False
    if (
        not among
        and not set(names) & {"response", "cadence", "resolve", "escalate", "channels"}
        and not _says_severity(heads[upright])
    ):
        return False
    if any(_looks_like_slo(head) for head in heads):
        return False
    if _calls_by_time(heads) and len([name for name in names if name]) <= 1:
        return False
    if not among and not only and _of_another_family([row[upright].text for row in rows[1:]], draft):
        return False
    draft.use(table.first, table.last)
    draft.done.add(id(table))
    for row in rows[1:]:
        found = level_in_title(row[upright].text, word_is_enough=True)
        if found is None:
            if any(cell.text for cell in row):
                draft.used.discard(row[0].no)
                draft.leave(row[0].no, row[0].no, "a row without a severity level")
            continue
        level = level_of(draft, found, row[0].no)
        if found.rest:
            take_meaning(level, found.rest, row[0].no, draft)
        first = [place for place in range(min(len(row), len(names))) if names[place] in ("response", "cadence")]
        for place in (*first, *(place for place in range(len(row)) if place not in first)):
            cell = row[place]
            if place == upright or place >= len(heads):
                if place >= len(heads) and cell.text:
                    level.criteria.append(cell.text)
                continue
            name = names[place]
            if name:
                take_field(level, name, heads[place], clean(cell.text) or cell.text, cell.no, draft)
            elif _is_name(cell.text) and not level.name:
                level.name = cell.text
            elif cell.text.strip(" -–—"):
                take_unknown(level, heads[place], cell.text, cell.no, draft)
    return True


def _of_another_family(cells: list[str], draft: Draft) -> bool:
    """Whether tiers ("Tier 1") stand beside severities ("P1") that the page defined before: tiers of something else."""
    keys = {found.key[:-1] for cell in cells if (found := level_in_title(cell, word_is_enough=True))}
    return keys == {"level"} and any(key[:-1] in ("p", "sev") for key in draft.levels)


def _is_name(cell: str) -> bool:
    """Whether a cell names a level ("High", "Very high"), rather than saying a sentence about it."""
    return rank_of(cell) is not None and len(cell.split()) <= 3 and not cell.rstrip().endswith(".") and not clocks(cell)


_DATE = re.compile(r"(?<!\d)(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?!\d)")


def _is_history(rows: tuple[tuple[Line, ...], ...]) -> bool:
    """Whether most rows carry a date: a log of what was, which sets nothing."""
    return sum(any(_DATE.search(cell.text) for cell in row) for row in rows[1:]) * 2 > len(rows) - 1


_WRITTEN = (
    ("SEV-", r"sev(?:erity)?(?: levels?| class| id)?|schweregrad|gravite|severidad|gravedad|gravita"),
    ("P", r"p|prio(?:rity)?(?: levels?)?|prioritat|priorite|prioridad|priorita"),
)


def _numbered(rows: tuple[tuple[Line, ...], ...]) -> tuple[tuple[Line, ...], ...]:
    """The rows with "1" under "Sev" written as "SEV-1": a number alone is a level only by the title of its column."""
    if not rows or not rows[0]:
        return rows
    head = simple(rows[0][0].text)
    sign = next((sign for sign, words in _WRITTEN if re.fullmatch(words, head)), "")
    cells = [row[0].text for row in rows[1:] if row]
    if not sign or not cells or not all(re.match(r"[0-5](?:$|\s*[(:–—-]|\s+[^\W\d])", cell) for cell in cells):
        return rows
    made = [(replace(row[0], text=f"{sign}{row[0].text}"), *row[1:]) if row else row for row in rows[1:]]
    return (rows[0], *made)


def _calls_by_time(heads: list[str]) -> bool:
    return sum(bool(clocks(head)) for head in heads) >= 2


def _says_severity(head: str) -> bool:
    return kind_of(head) == "severities" or bool(
        re.search(
            r"\b(?:sev|severity|priority|level|prio|schweregrad|prioritat|gravite|priorite|severidad|prioridad)\b",
            simple(head),
        )
    )


def _looks_like_slo(head: str) -> bool:
    return bool(re.search(r"\b(?:slo|sli|error budget|objective|availability target)\b", simple(head)))


def _column_of_levels(rows: tuple[tuple[Line, ...], ...], *, among: bool) -> int | None:
    width = max(len(row) for row in rows)
    for place in range(min(width, 3)):
        cells = [row[place].text for row in rows[1:] if place < len(row)]
        head = rows[0][place].text if place < len(rows[0]) else ""
        words_count = among or _says_severity(head)
        found = [level_in_title(cell, word_is_enough=True) for cell in cells]
        with_id = [one for one in found if one and (one.key[-1].isdigit() or words_count)]
        short = [cell for cell in cells if len(cell) <= 60]
        if cells and len(with_id) * 2 > len(cells) and len(short) * 2 > len(cells):
            return place
    return None


def _turned(rows: tuple[tuple[Line, ...], ...]) -> tuple[tuple[Line, ...], ...]:
    """Rows as columns, where the levels stand in the header."""
    heads = rows[0]
    count = sum(bool(level_in_title(cell.text, word_is_enough=True)) for cell in heads[1:])
    if count < 2 or count * 2 < len(heads) - 1:
        return ()
    width = len(heads)
    even = [row for row in rows if len(row) == width]
    if sum(bool(field_of(row[0].text)) for row in even[1:]) == 0:
        return ()
    return tuple(tuple(row[place] for row in even) for place in range(width))
