"""What the commands say of a journal that holds less than it did, or is not there any more, and how to go on."""

import shutil
from pathlib import Path

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def older(shell: Shell, incident: str) -> Path:
    """An older copy, put back in the place of a journal that held two notes more."""
    copy = shell.folder / "older"
    shutil.copy(shell.journal, copy)
    shell.done("note", "two")
    shell.done("note", "three")
    for path in shell.folder.glob("journal.sqlite*"):
        path.unlink()
    shutil.copy(copy, shell.journal)
    assert incident
    return copy


@pytest.mark.usefixtures("older")
def test_nothing_is_written_and_every_command_says_so(shell: Shell, incident: str) -> None:
    said = shell("note", "four").refused(1)
    assert said.startswith("put the newest copy with its -wal back, or take this one: warroom verify --accept-head WHY")
    assert f"{incident} once held #4" in said
    for command in (["timeline"], ["list"], ["brief"]):
        result = shell(*command)
        assert result.code == 0
        assert "once held #4" in result.sentence
    for command in (["show"], ["verify"], ["export"], ["doctor"]):
        assert shell(*command).code == 1


@pytest.mark.usefixtures("older")
def test_it_is_accepted_with_a_reason_that_stands_in_the_record(shell: Shell, incident: str) -> None:
    assert "--accept-head needs the reason" in shell("verify", "--accept-head", " ").refused()
    accepted = shell("verify", "--accept-head", "restored from the night before")
    assert accepted.code == 0
    assert f"given up: {incident} once held #4" in accepted.out
    assert shell.notes() == [note for note in shell.notes() if "restored from the night before" in note] != []
    shell.done("note", "and on")
    shell.done("verify")
    assert "there is nothing to accept" in shell("verify", "--accept-head", "again").refused()


@pytest.mark.usefixtures("incident")
def test_a_journal_that_was_removed_is_named_before_and_after_a_new_one_begins(shell: Shell, incident: str) -> None:
    for path in shell.folder.glob("journal.sqlite*"):
        path.unlink()
    gone = f"another journal stood here before, with {incident} to #2"
    for command in (["show"], ["verify"], ["timeline"]):
        assert gone in shell(*command).refused()
    assert gone in shell("list").sentence
    begun = shell("declare", "P1", "anew")
    assert begun.code == 0
    assert gone in begun.sentence
    assert shell("verify", "--accept-head", "began anew").code == 0
    assert shell("list").err == ""
