"""A drill from another shell: fixing its services, declaring in it, and the real incident beside it."""

from collections.abc import Iterator

import pytest

from tests.cli.shell import Shell
from warroom.clock import SystemClock
from warroom.drill.session import Session
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room


@pytest.fixture
def drill(shell: Shell) -> Iterator[str]:
    """A drill that runs in this journal; its id."""
    clock = SystemClock()
    session = Session(clock.now())
    journal, live = Journal(shell.journal), Live(shell.journal)
    try:
        room = Room(journal, live, clock)
        room.act(session.first)
        yield room.stream
    finally:
        live.close()
        journal.close()
        session.stop()


@pytest.mark.usefixtures("drill")
def test_the_services_of_a_drill_are_fixed_from_any_shell(shell: Shell) -> None:
    assert "no session was idle in transaction" in shell.done("drill", "fix", "pool").out
    assert [line.split()[0] for line in shell.done("drill", "fix").lines] == ["pool", "api"]
    assert shell("drill", "fix", "disk").refused().startswith("nothing here is called 'disk'; there is pool")


def test_a_drill_is_declared_where_it_runs_and_marked_everywhere(shell: Shell, drill: str) -> None:
    assert shell.done("--incident", "drill", "declare", "P0", "API down").out == f"{drill}\n"
    assert "DRILL" in shell.done("timeline").lines[0]
    assert shell.done("show").out.startswith("DRILL  P0  API down")
    assert shell.done("show", "--json").json["drill"] is True
    assert [one["drill"] for one in shell.done("list", "--json").json] == [True]


def test_a_verb_means_the_real_incident_while_a_drill_runs(shell: Shell, drill: str) -> None:
    real = shell.declared("Mail stuck")
    assert real != drill
    shell.done("note", "for real")
    assert shell.timeline(real)[-1]["data"] == {"text": "for real"}
    assert [record["kind"] for record in shell.timeline(drill)] == ["drill_started", "playbook_adopted"]


def test_a_shared_account_needs_no_name_to_look_at_a_drill(
    shell: Shell, drill: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WARROOM_AS")
    assert drill in shell.done("list").out
    assert shell.done("timeline").lines[0].startswith(f"# {drill}")
