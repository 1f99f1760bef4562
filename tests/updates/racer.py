"""A terminal of its own process that sends whatever waits, as fast as it can: racer.py JOURNAL STREAM OUT NAME."""

import os
import sys
import time
from pathlib import Path

from tests.fakes import HandClock
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room
from warroom.updates.outbox import Outbox
from warroom.updates.sending import Answer, Message

WITHIN_S = 90.0


class Appending:
    """A way out that appends the number to a file."""

    name, kind, channel, target, repeats_safely = "page", "file", "status_page", "a file", False

    def __init__(self, out: Path) -> None:
        self._out = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send(self, message: Message) -> Answer:
        os.write(self._out, f"{message.n}\n".encode())
        return Answer("sent")


def main(path: str, stream: str, out: str, name: str) -> None:
    journal, live = Journal(Path(path)), Live(Path(path))
    room = Room(journal, live, HandClock(), stream)
    way = Appending(Path(out))
    box = Outbox(live, f"{name}:{os.getpid()}", lambda: True, lambda _stream, intent: room.act(intent))
    end = time.monotonic() + WITHIN_S
    while (room.incident.unsent or box.flying) and time.monotonic() < end:
        room.catch_up()
        box.tend(room, [way], "anna")
    live.close()
    journal.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
