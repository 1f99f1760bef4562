"""What is done next about the updates that wait: pure, so that every terminal comes to the same answer."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from warroom.incident import intents as i
from warroom.incident.state import Incident
from warroom.incident.update import LONGEST_WAIT, Update
from warroom.updates.sending import Answer, Message

TAKE_OVER_S = 5.0
"""How long the terminals of others leave an update to the one that asked for it."""
STUCK_S = 30.0
"""After so long in the queue an update is held up, and a newer one takes its place."""
FIRST_WAIT_S = 5.0
LONGEST_BACKOFF_S = 120.0
MOST_WHY = 300
MOST_REF = 200


class Plan(NamedTuple):
    """Which numbers are not sent any more, with the newer one each; and which are sent now."""

    superseded: tuple[tuple[int, int], ...] = ()
    due: tuple[int, ...] = ()


def plan(incident: Incident, now: datetime, me: str = "", hurry: Collection[int] = ()) -> Plan:
    """What `me` at a terminal does next; the numbers in `hurry` are not left for later, nor to another terminal.

    One at a time goes out by a way, the oldest first; of those that are held up only the newest goes.
    """
    superseded: list[tuple[int, int]] = []
    due: list[int] = []
    for line in _lines(incident.updates):
        old = [(one.n, newer) for one in line if one.waits and _held_up(one, now) and (newer := _newer(one, line))]
        superseded += old
        going = {n for n, _ in old}
        waiting = [one for one in line if one.waits and one.n not in going and not one.stale(now)]
        if not waiting or any(one.state == "trying" for one in line):
            continue
        if any(one.way == waiting[0].way and one.barred(now) for one in incident.updates):
            continue
        if waiting[0].n in hurry or _turn_of(waiting[0], me, now):
            due.append(waiting[0].n)
    return Plan(tuple(superseded), tuple(due))


def _lines(updates: Iterable[Update]) -> list[list[Update]]:
    """The updates of each channel and way out, in order; what went by hand belongs to every way of its channel."""
    ordered = sorted(updates, key=lambda one: one.n)
    ways = dict.fromkeys((one.channel, one.way) for one in ordered if one.way)
    return [[one for one in ordered if one.channel == channel and one.way in (way, "")] for channel, way in ways]


def _newer(update: Update, line: Sequence[Update]) -> int:
    """The newest one behind it that is on its way or went out since it was asked for, 0 for none."""
    behind = (
        one.n
        for one in line
        if one.n > update.n and (one.waits or one.state == "trying" or (one.state == "sent" and _since(one, update)))
    )
    return max(behind, default=0)


def _since(sent: Update, asked: Update) -> bool:
    """Whether one went out only after the other was asked for: what went before was known to whoever asked."""
    return sent.sent_at is None or asked.queued_at is None or sent.sent_at >= asked.queued_at


def _held_up(update: Update, now: datetime) -> bool:
    return update.state != "queued" or _age_s(update.queued_at, now) > STUCK_S


def _age_s(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


def _turn_of(update: Update, me: str, now: datetime) -> bool:
    """Whether it is to be tried again by now, and whether by us: whoever asked for it comes first."""
    if update.wait_s(now) > 0:
        return False
    mine = update.queued_by.casefold() == me.casefold()
    # A moment that lies ahead was noted by a clock that has been set back since: nobody waits for it.
    waited_s = _age_s(update.retry_at or update.queued_at, now)
    return mine or not 0 <= waited_s < TAKE_OVER_S


def message(incident: Incident, update: Update) -> Message:
    """The update as a way out is given it."""
    before = [one for one in incident.updates if one.way == update.way and one.state == "sent" and one.n != update.n]
    before.sort(key=lambda one: one.sent_at or one.at)
    level = incident.level
    return Message(
        n=update.n,
        channel=update.channel,
        incident=incident.id,
        key=update.key,
        text=update.text,
        status=update.status,
        subject=update.subject,
        next_at=update.next_at,
        title=incident.title,
        severity=incident.severity,
        severity_name=level.name if level else "",
        impact=incident.impact,
        url=incident.links[-1] if incident.links else "",
        first=not before,
        ref=next((one.ref for one in reversed(before) if one.ref), ""),
        drill=incident.is_drill,
    )


def backoff_s(attempt: int, asked_s: float | None = None) -> float:
    """Seconds until the next try after this one, 1 for the first; as long as the other side asked, 1 h at most."""
    doubled = FIRST_WAIT_S * float(1 << min(max(attempt, 1) - 1, 16))
    own = min(doubled, LONGEST_BACKOFF_S)
    return min(max(own, asked_s or 0.0), LONGEST_WAIT.total_seconds())


def outcome(n: int, attempt: int, answer: Answer, now: datetime, *, repeats_safely: bool) -> i.AnswerUpdate:
    """The answer of a way out as the record takes it: also when it is tried again by itself, if it is."""
    again = answer.outcome == "later" or (answer.outcome == "unknown" and repeats_safely)
    wait = timedelta(seconds=backoff_s(attempt, answer.retry_after_s))
    return i.AnswerUpdate(
        n=n,
        attempt=attempt,
        outcome=answer.outcome,
        why=" ".join(answer.why.split())[:MOST_WHY],
        ref=answer.ref if len(answer.ref) <= MOST_REF and answer.ref.isprintable() else "",
        retry_at=now + wait if again else None,
        throttled=answer.outcome == "later" and answer.retry_after_s is not None,
    )
