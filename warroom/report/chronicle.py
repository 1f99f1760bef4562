"""The timeline as rows of a report: UTC and the incident's own zone, outages in one row or every turn of them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec

from warroom.incident.episodes import Episode
from warroom.incident.facts import Record
from warroom.incident.moment import zone_of
from warroom.incident.state import Incident
from warroom.journal.record import data_of, stamp
from warroom.report.lines import describe, happened, late, marks
from warroom.report.lines.base import say
from warroom.report.outages import episode_said
from warroom.report.words import plural


class Row(msgspec.Struct, frozen=True):
    """One row: `at` in UTC; `word` is the kind, `said` the newest version, `behind` what is marked."""

    record: Record
    at: datetime
    word: str
    said: str
    behind: tuple[str, ...] = ()


def rows(records: Iterable[Record], incident: Incident, now: datetime, found: Iterable[Episode] = ()) -> Iterator[Row]:
    """A row a record; those of an outage in `found` are one row, where its first stands. A pinned one keeps its own."""
    part_of = {seq: one for one in found for seq in one.seqs}
    for record in records:
        one = part_of.get(record.seq)
        if one is None:
            yield row(record, incident, now)
            continue
        if one.seqs[0] == record.seq:
            count = (f"{plural(len(one.seqs), 'record')} to #{one.seqs[-1]}",) if len(one.seqs) > 1 else ()
            word = "slow" if one.worst == "degraded" else one.worst
            yield Row(record, _utc(happened(record, incident)), word, episode_said(one), count)
        if record.seq in incident.pinned:
            yield row(record, incident, now)


def row(record: Record, incident: Incident, now: datetime) -> Row:
    """One record."""
    if not (record.seq in incident.amended or record.seq in incident.struck or record.back_dated):
        line = say(record.fact, record, incident, now)
        return Row(record, _utc(record.at), line.word, line.text, ("pinned",) if record.seq in incident.pinned else ())
    line = describe(record, incident, now)
    at = _utc(happened(record, incident))
    amended = incident.amended.get(record.seq)
    behind = marks(record, incident)
    if amended is not None:
        if amended.text is not None:
            behind.append(f"first: {say(record.fact, record, incident, now).text}")
        if at != record.at:
            behind.append(f"first at {stamp(record.at)}")
    if noted := late(record, incident, now):
        behind.append(noted)
    return Row(record, at, line.word, line.text, tuple(behind))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is UTC else at.astimezone(UTC)


class Zones:
    """A moment in UTC and, where the incident has another zone, in that with its offset."""

    def __init__(self, zone: str) -> None:
        self.there: tzinfo = zone_of(zone)
        self.head = ("UTC",) if self.there is UTC else ("UTC", zone)

    def cells(self, at: datetime) -> tuple[str, ...]:
        """ "2026-10-25 00:59:59Z", "02:59:59 +02:00"; the day stands again where it is another one."""
        utc = at.isoformat(" ", "seconds")[:19]
        if self.there is UTC:
            return (f"{utc}Z",)
        local = self._there(at).isoformat(" ", "seconds")
        return (f"{utc}Z", f"{local[11:19] if local[:10] == utc[:10] else local[:19]} {local[19:]}")

    def _there(self, at: datetime) -> datetime:
        try:
            return at.astimezone(self.there)
        except OverflowError:
            return at  # in that zone the calendar ends before

    def full(self, at: datetime) -> str:
        """RFC 3339 in the zone."""
        return self._there(at).isoformat(timespec="milliseconds")


def cells(rows: Iterable[Row], zones: Zones) -> Iterator[tuple[str, ...]]:
    """What is read: number, times, what, who."""
    for one in rows:
        behind = "".join(f" [{mark}]" for mark in one.behind) if one.behind else ""
        said = f"{one.word}: {one.said}{behind}" if one.said else f"{one.word}{behind}"
        yield (f"#{one.record.seq}", *zones.cells(one.at), said, one.record.by)


HEAD = ("seq", "at_utc", "at_local", "zone", "noted_utc", "kind", "what", "marks", "by", "incident", "hash")


def sheet(rows: Iterable[Row], zones: Zones) -> Iterator[tuple[str, ...]]:
    """What a spreadsheet reads, in the columns of HEAD."""
    name = zones.head[-1]
    for one in rows:
        record = one.record
        noted, local, behind = stamp(record.noted_at), zones.full(one.at), "; ".join(one.behind)
        what = (record.kind, one.said or one.word, behind, record.by, record.stream, record.hash)
        yield (str(record.seq), stamp(one.at), local, name, noted, *what)


def data(rows: Iterable[Row], zones: Zones) -> Iterator[dict[str, Any]]:
    """What scripts read."""
    for one in rows:
        record = one.record
        yield {
            "seq": record.seq,
            "at": stamp(one.at),
            "local": zones.full(one.at),
            "noted_at": stamp(record.noted_at),
            "by": record.by,
            "kind": record.kind,
            "said": one.said,
            "marks": list(one.behind),
            "hash": record.hash,
            "data": data_of(record),
        }
