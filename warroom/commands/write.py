"""The commands that record: verbs, declarations, notes."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from warroom import wiring
from warroom.commands import opening, piped
from warroom.commands.read import record_of
from warroom.commands.speak import as_json, out, tell
from warroom.errors import EXIT_DONE, EXIT_USAGE, BadInput, WarroomError
from warroom.incident import intents as i
from warroom.incident.arguments import names_list
from warroom.incident.entry import Asked, Context, Parsed, Tool, Wrong, parse
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.moment import leading, parse_moment
from warroom.incident.state import EMPTY, Incident, changed
from warroom.incident.words import DUTY
from warroom.report.lines import describe
from warroom.secrets import kinds, mask
from warroom.secrets.piped import Piped
from warroom.settings import Settings
from warroom.text import plain, storable, visible
from warroom.wiring import House

if TYPE_CHECKING:
    from warroom.room import Room


def _context(house: House, incident: Incident, now: datetime, *, with_playbook: bool = False) -> Context:
    loaded = wiring.playbook(house.settings) if with_playbook else None
    return Context(
        now=now,
        incident=incident,
        playbook=loaded.playbook if loaded else incident.playbook,
        playbook_sha256=loaded.sha256 if loaded else incident.playbook_sha256,
        zone=incident.zone or house.settings.zone,
        people=house.settings.people,
        ways=tuple((sender.name, sender.channel) for sender in house.settings.senders),
        checks=tuple(
            dict.fromkeys(
                [
                    *(c.name for c in house.settings.checks),
                    *(c.name for c in incident.playbook.checks),
                    *incident.checks,
                ]
            )
        ),
    )


def _moment(word: str | None, context: Context) -> datetime | None:
    if word is None:
        return None
    found = parse_moment(word, context.now, context.zone)
    if found is None:
        raise BadInput(f"“{visible(word)[:40]}” is no time: -5m, 14:32, 14:32Z or 2026-11-21T14:32:00Z")
    return found


def _asked(parsed: Parsed) -> Intent:
    if isinstance(parsed, Asked):
        return parsed.intent
    if isinstance(parsed, Wrong):
        raise BadInput(parsed.said)
    if isinstance(parsed, Tool):
        raise BadInput(f"/{parsed.verb.name} belongs to the screen")
    raise BadInput("that needs words")


def act(settings: Settings, line: str, at: str | None, format_: str, *, as_typed: bool = False) -> None:
    """One verb on the chosen incident; what a list of the shift is ticked by, on duty."""
    with opening.house(settings) as house:
        room, context = _for_list(house) if _names_list(line) else _for_incident(house)
        intent = _asked(parse(line if as_typed else mask(line), context))
        me = wiring.must_know_me(settings, house.live)
        moment = _moment(at, context)
        intent = changed(intent, by=me, at=moment or intent.at, as_typed=as_typed)
        if isinstance(intent, i.Resolve) and intent.fixed_at is None and not room.incident.when("fixed"):
            tell("when it was fixed stays missing: warroom resolve fixed -10m says it in one go")
        records = _act(house, room, intent)
        _tell_masked(line, as_typed=as_typed)
        _print(records, room.incident, room.now(), format_)
        house.live.keep(room.incident)


def _for_incident(house: House) -> "tuple[Room, Context]":
    room = house.room(house.directory.choose(house.settings.incident))
    opening.tell_kept(house.settings, room.incident)
    return room, _context(house, room.incident, room.now())


def _names_list(line: str) -> bool:
    verb, _, words = line.partition(" ")
    return verb in ("/tick", "/untick") and names_list(words)


def _for_list(house: House) -> "tuple[Room, Context]":
    """Duty, and the lists of the incident that is named or the only one open, else of the playbook in force."""
    running = [summary.id for summary in house.directory.open_real()]
    named = house.settings.incident or (running[0] if len(running) == 1 else "")
    incident = house.room(house.directory.choose(named)).incident if named else EMPTY
    room = house.room(DUTY)
    return room, _context(house, incident, room.now(), with_playbook=not incident.declared)


def _act(house: House, room: Any, intent: Intent) -> list[Record]:
    from warroom.room import act_in_all

    if isinstance(intent, i.PauseCheck) and not room.incident.is_drill:
        return [
            r for r in act_in_all(house.journal, [room, house.room(DUTY)], intent, lambda: True) if r.stream != DUTY
        ]
    found: list[Record] = room.act(intent)
    return found


def _print(records: Sequence[Record], incident: Incident, now: datetime, format_: str) -> None:
    for record in records:
        if format_ == "json":
            out(as_json(record_of(record)))
        else:
            line = describe(record, incident, now)
            drill = "DRILL  " if incident.is_drill else ""
            out(f"{drill}#{record.seq} {line.word} {visible(line.text)}".rstrip())


def _tell_drill(incident: Incident) -> None:
    """Say where words go that may have been meant for something real."""
    if incident.is_drill:
        tell(f"DRILL  recorded in {incident.id}")


def _tell_masked(words: str, who: str = "warroom", *, as_typed: bool) -> None:
    """Say what of these words was not recorded."""
    if not as_typed and (found := kinds(words)):
        tell(f"masked in the record: {', '.join(dict.fromkeys(found))}; --no-redact records as typed", who)


def declare(
    settings: Settings, line: str, detected: str | None, at: str | None, format_: str, *, as_typed: bool = False
) -> None:
    """A new incident, or the named drill's declaration; prints the id."""
    with opening.house(settings) as house:
        room = house.room(_drill_named(house, settings.incident))
        drill = room.incident.is_drill
        context = _context(house, room.incident, room.now(), with_playbook=not drill)
        intent = _asked(parse(line if as_typed else mask(line), context))
        me = wiring.must_know_me(settings, house.live)
        moments = {"detected": _moment(detected, context), "at": _moment(at, context)}
        records = room.act(changed(intent, by=me, as_typed=as_typed, **moments))
        _tell_masked(line, as_typed=as_typed)
        if format_ == "json":
            _print(records, room.incident, room.now(), format_)
        else:
            out(room.stream)
        house.live.keep(room.incident)


def _drill_named(house: House, named: str) -> str:
    """The drill to declare in, when --incident names one; any other incident stays as it is, and a new one begins."""
    chosen = house.directory.choose(named) if named else ""
    return chosen if any(s.drill for s in house.directory.look() if s.id == chosen) else ""


def note(settings: Settings, words: str, at: str | None, *, as_typed: bool = False) -> None:
    """One note; never a verb."""
    if not words.strip():
        raise BadInput("a note needs words: warroom note WORDS, or - to read lines")
    with opening.house(settings) as house:
        room, context = _for_incident(house)
        me = wiring.must_know_me(settings, house.live)
        when, text = leading(words, context.now, context.zone)
        happened = _moment(at, context) or when
        records = room.act(i.Note(by=me, text=storable(text.strip()), at=happened, as_typed=as_typed))
        _tell_drill(room.incident)
        _tell_masked(words, as_typed=as_typed)
        out(f"#{records[0].seq}")


def notes(settings: Settings, at: str | None, *, as_typed: bool = False) -> int:
    """A note a line of stdin; a bad line is told with its number, and the rest go on.

    Lines that are there at once share a commit, and are acknowledged after it.
    """
    code = EXIT_DONE
    with opening.house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        _tell_drill(room.incident)
        me = wiring.must_know_me(settings, house.live)
        context = _context(house, room.incident, room.now())
        fixed = _moment(at, context)

        key = Piped()

        def noted(line: str) -> Intent:
            when, text = leading(line if as_typed else key.mask(line), room.now(), context.zone)
            return i.Note(by=me, text=text.strip(), at=fixed or when, as_typed=as_typed)

        for batch in piped.batches(sys.stdin.buffer):
            try:
                results = room.act_each(noted(line.text) for line in batch.lines())
            except WarroomError as error:
                results = [error] * len(batch.taken)
            for line, result in zip(batch.taken, results, strict=True):
                if isinstance(result, WarroomError):
                    tell(str(result), f"line {line.number}")
                    code = max(code, result.exit_code, EXIT_USAGE)
                else:
                    _tell_masked(line.text, f"line {line.number}", as_typed=as_typed)
            piped.acknowledge(record.seq for made in results if isinstance(made, list) for record in made)
        house.live.keep(room.incident)
    return code


def accept_head(settings: Settings, why: str) -> int:
    """Take what the journal holds now for all there ever was; what is given up is noted in the record."""
    if not why.strip():
        raise BadInput("--accept-head needs the reason: warroom verify --accept-head restored from last night's copy")
    with opening.house(settings, doubtful=True) as house:
        me = wiring.must_know_me(settings, house.live)
        lost = [*house.journal.doubts, *filter(None, [house.journal.gone])]
        if not lost:
            raise BadInput("nothing is missing from this journal: there is nothing to accept")
        short = [stream for stream in house.journal.heads() if any(stream in said.split() for said in lost)]
        text = f"the record was accepted as it stands: {why}. {'; '.join(lost)}"
        with house.journal.accepting():
            for stream in dict.fromkeys([DUTY, *short]):
                house.room(stream).act(i.Note(by=me, text=text))
    for said in lost:
        out(f"given up: {plain(said)}")
    return EXIT_DONE


def playbook_reload(settings: Settings, format_: str) -> None:
    """The playbook's file, read again into the open incident."""
    with opening.house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        loaded = wiring.playbook(settings)
        me = wiring.must_know_me(settings, house.live)
        records = room.act(i.AdoptPlaybook(by=me, playbook=loaded.playbook, sha256=loaded.sha256))
        _print(records, room.incident, room.now(), format_)
