"""Scenario files: those that come with warroom, and what is refused and in which words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from warroom.drill.catalog import FAULTS
from warroom.drill.scenario import FOR_GOOD, Act, Scenario, Step, base, load, names
from warroom.errors import BadInput
from warroom.incident.entry import Asked, Context, parse

GOOD = """\
format: 1
name: mine
title: It fails
summary: something fails
minutes: 5
severity: P1
card: [you are on call]
checks:
  - {name: api, url: "http://api.localhost/health", expect: [status in 200..299]}
injects:
  - {at: 20s, fault: slow-queries}
acts:
  - {name: pool, does: end idle sessions, heals: 1 min}
  - {name: worker, does: stop the worker, heals: for good}
  - {name: cache, does: empty the cache}
hints: [look at the pool]
cause: a report
responder:
  - {on: "down:api", wait: 10s, line: /declare P1 It fails}
  - {act: worker}
"""


def refused(text: str, folder: Path) -> str:
    """What is said about this file, without its path."""
    file = folder / "mine.yaml"
    file.write_text(text)
    with pytest.raises(BadInput) as no:
        load(str(file))
    said = str(no.value)
    assert said.startswith(f"{file}:")
    return said.removeprefix(f"{file}:")


def test_a_file_is_read_with_its_times_in_seconds_and_what_is_usual(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(GOOD)
    mine = load(str(file))
    assert (mine.name, mine.minutes, mine.severity) == ("mine", 5, "P1")
    [inject] = mine.injects
    assert (inject.at, inject.fault, inject.amount, inject.until) == (20, "slow-queries", 40, None)
    assert [(act.name, act.heals) for act in mine.acts] == [("pool", 60), ("worker", FOR_GOOD), ("cache", 0)]
    assert mine.act("POOL ") == Act(name="pool", does="end idle sessions", heals=60)
    assert mine.act("api") is None
    assert mine.responder[0] == Step(on="down:api", wait=10, line="/declare P1 It fails")
    assert [step.check for step in mine.responder] == [("down", "api"), ("", "")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("name: mine", "name: Mine!", "2: name: `Mine!` is no name: small letters"),
        ("title: It fails", "title: ' '", "3: title: this needs words"),
        ("summary: something fails", "sumary: x", "4: unknown key `sumary`, did you mean `summary`?"),
        ("minutes: 5", "minutes: 0", "5: minutes: a drill takes from 1 minute to a day, not 0"),
        ("minutes: 5", "minutes: soon", "5: minutes: expected a number, found text `soon`"),
        ("severity: P1", "severity: P9", "6: severity: no severity `P9`"),
        ("card: [you are on call]", "card: []", "7: card: at least one is needed"),
        ("http://api.localhost/health", "http://example.com/", "9: checks.1.url: a drill asks its own services alone"),
        ("http://api.localhost/health", "http://api.localhost:80/", "9: checks.1.url: a drill asks its own"),
        ("http://api.localhost/health", "http://api.localhost.example.com/", "9: checks.1.url: a drill asks its own"),
        ("http://api.localhost/health", "http://apt.localhost/", "9: checks.1.url: no service `apt`, did you mean `ap"),
        ("name: api, url", "name: programs, url", "9: checks.1.name: every drill has a check called `programs`"),
        ("status in 200..299", "staus in 200..299", "9: checks.1"),
        ("fault: slow-queries", "fault: slow-querys", "11: injects.1.fault: no fault `slow-querys`, did you mean"),
        ("at: 20s", "at: soon", "11: injects.1.at: cannot read `soon` as a duration: 20s, 2 min"),
        ("at: 20s", "at: 2d", "11: injects.1.at: `2d` is longer than a day"),
        ("at: 20s", "at: 20s, amount: 0", "11: injects.1.amount: slow-queries counts sessions, 1 to 60, not 0"),
        ("at: 20s", "at: 20s, until: 10s", "11: injects.1.until: it would end at 10s and begin at 20s"),
        ("name: pool, does", "name: pol, does", "13: acts.1.name: no act `pol`, did you mean `pool`?"),
        ("name: worker, does", "name: pool, does", "14: acts.2.name: two acts are called `pool`"),
        ("heals: 1 min", "heals: for ever", "13: acts.1.heals: cannot read `for ever` as a duration"),
        ("does: empty the cache", "does: x, heals: for good", "15: acts.3.heals: `cache` heals nothing that is inject"),
        ("does: empty the cache", "does: ''", "15: acts.3.does: this needs words"),
        ("down:api", "down:apy", "19: responder.1.on: no check `apy`, did you mean `api`?"),
        ("down:api", "declred", "19: responder.1.on: nothing is called `declred`, did you mean `declared`?"),
        ("down:api", "slow:api", "19: responder.1.on: nothing is called `slow:api`"),
        ("{act: worker}", "{act: api}", "20: responder.2.act: no act `api` here"),
        ("{act: worker}", "{act: worker, line: x}", "20: responder.2: a step is either a `line` to enter or an `act`"),
        ("{act: worker}", "{wait: 5s}", "20: responder.2: a step is either a `line` to enter or an `act` to do"),
        ("{act: worker}", "{act: worker, wait: long}", "20: responder.2.wait: cannot read `long` as a duration"),
        ("cause: a report\n", "", "1: `cause` is missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_key(before: str, after: str, said: str, tmp_path: Path) -> None:
    assert GOOD.count(before) >= 1
    assert refused(GOOD.replace(before, after, 1), tmp_path).startswith(said)


def test_an_unknown_name_or_file_is_told() -> None:
    with pytest.raises(BadInput, match=r"no scenario `pol`, did you mean `pool`\?"):
        load("pol")
    with pytest.raises(BadInput, match=r"none.yaml: no such file"):
        load("./none.yaml")


def test_six_come_with_warroom() -> None:
    assert names() == ["deploy", "disk", "errors", "memory", "pool", "third-party"]


@pytest.fixture(params=names())
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


def test_each_is_called_as_its_file_and_can_be_healed_for_good(scenario: Scenario) -> None:
    assert load(scenario.name) == scenario
    lasting = {act.name for act in scenario.acts if act.heals == FOR_GOOD}
    for inject in scenario.injects:
        assert lasting & set(FAULTS[inject.fault].healed_by)
        assert inject.at < scenario.minutes * 60 / 4
    assert {act.heals for act in scenario.acts} >= {0, FOR_GOOD}, "a wrong one is there too"


def test_no_hint_but_the_last_names_what_ends_it(scenario: Scenario) -> None:
    lasting = [act.name for act in scenario.acts if act.heals == FOR_GOOD]
    assert any(f"drill fix {name}" in scenario.hints[-1] for name in lasting)
    for hint in scenario.hints[:-1]:
        assert not any(f"drill fix {name}" in hint for name in lasting)


def test_every_line_of_its_responder_can_be_read(scenario: Scenario) -> None:
    context = Context(now=datetime(2026, 1, 1, tzinfo=UTC), playbook=base())
    for step in scenario.responder:
        if step.line:
            assert isinstance(parse(step.line, context), Asked), step.line


def test_its_responder_declares_heals_for_good_and_resolves_within_its_minutes(scenario: Scenario) -> None:
    lines = [step.line for step in scenario.responder if step.line]
    assert lines[0].startswith(f"/declare {scenario.severity} ")
    done = [act for step in scenario.responder if step.act and (act := scenario.act(step.act))]
    assert done[-1].heals == FOR_GOOD
    assert not [act.name for act in done if act.heals == 0]
    assert any(line.startswith("/resolve") for line in lines)
    assert sum(step.wait for step in scenario.responder) < scenario.minutes * 60 / 2
