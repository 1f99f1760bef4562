"""The escalation ladder as a table."""

import re

from warroom.playbook.markdown.clocks import at_once, clocks
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fields import column_of
from warroom.playbook.markdown.ladder_shape import caller_column, condition_column
from warroom.playbook.markdown.ladder_words import NO_ANSWER, NO_TIME, after_of
from warroom.playbook.markdown.plain import simple
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Limit, Rung


def take_ladder_table(table: Block, context: Context, draft: Draft) -> bool:
    """Whether a table was a ladder: a time and somebody to call in each row, or levels against times."""
    heads = [cell.text for cell in table.rows[0]]
    if _people_by_level(table, heads, draft) or _matrix(table, heads, draft):
        draft.use_block(table)
        return True
    kinds = [column_of(head) for head in heads]
    who = caller_column(heads)
    if who is None:
        who = kinds.index("task") if "task" in kinds else None
    when = kinds.index("time") if "time" in kinds else None
    if when is None:
        when = next(
            (
                place
                for place in range(len(heads))
                if place != who
                and sum(bool(clocks(row[place].text)) for row in table.rows[1:] if place < len(row)) * 2
                > len(table.rows) - 1
            ),
            None,
        )
    if who is None:
        who = next(
            (
                place
                for place in range(len(heads))
                if place != when and kinds[place] not in ("step", "how", "phone", "mail")
            ),
            None,
        )
    if who is None or (when is None and context.kind != "ladder"):
        return False
    why = condition_column(heads)
    why = None if why in (who, when) else why
    draft.use_block(table)
    for row in table.rows[1:]:
        if who >= len(row) or not row[who].text.strip(" -–—"):
            draft.used.difference_update(range(row[0].no, row[0].no + 1))
            continue
        cell = row[when].text if when is not None and when < len(row) else ""
        found = clocks(cell)
        after = Limit(seconds=0, words=cell) if not found and at_once(cell) else Limit(words=cell or NO_TIME)
        if found:
            after = after_of(
                found[0],
                cell,
                draft,
                relative=bool(NO_ANSWER.search(simple(heads[when] if when is not None else ""))),
                severities=context.severities,
            )
        elif re.fullmatch(r"\d{1,4}", cell.strip()) and re.search(
            r"min", simple(heads[when] if when is not None else "")
        ):
            after = Limit(seconds=float(cell) * 60, words=f"{cell.strip()} min")
        more = [
            row[place].text
            for place in range(len(row))
            if place not in (who, when, why) and row[place].text.strip(" -–—")
        ]
        condition = row[why].text if why is not None and why < len(row) else ""
        said = " ".join([heads[when] if when is not None else "", *(cell.text for cell in row)])
        severities = draft.severities_in(said) or context.severities
        draft.ladder.append(
            Rung(
                who=row[who].text,
                after=after,
                how=", ".join(more),
                condition=condition,
                severities=severities,
                source=draft.at(row[0].no),
            )
        )
    return True


def _people_by_level(table: Block, heads: list[str], draft: Draft) -> bool:
    """People down, levels across, times in the cells."""
    columns = [(place, named) for place, head in enumerate(heads) if place and (named := draft.severities_in(head))]
    if len(columns) < 2:
        return False
    cells = [row[place].text for row in table.rows[1:] for place, _ in columns if place < len(row)]
    if sum(_cell_time(cell) is not None for cell in cells) * 2 <= len(cells):
        return False
    timed = {place for place, _ in columns}
    called = caller_column(heads)
    called = 0 if called is None or called in timed else called
    for place, named in columns:
        rungs = []
        for row in table.rows[1:]:
            cell = row[place].text.strip() if place < len(row) else ""
            if called < len(row) and cell.strip(" -–—") and simple(cell) not in ("no", "n a", "never", "none"):
                after = _cell_time(cell) or Limit(words=cell)
                more = [one.text for at, one in enumerate(row) if at not in timed | {called} and one.text.strip(" -–—")]
                who, how = row[called].text, ", ".join(more)
                rungs.append(Rung(who=who, how=how, after=after, severities=named, source=draft.at(row[0].no)))
        far = float("inf")
        draft.ladder += sorted(rungs, key=lambda rung: rung.after.counts if rung.after.counts is not None else far)
    return True


def _cell_time(cell: str) -> Limit | None:
    found = clocks(cell)
    if found:
        return found[0].limit
    if at_once(cell):
        return Limit(seconds=0, words=cell)
    return Limit(words=cell) if re.search(r"\b(?:business|working) hours|next day|weekly\b", simple(cell)) else None


def _matrix(table: Block, heads: list[str], draft: Draft) -> bool:
    """Levels down, times across, people in the cells."""
    columns = [(place, after) for place, head in enumerate(heads) if (after := _column_time(head)) is not None]
    if len(columns) < 2:
        return False
    rows = [(row, draft.severities_in(row[0].text)) for row in table.rows[1:] if row]
    if not any(levels for _, levels in rows):
        return False
    for row, levels in rows:
        for place, after in columns:
            if place < len(row) and row[place].text.strip(" -–—"):
                draft.ladder.append(
                    Rung(who=row[place].text, after=after, severities=levels, source=draft.at(row[0].no))
                )
        for place, cell in enumerate(row[1:], start=1):
            if place not in dict(columns) and cell.text.strip(" -–—"):
                draft.why.setdefault(cell.no, "a column beside the times of the ladder")
    return True


def _column_time(head: str) -> Limit | None:
    """The minute that a column stands for; the beginning of a range."""
    found = clocks(head)
    if not found:
        return Limit(seconds=0, words="immediate") if at_once(head) else None
    if found[0].low is None:
        return found[0].limit
    return Limit(seconds=found[0].low, words=found[0].words)
