"""Drills on a table: a scenario of ten minutes that breaks after twenty seconds, and trainees of all kinds."""

from datetime import timedelta
from typing import Any

from tests.fakes import T0, Table, book
from warroom.drill.plan import Inject
from warroom.drill.scenario import FOR_GOOD, Act, Scenario
from warroom.drill.score import score
from warroom.drill.trail import wording
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged, DrillScored

MINUTES = 10.0
BREAKS_S = 20.0

SCENARIO = Scenario(
    name="pool",
    title="Checkout fails",
    summary="customers cannot pay",
    minutes=MINUTES,
    severity="P0",
    card=("You are on call.", "Heal it."),
    checks=(),
    injects=(Inject(at=BREAKS_S, fault="slow-queries", amount=40),),
    acts=(
        Act(name="pool", does="end idle sessions", heals=60.0),
        Act(name="worker", does="stop the report worker", heals=FOR_GOOD),
        Act(name="cache", does="empty the cache"),
    ),
    hints=("look at the pool", "stop the worker"),
    cause="a report kept every session",
    responder=(),
)


class Played(Table):
    """A drill whose trainee is anna."""

    def __init__(self) -> None:
        super().__init__()
        self.do(i.StartDrill(start=T0, playbook=book(), scenario="pool"), by="drill")

    def declare(self, severity: str = "P0", title: str = "API down", **fields: Any) -> "Played":
        super().declare(severity, title, **fields)
        return self

    def turn(self, to: str, check: str = "api") -> "Played":
        """The check turns, as its first reading says."""
        change = CheckChanged(check=check, from_="unknown", to=to, since=self.clock.now())
        self.do(i.ReportTransition(change=change), by="check")
        return self

    def act(self, name: str) -> "Played":
        """The trainee does something to the services."""
        self.do(i.NoteChange(text=wording(name, "done")))
        return self

    def later(self, minutes: float = 0, seconds: float = 0) -> "Played":
        self.clock.go(minutes, seconds)
        return self

    def broken(self) -> "Played":
        """It breaks on time, and the check sees it 15 s later."""
        return self.later(seconds=BREAKS_S + 15).turn("down")

    def led(self) -> "Played":
        """Declared half a minute after it broke, and led at once as the playbook of these tests asks for."""
        self.broken().later(seconds=15).declare("P0")
        for intent in (
            i.TakeRole(role="commander", person="anna"),
            i.SetItem(n=2, done=True),
            i.SetItem(n=11, done=True),
            i.SetItem(n=13, done=True),
            i.Suspect(text="the report"),
            i.TellUsers(channel="status_page", status="investigating", text="we look into it"),
        ):
            self.do(intent)
        return self

    def healed(self) -> "Played":
        """Healed for good three minutes on, and said so."""
        self.later(3).act("worker").turn("up").do(i.MarkFixed())
        return self

    def resolved(self) -> "Played":
        self.later(1).do(i.Resolve(despite="a test"))
        return self

    @property
    def score(self) -> DrillScored:
        """What it is worth by the record of it."""
        return score(self.incident, self.records, SCENARIO, self.clock.now())

    @property
    def broke_at(self) -> float:
        """Seconds since it broke, now."""
        return (self.clock.now() - T0 - timedelta(seconds=BREAKS_S)).total_seconds()
