"""From the key of a finding to the line of a playbook file."""

from collections.abc import Iterable
from typing import Any

import msgspec

from warroom.located import Place, Tree
from warroom.playbook.lint.finding import Finding, Key
from warroom.playbook.parts import STAGES_OF_STEPS


def placed(findings: Iterable[Finding], tree: Tree) -> tuple[Finding, ...]:
    """The same findings with the file and line of their keys."""
    return tuple(
        msgspec.structs.replace(one, where=f"{tree.name}:{tree.line(place_of(one.key, tree))}") for one in findings
    )


def place_of(key: Key, tree: Tree) -> Place:
    """The place in the file that a key means; of what does not stand there, the nearest around it."""
    place: Place = ()
    rest = list(key)
    while rest:
        step = rest.pop(0)
        if step == "steps" and place[:1] == ("scenarios",) and rest:
            steps, n = _steps(place, tree.at(place)), rest.pop(0)
            if not isinstance(n, int) or n >= len(steps):
                return place
            place = steps[n]
            continue
        following = _step(tree.at(place), step)
        if following is None:
            return place
        place = (*place, following)
    return place


def _step(value: Any, step: str | int) -> str | int | None:
    """The key or place by which a value holds this step: in a list an id means its entry."""
    if isinstance(value, dict):
        return step if step in value else None
    if not isinstance(value, list):
        return None
    if isinstance(step, int):
        return step if step < len(value) else None
    return next((n for n, one in enumerate(value) if isinstance(one, dict) and str(one.get("id")) == step), None)


def _steps(place: Place, scenario: dict[str, Any]) -> list[Place]:
    """Where a scenario's steps stand, in the order of the file, whatever keys hold them."""
    return [
        (*place, key, n)
        for key, steps in scenario.items()
        if (key == "steps" or key in STAGES_OF_STEPS) and isinstance(steps, list)
        for n in range(len(steps))
    ]
