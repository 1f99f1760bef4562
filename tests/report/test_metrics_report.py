"""The metrics over all incidents: what is counted under what, and what is said of what nobody recorded."""

from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0, Table, at
from warroom.incident import intents as i
from warroom.incident.state import changed
from warroom.incident.summary import Spent, Summary, Work, summarise
from warroom.report.document import BarChart, Document, Heading, Para
from warroom.report.document import Table as Rows
from warroom.report.trends.counted import Share, Wanted, by_month, by_severity, clocks, counted, group, updates
from warroom.report.trends.data import HEAD, data, table
from warroom.report.trends.document import document
from warroom.report.trends.figures import FEW, figures


def incident(name: str = "a", day: int = 1, month: int = 11, severity: str = "P1", **fields: Any) -> Summary:
    told: dict[str, Any] = {
        "status": "closed",
        "open": False,
        "declared_at": datetime(2026, month, day, 23, tzinfo=UTC),
    }
    return Summary(id=name, title=f"{name} fails", severity=severity, **{**told, **fields})


def made(*incidents: Summary, imported: tuple[str, ...] = (), **wanted: Any) -> Document:
    asked = Wanted(**wanted)
    return document(counted(incidents, asked, imported), asked, T0)


def words(found: Document) -> str:
    said = [f"{about} {text}" for about, text in found.about]
    for block in found.blocks:
        match block:
            case Rows():
                said += [block.caption, " | ".join(block.head), *(" | ".join(row) for row in block.rows)]
            case Heading() | Para():
                said.append(block.text)
            case BarChart():
                said += [block.caption, *(f"{bar.label} {bar.value} {bar.said}" for bar in block.bars)]
    return "\n".join(said)


def test_nothing_known_has_no_figures() -> None:
    assert (figures([]).n, figures([None]).p50, figures([None]).longest) == (0, None, None)


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    found = figures([10.0, None, 40.0, 20.0, 100.0])
    assert (found.n, found.p50, found.mean, found.longest) == (4, 30.0, 42.5, 100.0)


def test_of_few_durations_no_p90_is_told_and_of_ten_it_is_the_ninth() -> None:
    assert figures(float(n) for n in range(FEW - 1)).p90 is None
    assert figures(float(n) for n in range(1, 11)).p90 == 9.0
    assert figures(float(n) for n in range(FEW)).p90 == float(FEW - 1)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e9)), max_size=60))
def test_figures_of_any_durations_are_in_order_and_p90_happened(durations: list[float | None]) -> None:
    known = [one for one in durations if one is not None]
    found = figures(durations)
    assert found.n == len(known)
    if known:
        assert found.p50 == median(known)
        assert found.longest == max(known)
    if found.p90 is not None:
        assert found.p90 in known
        assert sum(one <= found.p90 for one in known) >= 0.9 * len(known)
        assert sum(one < found.p90 for one in known) < 0.9 * len(known)


def test_severities_stand_the_worst_first_also_of_two_playbooks() -> None:
    some = [incident("a", severity="SEV2", rank=1), incident("b", severity="P0"), incident("c", severity="P3", rank=3)]
    assert [one.name for one in by_severity(some)] == ["P0", "SEV2", "P3"]


def test_months_are_those_of_the_declaration_without_a_gap() -> None:
    some = [incident("a", month=9), incident("b", month=11), incident("c", month=11)]
    assert [(one.name, len(one.incidents)) for one in by_month(some)] == [
        ("2026-09", 1),
        ("2026-10", 0),
        ("2026-11", 2),
    ]
    over_new_year = [incident("a", declared_at=datetime(2025, 12, 31, tzinfo=UTC)), incident("b", month=1)]
    assert [one.name for one in by_month(over_new_year)] == ["2025-12", "2026-01"]
    assert by_month([]) == []


def test_what_is_not_known_is_in_no_figure_and_never_nought() -> None:
    found = group("all", [incident(spent=Spent(detect_s=60.0)), incident("b")])
    assert (found.spans["detect"].n, found.spans["detect"].p50) == (1, 60.0)
    assert found.spans["resolve"].n == 0
    assert "resolve | P1 | 0 | - | - | -" in words(made(incident(spent=Spent(detect_s=60.0)), incident("b")))


def test_drills_stand_in_a_table_of_their_own_and_change_no_other_figure() -> None:
    real = incident("real", spent=Spent(resolve_s=600.0))
    drill = incident("drill", drill=True, scenario="pool", points=91, rule=1, spent=Spent(resolve_s=9.0))
    said = words(made(real, drill))
    assert "resolve | P1 | 1 | 10m00 | - | 10m00" in said
    assert "pool | 1 | 91 | - | - | - | 9s" in said
    assert words(made(real)).count("pool") == 0


def test_cancelled_ones_are_told_and_counted_in_no_figure() -> None:
    false_alarm = incident("false", status="cancelled", spent=Spent(detect_s=1.0))
    found = counted([false_alarm, incident("real", spent=Spent(detect_s=60.0))], Wanted())
    assert [s.id for s in found.real] == ["real"]
    assert "cancelled 1, not counted: each was found to be none" in words(made(false_alarm, incident("real")))


def test_imported_ones_are_counted_and_named() -> None:
    said = words(made(incident("theirs"), incident("ours"), imported=("theirs", "gone")))
    assert "incidents 2" in said
    assert "imported 1 of them, counted like the others: theirs" in said


def test_which_incidents_lack_which_milestone_or_contradict_themselves_is_named() -> None:
    said = words(
        made(
            incident("late-word", spent=Spent(missing=("acknowledged",))),
            incident("nobody-said", spent=Spent(assumed=("detected",))),
            incident("odd", spent=Spent(out_of_order=("detect_s",))),
        )
    )
    assert "acknowledged: not recorded | 1 | late-word" in said
    assert "detected: assumed | 1 | nobody-said" in said
    assert "noticed before it started | 1 | odd" in said
    assert "Every milestone that was passed is known" in words(made(incident()))


def test_of_many_the_newest_are_named_and_the_others_counted() -> None:
    many = [incident(f"i{n:02}", day=n, spent=Spent(missing=("fixed",))) for n in range(1, 21)]
    assert "fixed: not recorded | 20 | i20, i19," in words(made(*many))
    assert "and 8 more" in words(made(*many))


def test_what_has_not_come_yet_is_not_missing_and_what_nobody_said_is_assumed() -> None:
    table = Table().declare()
    assert summarise(table.incident).spent.missing == ("started",)
    assert summarise(table.incident).spent.assumed == ("detected",)
    table.go(9).do(i.MarkFixed())
    assert summarise(table.incident).spent.missing == ("started", "acknowledged")
    table.do(i.SetMilestone(name="detected", moment=at(2)))
    assert summarise(table.incident).spent.assumed == ()


def test_a_time_is_counted_from_its_first_day_to_the_end_of_its_last_and_by_severity_in_any_case() -> None:
    some = [incident(f"d{n}", day=n, severity="P0" if n % 2 else "P1") for n in range(1, 6)]
    found = counted(some, Wanted(since=date(2026, 11, 2), until=date(2026, 11, 4)))
    assert [s.id for s in found.real] == ["d2", "d3", "d4"]
    assert [s.id for s in counted(some, Wanted(severities=("p1",))).real] == ["d2", "d4"]
    assert counted([incident(declared_at=None)], Wanted()).real == ()


def test_without_any_incident_the_report_says_so_and_invents_nothing() -> None:
    found = made()
    assert found.blocks[0] == Para("No incident was declared in this time.", "blank")
    assert not any(isinstance(block, BarChart) for block in found.blocks)
    assert data(counted([], Wanted()), Wanted(), T0)["all"]["spans"]["detect"]["p50"] is None


def test_charts_show_the_last_twelve_months_and_a_month_without_any_is_no_nought() -> None:
    some = [incident("old", declared_at=datetime(2024, 1, 1, tzinfo=UTC), spent=Spent(resolve_s=5.0))]
    some += [incident("new", spent=Spent(resolve_s=60.0))]
    charts = [one for one in made(*some).blocks if isinstance(one, BarChart)]
    months = next(one for one in charts if one.caption.startswith("p50 of the time to resolve, by month"))
    assert [bar.label for bar in months.bars][0::11] == ["2025-12", "2026-11"]
    assert [bar.value for bar in months.bars][-2:] == [None, 60.0]
    counts = next(one for one in charts if one.caption.startswith("incidents a month"))
    assert [bar.value for bar in counts.bars][-2:] == [0, 1]


def test_clocks_kept_and_words_in_time_are_shares_and_late_after_work_counts_as_missed() -> None:
    late = Work(sign="5", text="review", due_at=T0 - timedelta(hours=1))
    action = Work(sign="t1", text="test", action=True, due_at=T0 - timedelta(hours=1))
    one = incident(kept=3, missed=1, told=4, told_in_time=1, work=(late, action))
    assert clocks([one], T0) == Share(5, 3)
    assert clocks([one], T0 - timedelta(hours=2)) == Share(4, 3)
    assert updates([one]).said == "1 of 4, 25 %"
    assert updates([]).said == "none"


def test_promises_that_came_due_are_counted_with_those_that_were_kept() -> None:
    table = Table().declare()
    table.go(5).do(i.TellUsers(channel="status_page", text="we look"))
    assert (summarise(table.incident).told, summarise(table.incident).told_in_time) == (1, 1)
    table.go(40).do(i.TellUsers(channel="status_page", text="still"))
    assert (summarise(table.incident).told, summarise(table.incident).told_in_time) == (2, 1)


def test_users_and_revenue_stand_in_the_words_in_which_they_were_recorded() -> None:
    hit = incident("hit", impact={"users": "about 400", "revenue": "=2+3"})
    assert "hit | P1 | about 400 | =2+3" in words(made(hit, incident("b")))
    assert "1 of 2 say it, in these words" in words(made(hit, incident("b")))
    assert "Nobody recorded users or revenue" in words(made(incident("b")))


def test_a_spreadsheet_has_a_row_an_incident_in_seconds_with_what_is_not_known_left_empty() -> None:
    found = counted([incident("a", spent=Spent(detect_s=61.4), people=3), incident("d", drill=True)], Wanted())
    rows = [dict(zip(HEAD, row, strict=True)) for row in table(found, T0).rows]
    assert [(row["incident"], row["drill"]) for row in rows] == [("a", "no"), ("d", "yes")]
    assert (rows[0]["detect_s"], rows[0]["resolve_s"], rows[0]["people"]) == ("61", "", "3")


def test_many_summaries_of_real_incidents_are_counted_like_one() -> None:
    table_ = Table().declare()
    one = summarise(table_.incident)
    many = [summarise(changed(table_.incident, id=f"i{n}")) for n in range(50)]
    assert group("all", many).spans["detect"].p50 == group("one", [one]).spans["detect"].p50
