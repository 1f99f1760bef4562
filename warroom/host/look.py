"""The machine in full, for as long as somebody looks: nothing here reads anything unless it is asked to."""

import time
from collections.abc import Callable
from functools import cache

import msgspec

from warroom.host.detail import Detail, Detailer
from warroom.host.disks import Disks, Volume
from warroom.host.processes import Processes, Top
from warroom.host.reader import Clock, Readers

PROCESSES_EVERY_S, SOON_S = 2.0, 0.4
SHARE = 0.02
"""What looking through the processes may take of a core."""


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What is known at one moment; the seconds are how long that part has not answered."""

    detail: Detail | None = None
    detail_silent_s: float = 0.0
    volumes: tuple[Volume, ...] = ()
    volumes_left_out: int = 0
    processes: Processes | None = None
    processes_silent_s: float = 0.0


class HostLook:
    """Reads in threads of its own; whoever asks and sees never waits."""

    def __init__(
        self,
        detail: Callable[[], Detail] | None = None,
        processes: Callable[[], Processes] | None = None,
        disks: Disks | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._detail = detail
        self._processes = processes or Top().read
        self._disks = disks or Disks(clock=clock)
        self._clock = clock
        self._details: Readers[Detail] = Readers("host detail", clock)
        self._tops: Readers[Processes] = Readers("processes", clock)

    def ask(self) -> None:
        """Have all of it read anew, the processes less often the longer they take."""
        if self._detail is None:
            self._detail = Detailer().look
        self._details.want("", self._detail).ask()
        self._disks.ask()
        top = self._tops.want("", self._processes)
        if top.last is None or self._clock() - top.last[0] >= self._pause(top.took_s, top.last[1]):
            top.ask()

    def _pause(self, took_s: float, last: Processes) -> float:
        # Without a look before it there are no shares of the CPU, and somebody waits for them; imports took its time.
        return max(PROCESSES_EVERY_S, took_s / SHARE) if last.measured else SOON_S

    def seen(self) -> Looked:
        """What is known now."""
        details, tops = self._details.get(""), self._tops.get("")
        volumes, left_out = self._disks.volumes()
        return Looked(
            detail=details.last[1] if details and details.last else None,
            detail_silent_s=details.silent_s if details else 0.0,
            volumes=volumes,
            volumes_left_out=left_out,
            processes=tops.last[1] if tops and tops.last else None,
            processes_silent_s=tops.silent_s if tops else 0.0,
        )

    @property
    def threads(self) -> int:
        """How many threads stand ready, or hang."""
        return len(self._details) + len(self._tops) + self._disks.threads

    def rest(self) -> None:
        """Nobody looks any more: end the threads that do not hang."""
        for readers in (self._details, self._tops):
            readers.rest()
        self._disks.rest()


@cache
def this_machine() -> HostLook:
    """The one of this process: a mount that hangs keeps its one thread however often it is looked at."""
    return HostLook()
