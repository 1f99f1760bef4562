"""What each command does, thin over the room, the directory and the reports."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from warroom import __version__, wiring
from warroom.clock import SystemClock
from warroom.errors import EXIT_BAD, EXIT_DONE, EXIT_UNKNOWN, EXIT_USAGE, BadInput, Damaged, NotHere, WarroomError
from warroom.incident import intents as i
from warroom.incident.entry import Asked, Context, Parsed, Tool, Wrong, parse
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.moment import leading, parse_moment
from warroom.incident.state import Incident, changed
from warroom.report.lines import describe, happened, late, marks
from warroom.settings import Settings
from warroom.text import plain, storable, visible
from warroom.wiring import House


def out(line: str) -> None:
    """A line of data."""
    sys.stdout.write(f"{line}\n")


def tell(sentence: str) -> None:
    """A line of narration."""
    sys.stderr.write(f"warroom: {plain(sentence)}\n")


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


# The room.


def need_terminal() -> None:
    """Refuse without a terminal that can show a screen."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise BadInput(
            "the room needs a terminal for input and output; warroom show and warroom timeline print instead"
        )
    if os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise BadInput(
            f"TERM={os.environ.get('TERM', '')} cannot show a screen; warroom show and warroom timeline print instead"
        )


def open_room(settings: Settings) -> int:
    """The screen: the open incident, else the lobby."""
    need_terminal()
    if settings.playbook != "default":
        wiring.playbook(settings)
    from warroom.tui.app import WarroomApp, run

    return run(WarroomApp(settings))


def drill(settings: Settings, speed: float) -> int:
    """The screen on a drill of its own."""
    need_terminal()
    from warroom.drill.session import Session

    session = Session(SystemClock().now(), speed)
    try:
        from warroom.tui.app import WarroomApp, run

        me = wiring.me(settings) or "trainee"
        return run(WarroomApp(settings, first=session.first, fixes=session.fixes, me=me))
    finally:
        session.stop()


def drill_fix(settings: Settings, what: str | None) -> None:
    """Heal, or try to."""
    from warroom.drill.fixes import FIXES, fix
    from warroom.drill.session import ports_of

    if what is None:
        for name, words in FIXES.items():
            out(f"{name:<6} {words}")
        return
    with wiring.open_house(settings) as house:
        drills = [s for s in house.directory.look() if s.drill and s.open]
        named = settings.incident
        if named:
            drills = [s for s in drills if named in s.id]
        if not drills:
            raise NotHere("no drill runs in this journal: warroom drill starts one")
        ports = ports_of(house.room(drills[0].id).incident)
    out(fix(what, ports))


# Writing.


def _context(house: House, incident: Incident, now: datetime, *, with_playbook: bool = False) -> Context:
    loaded = wiring.playbook(house.settings) if with_playbook else None
    return Context(
        now=now,
        incident=incident,
        playbook=loaded.playbook if loaded else incident.playbook,
        playbook_sha256=loaded.sha256 if loaded else incident.playbook_sha256,
        zone=incident.zone or house.settings.zone,
        people=house.settings.people,
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


def act(settings: Settings, line: str, at: str | None, format_: str) -> None:
    """One verb on the chosen incident."""
    with wiring.open_house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        context = _context(house, room.incident, room.now())
        intent = _asked(parse(line, context))
        me = wiring.must_know_me(settings, house.live)
        moment = _moment(at, context)
        intent = changed(intent, by=me, at=moment or intent.at)
        if isinstance(intent, i.Resolve) and intent.fixed_at is None and not room.incident.when("fixed"):
            tell("when it was fixed stays missing: warroom resolve fixed -10m says it in one go")
        records = _act(house, room, intent)
        _print(records, room.incident, room.now(), format_)
        house.live.keep(room.incident)


def _act(house: House, room: Any, intent: Intent) -> list[Record]:
    from warroom.room import DUTY, act_in_all

    if isinstance(intent, i.PauseCheck) and not room.incident.is_drill:
        return [
            r for r in act_in_all(house.journal, [room, house.room(DUTY)], intent, lambda: True) if r.stream != DUTY
        ]
    found: list[Record] = room.act(intent)
    return found


def _print(records: Sequence[Record], incident: Incident, now: datetime, format_: str) -> None:
    for record in records:
        if format_ == "json":
            out(_json(_record(record)))
        else:
            line = describe(record, incident, now)
            out(f"#{record.seq} {line.word} {visible(line.text)}".rstrip())


def declare(settings: Settings, line: str, detected: str | None, at: str | None, format_: str) -> None:
    """A new incident, or the named drill's declaration; prints the id."""
    with wiring.open_house(settings) as house:
        room = house.room(house.directory.choose(settings.incident) if settings.incident else "")
        drill = room.incident.is_drill
        context = _context(house, room.incident, room.now(), with_playbook=not drill)
        intent = _asked(parse(line, context))
        me = wiring.must_know_me(settings, house.live)
        moments = {"detected": _moment(detected, context), "at": _moment(at, context)}
        records = room.act(changed(intent, by=me, **moments))
        if format_ == "json":
            _print(records, room.incident, room.now(), format_)
        else:
            out(room.stream)
        house.live.keep(room.incident)


def note(settings: Settings, words: str, at: str | None) -> None:
    """One note; never a verb."""
    if not words.strip():
        raise BadInput("a note needs words: warroom note WORDS, or - to read lines")
    with wiring.open_house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        context = _context(house, room.incident, room.now())
        me = wiring.must_know_me(settings, house.live)
        when, text = leading(words, context.now, context.zone)
        records = room.act(i.Note(by=me, text=storable(text.strip()), at=_moment(at, context) or when))
        out(f"#{records[0].seq}")


def notes(settings: Settings, at: str | None) -> int:
    """A note a line of stdin; a bad line is told with its number, and the rest go on."""
    code = EXIT_DONE
    with wiring.open_house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        me = wiring.must_know_me(settings, house.live)
        context = _context(house, room.incident, room.now())
        fixed = _moment(at, context)
        for number, raw in enumerate(sys.stdin.buffer, 1):
            line = raw.decode("utf-8", "backslashreplace").rstrip("\r\n")
            if not line.strip():
                continue
            try:
                when, text = leading(line, room.now(), context.zone)
                records = room.act(i.Note(by=me, text=text.strip(), at=fixed or when))
            except WarroomError as error:
                sys.stderr.write(f"line {number}: {plain(str(error))}\n")
                code = max(code, error.exit_code, EXIT_USAGE)
                continue
            out(f"#{records[0].seq}")
            sys.stdout.flush()
        house.live.keep(room.incident)
    return code


def playbook_reload(settings: Settings, format_: str) -> None:
    """The playbook's file, read again into the open incident."""
    with wiring.open_house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        loaded = wiring.playbook(settings)
        me = wiring.must_know_me(settings, house.live)
        records = room.act(i.AdoptPlaybook(by=me, playbook=loaded.playbook, sha256=loaded.sha256))
        _print(records, room.incident, room.now(), format_)


# Reading.


def _verified(house: House, stream: str) -> Incident:
    """The incident, once its record was walked. Raises Damaged."""
    from warroom.journal.verify import verify as walk_all

    found = walk_all(house.journal, stream, house.live.head(stream))
    if found.fault is not None:
        raise Damaged(f"{found.fault}; warroom timeline still prints what can be read")
    return house.room(stream).incident


def show(settings: Settings, named: str | None, format_: str) -> None:
    """The state of an incident."""
    from warroom.report.show import show as as_dict
    from warroom.report.state import lines

    with wiring.open_house(settings) as house:
        stream = house.directory.latest(named or settings.incident)
        incident = _verified(house, stream)
        now = house.room(stream).now()
    if format_ == "json":
        out(_json(as_dict(incident, now)))
        return
    for line in lines(incident, now):
        out(plain(line))


def _record(record: Record) -> dict[str, Any]:
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


def timeline(settings: Settings, named: str | None, format_: str) -> None:
    """Every record of an incident."""
    with wiring.open_house(settings) as house:
        room = house.room(house.directory.latest(named or settings.incident))
        now = room.now()
        if format_ != "json":
            drill = "  DRILL" if room.incident.is_drill else ""
            out(f"# {room.stream}  {visible(room.incident.title)}{drill}  times are UTC")
        for record in house.journal.read(room.stream):
            if format_ == "json":
                out(_json(_record(record)))
            else:
                out(_line(record, room.incident, now))


def _line(record: Record, incident: Incident, now: datetime) -> str:
    said = describe(record, incident, now)
    behind = [*marks(record, incident), late(record, incident, now)]
    at = happened(record, incident)
    text = " ".join(filter(None, [visible(said.text), *(f"[{visible(note)}]" for note in behind if note)]))
    return f"{at:%Y-%m-%d %H:%M:%S}Z #{record.seq:<4} {said.word:<8} {text}  ({visible(record.by)})"


def brief(settings: Settings, named: str | None, format_: str) -> None:
    """Six lines."""
    from warroom.report.brief import brief as six

    with wiring.open_house(settings) as house:
        room = house.room(house.directory.latest(named or settings.incident))
        found = six(room.incident, room.now())
    if format_ == "json":
        out(_json(dict(found)))
        return
    for about, said in found:
        out(f"{about:<11} {plain(said)}")


def list_all(settings: Settings, format_: str) -> None:
    """Every incident in a line."""
    from warroom.report.show import line

    with wiring.open_house(settings) as house:
        every = house.directory.look()
    if format_ == "json":
        out(_json([line(summary) for summary in every]))
        return
    if not every:
        tell("no incident yet: warroom declare P0 TITLE opens one")
    for s in every:
        drill = "drill " if s.drill else ""
        out(f"{s.id:<50} {s.severity or '-':<4} {s.status or 'undeclared':<13} {drill}{visible(s.title)}")


def check(settings: Settings, names: Sequence[str], format_: str) -> int:
    """Each check once."""
    import asyncio

    from warroom.checks.schedule import probe_once

    checks = settings.checks
    if not checks:
        raise BadInput("no checks are set up: warroom init writes a warroom.yaml to put them in")
    if not settings.checks_trusted:
        raise BadInput(f"the checks in {settings.source} are not run, since others may write that file: chmod go-w it")
    unknown = [name for name in names if name not in {c.name for c in checks}]
    if unknown:
        raise BadInput(f"no check {unknown[0]}: {', '.join(c.name for c in checks)}")
    chosen = [c for c in checks if not names or c.name in names]
    readings = asyncio.run(probe_once(chosen, SystemClock().now))
    for reading in readings:
        if format_ == "json":
            out(_json(reading))
        else:
            said = f"{visible(reading.value):>8}  {visible(reading.reason)}".rstrip()
            out(f"{reading.state:<9} {visible(reading.check):<20} {said}")
    states = {reading.state for reading in readings}
    return EXIT_BAD if "down" in states else EXIT_UNKNOWN if "unknown" in states else EXIT_DONE


def verify(settings: Settings, what: str | None) -> int:
    """A file, one incident, or all."""
    from warroom.journal.verify import verify as walk_all
    from warroom.journal.verify import verify_file

    if what is not None and Path(what).is_file():
        found = [verify_file(Path(what))]
    else:
        if not settings.journal.exists():
            raise NotHere(f"no journal {settings.journal}")
        with wiring.open_house(settings) as house:
            heads = house.journal.heads()
            streams = [_stream(house, what)] if what else list(heads)
            found = [walk_all(house.journal, stream, house.live.head(stream)) for stream in streams]
    for one in found:
        if one.fault is None:
            out(f"holds    {one.stream} to #{one.seq} {one.hash}")
        else:
            out(f"DAMAGED  {one.stream} holds to #{one.seq}; {plain(str(one.fault))}")
    if any(one.fault for one in found):
        tell("keep a copy of the file as it is; what comes before the first fault can be trusted")
        return EXIT_BAD
    return EXIT_DONE


def _stream(house: House, what: str) -> str:
    return what if what in house.journal.heads() else house.directory.latest(what)


def export(settings: Settings, named: str | None, target: Path | None) -> None:
    """The stored bytes of one incident."""
    from warroom.journal.verify import export as lines

    with wiring.open_house(settings) as house:
        stream = house.directory.latest(named or settings.incident)
        _verified(house, stream)
        if target is None:
            for line in lines(house.journal, stream):
                out(line)
            return
        try:
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines(house.journal, stream))
        except OSError as error:
            raise BadInput(f"{target}: {error.strerror}") from error
    tell(f"{stream} is in {target}: warroom verify {target} checks it anywhere")


# Setting up.


def init(target: Path) -> None:
    """A commented settings file."""
    from warroom.settings import TEMPLATE

    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise BadInput(f"{target} is there already and is left as it is") from None
    except OSError as error:
        raise BadInput(f"{target}: {error.strerror}") from error
    with suppress(OSError):
        target.chmod(0o644)
    tell(f"{target} is written: its comments say what it can hold")


def playbook_show(name: str, format_: str) -> None:
    """A playbook as a file to start from."""
    from warroom.playbook import yaml

    loaded = yaml.load(name)
    if format_ == "json":
        out(_json(loaded.playbook))
    else:
        sys.stdout.write(plain(loaded.text))


def playbook_list() -> None:
    """The library."""
    from warroom.playbook import yaml

    for name in yaml.names():
        out(f"{name:<10} {plain(yaml.load(name).playbook.title)}")


def doctor(flags: Mapping[str, str | None], settings_of: Callable[[], Settings]) -> int:
    """What works here."""
    import platform

    from warroom.journal.library import SAFE_WAL, version

    del flags
    out(f"ok    warroom {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    library, safe = version()
    wanted = ".".join(map(str, SAFE_WAL))
    if safe:
        out(f"ok    SQLite {library}, write-ahead log is safe")
    else:
        out(f"note  SQLite {library} is older than {wanted}: a rollback journal is used, slower; pip install pysqlite3")
    try:
        settings = settings_of()
    except WarroomError as error:
        out(f"BAD   settings: {plain(str(error))}")
        return EXIT_BAD
    out(f"ok    settings from {settings.source or 'defaults, no warroom.yaml found'}")
    bad = _doctor_journal(settings)
    try:
        loaded = wiring.playbook(settings)
        out(f"ok    playbook {loaded.playbook.name}, {len(loaded.playbook.items)} items, from {loaded.source}")
    except WarroomError as error:
        out(f"BAD   playbook: {plain(str(error))}")
        bad = True
    if settings.checks and not settings.checks_trusted:
        out(f"BAD   the checks in {settings.source} are not run, since others may write that file: chmod go-w it")
        bad = True
    else:
        out(
            f"ok    {len(settings.checks)} checks"
            + ("" if settings.checks else "; warroom init writes a file to put them in")
        )
    name = wiring.me(settings)
    out(f"ok    you are {name}" if name else f"note  {wiring.unix_user()} is nobody's name: export WARROOM_AS=NAME")
    return EXIT_BAD if bad else EXIT_DONE


def _doctor_journal(settings: Settings) -> bool:
    from warroom.journal.verify import verify as walk_all

    if not settings.journal.exists():
        out(f"ok    journal {settings.journal}, not made yet")
        return False
    try:
        with wiring.open_house(settings) as house:
            heads = house.journal.heads()
            found = [walk_all(house.journal, stream, house.live.head(stream)) for stream in heads]
            size = settings.journal.stat().st_size / 1024
            records = sum(seq for seq, _ in heads.values())
            out(f"ok    journal {settings.journal}, {records} records, {size:.0f} KiB, {house.journal.mode}")
    except WarroomError as error:
        out(f"BAD   journal {settings.journal}: {plain(str(error))}")
        return True
    for one in found:
        if one.fault is not None:
            out(f"BAD   {plain(str(one.fault))}")
    if not any(one.fault for one in found):
        out(f"ok    the record holds, {len(found)} streams verified")
    return any(one.fault is not None for one in found)
