"""Who was called and does not answer, and who is next."""

from datetime import datetime, timedelta

import msgspec

from warroom.incident.state import Call, Incident

SILENT = timedelta(minutes=5)
"""A call that nobody said anything about since then is unanswered."""


class Unanswered(msgspec.Struct, frozen=True):
    """A call without an answer, since when it is waited for, and the rung to call next, 0 and "" for none."""

    call: Call
    rung: int
    since: datetime
    next_rung: int = 0
    next_who: str = ""


def unanswered(incident: Incident, now: datetime) -> tuple[Unanswered, ...]:
    """Who was called in vain, oldest first: somebody said so, or five minutes have passed; none once it is over."""
    if not incident.running:
        return ()
    every = [*incident.calls.items(), *((0, call) for call in incident.called.values())]
    found = [(n, call) for n, call in every if silent(call, now)]
    return tuple(
        Unanswered(call, n, call.last_at or call.at, *_next(incident, n))
        for n, call in sorted(found, key=lambda pair: (pair[1].last_at or pair[1].at, pair[0]))
    )


def silent(call: Call, now: datetime) -> bool:
    """Whether a call counts as unanswered."""
    return call.acknowledged is False or (call.acknowledged is None and now - (call.last_at or call.at) >= SILENT)


def answer_words(call: Call, now: datetime) -> str:
    """How a call stands, in a word or two."""
    if call.acknowledged:
        return "answered"
    return "no answer" if silent(call, now) else "called"


def _next(incident: Incident, rung: int) -> tuple[int, str]:
    """The first rung after this one that was not called and applies at this level; for anybody else the next of all."""
    for n, one in enumerate(incident.playbook.ladder, 1):
        applies = not one.severities or incident.severity in one.severities
        if n > rung and n not in incident.calls and applies:
            return n, one.who
    return 0, ""
