"""The words scripts rely on: `show`, `list` and `timeline` as JSON, and data apart from narration."""

import re
from typing import Any

import pytest

from tests.cli.shell import Shell

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def run_down(shell: Shell, incident: str) -> str:
    """An incident with one of everything."""
    for line in (
        "started -20m", "detected -6m by user", "ic", "suspect the pool", "do @bo look 5m", "link https://example.com",
        "impact users=100 checkout refuses cards", "update status_page investigating We look", "note seen",
        "change deployed 41a", "decide roll back", "amend {note} -19m", "strike {note} no", "fix",
        "rule-out 1 it was not",
    ):  # fmt: skip
        notes = [record["seq"] for record in shell.timeline() if record["kind"] == "note"]
        shell.done(*line.format(note=notes[-1] if notes else 0).split())
    return incident


def test_show_has_every_word_of_the_contract(shell: Shell, run_down: str) -> None:
    state = shell.done("show", "--json").json
    assert {
        "id", "title", "severity", "status", "open", "drill", "playbook", "channel", "started_at", "detected_at",
        "declared_at", "acknowledged_at", "fixed_at", "resolved_at", "closed_at", "detected_by", "impact", "roles",
        "checklist", "deadlines", "tasks", "hypotheses", "links", "checks", "metrics", "head",
    } <= set(state)  # fmt: skip
    assert (state["id"], state["title"], state["severity"]) == (run_down, "API down", "P0")
    assert (state["status"], state["open"], state["drill"], state["playbook"]) == ("monitoring", True, False, "default")
    assert (state["detected_by"], state["links"]) == ("user", ["https://example.com"])
    assert set(state["roles"]["commander"]) == {"person", "since"}
    assert set(state["checklist"][0]) == {"n", "id", "text", "done", "at", "by", "due_at", "state"}
    assert {"id", "kind", "label", "anchor", "item", "owner", "due_at", "state", "remaining_s"} <= set(
        state["deadlines"][0]
    )
    assert state["head"]["seq"] == len(shell.timeline())
    assert state["head"]["hash"] == shell.timeline()[-1]["hash"]


@pytest.mark.usefixtures("incident")
def test_what_waits_has_no_seconds_left_and_what_runs_has(shell: Shell) -> None:
    clocks = {d["id"]: d for d in shell.done("show", "--json").json["deadlines"]}
    assert clocks["item:9"]["state"] == "waiting"
    assert clocks["item:9"]["remaining_s"] is None
    assert clocks["item:2"]["state"] == "running"
    assert 0 < clocks["item:2"]["remaining_s"] <= 300
    shell.done("declare", "P0", "old", "--at", "-2h")
    late = {d["id"]: d for d in shell.done("show", "old", "--json").json["deadlines"]}
    assert (late["item:2"]["state"], late["item:2"]["remaining_s"] < 0) == ("overdue", True)


def test_list_is_an_array_with_the_newest_first(shell: Shell) -> None:
    old, new = shell.declared("first"), shell.declared("second", "P2")
    found = shell.done("list", "--json").json
    assert [one["id"] for one in found] == [new, old]
    assert {"id", "title", "severity", "status", "open", "drill", "declared_at", "closed_at"} <= set(found[0])
    assert (found[0]["severity"], found[0]["open"]) == ("P2", True)


def test_timeline_is_a_record_a_line_with_the_words_of_its_kind(shell: Shell, run_down: str) -> None:
    records = shell.timeline()
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    for record in records:
        assert list(record) == ["seq", "id", "incident", "kind", "version", "at", "noted_at", "by", "hash", "data"]
        assert (record["incident"], record["version"]) == (run_down, 1)
        assert TIME.fullmatch(record["at"])
        assert TIME.fullmatch(record["noted_at"])
    words = {record["kind"]: set(record["data"]) for record in records}
    for kind, keys in DATA.items():
        assert keys <= words[kind], kind


DATA: dict[str, set[str]] = {
    "declared": {"title", "severity", "channel", "drill"},
    "milestone_set": {"name", "at", "by_what"},
    "status_set": {"from", "to", "why"},
    "role_taken": {"role", "person"},
    "note": {"text"},
    "change": {"text"},
    "decided": {"text"},
    "suspected": {"n", "text"},
    "ruled_out": {"n", "why"},
    "task_given": {"n", "owner", "text", "due_at"},
    "update_recorded": {"channel", "status", "text", "next_at", "how"},
    "amended": {"seq", "text", "at"},
    "struck": {"seq", "why"},
}


@pytest.mark.parametrize("command", ["show", "list", "timeline", "brief", "verify"])
@pytest.mark.usefixtures("incident")
def test_json_is_short_for_the_format(shell: Shell, command: str) -> None:
    def without_time(result: str) -> str:
        return re.sub(r'"remaining_s":[-.\d]+|\d\d(:\d\d)+', "", result)

    short, long = shell.done(command, "--json"), shell.done(command, "--format", "json")
    assert without_time(short.out) == without_time(long.out)
    assert short.records
    text = shell.done(command, "--format", "text").out
    assert text == "" or not text.startswith(("{", "["))
    assert "'xml' is not one of 'text', 'json'" in shell(command, "--format", "xml").refused()


@pytest.mark.usefixtures("incident")
def test_the_same_state_in_words_names_the_record_it_stands_on(shell: Shell) -> None:
    lines = shell.done("show").lines
    assert lines[0].split() == ["P0", "API", "down", "INVESTIGATING"]
    head: dict[str, Any] = shell.done("show", "--json").json["head"]
    assert lines[-1].split() == ["head", f"#{head['seq']}", head["hash"]]


def test_the_timeline_in_words_names_its_zone_and_the_brief_has_six_lines(shell: Shell, incident: str) -> None:
    first, *rest = shell.done("timeline").lines
    assert first == f"# {incident}  API down  times are UTC"
    assert len(rest) == len(shell.timeline())
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ #1 ", rest[0])
    assert len(shell.done("brief").lines) == 6
