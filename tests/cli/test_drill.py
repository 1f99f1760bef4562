"""A drill from another shell: acting on its services, declaring in it, its options, and the real incident beside it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.clock import SystemClock
from warroom.drill import conduct
from warroom.drill.scenario import base, load, names
from warroom.drill.session import Session
from warroom.incident import intents as i
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room


@pytest.fixture
def drill(shell: Shell) -> Iterator[str]:
    """A drill that runs in this journal; its id."""
    clock = SystemClock()
    session = Session(load("pool"), clock.now())
    journal, live = Journal(shell.journal), Live(shell.journal)
    try:
        room = Room(journal, live, clock)
        room.act(session.first)
        yield room.stream
    finally:
        live.close()
        journal.close()
        session.stop()


def played(shell: Shell, *after: i.Intent) -> str:
    """A drill without services that was led to its end and scored; its id."""
    clock, scenario = SystemClock(), load("pool")
    journal, live = Journal(shell.journal), Live(shell.journal)
    try:
        room = Room(journal, live, clock)
        playbook = base()
        room.act(i.StartDrill(by="drill", start=clock.now(), playbook=playbook, scenario="pool"))
        room.act(i.Declare(by="anna", title="API down", severity="P0", playbook=playbook))
        for intent in after:
            room.act(intent)
        conduct.settle(room, scenario)
        return room.stream
    finally:
        live.close()
        journal.close()


RESOLVED = i.Resolve(by="anna", despite="a test")


def test_what_is_done_from_any_shell_stands_in_the_record_under_its_doers_name(shell: Shell, drill: str) -> None:
    listed = [line.split()[0] for line in shell.done("drill", "fix").lines]
    assert listed == [act.name for act in load("pool").acts]
    assert "no session was idle in transaction" in shell.done("drill", "fix", "pool").out
    last = shell.timeline(drill)[-1]
    assert last["kind"] == "change"
    assert last["by"] == "anna"
    assert last["data"]["text"].startswith("drill fix pool: no session was idle")


def test_an_act_there_is_not_is_refused_and_not_recorded(shell: Shell, drill: str) -> None:
    before = len(shell.timeline(drill))
    assert shell("drill", "fix", "disk").refused().startswith("nothing here is called 'disk'; there is pool")
    assert len(shell.timeline(drill)) == before


def test_a_drill_whose_services_are_gone_does_not_run_any_more(shell: Shell) -> None:
    played(shell)
    for words in (("drill", "fix"), ("drill", "fix", "pool")):
        assert shell(*words).refused() == "no drill runs in this journal: warroom drill starts one"


def test_of_several_drills_the_one_that_answers_is_acted_on(shell: Shell, drill: str) -> None:
    assert played(shell) != drill
    assert "no session was idle" in shell.done("drill", "fix", "pool").out
    assert shell.timeline(drill)[-1]["kind"] == "change"


def test_a_seed_no_record_could_hold_is_refused(shell: Shell) -> None:
    assert "--seed" in shell("drill", "--headless", "--seed", "9" * 29).refused()


def test_a_drill_says_that_it_is_one_in_all_that_is_printed_of_it(shell: Shell, drill: str, tmp_path: Path) -> None:
    assert shell.done("--incident", "drill", "declare", "P0", "API down").out == f"{drill}\n"
    assert "DRILL" in shell.done("status", "identified").out
    assert all("DRILL" in line for line in shell.done("timeline").lines)
    assert shell.done("show").out.startswith("DRILL  P0  API down")
    assert shell.done("show", "--json").json["drill"] is True
    assert "DRILL" in shell.done("brief").lines[0]
    assert "DRILL" in shell.done("list").lines[0]
    assert [one["drill"] for one in shell.done("list", "--json").json] == [True]
    noted = shell("note", "first 503s")
    assert noted.code == 0
    assert noted.sentence == f"DRILL  recorded in {drill}"
    assert shell("note", "-", stdin=b"and more\n").sentence == f"DRILL  recorded in {drill}"
    exported = shell("export")
    assert exported.sentence == f"DRILL  {drill} is the record of a drill"
    for line in exported.lines:
        assert "-drill-" in json.loads(json.loads(line)["envelope"])["stream"]
    filed = shell("export", "--out", str(tmp_path / "drill.jsonl"))
    assert filed.err.startswith("warroom: DRILL  ")
    assert all("-drill-" in record["incident"] for record in shell.timeline())


def test_an_undeclared_drill_says_that_it_is_one_as_well(shell: Shell, drill: str) -> None:
    assert shell.done("show").out.startswith("DRILL")
    assert "DRILL" in shell.done("brief").lines[0]
    assert "DRILL" in shell.done("list").lines[0]
    assert drill in shell.done("list").lines[0]


def test_a_real_incident_says_drill_nowhere(shell: Shell) -> None:
    shell.declared("API down")
    for argv in (["show"], ["timeline"], ["brief"], ["list"], ["export"], ["status", "identified"], ["note", "hello"]):
        result = shell(*argv)
        assert result.code == 0
        assert "DRILL" not in result.out + result.err
    assert shell.done("show", "--json").json["drill"] is False


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


def test_the_scenarios_are_listed_with_the_best_score_of_each(shell: Shell) -> None:
    rows = {line.split()[0]: line.split() for line in shell.done("drill", "--list").lines[1:]}
    assert set(rows) == set(names())
    assert rows["pool"][1:4] == ["P0", "10", "-"]
    played(shell, RESOLVED)
    [points] = [run["score"]["points"] for run in shell.done("drill", "--history", "--json").json]
    listed = {one["name"]: one for one in shell.done("drill", "--list", "--json").json}
    assert set(listed) == set(names())
    assert listed["pool"]["best"] == points
    assert listed["pool"]["title"] == load("pool").title
    assert f" {points}  " in shell.done("drill", "--list").out


def test_the_history_has_every_drill_newest_first_and_nothing_else(shell: Shell) -> None:
    assert shell("drill", "--history").sentence == "no drill yet: warroom drill starts one"
    assert shell.done("drill", "--history", "--json").json == []
    shell.declared("for real")
    first, second = played(shell, RESOLVED), played(shell, i.Cancel(by="drill", why="its services ended"))
    found = shell.done("drill", "--history", "--json").json
    assert [run["id"] for run in found] == [second, first]
    assert [run["score"] is None for run in found] == [True, False]
    assert [run["best"] for run in found] == [False, True]
    said = shell.done("drill", "--history").lines
    assert said[0].startswith("DRILL pool")
    assert "left before its end" in said[2]
    assert "anna" in said[3]
    assert shell.done("drill", "pool", "--history").lines == said
    assert shell("drill", "--history", "disk").sentence == "no drill of disk yet: warroom drill starts one"


@pytest.mark.parametrize("argv", [["nope", "--headless"], ["--headless", "nope"], ["--speed", "5", "nope"], ["nope"]])
def test_options_stand_before_the_scenario_or_behind_it(shell: Shell, argv: list[str]) -> None:
    assert shell("drill", *argv).refused().startswith("no scenario `nope`")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--list", "--history"], "--headless, --list and --history are three commands: choose one"),
        (["pool", "disk"], "Got unexpected extra argument"),
        (["pool", "--speed", "0"], "Invalid value for '--speed'"),
        (["--seed", "-1"], "Invalid value for '--seed'"),
        (["pool"], "the room needs a terminal"),
        ([], "the room needs a terminal"),
    ],
)
def test_a_drill_that_cannot_be_is_refused_in_a_sentence(shell: Shell, argv: list[str], said: str) -> None:
    assert shell("drill", *argv).refused().startswith(said)
    assert not shell.journal.exists()
