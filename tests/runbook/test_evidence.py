"""Evidence: kept under its hash, whole or not at all, for whom the journal is; and runs whose end nobody saw."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import Place
from warroom.checks.local.marked import MARK
from warroom.errors import Damaged, NotHere
from warroom.incident import intents as i
from warroom.incident.facts import CommandFinished
from warroom.room import Room
from warroom.runbook.evidence import Evidence
from warroom.runbook.lost import WHY, lost, settle


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.rglob("*"))}


def test_what_is_kept_is_read_again_by_its_hash(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "j.sqlite")
    name = evidence.keep(b"output\n")
    assert name == hashlib.sha256(b"output\n").hexdigest()
    assert evidence.path(name) == tmp_path / "j.sqlite-evidence" / name[:2] / name
    assert evidence.read(name) == b"output\n"
    assert evidence.keep(b"output\n") == name
    assert modes(evidence.folder) == {0o700, 0o600}


def test_evidence_of_a_shared_journal_is_its_groups(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    evidence = Evidence(tmp_path / "j.sqlite")
    evidence.keep(b"x")
    with evidence.watching("run"):
        assert modes(evidence.folder) == {0o2770, 0o660}


def test_evidence_that_was_changed_is_told_and_mended_by_keeping_it_again(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "j.sqlite")
    name = evidence.keep(b"output")
    evidence.path(name).write_bytes(b"0utput")
    with pytest.raises(Damaged, match="not what was kept"):
        evidence.read(name)
    evidence.keep(b"output")
    assert evidence.read(name) == b"output"


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63])
def test_only_names_of_evidence_are_looked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotHere, match="names no evidence"):
        Evidence(tmp_path / "j.sqlite").read(name)


def test_what_cannot_be_kept_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "j.sqlite-evidence").write_text("in the way")
    with pytest.raises(OSError, match=r"directory|exists"):
        Evidence(tmp_path / "j.sqlite").keep(b"x")
    assert [each.name for each in tmp_path.iterdir()] == ["j.sqlite-evidence"]


def test_a_run_is_watched_while_somebody_watches_it(tmp_path: Path) -> None:
    evidence, other = Evidence(tmp_path / "j.sqlite"), Evidence(tmp_path / "j.sqlite")
    assert not other.watched("run-1")
    with evidence.watching("run-1"):
        assert other.watched("run-1")
        assert not other.watched("run-2")
    assert not other.watched("run-1")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def began(room: Room) -> str:
    """A run that began a minute ago; its mark."""
    return room.act(i.StartCommand(by="anna", command="sleep 9"))[0].id


def test_a_run_whose_terminal_died_is_marked_unknown_once(place: Place) -> None:
    room = place.declared()
    began(room)
    evidence = Evidence(place.path)
    place.clock.go(minutes=1)
    (record,) = settle(room, evidence, "bo")
    assert record.fact == CommandFinished(run=1, outcome="unknown", why=WHY)
    assert settle(room, evidence, "bo") == []
    assert room.incident.runs[0].outcome == "unknown"
    place.close()


def test_a_run_that_has_just_begun_is_left_alone(place: Place) -> None:
    room = place.declared()
    began(room)
    assert lost(room, Evidence(place.path)) == []
    place.close()


def test_a_run_that_another_terminal_watches_is_left_alone(place: Place) -> None:
    room = place.declared()
    mark = began(room)
    place.clock.go(minutes=1)
    with Evidence(place.path).watching(mark):
        assert lost(room, Evidence(place.path)) == []
    assert len(lost(room, Evidence(place.path))) == 1
    place.close()


def test_a_run_whose_processes_go_on_alone_is_left_until_they_have_ended(place: Place) -> None:
    room = place.declared()
    mark = began(room)
    place.clock.go(minutes=1)
    env = {"PATH": os.environ["PATH"], MARK: mark}
    with subprocess.Popen(
        ["sh", "-c", "echo on; read -r _"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as alone:
        # Only a program that says something has surely been given its environment.
        assert alone.stdout is not None
        assert alone.stdout.readline() == b"on\n"
        assert lost(room, Evidence(place.path)) == []
        alone.kill()
    assert len(lost(room, Evidence(place.path))) == 1
    place.close()


def test_a_watcher_that_is_killed_watches_no_more(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from warroom.runbook.evidence import Evidence\n"
        "with Evidence(pathlib.Path(sys.argv[1])).watching('run'):\n  print('on', flush=True); time.sleep(60)\n"
    )
    argv = [sys.executable, "-c", code, str(tmp_path / "j.sqlite")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as watcher:
        assert watcher.stdout is not None
        assert watcher.stdout.readline() == b"on\n"
        assert Evidence(tmp_path / "j.sqlite").watched("run")
        watcher.kill()
    assert not Evidence(tmp_path / "j.sqlite").watched("run")
