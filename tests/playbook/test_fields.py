"""What templates may name."""

from warroom.playbook.fields import FIELDS, named_in
from warroom.playbook.yaml import load


def test_names_stand_in_single_braces_and_are_told_once_in_order() -> None:
    assert named_in("{title}: {next_update} {title} {no-such}") == ("title", "next_update", "no-such")


def test_blanks_code_and_doubled_braces_are_no_names() -> None:
    assert named_in('[title] <title> {{TITLE}} {"a": 1} {} { title } {1}') == ()


def test_every_field_says_what_it_stands_for() -> None:
    assert all(name.isidentifier() and meaning for name, meaning in FIELDS.items())


def test_the_default_names_only_what_an_incident_can_fill_in() -> None:
    for template in load("default").playbook.templates:
        assert set(named_in(template.body + template.subject)) <= set(FIELDS)
