"""What a table of people to call looks like: who, after how long, and nothing that a severity has."""

import re
from collections.abc import Sequence

from warroom.playbook.markdown.clocks import at_once, clocks
from warroom.playbook.markdown.fields import column_of, field_of
from warroom.playbook.markdown.levels import level_in_title
from warroom.playbook.markdown.plain import simple
from warroom.playbook.markdown.tree import Line

_CALLED = re.compile(
    r"(?:(?:then|who|whom|next|we|to|and) )*(?:call|page|notify|contact|alert|escalate)s?(?: to)?"
    r"|kontakt|anrufen|contacto|contatto|ansprechpartner\w*"
)
_WHEN_NOT = re.compile(r"if|condition|when not|wenn|falls|si|bedingung|condicion")


def caller_column(heads: Sequence[str], *, but: int | None = None) -> int | None:
    """The column that says who is called; None where no title of a column does."""
    kinds = [column_of(head) for head in heads]
    for wanted in ("who", "role"):
        if wanted in kinds and kinds.index(wanted) != but:
            return kinds.index(wanted)
    return next((at for at, head in enumerate(heads) if at != but and _CALLED.fullmatch(simple(head))), None)


def condition_column(heads: Sequence[str]) -> int | None:
    """The column that says under which condition somebody is called."""
    return next((at for at, head in enumerate(heads) if _WHEN_NOT.fullmatch(simple(head))), None)


def is_ladder(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether a table calls somebody after a time step by step, whatever the title above it."""
    heads = [cell.text for cell in rows[0]]
    kinds = [column_of(head) for head in heads]
    if {field_of(head) for head in heads} & {"response", "cadence", "resolve"} or "task" in kinds:
        return False
    if caller_column(heads) is None or ("step" not in kinds and condition_column(heads) is None):
        return False
    if "step" in kinds and not _steps([row[kinds.index("step")].text for row in rows[1:] if len(row) == len(heads)]):
        return False
    times = [at for at, head in enumerate(heads) if kinds[at] == "time" or _names_level(head)]
    cells = [row[at].text for row in rows[1:] for at in times if at < len(row)]
    return bool(cells) and sum(bool(clocks(cell) or at_once(cell)) for cell in cells) * 2 > len(cells)


def _steps(cells: list[str]) -> bool:
    """Whether these cells count the steps of a ladder: "1", "L2", "Level 3", and no severity such as "P1"."""
    counted = [re.fullmatch(r"(?:l|level|tier|t|step|stage|stufe|niveau|nivel)? ?\d", simple(cell)) for cell in cells]
    return bool(cells) and all(counted)


def _names_level(head: str) -> bool:
    found = level_in_title(head)
    return found is not None and found.key[-1].isdigit()
