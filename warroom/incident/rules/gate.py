"""What every rule shares: who may ask what when, how names and words are checked, and the table of rules."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import singledispatch

from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.facts import Fact
from warroom.incident.intents import Draft, Intent
from warroom.incident.state import Incident
from warroom.incident.words import (
    MAX_NAME,
    MAX_TEXT,
    person,
    say_duration,
)

AHEAD = timedelta(minutes=2)
Facts = Sequence[Fact | Draft]

ANY_TIME = (i.Note, i.NoteChange, i.Decide, i.Link, i.Amend, i.Strike, i.Undo, i.Pin, i.Redact)
AFTERWARDS = (
    *ANY_TIME,
    i.SetItem,
    i.SkipItem,
    i.GiveTask,
    i.TakeTask,
    i.ExtendTask,
    i.FinishTask,
    i.Reopen,
    i.TellUsers,
    i.SetMilestone,
    i.SetImpact,
    i.ReportTransition,
    i.SetWatching,
    i.PauseCheck,
    i.ScoreDrill,
    i.SetDuty,
    i.FinishCommand,
    i.PinOutput,
    i.DraftUpdate,
    i.ApproveUpdate,
    i.DiscardUpdate,
    i.QueueUpdate,
    i.ClaimUpdate,
    i.AnswerUpdate,
    i.MarkSent,
    i.ResendUpdate,
    i.SupersedeUpdate,
    i.WriteSection,
)
MISSED = {i.Acknowledge: "acknowledged", i.MarkFixed: "fixed", i.Resolve: "resolved"}
"""What may be added to a closed incident, to a time before its end, where nobody said it while it was open."""
UNDECLARED = (
    i.Declare,
    i.StartDrill,
    i.TakeHint,
    i.ScoreDrill,
    *ANY_TIME,
    i.ReportTransition,
    i.SetWatching,
    i.PauseCheck,
    i.AdoptPlaybook,
    i.AcceptChecks,
    i.TickList,
    i.OfferShift,
    i.AcceptShift,
    i.DeclineShift,
    i.WithdrawShift,
    i.StartCommand,
    i.FinishCommand,
    i.PinOutput,
    i.NoteImport,
)


def clock(moment: datetime) -> str:
    """A moment as sentences have it, zone written out."""
    return f"{moment:%H:%M:%S} UTC"


def not_ahead(moment: datetime, now: datetime, what: str = "") -> None:
    """Refuse a moment more than two minutes ahead; the date is said where it is another day's."""
    if moment > now + AHEAD:
        day = "" if moment.date() == now.date() else f"{moment:%Y-%m-%d} "
        raise Refused(
            f"{what}{day}{clock(moment)} has not come yet (it is {clock(now)}); at most 2 min ahead are taken"
        )


def text_of(words: str, what: str) -> str:
    """The words, stripped at the end; refused when empty or too long to be a line."""
    kept = words.rstrip()
    if not kept.strip():
        raise Refused(f"{what} needs words")
    if len(kept) > MAX_TEXT:
        raise Refused(
            f"{what} may have {MAX_TEXT:,} characters and this has {len(kept):,}: keep it in a file and /link it"
        )
    return kept


def name_of(word: str) -> str:
    """The bare name of a person."""
    name = person(word)
    if not name or len(name) > MAX_NAME or any(c.isspace() or not c.isprintable() for c in name):
        raise Refused(f"a name has 1 to {MAX_NAME} letters and no spaces: @anna")
    if name.lower() == "nobody":
        raise Refused("nobody is no name: /role ROLE @nobody empties a role")
    return name


def permit(intent: Intent, incident: Incident) -> None:
    """Refuse what the incident's stage does not allow."""
    given_up = incident.is_drill and isinstance(intent, i.Cancel)
    if not incident.declared and not given_up and not isinstance(intent, UNDECLARED):
        raise Refused("nothing is declared yet: /declare P0 TITLE")
    if incident.ended_at is None or isinstance(intent, AFTERWARDS):
        return
    since = f"the incident is {incident.status} since {clock(incident.ended_at)}"
    missed = MISSED.get(type(intent)) if incident.cancelled_at is None else None
    if missed is None:
        raise Refused(f"{since}: /reopen WHY")
    if missed in incident.milestones:
        # Its own rule says by whom and when.
        return
    if intent.at is None:
        raise Refused(f"{since}: /reopen WHY, or say when it was {missed}, such as {_such_as(incident, missed)}")
    before_the_end(intent.at, incident, f"{missed} at ")


_VERBS = {"acknowledged": "/ack", "fixed": "/fix", "resolved": "/resolve"}


def _such_as(incident: Incident, missed: str) -> str:
    moment = incident.when("resolved") or incident.when("declared") or incident.ended_at
    return f"{moment:%H:%M} {_VERBS[missed]}" if moment else _VERBS[missed]


def before_the_end(moment: datetime, incident: Incident, what: str) -> None:
    """Refuse a moment after the incident was closed or cancelled."""
    if incident.ended_at is not None and moment > incident.ended_at:
        raise Refused(
            f"{what}{clock(moment)} is after the incident was {incident.status}, {clock(incident.ended_at)}: "
            "/reopen WHY if it went on"
        )


_ENDS = ("fixed", "resolved", "closed")


def in_order(name: str, moment: datetime, incident: Incident) -> None:
    """Refuse a milestone's moment after the end, and one that puts fixed after resolved, or any after closed."""
    if name != "closed":
        before_the_end(moment, incident, f"{name} at ")
    if name not in _ENDS:
        return
    place = _ENDS.index(name)
    earlier = [*incident.milestones] if name == "closed" else _ENDS[:place]
    for other in (*earlier, *_ENDS[place + 1 :]):
        known = incident.milestones.get(other)
        if known is None or other == name or (moment >= known.at if other in earlier else moment <= known.at):
            continue
        side = "before" if other in earlier else "after"
        raise Refused(
            f"{name} at {clock(moment)} is {side} it was {other}, {clock(known.at)}: /amend {known.seq} moves that"
        )


def perform(intent: Intent, incident: Incident, now: datetime) -> Facts:
    """What the rule of this intent says, where the incident's stage allows it at all."""
    permit(intent, incident)
    return rule(intent, incident, now)


def later(moment: datetime, seconds: float) -> datetime:
    """The moment that many seconds on; refused where the calendar ends."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        raise Refused(f"{say_duration(seconds)} from {moment:%Y-%m-%d} is beyond every calendar") from None


@singledispatch
def rule(intent: Intent, _incident: Incident, _now: datetime) -> Facts:
    raise Refused(f"{type(intent).__name__} has no rule")
