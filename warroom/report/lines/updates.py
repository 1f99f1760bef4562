"""What was told to whom."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, because, say
from warroom.report.words import utc


@say.register
def _(fact: f.UpdateRecorded, _r: Record, _i: Incident, now: datetime) -> Line:
    status = f" {fact.status.upper()}" if fact.status else ""
    promise = f"; next by {utc(fact.next_at, now)}" if fact.next_at else ""
    how = f" ({fact.how})" if fact.n and fact.text else ""
    return Line("sent", "told", f"{fact.channel}{status}: {fact.text or fact.how}{how}{promise}")


def _about(incident: Incident, n: int) -> str:
    """ "update 2 to status_page"."""
    update = incident.update(n)
    return f"update {n}" + (f" to {update.channel}" if update else "")


@say.register
def _(fact: f.UpdateDrafted, _r: Record, incident: Incident, _n: datetime) -> Line:
    status = f"{fact.status.upper()} " if fact.status else ""
    return Line("act", "draft", f"{_about(incident, fact.n)}: {status}{fact.text}", "muted")


@say.register
def _(fact: f.UpdateApproved, _r: Record, incident: Incident, _n: datetime) -> Line:
    faults = f", although {'; '.join(fact.faults)}" if fact.faults else ""
    return Line("done", "approve", f"{_about(incident, fact.n)} may go out{faults}{because(fact.despite)}")


@say.register
def _(fact: f.UpdateDiscarded, _r: Record, incident: Incident, _n: datetime) -> Line:
    return Line("act", "discard", f"{_about(incident, fact.n)} is not sent{because(fact.why)}", "muted")


@say.register
def _(fact: f.UpdateQueued, _r: Record, incident: Incident, _n: datetime) -> Line:
    return Line("act", "queue", f"{_about(incident, fact.n)} is to go out by {fact.way}")


@say.register
def _(fact: f.UpdateAttempted, record: Record, incident: Incident, _n: datetime) -> Line:
    again = f", attempt {fact.attempt}" if fact.attempt > 1 else ""
    return Line("act", "try", f"{_about(incident, fact.n)} is being sent by {record.by}{again}", "muted")


@say.register
def _(fact: f.UpdateAnswered, _r: Record, incident: Incident, now: datetime) -> Line:
    about = _about(incident, fact.n)
    match fact.outcome:
        case "later":
            again = f"; again at {utc(fact.retry_at, now)}" if fact.retry_at else ""
            return Line("act", "unsent", f"{about} did not go out{because(fact.why)}{again}")
        case "refused":
            return Line("sev", "unsent", f"{about} was refused{because(fact.why)}", "bad")
    again = f"; again at {utc(fact.retry_at, now)}, under the same key" if fact.retry_at else ""
    return Line("unknown", "unknown", f"{about} may have gone out{because(fact.why)}{again}", "bad")


@say.register
def _(fact: f.UpdateSuperseded, _r: Record, incident: Incident, _n: datetime) -> Line:
    newer = f": update {fact.by} is newer" if fact.by else ""
    return Line("act", "old", f"{_about(incident, fact.n)} is not sent any more{newer}{because(fact.why)}", "muted")
