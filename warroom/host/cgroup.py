"""What a container may use and what it uses: its control groups, version 1 and 2, read from the kernel's files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

UNLIMITED = 1 << 60
"""Version 1 writes "no limit" as a number near 2**63."""


class _Mount(NamedTuple):
    version: int
    controllers: frozenset[str]
    root: str
    at: Path


class Cgroup:
    """The control groups of this process. Every answer is None where there is no limit or no file to read it from."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._memory = self._places("memory", root)
        self._quota = self._places("cpu", root)
        self._usage = self._places("cpuacct", root) if self._quota.version == 1 else self._quota
        self._unified = self._places("", root)

    def _places(self, controller: str, root: Path) -> "_Places":
        mounts = [*_mounts(root)]
        lines = [line.split(":", 2) for line in _text(root / "proc/self/cgroup").splitlines() if line.count(":") >= 2]
        for _, names, path in lines:
            if controller in names.split(","):
                for mount in mounts:
                    if mount.version == 1 and controller in mount.controllers:
                        return _Places(1, _walk_up(mount, path))
        for _, names, path in lines:
            if not names:
                for mount in mounts:
                    if mount.version == 2:
                        return _Places(2, _walk_up(mount, path))
        return _Places(0, ())

    def memory_limit(self) -> int | None:
        """Bytes this container may use, the smallest limit from here up."""
        name = "memory.max" if self._memory.version == 2 else "memory.limit_in_bytes"
        limits = [_number(folder / name) for folder in self._memory.folders]
        return min((limit for limit in limits if limit is not None and limit < UNLIMITED), default=None)

    def memory_used(self) -> int | None:
        """Bytes in use that the kernel could not simply take back: without the inactive file cache."""
        if not self._memory.folders:
            return None
        folder, two = self._memory.folders[0], self._memory.version == 2
        used = _number(folder / ("memory.current" if two else "memory.usage_in_bytes"))
        cache = _field(folder / "memory.stat", "inactive_file" if two else "total_inactive_file")
        return None if used is None else max(0, used - (cache or 0))

    def cores(self) -> float | None:
        """Cores' worth of time this container may use, the smallest quota from here up."""
        quotas = []
        for folder in self._quota.folders:
            if self._quota.version == 2:
                words = _text(folder / "cpu.max").split()
            else:
                words = [*_text(folder / "cpu.cfs_quota_us").split(), *_text(folder / "cpu.cfs_period_us").split()]
            if len(words) == 2 and words[0].isdigit() and words[1].isdigit() and int(words[1]):
                quotas.append(int(words[0]) / int(words[1]))
        return min(quotas, default=None)

    def cpu_seconds(self) -> float | None:
        """Seconds of CPU this container has used since it began."""
        if not self._usage.folders:
            return None
        if self._usage.version == 2:
            used, scale = _field(self._usage.folders[0] / "cpu.stat", "usage_usec"), 1e6
        else:
            used, scale = _number(self._usage.folders[0] / "cpuacct.usage"), 1e9
        return None if used is None else used / scale

    def throttled(self) -> tuple[int, int] | None:
        """Periods in which this container ran, and in how many of them it had to stop for its quota."""
        for folder in self._quota.folders:
            periods, held = (_field(folder / "cpu.stat", name) for name in ("nr_periods", "nr_throttled"))
            if periods and held is not None:
                return periods, held
        return None

    def killed(self) -> int | None:
        """Processes of this container that were ended because memory ran out."""
        if not self._memory.folders:
            return None
        two = self._memory.version == 2
        return _field(self._memory.folders[0] / ("memory.events" if two else "memory.oom_control"), "oom_kill")

    def pressure(self, of: str) -> Path | None:
        """The file that says how long this container waits for "cpu", "memory" or "io"; version 1 has none."""
        return self._unified.folders[0] / f"{of}.pressure" if self._unified.folders else None


class _Places(NamedTuple):
    """Folders of one controller, this process's own first, then its parents up to the mount."""

    version: int
    folders: tuple[Path, ...]


def _mounts(root: Path) -> Iterator[_Mount]:
    for line in _text(root / "proc/self/mountinfo").splitlines():
        left, dash, right = line.partition(" - ")
        fields, kind = left.split(), right.split()
        if not dash or len(fields) < 5 or len(kind) < 3 or kind[0] not in ("cgroup", "cgroup2"):
            continue
        at = root / fields[4].lstrip("/")
        yield _Mount(2 if kind[0] == "cgroup2" else 1, frozenset(kind[2].split(",")), fields[3], at)


def _walk_up(mount: _Mount, path: str) -> tuple[Path, ...]:
    """The group's folder and its parents within the mount; a group outside what is mounted here counts as the mount."""
    inside = os.path.relpath(path, mount.root)
    own = mount.at if inside.startswith("..") else mount.at / inside
    if not own.is_dir():
        own = mount.at
    return (own, *(folder for folder in own.parents if folder.is_relative_to(mount.at)))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _number(file: Path) -> int | None:
    text = _text(file)
    return int(text) if text.isdigit() else None


def _field(file: Path, name: str) -> int | None:
    for line in _text(file).splitlines():
        key, _, value = line.partition(" ")
        if key == name and value.strip().isdigit():
            return int(value)
    return None
