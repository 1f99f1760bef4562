"""What is written when it is over, and a record that came from another journal."""

from warroom.incident.facts.base import Fact


class SectionWritten(Fact, frozen=True, kw_only=True):
    """A section of the post-mortem in somebody's words, by the id the playbook gives it; "" leaves it to the record."""

    kind = "section_written"
    section: str
    text: str


class IncidentImported(Fact, frozen=True, kw_only=True):
    """On duty: `incident` came from an export whose bytes have this hash; it ends at `seq` and `head`."""

    kind = "incident_imported"
    incident: str
    seq: int
    head: str
    sha256: str = ""
    file: str = ""
