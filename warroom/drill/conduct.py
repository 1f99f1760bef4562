"""How a drill is conducted, by whichever door: its scenario found, an act done, a hint taken, the score at its end."""

from warroom.drill.fixes import fix
from warroom.drill.scenario import Scenario, load
from warroom.drill.score import score
from warroom.drill.session import ports_of
from warroom.drill.trail import wording
from warroom.errors import BadInput, NotHere
from warroom.incident import intents as i
from warroom.incident.facts import Cancelled, DrillScored, Record
from warroom.incident.state import Incident
from warroom.room import Room

MACHINE = "drill"
"""Who writes what nobody typed."""


def scenario_of(incident: Incident) -> Scenario:
    """What is played in a drill; NotHere where this is none, or its scenario is not known on this machine."""
    if incident.drill is None:
        raise NotHere("this is no drill: warroom drill, in a shell, starts one")
    try:
        return load(incident.drill.scenario)
    except BadInput:
        raise NotHere(f"the scenario {incident.drill.scenario} is not known here: its card and score are not") from None


def act(incident: Incident, name: str) -> tuple[str, i.NoteChange]:
    """Do it to the drill's services: what came of it, and the change that says so in the record. Blocks.

    Raises BadInput for an act there is not, NotHere where the services do not answer.
    """
    outcome = fix(name, ports_of(incident))
    return outcome, i.NoteChange(text=wording(name.strip().lower(), outcome))


def hint(incident: Incident, scenario: Scenario) -> i.TakeHint:
    """The next hint; NotHere where none is left."""
    n = incident.hints + 1
    if n > len(scenario.hints):
        raise NotHere(f"no hint is left: all {len(scenario.hints)} were taken")
    return i.TakeHint(n=n, text=scenario.hints[n - 1])


def over(incident: Incident) -> bool:
    """Whether there is nothing more to score: resolved, or given up."""
    return incident.when("resolved") is not None or incident.ended_at is not None


def judged(room: Room, scenario: Scenario, *, due: bool) -> DrillScored | None:
    """The score by the record as it stands; with `due` only where one is to be recorded now.

    That is a drill that is over and has none yet; one that merely lost its services gets none.
    """
    room.catch_up()
    records = list(room.journal.read(room.stream))
    if due and not _due(room.incident, records):
        return None
    return score(room.incident, records, scenario, room.now())


def _due(incident: Incident, records: list[Record]) -> bool:
    left = [r.by for r in records if isinstance(r.fact, Cancelled)][-1:] == [MACHINE]
    resolved = incident.when("resolved") is not None
    return incident.is_drill and over(incident) and incident.score is None and (resolved or not left)


def settle(room: Room, scenario: Scenario) -> DrillScored | None:
    """Record the score of a drill that is over, once; returns the one that stands, None where there is none."""
    found = judged(room, scenario, due=True)
    if found is not None:
        room.act(i.ScoreDrill(by=MACHINE, score=found))
    return room.incident.score
