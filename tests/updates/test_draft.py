"""A draft: the playbook's words, filled in, and always the time of the next word."""

import pytest

from tests.fakes import Table, at, book
from warroom.incident import intents as i
from warroom.incident.state import Incident
from warroom.playbook import yaml
from warroom.playbook.model import Template
from warroom.updates.draft import draft
from warroom.updates.lint import next_time


def incident(*templates: Template, **fields: str) -> Incident:
    table = Table(book(templates=templates)).declare(**fields)
    table.do(i.SetImpact(text="checkout refuses cards"))
    return table.incident


def page(body: str, status: str = "investigating", **fields: str) -> Template:
    return Template(id=f"page_{status}", channel="status_page", status=status, body=body, **fields)


def test_a_draft_is_the_playbooks_words_with_the_record_in_them() -> None:
    made = draft(incident(page("{title}: {impact}. Next word: {next_update}")), "status_page", "investigating", at(3))
    assert made.text == "API down: checkout refuses cards. Next word: 15:03 UTC"
    assert (made.template, made.blanks, made.next_at) == ("page_investigating", (), at(33))


def test_without_a_status_it_is_the_incidents_own() -> None:
    made = draft(incident(page("{impact}")), "status_page", "", at())
    assert (made.status, made.template) == ("investigating", "page_investigating")


def test_a_page_that_was_told_more_does_not_go_back() -> None:
    on = Table(book()).declare()
    on.do(i.TellUsers(channel="status_page", status="identified", text="we know why"))
    assert draft(on.incident, "status_page", "", at(1)).status == "identified"
    assert draft(on.incident, "email", "", at(1)).status == "investigating"
    on.do(i.MarkFixed())
    assert draft(on.incident, "status_page", "", at(2)).status == "monitoring"


def test_a_template_that_names_no_time_gets_one_as_its_last_line() -> None:
    made = draft(incident(page("We look into {impact}.\n")), "status_page", "investigating", at())
    assert made.text == "We look into checkout refuses cards.\nWe write again by 15:00 UTC."


def test_the_added_line_speaks_as_the_channel_does() -> None:
    others = (page("Es brennt."), page("Gut so. Nächste Meldung um {next_update}. Danke.", "identified"))
    made = draft(incident(*others), "status_page", "investigating", at())
    assert made.text == "Es brennt.\nNächste Meldung um 15:00 UTC."


def test_the_team_is_told_in_the_teams_words() -> None:
    assert draft(incident(), "chat", "identified", at()).text.endswith("\nNext word: 15:00 UTC")


def test_the_last_word_promises_no_other() -> None:
    made = draft(incident(page("All is well.", "resolved")), "status_page", "resolved", at())
    assert (made.text, made.next_at) == ("All is well.", None)


def test_where_nobody_agreed_on_a_time_a_blank_asks_for_one() -> None:
    table = Table(book(templates=(page("We look."),))).declare("P3")
    made = draft(table.incident, "status_page", "investigating", at())
    assert made.text == "We look.\nWe write again by [when users hear the next word]."
    assert (made.next_at, made.blanks) == (None, ("next_update",))


def test_a_status_without_words_of_its_own_takes_the_channels_for_any() -> None:
    made = draft(incident(page("{status}: {impact} {next_update}", "")), "status_page", "monitoring", at())
    assert made.template == "page_"


@pytest.mark.parametrize("channel", ["status_page", "email", "chat"])
@pytest.mark.parametrize("status", ["investigating", "identified", "monitoring", "resolved"])
def test_without_any_template_there_is_a_plain_draft(channel: str, status: str) -> None:
    made = draft(incident(), channel, status, at())
    assert made.template == ""
    assert len(made.text) > 20
    assert bool(made.subject) == (channel == "email")
    assert (made.next_at is None) == (status == "resolved")


def test_a_subject_is_filled_and_one_line() -> None:
    mail = Template(id="m", channel="email", status="investigating", body="x", subject="{severity}:\n{title}")
    assert draft(incident(mail), "email", "investigating", at()).subject == "P0: API down"


@pytest.mark.parametrize("name", ["default", "gitquest", "iup-golf", "rodistaa", "saltbitter", "sev-runbook"])
def test_every_draft_of_every_playbook_names_the_time_it_promises(name: str) -> None:
    playbook = yaml.load(name).playbook
    table = Table(playbook).declare(playbook.severities[0].id)
    for template in playbook.templates:
        made = draft(table.incident, template.channel, template.status, at())
        if made.next_at is not None and template.channel:
            assert f"{made.next_at:%H:%M} UTC" in made.text, template.id
            assert "[" in made.text or next_time(made.text, at()) == made.next_at, template.id


def test_a_draft_becomes_a_draft_on_the_record() -> None:
    table = Table(book(templates=(page("{impact} {next_update}"),))).declare()
    made = draft(table.incident, "status_page", "", at())
    table.do(made.intent())
    table.do(made.intent(1))
    update = table.incident.updates[0]
    assert (update.version, update.text, update.next_at, update.template) == (
        2, made.text, made.next_at, "page_investigating",
    )  # fmt: skip
