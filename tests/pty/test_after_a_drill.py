"""What a record is for once the shouting is over: replayed, handed over, written up, carried off, and found again."""

import json
from pathlib import Path

import pytest

from tests.pty.terminal import shell, visit

F6, F9, ESC = "\x1b[17~", "\x1b[20~", "\x1b"
TYPED = "the worker reopens its sessions by itself"
PLAYBOOKS = {
    "gitquest": "## Lessons learned",
    "iup-golf": "## Root cause analysis",
    "saltbitter": "## What could be better",
    "sev-runbook": "## Incident",
    "rodistaa": "## Preventive measures",
}
"""The five teams', each with a section that its own template has."""


def done(home: Path, *words: str) -> str:
    """What a command prints that does what it was asked."""
    ended = shell(home, *words)
    assert ended.returncode == 0, (words, ended.stderr.decode())
    return ended.stdout.decode()


@pytest.mark.slow
def test_a_drill_is_replayed_handed_over_written_up_carried_off_and_found_again(tmp_path: Path) -> None:
    home, other = tmp_path / "ours", tmp_path / "theirs"
    home.mkdir()
    other.mkdir()
    done(home, "--as", "anna", "drill", "pool", "--headless", "--speed", "60")
    done(home, "--as", "anna", "note", TYPED)
    stream = json.loads(done(home, "list", "--json"))[0]["id"]

    with visit(home, "--as", "anna", "replay", stream, "--speed", "60") as past:
        past.shows("REPLAY", "replay")
        past.type("G")
        past.shows("worker reopens its sessions")
        past.type("g")
        past.until(lambda: "worker reopens its sessions" not in past.text)
        past.shows("REPLAY")
        past.type(ESC)
        past.until(lambda: "REPLAY" not in past.text)
        past.type(F6)
        past.shows("lanes", "post-mortem", "db pool")

    done(home, "--as", "anna", "shift", "handover", "@anna")
    done(home, "--as", "anna", "shift", "handover", "@kim")
    done(home, "--as", "kim", "shift", "accept")
    assert "kim" in done(home, "report", "handover")

    for playbook, own in PLAYBOOKS.items():
        asked = ("report", "postmortem", stream, "--playbook", playbook, "--format")
        assert own in done(home, *asked, "md").splitlines(), playbook
        assert all(done(home, *asked, format_) for format_ in ("html", "json", "yaml", "csv", "txt")), playbook

    file = tmp_path / "drill.jsonl"
    done(home, "export", stream, "--out", str(file))
    done(other, "verify", str(file))
    done(other, "--as", "bo", "import", str(file))
    done(other, "verify")
    assert done(other, "export", stream) == file.read_text()
    assert stream in done(other, "search", "reopens", "sessions")
    with visit(other, "--as", "bo", "replay", stream) as past:
        past.shows("REPLAY", "DRILL")
