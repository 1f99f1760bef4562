"""An incident from its declaration to its end."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, because, say
from warroom.report.words import plural, utc


@say.register
def _(fact: f.Declared, _r: Record, incident: Incident, _n: datetime) -> Line:
    drill = "drill, " if incident.is_drill else ""
    return Line("declare", "declare", f"{fact.severity} {fact.title}, {drill}playbook {incident.playbook.name}", "bad")


@say.register
def _(_fact: f.Acknowledged, record: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "ack", f"acknowledged by {record.by}")


@say.register
def _(fact: f.MilestoneSet, _r: Record, _i: Incident, now: datetime) -> Line:
    by = f" by {fact.by_what}" if fact.by_what else ""
    return Line("act", fact.name[:8], f"{fact.name} at {utc(fact.at, now)}{by}")


@say.register
def _(fact: f.SeveritySet, _r: Record, incident: Incident, _n: datetime) -> Line:
    worse = incident.playbook.rank(fact.to) < incident.playbook.rank(fact.from_)
    return Line(
        "sev" if worse else "act", "sev", f"{fact.to}, was {fact.from_}{because(fact.why)}", "bad" if worse else ""
    )


@say.register
def _(fact: f.StatusSet, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "status", f"{fact.to.upper()}, was {fact.from_}{because(fact.why)}")


@say.register
def _(_fact: f.Fixed, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("done", "fix", "the fix is in", "bold")


@say.register
def _(fact: f.Unfixed, _r: Record, _i: Incident, _n: datetime) -> Line:
    said = "the fix is taken back" if fact.mistaken else "the fix does not hold"
    return Line("sev", "unfix", f"{said}{because(fact.why)}", "bad")


@say.register
def _(fact: f.Resolved, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("done", "resolve", f"resolved{_despite(fact.despite, fact.left)}", "bold")


@say.register
def _(fact: f.Reopened, _r: Record, _i: Incident, _n: datetime) -> Line:
    said = "the resolution is taken back" if fact.mistaken else "it is not over"
    return Line("sev", "reopen", f"{said}{because(fact.why)}", "bad")


@say.register
def _(fact: f.Closed, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("done", "close", f"closed{_despite(fact.despite, fact.left)}")


def _despite(why: str, left: tuple[str, ...]) -> str:
    """In spite of what, and why."""
    if not why:
        return ""
    if not left:
        return f" anyway{because(why)}"
    more = f" and {len(left) - 2} more" if len(left) > 2 else ""
    return f" anyway{because(why)} ({plural(len(left), 'thing')} open: {'; '.join(left[:2])}{more})"


@say.register
def _(fact: f.Cancelled, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "cancel", f"it was none{because(fact.why)}")


@say.register
def _(fact: f.TitleSet, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "title", f"{fact.to}, was {fact.from_}")


@say.register
def _(fact: f.PlaybookAdopted, _r: Record, _i: Incident, _n: datetime) -> Line:
    clocks = plural(sum(item.limit is not None for item in fact.playbook.items), "clock")
    return Line("act", "playbook", f"{fact.name}, {plural(len(fact.playbook.items), 'item')}, {clocks}", "muted")


@say.register
def _(fact: f.CriterionMet, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("done" if fact.met else "act", "seen", f"{fact.text}{'' if fact.met else ': not so after all'}")
