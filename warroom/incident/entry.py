"""The entry line's grammar: one parser for the screen and the command line.

A line is a verb only if its first word is one; everything else is a note, verbatim. `VERBS` is the one registry that
parsing, completion, help, the command line and README share.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.incident.moment import leading, parse_moment, trailing, zone_of
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import ROLES, STAGES, parse_duration, person
from warroom.playbook.model import Playbook

_LINE_BREAK = re.compile(r"[\r\n]")
_FIRST_WORD = re.compile(r"[ \t]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK_SIGN = re.compile(r"([et]?)(\d{1,9})", re.ASCII)
_CLOCKS = {"e": "rung", "t": "task", "": "item"}
_FIELD = re.compile(r"(\w[\w-]*)=(\S+)")

GROUPS = ("life", "people", "work", "knowing", "record", "tools")


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a line is read against."""

    now: datetime
    incident: Incident = EMPTY
    playbook: Playbook = Playbook(name="none")
    playbook_sha256: str = ""
    zone: str = ""
    people: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """A word that asks for something: its arguments as help shows them, and what it does in a few words."""

    name: str
    usage: str
    help: str
    group: str
    build: Callable[[str, Context], Intent] | None = None
    offered: bool = True
    lobby: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A line that becomes an intent; `verb` is None for a note."""

    intent: Intent
    verb: Verb | None = None


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A line that asks the screen or the command line for something that is not a fact."""

    verb: Verb
    words: str


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """Within one letter of a verb: the line as that verb would read, and as a note."""

    meant: str
    corrected: str
    note: Asked


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A verb whose words cannot be read; `said` is one sentence."""

    said: str
    verb: Verb | None = None


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing typed."""


Parsed = Asked | Tool | Unsure | Wrong | Blank


def parse(line: str, context: Context) -> Parsed:
    """How this line will be taken. Never raises: what cannot be read is `Wrong`, with its sentence."""
    if not line.strip():
        return Blank()
    if line[0] in " \t":
        return Asked(intent=i.Note(text=line.strip()))
    at, rest = leading(line, context.now, context.zone)
    note = Asked(intent=i.Note(text=rest.strip(), at=at))
    if not rest.startswith("/") or _LINE_BREAK.search(rest.strip()):
        return note
    if not rest[1:].strip():
        return Wrong(said="a verb follows the slash: /tick 5; Tab shows them all")
    word, words = [*_FIRST_WORD.split(rest[1:], maxsplit=1), ""][:2]
    verb = _BY_NAME.get(word.lower())
    if verb is None:
        near = nearest(word.lower())
        return Unsure(meant=near, corrected=_with_verb(line, word, near), note=note) if near else note
    if not verb.offered:
        return Wrong(said=f"/{verb.name} is not part of this version", verb=verb)
    if verb.build is None:
        return Tool(verb=verb, words=words.strip())
    try:
        intent = verb.build(words.strip(), context)
    except BadInput as error:
        return Wrong(said=str(error), verb=verb)
    if at is not None and intent.at is not None:
        return Wrong(said="two times, one before and one behind: leave one out", verb=verb)
    if at is not None:
        intent = msgspec.structs.replace(intent, at=at)
    return Asked(intent=intent, verb=verb)


def _with_verb(line: str, word: str, verb: str) -> str:
    return line.replace(f"/{word}", f"/{verb}", 1)


def nearest(word: str) -> str:
    """The verb within one edit of this word, "" for none."""
    return next((verb.name for verb in VERBS if verb.offered and _one_edit(word, verb.name)), "")


def _one_edit(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    if len(a) == len(b):
        differ = [k for k in range(len(a)) if a[k] != b[k]]
        swapped = (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and a[differ[0]] == b[differ[1]]
            and a[differ[1]] == b[differ[0]]
        )
        return len(differ) == 1 or swapped
    short, long = sorted((a, b), key=len)
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


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


def _declare(words: str, context: Context) -> Intent:
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


def _started(words: str, context: Context) -> Intent:
    return i.SetMilestone(name="started", moment=_moment(words, context, "/started -20m"))


def _detected(words: str, context: Context) -> Intent:
    usage = "/detected 14:28 by alert|user|team"
    when, _, by_what = words.partition(" by ")
    return i.SetMilestone(name="detected", moment=_moment(when, context, usage), by_what=by_what.strip().lower())


def _severity(words: str, _context: Context) -> Intent:
    to, why = _split(words, "/sev P1 WHY")
    return i.SetSeverity(to=to, why=why)


def _status(words: str, _context: Context) -> Intent:
    to, why = _split(words, "/status identified")
    return i.SetStatus(to=to, why=why)


def _resolve(words: str, context: Context) -> Intent:
    usage = "/resolve, or /resolve fixed -10m"
    if not words:
        return i.Resolve()
    when = words.removeprefix("fixed").strip()
    return i.Resolve(fixed_at=_moment(when, context, usage))


def _with_why(make: Callable[[str], Intent], usage: str) -> Callable[[str, Context], Intent]:
    return lambda words, _context: make(_need(words, usage))


def _plain(make: Callable[[], Intent], verb: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        _none(words, verb)
        return make()

    return build


def _commander(words: str, _context: Context) -> Intent:
    name, _, rest = words.partition(" ")
    _none(rest, "ic @NAME")
    return i.TakeRole(role="commander", person=person(name))


_ROLE_NAMES = {"ic": "commander", "tech": "technical", "communications": "comms"}


def _role(words: str, context: Context) -> Intent:
    usage = "/role comms @bo; @nobody empties it"
    role, name = _split(words, usage)
    role = _ROLE_NAMES.get(role.lower(), role.lower())
    known = (*ROLES, *(r.id for r in context.incident.playbook.roles))
    if role not in known:
        raise BadInput(f"no role {role}: {', '.join(dict.fromkeys(known))}")
    name = person(_need(name, usage))
    if name.lower() in ("nobody", "-"):
        return i.ReleaseRole(role=role)
    return i.TakeRole(role=role, person=name)


def _handover(words: str, _context: Context) -> Intent:
    return i.OfferHandover(to=person(_need(words, "/handover @kim")))


def _escalate(words: str, context: Context) -> Intent:
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


def _tick(done: bool, usage: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        return i.SetItem(n=_number(_need(words, usage), "an item"), done=done)

    return build


def _skip(words: str, _context: Context) -> Intent:
    usage = "/skip 6 WHY"
    n, why = _split(words, usage)
    return i.SkipItem(n=_number(n, "an item"), why=_need(why, usage))


def _owner(words: str, usage: str) -> tuple[str, str]:
    parts = words.split()
    owner = next((part for part in parts if part.startswith("@") and len(part) > 1), None)
    if owner is None:
        raise BadInput(f"who? it goes: {usage}")
    parts.remove(owner)
    return person(owner), " ".join(parts)


def _do(words: str, _context: Context) -> Intent:
    usage = "/do @bob check pool 3m"
    owner, text = _owner(words, usage)
    before, _, last = text.rpartition(" ")
    seconds = parse_duration(last) if before else None
    return i.GiveTask(owner=owner, text=_need(before if seconds else text, usage), seconds=seconds or None)


def _action(words: str, context: Context) -> Intent:
    usage = "/action @ann add pool alert 2026-12-01"
    owner, text = _owner(words, usage)
    before, _, last = text.rpartition(" ")
    due: datetime | None = None
    if before and _DATE.fullmatch(last):
        try:
            due = datetime.fromisoformat(f"{last}T23:59").replace(tzinfo=zone_of(context.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadInput(f"{_quoted(last)} is no date such as 2026-12-01; it goes: {usage}") from None
    elif before and (seconds := parse_duration(last)):
        due = context.now + timedelta(seconds=seconds)
    return i.GiveTask(owner=owner, text=_need(before if due else text, usage), due_at=due, action=True)


def _numbered(make: Callable[[int], Intent], usage: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        return make(_number(_need(words, usage), "a task", "t"))

    return build


def _extend(words: str, _context: Context) -> Intent:
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


def _snooze(words: str, _context: Context) -> Intent:
    usage = "/snooze 3 5m WHY"
    which, rest = _split(words, usage)
    span, why = _split(rest, usage)
    return i.Snooze(deadline=deadline_id(which), seconds=_seconds(span, usage), why=_need(why, usage))


def _change(words: str, context: Context) -> Intent:
    text, at = trailing(_need(words, "/change deployed 41a -20m"), context.now, context.zone)
    return i.NoteChange(text=text.strip(), at=at)


def _rule_out(words: str, _context: Context) -> Intent:
    usage = "/rule-out 1 WHY"
    n, why = _split(words, usage)
    return i.RuleOut(n=_number(n, "a suspect"), why=_need(why, usage))


def _cause(words: str, _context: Context) -> Intent:
    return i.FindCause(n=_number(_need(words, "/cause 2"), "a suspect"))


def _impact(words: str, _context: Context) -> Intent:
    parts = _need(words, "/impact users=1000 checkout refuses cards").split()
    said = [match for part in parts if (match := _FIELD.fullmatch(part))]
    rest = " ".join(part for part in parts if not _FIELD.fullmatch(part))
    return i.SetImpact(text=rest, fields={match[1]: match[2] for match in said})


def _link(words: str, _context: Context) -> Intent:
    url, text = _split(words, "/link URL")
    return i.Link(url=url, text=text)


def _cadence(words: str, _context: Context) -> Intent:
    usage = "/cadence 20m WHY"
    span, why = _split(words, usage)
    return i.SetCadence(seconds=_seconds(span, usage), why=_need(why, usage))


def _update(words: str, _context: Context) -> Intent:
    usage = "/update status_page [investigating] TEXT"
    channel, rest = _split(words, usage)
    status, _, text = rest.partition(" ")
    if status.lower() in STAGES and text.strip():
        return i.TellUsers(channel=channel.lower(), status=status.lower(), text=text.strip())
    return i.TellUsers(channel=channel.lower(), text=_need(rest, usage))


def _pause(words: str, context: Context) -> Intent:
    usage = "/pause CHECK 10m WHY"
    name = next((c for c in sorted(context.checks, key=len, reverse=True) if f"{words} ".startswith(f"{c} ")), None)
    if name is None:
        known = ", ".join(context.checks) or "none is set up"
        raise BadInput(f"no check {_quoted(words.partition(' ')[0])}: {known}")
    span, why = _split(words[len(name) :].strip(), usage)
    if span.lower() in ("off", "0", "0s", "0m"):
        return i.PauseCheck(check=name, seconds=0, why=why)
    return i.PauseCheck(check=name, seconds=_seconds(span, usage), why=_need(why, usage))


def _amend(words: str, context: Context) -> Intent:
    usage = "/amend 128 [-5m] NEW WORDS"
    seq, rest = _split(words, usage)
    first, _, after = rest.partition(" ")
    moment = parse_moment(first, context.now, context.zone) if first.lower() != "now" else None
    text = (after if moment else rest).strip() or None
    return i.Amend(seq=_number(seq, "a line"), text=text, moment=moment)


def _strike(words: str, _context: Context) -> Intent:
    usage = "/strike 128 WHY"
    seq, why = _split(words, usage)
    return i.Strike(seq=_number(seq, "a line"), why=_need(why, usage))


def _pin(words: str, context: Context) -> Intent:
    seq = _number(_need(words, "/pin 128"), "a line")
    return i.Pin(seq=seq, pinned=seq not in context.incident.pinned)


def _v(
    name: str,
    usage: str,
    text: str,
    group: str,
    build: Callable[[str, Context], Intent] | None = None,
    *,
    offered: bool = True,
    lobby: bool = False,
) -> Verb:
    return Verb(name=name, usage=usage, help=text, group=group, build=build, offered=offered, lobby=lobby)


VERBS: tuple[Verb, ...] = (
    _v("declare", "P0 TITLE", "open an incident", "life", _declare, lobby=True),
    _v("ack", "", "acknowledge; /ic does too", "life", _plain(i.Acknowledge, "ack")),
    _v("started", "-20m", "when it began", "life", _started),
    _v("detected", "14:28 by alert|user|team", "when it was noticed", "life", _detected),
    _v("sev", "P1 WHY", "severity; clocks follow", "life", _severity),
    _v("status", "identified", "change status", "life", _status),
    _v("fix", "", "the fix is in; clocks go on", "life", _plain(i.MarkFixed, "fix")),
    _v("unfix", "WHY", "it does not hold; re-arms", "life", _with_why(lambda why: i.Unfix(why=why), "/unfix WHY")),
    _v("resolve", "[fixed -10m]", "it is over; after-work runs", "life", _resolve),
    _v("reopen", "WHY", "it is not over", "life", _with_why(lambda why: i.Reopen(why=why), "/reopen WHY")),
    _v("close", "", "the after-work is done", "life", _plain(i.Close, "close")),
    _v("cancel", "WHY", "it was none", "life", _with_why(lambda why: i.Cancel(why=why), "/cancel WHY")),
    _v("merge", "ID", "join two incidents", "life", offered=False),
    _v("title", "WORDS", "change the title", "life", _with_why(lambda t: i.SetTitle(title=t), "/title NEW TITLE")),
    _v("ic", "@anna", "command, at once; alone: me", "people", _commander),
    _v("role", "comms @bo", "a role; @nobody empties it", "people", _role),
    _v("handover", "@kim", "offer command", "people", _handover),
    _v("accept", "", "take what is offered", "people", _plain(i.AcceptHandover, "accept")),
    _v("decline", "WHY", "do not take it", "people", _with_why(lambda w: i.DeclineHandover(why=w), "/decline WHY")),
    _v("withdraw", "", "take the offer back", "people", _plain(i.WithdrawHandover, "withdraw")),
    _v("escalate", "[RUNG]", "the next rung was called", "people", _escalate),
    _v("tick", "5", "item 5 is done", "work", _tick(True, "/tick 5")),
    _v("untick", "5", "it is not", "work", _tick(False, "/untick 5")),
    _v("skip", "6 WHY", "item 6 is waived", "work", _skip),
    _v("do", "@bob check pool 3m", "a time-box", "work", _do),
    _v("action", "@ann add alert 2026-12-01", "work for afterwards", "work", _action),
    _v("take", "2", "task 2 is mine", "work", _numbered(lambda n: i.TakeTask(n=n), "/take 2")),
    _v("extend", "2 5m WHY", "more time for task 2", "work", _extend),
    _v("done", "2", "task 2 is done", "work", _numbered(lambda n: i.FinishTask(n=n), "/done 2")),
    _v("snooze", "3 5m WHY", "no nagging: r, u, e2, t2, 3", "work", _snooze),
    _v("change", "deployed 41a -20m", "something was changed", "knowing", _change),
    _v(
        "suspect",
        "WORDS",
        "what it might be",
        "knowing",
        _with_why(lambda t: i.Suspect(text=t), "/suspect WHAT IT MIGHT BE"),
    ),
    _v("rule-out", "1 WHY", "it was not that", "knowing", _rule_out),
    _v("cause", "2", "it was that", "knowing", _cause),
    _v("decide", "WORDS", "a decision", "knowing", _with_why(lambda t: i.Decide(text=t), "/decide WHAT")),
    _v("impact", "users=1000 data=breach", "whom it hits", "knowing", _impact),
    _v("link", "URL", "a place to look", "knowing", _link),
    _v("cadence", "20m WHY", "how often users hear", "knowing", _cadence),
    _v("retry", "", "write what waits again", "record"),
    _v("save-as", "FILE", "what waits, into a file", "record"),
    _v("amend", "128 [-5m] WORDS", "new words; both stay", "record", _amend),
    _v("strike", "128 WHY", "struck; an act: taken back", "record", _strike),
    _v("undo", "", "your last, within 60 s", "record", _plain(i.Undo, "undo")),
    _v("pin", "128", "mark; again: unmark", "record", _pin),
    _v("find", "WORDS", "look in past ones too", "record", offered=False),
    _v("update", "CHANNEL [STATUS] TEXT", "users were told this", "tools", _update),
    _v("approve", "", "approve a draft", "tools", offered=False),
    _v("send", "", "send a draft", "tools", offered=False),
    _v("copy", "", "copy a draft", "tools", offered=False),
    _v("run", "N", "run a step", "tools", offered=False),
    _v("brief", "", "what is happening: 6 lines", "tools"),
    _v("pause", "CHECK 10m WHY", "do not ask it; off: do again", "tools", _pause),
    _v("playbook", "reload", "read its file again", "tools"),
)

_BY_NAME = {verb.name: verb for verb in VERBS}


def offered() -> tuple[Verb, ...]:
    """The verbs of this version."""
    return tuple(verb for verb in VERBS if verb.offered)
