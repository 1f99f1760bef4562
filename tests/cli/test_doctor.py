"""`warroom doctor`: one line about each thing, what to do about it, and nothing written."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.clock import SystemClock
from warroom.commands.doctor import checks, clock, terminal
from warroom.incident.facts import Noted
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook.model import Check
from warroom.runbook.evidence import Evidence


def found(shell: Shell, what: str) -> list[tuple[str, str]]:
    """The lines about one thing: how it is, and what is said."""
    result = shell("doctor", "--json")
    return [(line["state"], f"{line['said']}|{line['todo']}") for line in result.records if line["what"] == what]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_each_line_says_what_how_it_is_and_what_to_do(shell: Shell, incident: str) -> None:
    result = shell("doctor")
    assert result.code == 0, result
    assert all(line[:6] in ("ok    ", "note  ", "BAD   ") for line in result.lines)
    told = shell("doctor", "--json").records
    assert [sorted(line) for line in told] == [["said", "state", "todo", "what"]] * len(told)
    abouts = {line["what"] for line in told}
    assert abouts >= {"warroom", "sqlite", "libraries", "terminal", "settings", "journal", "record", "head", "disk"}
    assert abouts >= {"permissions", "you", "clock", "playbook", "senders", "theme", "editor", "checks"}
    assert incident


def test_nothing_is_written(shell: Shell, incident: str) -> None:
    shell.done("note", f"in {incident}")
    before = everything(shell.folder)
    shell("doctor")
    assert everything(shell.folder) == before


@pytest.mark.usefixtures("incident")
def test_files_that_everybody_may_read_are_to_be_closed(shell: Shell) -> None:
    shell.journal.chmod(0o644)
    assert shell("doctor").code == 1
    assert ("BAD", f"{shell.journal} lets everybody in|chmod o-rwx {shell.journal}") in found(shell, "permissions")


@pytest.mark.usefixtures("incident")
def test_outputs_that_no_record_names_are_told(shell: Shell) -> None:
    name = Evidence(shell.journal).keep(b"whose is this?")
    told = found(shell, "evidence")
    assert told[0][1].startswith("1 outputs of runs in ")
    assert told[1] == (
        "note",
        f"1 of them is named by no record|they may be deleted, such as {Evidence(shell.journal).path(name)}",
    )


def test_a_record_that_is_ahead_of_the_clock_is_bad(shell: Shell, incident: str) -> None:
    later = SystemClock().now() + timedelta(hours=3)
    with closing(Journal(shell.journal)) as journal, journal.transaction():
        journal.append(incident, [Draft(Noted(text="x"))], intent_id=new_id(), by="bo", noted_at=later, via={})
    assert shell("doctor").code == 1
    (told,) = found(shell, "clock")[1:]
    assert told[0] == "BAD"
    assert "ahead of this clock" in told[1]


@pytest.mark.parametrize(("state", "said"), [(True, "kept by the system"), (False, "nothing keeps this clock right")])
def test_whether_something_keeps_the_clock_is_said(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, state: bool, said: str
) -> None:
    monkeypatch.setattr(clock, "synchronised", lambda: state)
    assert said in found(shell, "clock")[0][1]


def test_who_is_at_the_journal_now_is_named(shell: Shell, incident: str) -> None:
    with closing(Live(shell.journal)) as live:
        live.be_here(f"pts/7:{os.getpid()}", "kim", incident)
        assert found(shell, "terminals") == [("ok", f"open on it now: kim ({incident})|")]
    assert found(shell, "terminals") == []


@pytest.mark.parametrize(
    ("editor", "state"), [("", "note"), ("no-such-editor -w", "BAD"), ("'broken", "BAD"), ("sh -c true", "ok")]
)
def test_the_editor_is_looked_for(shell: Shell, monkeypatch: pytest.MonkeyPatch, editor: str, state: str) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    assert found(shell, "editor")[0][0] == state


def test_each_thing_wrong_with_a_file_is_told_where_it_stands(shell: Shell) -> None:
    (shell.folder / "book.yaml").write_text("name: x\nseverities: [{id: P0}]\nchecks:\n  - {name: a, kind: htp}\n")
    (shell.folder / "warroom.yaml").write_text("playbook: book.yaml\n")
    result = shell("doctor")
    assert result.code == 1
    assert "book.yaml:4: " in result.out


def test_a_host_without_an_address_is_named_with_its_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(host: str, *_args: object, **_more: object) -> list[object]:
        if host == "gone.example":
            raise socket.gaierror(-2, "Name or service not known")
        return []

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    asked = (
        Check(name="api", kind="http", options={"url": "https://gone.example/health"}),
        Check(name="db", kind="tcp", options={"host": "here.example", "port": 5432}),
        Check(name="own", kind="tcp", options={"host": "localhost", "port": 1}),
        Check(name="late", kind="http", options={"url": "https://$HOST/"}),
    )
    told = list(checks._names(asked))
    assert [(one.state, one.what) for one in told] == [("BAD", "network"), ("ok", "network")]
    assert told[0].said == "gone.example has no address (Name or service not known), which api asks"
    assert told[1].said == "1 of 2 hosts of checks have an address"


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A name server that says nothing."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: over.wait(30))
    yield
    over.set()


@pytest.mark.usefixtures("silent")
def test_a_name_server_that_says_nothing_is_not_waited_for() -> None:
    assert checks.resolved(["a.example", "b.example"], 0.01) == {"a.example": None, "b.example": None}


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "all colours"),
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "linux"}, "16 colours"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "no colours"),
        ({"TERM": "dumb"}, "cannot show a screen"),
        ({"TERM": "tmux-256color", "TMUX": "x"}, "inside tmux"),
    ],
)
def test_a_terminal_is_told_by_its_variables(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], said: str
) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR", "TMUX", "TERM_PROGRAM", "VTE_VERSION", "KITTY_WINDOW_ID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert any(said in one.line for one in terminal.look())


def test_a_large_record_is_walked_in_part_and_that_is_said(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from warroom.commands.doctor import record

    shell.done("note", "one")
    monkeypatch.setattr(record, "_A_SECOND", 6)
    (told,) = found(shell, "record")
    assert told == ("note", "2 of 3 records were verified and hold|warroom verify walks all of them")
    assert incident
