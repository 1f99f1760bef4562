"""The timeline in a shell: an outage is one line unless every turn is wanted, and nothing is lost for programs."""

from datetime import timedelta

import pytest

from tests.cli.shell import Shell
from tests.tui.stage import write
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.journal.library import sqlite3


@pytest.fixture
def flapped(shell: Shell, incident: str) -> str:
    """An incident with an outage of three flaps, and a note in its midst."""
    began = SystemClock().now()
    for n in range(8):
        change = CheckChanged(
            check="api",
            from_="?",
            to="up" if n % 2 else "down",
            reason="status 503",
            value="503",
            since=began + timedelta(seconds=20 * n),
        )
        write(shell.journal, i.ReportTransition(by="check", change=change), stream=incident)
        if n == 3:
            shell.done("note", "we look")
    return incident


@pytest.mark.usefixtures("flapped")
def test_an_outage_is_one_line_and_full_has_every_turn(shell: Shell) -> None:
    said = shell.done("timeline").lines
    [outage] = [line for line in said if "503" in line]
    assert "2 min 20 s, 3 flaps" in outage
    assert "[8 records to #11]" in outage
    assert said.index(outage) < next(n for n, line in enumerate(said) if "we look" in line)
    full = shell.done("timeline", "--full").lines
    assert len([line for line in full if "503" in line]) == 8
    assert len(full) == len(said) + 7


@pytest.mark.usefixtures("flapped")
def test_for_programs_it_is_whole_either_way(shell: Shell) -> None:
    assert shell.timeline() == shell.timeline("--full")
    turns = [record["data"] for record in shell.timeline() if record["kind"] == "check_changed"]
    assert [turn["to"] for turn in turns] == ["down", "up"] * 4
    assert [turn["outage"] and turn["outage"]["flaps"] for turn in turns] == [None, 0, None, 1, None, 2, None, 3]


@pytest.mark.usefixtures("flapped")
def test_a_filter_that_meets_a_part_of_an_outage_shows_it_once(shell: Shell) -> None:
    said = shell.done("timeline", "--only", "kind:up").lines
    assert len(said) == 2
    assert "3 flaps" in said[1]
    assert len(shell.done("timeline", "--only", "kind:up", "--full").lines) == 5


def test_what_can_be_read_of_a_damaged_journal_is_still_printed(shell: Shell, flapped: str) -> None:
    whole = shell.done("timeline").lines
    db = sqlite3.connect(shell.journal)
    db.execute("DROP TRIGGER IF EXISTS record_update")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute("UPDATE record SET envelope = 'x' WHERE stream = ? AND seq = 9", [flapped])
    db.commit()
    db.close()
    result = shell("timeline")
    assert result.code != 0
    assert result.lines[:3] == whole[:3]
    assert any("503" in line for line in result.lines)
