"""Every verb of the entry line, from the shell, on a real journal."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.clock import SystemClock
from warroom.incident.entry import VERBS, offered

ON_THE_SCREEN_ONLY = {"find", "filter", "retry", "save-as"}
COMMANDS_OF_THEIR_OWN = {"declare", "brief", "similar", "playbook", "drill"}
A_DAY = f"{SystemClock().now() + timedelta(days=30):%Y-%m-%d}"
OF_DRAFTS = {"approve", "send", "copy", "discard", "resend", "went"}
"""They speak of drafts, which no verb makes: see test_updates."""
OF_RUNBOOKS = {"run", "fill", "step"}
"""They speak of a scenario's steps: see test_run."""
KIM = ("--as", "kim")

STORY: list[tuple[str, list[str]]] = [
    ("started -20m", ["milestone_set"]),
    ("detected -6m by alert", ["milestone_set"]),
    ("ack", ["acknowledged"]),
    ("ic", ["role_taken"]),
    ("role comms @bo", ["role_taken"]),
    ("status identified", ["status_set"]),
    ("title API down in Europe", ["title_set"]),
    ("escalate 1", ["escalated"]),
    ("handover @kim", ["handover_offered"]),
    ("withdraw", ["handover_withdrawn"]),
    ("handover @kim", ["handover_offered"]),
    ("decline on the train --as kim", ["handover_declined"]),
    ("handover @kim", ["handover_offered"]),
    ("accept P0 2 --as kim", ["handover_accepted", "role_taken"]),
    ("tick 2", ["item_set"]),
    ("untick 2", ["item_set"]),
    ("skip 4 nobody can tell yet", ["item_skipped"]),
    ("snooze 2 5m they are coming", ["snoozed"]),
    ("do @bob check pool 3m", ["task_given"]),
    (f"action @ann add alert {A_DAY}", ["task_given"]),
    ("take 1", ["task_taken"]),
    ("extend 1 5m it is long", ["task_extended"]),
    ("done 1", ["task_done"]),
    ("change deployed 41a -20m", ["change"]),
    ("suspect report job holds the pool", ["suspected"]),
    ("suspect the last deploy", ["suspected"]),
    ("rule-out 2 rolled back, no change", ["ruled_out"]),
    ("cause 1", ["cause_found"]),
    ("decide restart the job", ["decided"]),
    ("amend {last} -5m restart the report job", ["amended"]),
    ("pin {last}", ["pinned"]),
    ("write summary it was the pool", ["section_written"]),
    ("impact users=1000 data=breach", ["impact_set"]),
    ("link https://example.com/graph", ["linked"]),
    ("cadence 20m users ask", ["cadence_set"]),
    ("decide too soon", ["decided"]),
    ("undo", ["struck"]),
    ("decide wrong too", ["decided"]),
    ("strike {last} not so", ["struck"]),
    ("update status_page investigating We are looking into it", ["update_recorded"]),
    ("pause api 10m deploying", ["check_paused"]),
    ("sev P1 fewer users hit", ["severity_set"]),
    ("fix", ["fixed", "status_set"]),
    ("unfix it came back", ["unfixed", "status_set"]),
    ("fix --at -1s", ["fixed", "status_set"]),
    ("confirm 1", ["criterion_met"]),
    ("unconfirm 1", ["criterion_met"]),
    ("resolve anyway it is late", ["resolved", "status_set"]),
    ("reopen too soon", ["reopened", "status_set"]),
    ("resolve anyway it is later", ["resolved", "status_set"]),
    ("close anyway the rest is tomorrow's", ["closed", "status_set"]),
]
"""What is said after `warroom`, and the kinds of the records it becomes."""


@pytest.fixture
def watched(tmp_path: Path) -> None:
    """A settings file with a check, so that there is one to pause."""
    (tmp_path / "warroom.yaml").write_text("checks:\n  - name: api\n    url: http://127.0.0.1:1/\n")


@pytest.mark.usefixtures("watched")
def test_an_incident_runs_from_its_declaration_to_its_end_in_the_shell(shell: Shell, incident: str) -> None:
    last = 0
    for line, kinds in STORY:
        made = shell.done(*line.format(last=last).split(), "--json").records
        assert [record["kind"] for record in made] == kinds, line
        assert {record["incident"] for record in made} == {incident}
        last = made[-1]["seq"]
    ended = shell.done("show", incident, "--json").json
    assert (ended["status"], ended["open"], ended["severity"]) == ("closed", False, "P1")
    assert ended["metrics"]["resolve_s"] > ended["metrics"]["mitigate_s"] > 19 * 60


def test_an_incident_that_was_none_is_cancelled(shell: Shell, incident: str) -> None:
    assert [r["kind"] for r in shell.done("cancel", "a", "drill", "--json").records] == ["cancelled", "status_set"]
    assert shell.done("show", incident, "--json").json["status"] == "cancelled"


def test_no_verb_is_left_out_of_this_story() -> None:
    told = {line.split()[0] for line, _ in STORY} | {"cancel"}
    elsewhere = ON_THE_SCREEN_ONLY | COMMANDS_OF_THEIR_OWN | OF_DRAFTS | OF_RUNBOOKS
    assert told == {verb.name for verb in offered()} - elsewhere


@pytest.mark.usefixtures("incident")
def test_a_verb_says_in_words_what_it_recorded(shell: Shell) -> None:
    seq = len(shell.timeline())
    said = shell.done("tick", "2").out
    assert said.startswith(f"#{seq + 1} ")
    assert "team in channel" in said


@pytest.mark.parametrize("verb", sorted(verb.name for verb in VERBS if not verb.offered))
def test_a_verb_of_a_later_version_is_refused_by_name(shell: Shell, verb: str) -> None:
    assert shell(verb, "x").refused() == f"warroom {verb} is not part of this version"


@pytest.mark.parametrize("verb", sorted(ON_THE_SCREEN_ONLY))
def test_a_verb_of_the_screen_says_that_it_belongs_there(shell: Shell, verb: str) -> None:
    assert shell(verb).refused() == f"/{verb} belongs to the room's entry line"


@pytest.mark.usefixtures("incident")
def test_a_time_before_or_at_moves_the_verb_and_two_times_are_one_too_many(shell: Shell) -> None:
    moved = shell.done("tick", "2", "--at", "-3m", "--json").records[0]
    assert moved["at"] < moved["noted_at"]
    assert shell("tick", "3", "--at", "soon").refused().startswith("“soon” is no time: -5m, 14:32")


@pytest.mark.usefixtures("incident")
def test_hours_ago_are_a_time_and_never_a_cry_for_help(shell: Shell) -> None:
    [started] = shell.done("started", "-2h", "--json").records
    assert started["data"]["name"] == "started"


def test_resolving_without_a_fix_is_told_and_done(shell: Shell, incident: str) -> None:
    result = shell("resolve", "anyway", "it went away")
    assert result.code == 0
    assert result.sentence == "when it was fixed stays missing: warroom resolve fixed -10m says it in one go"
    assert shell.done("show", incident, "--json").json["fixed_at"] is None


@pytest.mark.usefixtures("incident")
def test_resolving_with_something_open_is_refused_with_how_many_and_the_way_on(shell: Shell) -> None:
    shell.done("fix")
    refused = shell("resolve")
    assert refused.code == 2
    assert "11 things are open: the cause is known and mended" in refused.err
    assert "/resolve anyway WHY goes on" in refused.err
    said = shell.done("show").out
    assert "before it is over" in said
    assert "quiet for 15 min, 0 s so far, by the clock alone: there are no checks: it passes by itself" in said


def test_the_playbook_is_read_again_into_the_incident(shell: Shell, tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text("name: small\nseverities: [{id: P0}]\nchecklist: [{id: a, text: first}]\n")
    shell.done("--playbook", str(book), "declare", "P0", "API down")
    book.write_text("name: small\nseverities: [{id: P0}]\nchecklist: [{id: a, text: first}, {id: b, text: second}]\n")
    [made] = shell.done("playbook", "reload", "--playbook", str(book), "--json").records
    assert made["kind"] == "playbook_adopted"
    assert [item["id"] for item in shell.done("show", "--json").json["checklist"]] == ["a", "b"]
