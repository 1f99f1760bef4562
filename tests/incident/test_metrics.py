"""The durations an incident is judged by."""

from tests.fakes import Table, at
from warroom.incident import intents as i
from warroom.incident.metrics import Metrics, metrics


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
    table.go(10).do(i.Resolve())
    assert metrics(table.incident) == Metrics(detect_s=360, acknowledge_s=300, mitigate_s=1800, resolve_s=2400)


def test_a_fix_that_did_not_hold_mitigated_nothing() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(-10)))
    table.do(i.MarkFixed())
    table.do(i.Unfix(why="it came back"))
    assert metrics(table.incident).mitigate_s is None


def test_milestones_out_of_order_show_as_a_negative_span() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(1)))
    assert metrics(table.incident).detect_s == -60
