"""An incident as it was: the screen in a replay, or its lines with the waits between them."""

import sys
import time

from warroom import wiring
from warroom.commands import opening, screen
from warroom.commands.read import record_of
from warroom.commands.reader import Reader
from warroom.commands.signals import Ended, ended_by_signals
from warroom.commands.speak import as_json, let_go, out
from warroom.errors import EXIT_DONE, NotHere
from warroom.incident.evolve import evolve
from warroom.incident.state import EMPTY
from warroom.report.timeline import as_line
from warroom.settings import Settings
from warroom.text import visible
from warroom.wiring import House

LOOK_S = 0.5
"""How often it is looked whether anybody still reads."""


def replay(settings: Settings, named: str | None, speed: float, format_: str, *, plain: bool) -> int:
    """The screen where there is a terminal for it, else lines; its exit code."""
    if not wiring.has_journal(settings):
        raise NotHere(wiring.missing(settings))
    if plain or format_ == "json" or not sys.stdout.isatty():
        return in_lines(settings, named, speed, format_)
    screen.need_terminal()
    with opening.house(settings, reading=True) as house:
        stream = house.directory.latest(named or settings.incident)
    screen.hasten()
    from warroom.incident.state import changed
    from warroom.tui.app import WarroomApp

    return screen.show(WarroomApp(changed(settings, incident=stream), replay=speed))


def in_lines(settings: Settings, named: str | None, speed: float, format_: str) -> int:
    """A line a record when its time has come, as the record knew it then; nothing is recorded."""
    with opening.house(settings, reading=True) as house:
        stream = house.directory.latest(named or settings.incident)
        try:
            with ended_by_signals():
                _play(house, stream, speed, format_)
        except Ended as ended:
            let_go(sys.stdout)
            return ended.exit_code
    return EXIT_DONE


def _play(house: House, stream: str, speed: float, format_: str) -> None:
    until = house.journal.head(stream)[0]
    incident = EMPTY
    known_s = 0.0
    began = time.monotonic()
    behind = 0.0
    reader = Reader()
    for record in house.journal.read(stream, limit=until):
        incident = evolve(incident, record)
        noted_s = record.noted_at.timestamp()
        if record.seq == 1:
            known_s = noted_s
            if format_ != "json":
                drill = "  DRILL" if incident.is_drill else ""
                out(f"# REPLAY x{speed:g}  {stream}  {visible(incident.title)}{drill}  times are UTC", now=True)
        elif noted_s > known_s:
            behind += (noted_s - known_s) / speed
            known_s = noted_s
            if not _wait(began + behind, reader):
                return
        line = as_json(record_of(record)) if format_ == "json" else as_line(record, incident, record.noted_at)
        out(line, now=True)


def _wait(until_s: float, reader: Reader) -> bool:
    """Until then, by this machine's steady clock; False where nobody reads any more."""
    while (left := until_s - time.monotonic()) > 0:
        if reader.gone():
            return False
        time.sleep(min(left, LOOK_S))
    return True
