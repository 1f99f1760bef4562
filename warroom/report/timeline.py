"""The timeline as plain lines, for a shell and for what is copied."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from warroom.incident.episodes import Episode
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines import describe, happened, late, marks
from warroom.report.outages import episode_said
from warroom.report.words import plural
from warroom.text import visible


def as_lines(
    records: Iterable[Record], incident: Incident, now: datetime, found: Iterable[Episode] = ()
) -> Iterator[str]:
    """A line a record; those of an outage in `found` are one line, where the first of them stands that is listed.

    A pinned record keeps a line of its own.
    """
    part_of = {seq: one for one in found for seq in one.seqs}
    told: set[int] = set()
    for record in records:
        one = part_of.get(record.seq)
        if one is None:
            yield as_line(record, incident, now)
            continue
        if one.seqs[0] not in told:
            told.add(one.seqs[0])
            count = f"{plural(len(one.seqs), 'record')} to #{one.seqs[-1]}" if len(one.seqs) > 1 else ""
            word = "slow" if one.worst == "degraded" else one.worst
            yield _line(record, incident, word, episode_said(one), [count])
        if record.seq in incident.pinned:
            yield as_line(record, incident, now)


def as_line(record: Record, incident: Incident, now: datetime) -> str:
    """One record in one safe line, its time in UTC with the date."""
    said = describe(record, incident, now)
    behind = [*marks(record, incident), late(record, incident, now)]
    return _line(record, incident, said.word, said.text, behind)


def _line(record: Record, incident: Incident, word: str, said: str, behind: Sequence[str]) -> str:
    at = happened(record, incident)
    text = " ".join(filter(None, [visible(said), *(f"[{visible(note)}]" for note in behind if note)]))
    drill = "DRILL  " if incident.is_drill else ""
    return f"{at:%Y-%m-%d %H:%M:%S}Z #{record.seq:<4} {drill}{visible(word):<8} {text}  ({visible(record.by)})"
