"""What was written and is now said otherwise, marked or erased."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Amendment, Holding, Incident, changed, put


@fold.register
def _(fact: f.Struck, incident: Incident, _record: Record) -> Incident:
    return changed(incident, struck=put(incident.struck, fact.seq, fact.why))


@fold.register
def _(fact: f.Pinned, incident: Incident, _record: Record) -> Incident:
    others = tuple(seq for seq in incident.pinned if seq != fact.seq)
    return changed(incident, pinned=(*others, fact.seq) if fact.pinned else others)


@fold.register
def _(fact: f.Redacted, incident: Incident, _record: Record) -> Incident:
    return changed(incident, redacted=(*incident.redacted, fact.seq))


@fold.register
def _(fact: f.Amended, incident: Incident, _record: Record) -> Incident:
    before = incident.amended.get(fact.seq, Amendment(version=1))
    newest = Amendment(
        before.version + 1,
        fact.text if fact.text is not None else before.text,
        fact.at or before.at,
    )
    incident = changed(incident, amended=put(incident.amended, fact.seq, newest))
    if fact.text is not None:
        suspects = tuple(changed(s, text=fact.text) if s.seq == fact.seq else s for s in incident.suspects)
        linked = {seq: fact.text if seq == fact.seq else url for seq, url in incident.linked.items()}
        incident = changed(incident, suspects=suspects, linked=linked)
    return _move(incident, fact.seq, fact.at) if fact.at else incident


def _move(incident: Incident, seq: int, at: datetime) -> Incident:
    """Whatever record `seq` brought about happened at another time; what hangs on it follows."""
    return changed(
        incident,
        milestones={
            name: changed(moment, at=at) if moment.seq == seq else moment
            for name, moment in incident.milestones.items()
        },
        severities=tuple(changed(s, at=at) if s.seq == seq else s for s in incident.severities),
        roles={role: _put_on(held, seq, at) for role, held in incident.roles.items()},
        ticks={n: changed(tick, at=at) if tick.seq == seq else tick for n, tick in incident.ticks.items()},
        suspects=tuple(changed(s, at=at) if s.seq == seq else s for s in incident.suspects),
        tasks=tuple(changed(t, given_at=at) if t.seq == seq else t for t in incident.tasks),
        told=tuple(changed(t, at=at) if t.seq == seq else t for t in incident.told),
        calls={n: changed(call, at=at) if call.seq == seq else call for n, call in incident.calls.items()},
    )


def _put_on(held: Holding, seq: int, at: datetime) -> Holding:
    filled = changed(held.filled, at=at) if held.filled.seq == seq else held.filled
    return changed(held, since=at if held.seq == seq else held.since, filled=filled)
