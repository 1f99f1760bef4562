"""How steps would run from this terminal now: planned once, and anew where something of it changed."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.errors import NotHere

if TYPE_CHECKING:
    from warroom.playbook.model import Check, Playbook
    from warroom.runbook.fence import Fence
    from warroom.runbook.plan import Plan
    from warroom.tui.app import WarroomApp


class Planning:
    """The plans of the open room's runbooks, with what fences carry and which checks were chosen here."""

    def __init__(self, app: "WarroomApp") -> None:
        self._app = app
        self._fences: dict[tuple[str, str, str], Fence] = {}
        self._checks: dict[tuple[str, str, int], str] = {}
        self._plans: dict[tuple[str, int], tuple[Playbook, object, Plan | None]] = {}

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
        asked, waiting = self._asked()
        known_here = incident.is_drill or app.allowed.follows(incident.playbook_sha256)
        key = (known_here, incident.id, tuple(incident.blanks.items()), fence, incident.is_drill, check, asked)
        known = self._plans.get((book, step))
        if known is None or known[0] is not playbook or known[1] != key:
            found = plan_of(
                playbook,
                book,
                step,
                incident.blanks,
                os.environ,
                _here(),
                asked,
                fence,
                waiting=waiting,
                prefixes=app.settings.runbook.env,
                limit_s=app.settings.runbook.limit_s,
                shell=app.settings.runbook.shell,
                check=check,
                drill=incident.is_drill,
                known=known_here,
            )
            self._plans[book, step] = known = (playbook, key, found)
        return known[2]

    @property
    def servers(self) -> list[str]:
        """The postgres checks through which SQL can be run."""
        return list(dict.fromkeys(check.name for check in self._asked()[0] if check.kind == "postgres"))

    def _asked(self) -> "tuple[tuple[Check, ...], tuple[Check, ...]]":
        """The checks that may be asked from here, and those that wait to be accepted."""
        app = self._app
        if app.incident.is_drill:
            return app.incident.playbook.checks, ()
        standing = app.allowed.standing
        return standing.asked, tuple(check for _, check in standing.unasked)

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
