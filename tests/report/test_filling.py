"""Templates with the record's words in their blanks."""

import pytest

from tests.fakes import Table, at
from warroom.incident import intents as i
from warroom.playbook import yaml
from warroom.playbook.fields import FIELDS
from warroom.report.filling import _FILL, fill


@pytest.fixture
def table() -> Table:
    table = Table()
    table.do(i.Declare(severity="P0", title="API down", playbook=table.playbook))
    return table


def said(table: Table, text: str) -> str:
    return fill(text, table.incident, table.clock.moment).text


def test_what_is_known_takes_the_place_of_its_name(table: Table) -> None:
    table.do(i.TakeRole(role="commander", person="anna"))
    table.do(i.Suspect(text="the pool is full"))
    table.do(i.GiveTask(owner="bo", text="look at the pool", seconds=180))
    table.go(12)
    assert said(table, "{severity} {title}, {status}: {commander}") == "P0 API down, investigating: anna"
    assert said(table, "{cause}; {actions}; {duration}") == "the pool is full; look at the pool (bo); 12 min"


def test_the_next_update_is_promised_from_now_on(table: Table) -> None:
    table.go(10)
    assert said(table, "{next_update}") == f"{at(40):%H:%M} UTC"


def test_what_nobody_said_stays_a_blank_that_can_be_seen(table: Table) -> None:
    filled = fill("{impact} {users} {impact}", table.incident, table.clock.moment)
    assert filled.blanks == ("impact", "users")
    assert filled.text == f"[{FIELDS['impact']}] [{FIELDS['users']}] [{FIELDS['impact']}]"


def test_other_braces_and_the_values_themselves_are_left_alone(table: Table) -> None:
    table.do(i.SetTitle(title="{status} of <b>"))
    assert said(table, "{{PLACE}} <name> [x] {title} {") == "{{PLACE}} <name> [x] {status} of <b> {"


@pytest.mark.parametrize("name", yaml.names())
def test_every_template_that_ships_is_filled_and_names_only_what_there_is(name: str) -> None:
    table = Table(yaml.load(name).playbook)
    table.do(i.Declare(severity=table.playbook.severities[0].id, title="API down", playbook=table.playbook))
    for template in table.playbook.templates:
        filled = fill(template.body, table.incident, table.clock.moment)
        assert set(filled.blanks) <= set(FIELDS)
        assert "{title}" not in filled.text


def test_nothing_is_filled_that_is_not_documented() -> None:
    assert set(_FILL) <= set(FIELDS)
