"""A thread that looks at the machine once a second."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from warroom.host.sample import ROWS, Sample
from warroom.host.sampler import Sampler

SPARKS = 60


class Samples(Protocol):
    """What the thread asks: a Sampler, or a pretended one."""

    def sample(self) -> Sample: ...

    def close(self) -> None: ...


class HostWatch(threading.Thread):
    """Samples once a second on a thread of its own and keeps the last 60 values of each row; `on_sample` runs on it."""

    def __init__(
        self, on_sample: Callable[[Sample], None], sampler: Callable[[], Samples] = Sampler, every: float = 1.0
    ) -> None:
        super().__init__(name="host", daemon=True)
        self._on_sample = on_sample
        self._sampler = sampler
        self._every = every
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._sparks: dict[str, deque[float]] = {row: deque(maxlen=SPARKS) for row in ROWS}
        self._latest: Sample | None = None

    @property
    def latest(self) -> Sample | None:
        """The newest sample."""
        return self._latest

    def spark(self, row: str) -> tuple[float, ...]:
        """The last values of a row of ROWS, newest last: percent (cpu, mem, disk), bytes/s (net), count (tcp)."""
        with self._lock:
            return tuple(self._sparks[row])

    def run(self) -> None:
        """Sample on a grid of absolute times until stopped; seconds missed are skipped."""
        sampler = self._sampler()
        due = time.monotonic() + self._every
        try:
            while not self._end.wait(max(0.0, due - time.monotonic())):
                self._keep(sampler.sample())
                due += self._every * max(1, math.ceil((time.monotonic() - due) / self._every))
        finally:
            sampler.close()

    def stop(self) -> None:
        """Sample no more; returns at once."""
        self._end.set()

    def _keep(self, sample: Sample) -> None:
        values = (sample.cpu_pct, sample.mem_pct, sample.disk_pct, sample.net_out_bytes_s, sample.tcp_open)
        with self._lock:
            self._latest = sample
            for row, value in zip(ROWS, values, strict=True):
                if value is not None:
                    self._sparks[row].append(value)
        self._on_sample(sample)
