"""`backup` and `salvage` at the shell: what they print, what they refuse, and the codes they end with."""

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.fakes import opened
from warroom.commands.waiting import Progress
from warroom.journal.library import sqlite3
from warroom.journal.record import sha256

LIMITED = """
import resource, sys
from warroom.cli import run
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(run(sys.argv[2:]))
"""


@pytest.fixture
def noted(shell: Shell, incident: str) -> str:
    for words in ("note one", "note two", "note three"):
        shell.done("note", words)
    return incident


@pytest.fixture
def damaged(shell: Shell, noted: str) -> Path:
    """A copy of the journal with a letter wrong in what is known of record 3, and one in the words of record 5."""
    with opened(shell.journal) as journal:
        envelope = list(journal.rows(noted))[2].envelope.encode()
        journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = shell.journal.read_bytes()
    assert (data.count(envelope), data.count(b"note three")) == (1, 1)
    copy = shell.folder / "damaged.sqlite"
    copy.write_bytes(data.replace(envelope, envelope.replace(b"anna", b"amma")).replace(b"note three", b"note tree!"))
    return copy


def test_a_backup_prints_what_it_holds_its_size_and_its_hash(shell: Shell, noted: str) -> None:
    verified = shell.done("verify").out
    said = shell.done("backup", "copy.sqlite").lines
    data = (shell.folder / "copy.sqlite").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert said == [verified.rstrip(), f"wrote    copy.sqlite, {len(data)} bytes, SHA-256 {digest}"]
    assert shell.done("--journal", "copy.sqlite", "verify").out == verified
    *streams, file = shell.done("backup", "--json", "other.sqlite").records
    last = shell.timeline()[-1]
    assert streams == [{"stream": noted, "seq": 5, "hash": last["hash"], "fault": None}]
    data = (shell.folder / "other.sqlite").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert file == {"file": "other.sqlite", "size": len(data), "sha256": digest, "fault": None}


@pytest.mark.usefixtures("noted")
def test_a_backup_goes_nowhere_where_something_is(shell: Shell, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    assert shell("backup", "taken").refused() == "taken is there already and is left as it is"
    assert taken.read_text() == "mine"
    assert shell("backup", str(tmp_path)).refused() == f"{tmp_path} is a folder: name a file in it"
    assert shell("backup", str(shell.journal)).refused() == f"{shell.journal} is the journal itself: name another file"
    assert shell("backup", "no/copy").refused() == "there is no folder no"
    assert shell("backup", "-").refused() == "a backup goes into a file: warroom backup OUT"
    assert "OUT" in shell("backup").refused()
    nowhere = tmp_path / "nowhere"
    assert shell("--journal", str(nowhere), "backup", "copy").refused() == f"no journal {nowhere}"
    assert not nowhere.exists()


def test_a_backup_that_does_not_hold_is_kept_and_ends_with_one(shell: Shell, noted: str) -> None:
    db = sqlite3.connect(shell.journal)
    [(guard,)] = db.execute("SELECT sql FROM sqlite_master WHERE name = 'body_is_only_ever_erased'").fetchall()
    db.execute("DROP TRIGGER body_is_only_ever_erased")
    db.execute("UPDATE body SET body = replace(body, 'note two', 'note too') WHERE stream = ? AND seq = 4", [noted])
    db.execute(guard)
    db.commit()
    db.close()
    result = shell("backup", "copy.sqlite")
    assert result.code == 1
    assert result.lines[0] == f"DAMAGED  {noted} holds to #3; {noted} #4: its words were changed"
    assert result.sentence == (
        f"copy.sqlite is kept, but it does not hold: {noted} #4: its words were changed; "
        "warroom salvage takes all that holds"
    )
    assert (shell.folder / "copy.sqlite").exists()
    assert shell("backup", "--json", "other.sqlite").records[-1]["fault"] == f"{noted} #4: its words were changed"


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize(
    "command", [("backup", "copy"), ("salvage", "journal.sqlite", "--out", "copy"), ("export", "--out", "copy")]
)
def test_a_full_disk_ends_with_three_and_leaves_nothing(shell: Shell, command: tuple[str, ...]) -> None:
    shell.done("note", "a long story " * 5000)
    before = {file.name for file in shell.folder.iterdir()}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "50000", *command], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (3, ""), done
    assert done.stderr.startswith("warroom: copy cannot be written: "), done
    logs = {f"journal.sqlite{sidecar}{log}" for sidecar in ("", "-live") for log in ("-wal", "-shm")}
    assert {file.name for file in shell.folder.iterdir()} - logs == before


def test_what_is_salvaged_and_what_is_not_is_listed_and_ends_with_one(shell: Shell, noted: str, damaged: Path) -> None:
    before = damaged.read_bytes()
    records = shell.timeline()
    with opened(shell.journal) as journal:
        edited = sha256(list(journal.rows(noted))[2].envelope.replace("anna", "amma"))[:12]
    result = shell("salvage", str(damaged), "--out", "new.sqlite")
    assert result.code == 1
    second, fourth, fifth = (f"#{n} ({records[n - 1]['at'][:19].replace('T', ' ')}Z anna)" for n in (2, 4, 5))
    assert result.lines == [
        f"kept     {noted} 4 of 5 records, to #5 {records[4]['hash']}",
        f"missing  {noted} #3, after {second}, before {fourth}",
        f"missing  {noted}, the words of {fifth}: when and by whom is known",
        f"left out {noted} #3 {edited}: nothing proves it: no hash that was stored is its own",
        f'unproven {noted} #3, its record is lost: {{"data":{{"text":"note one"}},"via":{{"user":"root"}}}}',
    ]
    assert result.sentence == (
        f"4 of 5 records are in new.sqlite; 1 are lost, in 1 gap; 1 stand without their words; {damaged} is as it was"
    )
    assert damaged.read_bytes() == before
    said = shell("--journal", "new.sqlite", "verify")
    assert (said.code, said.out) == (1, f"DAMAGED  {noted} holds to #2; {noted} #3: record 3 is missing\n")
    printed = shell.done("--journal", "new.sqlite", "timeline", "--json").records
    assert [record["seq"] for record in printed] == [1, 2, 4, 5]
    assert printed[:3] == [records[0], records[1], records[3]]
    assert shell.done("--journal", "new.sqlite", "note", "and on").out == "#6\n"


def test_what_is_salvaged_is_json_too(shell: Shell, noted: str, damaged: Path) -> None:
    hash_ = shell.timeline()[-1]["hash"]
    result = shell("salvage", "--json", str(damaged), "--out", "new.sqlite")
    assert result.code == 1
    found = {line["what"]: line["is"] for line in result.records}
    assert found["stream"] == {"stream": noted, "records": 4, "promised": 5, "seq": 5, "hash": hash_}
    gap = found["gap"]
    assert (gap["stream"], gap["first"], gap["last"]) == (noted, 3, 3)
    assert (gap["before"]["seq"], gap["after"]["seq"], gap["after"]["by"]) == (2, 4, "anna")
    assert found["words_lost"]["record"]["seq"] == 5
    assert json.loads(found["unproven_words"]["body"])["data"] == {"text": "note one"}
    assert found["does_not_fit"]["kept"] is False


def test_a_whole_journal_is_salvaged_with_zero(shell: Shell, noted: str) -> None:
    result = shell("salvage", str(shell.journal), "--out", "new.sqlite")
    assert result.code == 0
    assert result.lines == [f"kept     {noted} 5 of 5 records, to #5 {shell.timeline()[-1]['hash']}"]
    assert shell.done("--journal", "new.sqlite", "timeline", "--json").records == shell.timeline()


def test_records_that_were_seen_and_are_gone_with_the_wal_are_a_gap(shell: Shell, noted: str) -> None:
    early = shell.journal.read_bytes()
    shell.done("note", "four")
    seen = shell.timeline()
    shell.journal.write_bytes(early)
    result = shell("salvage", str(shell.journal), "--out", "new.sqlite")
    assert result.code == 1
    assert result.lines[1].startswith(f"missing  {noted} #6, after #5 (")
    assert result.lines[1].endswith("anna), at the end")
    assert shell.done("--journal", "new.sqlite", "timeline", "--json").records == seen[:5]


@pytest.mark.usefixtures("noted")
def test_names_that_will_not_do_are_refused(shell: Shell, tmp_path: Path) -> None:
    journal = str(shell.journal)
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("some words\n" * 1000)
    assert "--out" in shell("salvage", journal).refused()
    assert shell("salvage", "nowhere", "--out", "new").refused() == "there is no file nowhere"
    assert shell("salvage", "empty", "--out", "new").refused() == "empty is empty"
    assert shell("salvage", "text", "--out", "new").refused() == "text holds no record of a warroom journal"
    assert shell("salvage", journal, "--out", "text").refused() == "text is there already and is left as it is"
    assert "is the journal itself" in shell("salvage", journal, "--out", journal).refused()
    assert "keeps for itself" in shell("salvage", journal, "--out", f"{journal}-journal").refused()
    assert not (tmp_path / "new").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "shown"),
    [(Terminal(), "\r\x1b[Kcopying  25%\r\x1b[Kcopying  75%\r\x1b[K"), (io.StringIO(), "")],
    ids=["a terminal", "a pipe"],
)
def test_work_of_more_than_a_second_is_shown_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, shown: str
) -> None:
    now = iter([0.0, 0.9, 1.1, 1.25, 1.4])
    monkeypatch.setattr("warroom.commands.waiting.time.monotonic", lambda: next(now))
    monkeypatch.setattr(sys, "stderr", stream)
    progress = Progress()
    for share in (0.1, 0.25, 0.5, 0.75):
        progress("copying", share)
    progress.end()
    assert stream.getvalue() == shown
