"""A step run to its end, and what came of it: what the tests of the runner stand on."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from warroom.playbook.model import Check, Playbook, Step
from warroom.playbook.risk import judged
from warroom.runbook.ended import Ended
from warroom.runbook.evidence import Evidence
from warroom.runbook.plan import Plan, plan_of
from warroom.runbook.runner import run

ENVIRON = {"PATH": os.environ["PATH"], "HOME": "/", "LANG": "C.UTF-8"}


def planned(text: str, *, language: str = "sh", blanks: Mapping[str, str] | None = None, **more: Any) -> Plan:
    """The plan of a step with this command, the only one of its playbook; `more` are those of the step and the plan."""
    environ = more.pop("environ", ENVIRON)
    cwd = str(more.pop("cwd", "/tmp"))
    step = Step(
        run=text, language=language, **{name: more.pop(name) for name in ("group", "title", "risk") if name in more}
    )
    book = Playbook(name="one", steps=(judged(step) if "risk" not in more and step.risk == "changes" else step,))
    return plan_of(book, "", 1, blanks or {}, environ, cwd, **more)


class Ran:
    """How it ended, what was shown meanwhile, and what is kept."""

    def __init__(self, ended: Ended, shown: list[tuple[float, str, str]], evidence: Evidence) -> None:
        self.ended = ended
        self.shown = shown
        self._evidence = evidence

    def text(self, *streams: str) -> str:
        """What was shown of these streams, of both without any."""
        return "\n".join(text for _, stream, text in self.shown if stream in (streams or ("out", "err")))

    @property
    def kept(self) -> str:
        return self._evidence.read(self.ended.evidence).decode()


def ran(
    plan: Plan,
    folder: Path,
    *,
    environ: Mapping[str, str] | None = None,
    mark: str = "",
    stop_when: Callable[[str], bool] | None = None,
) -> Ran:
    """Run it; `stop_when` is given all that was shown so far."""
    shown: list[tuple[float, str, str]] = []
    evidence = Evidence(folder / "journal.sqlite")

    async def go() -> Ended:
        stop = asyncio.Event()

        def show(seconds: float, stream: str, text: str) -> None:
            shown.append((seconds, stream, text))
            if stop_when is not None and stop_when("\n".join(said for *_, said in shown)):
                stop.set()

        return await run(plan, evidence, show, environ if environ is not None else ENVIRON, stop, mark=mark)

    return Ran(asyncio.run(go()), shown, evidence)


def sh(text: str, folder: Path, **more: Any) -> Ran:
    """A shell command, run."""
    own = {name: more.pop(name) for name in ("mark", "stop_when") if name in more}
    return ran(planned(text, **more), folder, environ=more.get("environ"), **own)


def postgres(**options: Any) -> Check:
    return Check(name="db", kind="postgres", options=options)


def until(holds: Callable[[], object]) -> None:
    """Wait for it, with an end."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def gone(pid: int) -> bool:
    """Whether it runs no more."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
