"""What the table says of figures: statistics, units, marks, width."""

import pytest

from tests.benchmarks.table import PROGRAMS, WIDEST, Figure, markdown, median, percentile, said


def figure(ours: float | None = 3.0, budget: float | None = 5.0, *, at_least: bool = False) -> Figure:
    values = {"bare": 2.0} | ({} if ours is None else {"warroom": ours})
    return Figure(what="key to paint", unit="ms", values=values, budget=budget, at_least=at_least)


@pytest.mark.parametrize(
    ("one", "met"),
    [
        (figure(5.0), True),
        (figure(5.01), False),
        (figure(5.0, at_least=True), True),
        (figure(4.99, at_least=True), False),
        (figure(budget=None), None),
        (figure(None), None),
    ],
)
def test_a_budget_is_met_up_to_its_edge_and_not_past_it(one: Figure, met: bool | None) -> None:
    assert one.met is met


def test_the_middle_and_the_95th_are_of_the_sorted_values() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert median(values) == 50.5
    assert percentile(values, 95) == 95.0
    assert percentile(values, 100) == 100.0
    assert percentile([7.0], 95) == 7.0


def test_one_slow_key_in_ten_shows_in_the_95th_and_not_in_the_middle() -> None:
    values = [2.0] * 90 + [40.0] * 10
    assert (median(values), percentile(values, 95)) == (2.0, 40.0)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(4.26, "ms", "4.3 ms"), (263.7, "ms", "264 ms"), (1932.4, "/s", "1,932 /s"), (0.456, "%", "0.46 %")],
)
def test_a_value_is_written_with_the_digits_its_unit_deserves(value: float, unit: str, words: str) -> None:
    assert said(value, unit) == words  # type: ignore[arg-type]  # a Unit, from a table


def test_the_table_marks_what_is_met_and_what_is_not() -> None:
    head, _, kept, missed, open_ = markdown([figure(3.0), figure(9.0), figure(3.0, None)]).split("\n")
    assert [cell.strip() for cell in head.split("|")] == ["", "", "warroom", "bare", "budget", "met", ""]
    assert [cell.strip() for cell in kept.split("|")][1:-1] == ["key to paint", "3.0 ms", "2.0 ms", "≤ 5.0 ms", "yes"]
    assert [cell.strip() for cell in missed.split("|")][-2] == "NO"
    assert [cell.strip() for cell in open_.split("|")][-3:-1] == ["", ""]


def test_a_program_that_is_not_here_has_no_column_and_one_without_this_figure_an_empty_cell() -> None:
    vim = Figure(what="first frame", unit="ms", values={"vim": 5.0})
    head, _, ours, other = markdown([figure(), vim]).split("\n")
    assert "btop" not in head
    assert "vim" in head
    assert ours.split("|")[4].strip() == ""
    assert other.split("|")[2].strip() == ""


def test_programs_over_files_have_a_table_of_their_own() -> None:
    beside = Figure(what="search", unit="ms", values={"warroom": 9.0, "jq": 20.0})
    first, second = markdown([figure(), beside, figure(4.0)]).split("\n\n")
    assert "jq" not in first
    assert len(first.split("\n")) == 4
    assert [cell.strip() for cell in second.split("\n")[0].split("|")][1:4] == ["", "warroom", "jq"]


def test_the_widest_table_fits_and_keeps_its_columns() -> None:
    every = dict.fromkeys(PROGRAMS, 9999.9)
    wide = Figure(what="x" * 90, unit="ms", values=every, budget=9999.9)
    lines = markdown([wide, figure()]).split("\n")
    assert {len(line) for line in lines} == {WIDEST}
    assert {line.count("|") for line in lines} == {len(PROGRAMS) + 4}
