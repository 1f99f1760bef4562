"""The two incidents that the source playbooks tell as samples, and one for every playbook, typed again line by line.

`python -m tests.report.postmortems` writes the golden reports anew; read them over before they are kept.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.fakes import HandClock, Place
from warroom.gathering import gather
from warroom.incident.entry import Asked, Context, parse
from warroom.playbook import yaml
from warroom.report import incident_file
from warroom.report.document import Report
from warroom.report.formats import renderer
from warroom.report.postmortem.draft import data, document, rows
from warroom.report.postmortem.known import Known
from warroom.report.postmortem.parts import parts_of
from warroom.room import Room

GOLDEN = Path(__file__).parent / "golden_postmortems"
FORMATS = ("md", "txt", "json", "yaml", "csv")
LIBRARY = ("gitquest", "iup-golf", "saltbitter", "sev-runbook", "rodistaa")

POOL = (
    "14:32Z /declare P0 API Outage",
    "/detected 14:30Z by alert",
    "/started 14:28Z",
    "14:32Z /ic @anders",
    "14:34Z /update status_page investigating We are investigating reports of API failures.",
    "14:35Z /impact all API requests return 503, web and mobile apps do not work",
    "14:36Z initial triage: every endpoint fails, the database answers slowly",
    "14:37Z /suspect the deployment of this morning",
    "14:38Z /rule-out 1 nothing was deployed since yesterday",
    "14:40Z /suspect the database connection pool is exhausted, all 10 connections are in use",
    "14:40Z /cause 2",
    "14:45Z /change killed idle database connections",
    "14:50Z /change raised DATABASE_POOL_SIZE from 10 to 20",
    "14:55Z /change restarted the application",
    "15:00Z /fix",
    "15:08Z /update status_page monitoring A fix is in place and we are watching it.",
    "15:30Z /resolve anyway the error rate is normal for 30 minutes",
    "15:31Z /update status_page resolved The incident is over.",
    "/impact users=~1000 data=none",
    "/link https://grafana.iup-golf.com/d/api",
    "/link https://github.com/iup-golf/api/pull/412",
    "/action @engineer1 priority=P0 implement a query timeout of 30 s 2025-12-24",
    "/action @engineer1 priority=P0 raise the pool size to 50 2025-12-24",
    "/action @engineer2 priority=P1 set up a read replica for analytics 2025-12-30",
    "/action @anders update the incident response playbook",
    "/done 2",
)
PAYMENTS = (
    "14:18Z /declare SEV1 Payment processing outage",
    "/detected 14:15Z by alert",
    "/started 14:15Z",
    "14:18Z /ic @dana",
    "14:25Z /suspect the connection pool of the payment database is exhausted",
    "14:25Z /cause 1",
    "15:15Z /fix",
    "15:45Z /resolve anyway payments are normal for 30 minutes",
    "/impact users=15,000 revenue=$45,000",
    "/action @kim add monitoring for the connection pool",
    "/action @lee implement auto-scaling",
    "/action @dana update the runbook",
)


class Sample(msgspec.Struct, frozen=True):
    """Lines as `by` typed them at `typed_at`, under a playbook of the library."""

    playbook: str
    by: str
    typed_at: datetime
    lines: Sequence[str]


SAMPLES = {
    "pool": Sample("iup-golf", "anders", datetime(2025, 12, 23, 16, 10, tzinfo=UTC), POOL),
    "payments": Sample("sev-runbook", "dana", datetime(2024, 1, 15, 16, 30, tzinfo=UTC), PAYMENTS),
}


def under(playbook: str) -> Sample:
    """The story of the pool as a team with this playbook would have typed it."""
    worst = yaml.load(playbook).playbook.severities[0].id
    lines = [line.replace("/declare P0", f"/declare {worst}") for line in POOL]
    return Sample(playbook, "anders", SAMPLES["pool"].typed_at, lines)


def enter(room: Room, line: str, by: str, playbook: str = "") -> None:
    """One line, as the entry line takes it."""
    loaded = yaml.load(playbook) if playbook else None
    context = Context(
        now=room.now(),
        incident=room.incident,
        playbook=loaded.playbook if loaded else room.incident.playbook,
        playbook_sha256=loaded.sha256 if loaded else room.incident.playbook_sha256,
    )
    asked = parse(line, context)
    assert isinstance(asked, Asked), (line, asked)
    room.act(msgspec.structs.replace(asked.intent, by=by))


@contextmanager
def played(sample: Sample) -> Iterator[Room]:
    """A room in which all of it was typed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), HandClock(sample.typed_at))
        room = place.room()
        for line in sample.lines:
            enter(room, line, sample.by, sample.playbook)
            place.clock.go(seconds=5)
        yield room
        place.close()


def known_of(room: Room) -> Known:
    """What a draft made now is filled from."""
    return Known(room.incident, gather(room.journal, room.stream), room.now())


def report_of(room: Room) -> Report:
    """The draft as a report, without what differs from run to run."""
    known = known_of(room)
    made = parts_of(known)
    source = f"Made from {room.stream} to #{room.incident.seq}."
    return Report(f"{room.stream}-postmortem", document(known, made, source), data(known, made), rows(known))


def written(report: Report, format_: str) -> str:
    """The report in a format."""
    return "".join(renderer(format_)(report))


def golden() -> Iterator[tuple[str, str]]:
    """Every golden file's name and what belongs in it."""
    for name, sample in SAMPLES.items():
        with played(sample) as room:
            report = report_of(room)
            for format_ in FORMATS:
                yield f"{name}.{format_}", written(report, format_)
            known = known_of(room)
            file = Report(room.stream, incident_file.document(known), incident_file.data(known))
            yield f"{name}-incident.yaml", written(file, "yaml")
    for playbook in LIBRARY:
        with played(under(playbook)) as room:
            yield f"under-{playbook}.md", written(report_of(room), "md")


if __name__ == "__main__":
    for file, words in golden():
        (GOLDEN / file).write_text(words, encoding="utf-8")
