"""Percentiles and shares over the last minutes of a check's own readings."""

import asyncio
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.checks.asking import Places, ask
from warroom.checks.failure import Failed
from warroom.checks.model import Reading, View
from warroom.checks.prepared import Prepared
from warroom.checks.result import Gap, Result
from warroom.checks.trail import Trail, unpack
from warroom.checks.windows import History, percentile
from warroom.checks.written import make_check
from warroom.errors import BadInput

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def history(took: Sequence[float | None], step: float = 10.0, longest: float = 300.0) -> tuple[History, Clock]:
    clock = Clock()
    past = History(longest, clock)
    for each in took:
        past.add(each)
        clock.now += step
    return past, clock


def test_a_window_with_fewer_than_20_samples_is_not_known() -> None:
    past, _ = history([0.1] * 19)
    assert past.over("p95", 300) == Gap("is not known yet: 19 of 20 samples", None)


def test_a_window_sees_no_sample_older_than_itself() -> None:
    past, clock = history([9.0] * 20 + [0.1] * 20, step=1.0)
    assert past.over("p50", 20) == 0.1
    clock.now += 1000
    assert past.over("p50", 300) == Gap("is not known yet: 0 of 20 samples", None)


def test_a_failure_is_a_latency_without_end_and_counts_as_an_error() -> None:
    past, _ = history([0.1] * 19 + [None] * 2)
    assert past.over("error_rate", 300) == pytest.approx(100 * 2 / 21)
    assert past.over("p50", 300) == 0.1
    assert past.over("p99", 300) == math.inf


def test_what_was_seen_before_comes_first_and_too_old_is_left_out() -> None:
    past, _ = history([0.1] * 18)
    past.seed([(900.0, 5.0), (250.0, None), (200.0, 0.2)])
    assert past.over("error_rate", 300) == 5.0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100
    assert sum(value < found for value in values) < max(1, len(values) * percent / 100)


def asked_for(*expect: str, **more: object) -> Prepared:
    return Prepared(make_check({"name": "api", "url": "http://127.0.0.1:1/", "expect": list(expect), **more}))


def answers(asked: Prepared, statuses: Sequence[int | None]) -> Reading:
    """The last reading after these answers; None is a refused connection."""

    async def run() -> Reading:
        for status in statuses:

            async def probe(_: Prepared, __: float, status: int | None = status) -> Result:
                if status is None:
                    raise Failed("refused", "connection refused", definite=True)
                return Result(latency_s=0.05, status=status)

            reading = await ask(asked, probe, lambda: AT, Places())
        return reading

    return asyncio.run(run())


def test_too_few_samples_read_unknown_not_green() -> None:
    reading = answers(asked_for("error_rate(5m) < 5%"), [200] * 19)
    assert (reading.state, reading.reason) == ("unknown", "error_rate(5m) is not known yet: 19 of 20 samples")
    assert answers(asked_for("error_rate(5m) < 5%"), [200] * 20).state == "up"


def test_a_share_over_its_limit_fails_and_names_the_severity_it_was_given() -> None:
    reading = answers(asked_for("error_rate(5m) < 5% else SEV-2"), [200] * 28 + [503, 200])
    assert reading.state == "up"
    reading = answers(asked_for("error_rate(5m) < 5% else SEV-2"), [200] * 26 + [503, None, 200])
    assert (reading.state, reading.suggests) == ("down", ("SEV-2",))
    assert reading.reason == "error_rate(5m) 6.9 %, wanted < 5%: suggests SEV-2"


def test_an_answer_that_is_wrong_now_is_down_whatever_the_window_says() -> None:
    reading = answers(asked_for("p95(5m) < 2s"), [503])
    assert (reading.state, reading.value) == ("down", "503")


def test_a_warning_over_a_window_degrades() -> None:
    asked = asked_for(warn=["p95(5m) < 40ms"])
    reading = answers(asked, [200] * 20)
    assert (reading.state, reading.reason) == ("degraded", "p95(5m) 50 ms, wanted < 40 ms")


def test_too_many_failures_make_a_percentile_without_end() -> None:
    reading = answers(asked_for("p95(5m) < 2s"), [None] * 5 + [200] * 20)
    assert (reading.state, reading.reason) == (
        "down",
        "p95(5m) is without end, wanted < 2 s: too many gave no answer",
    )


def test_a_window_that_can_never_hold_enough_readings_is_refused_with_one_that_can() -> None:
    with pytest.raises(
        BadInput, match=r"5 min never hold the 20 readings it takes, one every 1 min: write `p95\(20m\)`"
    ):
        asked_for("p95(5m) < 2s", every="60s")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("p95 < 2s", "p95 is taken over a time, like `p95(5m)`"),
        ("p95(5) < 2s", "a window is a time from 10s to 24h"),
        ("p95(2d) < 2s", "a window is a time from 10s to 24h"),
        ("latency(5m) < 2s", "latency is of this moment"),
        ("p94(5m) < 2s", "unknown `p94`, did you mean `p9"),
        ("error_rate(5m) < lots", "compares numbers"),
    ],
)
def test_a_window_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        asked_for(text)
    assert said in str(refused.value)


def test_the_next_prober_knows_the_samples_of_the_last_one() -> None:
    trail = Trail()
    for n in range(20):
        state = "down" if n == 3 else "up"
        trail.add(Reading("api", AT + timedelta(seconds=10 * n), state, None if n == 3 else 0.05))  # type: ignore[arg-type]  # a word of State, from a table
    view = View("api", "http", "", "up", "up", "", None, None, "", trail=trail.packed())
    asked = asked_for("error_rate(5m) < 50%")
    asked.remember(view, AT + timedelta(seconds=200))
    assert asked.history.over("error_rate", 300) == 5.0


def test_who_takes_over_a_check_that_only_its_window_failed_counts_its_answers_as_answers() -> None:
    before = asked_for("error_rate(5m) < 5%")
    trail = Trail()
    for n in range(40):
        reading = answers(before, [503 if n in (25, 26) else 200])
        trail.add(msgspec.structs.replace(reading, at=AT + timedelta(seconds=5 * n)))
    assert any(one.over for one in unpack(trail.packed()))
    view = View("api", "http", "", "up", "up", "", None, None, "", trail=trail.packed())
    after = asked_for("error_rate(5m) < 5%")
    after.remember(view, AT + timedelta(seconds=200))
    assert after.history.over("error_rate", 300) == 5.0
