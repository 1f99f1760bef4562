"""Finding what a command has left behind: whatever it started carries its mark in the environment, wherever it went."""

import os
import sys
from collections.abc import Iterator

MARK = "WARROOM_COMMAND"
"""The variable that names the run a process belongs to; a new session or a second fork does not shake it off."""


def carriers(mark: str) -> list[int]:
    """The processes that carry this mark; those of other users are not seen."""
    wanted = f"{MARK}={mark}"
    if sys.platform.startswith("linux"):
        return [pid for pid, environment in _of_linux() if wanted.encode() in environment]
    return _by_psutil(mark)


def _of_linux() -> Iterator[tuple[int, bytes]]:
    # psutil takes ten times as long for the same, and this is looked through after every command.
    for name in os.listdir("/proc"):  # noqa: PTH208 - no Path for each of a thousand processes
        if not name.isdigit():
            continue
        try:
            file = os.open(f"/proc/{name}/environ", os.O_RDONLY)
        except OSError:
            continue
        try:
            yield int(name), os.read(file, 1 << 20)
        except OSError:
            continue
        finally:
            os.close(file)


def _by_psutil(mark: str) -> list[int]:
    import psutil

    return [
        process.pid for process in psutil.process_iter(["environ"]) if (process.info["environ"] or {}).get(MARK) == mark
    ]
