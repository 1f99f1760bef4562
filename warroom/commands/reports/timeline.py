"""The report `timeline`: the record in order, its times in UTC and in the incident's zone."""

from collections.abc import Iterator
from contextlib import suppress

from warroom.commands.reports import Asked
from warroom.errors import JournalError
from warroom.incident.episodes import episodes
from warroom.incident.facts import Record
from warroom.report.chronicle import HEAD, Row, Zones, cells, data, rows, sheet
from warroom.report.document import Block, Document, Heading, Para, Report, Table
from warroom.report.gathered import TURNING, TURNS, Gathered
from warroom.report.review import chart
from warroom.report.source import made_from, source_data


def make(asked: Asked) -> Report:
    """The timeline, read while it is written; `full` has every turn of a check."""
    house = asked.house
    room = house.room(asked.stream)
    incident, now = room.incident, room.now()
    stream, zone = incident.id, incident.zone or house.settings.zone
    zones = Zones(zone)
    turns = _readable(house.journal.of_kinds(stream, (*TURNS, *TURNING))) if incident.checks else ()
    outages = episodes(turns)
    full = asked.full or not outages

    def read(*, every: bool) -> Iterator[Row]:
        return rows(house.journal.read(stream), incident, now, [] if every else outages)

    told = "" if full else " The turns of a check that belong to one outage are one row; --full has every one."
    drawn = chart(incident, Gathered(turns=turns, turning=turns), now)
    listed = Table(("#", *zones.head, "what", "by"), cells(read(every=full), zones), caption=f"timeline of {stream}")
    red = (Heading("What was red"), drawn, Heading("The record")) if drawn.lanes else ()
    blocks: tuple[Block, ...] = (
        *red,
        Para(f"{_zones(zones)} In the order in which it was recorded.{told}", "muted"),
        listed,
    )
    document = Document(
        title=f"Timeline: {incident.title or stream}",
        blocks=blocks,
        about=(
            ("incident", stream),
            ("severity", incident.severity or "-"),
            ("status", incident.status or "undeclared"),
        ),
        source=made_from(incident, now, zone),
        drill=incident.is_drill,
    )
    table = Table(HEAD, sheet(read(every=True), zones))
    scripts = {
        "incident": stream,
        "title": incident.title,
        "zone": zones.head[-1],
        "records": data(read(every=True), zones),
        "made_from": source_data(incident, now, zone),
    }
    return Report(f"{stream}-timeline", document, scripts, table)


def _zones(zones: Zones) -> str:
    if len(zones.head) == 1:
        return "Times are UTC."
    return f"Times are UTC and {zones.head[1]}, each with its offset."


def _readable(records: Iterator[Record]) -> tuple[Record, ...]:
    """The records before one that is damaged, which is told where it is read."""
    found: list[Record] = []
    with suppress(JournalError):
        found.extend(records)
    return tuple(found)
