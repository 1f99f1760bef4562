"""Processes of their own: pipes that close, no terminal, signals, and faults of ours."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Shell, apart, ran, surroundings
from warroom.commands import read

# What a shell starts in the background ignores interrupts, and so would what it starts.
INTERRUPTIBLE = """
import signal
from warroom.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
NO_TERMINAL = "the room needs a terminal for input and output; warroom show and warroom timeline print instead"


@pytest.mark.parametrize("command", [["timeline"], ["--help"]], ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.usefixtures("incident")
def test_a_reader_that_has_gone_is_no_fault(command: list[str], unbuffered: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            apart(*command),
            stdout=writer,
            stderr=subprocess.PIPE,
            env=surroundings(PYTHONUNBUFFERED=unbuffered),
            timeout=60,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.usefixtures("incident")
def test_the_first_lines_of_a_long_timeline_are_enough(shell: Shell) -> None:
    shell.done("note", "-", stdin=b"".join(b"%0200d\n" % n for n in range(600)))
    with subprocess.Popen(
        apart("timeline"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()
    ) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        assert writer.stdout.readline().startswith(b"# ")
        writer.stdout.close()
        assert writer.stderr.read() == b""
        assert writer.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.usefixtures("incident")
def test_an_output_that_takes_nothing_is_told_and_the_note_is_kept(shell: Shell, unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            apart("note", "kept"),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=surroundings(PYTHONUNBUFFERED=unbuffered),
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("warroom: stdout cannot be written: ")
    assert done.stderr.count("\n") == 1
    assert shell.notes() == ["kept"]


@pytest.mark.usefixtures("incident")
def test_streams_that_were_closed_before_are_no_fault(shell: Shell) -> None:
    script = 'exec "$0" -m warroom note kept <&- >&- 2>&-'
    done = subprocess.run(
        ["sh", "-c", script, apart()[0]], capture_output=True, env=surroundings(), timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert shell.notes() == ["kept"]


@pytest.mark.parametrize("command", [[], ["drill"], ["--incident", "x"]], ids=" ".join)
def test_without_a_terminal_the_screen_is_refused_in_a_sentence(shell: Shell, command: list[str]) -> None:
    assert ran(*command).refused() == NO_TERMINAL
    assert shell(*command).refused() == NO_TERMINAL
    assert not shell.journal.exists()


@pytest.mark.parametrize("missing", ["stdin", "stdout", "stderr"])
def test_one_stream_that_is_no_terminal_is_enough_to_refuse(shell: Shell, missing: str) -> None:
    ours, theirs = os.openpty()
    away = shell.folder / "away"
    away.touch()
    try:
        with away.open("r+b") as file:
            ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs, missing: file.fileno()}
            done = subprocess.run(
                apart(),
                stdin=ends["stdin"],
                stdout=ends["stdout"],
                stderr=ends["stderr"],
                env=surroundings(TERM="xterm"),
                timeout=60,
                check=False,
            )
        said = away.read_text() if missing == "stderr" else os.read(ours, 4096).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert (done.returncode, said.strip()) == (2, f"warroom: {NO_TERMINAL}")


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
@pytest.mark.parametrize("command", ["", "drill"])
def test_a_terminal_that_cannot_show_a_screen_is_named(tmp_path: Path, term: str, command: str) -> None:
    # Input and output are a terminal; what is said is read from it.
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            apart(*command.split()),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=surroundings(TERM=term),
            timeout=60,
            check=False,
        )
        said = os.read(ours, 4096).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert said == f"warroom: TERM={term} cannot show a screen; warroom show and warroom timeline print instead\r\n"
    assert not (tmp_path / "journal.sqlite").exists()


@pytest.mark.usefixtures("incident")
def test_an_interrupt_ends_with_its_code_and_keeps_what_was_acknowledged(shell: Shell) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "note", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(),
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdin.write("one\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "#3\n"
        writer.send_signal(signal.SIGINT)
        assert writer.wait(60) == 130
        assert writer.stderr.read().strip() == ""
    assert shell.notes() == ["one"]


def test_a_fault_of_ours_says_where_and_shows_no_values(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        secret = "".join(reversed("terces-yrev"))
        raise RuntimeError(f"{len(secret)} letters \x1b[31m")

    monkeypatch.setattr(read, "list_all", broken)
    result = shell("list")
    assert (result.code, result.out) == (70, "")
    assert "RuntimeError: 11 letters ␛[31m" in result.err
    assert "in broken" in result.err
    assert "very-secret" not in result.err
    assert result.err.endswith("warroom: that is a fault of warroom, not yours: exit code 70\n")


def test_data_goes_to_stdout_and_narration_to_stderr() -> None:
    empty = ran("list")
    assert (empty.code, empty.out) == (0, "")
    assert empty.sentence == "no incident yet: warroom declare P0 TITLE opens one"
    declared = ran("declare", "P0", "API down")
    assert (declared.code, declared.err, declared.out.count("\n")) == (0, "", 1)
