"""The painting functions: whatever the scene, rows fit their width and nothing in them could act on a terminal."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tui.scenes import scenes
from warroom.text import visible
from warroom.tui.content import width_of
from warroom.tui.grid import TABS, places
from warroom.tui.lines import draw
from warroom.tui.look import Row
from warroom.tui.panels import banner, ledge
from warroom.tui.panels.ledge import ORDER, Special
from warroom.tui.panels.registry import PANELS
from warroom.tui.panes import Opened, pane
from warroom.tui.view import Scene

slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
screens = st.tuples(st.integers(80, 250), st.integers(24, 80))


def harmless(rows: list[Row], scene: Scene) -> None:
    for row in rows:
        for text, style in row:
            assert text == visible(text), row
            scene.look.style(style)


def fits(rows: list[Row], width: int, scene: Scene) -> None:
    harmless(rows, scene)
    for row in rows:
        assert width_of(row) <= width, row


@slowly
@given(scene=scenes, size=screens, view=st.sampled_from(["room", "lobby"]), tab=st.sampled_from(TABS))
def test_every_panel_fits_the_place_it_has(scene: Scene, size: tuple[int, int], view: str, tab: str) -> None:
    for name, place in places(*size, view=view, tab=tab).items():
        if name in PANELS:
            painted = PANELS[name].paint(scene, place.w - 4, place.h - 2)
            fits(painted.rows, place.w - 4, scene)
            fits([painted.foot], place.w - 6, scene)
            harmless([painted.head], scene)
            assert painted.head


@slowly
@given(scene=scenes, width=st.integers(1, 79), height=st.integers(0, 23))
def test_no_panel_breaks_in_a_small_place(scene: Scene, width: int, height: int) -> None:
    for panel in PANELS.values():
        painted = panel.paint(scene, width, height)
        harmless([painted.head, *painted.rows, painted.foot], scene)
        for row in painted.rows:
            assert draw(row, width, scene.look).cell_length == width


@slowly
@given(scene=scenes, width=st.integers(1, 300), height=st.sampled_from([1, 3]))
def test_the_banner_fits_any_width(scene: Scene, width: int, height: int) -> None:
    rows = banner.paint(scene, width, height)
    assert len(rows) == height
    harmless(rows, scene)
    for row in rows:
        assert draw(row, width, scene.look).cell_length == width
    if width >= 40:
        fits(rows, width, scene)


@slowly
@given(scene=scenes, width=st.integers(40, 300), tabs=st.booleans(), names=st.sets(st.sampled_from(ORDER)))
def test_the_ledge_fits_and_says_the_weightiest_first(scene: Scene, width: int, tabs: bool, names: set[str]) -> None:
    row = ledge.paint(scene, [Special(name, "said of it") for name in names], width, tabs=tabs)
    fits([row], width, scene)
    if names and not tabs:
        first = min(names, key=ORDER.index)
        said = "".join(text for text, _ in row)
        assert said.startswith(f" {first}") or (first == "LATE" and " ! s" in said[:5])


@slowly
@given(scene=scenes, size=screens, top=st.integers(0, 100), name=st.sampled_from(["help", "brief"]))
def test_help_and_brief_fit_their_place(scene: Scene, size: tuple[int, int], top: int, name: str) -> None:
    width, height = size[0] - 4, size[1] - 9
    painted = pane(name).paint(scene, Opened(name, top=top), width, height)
    fits(painted.rows, width, scene)
    assert len(painted.rows) <= height
