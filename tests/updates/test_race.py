"""Two processes that race to send the same updates."""

import subprocess
import sys
from pathlib import Path

from tests.fakes import HandClock, Place, book
from tests.updates.racer import WITHIN_S
from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.journal.verify import verify

UPDATES = 200


def test_two_processes_that_race_for_two_hundred_updates_send_each_once(tmp_path: Path) -> None:
    place = Place(tmp_path, HandClock())
    room = place.declared(playbook=book())
    asked: list[Intent] = []
    for n in range(1, UPDATES + 1):
        asked.append(i.DraftUpdate(channel="status_page", text=f"word {n}", by="anna"))
        asked.append(i.QueueUpdate(n=n, way="page", by="anna", despite="a test"))
    assert all(isinstance(made, list) for made in room.act_each(asked))
    out = tmp_path / "out"
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.updates.racer", str(place.path), room.stream, str(out), name],
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for racer in racers:
        _, error = racer.communicate(timeout=WITHIN_S + 30)
        assert racer.returncode == 0, error
    assert [int(line) for line in out.read_text().split()] == list(range(1, UPDATES + 1))
    room.catch_up()
    assert {update.state for update in room.incident.updates} == {"sent"}
    claims = [r.via for r in place.journal.read(room.stream) if r.kind == "update_attempted"]
    assert len(claims) == UPDATES
    assert verify(place.journal, room.stream, None).fault is None
    place.close()
