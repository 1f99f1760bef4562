"""The times people write, and which moment each names."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.incident.moment import leading, parse_moment, trailing, zone_of

NOW = datetime(2026, 11, 21, 14, 41, 32, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "zone", "moment"),
    [
        ("-12m", "", NOW - timedelta(minutes=12)),
        ("-1h30", "", NOW - timedelta(minutes=90)),
        ("-90s", "", NOW - timedelta(seconds=90)),
        ("-5min", "", NOW - timedelta(minutes=5)),
        ("-2D", "", NOW - timedelta(days=2)),
        ("14:32", "", utc("2026-11-21 14:32")),
        ("14:32:07", "", utc("2026-11-21 14:32:07")),
        ("14:43", "", utc("2026-11-21 14:43")),
        ("14:44", "", utc("2026-11-20 14:44")),
        ("15:32", BERLIN, utc("2026-11-21 14:32")),
        ("14:32Z", BERLIN, utc("2026-11-21 14:32")),
        ("9:05Z", "", utc("2026-11-21 09:05")),
        ("23:59", "", utc("2026-11-20 23:59")),
        ("2026-11-21T14:32:00Z", "", utc("2026-11-21 14:32")),
        ("2026-11-21t14:32z", "", utc("2026-11-21 14:32")),
        ("2026-11-21T15:32:00+01:00", "", utc("2026-11-21 14:32")),
        ("2026-11-21T15:32", BERLIN, utc("2026-11-21 14:32")),
        ("now", "", NOW),
    ],
)
def test_a_time_names_one_moment(word: str, zone: str, moment: datetime) -> None:
    assert parse_moment(word, NOW, zone) == moment


@pytest.mark.parametrize(
    "word",
    ["10:1", "9:05", "24:00", "14:60", "-5", "-", "-3rd", "--5m", "5m", "14h32", "2026-11-21", "2026-13-01T00:00Z", "",
     "-99999999999999h", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "-" + "1" * 100_000 + "h"],
)  # fmt: skip
def test_what_is_no_time_names_none(word: str) -> None:
    assert parse_moment(word, NOW) is None


def test_just_past_midnight_yesterdays_minutes_are_meant() -> None:
    after = utc("2026-11-22 00:05")
    assert parse_moment("23:58", after) == utc("2026-11-21 23:58")
    assert parse_moment("00:04", after) == utc("2026-11-22 00:04")
    before = utc("2026-11-21 23:59")
    assert parse_moment("00:01", before) == utc("2026-11-22 00:01")
    assert parse_moment("00:02", before) == utc("2026-11-21 00:02")


def test_midnight_is_the_named_zones_own() -> None:
    assert parse_moment("23:58", utc("2026-11-21 23:30"), BERLIN) == utc("2026-11-21 22:58")


def test_of_a_minute_the_clocks_showed_twice_the_later_counts_once_it_came() -> None:
    first, second = utc("2026-10-25 00:30"), utc("2026-10-25 01:30")
    assert parse_moment("02:30", utc("2026-10-25 01:40"), BERLIN) == second
    assert parse_moment("02:30", utc("2026-10-25 00:40"), BERLIN) == first


def test_a_minute_the_clocks_skipped_is_the_last_one_that_was() -> None:
    assert parse_moment("02:30", utc("2026-03-29 01:40"), BERLIN) == utc("2026-03-28 01:30")
    assert parse_moment("03:30", utc("2026-03-29 01:40"), BERLIN) == utc("2026-03-29 01:30")


@given(
    st.integers(0, 3_800_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["", BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Africa/Cairo"]),
)
def test_a_clock_time_shows_itself_in_its_zone_and_is_at_most_two_minutes_ahead(
    now: datetime, hour: int, minute: int, zone: str
) -> None:
    found = parse_moment(f"{hour:02}:{minute:02}", now, zone)
    assert found is not None
    shown = found.astimezone(zone_of(zone))
    assert (shown.hour, shown.minute) == (hour, minute)
    assert timedelta(days=-3) < found - now <= timedelta(minutes=2)


def test_a_line_begins_with_a_time_only_if_words_follow() -> None:
    assert leading("14:32 db is slow", NOW, "") == (utc("2026-11-21 14:32"), "db is slow")
    for line in ("14:32", "14:32  ", "now we know", "10:1 odds", "db 14:32"):
        assert leading(line, NOW, "") == (None, line)


def test_a_change_ends_with_a_time_only_if_words_stand_before() -> None:
    assert trailing("deployed 41a -20m", NOW, "") == ("deployed 41a", NOW - timedelta(minutes=20))
    for words in ("-20m", "deployed now", "deployed 41a"):
        assert trailing(words, NOW, "") == (words, None)


def test_an_unknown_zone_reads_as_utc() -> None:
    assert parse_moment("14:32", NOW, "Middle/Earth") == utc("2026-11-21 14:32")
