"""The moments a template's timeline names: detected, cause found, fix deployed, resolved."""

from datetime import datetime

import msgspec

from warroom.report.document import Item
from warroom.report.postmortem.known import Known, capital
from warroom.report.postmortem.topics import first_named, pieces

_ASKED = (
    ("cause", r"cause|identified"),
    ("resolved", r"resolved|over\b|all.?clear|restored|ended"),
    ("fixed", r"\bfix\w*|deployed|mitigat\w*"),
    ("detected", r"detect\w*|alert\w*|noticed"),
    ("commander", r"commander|\bic\b"),
    ("acknowledged", r"acknowledg\w*|investigation|investigating|responded"),
    ("declared", r"declared|opened"),
    ("started", r"start\w*|beg[ai]n\w*"),
    ("closed", r"closed"),
)


class Moments(msgspec.Struct, frozen=True):
    """A line a moment, and those nobody recorded."""

    items: tuple[Item, ...] = ()
    gaps: tuple[str, ...] = ()


def moments(known: Known, asks: tuple[str, ...]) -> Moments:
    """The moments these lines name, in their order and words; nothing where they name none."""
    named = [(piece, name) for ask in asks for piece in pieces(ask) if (name := first_named(piece, _ASKED))]
    items: list[Item] = []
    gaps: list[str] = []
    for piece, name in named:
        at = _at(known, name)
        if at is None:
            gaps.append(piece)
        items.append(Item(f"{capital(piece)}: {known.clock(at) if at else 'not recorded'}", tone="" if at else "blank"))
    return Moments(tuple(items), tuple(gaps))


def _at(known: Known, name: str) -> datetime | None:
    if name == "cause":
        return known.cause_at
    if name == "commander":
        return known.command_at
    if name == "detected":
        return known.noticed.at if known.noticed else None
    return known.incident.when(name)
