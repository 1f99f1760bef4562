"""What was done to end it: commands, tasks, decisions; what was tried in vain; the evidence kept of it."""

import re

from warroom.incident.run import Run
from warroom.report.document import Heading, Item, Items, Table
from warroom.report.postmortem.filled import Filled, blank
from warroom.report.postmortem.known import Known
from warroom.report.postmortem.story import Told, story
from warroom.report.words import number, plural

MOST = 50
_DID = ("command_finished", "decided", "task_done", "change", "fixed", "step_ticked", "resolved")
_IN_VAIN = ("unfixed", "reopened")
_ASKED_VAIN = re.compile(r"in vain|did not help|didn't help|failed|tried", re.IGNORECASE)


def resolution(known: Known, asks: tuple[str, ...]) -> Filled:
    """What changed something, in order, with when and by whom; then what did not help."""
    lines = story(known).lines
    vain = {f"run {run.n} " for run in known.incident.runs if run.outcome and not run.well}
    real = (line for line in lines if line.kind in _DID and (line.kind, line.at) not in known.mistaken)
    did = [line for line in real if not _failed(line, vain)]
    failed = [
        line
        for line in lines
        if (line.kind in _IN_VAIN and line.seq not in known.taken_back) or (line.kind in _DID and _failed(line, vain))
    ]
    found = (
        Filled((Items(_items(known, did), ordered=True),), plural(len(did), "act")) if did else blank("what was done")
    )
    if failed:
        return Filled.joined(found, Filled((Heading("What did not help", 3), Items(_items(known, failed)))))
    if any(_ASKED_VAIN.search(ask) for ask in asks):
        return Filled.joined(found, blank("what was tried in vain"))
    return found


def _failed(line: Told, vain: set[str]) -> bool:
    return line.kind == "command_finished" and line.text.casefold().startswith(tuple(vain))


def _items(known: Known, lines: list[Told]) -> tuple[Item, ...]:
    shown = lines if len(lines) <= MOST else [*lines[: MOST // 2], *lines[-MOST // 2 :]]
    items = [Item(f"{known.clock(line.at)}: {line.text} ({line.by})") for line in shown]
    if len(lines) > MOST:
        items.insert(MOST // 2, Item(f"and {number(len(lines) - MOST)} more, in the timeline", tone="muted"))
    return tuple(items)


def evidence(known: Known) -> Table | None:
    """The commands whose output was kept, with its hash; None where none ran."""
    runs = [run for run in known.incident.runs if run.outcome]
    if not runs:
        return None
    rows = tuple(
        (str(run.n), known.time(run.at), run.title or run.command, run.by, ended(run), run.sha256 or _unkept(run))
        for run in runs[-MOST:]
    )
    caption = "Commands that ran, with the SHA-256 of their output"
    if len(runs) > MOST:
        caption += f"; the last {MOST} of {number(len(runs))}"
    return Table(("Run", "Time (UTC)", "Command", "By", "Ended", "SHA-256"), rows, frozenset({0}), caption)


def _unkept(run: Run) -> str:
    return "not kept" if run.size else "no output"


def ended(run: Run) -> str:
    """How a run ended, in a word or two."""
    return f"exit {run.exit}" if run.outcome == "exited" and run.exit is not None else run.outcome
