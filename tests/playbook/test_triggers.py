"""Figures read out of the words of a level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.playbook.model import Trigger
from warroom.playbook.triggers import parse_trigger


@pytest.mark.parametrize(
    ("words", "metric", "op", "value", "high", "unit"),
    [
        ("error rate > 5 %", "error rate", ">", 5, None, "%"),
        ("p95 over 2 s", "p95", ">", 2, None, "s"),
        ("High error rates (>5%)", "High error rates", ">", 5, None, "%"),
        ("Elevated error rates (1-5%)", "Elevated error rates", "in", 1, 5, "%"),
        ("errors 1–5 %", "errors", "in", 1, 5, "%"),
        ("errors between 1% and 5%", "errors", "in", 1, 5, "%"),
        ("Slow response times (p95 > 5s)", "p95", ">", 5, None, "s"),
        ("Performance degradation < 50%", "Performance degradation", "<", 50, None, "%"),
        ("errors affecting < 10% users", "errors affecting", "<", 10, None, "% users"),
        ("p95 latency > 1,000 ms", "p95 latency", ">", 1000, None, "ms"),
        ("latency at least 1.5 s", "latency", ">=", 1.5, None, "s"),
        ("free disk at most 5 GB", "free disk", "<=", 5, None, "GB"),
        ("payment success below 50%", "payment success", "<", 50, None, "%"),
    ],
)
def test_a_figure_is_read_in_the_words_people_use(
    words: str, metric: str, op: str, value: float, high: float | None, unit: str
) -> None:
    found = parse_trigger(f" {words} ")
    assert found == Trigger(metric=metric, op=op, value=value, high=high, unit=unit, words=words)  # type: ignore[arg-type]  # a sign of Trigger, from a table


@pytest.mark.parametrize(
    "words", ["", "> 5 %", "data loss", "within 30 minutes", "errors 5–1 %", "more than 5 errors", "1-5%"]
)
def test_words_without_a_figure_are_none(words: str) -> None:
    assert parse_trigger(words) is None


@given(st.text(max_size=300))
def test_any_words_are_a_figure_that_reads_back_or_none(words: str) -> None:
    found = parse_trigger(words)
    assert found is None or parse_trigger(found.words) == found
