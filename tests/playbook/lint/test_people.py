"""Who is called, in which order, and whether they can be reached."""

import msgspec
import pytest

from tests.playbook.lint.sound import SOUND, but, limit, only, rules
from warroom.playbook.lint import lint
from warroom.playbook.model import Contact, Limit, Role, Rung

FIRST, SECOND = SOUND.ladder


def test_nobody_to_call_when_the_first_cannot_fix_it() -> None:
    assert only(but(ladder=()), "no-ladder").level == "warning"


def test_a_ladder_that_does_not_hold_at_the_worst_level() -> None:
    lesser = tuple(msgspec.structs.replace(rung, severities=("P1",)) for rung in SOUND.ladder)
    assert "P0, the worst level" in only(but(ladder=lesser), "no-ladder").what


def test_steps_without_a_minute() -> None:
    blank = msgspec.structs.replace(SECOND, after=Limit())
    found = only(but(ladder=(FIRST, blank)), "ladder-without-minutes")
    assert (found.what, found.where) == ("team lead: nothing says when", "ladder.2.after")


def test_steps_out_of_order() -> None:
    found = only(
        but(ladder=(FIRST, msgspec.structs.replace(SECOND, after=limit("1 h")), SECOND)), "ladder-out-of-order"
    )
    assert (found.level, found.where) == ("error", "ladder.3.after")


def _read_from(rung: Rung, line: int, after: str) -> Rung:
    return msgspec.structs.replace(rung, after=limit(after), source=f"PAGE.md:{line}")


def test_steps_that_the_importer_had_to_put_in_order_stand_wrong_on_the_page() -> None:
    ladder = (_read_from(FIRST, 4, "immediate"), _read_from(SECOND, 6, "15 min"), _read_from(SECOND, 5, "30 min"))
    found = only(but(ladder=ladder), "ladder-out-of-order")
    assert (found.level, found.where) == ("error", "PAGE.md:6")
    assert found.what == "the page lists team lead at 30 min before team lead at 15 min"


def test_a_page_whose_lines_ascend_with_the_minutes_is_in_order() -> None:
    ladder = (_read_from(FIRST, 4, "immediate"), _read_from(SECOND, 9, "15 min"), _read_from(SECOND, 10, "30 min"))
    assert rules(but(ladder=ladder)) == []


def test_rows_of_people_with_a_time_for_each_level_are_no_steps() -> None:
    ladder = tuple(
        msgspec.structs.replace(_read_from(SECOND, line, after), severities=(level,))
        for level, line, after in (
            ("P0", 6, "immediate"),
            ("P0", 5, "15 min"),
            ("P1", 5, "10 min"),
            ("P1", 6, "15 min"),
        )
    )
    assert rules(but(ladder=ladder)) == []


def test_lists_of_different_levels_on_a_page_are_compared_with_their_own_steps() -> None:
    one = msgspec.structs.replace(_read_from(SECOND, 9, "10 min"), severities=("P0",))
    ladder = (_read_from(FIRST, 4, "immediate"), one, _read_from(SECOND, 5, "20 min"))
    assert rules(but(ladder=ladder)) == []


def test_a_second_list_of_a_page_begins_anew() -> None:
    late, first = _read_from(SECOND, 5, "30 min"), _read_from(FIRST, 4, "immediate")
    assert rules(but(ladder=(first, _read_from(SECOND, 12, "immediate"), late))) == []
    assert rules(but(ladder=(first, _read_from(SECOND, 6, "immediate"), late))) == ["ladder-out-of-order"]


def test_a_page_with_its_ladder_upside_down_is_found_once_it_is_imported() -> None:
    from warroom.playbook import markdown

    page = "# Shop\n\n## Severity levels\n\n### P0\n- Response time: 5 minutes\n\n### P1\n- Response time: 1 hour\n\n"
    steps = "## Escalation\n\n1. On-call engineer (immediate)\n2. CTO (30 minutes)\n3. Team lead (15 minutes)\n"
    imported = markdown.read(page + steps, "PAGE.md").playbook
    found = [one for one in lint(imported) if one.rule == "ladder-out-of-order"]
    assert [one.what for one in found] == ["the page lists CTO at 30 minutes before Team lead at 15 minutes"]


def test_steps_of_other_levels_have_an_order_of_their_own() -> None:
    one = msgspec.structs.replace(FIRST, severities=("P0",), after=limit("5 min"))
    other = msgspec.structs.replace(FIRST, severities=("P1",), after=limit("immediate"))
    assert (
        rules(
            but(
                ladder=(one, other),
                severities=tuple(msgspec.structs.replace(s, escalate=None) for s in SOUND.severities),
            )
        )
        == []
    )


@pytest.mark.parametrize(
    "roles", [(), (Role(id="commander"),), (Role(id="commander", needed=True, severities=("P1",)),)]
)
def test_nobody_in_command_that_nothing_alarms_about(roles: tuple[Role, ...]) -> None:
    assert only(but(roles=roles), "no-needed-role").level == "warning"


def test_no_contacts_is_said_once() -> None:
    assert only(but(contacts=()), "no-contacts").level == "warning"


@pytest.mark.parametrize(
    "how",
    [
        "", "[Phone]", "[Name] - [Phone]", "+47 XXX XX XXX (PagerDuty)", "+1-XXX-XXX-XXXX (phone)", "1-800-XXX-XXXX",
        "<number>", "TBD", "security@example.com", "{{PHONE}}", "____", "YOUR_PAGER",
    ],
)  # fmt: skip
def test_a_contact_that_cannot_be_reached(how: str) -> None:
    contacts = (*SOUND.contacts, Contact(name="Ann", how=how))
    assert only(but(contacts=contacts), "contact-unreachable").level == "error"


@pytest.mark.parametrize(
    "how", ["+47 22 33 44 55", "PagerDuty", "@ann", "ann@shop.io", "room XL, desk 4", "1-800-555-0199"]
)
def test_a_contact_that_can_be_reached(how: str) -> None:
    assert rules(but(contacts=(*SOUND.contacts, Contact(name="Ann", how=how)))) == []


@pytest.mark.parametrize("how", ["Slack DM", "phone", "by phone", "E-mail"])
def test_a_contact_with_a_way_and_no_number(how: str) -> None:
    assert only(but(contacts=(*SOUND.contacts, Contact(name="Ann", how=how))), "contact-vague").level == "warning"


@pytest.mark.parametrize("who", ["CTO", "database administrator"])
def test_a_step_of_the_ladder_that_is_no_contact(who: str) -> None:
    rung = Rung(who=who, after=limit("1 h"), severities=("P0",))
    assert only(but(ladder=(*SOUND.ladder, rung)), "ladder-without-contact").where == "ladder.3.who"


@pytest.mark.parametrize(
    ("who", "contact"),
    [
        ("CTO", Contact(name="CTO", how="@cto")),
        ("Primary On-Call", Contact(name="On-Call Engineer", how="PagerDuty")),
        ("engineering manager", Contact(name="Ann Lee", role="Engineering Manager", how="@ann")),
        ("ann", Contact(name="Ann Lee", role="Engineering Manager", how="@ann")),
    ],
)
def test_a_step_finds_its_contact_by_name_or_role(who: str, contact: Contact) -> None:
    rung = Rung(who=who, after=limit("1 h"), severities=("P0",))
    assert rules(but(ladder=(*SOUND.ladder, rung), contacts=(*SOUND.contacts, contact))) == []


def test_a_step_that_says_how_needs_no_contact() -> None:
    rung = Rung(who="CTO", after=limit("1 h"), how="+47 22 33 44 55", severities=("P0",))
    assert rules(but(ladder=(*SOUND.ladder, rung))) == []
