"""Reading the words behind each verb: what they must be, and the sentence when they are not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.incident.moment import parse_moment, trailing, zone_of
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import ROLES, STAGES, parse_duration, person
from warroom.playbook.model import Playbook, Ticklist

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK_SIGN = re.compile(r"([et]?)(\d{1,9})", re.ASCII)
_CLOCKS = {"e": "rung", "t": "task", "": "item"}
_FIELD = re.compile(r"(\w[\w-]*)=(\S+)")
_IN_NAMES = "._-'’+@"


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a line is read against."""

    now: datetime
    incident: Incident = EMPTY
    playbook: Playbook = Playbook(name="none")
    playbook_sha256: str = ""
    zone: str = ""
    people: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


def _number(word: str, what: str, prefix: str = "") -> int:
    bare = word.lower().lstrip("#").removeprefix(prefix)
    if not bare.isascii() or not bare.isdigit() or len(bare) > 9:
        raise BadInput(f"{what} is a number, not {_quoted(word)}")
    return int(bare)


def _quoted(word: str) -> str:
    return f"“{word[:20]}”" if word else "nothing"


def _split(words: str, usage: str) -> tuple[str, str]:
    first, _, rest = words.partition(" ")
    if not first:
        raise BadInput(f"it goes: {usage}")
    return first, rest.strip()


def _need(words: str, usage: str) -> str:
    if not words.strip():
        raise BadInput(f"it goes: {usage}")
    return words.strip()


def _none(words: str, verb: str) -> None:
    if words:
        raise BadInput(f"/{verb} takes no words; a note is a line without the slash")


def _seconds(word: str, usage: str) -> float:
    seconds = parse_duration(word)
    if not seconds:
        raise BadInput(f"{_quoted(word)} is no duration such as 5m or 1h30; it goes: {usage}")
    return seconds


def _moment(word: str, context: Context, usage: str) -> datetime:
    found = parse_moment(word, context.now, context.zone)
    if found is None:
        raise BadInput(f"{_quoted(word)} is no time such as -5m or 14:32; it goes: {usage}")
    return found


def _name(word: str, context: Context) -> str:
    """The bare name; how long it may be, and that it has no spaces, is for the rules to say."""
    name = person(word)
    if name.casefold() in {known.casefold() for known in (*context.people, *context.incident.people)}:
        return name
    odd = next((c for c in name if not (c in _IN_NAMES or c.isspace() or unicodedata.category(c)[0] in "LMN")), "")
    if odd:
        raise BadInput(f"no name has “{odd}” in it: letters, digits and . - _ ' + @ make one, such as @anna")
    return name


def declare(words: str, context: Context) -> Intent:
    usage = "/declare P0 TITLE"
    first, rest = _split(words, usage)
    levels = context.playbook.severities
    level = context.playbook.severity(first)
    if level is None and levels and first[:1].lower() in "ps" and any(c.isdigit() for c in first) and len(first) <= 6:
        raise BadInput(f"no severity {first}: {', '.join(s.id for s in levels)}")
    if not levels:
        raise BadInput(f"playbook {context.playbook.name} has no severities")
    title = rest if level else words
    return i.Declare(
        severity=(level or levels[0]).id,
        title=_need(title, usage),
        playbook=context.playbook,
        sha256=context.playbook_sha256,
        zone=context.zone,
    )


def started(words: str, context: Context) -> Intent:
    return i.SetMilestone(name="started", moment=_moment(words, context, "/started -20m"))


def detected(words: str, context: Context) -> Intent:
    usage = "/detected 14:28 by alert|user|team"
    when, _, by_what = words.partition(" by ")
    return i.SetMilestone(name="detected", moment=_moment(when, context, usage), by_what=by_what.strip().lower())


def severity(words: str, _context: Context) -> Intent:
    to, why = _split(words, "/sev P1 WHY")
    return i.SetSeverity(to=to, why=why)


def status(words: str, _context: Context) -> Intent:
    to, why = _split(words, "/status identified")
    return i.SetStatus(to=to, why=why)


def resolve(words: str, context: Context) -> Intent:
    usage = "/resolve, or /resolve fixed -10m"
    if not words:
        return i.Resolve()
    when = words.removeprefix("fixed").strip()
    return i.Resolve(fixed_at=_moment(when, context, usage))


def with_why(make: Callable[[str], Intent], usage: str) -> Callable[[str, Context], Intent]:
    return lambda words, _context: make(_need(words, usage))


def plain(make: Callable[[], Intent], verb: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        _none(words, verb)
        return make()

    return build


def commander(words: str, context: Context) -> Intent:
    name, _, rest = words.partition(" ")
    _none(rest, "ic @NAME")
    return i.TakeRole(role="commander", person=_name(name, context))


_ROLE_NAMES = {"ic": "commander", "tech": "technical", "communications": "comms"}


def role(words: str, context: Context) -> Intent:
    usage = "/role comms @bo; @nobody empties it"
    role, name = _split(words, usage)
    role = _ROLE_NAMES.get(role.lower(), role.lower())
    known = (*ROLES, *(r.id for r in context.incident.playbook.roles))
    if role not in known:
        raise BadInput(f"no role {role}: {', '.join(dict.fromkeys(known))}")
    name = _name(_need(name, usage), context)
    if name.lower() in ("nobody", "-"):
        return i.ReleaseRole(role=role)
    return i.TakeRole(role=role, person=name)


def handover(words: str, context: Context) -> Intent:
    return i.OfferHandover(to=_name(_need(words, "/handover @kim"), context))


def escalate(words: str, context: Context) -> Intent:
    first, _, rest = words.partition(" ")
    if not first:
        return i.Escalate()
    if first.lower().removeprefix("e").isdigit():
        return i.Escalate(rung=_number(first, "a rung", "e"), text=rest.strip())
    ladder = context.incident.playbook.ladder
    called = [n for n, rung in enumerate(ladder, 1) if words.casefold() in rung.who.casefold()]
    if len(called) != 1:
        rungs = ", ".join(f"{n} {rung.who}" for n, rung in enumerate(ladder, 1))
        raise BadInput(f"no rung {_quoted(first)}: {rungs or 'this playbook has no ladder'}")
    return i.Escalate(rung=called[0])


def tick(done: bool, usage: str) -> Callable[[str, Context], Intent]:
    def build(words: str, context: Context) -> Intent:
        first, _, rest = _need(words, usage).partition(" ")
        lists = lists_of(context)
        if not names_list(words) or not lists:
            return i.SetItem(n=_number(words, "an item"), done=done)
        found = next((one for one in lists if one.id.casefold() == first.casefold()), None)
        if found is None:
            known = ", ".join(one.id for one in lists)
            raise BadInput(f"an item is a number, not {_quoted(first)}, and no list is called so: {known}")
        if context.incident.is_drill:
            raise BadInput("a drill ticks no list of the shift: it is no part of it")
        n = _number(rest.strip(), f"an item of {found.id}")
        if not 1 <= n <= len(found.items):
            raise BadInput(f"no item {n} of {found.id}: 1 to {len(found.items)}")
        return i.TickList(list_=found.id, item=n, text=found.items[n - 1], on=done)

    return build


def names_list(words: str) -> bool:
    """Whether the words behind /tick speak of a list, not of an item of the checklist."""
    return bool(words.strip()) and not words.split()[0].lstrip("#").isdigit()


def lists_of(context: Context) -> tuple[Ticklist, ...]:
    """The lists of the playbook in force that have something to tick."""
    playbook = context.incident.playbook if context.incident.declared else context.playbook
    return tuple(one for one in playbook.lists if one.items)


def skip(words: str, _context: Context) -> Intent:
    usage = "/skip 6 WHY"
    n, why = _split(words, usage)
    return i.SkipItem(n=_number(n, "an item"), why=_need(why, usage))


def _owner(words: str, context: Context, usage: str) -> tuple[str, str]:
    parts = words.split()
    owner = next((part for part in parts if part.startswith("@") and len(part) > 1), None)
    if owner is None:
        raise BadInput(f"who? it goes: {usage}")
    parts.remove(owner)
    return _name(owner, context), " ".join(parts)


def do(words: str, context: Context) -> Intent:
    usage = "/do @bob check pool 3m"
    owner, text = _owner(words, context, usage)
    before, _, last = text.rpartition(" ")
    seconds = parse_duration(last) if before else None
    return i.GiveTask(owner=owner, text=_need(before if seconds else text, usage), seconds=seconds or None)


def action(words: str, context: Context) -> Intent:
    usage = "/action @ann add pool alert 2026-12-01"
    owner, text = _owner(words, context, usage)
    before, _, last = text.rpartition(" ")
    due: datetime | None = None
    if before and _DATE.fullmatch(last):
        try:
            due = datetime.fromisoformat(f"{last}T23:59:59").replace(tzinfo=zone_of(context.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadInput(f"{_quoted(last)} is no date such as 2026-12-01; it goes: {usage}") from None
        if due <= context.now:
            raise BadInput(f"{_quoted(last)} is over: an action is for a day to come")
    elif before and (seconds := parse_duration(last)):
        due = context.now + timedelta(seconds=seconds)
    return i.GiveTask(owner=owner, text=_need(before if due else text, usage), due_at=due, action=True)


def numbered(make: Callable[[int], Intent], usage: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        return make(_number(_need(words, usage), "a task", "t"))

    return build


def extend(words: str, _context: Context) -> Intent:
    usage = "/extend 2 5m WHY"
    n, rest = _split(words, usage)
    span, why = _split(rest, usage)
    return i.ExtendTask(n=_number(n, "a task", "t"), seconds=_seconds(span, usage), why=_need(why, usage))


def deadline_id(word: str) -> str:
    """The deadline that r, u, e2, t2 or 5 stands for on the screen."""
    low = word.lower()
    if low in ("r", "u"):
        return {"r": "response", "u": "cadence"}[low]
    if match := _CLOCK_SIGN.fullmatch(low):
        return f"{_CLOCKS[match[1]]}:{int(match[2])}"
    raise BadInput(f"{_quoted(word)} is no clock: r, u, e2, t2 or an item's number")


def snooze(words: str, _context: Context) -> Intent:
    usage = "/snooze 3 5m WHY"
    which, rest = _split(words, usage)
    span, why = _split(rest, usage)
    return i.Snooze(deadline=deadline_id(which), seconds=_seconds(span, usage), why=_need(why, usage))


def change(words: str, context: Context) -> Intent:
    text, at = trailing(_need(words, "/change deployed 41a -20m"), context.now, context.zone)
    return i.NoteChange(text=text.strip(), at=at)


def rule_out(words: str, _context: Context) -> Intent:
    usage = "/rule-out 1 WHY"
    n, why = _split(words, usage)
    return i.RuleOut(n=_number(n, "a suspect"), why=_need(why, usage))


def cause(words: str, _context: Context) -> Intent:
    return i.FindCause(n=_number(_need(words, "/cause 2"), "a suspect"))


def impact(words: str, _context: Context) -> Intent:
    parts = _need(words, "/impact users=1000 checkout refuses cards").split()
    said = [match for part in parts if (match := _FIELD.fullmatch(part))]
    rest = " ".join(part for part in parts if not _FIELD.fullmatch(part))
    return i.SetImpact(text=rest, fields={match[1]: match[2] for match in said})


def link(words: str, _context: Context) -> Intent:
    url, text = _split(words, "/link URL")
    return i.Link(url=url, text=text)


def cadence(words: str, _context: Context) -> Intent:
    usage = "/cadence 20m WHY"
    span, why = _split(words, usage)
    return i.SetCadence(seconds=_seconds(span, usage), why=_need(why, usage))


def update(words: str, _context: Context) -> Intent:
    usage = "/update status_page [investigating] TEXT"
    channel, rest = _split(words, usage)
    status, _, text = rest.partition(" ")
    if status.lower() in STAGES and text.strip():
        return i.TellUsers(channel=channel.lower(), status=status.lower(), text=text.strip())
    return i.TellUsers(channel=channel.lower(), text=_need(rest, usage))


def pause(words: str, context: Context) -> Intent:
    usage = "/pause CHECK 10m WHY"
    name = next((c for c in sorted(context.checks, key=len, reverse=True) if f"{words} ".startswith(f"{c} ")), None)
    if name is None:
        known = ", ".join(context.checks) or "none is set up"
        raise BadInput(f"no check {_quoted(words.partition(' ')[0])}: {known}")
    span, why = _split(words[len(name) :].strip(), usage)
    if span.lower() in ("off", "0", "0s", "0m"):
        return i.PauseCheck(check=name, seconds=0, why=why)
    return i.PauseCheck(check=name, seconds=_seconds(span, usage), why=_need(why, usage))


def amend(words: str, context: Context) -> Intent:
    usage = "/amend 128 [-5m] NEW WORDS"
    seq, rest = _split(words, usage)
    first, _, after = rest.partition(" ")
    moment = parse_moment(first, context.now, context.zone) if first.lower() != "now" else None
    text = (after if moment else rest).strip() or None
    return i.Amend(seq=_number(seq, "a line"), text=text, moment=moment)


def strike(words: str, _context: Context) -> Intent:
    usage = "/strike 128 WHY"
    seq, why = _split(words, usage)
    return i.Strike(seq=_number(seq, "a line"), why=_need(why, usage))


def pin(words: str, context: Context) -> Intent:
    seq = _number(_need(words, "/pin 128"), "a line")
    return i.Pin(seq=seq, pinned=seq not in context.incident.pinned)
