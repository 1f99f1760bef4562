"""The painting functions: whatever the scene, rows fit their width and nothing in them could act on a terminal."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tui.scenes import scenes
from warroom.tui.board import _PAINTERS
from warroom.tui.content import width_of
from warroom.tui.lines import draw
from warroom.tui.look import Row
from warroom.tui.panels import banner, ledge, panes
from warroom.tui.panels.ledge import ORDER, Special
from warroom.tui.view import Scene

slowly = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(rows: list[Row], width: int, scene: Scene) -> None:
    for row in rows:
        assert width_of(row) <= width, row
        for text, style in row:
            assert text.isprintable(), row
            scene.look.style(style)
        assert draw(row, width, scene.look).cell_length == width


@pytest.mark.parametrize("name", sorted(_PAINTERS))
@slowly
@given(scene=scenes(), width=st.integers(20, 200), height=st.integers(1, 40))
def test_every_panel_fits_its_place(name: str, scene: Scene, width: int, height: int) -> None:
    painted = _PAINTERS[name](scene, width, height)
    check(painted.rows, width, scene)
    check([painted.head, painted.foot], 10_000, scene)
    assert painted.head


@slowly
@given(scene=scenes(), width=st.integers(1, 300), height=st.sampled_from([1, 3]))
def test_the_banner_fits_any_width(scene: Scene, width: int, height: int) -> None:
    rows = banner.paint(scene, width, height)
    assert len(rows) == height
    for row in rows:
        assert draw(row, width, scene.look).cell_length == width
        assert all(text.isprintable() for text, _ in row)
    if width >= 40:
        check(rows, width, scene)


@slowly
@given(scene=scenes(), width=st.integers(40, 300), tabs=st.booleans(), names=st.sets(st.sampled_from(ORDER)))
def test_the_ledge_fits_and_says_the_weightiest_first(
    scene: Scene, width: int, tabs: bool, names: set[str]
) -> None:
    row = ledge.paint(scene, [Special(name, "said of it") for name in names], width, tabs=tabs)
    check([row], width, scene)
    if names and not tabs:
        first = min(names, key=ORDER.index)
        assert "".join(text for text, _ in row).startswith(f" {first}")


@slowly
@given(scene=scenes(), width=st.integers(20, 200), height=st.integers(1, 40), top=st.integers(0, 100))
def test_help_and_brief_fit_their_place(scene: Scene, width: int, height: int, top: int) -> None:
    for pane in (panes.help_pane, panes.brief_pane):
        painted = pane(scene, width, height, top)
        check(painted.rows, width, scene)
        assert len(painted.rows) <= height
