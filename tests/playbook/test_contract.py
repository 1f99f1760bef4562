"""A playbook for programs, in the shape that is promised."""

import json
from typing import Any

import pytest

from warroom.playbook.contract import as_contract
from warroom.playbook.model import Limit, Playbook, Rung, Severity, Step
from warroom.playbook.yaml import load


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(as_contract(load("default").playbook)))
    return found


def test_levels_have_their_clocks_as_limits(said: dict[str, Any]) -> None:
    first = said["severities"][0]
    assert (first["id"], first["name"]) == ("P0", "critical")
    assert first["respond_within"] == {"seconds": 300, "calendar": "always", "words": "< 5 min"}
    assert first["update_every"] == {"seconds": 1800, "calendar": "always", "words": "30 min"}
    assert first["triggers"][0]["metric"] == "error rate"


def test_the_ladder_is_called_escalation_and_counts_from_one(said: dict[str, Any]) -> None:
    assert [(rung["n"], rung["who"], rung["after"]["seconds"]) for rung in said["escalation"]] == [
        (1, "on-call engineer", 900), (2, "team lead", 1800), (3, "engineering manager", 3600), (4, "CTO", 7200),
    ]  # fmt: skip


def test_items_name_their_anchor_limit_and_role(said: dict[str, Any]) -> None:
    fifth = said["checklist"][4]
    assert {key: fifth[key] for key in ("n", "id", "anchor", "severities", "role", "done_by")} == {
        "n": 5, "id": "hypothesis", "anchor": "declared", "severities": ["P0"], "role": "technical",
        "done_by": "hypothesis",
    }  # fmt: skip
    assert fifth["within"]["seconds"] == 900
    assert said["checklist"][6]["within"] is None


def test_commands_are_run_with_their_risk_and_what_to_fill_in(said: dict[str, Any]) -> None:
    [database] = [one for one in said["scenarios"] if one["id"] == "database"]
    assert (database["title"], database["severity"]) == ("database connections exhausted", "P0")
    first = database["steps"][0]
    assert (first["run"], first["risk"], first["stage"]) == ('psql "$DATABASE_URL" -c "SELECT 1"', "reads", "diagnose")
    assert first["placeholders"] == ["$DATABASE_URL"]
    words = next(step for step in database["steps"] if not step["run"])
    assert (words["risk"], words["placeholders"], words["endless"]) == (None, [], False)


def test_the_other_parts_are_there_by_their_names(said: dict[str, Any]) -> None:
    assert {len(one["questions"]) for one in said["questions"]} == {4}
    assert {(one["channel"], one["status"]) for one in said["templates"]} == {
        (channel, status)
        for channel in ("chat", "status_page", "email")
        for status in ("investigating", "identified", "monitoring", "resolved")
    }
    assert [(one["id"], len(one["items"])) for one in said["lists"]] == [
        ("access", 8),
        ("monitoring", 7),
        ("handover", 5),
    ]
    assert said["resolution"]["watch"]["seconds"] == 900
    assert said["postmortem"]["within"]["seconds"] == 172_800
    assert [(one["id"], one["role"]) for one in said["duties"][:1]] == [("mail_while_it_lasts", "comms")]
    assert said["phases"][1]["ends"]["seconds"] == 600


def test_every_part_of_the_model_is_told() -> None:
    told = set(as_contract(Playbook(name="x")))
    other = {"items": "checklist", "ladder": "escalation"}
    assert told == {other.get(name, name) for name in Playbook.__struct_fields__}


def test_what_nobody_said_is_null_or_empty() -> None:
    book = Playbook(
        name="x",
        severities=(Severity(id="P0"),),
        ladder=(Rung(who="a", after=Limit(words="as needed")),),
        steps=(Step(words="a"),),
    )
    said = as_contract(book)
    assert said["severities"][0]["respond_within"] is None
    assert said["escalation"][0]["after"] == {"seconds": None, "calendar": "always", "words": "as needed"}
    assert said["steps"][0]["within"] is None
