"""A drill on the screen: its card, hints, acts and score, each by key and by verb, and DRILL wherever one looks."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.drill.plays import SCENARIO
from tests.tui.stage import NARROW, WIDE, Stage, data, declare, play, write
from warroom.checks.model import View
from warroom.clock import SystemClock
from warroom.drill.scenario import Scenario, base, load
from warroom.drill.session import Session
from warroom.incident import intents as i
from warroom.journal.ids import new_id
from warroom.tui.view import changed_scene


def started(scenario: str = "pool") -> i.StartDrill:
    """The intent that begins a drill without services."""
    return i.StartDrill(id=new_id(), by="drill", start=SystemClock().now(), playbook=base(), scenario=scenario)


def drilled(
    path: Path, act: Callable[[Stage], Awaitable[None]], size: tuple[int, int] = WIDE, scenario: Scenario = SCENARIO
) -> None:
    """A scene in a drill that this terminal runs."""

    async def go(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.is_drill)
        await act(stage)

    play(path, go, size, me="trainee", first=started(scenario.name), scenario=scenario)


def pane(stage: Stage) -> str:
    found = stage.app.board.pane
    return found.name if found else ""


def is_open(stage: Stage, name: str) -> bool:
    return pane(stage) == name


@pytest.fixture
def session() -> Iterator[Session]:
    """Real services of the pool scenario, a long while before they break."""
    found = Session(load("pool"), SystemClock().now(), speed=0.1)
    yield found
    found.stop()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_drill_opens_with_a_card_that_says_what_comes_next_and_what_may_be_done(
    path: Path, size: tuple[int, int]
) -> None:
    async def act(stage: Stage) -> None:
        await stage.until(lambda: pane(stage) == "card")
        assert stage.entry.has_focus
        await stage.shows("DRILL", "next", "Watch the checks", *SCENARIO.card)
        seen = stage.text
        await stage.pilot.press("pagedown")
        await stage.pilot.pause()
        seen += stage.text
        for one in SCENARIO.acts:
            assert f"/drill fix {one.name}" in seen
            assert one.does in seen
        for verb in ("/declare", "/ic", "/update", "/fix", "/resolve", "/drill hint"):
            assert verb in seen
        assert SCENARIO.title not in seen, "the title gives it away"
        assert SCENARIO.cause not in seen
        await stage.pilot.press("escape")
        await stage.until(lambda: pane(stage) == "")

    drilled(path, act, size)


def test_the_cards_key_opens_and_closes_it_and_the_footer_names_it_in_a_drill_alone(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("^T card")
        await stage.type("half")
        for shown in ("", "card", ""):
            await stage.pilot.press("ctrl+t")
            await stage.until(partial(is_open, stage, shown))
        assert stage.entry.value == "half"

    drilled(path, act)


def test_no_card_is_there_in_a_real_incident_and_it_says_so(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        assert "^T" not in stage.rows[-1]
        await stage.pilot.press("ctrl+t")
        await stage.says("the card belongs to a drill")
        assert pane(stage) == ""
        await stage.line("/drill hint")
        await stage.says("this is no drill: warroom drill, in a shell, starts one")
        assert stage.entry.value == "/drill hint"
        assert "hint_taken" not in stage.kinds()

    play(path, act)


def test_the_card_tells_the_next_step_all_the_way_to_the_score(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("Watch the checks")
        await stage.line("/declare P0 It is red")
        await stage.shows("next      /ic takes command")
        await stage.line("/ic")
        await stage.shows("next      /update status_page investigating")
        await stage.line("/update status_page investigating We are at it")
        await stage.shows("next      nothing is red: /fix")
        await stage.line("/fix")
        await stage.shows("next      /resolve when you are sure")
        await stage.line("/resolve anyway a test")
        await stage.until(lambda: pane(stage) == "score")

    drilled(path, act)


def test_hints_come_one_by_one_are_recorded_and_stand_on_the_card(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.pilot.press("escape")
        first = await stage.keep("/drill hint")
        assert (first.kind, first.by) == ("hint_taken", "trainee")
        assert data(first) == {"n": 1, "text": SCENARIO.hints[0]}
        await stage.shows(f"hint 1    {SCENARIO.hints[0]}", "the next of 1 hint")
        assert data(await stage.keep("/drill hint"))["n"] == 2
        await stage.shows(f"hint 2    {SCENARIO.hints[1]}", "all were taken")
        await stage.line("/drill hint")
        await stage.says("no hint is left: all 2 were taken")
        assert stage.kinds().count("hint_taken") == 2

    drilled(path, act)


def test_an_act_runs_beside_the_screen_says_what_came_of_it_and_is_recorded(path: Path, session: Session) -> None:
    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.is_drill and stage.app.drilling.acts)
        await stage.type("/drill fix p")
        await stage.pilot.press("tab")
        assert stage.entry.value == "/drill fix pool"
        await stage.pilot.press("enter")
        await stage.until(lambda: "change" in stage.kinds())
        await stage.says("no session was idle in transaction")
        [done] = [record for record in stage.records() if record.kind == "change"]
        assert done.by == "trainee"
        assert data(done)["text"].startswith("drill fix pool: no session was idle")
        await stage.line("/drill fix cash")
        await stage.says("nothing here is called 'cash'")
        assert stage.kinds().count("change") == 1

    play(path, act, me="trainee", first=session.first, scenario=session.scenario)


def test_an_act_on_services_that_are_gone_is_told_and_not_recorded(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.line("/drill fix pool")
        await stage.says("is no drill with services to fix")
        assert "change" not in stage.kinds()

    drilled(path, act)


@pytest.mark.parametrize("line", ["/drill", "/drill nonsense", "/drill fix", "/drill hint please"])
def test_a_drill_verb_that_cannot_be_read_says_how_it_goes_and_comes_back(path: Path, line: str) -> None:
    async def act(stage: Stage) -> None:
        before = stage.kinds()
        await stage.line(line)
        await stage.says("it goes: /drill card, hint, score, or fix NAME: pool, worker, cache")
        assert stage.entry.value == line
        assert stage.kinds() == before

    drilled(path, act)


def test_the_score_is_recorded_once_shown_and_reopening_asks_for_another(path: Path) -> None:
    async def act(stage: Stage) -> None:
        for line in ("/declare P0 It is red", "/ic", "/fix", "/resolve anyway a test"):
            await stage.keep(line)
        await stage.until(lambda: stage.app.incident.score)
        await stage.until(lambda: pane(stage) == "score")
        score = stage.app.incident.score
        assert score is not None
        await stage.shows(f"score ─ {score.points} of 100, not passed", "detect", "deadlines", "commander assigned")
        await stage.keep("a note afterwards")
        assert stage.kinds().count("drill_scored") == 1
        await stage.keep("/reopen too soon")
        await stage.until(lambda: stage.app.incident.score is None)
        await stage.keep("/resolve anyway a test")
        await stage.until(lambda: stage.app.incident.score)
        assert stage.kinds().count("drill_scored") == 2

    drilled(path, act)


def test_the_score_so_far_can_be_looked_at_and_follows_the_record(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.line("/drill score")
        await stage.shows("score ─", "of 100 so far", "hints")
        write(path, i.TakeHint(n=1, text="look"), stream=stage.app.stream)
        await stage.shows("1 taken")
        assert "drill_scored" not in stage.kinds()

    drilled(path, act)


def test_giving_up_is_scored_and_does_not_pass(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.keep("/cancel enough")
        await stage.until(lambda: pane(stage) == "score")
        await stage.shows("not passed: it was not resolved")

    drilled(path, act)


def test_a_terminal_that_joins_has_the_card_and_leaves_the_score_to_the_one_that_runs_the_drill(path: Path) -> None:
    stream = write(path, started(), by="drill")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.is_drill)
        assert pane(stage) == ""
        await stage.pilot.press("ctrl+t")
        await stage.shows(load("pool").card[0])
        await stage.keep("/cancel enough")
        await stage.settled()
        await stage.line("/drill score")
        await stage.shows("of 100 so far")
        assert "drill_scored" not in stage.kinds()

    play(path, act, incident=stream)


def test_a_drill_of_a_scenario_nobody_knows_here_says_so(path: Path) -> None:
    stream = write(path, started("pool exhausted"), by="drill")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.is_drill)
        await stage.pilot.press("ctrl+t")
        await stage.says("the scenario pool exhausted is not known here")
        await stage.keep("notes go on")

    play(path, act, incident=stream)


@pytest.mark.parametrize("size", [WIDE, NARROW, (200, 60), (60, 12), (40, 6), (30, 5)])
def test_drill_stands_in_the_banner_at_every_size_and_stage(path: Path, size: tuple[int, int]) -> None:
    async def act(stage: Stage) -> None:
        banner = stage.app.board.query_one("#banner").region.height

        async def marked() -> None:
            await stage.until(lambda: any("DRILL" in row for row in stage.rows[: max(1, banner)]))

        await marked()
        for line in ("/declare P0 It is red", "/ic", "/fix", "/resolve anyway a test", "/close anyway a test"):
            await stage.keep(line)
            await marked()
        for key in ("f1", "f8", "ctrl+t"):
            await stage.pilot.press(key)
            await marked()

    drilled(path, act, size)


def test_the_lobby_lists_a_drill_as_one(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.pilot.press("f7")
        await stage.shows("lobby", "DRILL")

    drilled(path, act)


def test_a_desktop_notification_of_a_drill_says_drill_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(stage: Stage) -> None:
        app, written = stage.app, list[str]()
        await stage.until(lambda: app.incident.is_drill)
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        red = View("api", "http", "", "down", "down", "503", app.scene.now, app.scene.now, "status 503")
        app.scene = changed_scene(app.scene, views=(red,))
        app.ring()
        [said] = [words for words in written if "api is down" in words]
        assert ";DRILL " in said

    play(path, act, me="trainee", first=started(), scenario=SCENARIO, notify=True)
