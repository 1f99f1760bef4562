"""The durations an incident is judged by."""

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0, Table, at
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.metrics import ENDS, Metrics, metrics


def test_what_is_unknown_is_missing_and_never_zero() -> None:
    found = metrics(Table().declare().incident)
    assert found == Metrics(
        detect_s=None,
        acknowledge_s=None,
        mitigate_s=None,
        resolve_s=None,
        missing=("started", "acknowledged", "fixed", "resolved"),
    )


def test_each_span_has_its_two_ends() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(-10)))
    table.do(i.SetMilestone(name="detected", moment=at(-4)))
    table.go(1).do(i.Acknowledge())
    table.go(19).do(i.MarkFixed())
    table.go(10).do(i.Resolve(despite="a test"))
    assert metrics(table.incident) == Metrics(detect_s=360, acknowledge_s=300, mitigate_s=1800, resolve_s=2400)


def test_a_fix_that_did_not_hold_mitigated_nothing() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(-10)))
    table.do(i.MarkFixed())
    table.do(i.Unfix(why="it came back"))
    assert metrics(table.incident).mitigate_s is None


def test_a_span_whose_end_lies_before_its_start_is_missing_and_named_and_never_negative() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(1)))
    found = metrics(table.incident)
    assert (found.detect_s, found.out_of_order) == (None, ("detect_s",))
    assert "detected" not in found.missing


def test_a_clock_set_back_an_hour_before_the_fix_leaves_no_negative_duration() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(-10)))
    table.go(-60)
    table.do(i.Acknowledge())
    table.do(i.MarkFixed())
    table.do(i.Resolve(despite="a test"))
    found = metrics(table.incident)
    assert (found.detect_s, found.acknowledge_s, found.mitigate_s, found.resolve_s) == (600, None, None, None)
    assert found.out_of_order == ("acknowledge_s", "mitigate_s", "resolve_s")
    assert found.missing == ()


@given(st.lists(st.integers(-400 * 24 * 60, 400 * 24 * 60), min_size=5, max_size=5))
def test_no_duration_is_negative_however_the_milestones_lie(minutes: list[int]) -> None:
    table = Table().declare()
    for name, minute in zip(("started", "detected", "acknowledged", "fixed", "resolved"), minutes, strict=True):
        table.happen(f.MilestoneSet(name=name, at=at(minute)))
    found = metrics(table.incident)
    for name, (start, end) in ENDS.items():
        span = (table.incident.when(end) or T0) - (table.incident.when(start) or T0)
        assert getattr(found, name) == (span.total_seconds() if span.total_seconds() >= 0 else None)
        assert (name in found.out_of_order) == (span.total_seconds() < 0)
