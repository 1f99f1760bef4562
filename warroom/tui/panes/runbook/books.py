"""The runbooks there are: a playbook's scenarios, its commands of none, and what heals a drill; the likely first."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from warroom.playbook.model import Playbook, Scenario, Step

DRILL = "drill"
"""The id of what heals a drill: its steps are acts, no commands."""
OTHER = ""
"""The id under which steps of no scenario are recorded."""


class Act(Protocol):
    """What can be done in a drill."""

    @property
    def name(self) -> str: ...
    @property
    def does(self) -> str: ...


class Book(NamedTuple):
    """One of them; `place` is its scenario's in the playbook, -1 where it is none."""

    id: str
    title: str
    steps: tuple[Step, ...]
    scenario: Scenario | None = None
    place: int = -1
    likely: bool = False
    acts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in a line: /run NAME:3."""
        return self.id or "other"


def books(playbook: Playbook, likely: Sequence[int] = (), acts: Sequence[Act] = ()) -> list[Book]:
    """All of them, in the order in which they are listed; a likely scenario stands in front and nowhere else."""
    found = [_book(playbook, place, likely=True) for place in likely]
    if acts:
        steps = tuple(Step(title=act.does or act.name, stage="quick fix") for act in acts)
        found.append(Book(DRILL, "what heals this drill", steps, acts=tuple(act.name for act in acts)))
    found += [_book(playbook, n) for n in range(len(playbook.scenarios)) if n not in likely]
    if playbook.steps:
        found.append(Book(OTHER, "commands of no scenario", playbook.steps))
    return found


def _book(playbook: Playbook, place: int, *, likely: bool = False) -> Book:
    scenario = playbook.scenarios[place]
    return Book(scenario.id, scenario.title, scenario.steps, scenario, place, likely)
