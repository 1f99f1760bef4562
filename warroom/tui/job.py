"""One process under way, in a thread with a loop of its own: the screen's never waits for it."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom.clock import Clock

if TYPE_CHECKING:
    from warroom.runbook.ended import Ended
    from warroom.runbook.evidence import Evidence
    from warroom.runbook.plan import Plan
    from warroom.tui.panes.runbook.desk import Live


class Job:
    """A plan that runs. `output` is called when there is more of it, `over` when it has ended: both in its thread."""

    def __init__(self, plan: "Plan", live: "Live", evidence: "Evidence", environ: Mapping[str, str], mark: str) -> None:
        self.plan = plan
        self._mark = mark
        self.live = live
        self.ended: Ended | None = None
        self._evidence = evidence
        self._environ = environ
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._held = threading.Lock()
        self.stopping = False
        self.clock: Clock | None = None
        self.thread = threading.Thread(name="run", target=self._work, daemon=True)
        self.output: Callable[[], object] = lambda: None
        self.over: Callable[[], object] = lambda: None

    def stop(self) -> None:
        """Have the whole group end: asked first, then made to."""
        with self._held:
            self.stopping = self.live.stopping = True
            if self._loop is not None and self._stop is not None:
                with suppress(RuntimeError):  # it has ended just now
                    self._loop.call_soon_threadsafe(self._stop.set)

    def _work(self) -> None:
        from warroom.runbook.ended import Ended

        try:
            self.ended = asyncio.run(self._run())
        except Exception as error:  # noqa: BLE001  what began must have an end in the record
            self.ended = Ended(outcome="unknown", why=f"{type(error).__name__}: {error}"[:200])
        self.over()

    async def _run(self) -> "Ended":
        from warroom.runbook.runner import run

        with self._held:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
            if self.stopping:
                self._stop.set()
        return await run(self.plan, self._evidence, self._heard, self._environ, self._stop, mark=self._mark)

    def _heard(self, after_s: float, stream: str, text: str) -> None:
        self.live.output.put((after_s, stream, line) for line in text.split("\n"))
        self.output()
