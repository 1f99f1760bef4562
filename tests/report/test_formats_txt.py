"""Reports as plain text: lines that fit, columns that stand, charts in characters."""

import sys
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.report.documents import BARS, EVERYTHING, LANES, T0, blocks, drilled, of, report
from warroom.report.document import Bar, BarChart, Block, Code, Item, Items, LaneChart, Mark, Para, Table
from warroom.report.formats import drawn, html
from warroom.report.formats.txt import render
from warroom.report.lanes import Lane, Stretch


def lines(*found: Block, width: int = 80) -> list[str]:
    """The lines of these blocks."""
    return "".join(render(report(*found), width=width)).splitlines()[5:]


@pytest.mark.parametrize("width", [40, 80, 132])
def test_every_line_fits_the_terminal(width: int) -> None:
    found = [one for one in EVERYTHING if not isinstance(one, Code)]
    for line in "".join(render(report(*found), width=width)).splitlines():
        assert cell_len(line) <= width, line


@settings(max_examples=80, deadline=None)
@given(found=st.lists(blocks, max_size=3), width=st.integers(40, 120))
def test_any_words_fit_and_every_chart_is_drawn(found: list[Block], width: int) -> None:
    wanted = [one for one in found if not isinstance(one, Code)]
    for line in "".join(render(of("x", *wanted), width=width)).splitlines():
        assert cell_len(line) <= width, line


def test_columns_stand_below_their_heads_and_numbers_to_the_right() -> None:
    found = lines(Table(("name", "count"), [("api", "7"), ("漢字", "1 200")], frozenset({1})))
    assert found == ["", "name  count", "----  -----", "api       7", "漢字  1 200", *found[-3:]]


def test_a_table_with_more_columns_than_the_line_has_room_for_is_told_row_by_row() -> None:
    head = tuple(f"column {n}" for n in range(12))
    found = lines(Table(head, [tuple(f"value {n}" for n in range(12))]), width=60)
    assert "column 0   value 0" in found
    assert "column 11  value 11" in found


def test_an_empty_table_says_so() -> None:
    assert "(none)" in lines(Table(("a",), [], caption="what is left"))


def test_lanes_are_drawn_as_they_stood() -> None:
    begin, end = T0, T0 + timedelta(minutes=10)
    stretches = (
        Stretch("down", T0, T0 + timedelta(minutes=2)),
        Stretch("degraded", T0 + timedelta(minutes=2), T0 + timedelta(minutes=4)),
        Stretch("unknown", T0 + timedelta(minutes=6), T0 + timedelta(minutes=7)),
        Stretch("paused", T0 + timedelta(minutes=8), T0 + timedelta(minutes=9)),
    )
    marks = (Mark(T0 + timedelta(minutes=1), "declared"), Mark(T0 + timedelta(minutes=5), "uptime", "ran"))
    found = list(drawn.lanes(LaneChart(begin, end, (Lane("api", stretches, 120, 120, 1),), marks), 4 + 2 + 14 + 20))
    assert found[0] == "       ▾declared"
    assert found[2] == "api  ▇▇▇▇▒▒▒▒────??──··──    2m00     1"
    assert found[3] == "ran            $                1"
    assert found[4].startswith("UTC  14:25")


def test_milestones_that_have_no_room_beside_each_other_stand_below() -> None:
    found = list(drawn.lanes(LANES, 80))
    above = found[: found.index(next(line for line in found if line.rstrip().endswith("times")))]
    text = "\n".join(above)
    for mark in LANES.marks:
        if mark.kind == "milestone":
            assert f"▾{mark.label}" in text or f"{mark.label}▾" in text


def test_bars_are_as_long_as_their_values_and_what_is_missing_is_said() -> None:
    found = list(drawn.bars(BARS, 80))
    lengths = [line.count("▇") for line in found]
    assert lengths[0] > lengths[2] > 0
    assert lengths[1] == lengths[3] == 0
    assert found[1] == "2026-10 no figure: 2 incidents have no resolution"
    assert found[3] == "2026-12 0 s"


def test_a_value_that_is_no_number_is_no_bar() -> None:
    assert list(drawn.bars(BarChart("", (Bar("a", float("nan")), Bar("b", float("inf")))), 40)) == [
        "a no figure",
        "b no figure",
    ]


def test_boxes_blanks_and_addresses_are_said_in_words() -> None:
    found = lines(
        Items((Item("new", done=False), Item("old", done=True, url="https://x.example"), Item("who", tone="blank"))),
        Para("what", "blank"),
    )
    assert found[1:6] == ["- [ ] new", "- [x] old https://x.example", "- [blank] who", "", "[blank] what"]


def test_a_drill_is_the_first_word() -> None:
    assert "".join(render(drilled)).startswith("DRILL  Post-mortem")


def test_a_bar_of_the_largest_figure_is_as_long_as_any() -> None:
    most = sys.float_info.max
    chart = BarChart("", (Bar("a", most, "most"), Bar("b", most / 2, "half")))
    assert [line.count("▇") for line in drawn.bars(chart)] == [40, 20]
    assert "inf" not in "".join(html.render(report(chart)))
