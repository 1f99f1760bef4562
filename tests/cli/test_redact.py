"""`warroom redact`: what goes is shown, somebody says yes, and what could not be reached is named."""

import os
import pty
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Shell, apart, surroundings
from warroom.clock import SystemClock
from warroom.commands import redacting
from warroom.incident import facts as f
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id
from warroom.journal.sqlite import Journal
from warroom.runbook.evidence import Evidence

SECRET = "xyzzy-plugh-4711"
REACH = "backups, exports and what was sent are out of reach: delete those that were made before"


def bytes_with(folder: Path, word: str) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and word.encode() in p.read_bytes())


def test_the_words_are_gone_from_the_record_and_from_every_file(shell: Shell, incident: str) -> None:
    shell.done("note", f"look at {SECRET}")
    shell("amend", "3", f"do look at {SECRET}")
    shell("search", SECRET)
    assert bytes_with(shell.folder, SECRET)
    result = shell("redact", incident, "3", "--why", "a token", "--yes")
    assert result.code == 0, result
    assert result.lines == ["#5 redact #3: a token", "#6 redact #4: a token"]
    assert result.sentence == REACH
    assert bytes_with(shell.folder, SECRET) == []
    shell.done("verify")
    assert "erased" in shell.done("timeline").out
    assert shell.timeline()[2]["data"] == {}


def test_without_a_terminal_it_is_refused_unless_yes_is_said(shell: Shell, incident: str) -> None:
    shell.done("note", SECRET)
    said = shell("redact", incident, "3", "--why", "a token").refused()
    assert said == "nothing is erased without an answer: run this in a terminal, or say --yes"
    assert shell.notes() == [SECRET]


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, []), ("\n", 2, [SECRET]), ("no\n", 2, [SECRET])])
def test_at_a_terminal_what_goes_is_shown_and_asked_for(
    shell: Shell, incident: str, answer: str, code: int, left: list[str]
) -> None:
    shell.done("note", SECRET)
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            apart("redact", incident, "3", "--why", "a token"),
            stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=surroundings(),
        ) as process:  # fmt: skip
            os.write(ours, answer.encode())
            assert process.wait(30) == code
            shown = os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert f"#3 anna note {SECRET}" in shown
    assert "erase the words of this line for good? [y/N]" in shown
    assert shell("timeline", "--only", "kind:note").out.count(SECRET) == len(left)


@pytest.mark.parametrize(
    ("seq", "said"),
    [("2", "/playbook reload"), ("99", "no line 99"), ("3", "it holds no words of its own")],
)
def test_what_cannot_be_erased_is_refused_before_anybody_is_asked(
    shell: Shell, incident: str, seq: str, said: str
) -> None:
    shell.done("ic")
    assert said in shell("redact", incident, seq, "--why", "x", "--yes").refused()


def test_a_title_goes_and_what_the_id_says_of_it_is_told(shell: Shell, incident: str) -> None:
    result = shell("redact", incident, "1", "--why", "a customer", "--yes")
    assert result.code == 0
    assert f"the incident's id was made of its title and stays: {incident}" in result.err
    assert "[erased]" in shell.done("list").out
    assert shell.done("show", "--json").json["severity"] == "P0"


def ran(shell: Shell, incident: str, run: int, command: str, output: bytes) -> Path:
    """The records of a run, and the file that keeps its output."""
    kept = Evidence(shell.journal)
    name = kept.keep(output)
    facts = (f.CommandStarted(run=run, command=command), f.CommandFinished(run=run, exit=0, evidence=name))
    with closing(Journal(shell.journal)) as journal, journal.transaction():
        drafts = [Draft(fact) for fact in facts]
        journal.append(incident, drafts, intent_id=new_id(), by="bo", noted_at=SystemClock().now(), via={})
    return kept.path(name)


def test_the_output_of_a_run_stays_unless_it_is_erased_too(shell: Shell, incident: str) -> None:
    output = ran(shell, incident, 1, f"curl {SECRET}", f"the output with {SECRET}".encode())
    said = shell("redact", incident, "3", "--why", "a token", "--yes")
    assert f"the output of that run stays in {output}: --evidence erases it too" in said.err
    assert bytes_with(shell.folder, SECRET) == [output.name]
    assert ran(shell, incident, 2, f"wget {SECRET}", output.read_bytes()) == output
    said = shell("redact", incident, "6", "--why", "a token", "--evidence", "--yes")
    assert said.code == 0, said
    assert f"{incident} #4 had the same output, and has none any more" in said.err
    assert bytes_with(shell.folder, SECRET) == []


def test_an_output_is_erased_with_evidence_also_where_its_lines_went_before(shell: Shell, incident: str) -> None:
    output = ran(shell, incident, 1, f"curl {SECRET}", f"the output with {SECRET}".encode())
    shell("redact", incident, "3", "--why", "a token", "--yes")
    head = shell.done("verify").out
    again = shell("redact", incident, "3", "--why", "a token", "--evidence")
    assert again.code == 2, "it is asked before a file is erased"
    assert output.exists()
    again = shell("redact", incident, "3", "--why", "a token", "--evidence", "--yes")
    assert again.code == 0, again
    assert f"line 3 of {incident} is erased already: what lies beside the record was cleaned once more" in again.err
    assert not output.exists()
    assert shell.done("verify").out == head


def test_an_erasure_that_was_killed_is_brought_to_its_end_by_the_same_command(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.done("note", f"look at {SECRET}")
    shell.done("suspect", f"{SECRET} was revoked")
    shell("search", SECRET)
    shell.done("list")
    with monkeypatch.context() as patch:
        patch.setattr(redacting, "clean", _killed)
        for seq in ("3", "4"):
            assert shell("redact", incident, seq, "--why", "a token", "--yes").code == 130
    word = SECRET.split("-")[1]
    assert bytes_with(shell.folder, word)
    shell.done("verify")
    for seq in ("3", "4"):
        assert shell("redact", incident, seq, "--why", "a token", "--yes").code == 0
    assert bytes_with(shell.folder, word) == []
    shell.done("verify")


def _killed(*_asked: object) -> None:
    raise KeyboardInterrupt


def test_what_could_not_be_cleaned_is_a_finding(shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.done("note", f"look at {SECRET}")
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "scrub", lambda _journal: "the disk is full")
        result = shell("redact", incident, "3", "--why", "a token", "--yes")
        assert result.code == 1
        assert "could not be written anew (the disk is full)" in result.err
        again = shell("redact", incident, "3", "--why", "a token", "--yes")
        assert again.code == 1
        assert "cleaned once more" not in again.err
    assert shell("redact", incident, "3", "--why", "a token", "--yes").code == 0


def test_an_output_that_is_a_link_is_not_followed(shell: Shell, incident: str, tmp_path: Path) -> None:
    output = ran(shell, incident, 1, f"curl {SECRET}", b"the output")
    mine = tmp_path / "mine"
    mine.write_text("mine")
    output.unlink()
    output.symlink_to(mine)
    said = shell("redact", incident, "3", "--why", "a token", "--evidence", "--yes")
    assert f"{output} could not be erased" in said.err
    assert mine.read_text() == "mine"


def test_an_output_that_an_imported_record_made_up_is_nowhere(shell: Shell, incident: str) -> None:
    victim = shell.folder / "victim"
    victim.write_text("mine")
    with closing(Journal(shell.journal)) as journal, journal.transaction():
        drafts = [
            Draft(f.CommandStarted(run=1, command=SECRET)),
            Draft(f.CommandFinished(run=1, exit=0, evidence="../victim")),
        ]
        journal.append(incident, drafts, intent_id=new_id(), by="bo", noted_at=SystemClock().now(), via={})
    result = shell("redact", incident, "3", "--why", "a token", "--evidence", "--yes")
    assert result.code == 0, result
    assert REACH in result.err
    assert victim.read_text() == "mine"


def test_where_the_words_stand_in_another_incident_is_told(shell: Shell, incident: str) -> None:
    shell.done("note", f"look at {SECRET}")
    other = shell.declared(f"look at {SECRET}", "P1")
    result = shell("redact", incident, "3", "--why", "a token", "--yes")
    assert f"the words stand in {other} #1 too: warroom redact {other} 1 --why WHY" in result.err


def test_a_reason_that_repeats_the_words_is_refused(shell: Shell, incident: str) -> None:
    shell.done("note", SECRET)
    assert "repeats the words" in shell("redact", incident, "3", "--why", f"{SECRET} was there", "--yes").refused()
