"""Roles that are needed and that nobody holds: since when."""

from datetime import datetime

import msgspec

from warroom.incident.state import Incident

FALLBACK = ("commander",)
"""What is needed where the playbook does not say."""


class Vacancy(msgspec.Struct, frozen=True):
    """A needed role that nobody holds, and since when it should have been somebody's."""

    role: str
    since: datetime


def vacancies(incident: Incident) -> tuple[Vacancy, ...]:
    """The needed roles nobody holds while the incident runs, in the playbook's order.

    Since it was declared or reopened, since the role was given up, or since the severity that needs it holds: whichever
    came last.
    """
    declared = incident.when("declared")
    if declared is None or not incident.running:
        return ()
    begun = max([declared, *(span.end for span in incident.past_resolutions)])
    return tuple(
        Vacancy(role, max(begun, _needed_since(incident, role) or begun, _given_up(incident, role) or begun))
        for role in incident.needed_roles or FALLBACK
        if role not in incident.roles
    )


def _given_up(incident: Incident, role: str) -> datetime | None:
    left = incident.left.get(role)
    return left.until if left else None


def _needed_since(incident: Incident, role: str) -> datetime | None:
    """When the severity came that needs the role, through all that followed it and needed it too."""
    known = next((one for one in incident.playbook.roles if one.id == role), None)
    since: datetime | None = None
    for change in reversed(incident.severities):
        if known is not None and known.severities and change.severity not in known.severities:
            break
        since = change.at
    return since
