"""Host: this machine or its container; CPU, memory, a disk, stalls, and the processes of one name."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from warroom.checks.condition import Condition
from warroom.checks.failure import Failed, unknown
from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Gap, Result
from warroom.checks.units import Unit, say_value

if TYPE_CHECKING:
    from warroom.checks.prepared import Prepared
    from warroom.host.mounts import Space
    from warroom.host.named import Group

_MACHINE: dict[str, Unit] = {
    "cpu": "share",
    "memory": "share",
    "swap": "share",
    "load": "number",
    "pressure_cpu": "share",
    "pressure_memory": "share",
    "pressure_io": "share",
    "throttled": "share",
    "oom_kills": "number",
}
_DISK: dict[str, Unit] = {"disk": "share", "disk_free": "bytes", "inodes": "share"}
_PROCESS: dict[str, Unit] = {
    "processes": "number",
    "process_cpu": "share",
    "process_memory": "bytes",
    "process_age": "duration",
    "open_files": "number",
}
_READINGS, _SLACK_S = 3, 5.0
"""What was counted for longer than so many readings and seconds hides what happens now."""


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a host check; `process` is a name as `ps -o comm` shows it, `args` a part of its command line."""

    needs: ClassVar[tuple[str, ...]] = (
        "psutil",
        "warroom.checks.local.machine",
        "warroom.host.mounts",
        "warroom.host.named",
    )
    subjects: ClassVar[Mapping[str, Unit]] = {**_MACHINE, **_DISK, **_PROCESS, "latency": "duration"}
    windows: ClassVar[Mapping[str, Unit]] = {"error_rate": "share"}

    path: str = ""
    """A folder or file whose disk is looked at."""
    process: str = ""
    """The name of a process that must run, as ps -o comm shows it."""
    args: str = ""
    """A part of its command line."""
    pidfile: str = ""
    """A file that holds the number of a process that must run."""

    def __post_init__(self) -> None:
        for key, value in (("path", self.path), ("pidfile", self.pidfile)):
            if value and not value.startswith("/"):
                raise ValueError(f"`{key}` is a full path, like {'/var' if key == 'path' else '/run/nginx.pid'}")
            if "\0" in value:
                raise ValueError(f"`{key}` holds no zero bytes")
        if "/" in self.process or self.process != self.process.strip():
            raise ValueError("`process` is a name like nginx; a file that holds its number goes under `pidfile`")
        if self.args and not self.process:
            raise ValueError("`args` narrows down a `process`: name that too")
        if self.args and self.pidfile:
            raise ValueError("`args` and `pidfile` cannot go together: the file names one process")

    @property
    def mount(self) -> str:
        """The folder whose disk is looked at."""
        return self.path or "/"

    @property
    def target(self) -> str:
        """What is looked at, besides the machine."""
        process = f"{self.process} {self.args}".strip() or self.pidfile
        return ", ".join(filter(None, (process, self.path))) or "this machine"


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Look once; latency is how long the looking takes. A process that is named and does not run is a failure."""
    options: Options = asked.options
    conditions = tuple(one for one in (*asked.expect, *asked.warn) if one.window_s is None)
    spoken = {condition.subject for condition in conditions}
    look = _look_of(asked, probes, spoken)
    await look.settle(spoken)
    began = time.perf_counter()
    values: dict[str, Any] = dict(look.machine.look())
    if options.path or spoken & _DISK.keys():
        values |= _of_disk(await look.disk(options.mount, probes), options.mount)
    group = await look.group() if look.named is not None else None
    values |= _of_processes(group, probes.now().timestamp())
    latency_s = time.perf_counter() - began
    details = tuple(_details(values, spoken))
    spoken_of = any(condition.subject == "processes" for condition in asked.expect)
    if group is not None and group.why and not spoken_of:
        raise Failed("gone", group.why, definite=True, details=details)
    meant = {"processes": group.why} if group is not None and group.why else {}
    result = Result(latency_s=latency_s, details=details, meant=meant, **values)
    result.shown, result.said = _shown(conditions, result, options), _said(conditions, result, options)
    return result


class _Look:
    """What one check keeps between its readings."""

    def __init__(self, asked: "Prepared", probes: Probes, spoken: set[str]) -> None:
        from warroom.checks.local.machine import Answers, Machine
        from warroom.host.named import Named

        options: Options = asked.options
        self._about = options.path or options.process or options.pidfile
        self._longest_s = _READINGS * asked.check.every + _SLACK_S
        self.machine = Machine()
        self.named: Named | None = None
        if options.process or options.pidfile:
            self.named = Named(
                options.process,
                options.args,
                options.pidfile,
                files="open_files" in spoken,
                fresh_s=self._longest_s,
            )
            read = self.named.read
            self._groups: Answers[Group] = probes.keep(("host", asked.check.name), lambda: Answers("processes", read))

    async def settle(self, spoken: set[str]) -> None:
        """Where what was counted is of no use, count anew for a moment."""
        from warroom.checks.local.machine import LEAST_S

        stale = False
        if not self.machine.counts_for(self._longest_s):
            self.machine.begin()
            stale = bool(spoken & {"cpu", "throttled"} or not (spoken or self._about))
        if "process_cpu" in spoken and self.named is not None and not self.named.counts:
            await self.group()
            stale = True
        if stale:
            await asyncio.sleep(1.1 * LEAST_S)

    async def group(self) -> "Group":
        """The processes now."""
        return await self._groups.fresh("the system's list of processes did not come")

    async def disk(self, mount: str, probes: Probes) -> "Space | OSError":
        """How full the disk is; checks of the same folder share the thread that may hang."""
        from warroom.checks.local.machine import Answers
        from warroom.host.mounts import space

        def read() -> "Space | OSError":
            try:
                return space(mount)
            except OSError as no:
                return no

        answers = probes.keep(("disk", mount), lambda: Answers("disk", read))
        return await answers.fresh(f"{mount} does not answer, as a dead file server or disk does")


def _look_of(asked: "Prepared", probes: Probes, spoken: set[str]) -> _Look:
    if "look" not in asked.kept:
        asked.kept["look"] = _Look(asked, probes, spoken)
    look: _Look = asked.kept["look"]
    return look


def _of_disk(seen: "Space | OSError", mount: str) -> dict[str, Any]:
    if isinstance(seen, OSError):
        raise unknown(f"the disk of {mount} cannot be looked at: {(seen.strerror or str(seen)).lower()}")
    if not seen.total:
        raise unknown(f"{mount} is not on a disk: it has no size")
    uncounted = Gap("is not known: this file system does not count them", None)
    inodes = uncounted if seen.inodes_pct is None else seen.inodes_pct
    return {"disk": seen.used_pct, "disk_free": seen.free, "inodes": inodes}


def _of_processes(group: "Group | None", now_s: float) -> dict[str, Any]:
    if group is None:
        return dict.fromkeys(_PROCESS, Gap("is not known: the check names no `process`", None))
    if group.wrong:
        raise unknown(group.wrong)
    gap = Gap("is not known: no such process runs" if group.why else "is not known: it may not be read", None)
    values = {
        "process_cpu": group.cpu_pct,
        "process_memory": group.rss,
        "process_age": None if group.began_at is None else max(0.0, now_s - group.began_at),
        "open_files": group.open_files,
    }
    return {"processes": group.count, **{name: gap if value is None else value for name, value in values.items()}}


def _details(values: Mapping[str, Any], spoken: set[str]) -> Iterator[tuple[str, str]]:
    """What is known, and what is asked for and is not."""
    for name, unit in Options.subjects.items():
        value = values.get(name)
        if isinstance(value, Gap) and name in spoken:
            yield name.replace("_", " "), value.said
        elif value is not None and not isinstance(value, Gap):
            yield name.replace("_", " "), say_value(value, unit)


def _shown(conditions: Sequence[Condition], result: Result, options: Options) -> str:
    """The value of the first condition that fails, else of the first, else what the check is most of all about."""
    failing = (condition for condition in conditions if condition.judge(result).ok is False)
    first = next(failing, conditions[0] if conditions else None)
    subject = first.subject if first is not None else _main(options)[0]
    value = result.look(subject, ())
    return "" if isinstance(value, Gap) else _in_cells(value, Options.subjects[subject])


def _in_cells(value: float, unit: Unit) -> str:
    if unit == "share":
        return f"{value:.0f} %"
    return " ".join(say_value(value, unit).split()[:2])


def _said(conditions: Sequence[Condition], result: Result, options: Options) -> str:
    if conditions:
        return ", ".join(dict.fromkeys(condition.judge(result).said for condition in conditions))
    known = ((subject, result.look(subject, ())) for subject in _main(options))
    return ", ".join(
        f"{subject} {value.said if isinstance(value, Gap) else say_value(value, Options.subjects[subject])}"
        for subject, value in known
    )


def _main(options: Options) -> tuple[str, ...]:
    """What a check without conditions is about."""
    disk = ("disk",) if options.path else ()
    processes = ("processes",) if options.process or options.pidfile else ()
    return (*processes, *disk) or ("cpu", "memory")
