"""What may have gone well and badly: proposals from clocks, promises and fixes, without names and without blame."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from warroom.incident.deadlines import Deadline
from warroom.incident.facts import WatchingStarted, WatchingStopped
from warroom.incident.promised import Gap
from warroom.incident.state import Holding
from warroom.incident.vacant import FALLBACK
from warroom.report.outages import lasted
from warroom.report.postmortem.done import ended
from warroom.report.postmortem.known import Known, by_what, capital, lasting
from warroom.report.words import plural

QUICK_S = 300.0
"""Noticed so soon after it began that it is worth keeping so."""
SLOW_S = 900.0
CAUSE_S = 1800.0
MOST = 12
"""Proposals of one kind; how many more there are is said."""
UNSEEN_S = 60.0
_NOTHING = re.compile(
    r"(?:none|no|nothing|0)(?: (?:data|rows|records))?(?: (?:was|is|were))?(?: (?:lost|loss))?", re.IGNORECASE
)
"""How people say that no data was lost."""


class Proposal(msgspec.Struct, frozen=True):
    """A sentence about one `aspect`: detection, response, cause, communication, clocks, fix, watching, data, record."""

    aspect: str
    good: bool
    text: str


def proposals(known: Known) -> tuple[Proposal, ...]:
    """What the record speaks of, in the order in which an incident goes."""
    if not known.incident.declared:
        return ()
    # What was found to be no incident needed nobody, and had no cause to find.
    unasked = ("response", "cause", "communication", "record") if known.incident.cancelled_at else ()
    return tuple(
        Proposal(aspect, good, text)
        for aspect, find in (
            ("detection", _detection),
            ("response", _response),
            ("watching", _watching),
            ("cause", _cause),
            ("communication", _communication),
            ("clocks", _clocks),
            ("fix", _fix),
            ("data", _data),
            ("record", _record),
        )
        if aspect not in unasked
        for good, text in find(known)
    )


Found = Iterator[tuple[bool, str]]


def _detection(known: Known) -> Found:
    took = known.review.metrics.detect_s
    detected = known.incident.milestones.get("detected")
    if detected is None or detected.assumed:
        return
    by = by_what(detected.by_what)
    if took is not None and took <= QUICK_S:
        when = f"{lasting(took)} after it began" if took else "as soon as it began"
        yield True, f"It was detected{by} {when}."
    elif took is not None and took >= SLOW_S:
        yield False, f"It was detected{by} {lasting(took)} after it began."
    elif detected.by_what == "alert":
        yield True, "It was detected by an alert."
    if detected.by_what == "user":
        yield False, "A user noticed it, and no alert did before."


def _response(known: Known) -> Found:
    incident = known.incident
    declared, resolved = incident.when("declared"), known.over
    first = known.command_at
    if first is None and resolved is not None:
        yield False, "Nobody held command."
    elif first is not None and declared is not None and (waited := (first - declared).total_seconds()) <= QUICK_S:
        when = "with" if not waited else f"{lasting(waited)} after" if waited > 0 else "before"
        yield True, f"Command was taken {when} the declaration."
    for role in incident.needed_roles or FALLBACK:
        if role != "commander" and resolved is not None and not _held(known, role):
            yield False, f"Nobody held the role {role}, which {known.severity} needs."
        left = incident.left.get(role)
        if left and left.until and role not in incident.roles and (resolved is None or left.until < resolved):
            yield False, f"Nobody held the role {role} from {known.clock(left.until)} on."
    for call in sorted([*incident.calls.values(), *incident.called.values()], key=lambda one: one.at)[:MOST]:
        if not call.acknowledged:
            answer = "no answer is recorded" if call.acknowledged is None else "nobody answered"
            yield False, f"{capital(call.who)} was called at {known.clock(call.at)}, and {answer}."


def _held(known: Known, role: str) -> list[Holding]:
    now, before = known.incident.roles.get(role), known.incident.left.get(role)
    return [one for one in (before, now) if one is not None]


def _watching(known: Known) -> Found:
    """Stretches of the incident in which the checks had nobody to ask them."""
    begin, end = known.incident.when("declared"), known.over or known.now
    if begin is None:
        return
    since: datetime | None = None
    for record in known.gathered.turns:
        match record.fact:
            case WatchingStopped() if since is None:
                since = record.at
            case WatchingStarted(unwatched_since=gone):
                gone = since or gone
                since = None
                yield from _unseen(known, gone, record.at, begin, end)
    if since is not None:
        yield from _unseen(known, since, end, begin, end)


def _unseen(known: Known, gone: datetime | None, back: datetime, begin: datetime, end: datetime) -> Found:
    if gone is None:
        return
    gone, back = max(gone, begin), min(back, end)
    if (back - gone).total_seconds() >= UNSEEN_S:
        said = f"from {known.clock(gone)} to {known.clock(back)}"
        yield False, f"Nobody watched the checks for {lasting(lasted(gone, back))}, {said}."


def _cause(known: Known) -> Found:
    base = known.noticed.at if known.noticed else known.incident.when("declared")
    if known.cause_at is not None and base is not None:
        took = (known.cause_at - base).total_seconds()
        after = "it was detected" if known.noticed else "the declaration"
        if took >= 0:
            yield took <= CAUSE_S, f"The cause was found {lasting(took)} after {after}."
    elif known.over is not None and not known.suspects("cause"):
        yield False, "It ended without a cause on record."
    if out := sum(bool(one.why) for one in known.suspects("ruled out")):
        yield True, f"{plural(out, 'suspect')} {'was' if out == 1 else 'were'} ruled out, with the reason on record."


def _communication(known: Known) -> Found:
    gaps = known.review.gaps
    late = [gap for gap in gaps if gap.late_s > 0]
    kept = sum(gap.kept_at is not None and gap.late_s <= 0 for gap in gaps)
    if kept and not late:
        every = "Every update came" if kept > 1 else "The promised update came"
        yield True, f"{every} in the time promised{f' ({kept} of {kept})' if kept > 1 else ''}."
    elif kept:
        yield True, f"{kept} of {kept + len(late)} updates came in the time promised."
    for gap in late[:MOST]:
        yield False, _late(known, gap)
    if len(late) > MOST:
        worst = max(gap.late_s for gap in late)
        yield False, f"{len(late) - MOST} more updates came late, {lasting(worst)} at most."
    if not known.incident.told and not gaps:
        yield False, "No update to users is on record."
    for update in known.incident.unsent[:MOST]:
        yield False, f"Update {update.n} to {update.channel} is not known to have gone out{_because(update.why)}."


def _late(known: Known, gap: Gap) -> str:
    what = "The first update" if not gap.channel else "An update"
    promised = f"{what} was due at {known.clock(gap.promised_at)}"
    if gap.kept_at is None:
        return f"{promised}, and none is on record."
    return f"{promised} and came at {known.clock(gap.kept_at)}, {lasting(gap.late_s)} late."


def _clocks(known: Known) -> Found:
    kept = [d for d in known.review.kept if d.kind not in ("cadence", "task") and d.due_at and d.done_at]
    for d in kept[:MOST]:
        yield True, f"In time: {_label(d)}{_took(d)}."
    if len(kept) > MOST:
        yield True, f"{plural(len(kept) - MOST, 'more clock')} kept."
    missed = [d for d in known.review.missed if d.kind != "cadence"]
    for d in missed[:MOST]:
        yield False, _missed(known, d)
    if len(missed) > MOST:
        yield False, f"{plural(len(missed) - MOST, 'more clock')} missed."
    for d in known.review.skipped[:MOST]:
        yield False, f"Skipped: {_label(d)}{_because(_skipped(known, d))}."


def _took(d: Deadline) -> str:
    if d.done_at is None or d.started_at is None:
        return ""
    took = (d.done_at - d.started_at).total_seconds()
    if took < 1:
        return ", at once"
    return f", after {lasting(took)}{f' of {lasting(d.offset)} allowed' if d.offset else ''}"


def _missed(known: Known, d: Deadline) -> str:
    due = f", due at {known.clock(d.due_at)}" if d.due_at else ""
    if d.done_at is None:
        return f"Not recorded as done: {_label(d)}{due}."
    late = f" {lasting((d.done_at - d.due_at).total_seconds())} late" if d.due_at else " late"
    return f"{late.strip().capitalize()}: {_label(d)}{due}, done at {known.clock(d.done_at)}."


def _label(d: Deadline) -> str:
    return "the response" if d.kind == "response" else d.label.rstrip(".")


def _skipped(known: Known, d: Deadline) -> str:
    tick = known.incident.ticks.get(d.item) if d.item is not None else None
    return tick.skipped or "" if tick else ""


def _fix(known: Known) -> Found:
    incident = known.incident
    for span in known.failed_fixes[:MOST]:
        why = next((r.fact for r in known.gathered.story if r.seq == span.seq), None)
        said = _because(getattr(why, "why", ""))
        yield False, f"The fix of {known.clock(span.start)} did not hold, as seen at {known.clock(span.end)}{said}."
    for span in known.reopened[:MOST]:
        yield False, f"It was resolved at {known.clock(span.start)} and reopened at {known.clock(span.end)}."
    fixed, resolved = incident.when("fixed"), incident.when("resolved")
    begun = known.began is None or fixed is None or fixed >= known.began
    if fixed and resolved and resolved > fixed and begun and not known.failed_fixes and not known.reopened:
        held = lasting((resolved - fixed).total_seconds())
        yield True, f"The first fix held: it was watched for {held} before it was resolved."
    if incident.despite:
        yield False, f"It was resolved while something stood open; the reason given: {incident.despite.rstrip('.')}."
    failed = [run for run in incident.runs if run.outcome and not run.well and run.risk != "reads"]
    for run in failed[:MOST]:
        yield False, f"Run {run.n} did not end well ({ended(run)}): {run.title or run.command}."


def _data(known: Known) -> Found:
    if _NOTHING.fullmatch(known.field("data").strip(" .")):
        yield True, "No data was lost, as recorded."


def _record(known: Known) -> Found:
    missing = [name for name in known.review.metrics.missing if name != "closed"]
    if missing and known.over is not None:
        words = {"started": "when it began", "fixed": "when the fix was in", "acknowledged": "who acknowledged it"}
        said = ", ".join(words.get(name, f"when it was {name}") for name in missing)
        yield False, f"Not on record: {said}."
    for one in known.review.milestones:
        other = one.trouble.removeprefix("before ")
        first = known.incident.when(other) if other != one.trouble else None
        # What ran before anybody declared it is in order.
        if one.at is not None and first is not None and "declared" not in (one.name, other):
            yield (
                False,
                f"Out of order on record: {one.name} ({known.clock(one.at)}) before {other} ({known.clock(first)}).",
            )


def _because(why: str) -> str:
    return f": {why.rstrip('.')}" if why else ""
