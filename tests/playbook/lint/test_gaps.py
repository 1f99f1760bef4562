"""What a playbook does not say."""

import msgspec
import pytest

from tests.playbook.lint.sound import SOUND, but, only, rules
from warroom.playbook.lint import lint
from warroom.playbook.model import Left, Link, Postmortem, Resolution, Scenario, Step

DB = SOUND.scenarios[0]


def test_no_scenarios() -> None:
    assert only(but(scenarios=()), "no-scenarios").level == "warning"


def test_scenarios_that_name_no_check_are_told_together() -> None:
    blind = tuple(msgspec.structs.replace(DB, id=name, title=name, when=()) for name in ("a", "b"))
    assert only(but(scenarios=(DB, *blind)), "scenario-without-when").what == "2 of 3: a, b"


def test_a_scenario_with_nothing_to_do() -> None:
    empty = Scenario(id="x", title="X", when=("x",))
    assert only(but(scenarios=(DB, empty)), "scenario-without-steps").where == "scenarios.x"


def test_two_scenarios_of_one_name() -> None:
    again = Scenario(id="db-2", title="DATABASE DOWN", when=("x",), steps=(Step(words="restart it"),))
    assert "also at db" in only(but(scenarios=(DB, again)), "scenario-said-twice").what


def test_nothing_that_says_when_it_is_over() -> None:
    assert rules(but(resolution=Resolution())) == ["no-resolution-criteria", "no-watch"]


def test_no_deadline_for_the_post_mortem() -> None:
    assert rules(but(postmortem=Postmortem())) == []
    assert only(but(postmortem=Postmortem(), items=SOUND.items[:3]), "no-post-mortem-deadline").level == "warning"


@pytest.mark.parametrize("url", ["./runbooks/", "../docs/a.md", "DEPLOYMENT.md", "/docs/x"])
def test_a_link_to_a_file_beside_the_page(url: str) -> None:
    assert only(but(links=(Link(title="Docs", url=url),)), "link-is-a-file").level == "warning"


def test_a_link_to_an_address_of_the_manual() -> None:
    assert only(but(links=(Link(title="Docs", url="https://status.example.com"),)), "link-unfinished").level == "error"


@pytest.mark.parametrize(("count", "level"), [(1, "hint"), (6, "warning")])
def test_lines_that_were_not_understood(count: int, level: str) -> None:
    left = tuple(Left(source=f"p.md:{n + 3}", text="words", why="fits no part") for n in range(count))
    found = only(but(left=left), "not-understood")
    assert (found.level, found.where) == (level, "p.md:3")


def test_a_title_or_a_sample_that_was_left_is_nothing_to_mend() -> None:
    left = (Left(source="p.md:3", text="## Words", why="a title"), Left(source="p.md:4", text="x", why="front matter"))
    assert lint(but(left=left)) == lint(SOUND)
