"""How steps would run from this terminal now: planned once, and anew where something of it changed."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.errors import NotHere

if TYPE_CHECKING:
    from warroom.runbook.fence import Fence
    from warroom.runbook.plan import Plan
    from warroom.tui.app import WarroomApp


class Planning:
    """The plans of the open room's runbooks, with what fences carry and which checks were chosen here."""

    def __init__(self, app: "WarroomApp") -> None:
        self._app = app
        self._fences: dict[tuple[str, str, str], Fence] = {}
        self._checks: dict[tuple[str, str, int], str] = {}
        self._plans: dict[tuple[str, int], tuple[object, Plan | None]] = {}

    def plan(self, book: str, step: int) -> "Plan | None":
        """How a step would run now; made anew only where something of it changed."""
        from warroom.runbook.plan import DRILL, plan_of, step_of
        from warroom.tui.panes.playbook import in_force

        if book == DRILL:
            return None
        app = self._app
        incident, playbook = app.incident, in_force(app.scene)
        try:
            group = step_of(playbook, book, step).group
        except NotHere:
            return None
        fence = self._fences.get((app.stream, book, group)) if group else None
        check = self._checks.get((app.stream, book, step), "")
        key = (id(playbook), incident.id, tuple(incident.blanks.items()), fence, incident.is_drill, check)
        known = self._plans.get((book, step))
        if known is None or known[0] != key:
            found = plan_of(
                playbook,
                book,
                step,
                incident.blanks,
                os.environ,
                _here(),
                (*app.settings.checks, *playbook.checks),
                fence,
                prefixes=app.settings.runbook.env,
                limit_s=app.settings.runbook.limit_s,
                shell=app.settings.runbook.shell,
                check=check,
                drill=incident.is_drill,
            )
            self._plans[book, step] = known = (key, found)
        return known[1]

    @property
    def servers(self) -> list[str]:
        """The postgres checks through which SQL can be run."""
        known = (*self._app.settings.checks, *self._app.scene.incident.playbook.checks)
        return list(dict.fromkeys(check.name for check in known if check.kind == "postgres"))

    def choose(self, book: str, step: int, check: str) -> None:
        """Have a step's SQL go through this check, at this terminal and in this incident."""
        self._checks[self._app.stream, book, step] = check

    def carry(self, stream: str, plan: "Plan", fence: "Fence") -> None:
        """What the next command of the same fence begins with."""
        if plan.group:
            self._fences[stream, plan.scenario, plan.group] = fence


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:
        return str(Path.home())
