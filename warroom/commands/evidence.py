"""`warroom evidence`: one archive with all there is of an incident, the same bytes whenever it is made."""

import gzip
import hashlib
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import msgspec

from warroom.clock import ReplayClock
from warroom.commands import opening
from warroom.commands.new_file import refuse_taken
from warroom.commands.reports import Asked, maker
from warroom.commands.speak import as_json, out, tell
from warroom.commands.waiting import Progress
from warroom.errors import EXIT_BAD, EXIT_DONE, BadInput, Damaged, NotWritten, WarroomError
from warroom.incident.state import NO_PLAYBOOK, Incident
from warroom.journal.backup import publish, workplace
from warroom.journal.exported import RECORD
from warroom.journal.verify import export, verify
from warroom.report.archive import MANIFEST, README, SUMS, Part, manifest, readme, sums
from warroom.report.formats import renderer
from warroom.settings import Settings
from warroom.text import visible
from warroom.wiring import House

REPORTS = (("postmortem", "md"), ("postmortem", "html"), ("timeline", "md"), ("timeline", "html"), ("incident", "yaml"))
Told = Callable[[str, float], object]
"""Hears what is being done and how far it is, from 0 to 1."""
_SUFFIXES = (".tar.gz", ".tgz")
_CHUNK = 1 << 20


def write(settings: Settings, named: str | None, target: Path, format_: str) -> int:
    """The archive of one incident; exit 1 where something of it was missing, and is named in it."""
    if not target.name.endswith(_SUFFIXES):
        raise BadInput(f"{target}: an evidence archive is a .tar.gz file, such as {target.name or 'evidence'}.tar.gz")
    refuse_taken(target)
    progress = Progress()
    with opening.house(settings, reading=True) as house:
        stream = house.directory.latest(named or settings.incident)
        incident = house.room(stream).incident
        imported = opening.imported_said(house, stream)
        try:
            missing, digest, size = pack(house, incident, target, progress, imported)
        finally:
            progress.end()
    drill = "DRILL  " if incident.is_drill else ""
    if format_ == "json":
        head = {"seq": incident.seq, "hash": incident.hash}
        out(as_json({"file": str(target), "size": size, "sha256": digest, "head": head, "missing": missing}))
    else:
        out(f"wrote    {visible(str(target))}, {size} bytes, SHA-256 {digest}")
    for one in missing:
        tell(f"missing: {one}")
    if imported:
        tell(imported)
    tell(f"{drill}{stream} to #{incident.seq} is in {target}: warroom verify {target} checks it anywhere")
    return EXIT_BAD if missing else EXIT_DONE


def pack(
    house: House, incident: Incident, target: Path, progress: Told, imported: str = ""
) -> tuple[list[str], str, int]:
    """Make the archive of one incident: what was missing, its SHA-256 and its bytes; `progress` hears how far it is.

    Raises Damaged, BadInput for a name that is taken, NotWritten; none of them leaves anything.
    """
    found = verify(house.journal, incident.id, house.journal.once_held().get(incident.id))
    if found.fault is not None:
        raise Damaged(f"{found.fault}: no evidence is made of a record that does not hold")
    try:
        with workplace(target) as folder:
            missing = _fill(folder / "files", house, incident, imported, progress)
            part = folder / target.name
            _pack(part, folder / "files", incident, progress)
            digest, size = _digest(part)
            publish(part, target)
    except FileExistsError:
        raise BadInput(f"{target} is there already and is left as it is") from None
    except OSError as error:
        raise NotWritten(f"{target} cannot be written: {error.strerror}") from error
    return missing, digest, size


def _fill(folder: Path, house: House, incident: Incident, imported: str, progress: Told) -> list[str]:
    """Write the files; returns what could not be had, a sentence each. Raises OSError."""
    missing: list[str] = []
    progress("the record", 0.0)
    # What is written meanwhile is not in it: the manifest names the head that was verified.
    _write(folder / RECORD, (f"{line}\n" for line in export(house.journal, incident.id, incident.seq)))
    _outputs(folder, house, incident, missing)
    if incident.playbook != NO_PLAYBOOK:
        from warroom.playbook.yaml import dump

        _write(folder / "playbook.yaml", [dump(incident.playbook)])
    still = _still(house, incident)
    for n, (kind, format_) in enumerate(REPORTS):
        try:
            made = maker(kind)(Asked(still, incident.id, full=True))
            chunks = _told(renderer(format_)(made), progress, f"the {kind} as {format_}", n / len(REPORTS))
            _write(folder / "reports" / f"{kind}.{format_}", chunks)
        except WarroomError as error:
            missing.append(f"the {kind} as {format_}: {error}")
    parts = _parts(folder)
    _write(folder / README, [readme(incident, parts, missing, imported)])
    parts = _parts(folder)
    told = msgspec.json.format(msgspec.json.encode(manifest(incident, parts, missing, imported)), indent=2)
    _write(folder / MANIFEST, [told.decode(), "\n"])
    _write(folder / SUMS, [sums(_parts(folder))])
    return missing


def _told(chunks: Iterable[str], progress: Told, doing: str, share: float) -> Iterator[str]:
    for chunk in chunks:
        progress(doing, share)
        yield chunk


def _still(house: House, incident: Incident) -> House:
    """The house at the moment of the record's last entry."""
    moment = incident.last_at or house.clock.now()
    if incident.drill is not None:
        start = incident.drill.start
        with suppress(OverflowError, ZeroDivisionError):
            moment = start + timedelta(seconds=(moment - start).total_seconds() / incident.drill.speed)
    return msgspec.structs.replace(house, clock=ReplayClock(moment, time.monotonic))


def _outputs(folder: Path, house: House, incident: Incident, missing: list[str]) -> None:
    """What commands printed, as it was kept beside the journal."""
    from warroom.runbook.evidence import Evidence

    kept = Evidence(house.settings.journal)
    for run in incident.runs:
        if not run.evidence:
            continue
        try:
            _write(folder / "outputs" / f"run-{run.n:04}.txt", [kept.read(run.evidence)])
        except WarroomError as error:
            missing.append(f"the output of run {run.n} (#{run.ended_seq}): {error}")


def _write(path: Path, chunks: Iterable[str | bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    found = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    yield from sorted(found)


def _parts(folder: Path) -> list[Part]:
    return [Part(name, path.stat().st_size, _digest(path)[0]) for name, path in _files(folder)]


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _pack(part: Path, folder: Path, incident: Incident, progress: Told) -> None:
    """The archive: sorted, with one time, no names of anybody, so that the same record makes the same bytes."""
    mtime = max(0, int(incident.last_at.timestamp())) if incident.last_at else 0
    every = list(_files(folder))
    with (
        part.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0, compresslevel=6) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for n, (name, path) in enumerate(every):
            progress("packing", n / len(every))
            member = tarfile.TarInfo(f"{incident.id}/{name}")
            member.size, member.mtime, member.mode = path.stat().st_size, mtime, 0o644
            with path.open("rb") as file:
                archive.addfile(member, file)
