"""Reading the words behind ticks, tasks and clocks."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.deadlines.signs import EVERY, id_of
from warroom.incident.intents import Intent
from warroom.incident.moment import zone_of
from warroom.incident.words import parse_duration
from warroom.playbook.model import Ticklist

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PRIORITY = re.compile(r"(?<!\S)priority=(\S+)", re.IGNORECASE)
LONGEST_PRIORITY = 12


_DUTY = re.compile(r"d\d{1,9}", re.ASCII | re.IGNORECASE)


def tick(done: bool, usage: str) -> Callable[[str, Context], Intent]:
    def build(words: str, context: Context) -> Intent:
        first, _, rest = c.need(words, usage).partition(" ")
        if _DUTY.fullmatch(first) and not rest:
            return i.SetDuty(n=int(first[1:]), done=done)
        lists = lists_of(context)
        if not names_list(words) or not lists:
            return i.SetItem(n=c.number(words, "an item"), done=done)
        found = next((one for one in lists if one.id.casefold() == first.casefold()), None)
        if found is None:
            known = ", ".join(one.id for one in lists)
            raise BadInput(f"an item is a number, not {c.quoted(first)}, and no list is called so: {known}")
        if context.incident.is_drill:
            raise BadInput("a drill ticks no list of the shift: it is no part of it")
        n = c.number(rest.strip(), f"an item of {found.id}")
        if not 1 <= n <= len(found.items):
            raise BadInput(f"no item {n} of {found.id}: 1 to {len(found.items)}")
        return i.TickList(list_=found.id, item=n, text=found.items[n - 1], on=done)

    return build


def names_list(words: str) -> bool:
    """Whether the words behind /tick speak of a list, not of an item of the checklist."""
    first = words.split()[0] if words.strip() else "1"
    return not first.lstrip("#").isdigit() and not _DUTY.fullmatch(first)


def lists_of(context: Context) -> tuple[Ticklist, ...]:
    """The lists of the playbook in force that have something to tick."""
    playbook = context.incident.playbook if context.incident.declared else context.playbook
    return tuple(one for one in playbook.lists if one.items)


def skip(words: str, _context: Context) -> Intent:
    usage = "/skip 6 WHY"
    n, why = c.split(words, usage)
    if _DUTY.fullmatch(n):
        return i.SetDuty(n=int(n[1:]), done=False, skipped=c.need(why, usage))
    return i.SkipItem(n=c.number(n, "an item"), why=c.need(why, usage))


def do(words: str, context: Context) -> Intent:
    usage = "/do @bob check pool 3m"
    owner, text = c.owner(words, context, usage)
    before, _, last = text.rpartition(" ")
    seconds = parse_duration(last) if before else None
    return i.GiveTask(owner=owner, text=c.need(before if seconds else text, usage), seconds=seconds or None)


def action(words: str, context: Context) -> Intent:
    usage = "/action @ann [priority=P1] add pool alert 2026-12-01"
    owner, text = c.owner(words, context, usage)
    priority, text = _priority(text)
    before, _, last = text.rpartition(" ")
    due: datetime | None = None
    if before and _DATE.fullmatch(last):
        try:
            due = datetime.fromisoformat(f"{last}T23:59:59").replace(tzinfo=zone_of(context.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadInput(f"{c.quoted(last)} is no date such as 2026-12-01; it goes: {usage}") from None
        if due <= context.now:
            raise BadInput(f"{c.quoted(last)} is over: an action is for a day to come")
    elif before and (seconds := parse_duration(last)):
        due = context.now + timedelta(seconds=seconds)
    said = c.need(before if due else text, usage)
    return i.GiveTask(owner=owner, text=said, due_at=due, action=True, priority=priority)


def _priority(text: str) -> tuple[str, str]:
    """The word behind priority=, wherever it stands, and the text without it."""
    match = _PRIORITY.search(text)
    if match is None:
        return "", text
    if len(match[1]) > LONGEST_PRIORITY:
        raise BadInput(f"a priority is a word such as P1 or high, not {c.quoted(match[1])}")
    return match[1], " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def numbered(make: Callable[[int], Intent], usage: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        return make(c.number(c.need(words, usage), "a task", "t"))

    return build


def extend(words: str, _context: Context) -> Intent:
    usage = "/extend 2 5m WHY"
    n, rest = c.split(words, usage)
    span, why = c.split(rest, usage)
    return i.ExtendTask(n=c.number(n, "a task", "t"), seconds=c.seconds(span, usage), why=c.need(why, usage))


def deadline_id(word: str) -> str:
    """The deadline that r, u, s, h, m, e2, t2, d1 or 5 stands for on the screen."""
    if (found := id_of(word)) is not None:
        return found
    raise BadInput(f"{c.quoted(word)} is no clock: {EVERY}")


def snooze(words: str, _context: Context) -> Intent:
    usage = "/snooze 3 5m WHY"
    which, rest = c.split(words, usage)
    span, why = c.split(rest, usage)
    return i.Snooze(deadline=deadline_id(which), seconds=c.seconds(span, usage), why=c.need(why, usage))
