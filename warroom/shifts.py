"""What the journal knows of the shift: who has it, what is ticked, what was changed since it began."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from warroom.incident.facts import ChangeNoted, Record, Struck
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.journal.sqlite import Journal
from warroom.report.handing import MOST, Change, Shift

BEFORE = timedelta(hours=24)
"""How far back changes are looked for where nobody has the shift."""
LOOKED_AT = 20_000
"""Records of one incident that are looked through, the newest: the screen's journal must not wait for more."""


def shift_of(duty: Incident, journal: Journal, summaries: Sequence[Summary], now: datetime) -> Shift:
    """The shift as duty has folded it, and the changes noted in incidents since it began. Raises JournalError."""
    since = duty.on_call.since if duty.on_call is not None else now - BEFORE
    changes: list[Change] = []
    for summary in summaries:
        if not summary.drill and (summary.last_at is None or summary.last_at >= since):
            changes += _changes(journal, summary, since)
    return Shift(
        on_call=duty.on_call,
        offer=duty.shift_offer,
        lists=duty.lists,
        checks=duty.checks,
        changes=tuple(sorted(changes, key=lambda one: one.at)[-MOST:]),
        since=since,
    )


def _changes(journal: Journal, summary: Summary, since: datetime) -> Iterator[Change]:
    struck: set[int] = set()
    for looked_at, record in enumerate(_young(journal, summary.id, since)):
        fact = record.fact
        if isinstance(fact, Struck):
            struck.add(fact.seq)
        elif isinstance(fact, ChangeNoted) and record.seq not in struck:
            yield Change(record.at, fact.text, record.by, summary.title or summary.id)
        if looked_at >= LOOKED_AT:
            return


def _young(journal: Journal, stream: str, since: datetime) -> Iterator[Record]:
    for record in journal.backwards(stream):
        if record.noted_at < since:
            return
        yield record
