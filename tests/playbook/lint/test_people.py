"""Who is called, in which order, and whether they can be reached."""

import msgspec
import pytest

from tests.playbook.lint.sound import SOUND, but, limit, only, rules
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
