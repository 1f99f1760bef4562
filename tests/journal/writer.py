"""A writer of its own: appends notes and says "NUMBER TEXT MICROSECONDS" of each once it is acknowledged.

writer.py JOURNAL STREAM NAME COUNT
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from warroom.errors import NotWritten
from warroom.incident.facts import Noted
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id
from warroom.journal.sqlite import Journal


def write(journal: Journal, stream: str, text: str) -> int:
    """One note, tried again under the same id until it is kept."""
    intent = new_id()
    while True:
        try:
            with journal.transaction():
                made = journal.known(intent) or journal.append(
                    stream,
                    [Draft(Noted(text=text))],
                    intent_id=intent,
                    by="child",
                    noted_at=datetime(2026, 11, 21, tzinfo=UTC),
                    via={},
                )
        except NotWritten:
            continue
        return made[0].seq


if __name__ == "__main__":
    path, stream, name, count = sys.argv[1:]
    journal = Journal(Path(path))
    for n in range(int(count)):
        text = f"{name}.{n}"
        began = time.perf_counter_ns()
        seq = write(journal, stream, text)
        sys.stdout.write(f"{seq} {text} {(time.perf_counter_ns() - began) // 1000}\n")
        sys.stdout.flush()
