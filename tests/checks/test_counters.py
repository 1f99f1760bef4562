"""Counters grow, restart and come and go; what a window says of them is what they really counted."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.checks.result import Gap
from warroom.checks.series.counters import Beyond, Growth, quantile


def grown(*readings: dict[Any, float], every_s: float = 10.0, window_s: float = 60.0) -> Growth:
    growth = Growth(window_s, window_s, every_s)
    for index, reading in enumerate(readings):
        growth.add(1000 + index * every_s, reading, {}, {})
    return growth


def test_a_counter_is_told_by_how_much_it_grew_a_second() -> None:
    growth = grown(*({"a": 1_000.0 + 50 * n, "b": 7.0 * n} for n in range(10)))
    assert growth.rate(60) == pytest.approx(5.7)
    assert growth.increase(60) == pytest.approx(342)


def test_a_window_is_not_known_before_half_of_it_was_seen() -> None:
    assert grown().rate(60) == Gap("is not known yet: 0 s of 1 min seen", None)
    assert grown({"a": 1.0}, {"a": 2.0}).rate(60) == Gap("is not known yet: 10 s of 1 min seen", None)
    assert grown({"a": 0.0}, {"a": 1.0}, {"a": 2.0}, {"a": 3.0}).rate(60) == pytest.approx(0.1)


def test_a_restart_loses_nothing_but_what_was_counted_between_the_last_reading_and_it() -> None:
    growth = grown({"a": 100.0}, {"a": 110.0}, {"a": 4.0}, {"a": 14.0}, {"a": 24.0}, {"a": 34.0}, {"a": 44.0})
    assert growth.increase(60) == pytest.approx(10 + 4 + 40)


def test_a_series_that_appears_later_began_at_zero_and_those_of_the_first_reading_did_not() -> None:
    growth = grown(
        {"ok": 5_000.0}, {"ok": 5_010.0, "bad": 3.0}, {"ok": 5_020.0, "bad": 3.0}, {"ok": 5_030.0, "bad": 3.0}
    )
    ends = growth.over(60)
    assert ends is not None
    assert ends[1].total - ends[0].total == 33


def test_a_series_that_is_gone_for_a_while_is_not_counted_twice() -> None:
    growth = grown({"a": 10.0, "b": 900.0}, {"a": 11.0}, {"a": 12.0, "b": 905.0}, {"a": 13.0, "b": 905.0})
    ends = growth.over(60)
    assert ends is not None
    assert ends[1].total - ends[0].total == 8


def test_a_window_begins_at_the_reading_before_it_and_not_before_a_pause() -> None:
    growth = Growth(60, 60, 10)
    for at, value in ((0.0, 0.0), (10.0, 10.0), (5_000.0, 9_000.0), (5_040.0, 9_040.0)):
        growth.add(at, {"a": value}, {}, {})
    assert growth.rate(60) == pytest.approx(1.0)


def test_a_clock_that_went_back_begins_anew() -> None:
    growth = grown({"a": 0.0}, {"a": 600.0})
    growth.add(500, {"a": 700.0}, {}, {})
    growth.add(540, {"a": 740.0}, {}, {})
    assert growth.rate(60) == pytest.approx(1.0)


def test_readings_are_kept_for_the_longest_window_and_thinned_to_the_shortest() -> None:
    growth = Growth(3_600, 600, 1)
    for second in range(20_000):
        growth.add(second, {"a": float(second)}, {}, {})
    assert len(growth._readings) <= 3_600 / 10 + 2
    assert growth.rate(3_600) == pytest.approx(1.0)
    assert growth.rate(600) == pytest.approx(1.0)


def test_series_that_come_and_go_for_ever_are_forgotten() -> None:
    growth = Growth(60, 60, 10)
    for second in range(60):
        growth.add(second, {(second, one): 1.0 for one in range(2_000)}, {}, {})
    assert len(growth._last["total"]) <= 52_000


def test_the_share_of_errors_needs_twenty_requests() -> None:
    growth = Growth(60, 60, 10)
    growth.add(0, {"200": 100.0}, {}, {})
    growth.add(10, {"200": 106.0, "500": 1.0}, {"500": 1.0}, {})
    assert growth.error_rate(60) == Gap("is not known yet: 7 of 20 samples", None)
    growth.add(20, {"200": 196.0, "500": 4.0}, {"500": 4.0}, {})
    assert growth.error_rate(60) == pytest.approx(4.0)


BUCKETS = {0.1: 10.0, 0.5: 60.0, 1.0: 90.0, math.inf: 100.0}


@pytest.mark.parametrize(
    ("share", "buckets", "value"),
    [
        (0.5, BUCKETS, 0.1 + 0.4 * 40 / 50),
        (0.9, BUCKETS, 1.0),
        (0.05, BUCKETS, 0.05),
        (0.95, BUCKETS, Beyond(1.0)),
        (0.5, {-1.0: 50.0, 1.0: 100.0, math.inf: 100.0}, -1.0),
        (0.5, {1.0: 0.0, 2.0: 0.0, 4.0: 10.0, math.inf: 10.0}, 3.0),
        (0.5, {1.0: 6.0, 2.0: 5.0, math.inf: 10.0}, 5 / 6),
    ],
)
def test_a_quantile_is_that_of_histogram_quantile(share: float, buckets: dict[float, float], value: object) -> None:
    found = quantile(share, buckets)
    assert found == (value if isinstance(value, Beyond) else pytest.approx(value))


def test_quantiles_are_of_what_was_observed_in_the_window_across_a_restart() -> None:
    growth = Growth(60, 60, 10)
    growth.add(0, {}, {}, {"a": {1.0: 1000.0, 2.0: 1000.0, math.inf: 1000.0}})
    growth.add(10, {}, {}, {"a": {1.0: 1000.0, 2.0: 1019.0, math.inf: 1019.0}})
    assert growth.quantile(0.5, 60) == Gap("is not known yet: 19 of 20 samples", None)
    growth.add(20, {}, {}, {"a": {1.0: 0.0, 2.0: 21.0, math.inf: 21.0}})
    assert growth.quantile(0.5, 60) == pytest.approx(1.5)


COUNTS = st.lists(st.integers(0, 1000), min_size=4, max_size=30)


@given(COUNTS, st.lists(st.booleans(), min_size=30, max_size=30))
def test_whatever_restarts_the_counted_sum_is_what_was_counted(steps: list[int], restarts: list[bool]) -> None:
    growth, value, counted = Growth(10_000, 10_000, 10), 50.0, 0.0
    growth.add(0, {"a": value}, {}, {})
    for index, step in enumerate(steps):
        if restarts[index] and step < value:
            value = 0.0
        value += step
        counted += step
        growth.add((index + 1) * 10, {"a": value}, {}, {})
    ends = growth.over(10_000)
    assert ends is not None
    assert ends[1].total - ends[0].total == pytest.approx(counted)
