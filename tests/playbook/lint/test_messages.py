"""Words that go out: nothing unfilled, no old incident, and when the next word comes."""

import pytest

from tests.playbook.lint.sound import but, only, rules
from warroom.playbook.model import Playbook, Template


def says(body: str, **keys: str) -> Playbook:
    """With one template of these words."""
    return but(templates=(Template(id="t", body=body, **({"channel": "page", "status": "resolved"} | keys)),))


@pytest.mark.parametrize("body", ["See status.example.com", "We know of {{ISSUE}}", "Mail YOUR_TEAM", "Cause: TBD"])
def test_a_template_with_what_nobody_fills_in(body: str) -> None:
    assert only(says(body), "template-unfilled").level == "error"


@pytest.mark.parametrize(
    "body", ["The cause was [cause]", "Hit: <number of users>", "Since {started}", "Your domain works"]
)
def test_blanks_for_people_and_fields_are_meant_so(body: str) -> None:
    assert rules(says(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "Started 2025-12-23",
        "[14:30 EST] we look",
        "Since 2:15 PM",
        "IC: @engineer1",
        "~1000 users",
        "Duration: 60 minutes",
    ],
)
def test_a_template_that_tells_of_an_old_incident(body: str) -> None:
    found = only(says(body), "template-sample")
    assert found.level == "error"
    assert found.where == "templates.t.body"


def test_a_paper_for_the_team_with_a_sample_in_it_is_no_error() -> None:
    assert only(says("Date: 2025-12-23, TODO", channel="document"), "template-sample").level == "warning"


@pytest.mark.parametrize("status", ["investigating", "identified", "monitoring", ""])
def test_a_template_that_does_not_say_when_the_next_word_comes(status: str) -> None:
    assert only(says("We look into it.", status=status), "template-without-next").level == "warning"


@pytest.mark.parametrize(
    "body",
    ["Next update: {next_update}", "We write again by {next_update}", "Updates every {update_every}", "/incident P0 x"],
)
def test_a_template_that_says_it_is_sound(body: str) -> None:
    assert rules(says(body, status="identified")) == []


@pytest.mark.parametrize("keys", [{"channel": "document"}, {"channel": "", "title": "Timeline"}])
def test_a_page_the_team_keeps_promises_nothing(keys: dict[str, str]) -> None:
    assert rules(says("What happened", status="", **keys)) == []


def test_the_last_word_promises_no_next_one() -> None:
    assert rules(says("It is over.")) == []
