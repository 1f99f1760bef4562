"""A drill as a whole: its services, the intent that opens its stream, and the acts that heal it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from warroom.drill.fixes import FIXES, fix
from warroom.drill.services import Services, playbook_for
from warroom.errors import NotHere
from warroom.incident.intents import StartDrill
from warroom.incident.state import Incident
from warroom.journal.ids import new_id

SCENARIO = "pool exhausted"
INJECT_AFTER_S = 20.0


class Session:
    """Services that run, and what the screen needs to know of them."""

    def __init__(self, start: datetime, speed: float = 1.0, seed: int = 0) -> None:
        self._services = Services.start(inject_after=INJECT_AFTER_S / speed, seed=seed)
        self.first = StartDrill(
            id=new_id(),
            by="drill",
            start=start,
            playbook=playbook_for(self._services.ports),
            speed=speed,
            scenario=SCENARIO,
            seed=seed,
        )

    @property
    def fixes(self) -> dict[str, Callable[[], str]]:
        """The acts by name; each blocks until it is done and says in a sentence what came of it."""
        return {what: partial(fix, what, self._services.ports) for what in FIXES}

    def stop(self) -> None:
        """End the services."""
        self._services.stop()


def ports_of(incident: Incident) -> dict[str, int]:
    """Where a drill's services listen, from the checks of the playbook it recorded."""
    from urllib.parse import urlsplit

    found: dict[str, int] = {}
    for check in incident.playbook.checks:
        with suppress(ValueError, TypeError):
            port = urlsplit(str(check.options.get("url", ""))).port
            if port:
                found["api" if check.name == "api" else "pool"] = port
    if set(found) != {"api", "pool"}:
        raise NotHere(f"{incident.id} is no drill with services to fix")
    return found
