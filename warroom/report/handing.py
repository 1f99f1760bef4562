"""What whoever takes over has to know: an incident's brief, frozen, and the words one shift leaves to the next."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from warroom.checks.model import View
from warroom.incident.called import answer_words
from warroom.incident.deadlines import Deadline, by_urgency, deadlines
from warroom.incident.deadlines.signs import sign_of
from warroom.incident.facts import Frozen
from warroom.incident.read_back import next_clock
from warroom.incident.shift import Ticks, done
from warroom.incident.state import CheckState, Incident, OnCall, ShiftOffer, Suspect, Task
from warroom.incident.summary import Summary
from warroom.playbook.model import Playbook, Ticklist
from warroom.report.needs import needs
from warroom.report.unsent import unsent
from warroom.report.words import elapsed, plural, since, utc
from warroom.secrets import mask

MOST = 20
"""Of anything in a brief: who takes over reads it in a minute."""
CLOCKS = 8
"""Those that come first: the others are on the screen of whoever takes over."""
LONGEST = 400
"""Characters of words to users that are worth repeating."""
_HANDS_OVER = re.compile(r"hand[- _]?over|uebergabe|übergabe", re.IGNORECASE)
ROLE_WORDS = {"commander": "IC"}


def freeze(incident: Incident, now: datetime, pinned: Sequence[str] = ()) -> Frozen:
    """The brief as it is now; `pinned` are the words of the lines that were pinned."""
    clocks = [d for d in by_urgency(deadlines(incident, now), now) if d.kind != "handover"]
    suspects = [s for s in incident.suspects if s.seq not in incident.struck]
    last, following = incident.last_told, next_clock(incident, now)
    return Frozen(
        lines=(
            ("state", _state(incident, now)),
            ("impact", _impact(incident, now)),
            ("cause", _cause(suspects)),
            ("done", _done(incident, now)),
            ("now", _underway(incident)),
            ("needs", "; ".join(needs(incident, now)) or "nothing"),
        ),
        clocks=tuple(_clock(d, now) for d in clocks[:CLOCKS]),
        tasks=tuple(_task(t, now) for t in incident.tasks if t.done_at is None)[:MOST],
        suspects=tuple(f"{s.n} {s.text}{' (the cause)' * (s.state == 'cause')}" for s in suspects if _open(s))[:MOST],
        ruled_out=tuple(f"{s.n} {s.text}{f': {s.why}' * bool(s.why)}" for s in suspects if not _open(s))[:MOST],
        told=f"{last.channel} at {utc(last.at, now)} by {last.by}: {_short(last.text or 'by hand')}" if last else "",
        next_at=last.next_at if last else None,
        engaged=_engaged(incident)[:MOST],
        called=_called(incident, now)[:MOST],
        pinned=tuple(_short(words) for words in pinned if words.strip())[:MOST],
        clock_id=following.id,
        clock_label=following.label,
        clock_due=following.due_at,
    )


def _open(suspect: Suspect) -> bool:
    return suspect.state != "ruled out"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _state(incident: Incident, now: datetime) -> str:
    began = incident.when("started") or incident.when("declared") or now
    lasts = elapsed(((incident.when("resolved") or now) - began).total_seconds())
    drill = "DRILL " if incident.is_drill else ""
    return f"{drill}{incident.severity} {incident.title}, {incident.status.upper()}, elapsed {lasts}"


def _impact(incident: Incident, now: datetime) -> str:
    fields = [f"{key} {value}" for key, value in incident.impact_fields.items()]
    started = incident.when("started")
    begun = [f"since {utc(started, now)}"] if started else []
    return ", ".join(filter(None, [incident.impact, *fields, *begun])) or "nobody said whom it hits"


def _cause(suspects: Sequence[Suspect]) -> str:
    cause = next((s for s in suspects if s.state == "cause"), None)
    if cause is not None:
        return f"{cause.text} (suspect {cause.n}, confirmed)"
    count = sum(s.state == "open" for s in suspects)
    return f"not known, {plural(count, 'suspect')} open" if count else "not known, no suspect"


def _done(incident: Incident, now: datetime) -> str:
    fixed = incident.when("fixed")
    ran = [
        f"{run.title or run.command}{'' if run.well else f' ({run.outcome or run.exit})'} {utc(run.at, now)}"
        for run in incident.runs
        if run.outcome and run.risk != "reads"
    ]
    tasks = [f"{t.owner}: {t.text}" for t in incident.tasks if t.done_at is not None and not t.action]
    ticked = sum(tick.skipped is None for tick in incident.ticks.values())
    items = [f"{plural(ticked, 'item')} ticked"] if ticked else []
    fix = [f"the fix is in since {utc(fixed, now)}"] if fixed else []
    return ", ".join(_short(words) for words in [*fix, *ran[-3:], *tasks[-3:], *items]) or "nothing yet"


def _underway(incident: Incident) -> str:
    running = [f"{run.by} runs {run.title or run.command}" for run in incident.runs if not run.outcome]
    tasks = [f"{t.owner}: {t.text}" for t in incident.tasks if t.done_at is None and not t.action]
    return ", ".join(_short(words) for words in [*running, *tasks][:5]) or "nobody has a time-box"


def _clock(d: Deadline, now: datetime) -> str:
    whose = f"{d.owner}: " if d.kind == "task" else ""
    late = ", late" if d.state == "overdue" else ""
    due = f", by {utc(d.due_at, now)}{late}" if d.due_at else ""
    return f"{sign_of(d.id)} {whose}{d.label}{due}".lstrip()


def _task(task: Task, now: datetime) -> str:
    priority = f", {task.priority}" if task.priority else ""
    return f"{task.n} {task.owner}: {task.text}{priority}" + (f", by {utc(task.due_at, now)}" if task.due_at else "")


def _engaged(incident: Incident) -> tuple[str, ...]:
    """Whoever holds a role or has a task, and what."""
    found: dict[str, list[str]] = {}
    for role, held in incident.roles.items():
        found.setdefault(held.person, []).append(ROLE_WORDS.get(role, role))
    for task in incident.tasks:
        if task.done_at is None and not task.action:
            found.setdefault(task.owner, []).append(task.text)
    for name in incident.people:
        found.setdefault(name, [])
    return tuple(f"{name}: {', '.join(what)}" if what else name for name, what in found.items())


def _called(incident: Incident, now: datetime) -> tuple[str, ...]:
    """Whoever was called and did not answer yet."""
    every = [*incident.calls.values(), *incident.called.values()]
    return tuple(
        f"{call.who}, called{f' by {call.how}' if call.how else ''} {utc(call.last_at or call.at, now)}, "
        f"{'no answer' if answer_words(call, now) == 'no answer' else 'no answer yet'}"
        for call in sorted(every, key=lambda one: one.at)
        if not call.acknowledged
    )


def frozen_lines(brief: Frozen, now: datetime) -> list[tuple[str, str]]:
    """A frozen brief as (what it is about, sentence): for pipes, copying and the command line."""
    found = list(brief.lines)
    sections = (
        ("pinned", brief.pinned),
        ("clock", brief.clocks or ("none runs",)),
        ("task", brief.tasks or ("none is out",)),
        ("suspect", brief.suspects or ("none",)),
        ("ruled out", brief.ruled_out),
        ("told", (brief.told or "users were told nothing yet",)),
        ("promised", (f"next news by {utc(brief.next_at, now)}",) if brief.next_at else ()),
        ("here", brief.engaged),
        ("called", brief.called),
    )
    return [*found, *((about, said) for about, every in sections for said in every)]


# The shift.


class Change(msgspec.Struct, frozen=True):
    """Something that was changed, and in which incident it was noted."""

    at: datetime
    text: str
    by: str
    incident: str


class Handed(msgspec.Struct, frozen=True):
    """A hand-over that was accepted: by whom and when, and what was offered with it, frozen."""

    from_: str
    to: str
    at: datetime
    seq: int
    offered_at: datetime | None = None
    offered_seq: int = 0
    lines: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()


class Shift(msgspec.Struct, frozen=True):
    """What duty knows: who has the shift, to whom it is offered, what is ticked, the checks, what was changed since,
    and what `happened` to incidents.
    """

    on_call: OnCall | None = None
    offer: ShiftOffer | None = None
    lists: Ticks = {}
    checks: Mapping[str, CheckState] = {}
    changes: tuple[Change, ...] = ()
    since: datetime | None = None
    happened: tuple[Change, ...] = ()


def shift_lines(
    shift: Shift,
    states: Mapping[str, Incident],
    summaries: Sequence[Summary],
    now: datetime,
    views: Sequence[View] = (),
) -> tuple[tuple[str, str], ...]:
    """What the next shift has to know, as (what it is about, sentence).

    `states` are the open incidents that run, `summaries` all there are: those that are over still have work to do.
    """
    running = [incident for incident in states.values() if incident.running and not incident.is_drill]
    found: list[tuple[str, str]] = []
    for incident in running:
        found += _of_incident(incident, now, alone=len(running) == 1)
    found = found or [("open", "no incident is open")]
    found += _after(summaries, now)
    found += [
        ("since", f"{utc(one.at, now)} {one.incident}: {one.text}, by {one.by}") for one in shift.happened if one.text
    ]
    found += [("checks", said) for said in checks_said(shift.checks, views, now)]
    found += [
        ("changed", f"{utc(one.at, now)} {one.text}, noted by {one.by} in {one.incident}") for one in shift.changes
    ]
    return tuple((about, _short(said)) for about, said in found)


def _after(summaries: Sequence[Summary], now: datetime) -> list[tuple[str, str]]:
    """What is left of incidents that are over: those that are not closed, then the clocks that run, late ones first."""
    over = [s for s in summaries if not s.drill and not s.running and (s.due or (s.open and s.status != "cancelled"))]
    found: list[tuple[str, str]] = []
    for s in [one for one in over if one.open][:MOST]:
        left = f"{plural(len(s.due), 'clock')} left" if s.due else "not closed yet"
        found.append(("after", f"{s.title or s.id}: {s.status}, {left}"))
        found += [("unsent", f"{s.title or s.id}: {plural(s.unsent, 'update')}")] if s.unsent else []
    clocks = sorted(((one, s) for s in over for one in s.due), key=lambda pair: (pair[0].due_at, pair[1].id))
    for one, s in clocks[:MOST]:
        late = ", late" if one.due_at < now else ""
        owner = f", {one.owner}" if one.owner else ""
        found.append(("clock", f"{s.title or s.id}: {one.label}, by {utc(one.due_at, now)}{owner}{late}"))
    if len(clocks) > MOST:
        found.append(("clock", f"and {len(clocks) - MOST} more: warroom report actions"))
    return found


def _of_incident(incident: Incident, now: datetime, *, alone: bool) -> list[tuple[str, str]]:
    brief = freeze(incident, now)
    lines = dict(brief.lines)
    who = f", IC {incident.commander}" if incident.commander else ", nobody commands"
    name = "" if alone else f"{incident.title or incident.id}: "
    found = [("open", lines["state"] + who), ("impact", lines["impact"])]
    found += [("needs", lines["needs"])] if lines["needs"] != "nothing" else []
    found += [("clock", f"{name}{said}") for said in brief.clocks]
    found += [("suspect", said) for said in brief.suspects]
    found += [("ruled out", said) for said in brief.ruled_out]
    found.append(("told", brief.told or "users were told nothing yet"))
    found += [("promised", f"next news by {utc(brief.next_at, now)}")] if brief.next_at else []
    found += [("unsent", f"{name}{one.said}") for one in unsent(incident, now)]
    return found


def checks_said(checks: Mapping[str, CheckState], views: Sequence[View], now: datetime) -> list[str]:
    """The checks that are red, flap, or are held: as asked now, else as recorded last."""
    asked = {view.name: view for view in views}
    found = []
    for name in dict.fromkeys((*asked, *checks)):
        view, check = asked.get(name), checks.get(name)
        state = view.state if view else check.state_at(now) if check else "unknown"
        began = view.since if view else check.since if check else None
        lasts = f" for {since((now - began).total_seconds(), to_the_second=False)}" if began else ""
        if view is not None and view.flaps:
            found.append(f"{name} flaps, {view.flaps:.0f} %")
        elif state == "paused":
            until = check.paused_until if check else None
            found.append(f"{name} is paused" + (f" until {utc(until, now)}" if until else ""))
        elif state in ("down", "degraded"):
            found.append(f"{name} is {'slow' if state == 'degraded' else state}{lasts}")
    return found


def handover_list(playbook: Playbook) -> Ticklist | None:
    """The playbook's list for handing over, None where it has none."""
    return next(
        (one for one in playbook.lists if one.items and (_HANDS_OVER.search(one.id) or _HANDS_OVER.search(one.title))),
        None,
    )


def unticked(found: Ticklist | None, ticks: Ticks, now: datetime) -> tuple[str, ...]:
    """The items of a list that nobody ticked in this shift, each with its number."""
    if found is None:
        return ()
    return tuple(
        f"{n} {text}" for n, text in enumerate(found.items, 1) if done(ticks, found.id, n, mask(text), now) is None
    )
