"""A sound playbook has nothing to mend, the library is sound, and whatever is found is told in full."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.playbook.anything import whole_playbooks
from tests.playbook.lint.sound import SOUND, but, rules
from warroom.playbook import markdown, yaml
from warroom.playbook.lint import GROUPS, LEVELS, lint, lint_page
from warroom.playbook.model import Playbook

PAGES = Path(__file__).parents[1] / "pages"


def test_a_sound_playbook_has_nothing_to_mend() -> None:
    assert rules(SOUND) == []


def test_the_default_has_no_errors() -> None:
    assert [one for one in lint(yaml.load("default").playbook) if one.level == "error"] == []


def test_findings_stand_in_the_order_of_their_groups_the_worst_first() -> None:
    found = lint(but(severities=(), contacts=(), scenarios=(), roles=()))
    order = [(GROUPS.index(one.group), LEVELS.index(one.level)) for one in found]
    assert order == sorted(order)
    assert len(found) > 2


def test_an_empty_playbook_is_looked_through_as_well() -> None:
    found = lint(Playbook(name="x"))
    assert {"no-levels", "no-contacts", "no-scenarios", "no-watch"} <= {one.rule for one in found}


@pytest.mark.parametrize("name", yaml.names())
def test_every_finding_says_where_what_why_and_how(name: str) -> None:
    for one in lint(yaml.load(name).playbook):
        assert all(words.strip() for words in (one.where, one.what, one.why, one.mend, one.title)), one


@settings(max_examples=25, deadline=None)
@given(whole_playbooks())
def test_any_playbook_can_be_looked_through(playbook: Playbook) -> None:
    assert lint(playbook) == lint(playbook)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_every_finding_of_a_page_stands_on_one_of_its_lines(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    imported = markdown.load(page)
    for one in lint_page(imported.playbook, text, page.name, imported.notes):
        file, _, line = one.where.rpartition(":")
        assert not file or (file == page.name and 1 <= int(line) <= text.count("\n") + 1), one
