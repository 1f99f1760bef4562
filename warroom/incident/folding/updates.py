"""What was told to whom, and what is on its way."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Incident, Told, changed
from warroom.incident.update import Update


@fold.register
def _(fact: f.UpdateRecorded, incident: Incident, record: Record) -> Incident:
    told = Told(
        fact.channel,
        fact.status,
        fact.text,
        record.at,
        record.seq,
        record.by,
        fact.next_at,
        incident.playbook.reaches_users(fact.channel),
        fact.how,
        fact.n,
    )
    incident = changed(incident, told=(*incident.told, told))
    return _with(incident, fact.n, state="sent", sent_at=record.at, ref=fact.ref, why="") if fact.n else incident


@fold.register
def _(fact: f.UpdateDrafted, incident: Incident, record: Record) -> Incident:
    """A newer version is approved anew."""
    known = incident.update(fact.n)
    draft = Update(
        fact.n,
        fact.channel,
        fact.status,
        fact.subject,
        fact.text,
        record.at,
        record.seq,
        record.by,
        fact.next_at,
        fact.template,
        version=known.version + 1 if known else 1,
    )
    others = (update for update in incident.updates if update.n != fact.n)
    return changed(incident, updates=(*others, draft))


def _with(incident: Incident, n: int, **fields: object) -> Incident:
    return changed(incident, updates=tuple(changed(one, **fields) if one.n == n else one for one in incident.updates))


@fold.register
def _(fact: f.UpdateApproved, incident: Incident, record: Record) -> Incident:
    return _with(incident, fact.n, state="approved", approved_by=record.by, approved_at=record.at, despite=fact.despite)


@fold.register
def _(fact: f.UpdateDiscarded, incident: Incident, _record: Record) -> Incident:
    return _with(incident, fact.n, state="discarded", why=fact.why)


@fold.register
def _(fact: f.UpdateQueued, incident: Incident, record: Record) -> Incident:
    return _with(
        incident, fact.n, state="queued", way=fact.way, key=fact.key, queued_at=record.at, retry_at=None, why=""
    )


@fold.register
def _(fact: f.UpdateAttempted, incident: Incident, record: Record) -> Incident:
    return _with(
        incident, fact.n, state="trying", attempts=fact.attempt, tried_at=record.at, tried_by=record.by, retry_at=None
    )


@fold.register
def _(fact: f.UpdateAnswered, incident: Incident, _record: Record) -> Incident:
    return _with(incident, fact.n, state=fact.outcome, why=fact.why, retry_at=fact.retry_at)


@fold.register
def _(fact: f.UpdateSuperseded, incident: Incident, _record: Record) -> Incident:
    why = fact.why or (f"update {fact.by} is newer" if fact.by else "")
    return _with(incident, fact.n, state="superseded", why=why)
