"""Declaring without a severity: the playbook's words are asked, the worst first; the answer is a line for Enter."""

import random
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0
from tests.tui.scenes import HOSTILE, scenes
from tests.tui.stage import NARROW, WIDE, Stage, default_playbook, play, records, streams, write
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.incident import intents as i
from warroom.incident.entry import Context
from warroom.playbook.model import Severity
from warroom.tui.lines import draw
from warroom.tui.look import Look
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.declare import Wanted, line_for, unsaid
from warroom.tui.view import Scene, changed_scene

SIZES = [(76, 15), (116, 31), (196, 51)]
CONTEXT = Context(now=T0, playbook=default_playbook())


async def asked(stage: Stage, line: str = "/declare API is down") -> None:
    await stage.line(line)
    await stage.until(lambda: stage.focused("declare"))
    await stage.shows("P0 critical  is it so?")


@pytest.mark.parametrize("size", [NARROW, WIDE, (200, 60)])
def test_a_line_without_a_severity_is_asked_about_and_yes_writes_it_for_enter(
    path: Path, size: tuple[int, int]
) -> None:
    async def act(stage: Stage) -> None:
        await stage.type("/declare API is down")
        await stage.says("Enter asks how bad it is")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.focused("declare"))
        await stage.shows("declare ━ how bad is it?", "API is down", "the service is down, data is being lost")
        await stage.shows("within 5 min", "every 30 min", "engineering manager and CTO", "14 items of the checklist")
        assert streams(path) == []
        await stage.pilot.press("y")
        await stage.until(lambda: stage.entry.value == "/declare P0 API is down" and stage.entry.has_focus)
        await stage.says("Enter declares it")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.declared)
        assert (stage.app.incident.severity, stage.app.incident.title) == ("P0", "API is down")
        assert stage.app.board.pane is None
        await stage.shows("INVESTIGATING")

    play(path, act, size)


@pytest.mark.parametrize(("keys", "severity"), [("ny", "P1"), ("nny", "P2"), ("nnn" + "y", "P3"), ("nnnn", "P3")])
def test_no_goes_on_to_the_next_and_after_the_last_it_is_the_last(path: Path, keys: str, severity: str) -> None:
    async def act(stage: Stage) -> None:
        await asked(stage)
        await stage.pilot.press(*keys)
        await stage.until(lambda: stage.entry.value == f"/declare {severity} API is down")
        assert streams(path) == []

    play(path, act)


def test_unsure_between_two_takes_the_higher_and_says_that_it_can_be_lowered(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await asked(stage)
        await stage.pilot.press("n", "u")
        await stage.until(lambda: stage.entry.value == "/declare P1 API is down")
        await stage.says("unsure, so the higher", "/sev lowers it later")

    play(path, act)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_cursor_and_enter_choose_any_severity(path: Path, size: tuple[int, int]) -> None:
    async def act(stage: Stage) -> None:
        await asked(stage)
        await stage.pilot.press("G", "k", "enter")
        await stage.until(lambda: stage.entry.value == "/declare P2 API is down")

    play(path, act, size)


def test_a_time_before_the_verb_is_kept(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await asked(stage, "-10m /declare API is down")
        await stage.pilot.press("y")
        await stage.until(lambda: stage.entry.value == "-10m /declare P0 API is down")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.declared)
        first = records(path, streams(path)[0])[0]
        assert abs(first.noted_at - first.at - timedelta(minutes=10)) < timedelta(seconds=2)

    play(path, act)


def test_esc_leaves_the_questions_with_the_line_as_it_was(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await asked(stage)
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.pane is None)
        assert stage.entry.value == "/declare API is down"
        assert stage.entry.has_focus
        assert streams(path) == []

    play(path, act)


def test_a_line_with_a_severity_is_declared_at_once_while_the_questions_are_shown(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await asked(stage)
        await stage.pilot.press("tab", "ctrl+u")
        await stage.until(lambda: stage.entry.has_focus and not stage.entry.value)
        await stage.line("/declare P2 search is slow")
        await stage.until(lambda: stage.app.incident.severity == "P2")
        assert stage.app.board.pane is None

    play(path, act)


def test_d_in_the_lobby_asks_and_the_title_is_typed_behind(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("open"))
        await stage.pilot.press("d")
        await stage.until(lambda: stage.focused("declare"))
        await stage.pilot.press("n", "y")
        await stage.until(lambda: stage.entry.value == "/declare P1 " and stage.entry.has_focus)
        await stage.says("a title, then Enter")
        await stage.line("logins fail")
        await stage.until(lambda: stage.app.incident.declared)
        assert (stage.app.incident.severity, stage.app.incident.title) == ("P1", "logins fail")

    play(path, act)


def test_words_typed_in_the_lobby_become_the_title(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.type("logins fail")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("open"))
        await stage.pilot.press("d")
        await stage.until(lambda: stage.focused("declare"))
        await stage.pilot.press("y")
        await stage.until(lambda: stage.entry.value == "/declare P0 logins fail")

    play(path, act)


def test_in_a_room_that_is_declared_nothing_is_asked(path: Path) -> None:
    write(path, i.Declare(severity="P0", title="API down", playbook=default_playbook(), sha256=""))

    async def act(stage: Stage) -> None:
        await stage.line("/declare another thing")
        await stage.says("✗ refused: this room is P0 API down")
        assert stage.app.board.pane is None
        assert stage.entry.value == "/declare another thing"

    play(path, act)


def test_a_drill_that_is_not_declared_yet_asks_by_its_own_playbook(path: Path) -> None:
    two = (Severity(id="A", name="bad", meaning="all is lost"), Severity(id="B", name="fair", meaning="some is"))
    own = msgspec.structs.replace(default_playbook(), severities=two)
    stream = write(path, i.StartDrill(start=T0, playbook=own, scenario="pool"))

    async def act(stage: Stage) -> None:
        await stage.line("/declare it breaks")
        await stage.shows("A bad  is it so?", "all is lost")
        await stage.pilot.press("n", "y")
        await stage.until(lambda: stage.entry.value == "/declare B it breaks")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.severity == "B")

    play(path, act, incident=stream)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("/declare API down", Wanted(title="API down")),
        ("/Declare  API down ", Wanted(title="API down")),
        ("-5m /declare API down", Wanted("-5m", "API down")),
        ("14:20 /declare API down", Wanted("14:20", "API down")),
        ("/declare p1 API down", None),
        ("/declare P1", None),
        ("/declare", None),
        ("/declared API down", None),
        ("declare API down", None),
        ("", None),
    ],
)
def test_only_a_declaration_that_names_no_severity_is_asked_about(line: str, wanted: Wanted | None) -> None:
    assert unsaid(line, CONTEXT) == wanted


def test_the_line_it_makes_is_one_that_is_not_asked_about_again() -> None:
    wanted = unsaid("-5m /declare API down", CONTEXT)
    assert wanted is not None
    for level in default_playbook().severities:
        assert unsaid(line_for(wanted, level.id), CONTEXT) is None


@slowly
@given(scene=scenes, size=st.sampled_from(SIZES), seed=st.integers(0, 9999), cursor=st.integers(0, 30))
def test_whatever_the_playbook_says_the_questions_fit_and_nothing_acts(
    scene: Scene, size: tuple[int, int], seed: int, cursor: int
) -> None:
    chance = random.Random(seed)

    def some() -> str:
        return chance.choice((*HOSTILE, "", "all is lost"))

    levels = tuple(
        Severity(id=f"S{n}", name=some(), meaning=some(), notify=some()) for n in range(chance.randrange(30))
    )
    scene = changed_scene(scene, playbook=msgspec.structs.replace(default_playbook(), severities=levels))
    opened = Opened("declare", chance.choice((None, Wanted(title=some()), 7)), cursor=cursor)
    painted = pane("declare").paint(scene, opened, *size)
    fits([*painted.rows, painted.head, painted.foot], size[0], scene)
    assert len(painted.rows) <= size[1]
    if levels and not scene.incident.is_drill:
        assert any("is it so?" in "".join(text for text, _ in row) for row in painted.rows)


@pytest.mark.parametrize("size", SIZES)
def test_without_colour_and_unicode_the_questions_are_the_same(size: tuple[int, int]) -> None:
    look = Look(themes.load("dark"), glyphs=False, colours=False)
    scene = Scene(look=look, now=T0, wall=T0, playbook=default_playbook(), focus="declare")
    painted = pane("declare").paint(scene, Opened("declare", Wanted(title="API down")), *size)
    texts = [draw(row, size[0], look).text for row in (painted.head, painted.foot, *painted.rows)]
    assert [text for text in texts if not text.isascii()] == []
    assert any(text.startswith("> P0 critical  is it so?") for text in texts)
    assert any("P3" in text and "low:" in text for text in texts)
