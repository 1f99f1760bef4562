"""`warroom import`: an exported incident in another journal, read there and never run."""

import gzip
import io
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell
from warroom.clock import SystemClock
from warroom.errors import BadInput
from warroom.incident.facts import DrillStarted
from warroom.incident.intents import Draft
from warroom.journal.exported import opened
from warroom.journal.ids import new_id
from warroom.journal.library import sqlite3
from warroom.journal.record import Row
from warroom.journal.sqlite import Journal
from warroom.journal.verify import export


@pytest.fixture
def elsewhere(shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An export, and a shell that works on another journal from now on."""
    shell.done("note", "saw first 503s")
    out = shell.folder / "out.jsonl"
    assert shell("export", incident, "--out", str(out)).code == 0
    shell.journal = shell.folder / "other.sqlite"
    monkeypatch.setenv("WARROOM_JOURNAL", str(shell.journal))
    return out


def test_an_export_becomes_an_equal_incident_that_verifies(shell: Shell, incident: str, elsewhere: Path) -> None:
    result = shell("import", str(elsewhere))
    assert result.code == 0
    assert result.out.startswith(f"imported {incident} to #3 ")
    assert result.sentence.endswith(f"out.jsonl: 3 records of {incident}: read it with warroom --incident {incident}, "
                                    "nobody runs it here")  # fmt: skip
    assert shell("export", incident).out == elsewhere.read_text()
    assert [line.split()[:2] for line in shell.done("verify").lines] == [["holds", incident], ["holds", "duty"]]
    assert "IMPORTED" in shell.done("list").out
    assert shell.done("list", "--json").json[0]["imported"] is True
    assert "saw first 503s" in shell.done("timeline").out
    assert f"{incident} was imported " in shell("show").sentence


def test_a_second_time_there_is_nothing_to_do(shell: Shell, incident: str, elsewhere: Path) -> None:
    assert shell("import", str(elsewhere)).code == 0
    again = shell("import", str(elsewhere))
    assert (again.code, again.out.split()[:2]) == (0, ["is", "here"])
    assert again.sentence.endswith(f"{incident} is here already, nothing to do")
    shell.done("note", "--incident", incident, "looked at it")
    assert shell("import", str(elsewhere)).sentence.endswith("nothing to do; here it goes on to #4")


def test_a_fork_is_said_where_it_goes_out_again(shell: Shell, incident: str, elsewhere: Path) -> None:
    assert shell("import", str(elsewhere)).code == 0
    shell.done("note", "--incident", incident, "looked at it")
    assert "#4 and on were written here since, the other journal does not have them" in shell("export", incident).err


def test_no_verb_means_it_by_itself_and_acts_are_refused(shell: Shell, incident: str, elsewhere: Path) -> None:
    assert shell("import", str(elsewhere)).code == 0
    assert "no incident is open" in shell("note", "x").refused()
    assert f"{incident} was imported: it is read" in shell("ic", "--incident", incident).refused()
    assert "was imported" in shell("exec", "--incident", incident, "--", "true").err


@pytest.mark.parametrize("packed", [False, True])
def test_a_pipe_and_gzip_are_read_as_well(shell: Shell, incident: str, elsewhere: Path, packed: bool) -> None:
    data = elsewhere.read_bytes()
    result = shell("import", "-", stdin=gzip.compress(data) if packed else data)
    assert result.code == 0
    assert result.out.startswith(f"imported {incident} to #3 ")
    assert shell("export", incident).out == elsewhere.read_text()


def test_of_several_files_a_bad_one_stops_no_other(shell: Shell, incident: str, elsewhere: Path) -> None:
    bad = shell.folder / "bad.jsonl"
    bad.write_text(elsewhere.read_text().replace("503s", "504s"))
    result = shell("import", str(bad), str(elsewhere), str(shell.folder))
    assert result.code == 2
    assert f"{bad}:3: {incident} #3: its words were changed; nothing was imported" in result.err
    assert "is a folder" in result.err
    assert result.out.startswith(f"imported {incident}")
    assert shell("import", str(bad)).refused(1).startswith(f"{bad}:3: ")


def test_json_says_what_came(shell: Shell, incident: str, elsewhere: Path) -> None:
    said = shell("import", str(elsewhere), "--json").json
    assert (said["incident"], said["seq"], said["new"], said["drill"]) == (incident, 3, 3, False)


def test_a_file_that_a_mail_program_rewrote_is_taken_and_said(shell: Shell, elsewhere: Path) -> None:
    elsewhere.write_bytes(elsewhere.read_bytes().replace(b"\n", b"\r\n"))
    result = shell("import", str(elsewhere))
    assert result.code == 0
    assert "its line ends were rewritten (CR LF)" in result.err


def test_garbage_from_a_pipe_is_refused_before_it_is_kept(shell: Shell) -> None:
    class Endless(io.RawIOBase):
        """More than any disk holds; reading on fails the test."""

        read_so_far = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            self.read_so_far += len(buffer)
            assert self.read_so_far < 1 << 20
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    with pytest.raises(BadInput, match="begins like no file of ours"), opened(io.BufferedReader(Endless())):
        pass
    assert shell("import", "-", stdin=b"hello\n" * 10_000).refused().startswith("stdin:1: not a line of an export")


def test_a_drill_is_taken_as_one_and_nobody_goes_on_with_it(shell: Shell) -> None:
    stream = "2026-11-21-drill-pool"
    with closing(Journal(shell.folder / "drilled.sqlite")) as journal:
        now = SystemClock().now()
        with journal.transaction():
            drafts = [Draft(DrillStarted(start=now, speed=10.0, scenario="pool"))]
            journal.append(stream, drafts, intent_id=new_id(), by="trainee", noted_at=now, via={})
        file = shell.folder / "drill.jsonl"
        file.write_text("".join(f"{line}\n" for line in export(journal, stream)))
    result = shell("import", str(file))
    assert result.code == 0
    assert result.sentence.startswith("DRILL  ")
    assert "no incident is open" in shell("note", "x").refused()
    assert "no drill" in shell("drill", "fix").err


def test_words_erased_at_home_leave_every_file_here_with_the_next_import(
    shell: Shell, incident: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, home = shell.journal, shell.folder / "journal.sqlite"
    shell("import", str(elsewhere))
    shell("search", "503s")
    assert [name for name in _with(here, b"503s") if name.endswith("-index")]
    monkeypatch.setenv("WARROOM_JOURNAL", str(home))
    shell("redact", incident, "3", "--why", "a customer", "--yes")
    more = shell.folder / "more.jsonl"
    shell("export", incident, "--out", str(more))
    monkeypatch.setenv("WARROOM_JOURNAL", str(here))
    assert shell("import", str(more)).code == 0
    assert _with(here, b"503s") == []


def _with(journal: Path, word: bytes) -> list[str]:
    return [path.name for path in journal.parent.glob(f"{journal.name}*") if word in path.read_bytes()]


def test_a_disk_that_is_full_leaves_nothing_and_names_the_file(
    shell: Shell, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_journal: Journal, _row: Row) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "store", full)
        assert shell("import", str(elsewhere)).refused(3) == f"{elsewhere}: nothing was imported: the disk is full"
    assert shell.done("list", "--json").json == []
