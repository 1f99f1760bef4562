"""What this terminal knows of runs beyond the record: their output, plans of steps, what acts of a drill came to."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from warroom.incident.run import Run
from warroom.tui.panes.runbook.books import Act
from warroom.tui.panes.runbook.streamed import Streamed

if TYPE_CHECKING:
    from warroom.runbook.plan import Plan


def _no_plan(_book: str, _step: int) -> None:
    return None


class Live(msgspec.Struct):
    """A run of this terminal: its stream and number there, when it began by the machine's own clock, its output."""

    stream: str
    n: int
    output: Streamed
    began: float = 0.0
    ended: bool = False
    stopping: bool = False


class Desk(msgspec.Struct):
    """Shared by the pane and by who owns the processes; `wanted` is what the pane would show and nobody has read yet.

    `outcomes` are the sentences of a drill's acts, by name; `unread` why an output cannot be shown, by its evidence.
    """

    live: dict[tuple[str, int], Live] = {}
    read: dict[str, Streamed] = {}
    unread: dict[str, str] = {}
    wanted: set[str] = set()
    acts: Sequence[Act] = ()
    outcomes: dict[str, str] = {}
    plans: "Callable[[str, int], Plan | None]" = _no_plan

    def plan(self, book: str, step: int) -> "Plan | None":
        """How the step at this place of a runbook, from 1, would run now; None where that is not known."""
        return self.plans(book, step)

    def output_of(self, stream: str, run: Run) -> Streamed | None:
        """What a run wrote, as far as it is known here; None where it is not, and then it is asked for."""
        live = self.live.get((stream, run.n))
        if live is not None:
            return live.output
        if run.evidence and run.evidence not in self.read and run.evidence not in self.unread:
            self.wanted.add(run.evidence)
        return self.read.get(run.evidence)

    def under_way(self, stream: str, run: Run) -> Live | None:
        """The run where this terminal is what runs it, and it has not ended."""
        live = self.live.get((stream, run.n))
        return live if live is not None and not live.ended else None
