"""The system's `ping`: how it is called, and what it says in the words of iputils, BusyBox and macOS."""

import asyncio
import os
import re
import shutil
import signal
import sys
from contextlib import suppress
from typing import NamedTuple

from warroom.checks.failure import unknown

_BESIDES_PATH = "/sbin:/usr/sbin:/bin:/usr/bin"
_COUNTS = re.compile(r"^(\d+) packets transmitted, (\d+) (?:packets )?received", re.MULTILINE)
_TIMES = re.compile(r"min/avg/max(?:/[\w-]+)? = ([\d.]+)/([\d.]+)/([\d.]+)(?:/[\d.]+)? ms")
_TURNED_AWAY = re.compile(
    r"^(?:From|\d+ bytes from) (\S+?):? (?:icmp_seq=\d+ )?"
    r"((?:Destination|Time to live|Time exceeded|Packet filtered|Communication|Redirect)\b.*)$",
    re.MULTILINE,
)


class Answers(NamedTuple):
    """How many were sent and answered, the shortest, mean and longest time in seconds, and who turned some away."""

    sent: int
    received: int
    times_s: tuple[float, float, float] | None
    turned_away: str

    @property
    def loss(self) -> float:
        """The share lost, in percent."""
        return 100 * (1 - self.received / self.sent)


def program(ipv6: bool) -> str:
    """The path of the program. Raises Failed where it is not installed."""
    name = "ping6" if ipv6 and sys.platform == "darwin" else "ping"
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_BESIDES_PATH}")
    if found is None:
        raise unknown(f"the program {name} is not installed: install iputils-ping or inetutils-ping")
    return found


async def run(argv: list[str], for_s: float) -> tuple[str, str]:
    """Run it, interrupted after so many seconds, upon which it still sums up. Raises Failed where it cannot be run."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", "")},
            start_new_session=True,
        )
    except PermissionError:
        raise unknown(f"no permission to run {argv[0]}") from None
    talk = asyncio.ensure_future(process.communicate())
    try:
        await asyncio.wait((talk,), timeout=for_s)
        if not talk.done():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
        out, err = await talk
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())
        raise
    return out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def read(said: str) -> Answers | None:
    """The sums in what it printed; None where there are none, or nothing was sent."""
    counts, times, away = _COUNTS.search(said), _TIMES.search(said), _TURNED_AWAY.search(said)
    if counts is None or not int(counts[1]):
        return None
    sent = int(counts[1])
    shortest_mean_longest = tuple(float(each) / 1000 for each in times.groups()) if times else None
    return Answers(
        sent,
        min(int(counts[2]), sent),  # an answer may come twice
        shortest_mean_longest,  # type: ignore[arg-type]
        f"{away[1]} says {away[2]}" if away else "",
    )
