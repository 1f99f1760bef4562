"""Which scenario fits what is red: by name, pattern and kind, the one that is red in the largest part first."""

import pytest

from warroom.drill import scenario as scenarios
from warroom.playbook.likely import Standing, likely
from warroom.playbook.model import Playbook, Scenario
from warroom.playbook.yaml import load


def fits(states: dict[str, str], **scenarios: tuple[str, ...]) -> list[str]:
    """The ids of the scenarios that fit checks in these states, "name/kind" or a name alone."""
    book = Playbook(name="x", scenarios=tuple(Scenario(id=name, title=name, when=w) for name, w in scenarios.items()))
    named = [(*name.partition("/")[::2], state) for name, state in states.items()]
    return [one.id for one in likely(book, (Standing(*one) for one in named))]


def test_nothing_fits_while_nothing_is_red() -> None:
    assert fits({"api": "up", "db": "unknown", "web": "paused"}, a=("api", "db", "web")) == []
    assert fits({}, a=("api",)) == []
    assert fits({"api": "down"}, a=()) == []


@pytest.mark.parametrize("state", ["down", "degraded"])
@pytest.mark.parametrize("word", ["db pool", "DB Pool", "db*", "*pool", "kind:postgres", "kind:post*", "KIND:Postgres"])
def test_a_name_is_met_by_itself_its_pattern_and_its_kind(word: str, state: str) -> None:
    assert fits({"db pool/postgres": state, "api/http": "up"}, a=(word,)) == ["a"]


@pytest.mark.parametrize("word", ["pool", "db", "kind:http", "postgres", "nobody"])
def test_another_name_is_not_met(word: str) -> None:
    assert fits({"db pool/postgres": "down"}, a=(word,)) == []


def test_the_larger_part_comes_first_and_names_of_no_check_are_not_counted() -> None:
    states = {"api": "down", "db": "down", "web": "up"}
    assert fits(states, half=("api", "web"), whole=("db", "nobody", "kind:dns")) == ["whole", "half"]


def test_down_comes_before_degraded_and_then_the_order_of_the_playbook() -> None:
    assert fits({"api": "degraded", "db": "down"}, slow=("api",), gone=("db",)) == ["gone", "slow"]
    assert fits({"api": "down", "db": "down"}, one=("db",), other=("api",)) == ["one", "other"]


def test_a_check_whose_name_looks_like_a_pattern_is_met_by_it() -> None:
    assert fits({"db[1]": "down"}, a=("db[1]",)) == ["a"]


@pytest.mark.parametrize(
    ("check", "scenario"),
    [
        ("db pool", "database"),
        ("payments", "third_party"),
        ("disk /var", "disk"),
        ("mail queue", "queue"),
        ("release", "deploy"),
    ],
)
def test_the_default_playbook_knows_the_common_ones(check: str, scenario: str) -> None:
    book = load("default").playbook
    assert [one.id for one in likely(book, [Standing(check, "http", "down"), Standing("api", "http", "down")])] == [
        scenario
    ]
    assert all(one.symptoms and book.severity(one.severity) for one in book.scenarios)


@pytest.mark.parametrize(
    ("scenario", "found"),
    [("pool", "database"), ("third-party", "third_party"), ("disk", "disk"), ("deploy", "deploy")],
)
def test_a_drill_of_one_of_them_has_a_check_that_tells(scenario: str, found: str) -> None:
    drill = scenarios.load(scenario)
    red = [Standing(check.name, check.kind, "down") for check in drill.checks]
    assert found in [one.id for one in likely(load("drill").playbook, red)]
