"""What checks did, which are held or allowed, who watches."""

from datetime import UTC

from warroom.incident import facts as f
from warroom.incident.episodes import moment_of
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.stability import looked, unseen
from warroom.incident.state import Accepted, CheckState, Incident, changed, put, remember


@fold.register
def _(fact: f.CheckChanged, incident: Incident, record: Record) -> Incident:
    known = remember(incident.checks.get(fact.check), fact, record.at, incident.when("declared"))
    after = changed(incident, checks=put(incident.checks, fact.check, known))
    return looked(incident, after, record.at, moment_of(fact, record.at))


@fold.register
def _(fact: f.CheckPaused, incident: Incident, record: Record) -> Incident:
    known = changed(incident.checks.get(fact.check, CheckState()), paused_until=fact.until)
    return looked(incident, changed(incident, checks=put(incident.checks, fact.check, known)), record.at)


@fold.register
def _(fact: f.ChecksAccepted, incident: Incident, record: Record) -> Incident:
    accepted = Accepted(fact.name, fact.sha256, record.by, record.at, fact.digest)
    return changed(incident, accepted=put(incident.accepted, fact.sha256, accepted))


@fold.register
def _(fact: f.WatchingStarted, incident: Incident, record: Record) -> Incident:
    gone = fact.unwatched_since
    if gone is not None and incident.watched.terminal:
        incident = unseen(incident, min(gone if gone.tzinfo else gone.replace(tzinfo=UTC), record.at))
    watched = changed(incident.watched, terminal=fact.terminal, checks=fact.checks)
    for stood in fact.stood:
        fresh = CheckState(state=stood.state, since=stood.since, reason=stood.reason)
        known = changed(incident.checks.get(stood.check, fresh), paused_until=stood.paused_until)
        incident = changed(incident, checks=put(incident.checks, stood.check, known))
    return looked(incident, changed(incident, watched=watched), record.at)


@fold.register
def _(fact: f.WatchingStopped, incident: Incident, record: Record) -> Incident:
    """One that was taken over already has nothing to stop."""
    if fact.terminal != incident.watched.terminal:
        return incident
    return looked(incident, changed(incident, watched=changed(incident.watched, terminal="")), record.at)
