"""What the room offers and nobody has said yet: when it was detected, a worse severity, what it may be."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from warroom.checks.model import View
from warroom.incident.episodes import first_red
from warroom.incident.state import CheckState, Incident
from warroom.playbook.likely import RED, Standing, likely
from warroom.playbook.model import Playbook, Scenario
from warroom.report.words import utc
from warroom.text import visible

AROUND = timedelta(minutes=1)
"""A check sees an outage up to an interval late: so long after declaring it may have been what was declared."""
_A_DAY = timedelta(hours=23)
_LONGEST = 200
"""Characters of a reason that are worth a line."""


class Offered(NamedTuple):
    """What it is about (detected, unfix, severity or likely), the sentence, and the line that says it; text is raw.

    `scenario` is the id of what is likely.
    """

    about: str
    said: str
    line: str
    scenario: str = ""


def offers(incident: Incident, views: Sequence[View], now: datetime) -> list[Offered]:
    """What could be said next, the most pressing first; `views` are the readings, where somebody asks the checks."""
    found: list[Offered] = []
    if red := undetected(incident):
        name, at = red
        found.append(Offered("detected", f"{name} went red {utc(at, now)}", f"/detected {_written(at, now)} by alert"))
    if incident.running and (fixed := incident.when("fixed")) is not None:
        again = [name for name, check in incident.checks.items() if check.state == "down" and _since(check, fixed)]
        if again:
            back = f"{again[0]} is down since the fix"
            found.append(Offered("unfix", back, f"/unfix {back}"))
    if incident.running:
        found += _severity(incident, views)
        said = {suspect.text.casefold() for suspect in incident.suspects}
        found += [
            Offered("likely", f"looks like: {one.title}", f"/suspect {one.title}", one.id)
            for one in scenarios(incident, views, now)
            if one.title.casefold() not in said
        ]
    return found


def _since(check: CheckState, moment: datetime) -> bool:
    return check.since is not None and check.since > moment


def undetected(incident: Incident) -> tuple[str, datetime] | None:
    """The check that went red first and when, while nobody said when the incident was detected."""
    declared, known = incident.when("declared"), incident.milestones.get("detected")
    if declared is None or not incident.open or (known is not None and not known.assumed):
        return None
    red = first_red(((name, check.red) for name, check in incident.checks.items()), declared)
    return red if red is not None and red[1] - declared <= AROUND else None


def _written(at: datetime, now: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at:%H:%M:%S}Z" if timedelta() <= now - at < _A_DAY else f"{at:%Y-%m-%dT%H:%M:%S}Z"


def _severity(incident: Incident, views: Sequence[View]) -> list[Offered]:
    """The worst that a failing check suggests, where that is worse than what is in force."""
    rank = incident.playbook.rank
    found = [
        (rank(level), view, level)
        for view in views
        if view.state in RED
        for level in view.suggests
        if rank(level) < rank(incident.severity)
    ]
    if not found:
        return []
    _, view, level = min(found, key=lambda one: one[0])
    reason = view.reason or view.word
    for one in view.suggests:
        reason = reason.removesuffix(f": suggests {one}")
    why = visible(f"{view.name}: {reason}")[:_LONGEST]
    return [Offered("severity", f"{why}: suggests {level}", f"/sev {level} {why}")]


def scenarios(incident: Incident, views: Sequence[View], now: datetime) -> tuple[Scenario, ...]:
    """The scenarios of the playbook that fit what is red, the likeliest first; none once a cause was found."""
    if not incident.playbook.scenarios or any(s.state == "cause" for s in incident.suspects):
        return ()
    return likely(incident.playbook, standings(incident, views, now, incident.playbook))


def standings(incident: Incident, views: Sequence[View], now: datetime, playbook: Playbook) -> list[Standing]:
    """How the checks stand: as last recorded, and as read where somebody asks them."""
    kinds = {check.name: check.kind for check in playbook.checks}
    recorded = {
        name: Standing(name, kinds.get(name, ""), check.state_at(now)) for name, check in incident.checks.items()
    }
    asked = {view.name: Standing(view.name, view.kind, view.state) for view in views}
    return list((recorded | asked).values())
