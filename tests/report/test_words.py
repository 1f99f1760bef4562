"""How times and numbers are worded."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0, at
from warroom.report.words import elapsed, moment, number, plural, since, span, utc

MIN, HOUR, DAY = 60, 3600, 86_400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "00:00"), (0.9, "00:00"), (139.9, "02:19"), (72, "01:12"), (-72, "01:12"), (HOUR - 1, "59:59"),
        (HOUR, "1h00"),
        (84 * MIN, "1h24"), (DAY - 1, "23h59"), (DAY, "1d 0h"), (28 * HOUR, "1d 4h"), (10 * DAY - 1, "9d23h"),
        (10 * DAY, "10d"),
        (21 * DAY, "21d"),
    ],
)  # fmt: skip
def test_a_countdown_is_as_short_as_it_can_be(seconds: float, words: str) -> None:
    assert span(seconds) == words


@given(st.floats(-9 * 10**6, 9 * 10**6))
def test_a_countdown_fits_its_column(seconds: float) -> None:
    assert len(f"late {span(seconds)}") <= 10
    assert "-" not in span(seconds)
    assert len(span(seconds)) <= 5


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [(761, "00:12:41", "00:12:41"), (-5, "00:00:00", "00:00:00"), (2 * DAY + 190 * MIN, "2d 03:10:00", "2d 03:10")],
)
def test_elapsed_counts_hours_with_days_in_front(seconds: float, long: str, short: str) -> None:
    assert (elapsed(seconds), elapsed(seconds, short=True)) == (long, short)


@pytest.mark.parametrize(
    ("seconds", "words", "calm"),
    [
        (48, "48s", "<1m"), (841, "14m01", "14m"), (192 * MIN, "3h12", "3h12"), (148 * HOUR, "6d 4h", "6d 4h"),
        (21 * DAY, "21d", "21d"), (-3, "0s", "<1m"),
    ],
)  # fmt: skip
def test_since_when_is_a_duration(seconds: float, words: str, calm: str) -> None:
    assert since(seconds) == words
    assert since(seconds, to_the_second=False) == calm


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (at(11, 32), "14:41:32"),
        (at(-24 * 60), "Fri 14:30"),
        (at(24 * 60), "Sun 14:30"),
        (at(7 * 24 * 60), "28 Nov"),
        (at(-300 * 24 * 60), "25 Jan"),
        (at(-400 * 24 * 60), "17 Oct 25"),
    ],
)
def test_the_date_comes_when_it_is_not_today(when: datetime, words: str) -> None:
    assert moment(when, T0) == words
    assert utc(when, T0) == f"{words} UTC"


def test_a_moment_may_leave_its_seconds_out() -> None:
    assert moment(at(11, 32), T0, seconds=False) == "14:41"


def test_numbers_are_grouped_and_counted() -> None:
    assert [number(n) for n in (0, 999, 12_000, 1_234_567)] == ["0", "999", "12 000", "1 234 567"]
    assert [plural(n, "line") for n in (0, 1, 2, 12_000)] == ["0 lines", "1 line", "2 lines", "12 000 lines"]
