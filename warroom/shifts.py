"""What the journal knows of the shift: who has it, what is ticked, what happened since it began."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.incident.words import DUTY
from warroom.journal.sqlite import Journal
from warroom.report.handing import MOST, Change, Handed, Shift

BEFORE = timedelta(hours=24)
"""How far back is looked where nobody has the shift."""
HAPPENED = (f.Declared, f.SeveritySet, f.Resolved, f.Reopened, f.Closed, f.Cancelled)
_KINDS = tuple(fact.kind for fact in (*HAPPENED, f.ChangeNoted, f.Struck))


def shift_of(duty: Incident, journal: Journal, summaries: Sequence[Summary], now: datetime) -> Shift:
    """The shift as duty has folded it, and what was noted in incidents since it began. Raises JournalError."""
    since = duty.on_call.since if duty.on_call is not None else now - BEFORE
    noted: list[tuple[Record, Change]] = []
    for summary in summaries:
        if not summary.drill and (summary.last_at is None or summary.last_at >= since):
            noted += _noted(journal, summary, since)
    noted.sort(key=lambda one: one[1].at)
    return Shift(
        on_call=duty.on_call,
        offer=duty.shift_offer,
        lists=duty.lists,
        checks=duty.checks,
        changes=tuple(change for record, change in noted if isinstance(record.fact, f.ChangeNoted))[-MOST:],
        since=since,
        happened=tuple(change for record, change in noted if isinstance(record.fact, HAPPENED))[-MOST:],
    )


def _noted(journal: Journal, summary: Summary, since: datetime) -> Iterator[tuple[Record, Change]]:
    """What of an incident was noted since then; what was struck was not."""
    found = list(journal.of_kinds(summary.id, _KINDS))
    struck = {record.fact.seq for record in found if isinstance(record.fact, f.Struck)}
    for record in found:
        if record.noted_at >= since and record.seq not in struck and not isinstance(record.fact, f.Struck):
            yield record, Change(record.at, _said(record), record.by, summary.title or summary.id)


def _said(record: Record) -> str:
    match record.fact:
        case f.ChangeNoted(text=text):
            return text
        case f.Declared(severity=severity):
            return f"declared {severity}"
        case f.SeveritySet(from_=before, to=after, why=why):
            return f"severity {before} to {after}{f': {why}' * bool(why)}"
        case f.Reopened(why=why) | f.Cancelled(why=why):
            return f"{record.kind}{f': {why}' * bool(why)}"
    return record.kind


def last_handed(journal: Journal) -> Handed | None:
    """The last hand-over that was accepted, with what was offered then; None where there was none yet."""
    offered: Record | None = None
    found: Handed | None = None
    kinds = (f.ShiftOffered, f.ShiftDeclined, f.ShiftWithdrawn, f.ShiftHandedOver)
    for record in journal.of_kinds(DUTY, tuple(kind.kind for kind in kinds)):
        match record.fact:
            case f.ShiftOffered():
                offered = record
            case f.ShiftHandedOver(from_=from_, to=to):
                found = _handed(record, from_, to, offered)
                offered = None
            case _:
                offered = None
    return found


def _handed(record: Record, from_: str, to: str, offered: Record | None) -> Handed:
    fact = offered.fact if offered is not None else None
    if offered is None or not isinstance(fact, f.ShiftOffered):
        return Handed(from_=from_, to=to, at=record.at, seq=record.seq)
    return Handed(
        from_=from_,
        to=to,
        at=record.at,
        seq=record.seq,
        offered_at=offered.at,
        offered_seq=offered.seq,
        lines=fact.lines,
        left=fact.left,
    )
