"""Journals that earlier releases wrote: opened, verified, folded and exported as they were then."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.journal.exports import verify_file
from tests.journal.make_golden import BEGIN, GOLDEN
from warroom.clock import SystemClock
from warroom.incident.facts import KINDS
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.journal.verify import export, verify
from warroom.report.lines import describe
from warroom.report.show import show
from warroom.room import Room
from warroom.text import safe_json

RELEASES = [path.stem for path in sorted(GOLDEN.glob("*.db"))]
# fmt: off
LATER = {
    "redacted", "checks_accepted", "hint_taken", "drill_scored", "list_ticked", "shift_offered", "shift_declined",
    "shift_withdrawn", "shift_handed_over", "criterion_met", "duty_set", "command_started", "command_finished",
    "step_ticked", "blank_filled", "update_drafted", "update_approved", "update_discarded", "update_queued",
    "update_attempted", "update_answered", "update_superseded", "section_written", "incident_imported",
}
# fmt: on
"""Kinds that no act of that release wrote."""


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def journal(release: str, tmp_path: Path) -> Journal:
    path = tmp_path / "journal.db"
    shutil.copy(GOLDEN / f"{release}.db", path)
    return Journal(path)


def test_there_is_a_golden_journal() -> None:
    assert RELEASES


def test_every_stream_still_verifies(journal: Journal) -> None:
    assert [verify(journal, stream).fault for stream in journal.heads()] == [None, None, None]


def test_it_exports_to_the_same_bytes(journal: Journal, release: str) -> None:
    for stream in journal.heads():
        file = GOLDEN / f"{release}-{stream}.jsonl"
        assert verify_file(file).fault is None
        # The same strings, as a terminal may be shown them.
        assert "".join(f"{line}\n" for line in export(journal, stream)) == safe_json(file.read_text())


def test_it_folds_to_the_same_state(journal: Journal, release: str, tmp_path: Path) -> None:
    known = msgspec.json.decode((GOLDEN / f"{release}.json").read_bytes())
    live = Live(tmp_path / "other")
    for stream, state in known.items():
        incident = Room(journal, live, SystemClock(), stream).incident
        now = msgspec.json.decode(msgspec.json.encode(show(incident, BEGIN + timedelta(hours=1))))
        state["deadlines"] = [one for one in state["deadlines"] if one["id"] not in _outliving(state)]
        assert _of(now, state) == state
    live.close()


def _outliving(state: Any) -> set[str]:
    """The clocks of action items, which ended with their incident once and since then outlive it."""
    return {f"task:{task['n']}" for task in state["tasks"] if task["action"]} if not state["open"] else set()


def _of(now: Any, known: Any) -> Any:
    """What of today's answer an older release said as well: later ones may say more, never something else."""
    if isinstance(now, dict) and isinstance(known, dict):
        return {key: _of(now[key], value) for key, value in known.items()}
    if isinstance(known, list) and known and all(isinstance(one, dict) for one in known):
        for key in ("id", "n"):
            if all(key in one for one in known):
                found = {one[key]: one for one in now}
                return [_of(found.get(one[key]), one) for one in known]
    return now


def test_it_holds_every_kind_and_every_record_can_be_told(journal: Journal, tmp_path: Path) -> None:
    live = Live(tmp_path / "other")
    kinds: set[str] = set()
    for stream in journal.heads():
        incident = Room(journal, live, SystemClock(), stream).incident
        for record in journal.read(stream):
            kinds.add(record.kind)
            assert describe(record, incident, BEGIN).word
    live.close()
    assert DUTY in journal.heads()
    assert kinds == set(KINDS) - LATER
