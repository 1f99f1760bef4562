"""What an evidence archive says of itself: README, manifest, and the sums that `sha256sum -c` reads."""

from collections.abc import Sequence
from typing import Any

import msgspec

from warroom import __version__
from warroom.incident.state import Incident
from warroom.journal.record import stamp
from warroom.text import visible

SUMS, MANIFEST, README = "SHA256SUMS", "MANIFEST.json", "README.txt"


class Part(msgspec.Struct, frozen=True):
    """A file of the archive: its name below the folder, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


def sums(parts: Sequence[Part]) -> str:
    """A line a file, as sha256sum writes and checks them."""
    return "".join(f"{part.sha256}  {part.name}\n" for part in parts)


def manifest(incident: Incident, parts: Sequence[Part], missing: Sequence[str], imported: str) -> dict[str, Any]:
    """What is in it, of which record, and what is not."""
    return {
        "incident": incident.id,
        "title": incident.title,
        "drill": incident.is_drill,
        "imported": imported or None,
        "head": {"seq": incident.seq, "hash": incident.hash},
        "as_of": stamp(incident.last_at) if incident.last_at else None,
        "erased": sorted(incident.redacted),
        "made_by": f"warroom {__version__}",
        "files": parts,
        "missing": list(missing),
    }


def readme(incident: Incident, parts: Sequence[Part], missing: Sequence[str], imported: str) -> str:
    """What to do with it, for somebody who has never seen warroom."""
    folder, archive = incident.id, "ARCHIVE.tar.gz"
    drill = "This is the record of a DRILL: a practised outage, not a real one.\n\n" if incident.is_drill else ""
    came = f"{imported}.\n\n" if imported else ""
    gone = "".join(f"  {visible(one)}\n" for one in missing)
    erased = ", ".join(f"#{seq}" for seq in sorted(incident.redacted))
    lines = [
        f"Evidence of the incident {folder}",
        "=" * (25 + len(folder)),
        "",
        f"{visible(incident.title) or 'not declared'}",
        f"{incident.seq} records; the last has the hash",
        f"  {incident.hash}",
        "Keep that hash apart from this archive: who has it can tell whether anything was cut off.",
        "",
        f"{drill}{came}What is in it",
        "-------------",
        *(f"  {part.name}" for part in parts),
        "  MANIFEST.json   sizes and hashes of all files, the record's head, what is missing",
        "  SHA256SUMS      the same hashes, for sha256sum",
        "",
        "record.jsonl is the record itself, a line a record: the stored bytes, and the hash that chains each to the",
        "one before. Reports are made from it, as of its last entry. Files in outputs/ are what commands printed, byte",
        "for byte: they may hold control characters, so read them with less, not cat.",
        "",
        "How to check it, whatever the archive is called",
        "----------------------------------------------",
        "That the files are those that were put in (needs nothing but coreutils):",
        "",
        f"  tar xzf {archive} && cd {folder} && sha256sum -c {SUMS}",
        "",
        "That no record was changed, left out or put in (needs warroom, no journal, no network):",
        "",
        f"  warroom verify {archive}",
        "",
        "To read, replay and search it in a journal of one's own:",
        "",
        f"  warroom import {archive}",
        "",
        *(["Missing", "-------", gone] if missing else []),
        *(
            [f"The words of {erased} were erased for a reason that the record names; its chain holds.", ""]
            if erased
            else []
        ),
    ]
    return "\n".join(lines)
