"""Pressure stalls: the share of time in which work waited for CPU, memory or disks, as the kernel counts it."""

from pathlib import Path

import msgspec

from warroom.host.cgroup import Cgroup

KINDS = ("cpu", "memory", "io")
AVERAGES = ("avg10", "avg60", "avg300")


class Pressure(msgspec.Struct, frozen=True):
    """Percent of the last 10, 60 and 300 s in which some work waited; `all10`: all of it.

    `own10` is the container's own, where it has another.
    """

    of: str
    some10: float
    some60: float
    some300: float
    all10: float | None = None
    own10: float | None = None


def pressures(root: Path, cgroup: Cgroup) -> tuple[Pressure, ...]:
    """Those of the machine and of this container; () where the kernel does not count."""
    found: list[Pressure] = []
    for of in KINDS:
        some, every = _read(root / "proc/pressure" / of)
        file = cgroup.pressure(of)
        own, own_every = _read(file) if file is not None else (None, None)
        whole, every = (some, every) if some is not None else (own, own_every)
        if whole is not None:
            all10 = every["avg10"] if every is not None and of != "cpu" else None
            same = own is None or some is None or all(own[name] == some[name] for name in AVERAGES)
            own10 = own["avg10"] if own is not None and not same else None
            found.append(Pressure(of, whole["avg10"], whole["avg60"], whole["avg300"], all10, own10))
    return tuple(found)


def _read(file: Path) -> tuple[dict[str, float] | None, dict[str, float] | None]:
    """The averages of its lines "some" and "full"."""
    try:
        lines = file.read_text("ascii", "replace").splitlines()
    except OSError:
        return None, None
    found: dict[str, dict[str, float]] = {}
    for line in lines:
        name, _, pairs = line.partition(" ")
        try:
            values = {key: float(value) for key, _, value in (pair.partition("=") for pair in pairs.split())}
        except ValueError:
            continue
        if set(AVERAGES) <= set(values):
            found[name] = values
    return found.get("some"), found.get("full")
