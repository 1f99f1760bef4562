"""Causes: the suspects that were confirmed, those that were ruled out and why, and what nobody wrote down."""

from warroom.incident.state import Suspect
from warroom.report.document import Block, Heading, Item, Items
from warroom.report.lines import happened
from warroom.report.postmortem.filled import Filled, blank
from warroom.report.postmortem.known import Known, capital
from warroom.report.postmortem.topics import first_named, pieces
from warroom.report.words import plural

MOST = 50

_ASKED = (
    ("immediate", r"immediate|direct|trigger\w*|set it off|proximate"),
    ("contributing", r"contribut\w*|let it grow|factors?|made it worse|conditions"),
    ("ruled_out", r"ruled out|considered|not the cause|discarded"),
    ("open", r"open questions?|unknown|hypothes[ei]s|suspects?"),
    ("root", r"root|caus\w*|goes back to|why\b|detail|explanation|underlying"),
)


def causes(known: Known, asks: tuple[str, ...]) -> Filled:
    """A heading a question where there are several; what was confirmed answers the most direct of them."""
    named = [(piece, name) for ask in asks for piece in pieces(ask) if (name := first_named(piece, _ASKED))]
    if len({name for _, name in named}) < 2:
        return Filled.joined(_found(known), _others(known, {"ruled_out", "open"}))
    order = ("immediate", "root", "contributing")
    first = next((name for name in order if name in {name for _, name in named}), "")
    made = Filled()
    for piece, name in named:
        made = Filled.joined(made, Filled((Heading(capital(piece), 3),)), _answer(known, piece, name, first))
    return Filled.joined(made, _others(known, {"ruled_out", "open"} - {name for _, name in named}))


def _answer(known: Known, piece: str, name: str, first: str) -> Filled:
    if name in ("ruled_out", "open"):
        found = _items(known, name)
        return Filled((Items(found),)) if found else blank(piece)
    if name == first and known.suspects("cause"):
        return _found(known)
    return blank(piece)


def _found(known: Known) -> Filled:
    """What was confirmed, a line each."""
    confirmed = known.suspects("cause")
    if not confirmed:
        return blank("the cause")
    said = f"{plural(len(confirmed), 'cause')} confirmed"
    return Filled((Items(tuple(Item(_line(known, one)) for one in confirmed[:MOST])),), said)


def _line(known: Known, one: Suspect) -> str:
    record = known.judged.get(one.n)
    suspected = f"suspected by {one.by} at {known.clock(one.at)}"
    confirmed = f", confirmed by {record.by} at {known.clock(happened(record, known.incident))}" if record else ""
    return f"{capital(one.text)} ({suspected}{confirmed})"


def _others(known: Known, wanted: set[str]) -> Filled:
    blocks: list[Block] = []
    said = []
    for name, title, word in (
        ("ruled_out", "Considered and ruled out", "ruled out"),
        ("open", "Still open when it ended" if known.over else "Still open", "open"),
    ):
        found = _items(known, name) if name in wanted else ()
        if found:
            blocks += [Heading(title, 3), Items(found)]
            said.append(f"{len(known.suspects(_STATES[name]))} {word}")
    return Filled(tuple(blocks), ", ".join(said))


_STATES = {"ruled_out": "ruled out", "open": "open"}


def _items(known: Known, name: str) -> tuple[Item, ...]:
    every = known.suspects(_STATES[name])
    lines = [Item(_ruled_out(known, one) if name == "ruled_out" else capital(one.text)) for one in every[:MOST]]
    more = len(every) - MOST
    return (*lines, Item(f"and {more} more", tone="muted")) if more > 0 else tuple(lines)


def _ruled_out(known: Known, one: Suspect) -> str:
    record = known.judged.get(one.n)
    by = f" (by {record.by} at {known.clock(happened(record, known.incident))})" if record else ""
    return f"{capital(one.text)}: {one.why or 'no reason on record'}{by}"
