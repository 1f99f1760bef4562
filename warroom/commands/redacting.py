"""`warroom redact`: the words of a line erased for good, here and wherever this journal repeats them."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from warroom import wiring
from warroom.commands import opening
from warroom.commands.read import record_of
from warroom.commands.speak import as_json, out, tell
from warroom.errors import EXIT_BAD, EXIT_DONE, EXIT_USAGE, BadInput, NotHere, WarroomError
from warroom.incident import intents as i
from warroom.incident.erasing import words_of
from warroom.incident.facts import CommandFinished, CommandStarted, Record
from warroom.incident.words import DUTY
from warroom.journal.ids import new_id
from warroom.redacting import beside, elsewhere
from warroom.report.lines import describe
from warroom.room import Room
from warroom.settings import Settings
from warroom.text import visible
from warroom.wiring import House

_LEAST_WORD = 3


def redact(settings: Settings, named: str, seq: int, why: str, format_: str, *, evidence: bool, yes: bool) -> int:
    """Show what goes, ask, erase it, and say what could not be reached."""
    with opening.house(settings) as house:
        room = house.room(DUTY if named == DUTY else house.directory.latest(named))
        me = wiring.must_know_me(settings, house.live)
        target = house.journal.record(room.stream, seq)
        if target is None:
            raise NotHere(f"no line {seq} in {room.stream}: the last is {room.incident.seq}")
        if seq in room.incident.redacted:
            return _finish(settings, house, room, target, evidence=evidence, yes=yes)
        every = (target, *beside(house.journal, target, evidence=evidence))
        asked = i.Redact(id=new_id(), by=me, seq=seq, why=why, evidence=evidence)
        _refuse(room, asked, every)
        outputs = _outputs(room, every)
        if not yes and not _said_yes(room, every, outputs, evidence=evidence):
            tell("nothing was erased")
            return EXIT_USAGE
        words = tuple(dict.fromkeys(word for one in every for word in words_of(one.fact)))
        also = elsewhere(house.journal, every)
        made = room.act(asked)
        for record in made:
            if format_ == "json":
                out(as_json(record_of(record)))
            else:
                line = describe(record, room.incident, room.now())
                out(f"#{record.seq} {line.word} {visible(line.text)}".rstrip())
        done = clean(house, room, room.incident.redacted[-1], words)
        _settle_outputs(settings, house, outputs, evidence=evidence)
        _tell_rest(room, target, also)
    return EXIT_DONE if done else EXIT_BAD


def _finish(settings: Settings, house: House, room: Room, target: Record, *, evidence: bool, yes: bool) -> int:
    """What an erasure that was cut short did not come to, or was not asked for: the files beside the record."""
    outputs = _outputs(room, (target,)) if evidence else ()
    if outputs and not yes and not _said_yes(room, (target,), outputs, evidence=evidence):
        tell("nothing was erased")
        return EXIT_USAGE
    done = clean(house, room, target.seq)
    _settle_outputs(settings, house, outputs, evidence=evidence)
    once_more = ": what lies beside the record was cleaned once more" if done else ""
    tell(f"line {target.seq} of {room.stream} is erased already{once_more}")
    return EXIT_DONE if done else EXIT_BAD


def _refuse(room: Room, asked: i.Redact, every: Sequence[Record]) -> None:
    """What would be refused is refused before anybody is asked."""
    from warroom.incident.decide import decide

    decide(room.incident, msgspec.structs.replace(asked, target=every[0], also=tuple(every[1:])), room.now())


def _said_yes(room: Room, every: Sequence[Record], outputs: Sequence[str], *, evidence: bool) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise BadInput("nothing is erased without an answer: run this in a terminal, or say --yes")
    for record in every:
        line = describe(record, room.incident, room.now())
        sys.stderr.write(f"#{record.seq} {visible(record.by)} {line.word} {visible(line.text)}\n")
    if outputs:
        sys.stderr.write(
            f"and {len(outputs)} kept output{'s' * (len(outputs) != 1)}\n"
            if evidence
            else "the kept output stays: --evidence erases it too\n"
        )
    lines = "this line" if len(every) == 1 else f"these {len(every)} lines"
    sys.stderr.write(f"erase the words of {lines} for good? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def clean(house: House, room: Room, seq: int, words: Sequence[str] = ()) -> bool:
    """Out of the files as well: free pages, logs, snapshots, half-typed lines, the index of words; False where that
    is left to be done again."""
    if in_pages := house.journal.scrub():
        tell(
            f"the words are erased, but the journal's file could not be written anew ({in_pages}): they may lie in "
            "free pages of it; run warroom redact on that line again, or copy it by warroom backup"
        )
    if beside_it := house.live.forget(room.stream, [word for word in words if len(word) >= _LEAST_WORD]):
        tell(f"{house.live.path} could not be cleaned ({beside_it}): close every warroom on this journal and delete it")
    from warroom.indexing import forget

    done = False
    with suppress(WarroomError):
        done = forget(house.journal, house.live, house.clock, room.stream, seq)
    if not done:
        tell("the index of words is not clean yet: whoever searches or has a room open goes on with it")
    return not in_pages and not beside_it


def _outputs(room: Room, every: Sequence[Record]) -> tuple[str, ...]:
    """The names of what is kept of the runs among these."""
    runs = {r.fact.run for r in every if isinstance(r.fact, CommandStarted | CommandFinished)}
    return tuple(dict.fromkeys(run.evidence for run in room.incident.runs if run.n in runs and run.evidence))


def _settle_outputs(settings: Settings, house: House, outputs: Sequence[str], *, evidence: bool) -> None:
    from warroom.runbook.evidence import Evidence

    kept = Evidence(settings.journal)
    for name in outputs:
        try:
            path = kept.path(name)
        except NotHere:
            continue  # an imported record may name anything
        if not evidence:
            tell(f"the output of that run stays in {path}: --evidence erases it too, or delete the file")
            continue
        try:
            erase_file(path)
        except OSError as error:
            tell(f"{path} could not be erased: {error.strerror}")
            continue
        for stream in house.journal.heads():
            for record in house.journal.of_kinds(stream, ["command_finished"]):
                if isinstance(record.fact, CommandFinished) and record.fact.evidence == name:
                    tell(f"{stream} #{record.seq} had the same output, and has none any more")


def erase_file(path: Path) -> None:
    """Overwrite a file and remove it; one that is gone already is fine, a link is not followed. Raises OSError."""
    with suppress(FileNotFoundError):
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW), "r+b") as file:
            left = file.seek(0, 2)
            file.seek(0)
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            file.flush()
        path.unlink()


def _tell_rest(room: Room, target: Record, also: Sequence[tuple[str, int]]) -> None:
    """What an erasure cannot reach."""
    for stream, seq in also[:20]:
        tell(f"the words stand in {stream} #{seq} too: warroom redact {stream} {seq} --why WHY")
    if target.kind == "declared" and room.stream != DUTY:
        tell(f"the incident's id was made of its title and stays: {room.stream}")
    tell("backups, exports and what was sent are out of reach: delete those that were made before")
