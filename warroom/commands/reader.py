"""Whether anybody still reads what is printed."""

import select
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any


class Reader:
    """Whoever reads stdout: a pipe tells that it was closed before anything more is written into it."""

    def __init__(self) -> None:
        self.gone: Callable[[], bool] = lambda: False
        poll: Any = getattr(select, "poll", None)
        with suppress(OSError, ValueError):
            if poll is not None:
                asked = poll()
                asked.register(sys.stdout.fileno(), 0)
                self.gone = lambda: bool(asked.poll(0))
