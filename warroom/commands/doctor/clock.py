"""The clock: whether something keeps it, and whether the record is ahead of it."""

import ctypes
import ctypes.util
import os
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta

from warroom import wiring
from warroom.clock import SystemClock
from warroom.commands.doctor.finding import Finding, bad, note, ok
from warroom.errors import WarroomError
from warroom.incident.moment import zone_of
from warroom.incident.words import say_duration
from warroom.journal.sqlite import Journal
from warroom.settings import Settings

_UNSYNCHRONISED = 5
"""What adjtimex returns where nothing keeps the clock (TIME_ERROR)."""
_AHEAD = timedelta(minutes=2)


def look(settings: Settings) -> Iterator[Finding]:
    """Synchronised or not; behind the newest record or not; the zones that are shown."""
    now = SystemClock().now()
    kept = synchronised()
    zone = f", {settings.zone} {now.astimezone(zone_of(settings.zone)):%H:%M}" if settings.zone else ""
    said = f"it is {now:%Y-%m-%d %H:%M:%S} UTC{zone}"
    if kept is False:
        yield note("clock", f"{said}, and nothing keeps this clock right", "timedatectl set-ntp true, or start chronyd")
    else:
        yield ok("clock", f"{said}, kept by the system" if kept else f"{said}; who keeps this clock is not known")
    newest = _newest(settings)
    if newest is not None and newest > now + _AHEAD:
        ahead = say_duration((newest - now).total_seconds())
        yield bad("clock", f"the record is {ahead} ahead of this clock", "set the clock right before anything is noted")


def synchronised() -> bool | None:
    """Whether the kernel's clock is kept by something; None where it does not tell."""
    if not hasattr(os, "uname") or os.uname().sysname != "Linux":
        return None
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        # struct timex, of which `modes` = 0 asks and changes nothing; it has 208 bytes on 64 bits.
        state = int(library.adjtimex(ctypes.create_string_buffer(512)))
        return None if state < 0 else state != _UNSYNCHRONISED
    return None


def _newest(settings: Settings) -> datetime | None:
    """When the newest record of a real incident was noted."""
    if not wiring.has_journal(settings):
        return None
    found: list[datetime] = []
    with suppress(WarroomError, OSError), closing(Journal(settings.journal, reading=True, busy_ms=300)) as journal:
        for stream, (seq, _) in journal.heads().items():
            # A drill's clock is its own.
            if "-drill-" not in stream and (record := journal.record(stream, seq)) is not None:
                found.append(record.noted_at)
    return max(found, default=None)
