"""The boxes of the review painted: they fit any place, nothing in them acts, and their columns of time are right."""

from array import array
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import Table, at, book
from tests.tui.scenes import HOSTILE, scenes
from tests.tui.test_painters import fits, harmless, slowly
from warroom.incident import facts as f
from warroom.incident.deadlines import deadlines
from warroom.incident.facts import Record
from warroom.report.document import LaneChart, Mark
from warroom.report.gathered import Gathered
from warroom.report.lanes import lanes
from warroom.report.postmortem.model import Part
from warroom.report.review import Correction, Review, review
from warroom.tui.lines import draw
from warroom.tui.look import Look, Row
from warroom.tui.panels.registry import PANELS
from warroom.tui.panels.review import banner, tabs
from warroom.tui.panels.review.layout import places
from warroom.tui.panels.review.names import BOXES, PAIRS
from warroom.tui.panels.review.scale import scaled, ticks
from warroom.tui.panels.review.seen import Seen, nearest
from warroom.tui.view import Scene, changed_scene

names = st.sampled_from(("api", "db", *HOSTILE))


def _record(n: int, check: str, to: str) -> Record:
    change = f.CheckChanged(check=check[:40], from_="", to=to)
    return Record(
        stream="s", seq=n, id=f"id{n}", kind="check_changed", version=1, at=at(n), noted_at=at(n), by="check", hash="",
        fact=change,
    )  # fmt: skip


@st.composite
def reviewed(drawing: st.DrawFn) -> Scene:
    """A scene with a review of its incident open, at any box, by any keys."""
    scene: Scene = drawing(scenes)
    turns = drawing(st.lists(st.tuples(names, st.sampled_from(("down", "up", "degraded", "unknown"))), max_size=12))
    records = tuple(_record(n, check, to) for n, (check, to) in enumerate(turns))
    made = review(scene.incident, Gathered(turns=records), scene.now)
    words = drawing(names)
    made = msgspec.structs.replace(
        made,
        corrections=tuple(
            Correction(how, 3, 9, words, at(9), at(1), at(2), words, words, words)
            for how in ("amended", "struck", "redacted", "back-dated", "moved")
        ),
    )
    seen = Seen(
        "s",
        box=drawing(st.sampled_from(BOXES)),
        read=drawing(st.integers(0, 9)),
        of=drawing(st.integers(0, 9)),
        review=drawing(st.sampled_from((made, made, made, None))),
        parts=(Part("summary", words, gaps=(words,)), Part("impact", words, said=words)),
        at=drawing(st.sampled_from((None, at(5), at(90)))),
        cursors={box: drawing(st.integers(0, 20)) for box in BOXES},
        verified=drawing(st.integers(0, 9)),
        whole=drawing(st.booleans()),
        held={run.evidence: drawing(st.sampled_from(("", words))) for run in scene.incident.runs},
    )
    return changed_scene(scene, review=seen, focus=drawing(st.sampled_from(("review", ""))))


@slowly
@given(scene=reviewed(), width=st.integers(20, 200), height=st.integers(3, 50))
def test_every_box_fits_the_place_it_has_and_holds_nothing_that_acts(scene: Scene, width: int, height: int) -> None:
    for box in BOXES:
        painted = PANELS[f"review_{box}"].paint(scene, width, height)
        assert len(painted.rows) <= height
        harmless([painted.head, *painted.rows, painted.foot], scene)
        for row in painted.rows:
            assert draw(row, width, scene.look).cell_length == width
        if width >= 40:
            fits(painted.rows, width, scene)


@slowly
@given(scene=reviewed(), width=st.integers(10, 200), height=st.integers(1, 9))
def test_no_box_breaks_in_a_small_place(scene: Scene, width: int, height: int) -> None:
    for box in BOXES:
        painted = PANELS[f"review_{box}"].paint(scene, width, height)
        harmless([painted.head, *painted.rows, painted.foot], scene)


@slowly
@given(scene=reviewed(), width=st.integers(20, 250), height=st.sampled_from([1, 3]))
def test_banner_and_tabs_fit_any_width(scene: Scene, width: int, height: int) -> None:
    rows = banner.paint(scene, width, height)
    assert len(rows) == height
    fits([tabs.paint(scene, width, tabbed=True)], width, scene)
    harmless(rows, scene)
    for row in rows:
        assert draw(row, width, scene.look).cell_length == width


def test_the_names_of_the_boxes_are_those_of_the_registry() -> None:
    assert all(f"review_{box}" in PANELS for box in BOXES)
    assert {box for pair in PAIRS for box in pair} == set(BOXES[1:])


@given(st.integers(120, 260), st.integers(26, 90), st.sampled_from(BOXES), st.sampled_from(PAIRS))
def test_boxes_fill_the_screen_and_none_lies_on_another(
    width: int, height: int, box: str, pair: tuple[str, str]
) -> None:
    from warroom.tui.grid import Place

    found = places(Place(0, 4, width, height - 7), height, box, pair)
    cells = [
        (x, y)
        for place in found.values()
        for x in range(place.x, place.x + place.w)
        for y in range(place.y, place.y + place.h)
    ]
    assert len(cells) == len(set(cells)) == width * (height - 7)
    if box in pair or box == "lanes":
        assert f"review_{box}" in found


@given(st.integers(0, 10_000_000), st.floats(1, 60_000_000), st.integers(1, 200))
def test_columns_are_of_one_length_begin_at_a_round_moment_and_hold_all_of_it(
    start: int, lasts: float, width: int
) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=start)
    end = begin + timedelta(seconds=lasts)
    drawn = scaled(begin, end, width)
    assert drawn.begin <= begin
    assert drawn.end >= end
    assert 1 <= drawn.count <= width
    assert 0 <= drawn.column(begin) < drawn.count
    places_ = [column for column, _ in ticks(drawn)]
    assert places_ == sorted(set(places_))


def test_two_weeks_are_columns_of_hours_with_a_date_where_a_day_begins() -> None:
    begin = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
    drawn = scaled(begin, begin + timedelta(days=14), 80)
    assert drawn.span >= timedelta(hours=4)
    said = [words for _, words in ticks(drawn)]
    assert said == ["24 Nov", "27 Nov", "30 Nov", "3 Dec"]
    assert all(drawn.moment(column).hour == 0 for column, words in ticks(drawn) if "Nov" in words)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_no_hour_is_missing_or_twice_where_clocks_are_set(day: str) -> None:
    begin = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    said = [words for _, words in ticks(scaled(begin, begin + timedelta(hours=6), 72))]
    assert said == ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00"]


def test_the_nearest_record_is_by_when_it_happened_not_by_its_number() -> None:
    moments = array("d", [at(0).timestamp(), at(10).timestamp(), at(2).timestamp()])
    seen = Seen("s", moments=moments)
    assert [nearest(seen, at(m)) for m in (-5, 0.9, 1.5, 5, 7, 99)] == [1, 1, 3, 3, 2, 2]
    assert nearest(Seen("s"), at(0)) == 0


def test_of_three_hundred_checks_the_worst_are_shown_and_the_rest_counted(scene: Scene) -> None:
    records = [_record(n, f"check {n}", "down") for n in range(300)]
    found = lanes(records, at(0), at(400))
    made = review(scene.incident, Gathered(turns=tuple(records)), at(400))
    chart = LaneChart(at(0), at(400), found, (Mark(at(0), "declared"),))
    shown = _painted(scene, msgspec.structs.replace(made, chart=chart))
    assert "check 0 " in shown
    assert "check 299" not in shown
    assert "of them red" in shown


def _painted(scene: Scene, made: Review) -> str:
    painted = PANELS["review_lanes"].paint(changed_scene(scene, review=Seen("s", review=made)), 116, 16)
    return "\n".join("".join(text for text, _ in row) for row in painted.rows)


@pytest.fixture
def scene() -> Scene:
    from warroom import themes
    from warroom.tui.look import Look

    return Scene(look=Look(themes.load("dark")), now=at(60), wall=at(60))


def _said(row: Row) -> str:
    return "".join(text for text, _ in row)


def _late(scene: Scene, **fields: object) -> Scene:
    incident = Table(book()).declare().incident
    made, late = review(incident, Gathered(), at(60)), deadlines(incident, at(90))
    made = msgspec.structs.replace(made, missed=tuple(late[:3]), kept=tuple(late[3:9]), **fields)
    parts = tuple(Part(f"part{n}", f"Part {n}", said="2 lines, 3 others", gaps=("why",) * (n % 2)) for n in range(9))
    return changed_scene(scene, incident=incident, review=Seen("s", review=made, parts=parts), focus="review")


@pytest.mark.parametrize("glyphs", [True, False])
def test_a_count_of_what_is_bad_says_so_without_its_word_and_without_colour(scene: Scene, glyphs: bool) -> None:
    look = Look(scene.look.theme, glyphs=glyphs)
    row = _said(tabs.paint(_late(changed_scene(scene, look=look)), 80, tabbed=True))
    assert "2 clocks !3" in row
    assert f"3 draft {'▴' if glyphs else '^'}4" in row


@pytest.mark.parametrize("width", range(60, 200, 7))
def test_no_name_of_a_box_is_cut(scene: Scene, width: int) -> None:
    row = _said(tabs.paint(_late(scene), width, tabbed=True))
    assert "…" not in row
    assert all(str(n) in row for n in range(1, 8))


def test_how_far_the_chain_was_walked_is_said_before_what_is_counted_below(scene: Scene) -> None:
    many = _late(scene, back_dated=11, amended=22, struck=33, redacted=44)
    assert many.review is not None
    many.review.whole, many.review.verified = True, 1234
    for width in range(80, 200, 5):
        row = _said(banner.paint(many, width, 3)[2])
        assert "#1 234" in row
        assert ("back-dated" in row) <= ("chain" in row)


def test_a_part_of_the_draft_says_its_gaps_first_and_nothing_of_it_is_cut_in_a_word(scene: Scene) -> None:
    for width in (38, 56, 76, 116):
        rows = [_said(row) for row in PANELS["review_draft"].paint(_late(scene), width, 20).rows[:9]]
        assert all("1 gap" in row for row in rows[1::2])
        assert all("…" not in row for row in rows)


def test_rows_keep_their_places_whichever_of_them_is_chosen(scene: Scene) -> None:
    late = _late(scene)
    assert late.review is not None
    for height in (6, 9, 12, 16):
        counts = set()
        for cursor in range(9):
            late.review.cursors["clocks"] = cursor
            painted = PANELS["review_clocks"].paint(late, 56, height)
            names = [row for row in map(_said, painted.rows) if row.startswith(("!", "✓", "›", "◦", "◌", "-", "▴"))]
            counts.add(len(names))
        assert len(counts) == 1, height
