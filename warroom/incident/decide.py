"""`decide(incident, intent, now) -> drafts`: pure; what an intent brings about, or why not."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import corrections as _corrections  # noqa: F401  its rules join the others when it is imported
from warroom.incident import intents as i
from warroom.incident.intents import Draft, Intent
from warroom.incident.rules import AHEAD, clock, rule
from warroom.incident.state import Incident

ANY_TIME = (i.Note, i.NoteChange, i.Decide, i.Link, i.Amend, i.Strike, i.Undo, i.Pin)
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
)
UNDECLARED = (i.Declare, i.StartDrill, *ANY_TIME, i.ReportTransition, i.SetWatching, i.PauseCheck, i.AdoptPlaybook)


def decide(incident: Incident, intent: Intent, now: datetime) -> tuple[Draft, ...]:
    """The facts this intent becomes, in order; () where it is so already and saying it again adds nothing.

    Raises Refused with one sentence: what is the case, since when, and the way out.
    """
    if intent.at is not None and intent.at > now + AHEAD:
        raise Refused(f"{clock(intent.at)} has not come yet (it is {clock(now)}): a time may be at most 2 min ahead")
    if not incident.declared and not isinstance(intent, UNDECLARED):
        raise Refused("nothing is declared yet: /declare P0 TITLE")
    if incident.ended_at is not None and not isinstance(intent, AFTERWARDS):
        raise Refused(f"the incident is {incident.status} since {clock(incident.ended_at)}: /reopen WHY")
    found = rule(intent, incident, now)
    return tuple(one if isinstance(one, Draft) else Draft(one, intent.at) for one in found)
