"""The playbook of one drill: the library's `drill` with the scenario's checks, pointed at the ports of this drill."""

import msgspec

from warroom.drill.scenario import Scenario, base, pointed
from warroom.playbook.model import Check, Playbook

SOONEST_S = 0.25
SOONEST_RECHECK_S = 0.1


def playbook_for(scenario: Scenario, ports: dict[str, int], speed: float = 1.0) -> Playbook:
    """With the scenario's checks first; in a drill that runs faster they are asked more often too, within bounds."""
    checks = (*scenario.checks, *base().checks)
    return msgspec.structs.replace(base(), checks=tuple(_hastened(pointed(check, ports), speed) for check in checks))


def _hastened(check: Check, speed: float) -> Check:
    if speed <= 1:
        return check
    return msgspec.structs.replace(
        check,
        every=max(min(SOONEST_S, check.every), check.every / speed),
        recheck=max(min(SOONEST_RECHECK_S, check.recheck), check.recheck / speed),
    )
