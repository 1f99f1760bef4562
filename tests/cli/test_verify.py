"""`verify` and `export`: what holds, what was changed, and files nobody overwrites."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.journal.library import sqlite3

KEEP = "keep a copy of the file as it is; what comes before the first fault can be trusted"


@pytest.fixture
def noted(shell: Shell, incident: str) -> str:
    for words in ("note one", "note two", "note three"):
        shell.done("note", words)
    return incident


@pytest.fixture
def damaged(shell: Shell, noted: str) -> Path:
    """A copy of the journal in which somebody has changed a word of the incident's record 4."""
    copy = shell.folder / "copy.sqlite"
    shutil.copy(shell.journal, copy)
    db = sqlite3.connect(copy)
    guard = db.execute("SELECT sql FROM sqlite_master WHERE name = 'body_is_only_ever_erased'").fetchone()[0]
    db.execute("DROP TRIGGER body_is_only_ever_erased")
    db.execute("UPDATE body SET body = replace(body, 'note two', 'note too') WHERE stream = ? AND seq = 4", [noted])
    db.execute(guard)
    db.commit()
    db.close()
    return copy


@pytest.fixture
def file(shell: Shell, noted: str) -> Path:
    path = shell.folder / "out.jsonl"
    assert shell("export", noted, "--out", str(path)).code == 0
    return path


def test_what_was_written_holds_to_its_last_record(shell: Shell, noted: str) -> None:
    last = shell.timeline()[-1]
    holds = f"holds    {noted} to #5 {last['hash']}\n"
    assert shell.done("verify").out == holds
    assert shell.done("verify", noted).out == holds
    assert shell.done("verify", "--json").records == [{"stream": noted, "seq": 5, "hash": last["hash"], "fault": None}]


def test_a_damaged_journal_is_named_with_the_record_and_ends_with_one(shell: Shell, noted: str, damaged: Path) -> None:
    result = shell("--journal", str(damaged), "verify")
    assert result.code == 1
    assert result.out == f"DAMAGED  {noted} holds to #3; {noted} #4: its words were changed\n"
    assert result.sentence == f"{KEEP}; warroom salvage takes all that holds into a new file"
    for command in ("show", "export"):
        said = shell("--journal", str(damaged), command).refused(1)
        assert said == f"{noted} #4: its words were changed; warroom timeline still prints what can be read"
    assert "too" in shell.done("--journal", str(damaged), "timeline").out
    assert "BAD   " in shell("--journal", str(damaged), "doctor").out


@pytest.mark.usefixtures("incident")
def test_verify_of_what_does_not_exist_is_no_damage(shell: Shell) -> None:
    said = "neither a file nor an incident is called nothing: warroom list shows the incidents"
    assert shell("verify", "nothing").refused() == said
    nowhere = shell.folder / "nowhere.sqlite"
    assert shell("--journal", str(nowhere), "verify").refused().startswith(f"no journal {nowhere} yet: ")
    assert not nowhere.exists()


def test_an_export_is_the_stored_bytes_and_verifies_without_the_journal(shell: Shell, noted: str, file: Path) -> None:
    printed = shell.done("export").out
    assert file.read_text() == printed
    lines = [json.loads(line) for line in printed.splitlines()]
    assert all(set(line) == {"envelope", "salt", "body", "hash"} for line in lines)
    db = sqlite3.connect(shell.journal)
    stored = db.execute("SELECT envelope, salt, body, hash FROM record JOIN body USING (stream, seq) ORDER BY seq")
    assert [tuple(line[key] for key in ("envelope", "salt", "body", "hash")) for line in lines] == stored.fetchall()
    db.close()
    shell.journal.unlink()
    assert shell.done("verify", str(file)).out.startswith(f"holds    {noted} to #5 ")


def test_export_says_where_it_went_and_never_overwrites(shell: Shell, noted: str, file: Path) -> None:
    before = file.read_bytes()
    assert shell("export", "--out", str(file)).refused() == f"{file} is there already and is left as it is"
    assert file.read_bytes() == before
    result = shell("export", noted, "--out", "other.jsonl")
    assert (result.code, result.out) == (0, "")
    assert result.sentence == f"{noted} is in other.jsonl: warroom verify other.jsonl checks it anywhere"
    assert shell("export", "--out", "nowhere/x.jsonl").refused() == "there is no folder nowhere"


@pytest.mark.parametrize(
    ("edit", "to", "said"),
    [
        (lambda lines: [line.replace("note two", "note too") for line in lines], 3, "#4: its words were changed"),
        (lambda lines: [line.replace("anna", "bert") for line in lines], 0, "#1: its envelope was changed"),
        (lambda lines: lines[:2] + lines[3:], 2, "#3: record 3 is missing"),
        (lambda lines: lines[1:], 0, "#1: record 1 is missing"),
        (lambda lines: [*lines[:3], lines[4], lines[3]], 3, "#4: record 4 is missing"),
        (lambda lines: [*lines[:4], lines[4][:100]], 4, "#5: "),
    ],
    ids=["a word", "a name", "a line less", "no beginning", "another order", "cut in a line"],
)
def test_an_edited_or_cut_export_is_found_and_ends_with_one(
    shell: Shell, noted: str, file: Path, edit: object, to: int, said: str
) -> None:
    assert callable(edit)
    file.write_text("\n".join(edit(file.read_text().splitlines())))
    result = shell("verify", str(file))
    assert result.code == 1
    assert result.out.startswith(f"DAMAGED  {noted} holds to #{to}; {noted} {said}")
    assert result.sentence == KEEP


@pytest.mark.parametrize("content", [b"", b"\n\n", b"hello\n", b"\xff\xfe\x00", b'{"envelope": 1}\n', b"[]\n"])
def test_a_file_that_is_no_export_is_told_in_a_sentence(shell: Shell, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(content)
    assert shell("verify", str(file)).refused().startswith(str(file))


@pytest.mark.parametrize("packed", [False, True])
def test_a_pipe_and_gzip_verify_as_well_without_any_journal(shell: Shell, noted: str, file: Path, packed: bool) -> None:
    data = file.read_bytes()
    data = gzip.compress(data) if packed else data
    file.with_suffix(".gz").write_bytes(data)
    shell.journal.unlink()
    assert shell.done("verify", "-", stdin=data).out.startswith(f"holds    {noted} to #5 ")
    assert shell.done("verify", str(file.with_suffix(".gz"))).out.startswith(f"holds    {noted} to #5 ")
    assert not shell.journal.exists()


def test_a_gzip_that_is_cut_holds_as_far_as_it_goes(shell: Shell, noted: str, file: Path) -> None:
    packed = gzip.compress(file.read_bytes())
    result = shell("verify", "-", stdin=packed[:-12])
    assert result.code == 1
    assert result.out.startswith(f"DAMAGED  {noted} holds to #")


@pytest.mark.parametrize(
    ("command", "said"),
    [(("timeline", "--json"), "warroom timeline --json prints"), (("show", "--json"), "JSON of another kind")],
)
@pytest.mark.usefixtures("noted")
def test_what_another_command_prints_is_called_by_its_name(shell: Shell, command: tuple[str, ...], said: str) -> None:
    other = shell.folder / "other.json"
    other.write_text(shell(*command).out)
    assert said in shell("verify", str(other)).refused()


@pytest.mark.usefixtures("noted")
def test_a_journal_and_a_folder_are_no_exports(shell: Shell) -> None:
    copy = shell.folder / "copy.db"
    shutil.copy(shell.journal, copy)
    assert "it is a journal itself: warroom --journal FILE verify" in shell("verify", str(copy)).refused()
    (shell.folder / "folder").mkdir()
    assert shell("verify", "folder").refused() == "folder is a folder: name the file in it"
