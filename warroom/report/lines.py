"""A record as one line of the timeline: sign, word, sentence. Text is raw; whoever shows it makes it safe."""

from datetime import datetime
from functools import singledispatch

import msgspec

from warroom.incident import facts as f
from warroom.incident.deadlines import anchor_time, item_done
from warroom.incident.facts import Fact, Record
from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.report.outages import spell
from warroom.report.words import plural, since, span, utc


class Line(msgspec.Struct, frozen=True):
    """`sign` names a row of the glyph table, `word` stands beside it, `tone` is bad, bold, muted or "" for plain."""

    sign: str
    word: str
    text: str
    tone: str = ""


def describe(record: Record, incident: Incident, now: datetime) -> Line:
    """What the timeline says of a record, in its newest version."""
    amended = incident.amended.get(record.seq)
    fact = _reworded(record.fact, amended.text) if amended and amended.text is not None else record.fact
    line = _say(fact, record, incident, now)
    if record.seq in incident.struck:
        return msgspec.structs.replace(line, tone="struck")
    return line


def _reworded(fact: Fact, words: str) -> Fact:
    match fact:
        case f.Noted() | f.ChangeNoted() | f.Decided() | f.Suspected():
            return msgspec.structs.replace(fact, text=words)
        case f.Linked():
            return msgspec.structs.replace(fact, url=words, text="")
    return fact


def marks(record: Record, incident: Incident) -> list[str]:
    """What stands behind the sentence: the version, struck, pinned; the time of noting apart."""
    found: list[str] = []
    if amended := incident.amended.get(record.seq):
        found.append(f"v{amended.version}")
    if record.seq in incident.struck:
        found.append(f"struck: {incident.struck[record.seq]}" if incident.struck[record.seq] else "struck")
    if record.seq in incident.pinned:
        found.append("pinned")
    return found


def happened(record: Record, incident: Incident) -> datetime:
    """When it happened, as last amended."""
    amended = incident.amended.get(record.seq)
    return amended.at if amended and amended.at else record.at


def late(record: Record, incident: Incident, now: datetime) -> str:
    """ "noted 14:39:44" for what was written later than it happened, else ""."""
    amended = incident.amended.get(record.seq)
    moved = amended is not None and amended.at is not None
    return f"noted {utc(record.noted_at, now)}" if record.back_dated or moved else ""


@singledispatch
def _say(_fact: Fact, record: Record, _incident: Incident, _now: datetime) -> Line:
    return Line("act", _word(record.kind), "")


@_say.register
def _(fact: f.Unknown, record: Record, _i: Incident, _n: datetime) -> Line:
    said = ", ".join(f"{key} {value}" for key, value in list(fact.data.items())[:6])
    return Line("act", _word(record.kind), f"{said} (written by a newer warroom)", "muted")


@_say.register
def _(_fact: f.Erased, record: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", _word(record.kind), "erased", "muted")


@_say.register
def _(fact: f.Declared, _r: Record, incident: Incident, _n: datetime) -> Line:
    drill = "drill, " if incident.is_drill else ""
    return Line("declare", "declare", f"{fact.severity} {fact.title}, {drill}playbook {incident.playbook.name}", "bad")


@_say.register
def _(_fact: f.Acknowledged, record: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "ack", f"acknowledged by {record.by}")


@_say.register
def _(fact: f.MilestoneSet, _r: Record, _i: Incident, now: datetime) -> Line:
    by = f" by {fact.by_what}" if fact.by_what else ""
    return Line("act", fact.name[:8], f"{fact.name} at {utc(fact.at, now)}{by}")


@_say.register
def _(fact: f.SeveritySet, _r: Record, incident: Incident, _n: datetime) -> Line:
    worse = incident.playbook.rank(fact.to) < incident.playbook.rank(fact.from_)
    return Line(
        "sev" if worse else "act", "sev", f"{fact.to}, was {fact.from_}{_why(fact.why)}", "bad" if worse else ""
    )


@_say.register
def _(fact: f.StatusSet, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "status", f"{fact.to.upper()}, was {fact.from_}{_why(fact.why)}")


@_say.register
def _(_fact: f.Fixed, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("done", "fix", "the fix is in", "bold")


@_say.register
def _(fact: f.Unfixed, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("sev", "unfix", f"the fix does not hold{_why(fact.why)}", "bad")


@_say.register
def _(_fact: f.Resolved, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("done", "resolve", "resolved", "bold")


@_say.register
def _(fact: f.Reopened, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("sev", "reopen", f"it is not over{_why(fact.why)}", "bad")


@_say.register
def _(_fact: f.Closed, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("done", "close", "closed")


@_say.register
def _(fact: f.Cancelled, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "cancel", f"it was none{_why(fact.why)}")


@_say.register
def _(fact: f.TitleSet, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "title", f"{fact.to}, was {fact.from_}")


@_say.register
def _(fact: f.RoleTaken, _r: Record, _i: Incident, _n: datetime) -> Line:
    before = f", was {fact.before}" if fact.before else ""
    return Line("role", "role", f"{fact.role} is {fact.person}{before}")


@_say.register
def _(fact: f.RoleReleased, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "role", f"{fact.role} is nobody, was {fact.person}", "bad" if fact.role == "commander" else "")


@_say.register
def _(fact: f.ItemSet, record: Record, incident: Incident, _n: datetime) -> Line:
    item = incident.item(fact.n)
    label = f"{fact.n} {item.label if item else fact.id}"
    if not fact.done:
        return Line("act", "untick", f"{label}: not done")
    start = anchor_time(incident, item.anchor) if item else None
    if item is None or start is None or item_done(incident, item) is None:
        return Line("done", "tick", label)
    took = (happened(record, incident) - start).total_seconds()
    limit = f" of {span(item.limit.counts)}" if item.limit and item.limit.counts else ""
    if took < 0:
        return Line("done", "tick", f"{label}, before its clock began")
    return Line("done", "tick", f"{label}, at +{span(took)}{limit}")


@_say.register
def _(fact: f.ItemSkipped, _r: Record, incident: Incident, _n: datetime) -> Line:
    item = incident.item(fact.n)
    return Line("skipped", "skip", f"{fact.n} {item.label if item else fact.id}{_why(fact.why)}")


@_say.register
def _(fact: f.Noted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("note", "note", fact.text)


@_say.register
def _(fact: f.ChangeNoted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("note", "change", fact.text)


@_say.register
def _(fact: f.Suspected, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("suspect", "suspect", f"{fact.n} {fact.text}")


@_say.register
def _(fact: f.RuledOut, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("ruled_out", "rule-out", f"{fact.n} {fact.why}")


@_say.register
def _(fact: f.CauseFound, _r: Record, incident: Incident, _n: datetime) -> Line:
    suspect = incident.suspect(fact.n)
    return Line("done", "cause", f"{fact.n} {suspect.text if suspect else ''}".rstrip(), "bold")


@_say.register
def _(fact: f.Decided, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("decide", "decide", fact.text, "bold")


@_say.register
def _(fact: f.ImpactSet, _r: Record, _i: Incident, _n: datetime) -> Line:
    said = " ".join([*(f"{key}={value}" for key, value in fact.fields.items()), fact.text]).strip()
    return Line("act", "impact", said)


@_say.register
def _(fact: f.Linked, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("note", "link", f"{fact.url} {fact.text}".strip())


@_say.register
def _(fact: f.CadenceSet, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "cadence", f"users hear from us every {say_duration(fact.seconds)}{_why(fact.why)}")


@_say.register
def _(fact: f.TaskGiven, record: Record, _i: Incident, _n: datetime) -> Line:
    due = ""
    if fact.due_at and fact.action:
        due = f", due {fact.due_at:%Y-%m-%d}"
    elif fact.due_at:
        due = f" {say_duration((fact.due_at - record.at).total_seconds())}"
    return Line("do", "action" if fact.action else "do", f"{fact.n} @{fact.owner} {fact.text}{due}")


@_say.register
def _(fact: f.TaskTaken, _r: Record, incident: Incident, _n: datetime) -> Line:
    return Line("do", "take", f"{fact.n} {_task_words(incident, fact.n)}: {fact.person} has it")


@_say.register
def _(fact: f.TaskExtended, _r: Record, incident: Incident, now: datetime) -> Line:
    more = say_duration(fact.seconds)
    return Line(
        "do",
        "extend",
        f"{fact.n} {_task_words(incident, fact.n)}: {more} more, to {utc(fact.due_at, now)}{_why(fact.why)}",
    )


@_say.register
def _(fact: f.TaskDone, _r: Record, incident: Incident, _n: datetime) -> Line:
    return Line(
        "done" if fact.done else "do", "done" if fact.done else "undone", f"{fact.n} {_task_words(incident, fact.n)}"
    )


@_say.register
def _(fact: f.Snoozed, _r: Record, _i: Incident, now: datetime) -> Line:
    return Line("act", "snooze", f"{fact.deadline.replace(':', ' ')} until {utc(fact.until, now)}{_why(fact.why)}")


@_say.register
def _(fact: f.Amended, _r: Record, _i: Incident, now: datetime) -> Line:
    at = f"happened at {utc(fact.at, now)}" if fact.at else ""
    return Line("act", "amend", ", ".join(filter(None, [f"#{fact.seq}", at, fact.text])))


@_say.register
def _(fact: f.Struck, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "strike", f"#{fact.seq}{_why(fact.why)}")


@_say.register
def _(fact: f.Pinned, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "pin" if fact.pinned else "unpin", f"#{fact.seq}")


@_say.register
def _(fact: f.CheckChanged, record: Record, _i: Incident, _n: datetime) -> Line:
    sign = {"up": "up", "down": "down", "degraded": "slow", "unknown": "none"}.get(fact.to, "act")
    word = {"degraded": "slow", "unknown": "none"}.get(fact.to, fact.to)
    copied = ", before the incident" if fact.copied else ""
    if fact.to == "up" and fact.outage is not None:
        over = fact.outage
        said = spell(over.worst, over.value, over.began, fact.since or record.at, over.flaps, over.unseen_s)
        return Line(sign, word, f"{fact.check} is up: {said}{copied}")
    held = (record.at - fact.since).total_seconds() if fact.since else 0
    seen = f", first seen {since(held)} before" if held >= 1 and fact.to != "up" else ""
    reason = fact.reason or fact.value
    said = f"{fact.check}: {reason}" if reason else fact.check
    return Line(sign, word, f"{said}, was {fact.from_}{seen}{copied}", "bad" if fact.to == "down" else "")


@_say.register
def _(fact: f.CheckPaused, _r: Record, _i: Incident, now: datetime) -> Line:
    until = f"until {utc(fact.until, now)}" if fact.until else "asked again"
    return Line("held", "pause", f"{fact.check} {until}{_why(fact.why)}")


@_say.register
def _(fact: f.UpdateRecorded, _r: Record, _i: Incident, now: datetime) -> Line:
    status = f" {fact.status.upper()}" if fact.status else ""
    promise = f"; next by {utc(fact.next_at, now)}" if fact.next_at else ""
    return Line("sent", "told", f"{fact.channel}{status}: {fact.text or fact.how}{promise}")


@_say.register
def _(fact: f.Escalated, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("sev", "escalate", f"{fact.rung} {fact.who} called{_why(fact.text)}", "bold")


@_say.register
def _(fact: f.PlaybookAdopted, _r: Record, _i: Incident, _n: datetime) -> Line:
    clocks = plural(sum(item.limit is not None for item in fact.playbook.items), "clock")
    return Line("act", "playbook", f"{fact.name}, {plural(len(fact.playbook.items), 'item')}, {clocks}", "muted")


@_say.register
def _(fact: f.ChecksAccepted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "accept", f"the checks of {fact.name}")


@_say.register
def _(fact: f.ListTicked, _r: Record, _i: Incident, _n: datetime) -> Line:
    called = f"{fact.list_} {fact.item} {fact.text}".rstrip()
    return Line("done", "tick", called) if fact.on else Line("act", "untick", f"{called}: not done")


@_say.register
def _(fact: f.ShiftHandedOver, _r: Record, _i: Incident, _n: datetime) -> Line:
    to = f" to {fact.to}" if fact.to else ""
    return Line("role", "hand", f"the shift is handed over{to}", "bold")


@_say.register
def _(fact: f.DrillStarted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "drill", f"{fact.scenario}, at speed {fact.speed:g}; nothing leaves this machine", "muted")


@_say.register
def _(fact: f.HintTaken, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "hint", f"{fact.n} {fact.text}", "muted")


@_say.register
def _(fact: f.DrillScored, _r: Record, _i: Incident, _n: datetime) -> Line:
    passed = "passed" if fact.passed else "not passed"
    return Line("done", "score", f"{fact.points} of 100, {passed}; drill scored by rule {fact.rule}", "bold")


@_say.register
def _(fact: f.WatchingStarted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line(
        "act", "watch", f"{fact.terminal} asks {plural(len(fact.checks), 'check')}: {', '.join(fact.checks)}", "muted"
    )


@_say.register
def _(fact: f.WatchingStopped, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "watch", f"{fact.terminal} stopped asking{_why(fact.why)}", "muted")


@_say.register
def _(fact: f.Redacted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "redact", f"#{fact.seq}{_why(fact.why)}")


@_say.register
def _(fact: f.HandoverOffered, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "hand", f"{fact.from_} offers command to {fact.to}", "bold")


@_say.register
def _(fact: f.HandoverAccepted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "accept", f"{fact.person} accepts command", "bold")


@_say.register
def _(fact: f.HandoverDeclined, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "decline", f"{fact.person} declines command{_why(fact.why)}")


@_say.register
def _(_fact: f.HandoverWithdrawn, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "withdraw", "the offer of command is withdrawn")


def _why(why: str) -> str:
    return f": {why}" if why else ""


def _task_words(incident: Incident, n: int) -> str:
    task = incident.task(n)
    return task.text if task else ""


def _word(kind: str) -> str:
    return kind.replace("_", " ")[:8].rstrip()
