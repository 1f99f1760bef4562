"""What has to hold before an incident is over, and what is left to do before it is closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from warroom.incident.deadlines import LIVE, Deadline, deadlines, sign_of
from warroom.incident.duties import concerns, owed
from warroom.incident.metrics import metrics
from warroom.incident.stability import PAUSED, stability
from warroom.incident.state import Incident, Moment, changed, put
from warroom.incident.words import say_duration

Kind = Literal["criterion", "flow", "window", "check", "task", "update", "milestone", "after"]
_WAYS = {
    "started": "/started 14:20",
    "detected": "/detected 14:28 by alert",
    "acknowledged": "/ack",
    "fixed": "/resolve fixed 14:40, or /fix",
}
_SPANS = {
    "detect_s": ("it was noticed before it started", "/started or /detected"),
    "acknowledge_s": ("it was acknowledged before it was noticed", "/detected, or /amend the acknowledgement"),
    "mitigate_s": ("it was fixed before it started", "/started, or /amend the fix"),
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Something the gate asks: what, its kind, how it is met, whether it is, and what is known of it.

    `n` numbers criteria and flows together, criteria first; 0 for what is not confirmed by hand.
    """

    kind: Kind
    what: str
    how: str = ""
    met: bool = False
    state: str = ""
    n: int = 0

    @property
    def said(self) -> str:
        """What stands open, as sentences and the record have it."""
        return f"{self.what}, {self.state}" if self.state and not self.met else self.what


Unmet = Asked
"""What is asked and not met."""


def criteria(incident: Incident) -> tuple[str, ...]:
    """The playbook's criteria, then the flows that are tried by hand, as they are numbered from 1."""
    resolution = incident.playbook.resolution
    return (*resolution.criteria, *resolution.flows)


def unread(incident: Incident, states: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Of the checks that are watched those that never gave a reading; `states` is by name what each was asked last.

    The record holds turns, so that it knows nothing of what was never known; nor does who begins to watch of what is
    not asked yet.
    """
    known = {name for name, state in states if state != "unknown"}
    return tuple(name for name in incident.watched.checks if name not in incident.checks and name not in known)


def gate(
    incident: Incident, now: datetime, unwatched_since: datetime | None = None, unread: Sequence[str] = ()
) -> tuple[Asked, ...]:
    """All that is asked before the resolution, met or not, in the order in which it is read.

    `unread` are checks that never gave a reading.
    """
    return (
        *_criteria(incident),
        *_window(incident, now, unwatched_since),
        *_red(incident, now, unwatched_since, unread),
        *_tasks(incident),
        *_updates(incident),
        *_breach(incident, now),
        *_milestones(incident),
    )


def unmet(
    incident: Incident, now: datetime, unwatched_since: datetime | None = None, unread: Sequence[str] = ()
) -> tuple[Unmet, ...]:
    """What stands between this incident and its resolution."""
    return tuple(one for one in gate(incident, now, unwatched_since, unread) if not one.met)


def as_if_fixed(incident: Incident, at: datetime | None) -> Incident:
    """The incident as it would be with a fix at that time; the same where none is given."""
    if at is None:
        return incident
    return changed(incident, milestones=put(incident.milestones, "fixed", Moment(at, incident.seq)))


def left_open(incident: Incident, now: datetime) -> tuple[Unmet, ...]:
    """What is still to be done before it is closed; action items have dates of their own and may stay."""
    after = [d for d in deadlines(incident, now) if d.kind == "after" and d.state in (*LIVE, "waiting", "none")]
    still = [d for d in deadlines(incident, now) if d.kind in ("checklist", "condition") and d.live and not d.over]
    return (*map(_after, still), *map(_after, after), *_updates(incident))


def _after(d: Deadline) -> Asked:
    sign = sign_of(d.id)
    return Asked(
        kind="after",
        what=f"{sign} {d.label}",
        how=f"/tick {sign}, or /skip {sign} WHY",
        state="late" if d.state == "overdue" else "",
    )


def said(found: tuple[Unmet, ...], verb: str) -> str:
    """Why not, in a sentence: how many, the first two, and the way on."""
    first = "; ".join(one.said for one in found[:2])
    more = f"; and {len(found) - 2} more" if len(found) > 2 else ""
    things = "1 thing is" if len(found) == 1 else f"{len(found)} things are"
    return f"{things} open: {first}{more}. /{verb} anyway WHY goes on"


def _criteria(incident: Incident) -> list[Asked]:
    found: list[Asked] = []
    for n, words in enumerate(criteria(incident), 1):
        tick = incident.criteria_met.get(n)
        flow = n > len(incident.playbook.resolution.criteria)
        found.append(
            Asked(
                kind="flow" if flow else "criterion",
                what=words,
                how=f"/confirm {n}",
                met=tick is not None,
                state=f"seen by {tick.by}" if tick else "not tried yet" if flow else "not confirmed",
                n=n,
            )
        )
    return found


def _window(incident: Incident, now: datetime, unwatched_since: datetime | None) -> list[Asked]:
    found = stability(incident, now, unwatched_since)
    if found is None:
        return []
    what = f"{'quiet' if found.by_clock else 'watched and green'} for {say_duration(found.needed_s)}"
    counted = f"{say_duration(found.counted_s)} so far"
    if found.through_at is not None:
        state = "by the clock alone: there are no checks" if found.by_clock else ""
    elif found.since is None:
        state = "waits for the fix"
    else:
        held = PAUSED.get(found.mood, "") or ("by the clock alone: there are no checks" if found.by_clock else "")
        state = f"{counted}, {held}" if held else counted
    how = "/fix begins it" if found.since is None else "it passes by itself"
    return [Asked(kind="window", what=what, how=how, met=found.through_at is not None, state=state)]


def _red(incident: Incident, now: datetime, unwatched_since: datetime | None, unread: Sequence[str]) -> list[Asked]:
    """Checks that are not up; where all of them are, that. What nobody asks is not known to be up."""
    words = {"down": "down", "degraded": "slow", "unknown": "no reading", "paused": "held"}
    names = incident.watched.checks or tuple(incident.checks)
    states = [(name, incident.checks[name].state_at(now)) for name in names if name in incident.checks]
    bad = [
        Asked(kind="check", what=f"check {name}", how="it comes up by itself", state=words.get(state, state))
        for name, state in states
        if state != "up"
    ]
    bad += [Asked(kind="check", what=f"check {name}", how="r in checks asks it", state="never read") for name in unread]
    if bad or not names:
        return bad
    if incident.watched.terminal and unwatched_since is None:
        return [Asked(kind="check", what="every check is up", met=True)]
    window = stability(incident, now, unwatched_since)
    if window is not None and window.through_at is None:
        # The window waits for a watcher already.
        return []
    how = "an open room asks them, or warroom watch"
    return [Asked(kind="check", what="every check is up", how=how, state="nobody watches")]


def _tasks(incident: Incident) -> list[Asked]:
    return [
        Asked(kind="task", what=f"t{task.n} @{task.owner} {task.text}", how=f"/done {task.n}", state="not done")
        for task in incident.tasks
        if task.done_at is None and not task.action
    ]


def _updates(incident: Incident) -> list[Asked]:
    return [
        Asked(
            kind="update",
            what=f"update {one.n} to {one.channel}",
            how="F2 sends it" if one.state != "unknown" else "F2: sent, or send again",
            state="nobody knows whether it went out" if one.state == "unknown" else "not sent",
        )
        for one in incident.unsent
    ]


def _breach(incident: Incident, now: datetime) -> list[Asked]:
    """What data in the wrong hands obliges to, as long as nobody did it."""
    if incident.breach_at is None:
        return []
    found = (one for one in owed(incident) if not one.closing and one.duty.after is None)
    ids = {f"duty:{one.n}" for one in found if concerns(incident, one.duty)}
    return [_after(d) for d in deadlines(incident, now) if d.id in ids and d.live]


def _milestones(incident: Incident) -> list[Asked]:
    told = metrics(incident)
    missing = [name for name in told.missing if name in _WAYS]
    words = {"started": "when it started", "detected": "when it was noticed", "fixed": "when it was fixed"}
    found = [
        Asked(kind="milestone", what=words.get(name, "who acknowledged it"), how=_WAYS[name], state="missing")
        for name in missing
    ]
    wrong = [_SPANS[name] for name in told.out_of_order if name in _SPANS]
    found += [Asked(kind="milestone", what=what, how=how, state="out of order") for what, how in wrong]
    return found or [Asked(kind="milestone", what="every milestone is known, in order", met=True)]
