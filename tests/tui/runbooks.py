"""A playbook whose runbook can be run anywhere, and hands for its pane."""

from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from tests.tui.stage import Stage, default_playbook, write
from warroom.incident import intents as i
from warroom.incident.words import DUTY
from warroom.playbook.model import Limit, Playbook, Scenario, Step
from warroom.playbook.risk import judged
from warroom.tui.panes.runbook.seen import Seen

FIVE = Limit(seconds=300.0, words="5 min")
READS, FAILS, CHANGES, DESTROYS, WORDS, BLANK, SHOWN, ENDLESS, CARRIES, CARRIED, SLOW, HOSTILE = range(1, 13)
"""The numbers of its steps."""


def step(**fields: Any) -> Step:
    """A step with the risk that its command shows."""
    return judged(Step(**fields))


def runbook(folder: Path) -> Scenario:
    """Every kind of step; what changes anything does so in `folder`."""
    return Scenario(
        id="pool",
        title="database pool exhausted",
        severity="P0",
        symptoms=("requests wait, then fail",),
        when=("db*",),
        steps=(
            step(title="sessions by state", run=f"head -n 5 {folder}/sessions", within=FIVE),
            step(title="stop report-worker", run="echo tried; echo unit not loaded >&2; exit 3", within=FIVE),
            step(title="restart one api", run=f"touch {folder}/restarted", stage="quick fix"),
            step(title="drop the old pool", run=f"rm -rf {folder}/pool", stage="quick fix"),
            step(words="call the owner of the report job"),
            step(title="logs of one", run=f"grep -h SERVICE_NAME {folder}/sessions"),
            step(title="code", run="const a = 1", language="typescript"),
            step(title="follow it", run="tail -f /dev/null"),
            step(title="go there", run=f"cd {folder}; export POOL=50", group="one"),
            step(title="what is there", run='pwd; echo "$POOL sessions"', group="one"),
            step(title="a long one", run="echo begun; sleep 60"),
            step(title="hostile", run=f"head -n 5 {folder}/hostile"),
        ),
    )


def playbook(folder: Path, *more: Step) -> Playbook:
    """With that runbook first, and these steps behind its own."""
    first = runbook(folder)
    first = msgspec.structs.replace(first, steps=(*first.steps, *more))
    base = default_playbook()
    return msgspec.structs.replace(base, name="api-outage", scenarios=(first, *base.scenarios))


def begun(path: Path, *more: Step) -> str:
    """An open incident that follows it, and what its steps read; returns its stream."""
    (path.parent / "sessions").write_text("92 idle\napi; echo owned: well\n")
    (path.parent / "hostile").write_bytes(b"\x1b]0;owned\x07\x1b[2Jgone\n")
    found = playbook(path.parent, *more)
    write(path, i.AcceptChecks(name="api-outage", sha256="5" * 64), stream=DUTY)
    return write(path, i.Declare(severity="P0", title="API down", playbook=found, sha256="5" * 64, channel=""))


def seen(stage: Stage) -> Seen:
    """What the open pane remembers."""
    pane = stage.app.board.pane
    assert pane is not None
    assert isinstance(pane.about, Seen)
    return pane.about


async def at_step(stage: Stage, n: int) -> None:
    """The pane with the keys, at this step of the first runbook."""
    if stage.app.board.pane is None:
        await stage.pilot.press("f3")
    await stage.until(partial(stage.focused, "runbook"))
    if seen(stage).side == "books":
        await stage.pilot.press("g", "enter")
    await stage.pilot.press("g", *["j"] * (n - 1))
    await stage.until(lambda: seen(stage).step == n - 1)


async def run(stage: Stage, n: int) -> None:
    """Have this step run, also where it asks."""
    await at_step(stage, n)
    before = len(stage.app.incident.runs)
    await stage.pilot.press("enter")
    await stage.until(lambda: len(stage.app.incident.runs) > before or "y runs it" in stage.said)
    if "y runs it" in stage.said:
        await stage.pilot.press("y")
        await stage.until(lambda: len(stage.app.incident.runs) > before)


async def ended(stage: Stage, n: int = 1) -> None:
    """Until this many runs have ended on record, as the screen knows."""
    await stage.until(lambda: sum(bool(run.outcome) for run in stage.app.incident.runs) >= n)
