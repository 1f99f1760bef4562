"""A room that breaks when told to, for the tests: `python -m tests.pty.broken WHERE`, then type a line."""

import os
import sys
from typing import Any

from warroom import wiring
from warroom.incident.intents import Intent
from warroom.tui.app import WarroomApp, run

WORDS = "[/nope] secret=[red]x \x1b]0;owned\x07 \x9b31m"


def fail(*_: Any) -> None:
    password = "hunter2"  # noqa: F841  must not be shown
    raise ValueError(WORDS)


class Broken(WarroomApp):
    """Fails at the first line that is entered."""

    def ask(self, intent: Intent, line: str) -> None:
        where = os.environ["BREAK"]
        if where == "screen":
            fail()
        elif where == "worker":
            self.run_worker(self._fail_soon(), exit_on_error=True)
        elif where == "thread worker":
            self.run_worker(fail, thread=True, exit_on_error=True)
        elif where == "journal":
            self.keeper._jobs.put(fail)
        else:
            super().ask(intent, line)

    async def _fail_soon(self) -> None:
        fail()


def main() -> int:
    """The room, with the exit code the command line would end with."""
    return run(Broken(wiring.read_settings(None, {})))


if __name__ == "__main__":
    sys.exit(main())
