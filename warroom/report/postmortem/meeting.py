"""The meeting: by when it is held, who comes and what is talked about, with the names the record can fill in."""

import re

from warroom.incident.deadlines import deadlines
from warroom.report.document import Block, Facts, Heading, Item, Items
from warroom.report.postmortem.fields import people
from warroom.report.postmortem.known import Known, capital

_EVERYBODY = re.compile(r"everybody|everyone|all (?:who|respond)|responders?|response team|who worked|team members")
_ROLES = (
    ("commander", r"incident commander|\bic\b"),
    ("comms", r"communications?|\bcomms\b"),
    ("technical", r"tech(?:nical)? lead"),
    ("scribe", r"scribe"),
    ("deputy", r"deputy"),
    ("liaison", r"liaison"),
)
_LEVEL = re.compile(r"\b(?:P|SEV-?)\d\b", re.IGNORECASE)


def meeting(known: Known) -> tuple[Block, ...]:
    """Attendees and agenda where the playbook names them, () where it does not."""
    back = known.incident.playbook.postmortem
    if not back.attendees and not back.agenda:
        return ()
    blocks: list[Block] = [Heading("The meeting")]
    if (when := _when(known)) is not None:
        blocks.append(Facts((when,)))
    if back.attendees:
        blocks += [Heading("Attendees", 3), Items(tuple(_attendee(known, one) for one in back.attendees))]
    if back.agenda:
        blocks += [Heading("Agenda", 3), Items(tuple(Item(capital(one)) for one in back.agenda), ordered=True)]
    return tuple(blocks)


def _when(known: Known) -> tuple[str, str] | None:
    back = known.incident.playbook.postmortem
    if back.severities and known.severity not in back.severities:
        return "Due", f"not asked for after {known.severity or 'this one'}, only after {', '.join(back.severities)}"
    within = back.within
    held = (d for d in deadlines(known.incident, known.now) if re.search(r"post.?mortem", d.label, re.IGNORECASE))
    d = next((one for one in held if one.due_at is not None), None)
    if d is not None and d.done_at is not None:
        return "Held", known.clock(d.done_at)
    if d is not None and d.due_at is not None:
        return "Due", known.clock(d.due_at)
    return ("Due", f"within {within.words.removeprefix('within ')}") if within else None


def _attendee(known: Known, words: str) -> Item:
    levels = {level.casefold().replace("-", "") for level in _LEVEL.findall(words)}
    if levels and known.severity.casefold().replace("-", "") not in levels:
        return Item(f"{capital(words)}: not for {known.severity or 'this one'}", tone="muted")
    names = _names(known, words.casefold())
    said = ", ".join(f"@{name}" for name in names) or "no name on record"
    if not names and _EVERYBODY.search(words.casefold()) and known.commanders:
        return Item(f"{capital(words)}: nobody else on record", tone="muted")
    return Item(f"{capital(words)}: {said}", tone="" if names else "blank")


def _names(known: Known, words: str) -> tuple[str, ...]:
    if _EVERYBODY.search(words):
        return tuple(name for name in people(known) if name not in known.commanders)
    for role, pattern in _ROLES:
        if re.search(pattern, words):
            if role == "commander":
                return known.commanders
            held = known.incident.roles.get(role) or known.incident.left.get(role)
            return (held.person,) if held else ()
    return ()
