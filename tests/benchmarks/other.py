"""Commands on a large journal, for information: they verify the whole record before they answer."""

import subprocess
import sys
import time
from collections.abc import Iterator

from tests.benchmarks.ground import Ground
from tests.benchmarks.table import Figure
from tests.pty.terminal import environment

COMMANDS = (("show",), ("verify",), ("timeline",), ("export", "--out", "copy.jsonl"), ("backup", "copy.sqlite"))


def measure(ground: Ground) -> Iterator[Figure]:
    """Each from the shell's start to its end."""
    home = ground.home(ground.records)
    for words in COMMANDS:
        ground.tell(f"other: {words[0]}")
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "warroom", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(home),
            cwd=home,
            timeout=120,
            check=True,
        )
        took = time.perf_counter() - began
        yield Figure(what=f"warroom {words[0]}, {ground.many}", unit="s", values={"warroom": took})
        if words == ("verify",):
            yield Figure(what="records verified", unit="/s", values={"warroom": ground.records / took})
