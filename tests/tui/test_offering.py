"""What the room offers while nothing is typed, and what Tab makes of it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.scenes import HOSTILE
from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from tests.tui.test_painters import slowly
from warroom.checks.model import State, View
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.report.offers import Offered
from warroom.text import visible
from warroom.tui.content import width_of
from warroom.tui.panels import offering, reading


def ago(minutes: float) -> datetime:
    return SystemClock().now() - timedelta(minutes=minutes)


def turned(path: Path, stream: str, to: str, since: datetime, check: str = "api") -> None:
    """Another terminal records that a check turned."""
    change = CheckChanged(check=check, from_="up", to=to, reason="status 503", value="503", since=since)
    write(path, i.ReportTransition(by="check", change=change), stream=stream)


def down_on_duty(path: Path, minutes: float = 3) -> datetime:
    since = ago(minutes)
    turned(path, DUTY, "down", since)
    return since


@pytest.fixture
def asked(path: Path) -> Iterator[Callable[..., None]]:
    """What another terminal asks and sees."""
    live = Live(path)

    def see(name: str, state: State, *suggests: str) -> None:
        since = ago(1)
        said = "error rate 7 %, wanted < 5 %"
        view = View(name, "http", "http://127.0.0.1/", state, state, "7 %", since, since, said, suggests=suggests)
        live.put_views(DUTY, {name: (0, msgspec.json.encode(view))})

    yield see
    live.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_tab_on_the_empty_line_takes_the_first_red_as_detected_and_enter_says_it(
    path: Path, size: tuple[int, int]
) -> None:
    since = down_on_duty(path)
    declare(path, "API down")
    line = f"/detected {since:%H:%M:%S}Z by alert"

    async def act(stage: Stage) -> None:
        await stage.says("Tab takes /detected")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.value == line)
        await stage.says("will detected at", "by alert")
        await stage.pilot.press("enter")
        await stage.until(lambda: not stage.app.incident.milestones["detected"].assumed)
        assert stage.app.incident.when("detected") == since.replace(microsecond=0)
        await stage.until(lambda: "Tab takes" not in stage.said)

    play(path, act, size)


def test_a_second_tab_puts_it_away_and_leads_to_the_panels(path: Path) -> None:
    down_on_duty(path)
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.says("Tab takes /detected")
        await stage.pilot.press("tab", "tab")
        await stage.until(lambda: stage.focused("checks"))
        assert stage.entry.value == ""
        await stage.pilot.press("escape")
        await stage.says("Tab takes /detected")

    play(path, act)


def test_what_was_changed_after_tab_stays_and_is_completed_as_any_line(path: Path) -> None:
    down_on_duty(path)
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.says("Tab takes /detected")
        await stage.pilot.press("tab")
        await stage.pilot.press(*(["backspace"] * 5), "u", "tab")
        await stage.until(lambda: stage.entry.value.endswith("by user"))

    play(path, act)


def test_while_something_is_typed_nothing_is_offered(path: Path) -> None:
    down_on_duty(path)
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.says("went red")
        await stage.type("we look")
        await stage.says("will be a note")
        assert "went red" not in stage.said
        assert stage.entry.value == "we look"

    play(path, act)


def test_an_offer_of_command_comes_first_and_tab_takes_nothing(path: Path) -> None:
    down_on_duty(path)
    stream = declare(path)
    write(path, i.TakeRole(role="commander", person="bo"), i.OfferHandover(to="anna"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.shows("HAND-OVER OFFERED")
        assert "went red" not in stage.said
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.app.board.focus_name)
        assert stage.entry.value == ""

    play(path, act)


def test_a_worse_severity_comes_before_what_it_looks_like_and_goes_once_it_is_said(
    path: Path, asked: Callable[..., None]
) -> None:
    declare(path, severity="P2")
    asked("db pool", "down", "P1")

    async def act(stage: Stage) -> None:
        await stage.says("db pool: error rate 7 %, wanted < 5 %: suggests P1: Tab takes /sev")
        await stage.pilot.press("tab", "enter")
        await stage.until(lambda: stage.app.incident.severity == "P1")
        await stage.says("looks like: database connections exhausted")
        await stage.keep("/suspect database connections exhausted")
        await stage.until(lambda: "looks like" not in stage.said)

    play(path, act)


def test_what_it_looks_like_is_only_told_and_tab_goes_on_to_the_panels(path: Path, asked: Callable[..., None]) -> None:
    declare(path)
    asked("db pool", "degraded")

    async def act(stage: Stage) -> None:
        await stage.says("looks like: database connections exhausted", "/ shows the verbs")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("checks"))
        assert stage.entry.value == ""
        asked("db pool", "up")
        await stage.pilot.press("escape")
        await stage.until(lambda: "looks like" not in stage.said)

    play(path, act)


def test_in_the_lobby_nothing_is_offered(path: Path) -> None:
    down_on_duty(path)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.board.view == "lobby")
        assert "went red" not in stage.said

    play(path, act)


def test_the_row_of_a_recovery_tells_the_whole_outage_and_the_rows_before_it_stay(path: Path) -> None:
    stream = declare(path)
    for n, to in enumerate(("down", "up", "down", "up")):
        turned(path, stream, to, ago(10 - 2 * n))

    async def act(stage: Stage) -> None:
        await stage.shows("api is up: 503", "6 min, 1 flap")
        assert [row.split()[2] for row in stage.shown() if "api" in row] == ["down", "up", "down", "up"]

    play(path, act)


offered = st.builds(
    Offered, st.sampled_from(["detected", "severity", "likely"]), st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)
)


@slowly
@given(offered, st.integers(12, 200))
def test_an_offer_fits_its_row_and_nothing_in_it_acts_on_the_terminal(one: Offered, width: int) -> None:
    row = offering.row(one, reading.HINTS, width)
    assert width_of(row) <= width
    assert all(text == visible(text) for text, _ in row)
    assert offering.taken(one) == visible(offering.taken(one))
