"""Drills: on the screen, by the scenario's own responder, acted on from another shell, listed and looked back on."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom import wiring
from warroom.clock import SystemClock
from warroom.commands import opening, screen
from warroom.commands.speak import as_json, out, tell
from warroom.errors import EXIT_BAD, EXIT_DONE, BadInput, NotHere, WarroomError
from warroom.incident.intents import Cancel
from warroom.incident.state import Incident, changed
from warroom.settings import Settings
from warroom.wiring import House

if TYPE_CHECKING:
    from warroom.drill.history import Run
    from warroom.drill.scenario import Scenario
    from warroom.drill.session import Session

USUAL = "pool"
"""The scenario of a drill that names none."""
TRAINEE, RESPONDER = "trainee", "responder"


def drill(settings: Settings, name: str | None, speed: float, seed: int, format_: str) -> int:
    """The screen on a drill of its own; its score is printed once the screen was left."""
    from warroom.drill.scenario import load

    scenario = load(name or USUAL)
    screen.need_terminal()
    screen.hasten()
    session = _begun(scenario, speed, seed)
    try:
        from warroom.tui.app import WarroomApp

        me = wiring.me(settings) or TRAINEE
        code = screen.show(WarroomApp(settings, first=session.first, scenario=scenario, me=me))
    finally:
        session.stop()
        incident = _put_away(settings, session.first.id, scenario)
    if code == EXIT_DONE and incident is not None:
        _print(settings, incident, scenario, format_)
    return code


def headless(settings: Settings, name: str | None, speed: float, seed: int, format_: str) -> int:
    """The scenario played by its responder: exit 0 if that passes, 1 if not."""
    from warroom.commands.signals import Ended, ended_by_signals
    from warroom.drill.headless import Play
    from warroom.drill.scenario import load

    scenario = load(name or USUAL)
    incident: Incident | None = None
    try:
        with ended_by_signals(), opening.house(settings) as house:
            session = _begun(scenario, speed, seed)
            try:
                play = Play(house.room(), scenario, session.first, settings.as_ or RESPONDER, _narrate)
                play.run(house.clock, house.live)
            finally:
                session.stop()
                incident = _put_away(settings, session.first.id, scenario)
    except Ended as ended:
        tell("DRILL  ended by a signal: no score")
        return ended.exit_code
    if incident is None:
        return EXIT_BAD
    _print(settings, incident, scenario, format_)
    return EXIT_DONE if incident.score is not None and incident.score.passed else EXIT_BAD


def _narrate(words: str) -> None:
    tell(words)
    with suppress(OSError, ValueError):
        sys.stderr.flush()


def _begun(scenario: "Scenario", speed: float, seed: int) -> "Session":
    from warroom.drill.session import Session

    return Session(scenario, SystemClock().now(), speed, seed)


def _put_away(settings: Settings, first_id: str, scenario: "Scenario") -> Incident | None:
    """What is left of a drill whose services have ended: scored if it came to its end, else it is over now.

    Left open, later commands would speak to it.
    """
    from warroom.drill import conduct

    with suppress(WarroomError), opening.house(settings) as house:
        begun = house.journal.known(first_id)
        if not begun:
            return None
        room = house.room(begun[0].stream)
        if room.incident.open and not room.incident.when("resolved"):
            room.act(Cancel(by=conduct.MACHINE, why="its services ended with the terminal that ran them"))
        conduct.settle(room, scenario)
        house.live.keep(room.incident)
        return room.incident
    return None


def _print(settings: Settings, incident: Incident, scenario: "Scenario", format_: str) -> None:
    from warroom.drill.history import best_of, data
    from warroom.drill.scorecard import lines

    found = _runs(settings)
    if format_ == "json":
        for run in found:
            if run.id == incident.id:
                out(as_json(data(run)))
    elif incident.score is None:
        tell("DRILL  left before it was resolved: no score; /resolve ends one, warroom drill begins another")
    else:
        for line in lines(incident.score, scenario.title, _when(incident), scenario.cause):
            out(line)
        best = best_of(found).get(scenario.name)
        said = f"the best of {scenario.name} so far is {best.score.points}" if best and best.score else ""
        tell("; ".join(filter(None, [said, "warroom drill --history compares"])))


def _when(incident: Incident) -> str:
    drill = incident.drill
    if drill is None:
        return ""
    return f"{drill.start:%Y-%m-%d %H:%M} UTC, scenario {drill.scenario}, speed {drill.speed:g}, {incident.id}"


def fix(settings: Settings, what: str | None) -> None:
    """Heal, or try to; what was done stands in the drill's record."""
    from warroom.drill import conduct

    with opening.house(settings) as house:
        stream = _running(house, settings.incident)
        room = house.room(stream)
        scenario = conduct.scenario_of(room.incident)
        if what is None:
            for act in scenario.acts:
                out(f"{act.name:<9} {act.does}")
            return
        outcome, change = conduct.act(room.incident, what)
        out(outcome)
        room.act(changed(change, by=wiring.me(settings) or TRAINEE))


def _running(house: House, named: str) -> str:
    """The drill whose services answer: one may be open in the record whose terminal was killed."""
    drills = [s.id for s in house.directory.look() if s.drill and s.open and (not named or named in s.id)]
    found = [stream for stream in drills if _answers(house.room(stream).incident)]
    if not found:
        raise NotHere("no drill runs in this journal: warroom drill starts one")
    if len(found) > 1:
        raise BadInput(f"several drills run: {', '.join(found)}: --incident says which")
    return found[0]


def _answers(incident: Incident) -> bool:
    from warroom.drill.session import ports_of

    try:
        return bool(ports_of(incident))
    except NotHere:
        return False


def list_all(settings: Settings, format_: str) -> None:
    """The scenarios there are, with the best score of each in this journal."""
    from warroom.drill.history import best_of
    from warroom.drill.scenario import load, names

    best = best_of(_runs(settings))
    found = [load(name) for name in names()]
    if format_ == "json":
        out(as_json([_listed(scenario, best.get(scenario.name)) for scenario in found]))
        return
    out(f"{'scenario':<14} {'severity':<8} {'minutes':>7}  {'best':>4}  what happens")
    for scenario in found:
        run = best.get(scenario.name)
        points = str(run.score.points) if run and run.score else "-"
        out(f"{scenario.name:<14} {scenario.severity:<8} {scenario.minutes:>7g}  {points:>4}  {scenario.title}")


def _listed(scenario: "Scenario", run: "Run | None") -> dict[str, object]:
    return {
        "name": scenario.name,
        "title": scenario.title,
        "summary": scenario.summary,
        "severity": scenario.severity,
        "minutes": scenario.minutes,
        "best": run.score.points if run and run.score else None,
    }


def history(settings: Settings, name: str | None, format_: str) -> None:
    """Every drill of this journal, or those of one scenario: by scenario, newest first."""
    from warroom.drill.history import data, lines

    found = [run for run in _runs(settings) if name in (None, run.scenario)]
    if format_ == "json":
        out(as_json([data(run) for run in found]))
        return
    if not found:
        tell(f"no drill {f'of {name} ' if name else ''}yet: warroom drill starts one")
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    for line in lines(found, ascii_only=plain):
        out(line)


def _runs(settings: Settings) -> "list[Run]":
    from warroom.drill.history import runs

    if not wiring.has_journal(settings):
        return []
    with opening.house(settings, reading=True) as house:
        drills = [summary.id for summary in house.directory.look() if summary.drill]
        return runs(house.directory.states(drills).values())
