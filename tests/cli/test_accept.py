"""`warroom playbook accept`: checks from outside run once somebody has seen what they ask, and said yes."""

import os
import pty
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Shell, apart, surroundings
from warroom.incident.facts import ChecksAccepted
from warroom.incident.words import DUTY
from warroom.journal.sqlite import Journal

BOOK = """
name: shop
severities: [{id: P0, response: 5 min}]
checks:
  - {name: api, url: "http://127.0.0.1:9/?token=abcdefghijklm12345", timeout: 1s}
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A playbook from outside, in force."""
    file = tmp_path / "shop.yaml"
    file.write_text(BOOK)
    monkeypatch.setenv("WARROOM_PLAYBOOK", str(file))
    return file


def accepted(shell: Shell) -> list[tuple[str, str]]:
    """Who accepted what, as duty has it."""
    if not shell.journal.exists():
        return []
    with closing(Journal(shell.journal)) as journal:
        return [(r.by, r.fact.name) for r in journal.read(DUTY) if isinstance(r.fact, ChecksAccepted)]


def test_what_would_be_asked_is_shown_and_without_an_answer_nothing_is_accepted(shell: Shell, book: Path) -> None:
    result = shell("playbook", "accept", str(book))
    assert result.code == 2
    assert result.sentence == "nothing is accepted without an answer: run this in a terminal, or say --yes"
    assert result.lines[0].startswith(f"{book}: 1 check, sha256 ")
    assert result.lines[1].startswith("  api: http http://127.0.0.1:9/?token=")
    assert "abcdefghijklm12345" not in result.out
    assert accepted(shell) == []


def test_accepted_checks_run_and_those_of_an_edited_file_wait_anew(shell: Shell, book: Path) -> None:
    wait = f"nobody accepted the checks of shop yet: warroom playbook accept {book}"
    assert shell("check").refused() == wait
    assert shell.done("playbook", "accept", "--yes").out.startswith("accepted: 1 check of shop, sha256 ")
    assert accepted(shell) == [("anna", "shop")]
    assert shell("check").code == 1
    again = shell("playbook", "accept", str(book), "--yes")
    assert (again.code, again.out) == (0, "")
    assert again.sentence.startswith("anna accepted the checks of shop at 20")
    book.write_text(BOOK.replace("timeout: 1s", "timeout: 2s"))
    assert shell("check").refused().startswith("shop changed since anna accepted it at 20")
    changed = shell("playbook", "accept", str(book))
    assert changed.lines[1].startswith("changed since anna accepted it at 20")
    assert len(accepted(shell)) == 1


def test_an_acceptance_is_of_the_bytes_wherever_the_file_lies(shell: Shell, book: Path) -> None:
    other = book.with_name("other.yaml")
    other.write_text(BOOK)
    shell.done("playbook", "accept", str(other), "--yes")
    assert shell("check").code == 1


@pytest.mark.parametrize("file", ["default", "drill", "no.yaml"])
def test_a_playbook_without_checks_of_its_own_has_nothing_to_accept(shell: Shell, tmp_path: Path, file: str) -> None:
    (tmp_path / "no.yaml").write_text("name: no\nseverities: [{id: P0}]\n")
    result = shell("playbook", "accept", file)
    assert (result.code, result.out) == (0, "")
    assert result.sentence == f"{file} has no checks: there is nothing to accept"
    assert accepted(shell) == []


def test_where_nothing_waits_that_is_said(shell: Shell) -> None:
    result = shell("playbook", "accept")
    assert (result.code, result.sentence) == (0, "no checks wait to be accepted")


def test_as_json_it_says_everything(shell: Shell, book: Path) -> None:
    said = shell.done("playbook", "accept", "--yes", "--json").json
    assert (said["name"], said["file"], said["accepted"], said["by"]) == ("shop", str(book), True, "anna")
    [api] = said["checks"]
    assert (api["name"], api["kind"], api["every"]) == ("api", "http", 10.0)
    assert "abcdefghijklm12345" not in str(said)


def test_a_broken_file_is_refused_with_its_place(shell: Shell, book: Path) -> None:
    book.write_text(BOOK.replace("timeout", "timout"))
    assert shell("playbook", "accept", str(book), "--yes").refused().startswith(f"{book}:5: checks.1.timout: ")
    assert shell("playbook", "accept", "none.yaml").refused() == "none.yaml: no such file"


@pytest.mark.parametrize(("answer", "code", "who"), [("y\n", 0, [("anna", "shop")]), ("\n", 2, []), ("no\n", 2, [])])
def test_at_a_terminal_it_asks_and_anything_but_yes_is_no(
    shell: Shell, book: Path, answer: str, code: int, who: list[tuple[str, str]]
) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    with subprocess.Popen(
        apart("playbook", "accept", str(book)),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(),
    ) as process:
        out, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code, (out, err)
    assert "api: http http://127.0.0.1:9/" in out
    assert "let 1 check of shop run? [y/N] " in err
    assert accepted(shell) == who
