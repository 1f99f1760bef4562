"""Sections of the post-mortem in somebody's words: `warroom write`, and the draft opened in an editor."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from warroom import wiring
from warroom.commands import opening
from warroom.commands.read import record_of
from warroom.commands.speak import as_json, out, tell
from warroom.errors import BadInput, WarroomError
from warroom.gathering import gather
from warroom.incident import intents as i
from warroom.incident.arguments.looking_back import section_in
from warroom.incident.arguments.looking_back import write as asked
from warroom.incident.entry import Context
from warroom.incident.facts import Record
from warroom.incident.sections import find, known_as, sections_of
from warroom.incident.state import Incident, Written, changed
from warroom.incident.words import MAX_TEXT
from warroom.own_editor import editor, file_of, kept, read_back
from warroom.report.lines import describe
from warroom.report.postmortem.page import Page, page, read
from warroom.report.postmortem.parts import parts
from warroom.secrets import kinds
from warroom.settings import Settings
from warroom.text import visible
from warroom.wiring import House

MOST_BYTES = 4 * MAX_TEXT
ALL = "*"
"""What stands for the whole draft where a section could be named."""


# Writing.


def write(settings: Settings, words: Sequence[str], format_: str, *, as_typed: bool = False) -> None:
    """A section in these words, or in those from stdin behind "-"; without any, what there is to write."""
    line = " ".join(words)
    if not line.strip():
        _list(settings, format_)
        return
    with opening.house(settings) as house:
        room = house.room(house.directory.latest(settings.incident))
        context = Context(now=room.now(), incident=room.incident, playbook=room.incident.playbook)
        section, text = section_in(line, room.incident)
        if text == "-":
            text = _piped(section.id)
            intent = i.WriteSection(section=section.id, text=text)
        else:
            made = asked(line, context)
            intent = made if isinstance(made, i.WriteSection) else i.WriteSection(section=section.id, text=text)
        me = wiring.must_know_me(settings, house.live)
        records = room.act(changed(intent, by=me, as_typed=as_typed))
        _tell_masked(text, as_typed=as_typed)
        _print(records, room.incident, house, format_)
        if not room.incident.open:
            tell(f"it stands in the post-mortem of {room.stream}, which is {room.incident.status}")
        house.live.keep(room.incident)


def _piped(section: str) -> str:
    said = sys.stdin.buffer.read(MOST_BYTES + 1).decode("utf-8", "backslashreplace").strip()
    if not said:
        raise BadInput(f"stdin was empty, and {section} stays as it is: warroom write {section} record leaves it to it")
    return said


def _list(settings: Settings, format_: str) -> None:
    """Every section in a line: its id, its title, and whose words it has."""
    with opening.house(settings, reading=True) as house:
        incident = house.room(house.directory.latest(settings.incident)).incident
    known = {section.id: section.title for section in sections_of(incident.playbook)}
    for name in incident.sections:
        known.setdefault(name, name)
    for name, title in known.items():
        written = incident.sections.get(name)
        if format_ == "json":
            by = {"by": written.by, "seq": written.seq} if written else None
            out(as_json({"section": name, "title": title, "written": by}))
        else:
            whose = f"written by {written.by}, #{written.seq}" if written else "from the record"
            out(visible(f"{name:<20} {title:<28} {whose}"))


def _print(records: Sequence[Record], incident: Incident, house: House, format_: str) -> None:
    now = house.room(incident.id).now() if records else None
    for record in records:
        if format_ == "json" or now is None:
            out(as_json(record_of(record)))
            continue
        line = describe(record, incident, now)
        drill = "DRILL  " if incident.is_drill else ""
        out(f"{drill}#{record.seq} {line.word} {visible(line.text)}".rstrip())


def _tell_masked(words: str, *, as_typed: bool) -> None:
    if not as_typed and (found := kinds(words)):
        tell(f"masked in the record: {', '.join(dict.fromkeys(found))}; --no-redact records as typed")


# Editing.


class _Opened(NamedTuple):
    """What was opened: of which incident, the page, and the sections as they stood then."""

    stream: str
    page: Page
    sections: dict[str, Written]


def edit(settings: Settings, named: str | None, section: str, format_: str = "text", *, as_typed: bool = False) -> None:
    """Open the draft in $VISUAL or $EDITOR, one section or ALL, and record what was changed in it.

    Raises BadInput where it cannot be read back; what was written then stays in a file, which is named.
    """
    command = editor()
    opened = _open(settings, named, section)
    file = file_of(opened.page.text, opened.stream)
    try:
        ended = _run(command, file)
        text = read_back(file)
    except WarroomError as error:
        raise type(error)(f"{error}; nothing was recorded{kept(file, opened.page.text)}") from error
    if ended:
        raise BadInput(f"{command[0]} {ended}; nothing was recorded{kept(file, opened.page.text)}")
    if not text.strip():
        file.unlink(missing_ok=True)
        raise BadInput("the page came back empty: nothing was recorded, and every section stays as it was")
    try:
        new = read(text, opened.page)
        _record(settings, opened, new, format_, as_typed=as_typed)
    except WarroomError as error:
        raise type(error)(f"{error}; your words are kept in {file}") from error
    file.unlink(missing_ok=True)


def _open(settings: Settings, named: str | None, section: str) -> _Opened:
    with opening.house(settings) as house:
        room = house.room(house.directory.latest(named or settings.incident))
        wiring.must_know_me(settings, house.live)
        incident = room.incident
        wanted = None if section == ALL else find(incident, section)
        if section != ALL and wanted is None:
            raise BadInput(f"no section of the post-mortem is called {visible(section)[:40]}: {known_as(incident)}")
        made = parts(incident, gather(house.journal, room.stream), room.now())
        shown = [part for part in made if wanted is None or part.id == wanted.id]
        return _Opened(room.stream, page(room.stream, shown), dict(incident.sections))


def _run(command: Sequence[str], file: Path) -> str:
    """Let the editor have the terminal; "" where it ended well, else how it ended. Raises BadInput."""
    try:
        with _signals_are_its_own():
            code = subprocess.run([*command, str(file)], check=False).returncode
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise BadInput(f"{visible(command[0])}: {said}; export EDITOR=nano chooses another") from error
    if code < 0:
        with suppress(ValueError):
            return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit {code}" if code else ""


@contextmanager
def _signals_are_its_own() -> Iterator[None]:
    """^C is the editor's, and does not end us behind it."""
    # Not ignored, which it would inherit: caught, for a program that is started anew gets the usual.
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _record(settings: Settings, opened: _Opened, new: dict[str, str], format_: str, *, as_typed: bool) -> None:
    written = {name: text for name, text in new.items() if text}
    for name in new.keys() - written.keys():
        tell(f"{name} was left empty and stays as it was: warroom write {name} record leaves it to the record")
    if not written:
        tell("nothing was changed: every section stays as it was")
        return
    with opening.house(settings) as house:
        room = house.room(opened.stream)
        me = wiring.must_know_me(settings, house.live)
        for name in written:
            _tell_theirs(name, opened.sections.get(name), room.incident.sections.get(name))
        intents = [i.WriteSection(by=me, section=n, text=text, as_typed=as_typed) for n, text in written.items()]
        results = room.act_each(intents)
        _print([r for made in results if isinstance(made, list) for r in made], room.incident, house, format_)
        for text in written.values():
            _tell_masked(text, as_typed=as_typed)
        house.live.keep(room.incident)
        for result in results:
            if isinstance(result, WarroomError):
                raise result


def _tell_theirs(name: str, before: Written | None, now: Written | None) -> None:
    """Say that somebody else wrote the same section meanwhile; both versions are in the record."""
    if now is not None and (before is None or before.seq != now.seq):
        tell(f"{now.by} wrote {name} meanwhile, #{now.seq}: both are in the record, and yours is the newer")
    elif before is not None and now is None:
        tell(f"{name} was left to the record meanwhile: yours is the newer")
