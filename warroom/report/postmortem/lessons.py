"""What went well, what went badly, and what was learned: proposals from facts, blanks for what only people can say."""

import re

from warroom.report.document import Heading, Item, Items
from warroom.report.postmortem.after import prevention, proposed
from warroom.report.postmortem.filled import Filled, blank
from warroom.report.postmortem.known import Known, capital
from warroom.report.postmortem.topics import first_named, pieces
from warroom.report.postmortem.went import Proposal, proposals
from warroom.report.words import plural

_ASPECTS = (
    ("cause", r"cause|diagnos\w*|investigat\w*|search"),
    ("communication", r"communicat\w*|inform\w*|updates?|told|status page"),
    ("detection", r"detect\w*|notic\w*|alert\w*|monitor\w*"),
    ("response", r"mobili[sz]\w*|respon\w*|acknowledg\w*|command|roles?|staffing|escalat\w*"),
    ("data", r"\bdata\b"),
    ("fix", r"\bfix\w*|mitigat\w*|recover\w*|resol\w*|rollback"),
    ("clocks", r"deadlines?|clocks?|in time|waited"),
)
_GOOD = re.compile(r"went well|worked|stay so|\bwell\b|positive", re.IGNORECASE)
_BAD = re.compile(r"better|improve|badly|wrong|hard|poorly|not go well|could have", re.IGNORECASE)
_LUCK = re.compile(r"\b(?:lucky|luck)\b", re.IGNORECASE)
_PREVENT = re.compile(r"prevent|coming back|next one|recurr|similar", re.IGNORECASE)


def went(known: Known, asks: tuple[str, ...], *, good: bool) -> Filled:
    """The proposals of one side; an aspect that is asked about and that none speaks of is a blank."""
    found = [one for one in proposals(known) if one.good == good]
    listed = _listed(found) if found else blank("what went well" if good else "what could be better")
    there = {one.aspect for one in found}
    missing = [ask for ask in asks if not there & {first_named(piece, _ASPECTS) for piece in pieces(ask)}]
    lucky = [piece for ask in asks if ask not in missing for piece in pieces(ask) if _LUCK.search(piece)]
    return Filled.joined(listed, *(blank(words) for words in [*missing, *lucky]))


def both(known: Known, aspect: str) -> Filled:
    """Both sides of one aspect, for a section that is about it alone."""
    found = [one for one in proposals(known) if one.aspect == aspect]
    return _listed(found) if found else blank(aspect)


def lessons(known: Known, asks: tuple[str, ...]) -> Filled:
    """A heading a question; without questions nobody but the team can say what was learned."""
    if not asks:
        return blank("what was learned")
    made = Filled()
    for ask in asks:
        made = Filled.joined(made, Filled((Heading(capital(ask), 3),)), _lesson(known, ask))
    return made


def _lesson(known: Known, ask: str) -> Filled:
    if _BAD.search(ask):
        return went(known, (), good=False)
    if _GOOD.search(ask):
        return went(known, (), good=True)
    if _PREVENT.search(ask):
        return prevention(known, (ask,))
    return blank(ask)


def _listed(found: list[Proposal]) -> Filled:
    return Filled((proposed(), Items(tuple(Item(one.text) for one in found))), plural(len(found), "proposal"))
