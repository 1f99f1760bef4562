"""Times in prose: what they are, how long, and what is no time at all."""

import pytest

from warroom.playbook.markdown.clocks import clocks, limit_in
from warroom.playbook.model import Limit


@pytest.mark.parametrize(
    ("text", "seconds", "sense"),
    [
        ("Within 30 minutes", 1800, "within"),
        ("< 5 min", 300, "within"),
        ("0-5 min", 300, "bare"),
        ("5–15 minutes", 900, "bare"),
        ("30m–1h", 3600, "bare"),
        ("1h30", 5400, "bare"),
        ("1 h 30 min", 5400, "bare"),
        ("half an hour", 1800, "bare"),
        ("First 5 Minutes", 300, "within"),
        ("T+15", 900, "offset"),
        ("T+30m", 1800, "offset"),
        ("Post-fix + 15 min", 900, "offset"),
        ("every 15-30 minutes", 1800, "every"),
        ("Every hour", 3600, "every"),
        ("hourly", 3600, "every"),
        ("watch for 20 minutes", 1200, "for"),
        ("normal for 30+ minutes", 1800, "for"),
        ("lasting > 2 hours", 7200, "beyond"),
        ("the last 10 minutes", 600, "window"),
        ("10 minutes ago", 600, "window"),
        ("after 10 mins", 600, "after"),
        ("innerhalb von 15 Minuten", 900, "within"),
        ("alle 30 Minuten", 1800, "every"),
        ("nach 2 Stunden", 7200, "after"),
        ("dans les 30 minutes", 1800, "within"),
        ("toutes les 2 heures", 7200, "every"),
        ("en 15 minutos", 900, "within"),
        ("cada 2 horas", 7200, "every"),
        ("entro 10 minuti", 600, "within"),
        ("binnen 10 minuten", 600, "within"),
        ("30分以内", 1800, "bare"),
        ("в течение 15 минут", 900, "within"),
    ],
)
def test_a_time_and_what_it_is(text: str, seconds: float, sense: str) -> None:
    (clock,) = clocks(text)
    assert (clock.high, clock.sense) == (seconds, sense)


@pytest.mark.parametrize(
    "text",
    [
        "5M rows",
        "1000ms",
        "2GB",
        "24/7",
        "p95",
        "2024-01-15",
        "14:30",
        "$5 million",
        "v1.5 m",
        "99.9 %",
        "10.0.0.1",
        "5 errors",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert clocks(text) == []


@pytest.mark.parametrize(
    "text", ["more than 5 errors in 5 minutes", "> 100 requests in 1 minute", "3 failures within 10 minutes"]
)
def test_a_threshold_is_no_time(text: str) -> None:
    assert clocks(text) == []


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("Immediate (< 5 minutes)", Limit(300, words="Immediate (< 5 minutes)")),
        ("Immediate (page on-call)", Limit(0, words="Immediate")),
        ("sofort", Limit(0, words="sofort")),
        ("Next business day", Limit(None, "business", "Next business day")),
        ("am nächsten Werktag", Limit(None, "business", "am nächsten Werktag")),
        ("prochain jour ouvré", Limit(None, "business", "prochain jour ouvré")),
        ("Within 2 hours (business hours)", Limit(7200, "business", "2 hours (business hours)")),
        ("4 business hours", Limit(14400, "business", "4 business hours")),
        ("2 business days", Limit(None, "business", "2 business days")),
        ("whenever", None),
    ],
)
def test_the_limit_a_value_sets(text: str, limit: Limit | None) -> None:
    assert limit_in(text) == limit


def test_several_times_in_one_sentence() -> None:
    found = clocks("Every 15 minutes (SEV1) or 30 minutes (SEV2)")
    assert [(clock.high, clock.sense) for clock in found] == [(900, "every"), (1800, "bare")]
