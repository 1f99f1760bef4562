"""`warroom import`: incidents that were exported elsewhere, verified, and taken into this journal."""

import sys
from collections.abc import Sequence
from pathlib import Path

from warroom import wiring
from warroom.commands import opening
from warroom.commands.redacting import clean
from warroom.commands.speak import as_json, out, tell
from warroom.commands.waiting import Progress
from warroom.errors import EXIT_DONE, BadInput, NotWritten, WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.words import DUTY
from warroom.journal import exported
from warroom.journal.exported import Export
from warroom.journal.ids import IMPORTS, id_in, new_id
from warroom.journal.importing import Taken, take, verified
from warroom.settings import Settings
from warroom.text import visible
from warroom.wiring import House


def import_files(settings: Settings, names: Sequence[str], format_: str) -> int:
    """Each file in a transaction of its own; one that cannot be taken stops none of the others."""
    if names.count("-") > 1:
        raise BadInput("stdin can be read once: name - once")
    code = EXIT_DONE
    with opening.house(settings) as house:
        me = wiring.must_know_me(settings, house.live)
        for name in names:
            try:
                _import(house, me, name, format_)
            except WarroomError as error:
                if len(names) == 1:
                    raise
                tell(str(error))
                code = max(code, error.exit_code)
    return code


def _import(house: House, me: str, name: str, format_: str) -> None:
    source = sys.stdin.buffer if name == "-" else Path(name)
    with exported.opened(source) as file:
        found = verified(file)
        room = house.room(DUTY)
        heard: list[Record] = []
        made: list[Record] = []

        def note(taken: Taken) -> None:
            intent = i.NoteImport(
                id=id_in(IMPORTS, found.stream) if taken.how == "new" else new_id(),
                by=me,
                incident=found.stream,
                seq=found.seq,
                head=found.hash,
                sha256=taken.sha256,
                file=file.name.rpartition("/")[2],
            )
            now_heard, now_made = room.act_within(intent)
            heard.extend(now_heard)
            made.extend(now_made)

        progress = Progress()
        try:
            taken = take(house.journal, file, found, note, progress)
        except NotWritten as error:
            raise NotWritten(f"{file.name}: nothing was imported: {error}") from error
        finally:
            progress.end()
    room.settle(heard, made)
    if taken.how != "here":
        if taken.incident.redacted:
            clean(house, house.room(found.stream), taken.incident.redacted[-1])
        house.live.keep(taken.incident)
    _tell(taken, file, format_)


def _tell(taken: Taken, file: Export, format_: str) -> None:
    stream, seq = taken.head.stream, taken.head.seq
    if format_ == "json":
        out(
            as_json(
                {
                    "incident": stream,
                    "seq": seq,
                    "hash": taken.head.hash,
                    "new": taken.fresh,
                    "drill": taken.incident.is_drill,
                    "sha256": taken.sha256,
                }
            )
        )
    else:
        words = {"new": "imported", "more": "imported", "here": "is here"}
        out(f"{words[taken.how]:<8} {stream} to #{seq} {taken.head.hash}")
    said = f"{visible(file.name)}: "
    drill = "DRILL  " if taken.incident.is_drill else ""
    if taken.how == "here":
        beyond = f"; here it goes on to #{seq + taken.beyond}" if taken.beyond else ""
        tell(f"{drill}{said}{stream} is here already, nothing to do{beyond}")
    else:
        more = f", {taken.fresh} new" if taken.how == "more" else ""
        way = f"read it with warroom --incident {stream}, nobody runs it here"
        tell(f"{drill}{said}{seq} records of {stream}{more}: {way}")
    if taken.unknown:
        tell(f"{said}{taken.unknown} records are of kinds that a newer warroom knows: they are kept and shown so")
    for note in taken.notes:
        tell(f"{said}{note}; its records hold all the same")
