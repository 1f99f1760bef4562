"""What a playbook says twice, and differently, is found at both places."""

from typing import Any

import msgspec
import pytest

from tests.playbook.lint.sound import SOUND, but, limit, only, rules
from warroom.playbook.lint import lint, lint_page
from warroom.playbook.model import Item, Limit, Phase, Playbook, Resolution, Role, Step, Template, Trigger


def level(place: int, **keys: Any) -> Playbook:
    levels = list(SOUND.severities)
    levels[place] = msgspec.structs.replace(levels[place], **keys)
    return but(severities=tuple(levels))


# Items and phases.


def test_a_commander_due_before_the_phase_that_assigns_one() -> None:
    late = Phase(
        id="later", title="Later", begins=limit("5 min"), ends=limit("15 min"), steps=("Assign the commander",)
    )
    found = only(but(phases=(late,)), "item-against-phase")
    assert found.level == "error"
    assert "due 5 min after declared" in found.what
    assert "“Later” has it from 5 min to 15 min" in found.what
    assert found.where == "checklist.ic.within"


def test_an_item_of_a_phase_that_is_over_by_then() -> None:
    item = msgspec.structs.replace(SOUND.items[0], phase="begin", limit=limit("10 min"))
    assert "until 5 min" in only(but(items=(item, *SOUND.items[1:])), "item-against-phase").what


def test_an_item_at_the_end_of_its_phase_is_in_time() -> None:
    item = msgspec.structs.replace(SOUND.items[0], phase="begin")
    assert rules(but(items=(item, *SOUND.items[1:]))) == []


def test_on_a_page_the_lines_between_two_phases_belong_to_the_first() -> None:
    phases = (
        Phase(id="a", title="Alert", begins=limit("0 min"), ends=limit("5 min"), source="p.md:10"),
        Phase(id="b", title="Gather", begins=limit("5 min"), ends=limit("15 min"), source="p.md:20"),
        Phase(id="c", title="After", source="p.md:40"),
    )
    role = Role(id="commander", needed=True, source="p.md:22")
    assert "(p.md:22)" in only(but(phases=phases, roles=(role,)), "item-against-phase").what
    outside = msgspec.structs.replace(role, source="p.md:60")
    assert rules(but(phases=phases, roles=(outside,))) == []


# How long a fix is watched.


def test_resolved_before_the_watch_is_over() -> None:
    early = msgspec.structs.replace(SOUND.items[2], limit=limit("15 min"))
    found = only(but(items=(*SOUND.items[:2], early, SOUND.items[3])), "resolved-before-watched")
    assert found.level == "error"
    assert "15 min after the fix, and the watch lasts 30 min" in found.what


def test_the_longer_end_of_a_watch_counts() -> None:
    watch = Limit(seconds=3600.0, words="30-60 minutes")
    over = Resolution(criteria=("all up",), watch=watch)
    assert "30-60 minutes" in only(but(resolution=over), "resolved-before-watched").what


def test_a_watch_said_twice() -> None:
    step = Step(title="Monitor closely for 1 hour", run="make watch", source="p.md:9")
    found = only(but(steps=(step,)), "watch-said-twice")
    assert (found.where, found.level) == ("p.md:9", "error")
    same = msgspec.structs.replace(step, title="Monitor for 30 minutes")
    assert rules(but(steps=(same,))) == []


# Deadlines, cadences, responses.


def test_a_post_mortem_due_at_two_times() -> None:
    late = msgspec.structs.replace(SOUND.items[3], limit=limit("24 h"))
    assert "1 d; postmortem.within: 2 d" in only(but(items=(*SOUND.items[:3], late)), "post-mortem-said-twice").what


def test_a_post_mortem_due_elsewhere_in_a_runbook() -> None:
    scenario = SOUND.scenarios[0]
    words = Step(words="Post-mortem within 24 hours", stage="resolve")
    other = msgspec.structs.replace(scenario, steps=(*scenario.steps, words))
    assert only(but(scenarios=(other,)), "post-mortem-said-twice").where == "scenarios.db.steps.2"


def test_preparing_a_post_mortem_is_another_deadline() -> None:
    page = Item(n=5, id="page", text="Create the post-mortem document", limit=limit("2 h"), anchor="resolved")
    assert rules(but(items=(*SOUND.items, page))) == []


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("We send updates every 45 minutes.", "error"),
        ("P0: updates every 1 hour", "error"),
        ("We send updates every hour.", "warning"),
        ("Next update: in 15 minutes", "error"),
        ("We send updates every 30 minutes.", "warning"),
    ],
)
def test_a_template_that_promises_another_cadence(body: str, level: str) -> None:
    template = Template(id="t", channel="page", status="identified", body=f"{body} Next update follows")
    assert only(but(templates=(template,)), "cadence-said-twice").level == level


@pytest.mark.parametrize("body", ["P0: updates every 30 minutes", "P1: updates every hour", "cron runs every day at 9"])
def test_a_template_that_keeps_the_cadence_is_sound(body: str) -> None:
    template = Template(id="t", channel="page", status="resolved", body=body)
    levels = SOUND.severities if "cron" not in body else ()
    assert "cadence-said-twice" not in rules(but(templates=(template,), severities=levels))


def test_answering_said_twice() -> None:
    ack = Item(n=5, id="ack", text="Acknowledge the alert", limit=limit("10 min"), severities=("P0", "P1"))
    found = only(but(items=(*SOUND.items, ack)), "response-said-twice")
    assert "the levels say P0 5 min, P1 15 min" in found.what


def test_answering_written_for_the_worst_level_hurries_the_others() -> None:
    ack = Item(n=5, id="ack", text="Acknowledge the alert", limit=limit("5 min"))
    found = [one for one in lint(but(items=(*SOUND.items, ack))) if one.rule == "response-said-twice"]
    assert [one.level for one in found] == ["warning"]


def test_answering_at_once_is_within_five_minutes() -> None:
    ack = Item(n=5, id="ack", text="Acknowledge the alert", limit=limit("5 min"), severities=("P0",))
    levels = (msgspec.structs.replace(SOUND.severities[0], response=limit("immediate")), *SOUND.severities[1:])
    assert rules(but(items=(*SOUND.items, ack), severities=levels)) == []


def test_two_items_for_one_act() -> None:
    again = Item(n=5, id="again", text="The incident lead is assigned", limit=limit("3 min"), severities=("P0",))
    assert "3 min" in only(but(items=(*SOUND.items, again)), "item-said-twice").what
    elsewhere = msgspec.structs.replace(again, severities=("P1",))
    assert rules(but(items=(*SOUND.items, elsewhere))) == []


# Levels the wrong way round.


@pytest.mark.parametrize("key", ["response", "cadence"])
def test_a_worse_level_that_is_slower(key: str) -> None:
    levels = (
        [msgspec.structs.replace(one, cadence=None) for one in SOUND.severities]
        if key == "response"
        else SOUND.severities
    )
    worst = msgspec.structs.replace(levels[0], **{key: limit("2 h")})
    found = [one for one in rules(but(severities=(worst, *levels[1:]))) if one != "no-cadence"]
    assert found == ["worse-is-slower"]


def test_a_worse_level_with_the_smaller_figure() -> None:
    small = Trigger(metric="error rate", op=">", value=1, unit="%")
    assert only(level(0, triggers=(small,)), "worse-is-sooner-reached").level == "error"


def test_a_level_that_goes_further_before_the_ladder_does() -> None:
    found = only(level(0, escalate=limit("10 min")), "ladder-against-level")
    assert "the ladder calls team lead at 30 min" in found.what


def test_going_further_at_once_is_what_calling_everybody_does() -> None:
    assert rules(level(0, escalate=limit("immediate"))) == []
    assert rules(level(0, escalate=limit("immediate"), notify="")) == ["ladder-against-level"]


# What an importer had to choose between.


def test_what_a_page_says_twice_is_found_among_the_notes_of_its_import() -> None:
    notes = (
        "p.md:12: P1 has another update cadence here, 1 h; the first, 30 min, was kept",
        "p.md:1: 1 line was encoded as UTF-8 twice and put right: 1",
    )
    found = [one for one in lint_page(SOUND, "", "p.md", notes) if one.group == "contradictions"]
    assert [(one.rule, one.where, one.level) for one in found] == [("page-contradicts-itself", "p.md:12", "error")]
