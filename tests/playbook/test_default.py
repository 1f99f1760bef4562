"""The playbook warroom starts with: every figure, and that a team can copy it."""

import msgspec
import pytest

from warroom.incident.words import ROLES, STAGES
from warroom.playbook.model import Playbook
from warroom.playbook.yaml import Loaded, dump, load, parse

MIN = 60
HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load("default")


@pytest.fixture(scope="module")
def book(loaded: Loaded) -> Playbook:
    return loaded.playbook


def test_it_comes_from_the_library(loaded: Loaded) -> None:
    assert loaded.from_library
    assert loaded.source == "library:default"
    assert loaded.playbook.name == "default"
    assert loaded.playbook.checks == ()
    assert parse(loaded.text, "copy.yaml") == loaded.playbook


def test_severities_have_their_limits_and_cadences(book: Playbook) -> None:
    assert [
        (level.id, level.name, level.response and level.response.counts, level.cadence and level.cadence.counts)
        for level in book.severities
    ] == [
        ("P0", "critical", 5 * MIN, 30 * MIN),
        ("P1", "high", 15 * MIN, 30 * MIN),
        ("P2", "medium", HOUR, 2 * HOUR),
        ("P3", "low", 4 * HOUR, DAY),
    ]
    assert all(level.meaning and level.notify for level in book.severities)


def test_the_checklist_has_the_clocks_of_the_plan(book: Playbook) -> None:
    everything = ()
    assert [
        (i.n, i.label, i.limit.counts if i.limit else None, i.anchor, i.done_by, i.severities) for i in book.items
    ] == [
        (1, "commander assigned", 5 * MIN, "declared", "role:commander", ("P0",)),
        (2, "team in channel", 5 * MIN, "declared", None, ("P0",)),
        (3, "status page set", 5 * MIN, "declared", "update:status_page:investigating", ("P0",)),
        (4, "triage done", 10 * MIN, "declared", None, ("P0",)),
        (5, "root-cause hypothesis", 15 * MIN, "declared", "hypothesis", ("P0",)),
        (6, "first user update", 30 * MIN, "declared", "update:users", ("P0",)),
        (7, "fix in place", None, "declared", "fixed", everything),
        (8, "fix verified", None, "fixed", "checks:up", everything),
        (9, "declare resolved", 15 * MIN, "fixed", "resolved", ("P0", "P1")),
        (10, "status page resolved", 30 * MIN, "fixed", "update:status_page:resolved", ("P0", "P1")),
        (11, "mail to customers", HOUR, "fixed", "update:email:resolved", ("P0", "P1")),
        (12, "timeline complete", DAY, "resolved", None, ("P0", "P1")),
        (13, "post-mortem held", 2 * DAY, "resolved", None, ("P0", "P1")),
        (14, "action items set", 7 * DAY, "resolved", None, ("P0", "P1")),
    ]
    assert max(len(item.short) for item in book.items) <= 22
    assert all(item.owner in ROLES for item in book.items)


def test_the_ladder_roles_and_channels(book: Playbook) -> None:
    assert [(rung.who, rung.after.counts, rung.severities) for rung in book.ladder] == [
        ("on-call engineer", 15 * MIN, ("P0", "P1")),
        ("team lead", 30 * MIN, ("P0", "P1")),
        ("engineering manager", HOUR, ("P0", "P1")),
        ("CTO", 2 * HOUR, ("P0", "P1")),
    ]
    assert tuple(role.id for role in book.roles) == ROLES
    assert [role.id for role in book.roles if role.needed] == ["commander", "comms", "scribe"]
    assert all(role.duties for role in book.roles)
    assert {channel.id: channel.audience for channel in book.channels} == {
        "status_page": "users", "email": "users", "chat": "team",
    }  # fmt: skip


def test_it_says_what_the_best_of_playbooks_say(book: Playbook) -> None:
    assert [(level.escalate and level.escalate.counts, level.channels) for level in book.severities] == [
        (0, ("status_page", "email", "chat")), (30 * MIN, ("status_page", "chat")), (2 * HOUR, ("chat",)), (None, ()),
    ]  # fmt: skip
    assert all(level.criteria for level in book.severities)
    assert [(duty.after and duty.after.counts, duty.severities) for duty in book.duties] == [
        (30 * MIN, ("P0",)), (2 * HOUR, ("P0",)), (None, ()),
    ]  # fmt: skip
    assert [len(one.questions) for one in book.questions] == [4, 4, 4]
    assert [(one.id, len(one.items)) for one in book.lists] == [("access", 8), ("monitoring", 7), ("handover", 5)]
    assert (book.resolution.watch and book.resolution.watch.counts) == 15 * MIN
    assert (book.postmortem.within and book.postmortem.within.counts) == 2 * DAY
    assert len(book.metrics) == 6
    assert book.channel_name == "#incident-YYYY-MM-DD-slug"
    assert {item.phase for item in book.items} <= {phase.id for phase in book.phases}


def test_its_templates_speak_on_every_channel_at_every_status(book: Playbook) -> None:
    assert {(one.channel, one.status) for one in book.templates} == {
        (channel.id, status) for channel in book.channels for status in STAGES
    }
    assert all(one.subject for one in book.templates if one.channel == "email")


def test_its_scenarios_say_what_to_look_at_what_helps_and_how_one_sees_that_it_is_over(book: Playbook) -> None:
    for scenario in book.scenarios:
        stages = {step.stage for step in scenario.steps}
        assert {"diagnose", "verify", "long-term fix"} <= stages
        assert stages & {"quick fix", "resolve", "rollback"}
        assert all(step.risk == "reads" for step in scenario.steps if step.run and step.stage == "diagnose")
        assert not any(step.endless or step.terminal for step in scenario.steps)


def test_copied_into_an_incident_it_stays_small(book: Playbook) -> None:
    assert len(msgspec.json.encode(book)) < 64 * 1024


def test_shown_it_loads_to_the_same(book: Playbook) -> None:
    assert parse(dump(book), "shown.yaml") == book


def test_the_examples_in_its_comments_load_too(loaded: Loaded) -> None:
    text = loaded.text
    examples = text[text.index("# Who can be called") :]
    opened = "\n".join(
        line.removeprefix("# ") if line.startswith(("# contacts", "# links", "# checks", "#   ")) else line
        for line in examples.splitlines()
    )
    book = parse(text.replace(examples, opened).replace("# zone:", "zone:"), "copy.yaml")
    assert book.contacts[0].how == "+49 30 23125 100"
    assert book.links[0].url == "https://status.example.com"
    assert book.checks[0].every == 10
    assert book.zone == "Europe/Berlin"
