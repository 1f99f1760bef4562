"""How the steps of a runbook stand in the record: what ran and how it ended, what was followed, what is next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from warroom.incident.run import Run, StepDone, step_key
from warroom.incident.state import Incident
from warroom.playbook.model import Limit, Step
from warroom.tui.panes.runbook.books import Book


class Result(NamedTuple):
    """How a step stands: open, running, well, failed, stopped, done or skipped; its last run, or its tick."""

    state: str = "open"
    run: Run | None = None
    done: StepDone | None = None

    @property
    def at(self) -> datetime | None:
        """Since when it stands so."""
        if self.run is not None:
            return self.run.ended_at or self.run.at
        return self.done.at if self.done else None

    @property
    def over(self) -> bool:
        """Whether nobody has to do it any more."""
        return self.state in ("well", "done", "skipped")


OPEN = Result()


def results(book: Book, incident: Incident, outcomes: Mapping[str, str] | None = None) -> list[Result]:
    """One a step, in their order; `outcomes` are those of a drill's acts, by name."""
    if book.acts:
        return [Result("done") if name in (outcomes or {}) else OPEN for name in book.acts]
    last = {run.step: run for run in incident.runs if run.step and run.scenario == book.id}
    return [_result(last.get(n), incident.steps.get(step_key(book.id, n))) for n in range(1, len(book.steps) + 1)]


def _result(run: Run | None, done: StepDone | None) -> Result:
    """What came last of the two."""
    if run is not None and (done is None or run.seq > done.seq):
        if run.outcome == "stopped":
            return Result("stopped", run)
        return Result("running" if not run.outcome else "well" if run.well else "failed", run)
    if done is not None:
        return Result("skipped" if done.skipped else "done", None, done)
    return OPEN


def next_step(found: Sequence[Result]) -> int:
    """The place of the first step that is open behind all that was done, else of the first that is open at all.

    The last step where none is open.
    """
    last = max((n for n, result in enumerate(found) if result.state != "open"), default=-1)
    behind = (n for n in range(last + 1, len(found)))
    return next(behind, next((n for n, one in enumerate(found) if one.state == "open"), max(0, len(found) - 1)))


class Timed(NamedTuple):
    """Steps in a row that share a limit, from place `first` up to `end`, and when that is over; None for no clock."""

    first: int
    end: int
    limit: Limit
    due: datetime | None


def timed(steps: Sequence[Step], declared: datetime | None) -> list[Timed]:
    """The clocked parts of a runbook; they count from declaring."""
    found: list[Timed] = []
    for limit, group in groupby(enumerate(steps), key=lambda one: one[1].within):
        places = [n for n, _ in group]
        if limit is None:
            continue
        counts = declared is not None and limit.seconds is not None and limit.calendar == "always"
        due = declared + timedelta(seconds=limit.seconds) if counts and declared and limit.seconds else None
        found.append(Timed(places[0], places[-1] + 1, limit, due))
    return found


def failed_before(book: Book, found: Sequence[Result], place: int) -> int | None:
    """The place of the nearest step before this one whose last run went wrong, None for none."""
    return next((n for n in range(min(place, len(book.steps)) - 1, -1, -1) if found[n].state == "failed"), None)
