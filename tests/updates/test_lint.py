"""Lint of updates: what speaks against words to users is found where it stands, and good words are left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import Table
from warroom.incident import intents as i
from warroom.playbook import yaml
from warroom.playbook.fields import FIELDS
from warroom.playbook.model import Check, Playbook, Template
from warroom.report.filling import fill
from warroom.updates.lint import against, lint, next_time
from warroom.updates.lint.found import Against, Fault, Linted
from warroom.updates.lint.ours import hosts_of
from warroom.updates.lint.times import times_in
from warroom.updates.lint.words import language_of

NOW = datetime(2026, 11, 21, 14, 42, tzinfo=UTC)
HELD = Against(
    now=NOW,
    channel="status_page",
    status="identified",
    severity="P0",
    severities=("P0", "P1", "P2", "P3"),
    whole=True,
    cadence_s=1800,
    people=("anna", "mia", "anders"),
    hosts=("orders-db",),
    limit=800,
)
LACKING = {"no next", "who", "since"}
"""What a single sentence need not say."""


def linted(text: str, **fields: object) -> Linted:
    known = {name: getattr(HELD, name) for name in HELD.__struct_fields__}
    status = fields.get("status", HELD.status)
    return lint(text, Against(**{**known, "running": status != "resolved", **fields}))


def kinds(text: str, **fields: object) -> set[str]:
    return {fault.kind for fault in linted(text, **fields).faults}


def only(text: str, kind: str, **fields: object) -> Fault:
    """The one fault of this kind."""
    found = [fault for fault in linted(text, **fields).faults if fault.kind == kind]
    assert len(found) == 1, found
    return found[0]


GOOD = (
    ("investigating", "We are investigating elevated error rates on the API since 14:28 UTC."),
    ("investigating", "Some customers may see slow page loads when they open the dashboard."),
    ("identified", "The issue has been identified and a fix is being implemented."),
    (
        "identified",
        "We are working to restore service as soon as possible, and will post the next update by 15:10 UTC.",
    ),
    ("monitoring", "A fix was deployed at 14:31 UTC and error rates went down to normal levels."),
    ("monitoring", "We will monitor the fix for the next 30 minutes before we close this incident."),
    ("resolved", "This incident has been resolved. Between 13:52 and 14:20 UTC about 12% of requests failed."),
    ("investigating", "Next update in 30 minutes, or sooner if we know more (by 15:10 UTC)."),
    ("identified", "Requests to api.example.com may time out; retries succeed in most cases."),
    ("identified", "We do not have an ETA yet. We write again by 15:05 UTC."),
    ("investigating", "You need not do anything: your data is safe, and webhooks are queued until this is fixed."),
    (
        "identified",
        "We expect an answer from our support queue to take longer than usual; the next update comes at 15:00 UTC.",
    ),
    ("monitoring", "Users in the EU region could not log in from 13:10 to 14:05 UTC; logins work again."),
    ("resolved", "We are sorry for the trouble and will publish a review by Friday."),
    ("investigating", "Version 4.2.1 of the mobile app and IPv6 clients are not affected."),
    ("identified", "The cause is a full connection pool in our database; no data was lost."),
    ("identified", "If you use the S3 export, /v1/exports returns 503 since 14:02 UTC."),
    ("investigating", "Until further notice, please use https://status.example.com/history for past incidents."),
    (
        "identified",
        "We have scaled the checkout service up and will update this page at 15:10 UTC once the backlog is over.",
    ),
    ("investigating", "Cards are declined for some shoppers in Germany; PayPal and bank transfers work normally."),
)
BAD = (
    ("We expect to be back in 10 minutes.", {"promise"}),
    ("This will be fixed by 15:00 UTC.", {"promise"}),
    ("Service should be restored shortly.", {"promise"}),
    ("Everything will be up and running within the hour, next update at 15:10 UTC.", {"promise"}),
    ("ETA: 20 min", {"promise"}),
    ("Back soon!", {"promise"}),
    ("Within the next hour all logins should work normally again.", {"promise"}),
    ("The team is restarting db-1 and web03 now.", {"machine"}),
    ("Connections to 10.0.12.7:5432 are refused.", {"address"}),
    ("The pool on orders-db.prod.internal is exhausted.", {"machine"}),
    ("We found errors in /var/log/nginx/error.log on the proxy.", {"path"}),
    ("Follow along at https://grafana.corp.example.com/d/abc since 14:28 UTC.", {"url"}),
    ("The pod checkout-7d9f8b6c5d-x2x4z was killed.", {"machine"}),
    ("A human error removed the index.", {"blame"}),
    ("The problem was caused by one of our engineers during a deployment.", {"blame"}),
    ("anna is restarting the workers for customer Acme Corp.", {"person", "customer"}),
    ("Impact: [what users notice, in the words last recorded], next by {next_update}, at XX:XX.", {"blank"}),
    ("Use the password=hunter2secret99 to reach the read replica.", {"secret"}),
    ("RESOLVED: the incident is now fixed.", {"status"}),
    ("P2: some requests fail, the level is lower now.", {"severity"}),
)


@pytest.mark.parametrize(("status", "text"), GOOD)
def test_a_sentence_of_a_good_status_page_has_no_fault(status: str, text: str) -> None:
    assert kinds(text, status=status) - LACKING == set()


@pytest.mark.parametrize(("text", "found"), BAD)
def test_a_bad_sentence_has_its_faults_and_no_others(text: str, found: set[str]) -> None:
    assert kinds(text) - LACKING == found


@pytest.mark.parametrize(
    "text",
    [
        "We are back in 10 minutes.",
        "Fixed by 15:00.",
        "It should be fixed soon.",
        "We hope to have this resolved by end of day.",
        "We expect everything to be back to normal in about half an hour.",
        "Recovery is likely within 20 minutes",
        "We'll have it fixed momentarily.",
        "Estimated time to resolution: 30 minutes",
        "Expected resolution: 15:30 UTC",
        "The ETA is 20 minutes.",
        "We are confident that service will be restored by 15:00 UTC.",
        "The database\nwill be restored\nin 10 minutes.",
    ],
)
def test_a_time_of_repair_is_a_promise_however_it_is_said(text: str) -> None:
    assert "promise" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Next update by 15:30 UTC.",
        "We will update this page shortly.",
        "We will post an update when service is restored, by 15:30 UTC.",
        "Service was restored in 12 minutes.",
        "It was fixed by 14:20 UTC.",
        "We are rolling back in 10 minutes.",
        "ETA: unknown",
        "There is no ETA.",
        "We will get back to you in 30 minutes.",
        "It is too soon to say when this is fixed.",
        "Please log in again in 10 minutes.",
        "The fix is in place and we watch it for 30 minutes.",
    ],
)
def test_a_time_of_anything_else_is_no_promise(text: str) -> None:
    assert "promise" not in kinds(text)


def test_a_fault_names_its_line_and_columns_also_behind_signs_of_two_cells() -> None:
    text = "INVESTIGATING\n\n漢字 🚨 We end it on db-1 now."
    found = only(text, "machine", status="investigating")
    assert (found.line, text.split("\n")[2][slice(*found.columns)]) == (3, "db-1")
    assert text[found.begin : found.end] == "db-1"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Next update by 14:30 UTC.", "past"),
        ("Next update by 15:20 UTC.", "late"),
        ("Next update by 15:05 UTC.", "two times"),
        ("We are on it.", "no next"),
        ("Next update in 30 minutes.", "next span"),
        ("We write every 60 minutes.", "late"),
    ],
)
def test_the_next_time_is_there_to_come_within_the_cadence_and_one(said: str, kind: str) -> None:
    held = NOW + timedelta(minutes=18) if kind == "two times" else None
    assert kind in kinds(f"All users see errors since 14:28 UTC. {said}", next_at=held)


def test_a_next_time_in_another_zone_and_over_midnight_is_the_moment_it_means() -> None:
    assert next_time("Nächste Meldung um 16:05 Uhr MEZ", NOW) == NOW.replace(hour=15, minute=5)
    late = NOW.replace(hour=23, minute=50)
    assert next_time("Next update by 00:20 UTC.", late) == late + timedelta(minutes=30)
    assert next_time("Next update by 3:05 pm UTC.", NOW) == NOW.replace(hour=15, minute=5)
    assert next_time("It was fixed at 14:20 UTC.", NOW) is None


def test_what_is_over_owes_no_next_news() -> None:
    assert "no next" not in kinds("It is over. It lasted from 14:02 to 14:30 UTC.", status="resolved")


def test_a_time_without_zone_is_told_and_one_before_a_range_has_the_zone_behind_it() -> None:
    assert only("Since 14:28 users see errors.", "zone").columns == (6, 11)
    assert "zone" not in kinds("From 14:02 to 14:30 UTC users saw errors.")
    assert "zone" not in kinds("All times are UTC. Since 14:28 users see errors.")


@pytest.mark.parametrize(("severity", "users", "must"), [("P0", "about 5 %", True), ("P2", "", False)])
def test_an_outage_of_a_part_is_told_by_impact_or_level(severity: str, users: str, must: bool) -> None:
    table = Table()
    table.do(i.Declare(severity=severity, title="API trouble", playbook=table.playbook))
    if users:
        table.do(i.SetImpact(text="requests fail", fields={"users": users}))
    now = table.clock.moment
    held = against(table.incident, "status_page", "investigating", now)
    text = f"There is an outage of the API for users since {now:%H:%M} UTC."
    found = [fault for fault in lint(text, held).faults if fault.kind == "too much"]
    assert [fault.must for fault in found] == [must]


def test_down_is_not_everything_that_goes_down() -> None:
    part = {"whole": False, "why_part": "as the impact says"}
    assert "too much" in kinds("The API is down for users.", **part)
    for text in ("Error rates are down.", "The site slowed down.", "Please scroll down.", "A partial outage."):
        assert "too much" not in kinds(text, **part)
    assert "too much" not in kinds("The API is down for all users.", whole=True)


def test_what_only_the_team_reads_may_name_machines_and_people() -> None:
    text = "anna restarts db-1 (10.0.0.4). Next word 15:05 UTC."
    assert kinds(text, to_users=False) == set()
    assert kinds("Status: [what it is]. password=hunter2secret99", to_users=False) >= {"blank", "secret"}


@pytest.mark.parametrize(
    "text",
    [
        "[2026-11-21 14:30 UTC] Identified",
        "[IDENTIFIED] We know the cause.",
        "[P0] All users see errors.",
        "[Read on](https://status.example.com)",
        "Write to <help@example.com> or <https://status.example.com>.",
        "Errors < 1 % and > 0 %",
        "XXL orders are late. 10 x 20",
        "a <b>bold</b> word",
    ],
)
def test_brackets_that_say_something_are_no_blanks(text: str) -> None:
    assert "blank" not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "[service]",
        "it is [when it began]now",
        "{impact}",
        "{{PLACE}}",
        "${USERS}",
        "<name>",
        "XX",
        "TBD",
        "___",
        "HH:MM",
        "???",
    ],
)
def test_a_place_to_fill_in_is_a_blank(text: str) -> None:
    assert only(f"We look at {text} for all users.", "blank").must


def test_a_subject_is_read_too() -> None:
    found = only("All users see errors.", "blank", subject="Trouble with [service]")
    assert (found.in_subject, found.begin, found.line) == (True, len("Trouble with "), 0)
    assert "subject" in kinds("All users see errors.", subject=" ")


def test_letters_are_counted_against_what_the_channel_takes() -> None:
    assert only("x" * 900, "long").must is False
    assert only("x " * 200, "long", limit=280, cuts=True).must
    assert "13 of 800 letters" in linted("we see errors").well
    assert only("  \n ", "empty").must


def test_what_is_well_is_said() -> None:
    well = linted("Since 14:28 UTC all users see errors.\nNext update by 15:05 UTC.").well
    assert "says who is affected" in well
    assert "says since when, with zone" in well
    assert "next news named: 15:05 UTC" in well
    assert "fits the cadence, 23 of 30 min" in well


FOREIGN: tuple[tuple[str, str, set[str]], ...] = (
    (
        "de",
        "Wir untersuchen seit 14:28 Uhr UTC eine Störung. Betroffen sind alle Nutzer. Nächste Meldung um 15:05 UTC.",
        set(),
    ),
    ("de", "Wir rechnen damit, dass in 10 Minuten alles wieder erreichbar ist.", {"promise"}),
    ("de", "Die Störung wird bis 15:00 Uhr behoben.", {"promise"}),
    ("de", "Wir arbeiten so schnell wie möglich an einer Lösung und melden uns um 15:10 UTC wieder.", set()),
    ("es", "Estamos investigando errores desde las 14:28 UTC. Afecta a todos los usuarios.", set()),
    ("es", "Esperamos que el servicio esté restablecido en 10 minutos.", {"promise"}),
    ("fr", "Depuis 14:28 UTC, toutes les requêtes échouent. Prochaine mise à jour à 15:05 UTC.", set()),
    ("fr", "Le service sera rétabli dans 20 minutes.", {"promise"}),
    ("", "Sinds 14:28 UTC zijn er problemen met de API. Volgende update om 15:05 UTC.", set()),
    ("", "Od 14:28 UTC występują problemy z API. Następna informacja o 15:05 UTC.", set()),
    ("", "14:28 UTC より API に障害が発生しています。次の更新は 15:05 UTC です。", set()),
    ("", "С 14:28 UTC API недоступен. Следующее сообщение в 15:05 UTC.", set()),
    ("", "Stiamo indagando su un problema dalle 14:28 UTC. Prossimo aggiornamento alle 15:05 UTC.", set()),
)


@pytest.mark.parametrize(("language", "text", "found"), FOREIGN)
def test_another_language_gets_its_own_faults_or_none(language: str, text: str, found: set[str]) -> None:
    assert language_of(text) == language
    assert kinds(text) - LACKING - {"zone"} == found


def test_a_language_nobody_knows_here_still_gets_what_needs_no_language() -> None:
    text = "С 14:28 UTC db-1 (10.0.0.4) недоступен: [что], password=hunter2secret99"
    assert kinds(text) - LACKING == {"machine", "address", "blank", "secret"}


def test_hosts_of_checks_that_no_user_knows_stay_inside() -> None:
    checks = (
        Check(name="api", options={"url": "https://api.example.com/health"}),
        Check(name="pool", kind="postgres", options={"dsn": "postgres://u@pg.example.com/orders"}),
        Check(name="cache", kind="redis", options={"host": "cache"}),
        Check(name="queue", kind="tcp", options={"host": "orders-mq"}),
    )
    assert hosts_of(Playbook(name="x", checks=checks)) == ("pg.example.com", "orders-mq")
    assert only("We restart pg.example.com for all users.", "machine", hosts=("pg.example.com",)).must


# The playbooks that ship.

_SAID = {"status_page": "https://status.example.com", "support": "support@example.com", "fix": "the job was ended"}
_BY_HAND = {
    "what users know it as": "orders",
    "which feature": "the checkout",
    "which": "orders, payments",
    "date": "2026-11-30",
    "how long": "20 minutes",
    "how much longer": "20 minutes",
    "when it is expected to be solved": "20 minutes",
    "time, with its zone": "15:30 UTC",
    "when, or: we write again every 30 minutes": "we write again by 14:30 UTC",
    "a way around, if there is one": "you can order by phone",
    "the cause, in words a user understands": "a job took all connections",
    "What it was, in one sentence that a user understands.": "A job took all connections.",
}
_OWN_FAULTS = {
    "default:email_monitoring": {"no next"},
    "drill:email_monitoring": {"no next"},
    "gitquest:chat_update": {"promise", "no next"},
    "gitquest:status_page_identified": {"no next", "who"},
    "gitquest:status_page_investigating": {"no next"},
    "gitquest:status_page_monitoring": {"no next"},
    "iup-golf:chat_first": {"no next"},
    "iup-golf:chat_investigating": {"no next"},
    "iup-golf:chat_update": {"promise", "no next"},
    "iup-golf:email_identified": {"promise", "next span"},
    "iup-golf:sms_identified": {"no next"},
    "iup-golf:status_page_identified": {"promise", "no next", "who"},
    "iup-golf:status_page_investigating": {"no next"},
    "rodistaa:status_page_investigating": {"next span"},
    "saltbitter:status_page_identified": {"no next"},
    "saltbitter:status_page_investigating": {"no next"},
    "saltbitter:status_page_monitoring": {"no next"},
    "sev-runbook:email_team_investigating": {"next span"},
}
"""What the templates themselves lack or promise, filled in or not."""


def _templates() -> list[tuple[str, Template]]:
    return [
        (name, template) for name in yaml.names() for template in yaml.load(name).playbook.templates if template.channel
    ]


@pytest.mark.parametrize(("name", "template"), _templates(), ids=[f"{n}:{t.id}" for n, t in _templates()])
def test_a_template_that_ships_filled_in_has_only_the_faults_it_has_itself(name: str, template: Template) -> None:
    table = Table(yaml.load(name).playbook)
    level = table.playbook.severities[0].id
    table.do(i.Declare(severity=level, title="API does not answer", playbook=table.playbook, channel="#inc-api"))
    table.do(i.SetMilestone(name="started", moment=table.clock.moment - timedelta(minutes=5)))
    table.go(2)
    for role in ("commander", "comms", "technical"):
        table.do(i.TakeRole(role=role, person="anders"))
    table.do(i.SetImpact(text="all requests fail for all users", fields={"users": "about 12 000", "data": "none"}))
    table.do(i.Suspect(text="no free database connections"))
    table.go(12)
    if template.status in ("monitoring", "resolved"):
        table.do(i.MarkFixed())
    now = table.clock.moment
    body = fill(template.body.replace("{resolved}", f"{now:%H:%M} UTC"), table.incident, now).text
    for field, words in _SAID.items():
        body = body.replace(f"[{FIELDS[field]}]", words)
    for blank, words in _BY_HAND.items():
        body = body.replace(f"[{blank}]", words.replace("14:30", f"{now + timedelta(minutes=10):%H:%M}"))
    body = body.replace(f"[{FIELDS['follow_ups']}]", "- an alarm").replace(f"[{FIELDS['actions']}]", "end the job")
    found = lint(body, against(table.incident, template.channel, template.status or "investigating", now))
    # Not on the record yet: the incident itself is not resolved, and nobody says since when in these.
    own = {fault.kind for fault in found.faults} - {"since"} - ({"status"} if template.status == "resolved" else set())
    assert own == _OWN_FAULTS.get(f"{name}:{template.id}", set()), body


# Anything.


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from("ab1[]{}<>.-/:@\\ \n\tüß漢P0X_") | st.characters(), max_size=400))
def test_no_text_breaks_it_and_every_place_is_in_the_text(text: str) -> None:
    for fault in linted(text).faults:
        assert 0 <= fault.begin <= fault.end <= len(text)
        if fault.line:
            line = text.split("\n")[fault.line - 1]
            assert 0 <= fault.columns[0] <= fault.columns[1] <= len(line)


@pytest.mark.parametrize(
    "piece", ["a-", "1.", "[", "{", "<a", "/a", "aa-0", "14:30 ", "::", "will be fixed in 1", "X", " \n"]
)
def test_a_long_text_of_one_kind_is_read_at_once(piece: str) -> None:
    words = piece * (8000 // len(piece))
    assert linted(words).faults
    assert times_in(words, NOW) is not None
