"""Where things stand: at any size nothing overlaps, nothing lies outside, and the entry line is there."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from warroom.tui.grid import COLUMNS, TABS, Arrangement, Place, places

sizes = st.integers(1, 400)
views = st.sampled_from(["room", "lobby", "pane"])
tabs = st.sampled_from(TABS)
PANELS = ("timeline", *(name for column in COLUMNS for name in column))
changes = st.integers(-60, 60)
arrangements = st.builds(
    Arrangement, st.frozensets(st.sampled_from(PANELS)), changes, changes, changes, st.sampled_from(["", *PANELS])
)


def overlap(one: Place, other: Place) -> bool:
    return (
        one.x < other.x + other.w and other.x < one.x + one.w and one.y < other.y + other.h and other.y < one.y + one.h
    )


@given(sizes, st.integers(1, 120), views, tabs, arrangements)
def test_nothing_overlaps_and_nothing_lies_outside(
    width: int, height: int, view: str, tab: str, arranged: Arrangement
) -> None:
    found = places(width, height, view=view, tab=tab, arranged=arranged)
    for name, place in found.items():
        assert place.w > 0, name
        assert place.h > 0, name
        assert place.x >= 0, name
        assert place.y >= 0, name
        assert place.x + place.w <= width, name
        assert place.y + place.h <= height, name
    for (name, one), (other_name, other) in combinations(found.items(), 2):
        assert not overlap(one, other), (name, other_name)


@given(sizes, st.integers(1, 120), views, tabs)
def test_the_entry_line_is_always_there_over_the_full_width(width: int, height: int, view: str, tab: str) -> None:
    entry = places(width, height, view=view, tab=tab)["entry"]
    assert (entry.x, entry.w, entry.h) == (0, width, 1)


@given(sizes, st.integers(8, 120), views, tabs)
def test_the_banner_stays_from_eight_rows_on(width: int, height: int, view: str, tab: str) -> None:
    found = places(width, height, view=view, tab=tab)
    assert found["banner"].y == 0
    assert found["reading"].y == found["entry"].y - 1


@given(st.integers(120, 400), st.integers(26, 120))
def test_the_panels_of_a_wide_screen_keep_their_order(width: int, height: int) -> None:
    found = places(width, height)
    assert found["checks"].x < found["clocks"].x < found["suspects"].x == found["doing"].x
    assert found["checks"].y == found["clocks"].y == found["suspects"].y < found["doing"].y < found["timeline"].y
    assert found["timeline"].w == width


def test_the_drawn_sizes_are_those_of_the_look() -> None:
    wide = places(120, 40)
    assert wide["checks"] == (0, 4, 36, 11)
    assert wide["host"] == (0, 15, 36, 7)
    assert wide["clocks"] == (36, 4, 42, 18)
    assert wide["suspects"] == (78, 4, 42, 5)
    assert wide["doing"] == (78, 9, 42, 6)
    assert wide["told"] == (78, 15, 42, 7)
    assert wide["timeline"] == (0, 22, 120, 15)
    assert places(80, 24)["timeline"] == (0, 4, 80, 17)


@given(st.integers(120, 400), st.integers(26, 120), arrangements)
def test_an_arranged_room_is_filled_by_just_the_panels_that_were_left(
    width: int, height: int, arranged: Arrangement
) -> None:
    found = places(width, height, arranged=arranged._replace(only=""))
    panels = {name: place for name, place in found.items() if name in PANELS}
    assert sum(place.w * place.h for place in panels.values()) == width * (height - 7)
    wanted = set(PANELS) - arranged.hidden or {"timeline"}
    assert set(panels) <= wanted
    assert wanted - set(panels) <= {"host", "told", "ladder"}  # they give way where there are few rows


def test_one_panel_alone_has_all_the_room() -> None:
    found = places(120, 40, arranged=Arrangement(only="clocks"))
    assert found["clocks"] == (0, 4, 120, 33)
    assert "timeline" not in found


def test_a_wider_column_takes_from_those_behind_it() -> None:
    found = places(120, 40, arranged=Arrangement(first=8))
    assert (found["checks"].w, found["clocks"].w, found["told"].w) == (44, 42, 34)


def test_a_hidden_column_leaves_its_room_to_the_others() -> None:
    found = places(120, 40, arranged=Arrangement(hidden=frozenset({"checks", "host"})))
    assert (found["clocks"].x, found["clocks"].w, found["doing"].w) == (0, 42, 78)
