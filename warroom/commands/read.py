"""The commands that print what was recorded, and check it."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from warroom import wiring
from warroom.commands import opening
from warroom.commands.new_file import write_new
from warroom.commands.speak import as_json, out, tell
from warroom.errors import EXIT_BAD, EXIT_DONE, BadInput, Damaged, JournalError, NotHere
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.incident.words import DUTY
from warroom.report.timeline import as_lines
from warroom.settings import Settings
from warroom.text import plain, visible
from warroom.wiring import House

if TYPE_CHECKING:
    from warroom.journal.verify import Verified


def _verified(house: House, stream: str) -> Incident:
    """The incident, once its record was walked. Raises Damaged."""
    from warroom.journal.verify import verify as walk_all

    found = walk_all(house.journal, stream, house.journal.once_held().get(stream))
    if found.fault is not None:
        raise Damaged(f"{found.fault}; warroom timeline still prints what can be read")
    return house.room(stream).incident


def show(settings: Settings, named: str | None, format_: str) -> None:
    """The state of an incident."""
    from warroom.commands.around import look
    from warroom.report.show import show as as_dict
    from warroom.report.state import lines

    with opening.house(settings, reading=True) as house, look(host=format_ == "text") as around:
        stream = house.directory.latest(named or settings.incident)
        incident = _verified(house, stream)
        now = house.room(stream).now()
        imported = opening.imported_said(house, stream)
        beside = around(house, incident)
        if (on_call := house.room(DUTY).incident.on_call) is not None and not incident.is_drill:
            beside = msgspec.structs.replace(beside, on_call=on_call.person)
    if format_ == "json":
        out(as_json(as_dict(incident, now, beside)))
        return
    opening.tell_kept(settings, incident)
    if imported:
        tell(imported)
    for line in lines(incident, now, beside):
        out(visible(line))


def record_of(record: Record) -> dict[str, Any]:
    from warroom.journal.record import data_of, stamp

    return {
        "seq": record.seq,
        "id": record.id,
        "incident": record.stream,
        "kind": record.kind,
        "version": record.version,
        "at": stamp(record.at),
        "noted_at": stamp(record.noted_at),
        "by": record.by,
        "hash": record.hash,
        "data": data_of(record),
    }


def timeline(settings: Settings, named: str | None, format_: str, only: str = "", *, full: bool = False) -> None:
    """Every record of an incident, or those that match a filter; an outage is one line, unless `full`."""
    from warroom.incident.episodes import episodes
    from warroom.report.matching import parse

    with opening.house(settings, reading=True) as house:
        room = house.room(house.directory.latest(named or settings.incident))
        incident, now = room.incident, room.now()
        wanted = parse(only, now, incident.zone or settings.zone)
        records = house.journal.read(room.stream)
        listed = (r for r in records if wanted.match(r, incident, now)) if wanted else records
        if format_ == "json":
            for record in listed:
                out(as_json(record_of(record)))
            return
        drill = "  DRILL" if incident.is_drill else ""
        out(f"# {room.stream}  {visible(incident.title)}{drill}  times are UTC")
        folded = [] if full or not incident.checks else episodes(_readable(house, room.stream))
        for line in as_lines(listed, incident, now, folded):
            out(line)


def _readable(house: House, stream: str) -> Iterator[Record]:
    """The records up to a damaged one, which is told where it stands."""
    with suppress(JournalError):
        yield from house.journal.read(stream)


def brief(settings: Settings, named: str | None, format_: str) -> None:
    """Six lines."""
    from warroom.commands.around import look
    from warroom.report.brief import brief as six

    with opening.house(settings, reading=True) as house, look(host=False) as around:
        room = house.room(house.directory.latest(named or settings.incident))
        opening.tell_kept(settings, room.incident)
        found = six(room.incident, room.now(), around(house, room.incident).views)
    if format_ == "json":
        out(as_json(dict(found)))
        return
    for about, said in found:
        out(f"{about:<11} {visible(said)}")


def list_all(settings: Settings, format_: str) -> None:
    """Every incident in a line."""
    from warroom.report.show import line

    every: list[Summary] = []
    if wiring.has_journal(settings):
        with opening.house(settings, reading=True) as house:
            every = house.directory.look()
    if format_ == "json":
        out(as_json([line(summary) for summary in every]))
        return
    if not every:
        gone = "" if wiring.has_journal(settings) else wiring.gone(settings)
        tell(gone or "no incident yet: warroom declare P0 TITLE opens one")
    for s in every:
        drill = ("DRILL  " if s.drill else "") + ("IMPORTED  " if s.imported else "")
        level, status = visible(s.severity or "-"), visible(s.status or "undeclared")
        out(f"{s.id:<50} {level:<4} {status:<13} {drill}{visible(s.title)}")


def verify(settings: Settings, what: str | None, format_: str) -> int:
    """A file, one incident, or all."""
    from warroom.journal.verify import verify as walk_all

    loose: tuple[str, ...] = ()
    is_file = what is not None and _is_file(what)
    if what is not None and is_file:
        found = [_verified_file(what)]
    else:
        if not wiring.has_journal(settings):
            raise NotHere(wiring.missing(settings))
        with opening.house(settings, reading=True) as house:
            once = house.journal.once_held()
            streams = [_stream(house, what)] if what else list(house.journal.heads() | once)
            found = [walk_all(house.journal, stream, once.get(stream)) for stream in streams]
            if not what:
                loose = house.journal.loose()
    for broken in loose:
        tell(f"DAMAGED  {broken}")
    for one in found:
        if format_ == "json":
            said = one.fault.said if one.fault else None
            out(as_json({"stream": one.stream, "seq": one.seq, "hash": one.hash, "fault": said}))
        elif one.fault is None:
            out(f"holds    {one.stream} to #{one.seq} {one.hash}")
        else:
            out(f"DAMAGED  {one.stream} holds to #{one.seq}; {plain(str(one.fault))}")
    if loose or any(one.fault for one in found):
        salvage = "" if is_file else "; warroom salvage takes all that holds into a new file"
        tell(f"keep a copy of the file as it is; what comes before the first fault can be trusted{salvage}")
        return EXIT_BAD
    return EXIT_DONE


def _is_file(what: str) -> bool:
    """Whether a file is meant, or stdin, and not an incident."""
    with suppress(OSError, ValueError):
        return what == "-" or (Path(what).exists() and not Path(what).is_dir())
    return False


def _verified_file(what: str) -> "Verified":
    """How far an exported file holds, or stdin: no journal is opened for it."""
    from warroom.journal.exported import opened
    from warroom.journal.verify import verify_export

    with opened(sys.stdin.buffer if what == "-" else Path(what)) as file:
        found = verify_export(file)
        for note in file.notes:
            tell(f"{file.name}: {note}; its records are compared all the same")
    return found


def _stream(house: House, what: str) -> str:
    if what in house.journal.heads():
        return what
    try:
        return house.directory.latest(what)
    except NotHere:
        if Path(what).is_dir():
            raise BadInput(f"{what} is a folder: name the file in it") from None
        raise NotHere(f"neither a file nor an incident is called {what}: warroom list shows the incidents") from None


def export(settings: Settings, named: str | None, target: Path | None) -> None:
    """The stored bytes of one incident."""
    from warroom.journal.verify import export as lines

    with opening.house(settings, reading=True) as house:
        stream = house.directory.latest(named or settings.incident)
        if _verified(house, stream).is_drill:
            tell(f"DRILL  {stream} is the record of a drill")
        opening.tell_imported(house, stream)
        if target is None:
            for line in lines(house.journal, stream):
                out(line)
            return
        write_new(target, (f"{line}\n" for line in lines(house.journal, stream)))
    tell(f"{stream} is in {target}: warroom verify {target} checks it anywhere")
