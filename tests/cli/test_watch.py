"""`watch --plain`: the room in lines, in a process of its own, until the incident ends or nobody reads any more."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.shell import Shell, apart, surroundings
from warroom.commands.watch import Following
from warroom.journal.live import Live
from warroom.settings import Settings
from warroom.tui import messages as m

NO_TERMINAL = "the room needs a terminal for input and output; warroom show and warroom timeline print instead"
# What a shell starts in the background ignores interrupts, and so would what it starts.
INTERRUPTIBLE = """
import signal
from warroom.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


class Watcher:
    """A running `watch --plain`, read line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def until(self, *words: str) -> list[str]:
        """The lines until each of these was in one, in any order; it fails where they end before."""
        assert self.process.stdout is not None
        lines: list[str] = []
        missing = set(words)
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            missing -= {word for word in missing if word in line}
            if not missing:
                return lines
        assert self.process.stderr is not None
        raise AssertionError(f"{missing} not told:\n{lines}\n{self.process.stderr.read()}")

    def ended(self) -> int:
        return self.process.wait(60)


@contextmanager
def watched(*argv: str, program: list[str] | None = None) -> Iterator[Watcher]:
    """`warroom watch --plain` with these words, killed at the end where it still runs."""
    command = [*program, "watch", *argv] if program else apart("watch", *argv)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings()
    ) as process:
        try:
            yield Watcher(process)
        finally:
            process.kill()


def test_it_tells_the_state_then_every_record_as_the_timeline_has_it_and_ends_with_the_incident(
    shell: Shell, incident: str
) -> None:
    with watched("--plain") as watcher:
        begun = watcher.until("whatever changes")
        assert begun[0].startswith("P0 API down, INVESTIGATING, for ")
        assert f"incident {incident}, playbook default; times are UTC" in begun
        assert "commander: nobody, and one is needed" in begun
        assert "no checks" in begun
        shell.done("note", "the pool is full")
        shell.done("ic", "@kim")
        shell.done("cancel", "it was none")
        told = watcher.until("nothing more is told")
        assert watcher.ended() == 0
    records = [line for line in told if "Z #" in line]
    assert records == shell.done("timeline").lines[3:]
    assert told[-1].endswith("the incident is cancelled: nothing more is told")
    assert "\x1b" not in "".join([*begun, *told])


def test_as_json_each_line_is_an_object_with_a_type(shell: Shell, incident: str) -> None:
    with watched("--json") as watcher:
        state = json.loads(watcher.until('"type":"state"')[0])
        assert (state["id"], state["severity"], state["open"]) == (incident, "P0", True)
        shell.done("do", "@bo", "check", "pool", "1m")
        told = [json.loads(line) for line in watcher.until('"type":"clock"')]
        shell.done("cancel", "it was none")
        told += [json.loads(line) for line in watcher.until('"type":"end"')]
        assert watcher.ended() == 0
    records = [line for line in told if line.pop("type") == "record"]
    assert records == shell.timeline()[2:]
    clock = next(line for line in told if line.get("id") == "task:1")
    assert (clock["state"], clock["kind"], clock["owner"]) == ("due", "task", "bo")
    assert told[-1]["status"] == "cancelled"


def test_an_update_that_is_told_is_a_promise_of_the_next(shell: Shell, incident: str) -> None:  # noqa: ARG001  open
    with watched("--plain") as watcher:
        watcher.until("whatever changes")
        shell.done("update", "status_page", "investigating", "we look")
        assert "told     status_page INVESTIGATING: we look" in watcher.until("promised: ")[0]


@pytest.mark.usefixtures("incident")
def test_hundreds_of_lines_at_once_are_told_each_once_and_in_order(shell: Shell) -> None:
    with watched("--plain") as watcher:
        watcher.until("whatever changes")
        shell.done("note", "-", stdin="".join(f"line {n}\n" for n in range(900)).encode())
        told = [line for line in watcher.until("line 899 ") if "Z #" in line]
    assert [line.split()[2] for line in told] == [f"#{n}" for n in range(3, 903)]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
@pytest.mark.usefixtures("incident")
def test_a_signal_ends_it_with_its_code_and_without_a_word(number: signal.Signals, code: int) -> None:
    with watched("--plain", program=[sys.executable, "-c", INTERRUPTIBLE]) as watcher:
        watcher.until("whatever changes")
        watcher.process.send_signal(number)
        assert watcher.ended() == code
        assert watcher.process.stderr is not None
        assert watcher.process.stderr.read() == ""


@pytest.mark.usefixtures("incident")
def test_it_ends_though_whoever_reads_it_has_stopped_reading(shell: Shell) -> None:
    with watched("--plain") as watcher:
        watcher.until("whatever changes")
        shell.done("note", "-", stdin=b"".join(b"%0200d\n" % n for n in range(2000)))
        watcher.process.send_signal(signal.SIGTERM)
        assert watcher.ended() == 143


@pytest.mark.usefixtures("incident")
def test_a_reader_that_has_gone_ends_it_though_nothing_more_happens() -> None:
    with watched("--plain") as watcher:
        watcher.until("whatever changes")
        assert watcher.process.stdout is not None
        watcher.process.stdout.close()
        assert watcher.ended() == 0
        assert watcher.process.stderr is not None
        assert watcher.process.stderr.read() == ""


@pytest.mark.slow
def test_it_asks_the_checks_only_while_nobody_else_does(shell: Shell) -> None:
    Path("warroom.yaml").write_text("checks:\n  - {name: api, url: http://127.0.0.1:9, every: 1s, fails: 1}\n")
    Path("warroom.yaml").chmod(0o600)
    shell.declared()
    with watched("--plain") as first:
        begun = first.until("whatever changes")
        assert "0 of 1 check up; no reading of api" in begun
        first.until("nobody else asks the checks: this terminal does", "down     api: connection refused")
        with watched("--plain") as second:
            state = second.until(" asks the checks")
            assert any(line.startswith("check api: down for ") for line in state)
            assert f":{first.process.pid} asks the checks" in state[-1]
            first.process.send_signal(signal.SIGTERM)
            assert first.ended() == 143
            second.until("nobody else asks the checks: this terminal does")


def test_an_incident_that_is_over_is_told_and_ends_at_once(shell: Shell, incident: str) -> None:
    shell.done("cancel", "it was none")
    with watched(incident, "--plain") as watcher:
        watcher.until("the incident is cancelled: nothing more is told")
        assert watcher.ended() == 0


def test_a_journal_that_cannot_be_read_is_told_once_and_that_it_can_again(
    shell: Shell, incident: str, capsys: pytest.CaptureFixture[str]
) -> None:
    following = Following(Settings(journal=shell.journal), incident, "text")
    try:
        for what in (m.JournalFailed("the disk is full"), m.JournalFailed("again"), m.JournalWell(), m.JournalWell()):
            assert following.hear(what) is None
        assert following.hear(m.JournalRefused("it is gone", 3)) == 3
        with pytest.raises(RuntimeError, match="the journal thread failed"):
            following.hear(m.Broken("the journal thread", ValueError("x")))
    finally:
        following.end()
    said = capsys.readouterr()
    assert [line.split("Z ", 1)[1] for line in said.out.splitlines() if "Z " in line] == [
        "the journal cannot be read or written now: the disk is full",
        "the journal answers again",
    ]
    assert said.err == "warroom: it is gone\n"


def test_without_an_incident_or_a_journal_it_is_refused_in_a_sentence(shell: Shell) -> None:
    assert shell("watch", "--plain").refused().startswith(f"no journal {shell.journal} yet: ")
    incident = shell.declared()
    shell.done("cancel", "none")
    assert shell("watch", "--plain").refused() == "no incident is open: warroom declare P0 TITLE opens one"
    assert shell("watch", "--plain", "other").refused() == "no incident other: warroom list shows them"
    shell.declared("one thing")
    shell.declared("other thing")
    assert shell("watch", "--json").refused().startswith("several incidents are open")
    assert incident


def test_without_plain_it_opens_the_room(shell: Shell, incident: str) -> None:
    assert shell("watch").refused() == NO_TERMINAL
    assert shell("watch", incident).refused() == NO_TERMINAL


def test_somebody_who_reads_it_at_a_terminal_is_in_the_room(shell: Shell, incident: str) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(apart("watch", "--plain"), stdout=theirs, stderr=theirs, env=surroundings()) as process:
        try:
            said = b""
            while b"whatever changes" not in said:
                said += os.read(ours, 4096)
            live = Live(shell.journal)
            try:
                assert live.here(incident) == ("anna",)
                process.send_signal(signal.SIGTERM)
                assert process.wait(60) == 143
                assert live.here(incident) == ()
            finally:
                live.close()
        finally:
            process.kill()
            os.close(ours)
            os.close(theirs)
    assert b"\x1b" not in said
