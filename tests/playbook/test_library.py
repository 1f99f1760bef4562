"""The five playbooks that ship beside the default: the figures of the teams they come from, and that each runs."""

from collections import Counter
from typing import NamedTuple

import msgspec
import pytest

from tests.fakes import Table, at
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.playbook.model import Limit, Playbook, Severity, Step
from warroom.playbook.yaml import dump, load, names, parse

MIN = 60
HOUR = 3600
DAY = 24 * HOUR
NEXT_DAY = "next business day"
MOST_BYTES = 128 * 1024
CODE = ("typescript", "sql", "slack")
"""What a page shows and no prompt of a shell or database takes."""

Clock = float | str | None


class Facts(NamedTuple):
    """What one team has agreed, in figures."""

    levels: dict[str, tuple[Clock, Clock]]
    """By id: how soon to answer, how often to tell users."""
    items: tuple[tuple[Clock, str], ...]
    """Of the checklist: limit and anchor, in order."""
    rungs: tuple[Clock, ...]
    scenarios: int
    commands: int
    """Those that are typed."""
    snippets: int
    """Those that are only shown beside them."""
    lists: dict[str, int]
    watch: Clock
    postmortem: Clock


FACTS = {
    "gitquest": Facts(
        levels={
            "SEV-1": (0, 30 * MIN),
            "SEV-2": (30 * MIN, 30 * MIN),
            "SEV-3": (2 * HOUR, 30 * MIN),
            "SEV-4": (NEXT_DAY, None),
        },
        items=(),
        rungs=(15 * MIN, 30 * MIN, HOUR, 2 * HOUR),
        scenarios=7,
        commands=14,
        snippets=3,
        lists={"handover": 5, "access": 8, "monitoring": 7},
        watch=None,
        postmortem=None,
    ),
    "iup-golf": Facts(
        levels={
            "P0": (5 * MIN, 30 * MIN),
            "P1": (15 * MIN, 30 * MIN),
            "P2": (HOUR, 2 * HOUR),
            "P3": (4 * HOUR, "daily if needed"),
        },
        items=(
            (5 * MIN, "declared"), (5 * MIN, "declared"), (5 * MIN, "declared"), (10 * MIN, "declared"),
            (15 * MIN, "declared"), (30 * MIN, "declared"), (None, "declared"), (None, "fixed"), (15 * MIN, "fixed"),
            (30 * MIN, "fixed"), (HOUR, "fixed"), (DAY, "resolved"), (2 * DAY, "resolved"), (7 * DAY, "resolved"),
        ),
        rungs=(),
        scenarios=6,
        commands=75,
        snippets=0,
        lists={},
        watch=30 * MIN,
        postmortem=2 * DAY,
    ),
    "saltbitter": Facts(
        levels={
            "SEV-1": (0, 30 * MIN),
            "SEV-2": (30 * MIN, HOUR),
            "SEV-3": ("within 2 h in business hours", 4 * HOUR),
            "SEV-4": (NEXT_DAY, None),
        },
        items=(
            *((5 * MIN, "declared"),) * 5,
            (None, "fixed"), (None, "resolved"), (None, "resolved"), (None, "resolved"), (2 * DAY, "resolved"),
        ),
        rungs=(0, 5 * MIN, 10 * MIN, 2 * HOUR),
        scenarios=4 + 3,
        commands=12,
        snippets=0,
        lists={},
        watch=30 * MIN,
        postmortem=2 * DAY,
    ),
    "sev-runbook": Facts(
        levels={
            "SEV1": (5 * MIN, 15 * MIN),
            "SEV2": (15 * MIN, 30 * MIN),
            "SEV3": (HOUR, None),
            "SEV4": (NEXT_DAY, None),
        },
        items=(
            *((None, "declared"),) * 7,
            *((None, "fixed"),) * 2, *((None, "resolved"),) * 4,
            *((2 * HOUR, "resolved"),) * 3, *((2 * DAY, "resolved"),) * 4,
        ),
        rungs=("as its level says",) * 5,
        scenarios=3,
        commands=33,
        snippets=3 + 1,
        lists={},
        watch=30 * MIN,
        postmortem=2 * DAY,
    ),
    "rodistaa": Facts(
        levels={
            "P0": (5 * MIN, 15 * MIN),
            "P1": (15 * MIN, None),
            "P2": (HOUR, None),
            "P3": (NEXT_DAY, None),
        },
        items=(*((HOUR, "resolved"),) * 4, *((DAY, "resolved"),) * 4, *((7 * DAY, "resolved"),) * 4),
        rungs=(0, "as needed"),
        scenarios=6,
        commands=22,
        snippets=0,
        lists={},
        watch=None,
        postmortem=DAY,
    ),
}  # fmt: skip

LEVELS = [(name, severity) for name, facts in FACTS.items() for severity in facts.levels]


@pytest.fixture(params=FACTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def book(name: str) -> Playbook:
    return load(name).playbook


@pytest.fixture
def facts(name: str) -> Facts:
    return FACTS[name]


def clock(limit: Limit | None) -> Clock:
    """What of a limit can be counted down, else its words."""
    if limit is None:
        return None
    return limit.words if limit.counts is None else limit.counts


def steps_of(book: Playbook) -> list[Step]:
    return [*book.steps, *(step for scenario in book.scenarios for step in scenario.steps)]


def commands_of(book: Playbook) -> list[str]:
    return [step.run for step in steps_of(book) if step.run]


def level(book: Playbook, name: str) -> Severity:
    found = book.severity(name)
    assert found
    return found


def test_all_five_come_with_the_library(name: str) -> None:
    loaded = load(name)
    assert name in names()
    assert loaded.from_library
    assert loaded.playbook.name == name
    assert loaded.playbook.title


def test_severities_have_the_deadlines_and_cadences_of_their_team(book: Playbook, facts: Facts) -> None:
    assert {one.id: (clock(one.response), clock(one.cadence)) for one in book.severities} == facts.levels
    assert [one.name for one in book.severities] == ["critical", "high", "medium", "low"]
    assert all(one.criteria and one.meaning for one in book.severities)


def test_the_checklist_has_its_limits_and_anchors(book: Playbook, facts: Facts) -> None:
    assert tuple((clock(item.limit), item.anchor) for item in book.items) == facts.items
    assert all(len(item.short) <= 22 for item in book.items)


def test_the_ladder_has_its_minutes(book: Playbook, facts: Facts) -> None:
    assert tuple(clock(rung.after) for rung in book.ladder) == facts.rungs


def test_scenarios_are_all_there_with_symptoms_steps_and_the_checks_they_belong_to(
    book: Playbook, facts: Facts
) -> None:
    assert len(book.scenarios) == facts.scenarios
    assert all(one.severity in facts.levels for one in book.scenarios)
    assert all(one.symptoms and one.steps and one.when for one in book.scenarios)


def test_commands_are_all_there(book: Playbook, facts: Facts) -> None:
    shown = [step for step in steps_of(book) if step.run and step.language in CODE]
    assert len(commands_of(book)) - len(shown) == facts.commands
    assert len(shown) == facts.snippets


def test_what_no_shell_understands_is_never_run(book: Playbook) -> None:
    foreign = [step for step in steps_of(book) if step.language or step.run.startswith("/")]
    assert all(step.risk == "shown" for step in foreign)
    assert all(step.risk != "shown" for step in steps_of(book) if step.run and step not in foreign)


def test_lists_the_watch_and_the_post_mortem_are_theirs(book: Playbook, facts: Facts) -> None:
    assert {one.id: len(one.items) for one in book.lists} == facts.lists
    assert clock(book.resolution.watch) == facts.watch
    assert clock(book.postmortem.within) == facts.postmortem
    assert book.resolution.criteria
    assert book.postmortem.sections


def test_every_level_that_is_named_is_one_of_the_playbook(book: Playbook, facts: Facts) -> None:
    named = [
        *(item.severities for item in book.items),
        *(rung.severities for rung in book.ladder),
        *(duty.severities for duty in book.duties),
        *(role.severities for role in book.roles),
        book.postmortem.severities,
    ]
    assert {severity for some in named for severity in some} <= set(facts.levels)


def test_written_and_read_again_it_is_the_same(book: Playbook) -> None:
    assert parse(dump(book), "again.yaml") == book


def test_it_is_small_enough_for_a_record(book: Playbook) -> None:
    records = Table(book).declare(severity=book.severities[0].id).records
    adopted = [record.fact for record in records if isinstance(record.fact, f.PlaybookAdopted)]
    assert [fact.playbook for fact in adopted] == [book]
    assert len(msgspec.json.encode(adopted)) < MOST_BYTES


@pytest.mark.parametrize(("name", "severity"), LEVELS)
def test_an_incident_counts_down_its_answer_and_its_cadence(book: Playbook, facts: Facts, severity: str) -> None:
    answer, cadence = facts.levels[severity]
    clocks = Table(book).declare(severity=severity).clocks()
    response = clocks["response"]
    assert response.due_at == (at(seconds=answer) if isinstance(answer, float | int) else None)
    assert (response.words == answer) or not isinstance(answer, str)
    if cadence is None:
        assert "cadence" not in clocks
    else:
        due = clocks["cadence"].due_at
        assert due == (at(seconds=cadence) if isinstance(cadence, float | int) else None)


@pytest.mark.parametrize(("name", "severity"), LEVELS)
def test_an_incident_has_the_rungs_of_its_level_at_their_minutes(book: Playbook, severity: str) -> None:
    clocks = Table(book).declare(severity=severity).clocks()
    rungs = {n: rung for n, rung in enumerate(book.ladder, 1) if not rung.severities or severity in rung.severities}
    assert {key for key in clocks if key.startswith("rung:")} == {f"rung:{n}" for n in rungs}
    for n, rung in rungs.items():
        after = rung.after.counts
        assert clocks[f"rung:{n}"].due_at == (None if after is None else at(seconds=after))


def test_an_incident_of_the_worst_level_has_every_item_due_after_its_anchor(book: Playbook, facts: Facts) -> None:
    table = Table(book).declare(severity=book.severities[0].id)
    table.go(40)
    table.do(i.MarkFixed())
    table.go(20)
    table.do(i.Resolve(despite="a test"))
    begins = {"declared": 0, "fixed": 40 * MIN, "resolved": 60 * MIN}
    for n, (within, anchor) in enumerate(facts.items, 1):
        expected = at(seconds=begins[anchor] + within) if isinstance(within, float | int) else None
        assert table.due(f"item:{n}").due_at == expected


def test_golf_has_fourteen_items_twelve_of_them_with_a_limit() -> None:
    items = load("iup-golf").playbook.items
    assert len(items) == 14
    assert sum(item.limit is not None for item in items) == 12
    assert Counter(item.anchor for item in items) == {"declared": 7, "fixed": 4, "resolved": 3}
    assert [item.done_by for item in items] == [
        "role:commander", None, "update:status_page:investigating", None, "hypothesis", "update:users", "fixed",
        "checks:up", "resolved", "update:status_page:resolved", "update:email:resolved", None, None, None,
    ]  # fmt: skip


def test_golf_keeps_what_its_page_says_twice() -> None:
    book = load("iup-golf").playbook
    phase = next(phase for phase in book.phases if phase.id == book.items[0].phase)
    assert phase.begins
    assert book.items[0].limit
    assert (phase.begins.counts, book.items[0].limit.counts) == (5 * MIN, 5 * MIN)
    declared = book.item_by_id("resolved")
    assert declared
    assert declared.limit
    assert clock(declared.limit) == 15 * MIN
    assert clock(book.resolution.watch) == 30 * MIN


def test_golf_tries_six_flows_and_has_eight_phases() -> None:
    book = load("iup-golf").playbook
    assert len(book.resolution.flows) == 6
    assert len(book.resolution.watch_for) == 4
    assert [(clock(phase.begins), clock(phase.ends)) for phase in book.phases] == [
        (0, 5 * MIN), (5 * MIN, 15 * MIN), (15 * MIN, HOUR), (None, None), (None, None), (30 * MIN, HOUR),
        (None, None), (None, 2 * DAY),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "duty", "after", "severities"),
    [
        ("iup-golf", "mail_while_it_lasts", 30 * MIN, ("P0",)),
        ("saltbitter", "cto", 2 * HOUR, ("SEV-1",)),
        ("saltbitter", "legal", None, ()),
        ("sev-runbook", "watch_fix_forward", None, ()),
        ("rodistaa", "database_down", None, ("P0",)),
    ],
)
def test_what_is_owed_on_a_condition_says_when(
    book: Playbook, duty: str, after: Clock, severities: tuple[str, ...]
) -> None:
    found = next(one for one in book.duties if one.id == duty)
    assert (clock(found.after), found.severities) == (after, severities)
    assert found.after or found.condition


def test_saltbitter_calls_the_cto_for_its_worst_level_only() -> None:
    book = load("saltbitter").playbook
    assert book.ladder[-1].severities == ("SEV-1",)
    assert [rung.condition != "" for rung in book.ladder] == [False, True, True, True]


def test_saltbitter_counts_its_third_level_in_business_hours() -> None:
    response = level(load("saltbitter").playbook, "SEV-3").response
    assert response
    assert (response.seconds, response.calendar) == (2 * HOUR, "business")


def test_the_runbook_of_scripts_says_when_each_level_goes_further() -> None:
    book = load("sev-runbook").playbook
    assert [clock(one.escalate) for one in book.severities] == [0, 30 * MIN, 2 * HOUR, "as needed"]
    assert [role.id for role in book.roles] == ["commander", "technical", "comms", "scribe"]
    assert len(book.principles) == 5
    assert len(book.metrics) == 6


def test_gitquest_has_its_figures_and_eight_ways_to_prevent() -> None:
    book = load("gitquest").playbook
    assert [
        (one.metric, one.op, one.value, one.high, one.unit) for name in ("SEV-2", "SEV-3")
        for one in level(book, name).triggers
    ] == [
        ("error rate", ">", 5, None, "%"), ("p95 latency", ">", 5, None, "s"),
        ("error rate", "in", 1, 5, "%"), ("p95 latency", ">", 2, None, "s"),
    ]  # fmt: skip
    assert len(book.prevention) == 8


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("gitquest", {"api_down": 7, "memory": 3, "frontend": 2, "migration": 2}),
        ("iup-golf", {"crash_loop": 10, "database_pool": 5, "memory": 6, "third_party": 3, "disk": 7, "ddos": 6}),
        ("saltbitter", {"connections": 1, "errors": 1, "memory_tasks": 1, "redis": 2, "database": 2}),
        ("sev-runbook", {"database_pool": 2, "memory": 2, "third_party": 2}),
        ("rodistaa", {"api_down": 7, "database": 4, "payment": 3, "errors": 3, "mobile": 2, "slow": 3}),
    ],
)
def test_every_scenario_has_its_own_commands(book: Playbook, counts: dict[str, int]) -> None:
    found = {
        one.id: n for one in book.scenarios if (n := sum(bool(s.run) and s.language not in CODE for s in one.steps))
    }
    assert found == counts


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("gitquest", "heroku rollback -a gitquest-backend"),
        ("gitquest", "heroku ps:scale web=0 -a gitquest-backend"),
        ("gitquest", "vercel rollback <deployment-url>"),
        ("gitquest", "npm run migrate:rollback --workspace=backend"),
        ("iup-golf", "git revert HEAD"),
        ("iup-golf", 'find /var/log -name "*.log" -type f -mtime +7 -delete'),
        ("iup-golf", "docker system prune -a"),
        ("iup-golf", "sudo iptables -A INPUT -s MALICIOUS_IP -j DROP"),
        ("saltbitter", "redis-cli -h saltbitter-prod.cache.amazonaws.com FLUSHDB"),
        ("sev-runbook", "npm run db:connections:kill-idle"),
        ("sev-runbook", "npm run feature:disable -- --feature=stripe-payments"),
        ("sev-runbook", "npm run config:set -- --key=payment_provider --value=fallback"),
        ("rodistaa", "./scripts/rollback-production.sh"),
    ],
)
def test_what_destroys_is_known_to(book: Playbook, command: str) -> None:
    assert {step.risk for step in steps_of(book) if step.run == command} == {"destroys"}


@pytest.mark.parametrize(
    ("name", "ending", "what"),
    [
        ("gitquest", "gitquest-backend:<previous-version>", ("<previous-version>",)),
        ("gitquest", "heroku logs --tail -a gitquest-backend", "endless"),
        ("iup-golf", "psql $DATABASE_URL", "endless"),
        ("iup-golf", "ssh production-api-server", "terminal"),
        ("iup-golf", "-j DROP", ("MALICIOUS_IP",)),
        ("saltbitter", "saltbitter-api-prod:previous", ("previous",)),
        ("sev-runbook", "npm run db:snapshot -- --incident=INC-2024-001", ("INC-2024-001",)),
        ("rodistaa", "INFO stats", ("$REDIS_HOST", "$REDIS_PASSWORD")),
    ],
)
def test_what_must_be_known_before_a_command_is_run_is_said(
    book: Playbook, ending: str, what: str | tuple[str, ...]
) -> None:
    found = [step for step in steps_of(book) if step.run.endswith(ending)]
    assert found
    assert all(step.placeholders == what if isinstance(what, tuple) else getattr(step, what) for step in found)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("gitquest", {("status_page", "investigating"), ("status_page", "identified"), ("status_page", "monitoring"),
                      ("status_page", "resolved"), ("chat", "")}),
        ("iup-golf", {("chat", "investigating"), ("chat", ""), ("chat", "resolved"), ("status_page", "investigating"),
                      ("status_page", "identified"), ("status_page", "resolved"), ("email", "identified"),
                      ("email", "resolved"), ("sms", "identified"), ("", "")}),
        ("saltbitter", {("status_page", "investigating"), ("status_page", "identified"),
                        ("status_page", "monitoring"), ("status_page", "resolved")}),
        ("sev-runbook", {("chat", ""), ("email_team", "investigating"), ("email", "investigating"), ("", "")}),
        ("rodistaa", {("chat", "investigating"), ("status_page", "investigating"), ("chat", "resolved")}),
    ],
)  # fmt: skip
def test_words_for_every_channel_and_status_of_the_team_are_there(book: Playbook, wanted: set[tuple[str, str]]) -> None:
    assert {(one.channel, one.status) for one in book.templates} == wanted


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("gitquest", "#incidents"),
        ("iup-golf", "#incident-YYYY-MM-DD-slug"),
        ("saltbitter", "#incident-YYYY-MM-DD-description"),
        ("sev-runbook", "#incident-YYYY-MM-DD-slug"),
        ("rodistaa", "#incident-response"),
    ],
)
def test_the_channel_of_an_incident_is_called_as_the_team_calls_it(book: Playbook, called: str) -> None:
    assert book.channel_name == called
