"""An event loop whose clock jumps to the next timer instead of waiting for it: hours of schedule in milliseconds."""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
Result = TypeVar("Result")


class _Jumping(selectors.DefaultSelector):
    """Never waits: what it was asked to wait is added to the time."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None:
            self.passed += max(timeout, 0.0)
        return ready


class FastLoop(asyncio.SelectorEventLoop):
    """The loop; `now` is a wall clock that goes with it."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds of pretended time since the loop was made."""
        return self._jumping.passed

    def now(self) -> datetime:
        """The pretended wall clock."""
        return START + timedelta(seconds=self.time())


def run_fast(main: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in pretended time."""
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        return runner.run(main)


def now() -> datetime:
    """The pretended wall clock of the running loop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, FastLoop)
    return loop.now()
