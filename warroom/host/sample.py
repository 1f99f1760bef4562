"""One look at the machine, and the rows of the host box it fills."""

import msgspec

ROWS = ("cpu", "mem", "disk", "net", "tcp")
HIGH_PCT = 85.0
FULL_SOON_S = 86_400.0
TREND_SHOWN_S = 30 * 86_400.0
_SIZES = ((1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the machine, None where a value is not readable; in a container with a limit, shares are of it."""

    at_monotonic: float
    cpu_pct: float | None = None
    cores: float | None = None
    cpu_limited: bool = False
    load1: float | None = None
    mem_pct: float | None = None
    mem_total_bytes: int | None = None
    mem_limited: bool = False
    disk_mount: str = "/"
    disk_pct: float | None = None
    disk_free_bytes: int | None = None
    disk_growth_bytes_s: float | None = None
    disk_stale: bool = False
    net_out_bytes_s: float | None = None
    net_in_bytes_s: float | None = None
    tcp_open: int | None = None

    @property
    def disk_full_in_s(self) -> float | None:
        """Seconds until the disk is full if it goes on like the last 10 minutes; None without a trend."""
        if not self.disk_growth_bytes_s or self.disk_free_bytes is None:
            return None
        return self.disk_free_bytes / self.disk_growth_bytes_s


class Row(msgspec.Struct, frozen=True):
    """A row of the host box: its name in ROWS, label of at most 7 cells, value of 5, unit of 8, and a note in words."""

    name: str
    label: str
    value: str
    unit: str
    high: bool = False
    note: str = ""


def rows(sample: Sample) -> tuple[Row, ...]:
    """The five rows in their fixed order: cpu, mem, disk, net, tcp; "-" where a value is not readable."""
    return (_cpu(sample), _mem(sample), _disk(sample), _net(sample), _tcp(sample))


def _cpu(sample: Sample) -> Row:
    cores = "" if sample.cores is None else f"{sample.cores:.3g} core{'s' if sample.cores > 1 else ''}"
    limit = f"limit {cores}" if sample.cpu_limited else ""
    return _share("cpu", "cpu", sample.cpu_pct, cores, limit)


def _mem(sample: Sample) -> Row:
    total = "" if sample.mem_total_bytes is None else size(sample.mem_total_bytes)
    return _share("mem", "mem", sample.mem_pct, total, f"limit {total}" if sample.mem_limited else "")


def _disk(sample: Sample) -> Row:
    label, left = f"disk {sample.disk_mount}", sample.disk_full_in_s
    if sample.disk_pct is None:
        return _share("disk", label, None, "")
    free = "" if sample.disk_free_bytes is None else f"{size(sample.disk_free_bytes)} free"
    if sample.disk_stale:
        return _share(
            "disk", label, sample.disk_pct, "stale", f"{sample.disk_mount} does not answer, last seen: {free}"
        )
    if left is None or left > TREND_SHOWN_S:
        return _share("disk", label, sample.disk_pct, "no trend", free)
    return _share("disk", label, sample.disk_pct, f"{_span(left)} left", free, left < FULL_SOON_S)


def _net(sample: Sample) -> Row:
    rate = sample.net_out_bytes_s
    if rate is None:
        return Row("net", "net out", "-", "MiB/s", note="not readable")
    mebibytes = rate / (1 << 20)
    into = "" if sample.net_in_bytes_s is None else f"in {sample.net_in_bytes_s / (1 << 20):.1f} MiB/s"
    return Row("net", "net out", f"{mebibytes:.1f}" if mebibytes < 999 else f"{mebibytes:.0f}", "MiB/s", note=into)


def _tcp(sample: Sample) -> Row:
    if sample.tcp_open is None:
        return Row("tcp", "tcp", "-", "open", note="not readable")
    return Row("tcp", "tcp", str(sample.tcp_open), "open")


def _share(name: str, label: str, percent: float | None, unit: str, note: str = "", high: bool = False) -> Row:
    if percent is None:
        return Row(name, label[:7], "-", unit[:8], note="not readable")
    return Row(name, label[:7], f"{percent:.0f} %", unit[:8], high or percent >= HIGH_PCT, note)


def size(count: int) -> str:
    """Bytes in the largest unit that keeps a digit before the point: "512 MiB", "1.5 TiB"."""
    for unit, word in _SIZES:
        if count >= unit:
            return f"{count / unit:.3g} {word}" if count < 999.5 * unit else f"{count / unit:.0f} {word}"
    return f"{count} B"


def _span(seconds: float) -> str:
    """At most 3 cells: "6 h", "12h", "45m", "9 d"."""
    for unit, letter in ((86_400, "d"), (3600, "h"), (60, "m")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {letter}" if count < 10 else f"{count}{letter}"
    return "0 m"
