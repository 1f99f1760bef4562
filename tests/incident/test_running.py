"""Runs, steps in words, and what placeholders stand for."""

import pytest

from tests.fakes import Table, at, book
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.entry import Asked, Context, Wrong, parse
from warroom.incident.facts import CommandFinished
from warroom.playbook.model import Playbook, Scenario, Step

STEPS = (Step(title="look", run="kubectl logs <pod> $NS", placeholders=("<pod>", "$NS")), Step(words="call them"))
BOOK = book(
    scenarios=(Scenario(id="pool", title="Pool", steps=STEPS), Scenario(id="slow", title="Slow", steps=STEPS[1:])),
    steps=(Step(words="look around"),),
)


@pytest.fixture
def table() -> Table:
    return Table(BOOK).declare()


def read(line: str, playbook: Playbook = BOOK) -> object:
    return parse(line, Context(now=at(), incident=Table(playbook).declare().incident, playbook=playbook))


def asked(line: str) -> i.Intent:
    found = read(line)
    assert isinstance(found, Asked), found
    return found.intent


def wrong(line: str, playbook: Playbook = BOOK) -> str:
    found = read(line, playbook)
    assert isinstance(found, Wrong), found
    return found.said


def test_runs_are_numbered_and_end_once(table: Table) -> None:
    (first,) = table.do(i.StartCommand(command="ls", scenario="pool", step=1, risk="reads", limit_s=600.0))
    table.do(i.StartCommand(command="df"))
    assert isinstance(first.fact, f.CommandStarted)
    assert [run.n for run in table.incident.runs] == [1, 2]
    table.do(i.FinishCommand(ended=CommandFinished(run=1, exit=0, last="x" * 3000)))
    assert len(table.incident.runs[0].last) == 1000
    assert table.incident.runs[0].well
    assert "run 1 has ended already at 14:30:00 UTC" in table.refusal(i.FinishCommand(ended=CommandFinished(run=1)))
    assert table.refusal(i.FinishCommand(ended=CommandFinished(run=9))) == "no run 9: 1 to 2"


def test_what_nobody_knew_may_become_known(table: Table) -> None:
    table.do(i.StartCommand(command="ls"))
    lost = i.FinishCommand(ended=CommandFinished(run=1, outcome="unknown"))
    table.do(lost)
    assert "nobody knows how" in table.refusal(lost)
    table.do(i.FinishCommand(ended=CommandFinished(run=1, exit=2)))
    assert (table.incident.runs[0].outcome, table.incident.runs[0].exit) == ("exited", 2)


def test_a_run_may_end_after_its_incident(table: Table) -> None:
    table.do(i.StartCommand(command="ls"))
    table.do(i.Cancel(why="none"))
    assert "cancelled" in table.refusal(i.StartCommand(command="ls"))
    table.do(i.FinishCommand(ended=CommandFinished(run=1, exit=0)))


def test_a_command_without_words_is_refused(table: Table) -> None:
    assert table.refusal(i.StartCommand(command=" ")) == "a command needs words"


def test_a_step_in_words_is_done_undone_and_skipped(table: Table) -> None:
    (done,) = table.do(i.TickStep(scenario="pool", step=2))
    assert done.fact == f.StepTicked(scenario="pool", step=2, text="call them")
    assert "step 2 of pool is done already, by anna" in table.refusal(i.TickStep(scenario="pool", step=2))
    assert "done already" in table.refusal(i.TickStep(scenario="pool", step=2, skipped="no"))
    table.do(i.TickStep(scenario="pool", step=2, done=False))
    assert table.refusal(i.TickStep(scenario="pool", step=2, done=False)) == "step 2 of pool is not done"
    table.do(i.TickStep(scenario="pool", step=2, done=False, skipped="they called"))
    assert table.incident.steps["pool/2"].skipped == "they called"
    assert "skipped already, by anna: they called" in table.refusal(i.TickStep(scenario="pool", step=2, skipped="no"))
    table.do(i.TickStep(scenario="pool", step=2))
    assert not table.incident.steps["pool/2"].skipped


def test_a_step_that_is_none_is_refused_with_those_there_are(table: Table) -> None:
    assert table.refusal(i.TickStep(scenario="nope", step=1)) == "no scenario nope: pool, slow"
    assert table.refusal(i.TickStep(scenario="pool", step=3)) == "no step 3 of pool: 1 to 2"
    assert table.refusal(i.TickStep(scenario="", step=2)) == "no step 2: 1 to 1"


def test_a_placeholder_is_filled_and_blank_again(table: Table) -> None:
    table.do(i.FillBlank(name="<pod>", value=" web-1 "))
    assert table.incident.blanks == {"<pod>": "web-1"}
    assert table.refusal(i.FillBlank(name="<pod>", value="web-1")) == "<pod> is web-1 already"
    table.do(i.FillBlank(name="<pod>", value=""))
    assert table.incident.blanks == {}
    assert table.refusal(i.FillBlank(name="<pod>", value="")) == "<pod> is blank already"


@pytest.mark.parametrize("value", ["a\nb", "a\0b", "x" * 1001])
def test_a_value_is_one_line(table: Table, value: str) -> None:
    assert "one line of at most 1,000" in table.refusal(i.FillBlank(name="<pod>", value=value))


def test_a_secret_is_no_value(table: Table) -> None:
    said = table.refusal(i.FillBlank(name="$PGPASSWORD", value="[redacted:password]"))
    assert said == "a secret is not written down: export PGPASSWORD in your shell and start anew"


def test_a_line_of_output_is_pinned_as_a_note(table: Table) -> None:
    table.do(i.StartCommand(command="ls"))
    noted, pinned = table.do(i.PinOutput(run=1, line=" 98 connections "))
    assert noted.fact == f.Noted(text="run 1: 98 connections")
    assert pinned.fact == f.Pinned(seq=noted.seq, pinned=True)
    assert table.incident.pinned == (noted.seq,)
    assert "no run 7" in table.refusal(i.PinOutput(run=7, line="x"))
    assert "needs words" in table.refusal(i.PinOutput(run=1, line="  "))


def test_the_entry_line_names_a_step_by_its_scenario() -> None:
    assert asked("/step pool:2") == i.TickStep(scenario="pool", step=2)
    assert asked("/step PO:2 undo") == i.TickStep(scenario="pool", step=2, done=False)
    assert asked("/step slow:1 skip not now") == i.TickStep(scenario="slow", step=1, done=False, skipped="not now")
    assert asked("/step 1") == i.TickStep(scenario="", step=1)
    assert wrong("/step x:1") == "no scenario “x”: pool, slow"
    assert wrong("/step 1 later") == "it goes: /step [SCENARIO:]3 [skip WHY|undo]"
    assert wrong("/step pool:") == "it goes: /step [SCENARIO:]3 [skip WHY|undo]"
    assert "a step is a number" in wrong("/step pool:x")


def test_a_number_alone_is_of_the_only_scenario_where_there_are_no_other_steps() -> None:
    only = book(scenarios=(Scenario(id="pool", title="Pool", steps=STEPS),))
    found = read("/step 2", only)
    assert isinstance(found, Asked)
    assert found.intent == i.TickStep(scenario="pool", step=2)


def test_the_entry_line_fills_placeholders_by_any_spelling() -> None:
    for line in ("/fill <pod> web 1", "/fill pod web 1", "/fill <POD> web 1"):
        assert asked(line) == i.FillBlank(name="<pod>", value="web 1")
    assert asked("/fill NS shop") == i.FillBlank(name="$NS", value="shop")
    assert asked("/fill <pod>") == i.FillBlank(name="<pod>", value="")
    assert asked("/fill $OTHER x") == i.FillBlank(name="$OTHER", value="x")
    assert wrong("/fill nope x") == "no placeholder is called “nope”: $NS, <pod>"
