"""Severity levels and ladders in the many ways that pages write them."""

import pytest

from warroom.errors import BadInput
from warroom.playbook import markdown
from warroom.playbook.model import Limit, Playbook, Severity


def read(text: str) -> Playbook:
    return markdown.read(text, "page.md").playbook


def clock(limit: Limit | None) -> float | str | None:
    """Seconds; the words where there are no seconds."""
    return None if limit is None else limit.words if limit.seconds is None else limit.seconds


def levels(book: Playbook) -> list[tuple[str, str, float | str | None, float | str | None]]:
    return [(level.id, level.name, clock(level.response), clock(level.cadence)) for level in book.severities]


def ladder(book: Playbook) -> list[tuple[str, float | str | None]]:
    return [(rung.who, clock(rung.after)) for rung in book.ladder]


def left(book: Playbook) -> str:
    return "\n".join(one.text for one in book.left)


def said(level: Severity) -> str:
    return "\n".join([level.name, level.meaning, *level.criteria, level.notify])


ONE_LEVEL = "# Pump station\n\n## P1 - Critical\n- Response time: 4 minutes\n\n"


# Ladders in tables.


@pytest.mark.parametrize(
    "table",
    [
        "| Level | Who | After |\n|---|---|---|\n| L1 | Shift engineer | 0 min |\n| L2 | Plant manager | 25 min |",
        "| Step | Contact | After |\n|---|---|---|\n| 1 | Shift engineer | 0 min |\n| 2 | Plant manager | 25 min |",
        "| Tier | Call | Delay |\n|---|---|---|\n| T1 | Shift engineer | 0 min |\n| T2 | Plant manager | 25 min |",
        "| Level | Contact | P1 |\n|---|---|---|\n| L1 | Shift engineer | 0 min |\n| L2 | Plant manager | 25 min |",
    ],
)
@pytest.mark.parametrize("title", ["## Escalation\n\n", "## Who we wake\n\n", ""])
def test_a_table_of_people_and_minutes_is_a_ladder_and_no_severity(table: str, title: str) -> None:
    book = read(f"{ONE_LEVEL}{title}{table}\n")
    assert [level.id for level in book.severities] == ["P1"]
    assert ladder(book) == [("Shift engineer", 0), ("Plant manager", 1500)]


def test_a_condition_in_a_ladder_table_is_kept_beside_who_is_called() -> None:
    book = read(
        f"{ONE_LEVEL}| If | After | Then call |\n|---|---|---|\n"
        "| the valve stays shut | 8 min | Hydraulics desk |\n| pressure keeps falling | 40 min | Site director |\n"
    )
    assert [(rung.who, clock(rung.after), rung.condition) for rung in book.ladder] == [
        ("Hydraulics desk", 480, "the valve stays shut"),
        ("Site director", 2400, "pressure keeps falling"),
    ]


def test_minutes_by_level_call_the_contact_and_keep_every_cell() -> None:
    book = read(
        "# Pumps\n\n| Priority | Target response |\n|---|---|\n| Priority 1 | 4 min |\n| Priority 2 | 25 min |\n\n"
        "## Escalation\n\n<table><tr><th>Level</th><th>Contact</th><th>P1</th><th>P2</th></tr>\n"
        "<tr><td>L1</td><td>Control room</td><td>0 min</td><td>5 min</td></tr>\n"
        "<tr><td>L2</td><td>Shift engineer</td><td>10 min</td><td>1 h</td></tr></table>\n"
    )
    assert [(rung.who, rung.how, clock(rung.after), rung.severities) for rung in book.ladder] == [
        ("Control room", "L1", 0, ("P1",)),
        ("Shift engineer", "L2", 600, ("P1",)),
        ("Control room", "L1", 300, ("P2",)),
        ("Shift engineer", "L2", 3600, ("P2",)),
    ]
    assert "Control room" not in left(book)


def test_levels_with_clocks_of_their_own_stay_severities_whatever_they_are_called() -> None:
    book = read(
        "# Pump station\n\n## Severity levels\n\n| Level | Who | Response | Updates |\n|---|---|---|---|\n"
        "| L1 | Shift engineer | 4 min | 20 min |\n| L2 | Control room | 25 min | 2 h |\n"
    )
    assert levels(book) == [("L1", "", 240, 1200), ("L2", "", 1500, 7200)]
    assert book.ladder == ()


def test_a_checklist_with_people_and_deadlines_is_no_ladder() -> None:
    book = read(
        f"{ONE_LEVEL}| Step | Who | Deadline | What |\n|---|---|---|---|\n"
        "| 1 | Control room | 3 min | Close the valve |\n| 2 | Shift engineer | 12 min | Read the gauges |\n"
    )
    assert book.ladder == ()
    assert [clock(item.limit) for item in book.items] == [180, 720]


@pytest.mark.parametrize("title", ["## On call\n\n", "## Contacts\n\n- "])
def test_who_is_called_when_nobody_answers_is_a_rung_wherever_it_stands(title: str) -> None:
    book = read(f"{ONE_LEVEL}{title}If nobody picks up in 9 minutes call Kaja: +47 00 00 00 00.\n")
    assert ladder(book) == [("Kaja", 540)]
    assert "+47 00 00 00 00" in book.ladder[0].condition


# Sentences in tables.


def test_a_sentence_in_a_column_is_no_name_and_its_acknowledgement_is_the_response() -> None:
    book = read(
        "# Severity levels\n\nSeverity | Description | What to do\n--- | --- | ---\n"
        "SEV-1 | Critical fault that floods the hall. | Major alarm. Wake the chief. Ack within 4 minutes.\n"
        "SEV-2 | Major leak in one pipe. | High-urgency page to the crew. Ack within 25 minutes.\n"
        "SEV-3 | Drip. | Low-urgency page. Next business day.\n"
    )
    assert levels(book) == [
        ("SEV-1", "", 240, None),
        ("SEV-2", "", 1500, None),
        ("SEV-3", "", "Next business day", None),
    ]
    assert all(words in said(book.severities[0]) for words in ("floods the hall", "Major alarm", "Wake the chief"))
    assert "High-urgency page to the crew" in said(book.severities[1])


def test_an_action_keeps_whom_to_wake_and_gives_its_clocks_to_the_level() -> None:
    book = read(
        "# Alarms\n\n| Severity | Definition | Action |\n|---|---|---|\n"
        "| SEV-1 | Hall flooded | Wake the crew, answer within 4 minutes. Update every 20 minutes. |\n"
        "| SEV-2 | Leak | Acknowledge within 25 minutes. |\n"
    )
    assert levels(book) == [("SEV-1", "", 240, 1200), ("SEV-2", "", 1500, None)]
    assert [level.notify for level in book.severities] == ["Wake the crew", ""]


def test_a_column_of_response_times_wins_over_what_a_sentence_says() -> None:
    book = read(
        "| Severity | Action | Response |\n|---|---|---|\n| SEV-1 | Ack within 9 minutes | 4 min |\n"
        "| SEV-2 | Wait | 25 min |\n"
    )
    assert levels(book) == [("SEV-1", "", 240, None), ("SEV-2", "", 1500, None)]
    assert "9 minutes" in said(book.severities[0])


@pytest.mark.parametrize(("head", "ids"), [("Sev", ["SEV-1", "SEV-2"]), ("Priority", ["P1", "P2"])])
def test_a_number_alone_is_a_level_under_the_title_of_its_column(head: str, ids: list[str]) -> None:
    book = read(
        f"| {head} | Impact | Response | Comms |\n|:-:|---|--:|--:|\n| 1 | Hall flooded | 4 min | 20 min |\n"
        "| 2 | Leak | 25 min | 2 h |\n"
    )
    assert levels(book) == [(ids[0], "", 240, 1200), (ids[1], "", 1500, 7200)]


# Headings and sentences.

TWO_BOLD = (
    "**Severity 1 (Hall flooded)**\n\nRespond in 4 minutes. Updates every 20 minutes.\n\n"
    "**Severity 2 (Leak)**\n\nRespond in 25 minutes during business hours. Updates hourly.\n"
)
TWO_BULLETS = (
    ":ocean: *Alarms*\n• :red_circle: *SEV1* — flooded → ack in 4 min, update every 20 min\n"
    "• :white_circle: *SEV2* — leak → ack in 25 min, update every 90 min\n"
)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (TWO_BOLD, [("SEV1", "", 240, 1200), ("SEV2", "", 1500, 3600)]),
        ("## SEV-1\n\nRespond within 4 minutes.\n\n## SEV-2\n\nRespond within 25 minutes.\n", [
            ("SEV-1", "", 240, None), ("SEV-2", "", 1500, None)
        ]),
        ("## SEV-1 - Critical\nAck within 4 minutes.\n\n```sh\nvalvectl status\n```\n", [
            ("SEV-1", "Critical", 240, None)
        ]),
        ("**SEV-1: Hall flooded**\n\n- Water above the plinth\n\n**SEV-2: Leak**\n\n- Drops seen\n", [
            ("SEV-1", "", None, None), ("SEV-2", "", None, None)
        ]),
        ("**SEV-1: Hall flooded**\n\n- Respond within 4 minutes\n- Update every 20 minutes\n", [
            ("SEV-1", "", 240, 1200)
        ]),
        (TWO_BULLETS, [("SEV1", "", 240, 1200), ("SEV2", "", 1500, 5400)]),
    ],
)  # fmt: skip
def test_a_level_in_a_heading_or_a_line_is_known_by_what_it_says(
    page: str, expected: list[tuple[str, str, float, float]]
) -> None:
    book = read(f"# Pump station\n\n{page}\n## Checklist\n\n- [ ] Within 3 minutes: close the valve\n")
    assert levels(book) == expected


def test_commands_under_a_level_are_steps_and_not_lost() -> None:
    book = read("# Pump station\n\n## SEV-1 - Critical\nAck within 4 minutes.\n\n```sh\nvalvectl status\n```\n")
    assert [step.run for step in book.steps] == ["valvectl status"]


def test_the_words_in_brackets_after_a_level_are_its_meaning() -> None:
    book = read("**Severity 1 (Hall flooded)**\n\nRespond in 4 minutes, 24/7. Updates every 20 minutes in #pump-inc.\n")
    assert book.severities[0].meaning == "Hall flooded"
    assert "24/7" in said(book.severities[0]) and "#pump-inc" in said(book.severities[0])


def test_a_scenario_named_by_a_level_is_not_taken_for_the_level() -> None:
    book = read(f"{ONE_LEVEL}## P1 INCIDENT: pump stopped\n\n1. Look at the gauge\n\n```sh\nvalvectl start\n```\n")
    assert levels(book) == [("P1", "Critical", 240, None)]
    assert [scenario.title for scenario in book.scenarios] == ["pump stopped"]


def test_steps_under_a_level_and_a_fault_are_no_level() -> None:
    book = read(
        f"{ONE_LEVEL}## P1: pump stopped\n\n1. Acknowledge the alarm within 9 minutes\n2. Restart the pump\n\n"
        "## P2: pump slow\n\n- Check the gauge\n- Restart the pump\n"
    )
    assert levels(book) == [("P1", "Critical", 240, None)]
    assert said(book.severities[0]).strip() == "Critical"


def test_boxes_under_a_level_stay_boxes() -> None:
    book = read("# Pumps\n\n## SEV-1\n\nRespond within 4 minutes.\n\n- [ ] Within 9 minutes: drain the hall\n")
    assert levels(book) == [("SEV-1", "", 240, None)]
    assert [(item.text, clock(item.limit)) for item in book.items] == [("drain the hall", 540)]


def test_a_title_that_ends_in_history_is_still_read() -> None:
    book = read(f"{ONE_LEVEL}## Check the valve history\n\n```sh\nvalvectl history\n```\n")
    assert [step.run for step in book.steps] == ["valvectl history"]


def test_a_page_of_one_screen_has_its_levels_its_rung_and_its_commands() -> None:
    book = read(
        "# pump-service\n\nMoves water.\n\n## Oncall\n\nPage: @pumps (4 min response for sev1, 2 hours for sev2). "
        "If nobody picks up in 9 minutes call Kaja: +47 00 00 00 00.\n\nA deploy takes 25 minutes.\n\n"
        "### Restart\n\n    kubectl rollout restart deploy/pump\n\n### Roll back\n\n    helm rollback pump\n"
    )
    assert levels(book) == [("SEV1", "", 240, None), ("SEV2", "", 7200, None)]
    assert ladder(book) == [("Kaja", 540)]
    assert [step.run for step in book.steps] == ["kubectl rollout restart deploy/pump", "helm rollback pump"]
    assert "@pumps" in left(book) and "A deploy takes 25 minutes." in left(book)


def test_a_page_that_answers_nothing_is_still_refused() -> None:
    with pytest.raises(BadInput):
        read("# pump-service\n\nMoves water. Build with make.\n\nA deploy takes 25 minutes.\n")


def test_two_levels_in_one_line_each_have_their_own_meaning() -> None:
    book = read(
        "# Site\n\n## Severity\n\nLevel 1: whole hall. Level 2: one pipe.\n\n"
        "| | Level 1 | Level 2 |\n|---|---|---|\n| Respond | 4 min | 25 min |\n"
    )
    assert [(level.id, level.meaning) for level in book.severities] == [("L1", "whole hall"), ("L2", "one pipe")]


# What is no level.


@pytest.mark.parametrize("title", ["Past incidents", "Incident history", "Changelog", "What we saw"])
def test_a_table_of_what_was_sets_nothing(title: str) -> None:
    book = read(
        f"{ONE_LEVEL}## {title}\n\n| Date | Sev | Duration | Action |\n|---|---|---|---|\n"
        "| 2023-05-06 | P1 | 55 min | drained within 11 min |\n| 2023-07-08 | P2 | 5 min | none |\n"
    )
    assert levels(book) == [("P1", "Critical", 240, None)]
    assert said(book.severities[0]).strip() == "Critical"


def test_an_example_of_another_level_is_no_criterion_and_is_left() -> None:
    book = read("# Pump station\n\n## P1\nRespond: 4 min\n\n> **Example:** P2: respond within 7 minutes\n")
    assert levels(book) == [("P1", "", 240, None)]
    assert book.severities[0].criteria == ()
    assert "P2: respond within 7 minutes" in left(book)


def test_a_time_in_a_used_line_that_nothing_says_is_left() -> None:
    book = read(f"{ONE_LEVEL}## Communication\n\nRespond in 7 minutes. Updates every 20 minutes.\n")
    assert clock(book.severities[0].cadence) == 1200
    assert "Respond in 7 minutes." in left(book)


def test_tiers_of_customers_beside_severities_are_no_levels() -> None:
    book = read(
        f"{ONE_LEVEL}## Support plans\n\n| Tier | Who | Response time |\n|---|---|---|\n"
        "| Tier 1 | Gold | 3 min |\n| Tier 2 | Silver | 19 min |\n"
    )
    assert [level.id for level in book.severities] == ["P1"]
    assert "Silver" in left(book)
