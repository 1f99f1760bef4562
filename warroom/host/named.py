"""The processes of one name, or the one a pid file names: how many run, what they use, since when."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

if TYPE_CHECKING:
    import psutil

LEAST_S = 0.1
"""Seconds below which what a process has used since the look before says nothing."""
_MOST_PIDFILE, _MOST_PID = 4096, 1 << 31

Read = TypeVar("Read")


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What runs; None is not known.

    CPU in percent of one core since the look before, resident bytes of all, the start of the oldest (seconds of the
    epoch), most files any has open. `why` says why none runs, `wrong` why that cannot be known.
    """

    count: int = 0
    cpu_pct: float | None = None
    rss: int | None = None
    began_at: float | None = None
    open_files: int | None = None
    why: str = ""
    wrong: str = ""


class Named:
    """Looks for processes called `name` whose command line holds `args`, or for the one whose number a file holds."""

    def __init__(
        self,
        name: str,
        args: str = "",
        pidfile: str = "",
        *,
        files: bool = False,
        fresh_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._args = args
        self._pidfile = pidfile
        self._files = files
        self._fresh_s = fresh_s
        self._clock = clock
        self._at: float | None = None
        self._spent: dict[tuple[int, float], float] = {}

    @property
    def counts(self) -> bool:
        """Whether a look at this moment could tell the use of CPU."""
        return self._at is not None and LEAST_S <= self._clock() - self._at <= self._fresh_s

    def read(self) -> Group:
        """One look: 6 ms with 100 processes. Zombies are none, those that end while it lasts are left out."""
        try:
            found = [self._by_pidfile()] if self._pidfile else self._by_name()
        except _NotRunning as none:
            return Group(why=str(none))
        except OSError as no:
            return Group(wrong=f"{self._pidfile} cannot be read: {(no.strerror or str(no)).lower()}")
        except ValueError:
            return Group(wrong=f"{self._pidfile} holds no process number")
        return self._measured(found)

    def _by_pidfile(self) -> "psutil.Process":
        import psutil

        try:
            with Path(self._pidfile).open(encoding="ascii", errors="replace") as file:
                pid = int(file.read(_MOST_PIDFILE).split("\n", 1)[0].strip())
        except FileNotFoundError:
            raise _NotRunning(f"{self._pidfile} is not there") from None
        if not 0 < pid < _MOST_PID:
            raise ValueError(pid)
        try:
            process = psutil.Process(pid)
            name = process.name()
        except psutil.NoSuchProcess:
            raise _NotRunning(f"process {pid} of {self._pidfile} does not run") from None
        if self._name and name != self._name:
            raise _NotRunning(f"process {pid} of {self._pidfile} is {name}, not {self._name}")
        return process

    def _by_name(self) -> "list[psutil.Process]":
        import psutil

        everyone = list(psutil.process_iter(["name"]))
        found = [process for process in everyone if process.info["name"] == self._name]
        if not found:
            # Some call themselves otherwise once they run; what they were started as is still in the command line.
            found = [process for process in everyone if Path(next(_words(process), "")).name == self._name]
        if self._args:
            found = [process for process in found if self._args in " ".join(_words(process))]
        if not found:
            raise _NotRunning(f"no process {self._name}{f' with {self._args}' if self._args else ''} runs here")
        return found

    def _measured(self, processes: "list[psutil.Process]") -> Group:
        now = self._clock()
        passed = now - self._at if self._at is not None else 0.0
        before, self._at, self._spent = self._spent, now, {}
        found = [one for process in processes if (one := _seen(process, self._files)) is not None]
        if not found:
            return Group(why=f"{self._name or self._pidfile} has ended and waits for its parent")
        spent: float | None = 0.0
        for one in found:
            if one.cpu_s is None:
                spent = None
                break
            self._spent[one.key] = one.cpu_s
            spent = (spent or 0.0) + max(0.0, one.cpu_s - before.get(one.key, 0.0))
        return Group(
            count=len(found),
            cpu_pct=100 * spent / passed if spent is not None and LEAST_S <= passed <= self._fresh_s else None,
            rss=_all_known(sum, [one.rss for one in found]),
            began_at=min(one.key[1] for one in found),
            open_files=_all_known(max, [one.files for one in found]),
        )


class _Seen(NamedTuple):
    """A process that runs: its number and start, seconds of CPU, resident bytes, open files; None may not be read."""

    key: tuple[int, float]
    cpu_s: float | None
    rss: int | None
    files: int | None


class _NotRunning(Exception):
    """Nothing to look at; says why."""


def _words(process: "psutil.Process") -> Iterator[str]:
    import psutil

    with suppress(psutil.Error):
        yield from process.cmdline()


def _seen(process: "psutil.Process", files: bool) -> _Seen | None:
    """What it uses; None for one that has ended."""
    import psutil

    with suppress(psutil.NoSuchProcess), process.oneshot():
        if process.status() != psutil.STATUS_ZOMBIE:
            times, memory = _allowed(process.cpu_times), _allowed(process.memory_info)
            return _Seen(
                (process.pid, process.create_time()),
                None if times is None else times.user + times.system,
                None if memory is None else memory.rss,
                _allowed(process.num_fds) if files else None,
            )
    return None


def _allowed(read: Callable[[], Read]) -> Read | None:
    """What may be read; somebody else's process tells some systems' users little."""
    import psutil

    try:
        return read()
    except psutil.AccessDenied:
        return None


def _all_known(of: Callable[[list[int]], int], values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return of(known) if len(known) == len(values) else None
