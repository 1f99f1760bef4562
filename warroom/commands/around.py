"""What is around a record when it is shown: the last readings, who is here, this machine."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import msgspec

from warroom.checks.model import View
from warroom.host.sample import Row, rows
from warroom.incident.state import Incident
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.report.plain import Around
from warroom.wiring import House

LEAST_S = 0.1
"""The CPU's share is of the time between two looks: in less it would be chance."""


@contextmanager
def look(*, host: bool) -> Iterator[Callable[[House, Incident], Around]]:
    """A function that tells what is around an incident; with `host` the machine is looked at from now to then."""
    if not host:
        yield lambda house, incident: around(house, incident, ())
        return
    from warroom.host.sampler import Sampler

    began = time.monotonic()
    sampler = Sampler()

    def told(house: House, incident: Incident) -> Around:
        time.sleep(max(0.0, began + LEAST_S - time.monotonic()))
        return around(house, incident, rows(sampler.sample()))

    try:
        yield told
    finally:
        sampler.close()


def around(house: House, incident: Incident, host: tuple[Row, ...]) -> Around:
    """The readings only while somebody asks the checks: those of somebody who has left say nothing of now."""
    scope = incident.id if incident.is_drill else DUTY
    asked_by = house.live.holder(scope) if incident.open else ""
    return Around(
        views=views(house.live, scope) if asked_by else (),
        asked_by=asked_by,
        present=house.live.present(),
        hostname=socket.gethostname().partition(".")[0],
        host=host,
        zone=house.settings.zone,
        unwatched_since=house.live.unwatched_since(scope) if incident.open else None,
    )


def views(live: Live, scope: str) -> tuple[View, ...]:
    """The last readings of a scope; those that another release wrote and this one cannot read are left out."""
    found: list[View] = []
    for packed in live.views(scope):
        with suppress(msgspec.MsgspecError):
            found.append(msgspec.json.decode(packed, type=View))
    return tuple(found)
