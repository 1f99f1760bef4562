"""A drill as a whole: its services, the intent that opens its stream, and how others find the services."""

from datetime import datetime
from urllib.parse import urlsplit

from warroom.drill.fixes import ports_from
from warroom.drill.playbook import playbook_for
from warroom.drill.scenario import Scenario
from warroom.drill.services import Services
from warroom.errors import NotHere
from warroom.incident.intents import StartDrill
from warroom.incident.state import Incident
from warroom.journal.ids import new_id


class Session:
    """Services that run, and what the screen needs to know of them.

    `start` is the drill's first moment, now. Raises WarroomError with the reason when the services do not come up.
    """

    def __init__(self, scenario: Scenario, start: datetime, speed: float = 1.0, seed: int = 0) -> None:
        self.scenario = scenario
        self._services = Services.start(scenario, start, speed=speed, seed=seed)
        self.first = StartDrill(
            id=new_id(),
            by="drill",
            start=start,
            playbook=playbook_for(self.scenario, self._services.ports, speed),
            speed=speed,
            scenario=self.scenario.name,
            seed=seed,
        )

    @property
    def ports(self) -> dict[str, int]:
        """Where the services listen on 127.0.0.1, by the names of the catalog."""
        return self._services.ports

    def stop(self) -> None:
        """End the services."""
        self._services.stop()


def ports_of(incident: Incident) -> dict[str, int]:
    """Where a drill's services listen: its playbook names the supervisor, which is asked for the others.

    Raises NotHere for what is no drill, and when the supervisor does not answer.
    """
    for check in incident.playbook.checks if incident.is_drill else ():
        url = str(check.options.get("url", ""))
        if url.startswith("http://127.0.0.1:") and url.endswith("/programs"):
            port = urlsplit(url).port
            if port:
                return ports_from(port)
    raise NotHere(f"{incident.id} is no drill with services to fix")
