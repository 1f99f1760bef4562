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
    known = incident.update(fact.n)
    if known is None:
        return incident
    # Where somebody says that it went, no attempt has anything left to tell.
    tries = tuple(n for n in known.tries if n != fact.attempt) if fact.attempt else ()
    return _with(incident, fact.n, state="sent", sent_at=record.at, ref=fact.ref, why="", tries=tries, retry_at=None)


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
        attempts=known.attempts if known else 0,
        tries=known.tries if known else (),
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
    known = incident.update(fact.n)
    barred = known is not None and known.throttled and known.way == fact.way
    return _with(
        incident,
        fact.n,
        state="queued",
        way=fact.way,
        key=fact.key,
        queued_at=record.at,
        queued_by=record.by,
        retry_at=known.retry_at if known and barred else None,
        throttled=barred,
        why="",
    )


@fold.register
def _(fact: f.UpdateAttempted, incident: Incident, record: Record) -> Incident:
    known = incident.update(fact.n)
    return _with(
        incident,
        fact.n,
        state="trying",
        attempts=fact.attempt,
        tries=(*(known.tries if known else ()), fact.attempt),
        tried_at=record.at,
        tried_by=record.by,
        retry_at=None,
        throttled=False,
    )


@fold.register
def _(fact: f.UpdateAnswered, incident: Incident, _record: Record) -> Incident:
    known = incident.update(fact.n)
    tries = known.tries if known else ()
    if fact.outcome != "unknown":
        tries = tuple(n for n in tries if n != fact.attempt)
    return _with(
        incident,
        fact.n,
        state=fact.outcome,
        why=fact.why,
        retry_at=fact.retry_at,
        throttled=fact.throttled,
        tries=tries,
    )


@fold.register
def _(fact: f.UpdateSuperseded, incident: Incident, _record: Record) -> Incident:
    why = fact.why or (f"update {fact.by} is newer" if fact.by else "")
    return _with(incident, fact.n, state="superseded", why=why)
