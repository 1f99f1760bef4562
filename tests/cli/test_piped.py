"""Lines from a pipe share commits: each is acknowledged after its own, and a bad one takes none of the others along."""

import io
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.shell import Shell, surroundings
from warroom.commands import piped
from warroom.journal.library import sqlite3
from warroom.journal.sqlite import Journal

LONG = "x" * 70_000


def commits(shell: Shell, monkeypatch: pytest.MonkeyPatch, stdin: bytes) -> int:
    """How many transactions `note -` needs for this."""
    counted: list[int] = []
    transaction = Journal.transaction

    def counting(self: Journal) -> Any:
        counted.append(1)
        return transaction(self)

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "transaction", counting)
        assert shell("note", "-", stdin=stdin).code in (0, 2)
    return len(counted)


@pytest.mark.usefixtures("incident")
def test_lines_that_are_there_at_once_share_a_commit(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"line {n}\n" for n in range(500)).encode()
    assert commits(shell, monkeypatch, lines) < 100
    assert shell.notes() == [f"line {n}" for n in range(500)]


@pytest.mark.usefixtures("incident")
def test_a_line_that_is_refused_takes_no_other_along_and_is_told_with_its_number(shell: Shell) -> None:
    result = shell("note", "-", stdin=f"one\n\n{LONG}\ntwo\n99:99 three\n".encode())
    assert result.code == 2
    assert result.lines == ["#3", "#4", "#5"]
    assert result.err.startswith("line 3: ")
    assert result.err.count("\n") == 1
    assert shell.notes() == ["one", "two", "99:99 three"]


@pytest.mark.usefixtures("incident")
def test_lines_that_cannot_be_written_are_each_told_and_none_is_acknowledged(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    other: Any = sqlite3.connect(str(shell.journal), isolation_level=None)
    monkeypatch.setattr("warroom.journal.sqlite.BUSY_MS", 20)
    other.execute("BEGIN IMMEDIATE")
    try:
        result = shell("note", "-", stdin=b"one\ntwo\nthree\n")
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert (result.code, result.out) == (3, "")
    assert [line.partition(":")[0] for line in result.err.splitlines()] == ["line 1", "line 2", "line 3"]
    assert shell.notes() == []


@pytest.mark.usefixtures("incident")
def test_a_line_is_acknowledged_though_the_next_one_has_not_come() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "warroom", "note", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings(),
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for n in range(3):
            writer.stdin.write(f"line {n}\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == f"#{n + 3}\n"
        writer.stdin.write("without an end")
        writer.stdin.close()
        assert writer.stdout.read() == "#6\n"
        assert writer.wait(60) == 0


@pytest.mark.usefixtures("incident")
def test_when_nobody_reads_the_numbers_any_more_the_lines_are_recorded_all_the_same(shell: Shell) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "warroom", "note", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=surroundings(),
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(b"first\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == b"#3\n"
        writer.stdout.close()
        for n in range(5):
            writer.stdin.write(f"line {n}\n".encode())
            writer.stdin.flush()
        writer.stdin.close()
        assert writer.wait(60) == 0
    assert shell.notes() == ["first", *(f"line {n}" for n in range(5))]


def test_lines_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    found = [
        (line.number, line.text)
        for batch in piped.batches(io.BytesIO(b"one\n\n  \ntwo\r\nthree"))
        for line in batch.lines()
    ]
    assert found == [(1, "one"), (4, "two"), (5, "three")]
