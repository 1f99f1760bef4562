"""How long it was watched and green since the fix: the window that has to pass before it is over.

Slow is not what the playbooks call normal: it holds the window, as time in which nobody watched or a check could not
be asked does. Red begins it anew. Bad news counts from when it was first seen, good news from when it was sure.
"""

from datetime import datetime, timedelta

import msgspec

from warroom.incident.state import CheckState, Incident, changed
from warroom.incident.watched import Mood, Turn, Watched, green_s, turned

PAUSED: dict[str, str] = {
    "slow": "held: a check is slow",
    "unknown": "held: a check cannot be asked",
    "unwatched": "held: nobody watches",
    "red": "begins anew: a check is down",
}
"""Why the window does not count, by mood."""


class Stability(msgspec.Struct, frozen=True, kw_only=True):
    """The window at one moment, in seconds; `through_at` is when it was over, `since` when it began.

    `by_clock` where there are no checks, so that only time is counted.
    """

    needed_s: float
    counted_s: float
    mood: Mood
    since: datetime | None
    through_at: datetime | None = None
    by_clock: bool = False


# Reading it.


def stability(incident: Incident, now: datetime, unwatched_since: datetime | None = None) -> Stability | None:
    """None where the playbook asks for no window; `unwatched_since` is when the watcher was last seen, if it is gone.

    After the resolution it stays as it was then.
    """
    needed = incident.playbook.resolution.watch
    if needed is None or not needed.seconds:
        return None
    fixed = incident.when("fixed")
    by_clock = not has_checks(incident)
    watched = _as_of(incident, now, unwatched_since)
    mood: Mood = "green" if by_clock else watched.mood or "unwatched"
    empty = Stability(needed_s=needed.seconds, counted_s=0.0, mood=mood, since=fixed, by_clock=by_clock)
    if fixed is None:
        return empty
    end = min(filter(None, (now, incident.when("resolved"), incident.ended_at)))
    turns = (Turn(fixed, "green"),) if by_clock else watched.turns
    counted = watched.before_s if watched.counted_from == fixed and not by_clock else 0.0
    through: datetime | None = None
    for place, turn in enumerate(turns):
        until = min(turns[place + 1].at, end) if place + 1 < len(turns) else end
        more = green_s((turn,), until, fixed)
        if through is None and more > 0 and counted + more >= needed.seconds:
            through = max(turn.at, fixed) + timedelta(seconds=needed.seconds - counted)
        counted += more
    return msgspec.structs.replace(empty, counted_s=min(counted, needed.seconds), through_at=through)


def has_checks(incident: Incident) -> bool:
    """Whether there is anything to watch, as far as the incident knows."""
    return bool(incident.watched.checks or incident.checks or incident.playbook.checks)


def _as_of(incident: Incident, now: datetime, unwatched_since: datetime | None) -> Watched:
    """What was watched up to now: pauses that ended by themselves, and a watcher that died without a word."""
    if unwatched_since is not None and incident.watched.terminal and incident.watched.turns:
        incident = unseen(incident, min(unwatched_since, now))
    return _up_to(incident, now)


# Folding it.


def looked(before: Incident, after: Incident, at: datetime, seen_at: datetime | None = None) -> Incident:
    """`after`, once its checks, pauses or watcher changed: the mood from `at`, or from when it was seen if worse.

    Once it is resolved nothing is followed before it is reopened.
    """
    if "resolved" in after.milestones:
        return after
    turns = _up_to(before, at)
    known = changed(turns, terminal=after.watched.terminal, checks=after.watched.checks, told_at=at)
    after = changed(after, watched=known)
    mood = mood_at(after, at)
    since = min(at, seen_at) if seen_at is not None and mood != "green" else at
    return changed(after, watched=turned(known, since, mood, after.when("fixed")))


def unseen(incident: Incident, since: datetime) -> Incident:
    """Nobody watches from then on, although nobody said so."""
    return looked(incident, changed(incident, watched=changed(incident.watched, terminal="")), since)


def anew(incident: Incident, ended_at: datetime, at: datetime) -> Incident:
    """A resolution was taken back at `at`: what the checks did since it was not followed."""
    if not incident.watched.turns:
        return incident
    gone = unseen(incident, ended_at)
    return looked(gone, changed(gone, watched=changed(gone.watched, terminal=incident.watched.terminal)), at)


def mood_at(incident: Incident, at: datetime) -> Mood:
    """How the checks looked together at this moment, as the record has it."""
    states = [check.state_at(at) for check in _asked(incident)]
    if "down" in states:
        return "red"
    if not incident.watched.terminal:
        return "unwatched"
    if "unknown" in states or "paused" in states:
        return "unknown"
    return "slow" if "degraded" in states else "green"


def _asked(incident: Incident) -> list[CheckState]:
    """The checks that are watched; all that are known where nobody said which."""
    names = incident.watched.checks or tuple(incident.checks)
    return [incident.checks[name] for name in names if name in incident.checks]


def _up_to(incident: Incident, to: datetime) -> Watched:
    """With the turns of pauses that ended by themselves since something was recorded last."""
    watched = incident.watched
    last = watched.told_at
    if not watched.turns or last is None:
        return watched
    over = {check.paused_until for check in _asked(incident) if check.paused_until is not None}
    for moment in sorted(end for end in over if last < end <= to):
        watched = turned(watched, moment, mood_at(incident, moment), incident.when("fixed"))
    return watched
