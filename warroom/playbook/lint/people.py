"""Who is called, by whom, and whether they can be reached."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from warroom.playbook.lint.blanks import blank_in
from warroom.playbook.lint.finding import Finding, Rule
from warroom.playbook.lint.levels import covered
from warroom.playbook.lint.spans import said, span_of
from warroom.playbook.model import Contact, Playbook, Rung

NO_LADDER = Rule(
    name="no-ladder",
    group="people",
    level="warning",
    title="nobody is called when the first one cannot fix it",
    why="the person on call works alone until somebody else wakes by chance",
    mend="write a `ladder`: who is called, and how many minutes after declaring",
)
NO_MINUTES = Rule(
    name="ladder-without-minutes",
    group="people",
    level="warning",
    title="steps of the ladder that say no minute",
    why="nothing rings when it is their turn, and nobody dares to wake them early",
    mend="give the step `after`, in minutes after declaring",
)
OUT_OF_ORDER = Rule(
    name="ladder-out-of-order",
    group="people",
    level="error",
    title="steps of the ladder out of order",
    why="whoever reads from the top calls the wrong person first",
    mend="put the steps in the order of their minutes",
)
NO_ROLES = Rule(
    name="no-needed-role",
    group="people",
    level="warning",
    title="nothing alarms when nobody is in command",
    why="everybody repairs and nobody decides, tells users or writes down",
    mend="mark the commander, and whoever else the worst level needs, with `needed: true`",
)
NO_CONTACTS = Rule(
    name="no-contacts",
    group="people",
    level="warning",
    title="nobody can be called from here",
    why="the number is on another page, behind the login that is down",
    mend="write `contacts`: name, role, and how: a number, a pager, a handle",
)
CONTACT = Rule(
    name="contact-unreachable",
    group="people",
    level="error",
    title="contacts without a way to reach them",
    why="it looks as if a number stood there, and there is none",
    mend="fill in `how`: a number, a pager, a handle",
)
VAGUE = Rule(
    name="contact-vague",
    group="people",
    level="warning",
    title="contacts that say by which way, and not to whom",
    why="at night nobody knows whose line that is",
    mend="add the name, number or handle",
)
UNKNOWN_RUNG = Rule(
    name="ladder-without-contact",
    group="people",
    level="warning",
    title="steps of the ladder that no contact belongs to",
    why="the clock says to call them, and nothing says how",
    mend="add a contact of that name or role, or say `how` in the step",
)
_ONLY_A_WAY = re.compile(
    r"(?:by |via |on )?(?:slack(?: dm)?|dm|teams|chat|phone|telephone|e-?mail|mail|sms|text|call|mobile|pager)",
    re.IGNORECASE,
)
_A_WAY = re.compile(r"\d[\d ()./-]{4,}\d|@|https?://|pager ?duty|opsgenie|victorops|splunk on-call", re.IGNORECASE)
_FAR = 3
"""Lines between two steps of which one may be the last of its list: a title fits between."""
_FILLING = frozenset(["the", "a", "an", "of", "on", "call", "engineer", "engineers", "team", "person"])


def people(playbook: Playbook) -> Iterator[Finding]:
    """What is wrong with ladder, roles and contacts."""
    yield from _worst(playbook)
    yield from _ladder(playbook)
    yield from _contacts(playbook)


def _worst(playbook: Playbook) -> Iterator[Finding]:
    if not playbook.severities:
        return
    worst = playbook.severities[0]
    if not any(worst in covered(playbook, rung.severities) for rung in playbook.ladder):
        yield NO_LADDER.found(f"no step of the ladder holds at {worst.id}, the worst level", ("ladder",), worst.source)
    needed = [role for role in playbook.roles if role.needed and worst in covered(playbook, role.severities)]
    if not needed:
        what = "no role is marked as needed" if playbook.roles else "there are no roles"
        yield NO_ROLES.found(
            f"{what}, not even at {worst.id}", ("roles",), playbook.roles[0].source if playbook.roles else ""
        )


def _ladder(playbook: Playbook) -> Iterator[Finding]:
    for place, rung in enumerate(playbook.ladder):
        if rung.after.counts is None:
            words = f"only “{said(rung.after)}”" if rung.after.words.strip() else "nothing"
            yield NO_MINUTES.found(f"{rung.who}: {words} says when", ("ladder", place, "after"), rung.source)
    for (_, before), (place, after) in combinations(enumerate(playbook.ladder), 2):
        first, second = span_of(before.after), span_of(after.after)
        together = _levels(playbook, before) & _levels(playbook, after)
        if first and second and first.low > second.low and (together or not playbook.severities):
            what = f"{before.who} at {said(before.after)} stands above {after.who} at {said(after.after)}"
            yield OUT_OF_ORDER.found(what, ("ladder", place, "after"), after.source)
    yield from _put_in_order(playbook)


def _put_in_order(playbook: Playbook) -> Iterator[Finding]:
    """Steps that an importer put in the order of their minutes: people still read the page in its own."""
    lines = Counter(rung.source for rung in playbook.ladder)
    # A row that says a time for each level is a person, not a step: its order promises nothing.
    steps = [
        (page, rung.severities, line, place)
        for place, rung in enumerate(playbook.ladder)
        for page, line in _stood(rung)
        if lines[rung.source] == 1
    ]
    lowest = min((span.low for rung in playbook.ladder if (span := span_of(rung.after))), default=0.0)
    for (page, levels, line, n), (other, others, lower, place) in pairwise(sorted(steps)):
        above, below = playbook.ladder[n], playbook.ladder[place]
        first, second = span_of(above.after), span_of(below.after)
        if n < place or (page, levels) != (other, others) or not first or not second or first.low <= second.low:
            continue
        if second.low > lowest or lower - line <= _FAR:  # else another list begins there
            what = f"the page lists {above.who} at {said(above.after)} before {below.who} at {said(below.after)}"
            yield OUT_OF_ORDER.found(what, ("ladder", place, "after"), below.source)


def _stood(rung: Rung) -> list[tuple[str, int]]:
    """The page and the line that a step was read from, where it was read from one."""
    page, _, line = rung.source.rpartition(":")
    return [(page, int(line))] if page and line.isdecimal() else []


def _levels(playbook: Playbook, rung: Rung) -> set[str]:
    return {level.id for level in covered(playbook, rung.severities)}


def _contacts(playbook: Playbook) -> Iterator[Finding]:
    if not playbook.contacts:
        yield NO_CONTACTS.found("there are no contacts", ("contacts",))
        return
    for place, contact in enumerate(playbook.contacts):
        key, how = ("contacts", place, "how"), contact.how.strip()
        if not how:
            yield CONTACT.found(f"{contact.name}: nothing says how", key, contact.source)
        elif blank := blank_in(how):
            yield CONTACT.found(f"{contact.name}: “{how}”, where {blank} is still to be filled in", key, contact.source)
        elif _ONLY_A_WAY.fullmatch(how):
            yield VAGUE.found(f"{contact.name}: only “{how}”", key, contact.source)
    for place, rung in enumerate(playbook.ladder):
        if not _A_WAY.search(rung.how) and not any(_is(rung, contact) for contact in playbook.contacts):
            yield UNKNOWN_RUNG.found(f"{rung.who} is no contact", ("ladder", place, "who"), rung.source)


def _is(rung: Rung, contact: Contact) -> bool:
    """Whether a step of the ladder means this contact, by the words of its name or role."""
    wanted = _words(rung.who)
    return any(_fit(wanted, _words(words)) for words in (contact.name, contact.role, f"{contact.name} {contact.role}"))


def _fit(one: frozenset[str], other: frozenset[str]) -> bool:
    bare, beside = one - _FILLING or one, other - _FILLING or other & {"on", "call"}
    return bool(beside) and (bare <= other or beside <= one)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
