"""The journal: whether it holds, how large it is and what lies beside it; the room left on its disk."""

import shutil
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from warroom import wiring
from warroom.commands.doctor.finding import Finding, bad, note, ok, sized
from warroom.errors import JournalError, WarroomError
from warroom.incident.facts import CommandFinished
from warroom.incident.words import DUTY
from warroom.journal import place
from warroom.journal.examined import at_it
from warroom.journal.head import Heads, OutsideHead, default_folder
from warroom.journal.record import GENESIS
from warroom.journal.sqlite import Journal
from warroom.journal.verify import Verified, verify, walk
from warroom.settings import Settings

LOOK_S = 0.2
"""How long SQLite may look for damage."""
WALK_S = 0.4
_A_SECOND = 150_000
"""Records that are verified in a second, on a slow machine."""
_LITTLE = 200 * 1024 * 1024


class _Unwritten(OutsideHead):
    """Compares, and remembers nothing."""

    def keep(self, _journal_id: str, _heads: Heads) -> bool:
        return True


def look(settings: Settings) -> Iterator[Finding]:
    """Its health, its sidecar, its evidence and its disk."""
    path = settings.journal
    if not wiring.has_journal(settings):
        yield _missing(settings)
        yield from _disk(path)
        return
    try:
        with closing(Journal(path, outside=_Unwritten(path, default_folder()), reading=True, busy_ms=300)) as journal:
            yield from _health(journal, settings)
            yield from _evidence(journal, path)
    except WarroomError as error:
        yield bad("journal", f"journal {path}: {error}")
    except OSError as error:
        yield bad("journal", f"journal {path}: {error.strerror}")
    yield from _beside(path)
    yield from _disk(path)


def _missing(settings: Settings) -> Finding:
    gone = wiring.gone(settings)
    return bad("journal", gone) if gone else ok("journal", f"journal {settings.journal}, not made yet")


def _health(journal: Journal, settings: Settings) -> Iterator[Finding]:
    heads, once = journal.heads(), journal.once_held()
    health = journal.health(LOOK_S)
    records = sum(seq for seq, _ in heads.values())
    free = f", {sized(health.free)} of it free" if health.free > health.size / 4 else ""
    yield ok(
        "journal",
        f"journal {settings.journal}, {records} records in {len(heads)} streams, {sized(health.size)}{free}, "
        f"{journal.mode}",
    )
    if journal.doubts:
        yield bad("journal", journal.trouble())
    if journal.gone:
        yield note("journal", journal.gone_said())
    yield from _verified(journal, heads, once)
    for said in health.wrong:
        yield bad("journal", f"SQLite says: {said}", f"warroom salvage {journal.path.name} --out NEW")
    if not health.whole:
        yield note("journal", "its pages were looked at in part, to be quick", "warroom verify looks at all of them")
    yield _outside(once)
    with suppress(JournalError):
        if on_call := _on_call(journal):
            yield on_call


def _verified(journal: Journal, heads: Heads, once: dict[str, tuple[int, str]]) -> Iterator[Finding]:
    """The record walked, the newest streams first, for as long as there is time."""
    until = time.monotonic() + WALK_S
    streams = sorted({*heads, *once}, reverse=True)
    whole = held = 0
    for stream in streams:
        seq = heads.get(stream, (0, ""))[0]
        left = int(_A_SECOND * (until - time.monotonic()))
        if left <= 0:
            break
        found = verify(journal, stream, once.get(stream)) if seq <= left else _begun(journal, stream, left)
        if found.fault is not None:
            yield bad("record", str(found.fault), "keep a copy of the file; warroom salvage takes all that holds")
            return
        whole += found.seq == seq
        held += found.seq
    if whole == len(streams):
        yield ok("record", f"the record holds, {whole} streams verified")
    else:
        every = sum(seq for seq, _ in heads.values())
        yield note("record", f"{held} of {every} records were verified and hold", "warroom verify walks all of them")


def _begun(journal: Journal, stream: str, most: int) -> Verified:
    """A stream walked from its beginning, not to its end."""
    last = deque(walk(journal.rows(stream, limit=most), stream), maxlen=1)
    return last[0] if last else Verified(stream, 0, GENESIS)


def _outside(once: dict[str, tuple[int, str]]) -> Finding:
    folder = default_folder()
    if not once:
        return note("head", f"nothing outside it remembers yet what it held, in {folder}")
    return ok("head", f"what it held is remembered outside it: {len(once)} heads in {folder}")


def _on_call(journal: Journal) -> Finding | None:
    last = next((r for r in journal.backwards(DUTY) if r.kind == "shift_handed_over"), None)
    to = getattr(last.fact, "to", "") if last is not None else ""
    return ok("shift", f"on call {to} since {_minute(last.at)} UTC") if last is not None and to else None


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _evidence(journal: Journal, path: Path) -> Iterator[Finding]:
    """The outputs of runs: their size, and those that no record names."""
    folder = place.beside(path, "-evidence")
    if not folder.is_dir():
        return
    files = {file.name: file.stat().st_size for file in folder.glob("??/*") if not file.name.startswith(".")}
    named = {
        record.fact.evidence
        for stream in journal.heads()
        for record in journal.of_kinds(stream, ["command_finished"])
        if isinstance(record.fact, CommandFinished) and record.fact.evidence
    }
    yield ok("evidence", f"{len(files)} outputs of runs in {folder}, {sized(sum(files.values()))}")
    if orphans := sorted(files.keys() - named):
        said = f"{len(orphans)} of them {'is' if len(orphans) == 1 else 'are'} named by no record"
        yield note("evidence", said, f"they may be deleted, such as {folder / orphans[0][:2] / orphans[0]}")
    if lost := named - files.keys():
        yield note("evidence", f"{len(lost)} outputs that records name are not there: they were erased or deleted")


def _beside(path: Path) -> Iterator[Finding]:
    """The disposable files, and who is at the journal now."""
    sizes = {name: _size(place.beside(path, suffix)) for name, suffix in (("sidecar", "-live"), ("index", "-index"))}
    said = ", ".join(f"{name} {sized(size)}" for name, size in sizes.items() if size)
    if said:
        yield ok("beside", f"beside it: {said}; both may be deleted")
    here = at_it(path)
    if here:
        who = ", ".join(f"{one.name} ({one.stream or 'lobby'})" for one in here)
        yield ok("terminals", f"open on it now: {who}")


def _size(path: Path) -> int:
    return sum(
        file.stat().st_size for file in (path, path.with_name(f"{path.name}-wal")) if file.exists() and file.is_file()
    )


def _disk(path: Path) -> Iterator[Finding]:
    folder = next((one for one in (path.parent, *path.parents) if one.is_dir()), Path("/"))
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        yield note("disk", f"the disk of {folder} cannot be asked: {error.strerror}")
        return
    said = f"{sized(usage.free)} free on the disk of {folder}"
    yield note("disk", said, "make room before it is full") if usage.free < _LITTLE else ok("disk", said)
