"""The lobby: what is open with its next clock, what is left to do, what was kept, the drills, and what is red."""

import random
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import HandClock
from tests.tui.scenes import HOSTILE, append, scenes
from tests.tui.stage import NARROW, WIDE, Stage, declare, default_playbook, play, write
from tests.tui.test_grid import overlap
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.checks.model import View
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import DrillScored
from warroom.incident.intents import Intent
from warroom.incident.state import EMPTY
from warroom.incident.summary import Due, Summary
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room
from warroom.tui import grid
from warroom.tui.lines import draw
from warroom.tui.look import Look
from warroom.tui.panels import banner
from warroom.tui.panels.lobby_side import best_scores
from warroom.tui.panels.registry import PANELS
from warroom.tui.view import Scene, changed_scene

HUGE = (200, 60)
LOBBY = ("open", "after", "past", "declare", "playbooks", "machine")
NOW = SystemClock().now().replace(microsecond=0)


def told(path: Path, began: datetime, *acts: tuple[float, Intent]) -> str:
    """An incident of another day: each act so many minutes after the one before. Returns its stream."""
    clock = HandClock(began)
    journal, live = Journal(path), Live(path)
    try:
        room = Room(journal, live, clock)
        for minutes, intent in acts:
            clock.go(minutes)
            room.act(msgspec.structs.replace(intent, by=intent.by or "lena"))
        return room.stream
    finally:
        live.close()
        journal.close()


def over(path: Path, title: str, *, days_ago: float, severity: str = "P1") -> str:
    """Resolved in 40 minutes; its time line was due in 24 h and its post-mortem in 48 h."""
    return told(
        path,
        SystemClock().now() - timedelta(days=days_ago),
        (0, i.Declare(title=title, severity=severity, playbook=default_playbook())),
        (2, i.TakeRole(role="commander", person="lena")),
        (30, i.MarkFixed()),
        (4, i.TellUsers(channel="status_page", status="resolved", text="it works")),
        (4, i.TellUsers(channel="email", status="resolved", text="it works")),
        (0, i.Resolve(despite="a test")),
    )


def cancelled(path: Path, title: str = "A false alarm", *, days_ago: float = 99) -> str:
    """One that was none, and left nothing to do."""
    began = SystemClock().now() - timedelta(days=days_ago)
    declared = i.Declare(title=title, severity="P3", playbook=default_playbook())
    return told(path, began, (0, declared), (9, i.Cancel(why="none")))


def show_checks(path: Path, *states: str) -> None:
    """The last readings of duty's checks, named c0, c1 and so on."""
    live = Live(path)
    views: dict[str, tuple[int, bytes]] = {}
    for place, state in enumerate(states):
        word = {"degraded": "slow"}.get(state, state)
        view = View(f"c{place}", "http", "", state, word, "1 s", NOW, NOW, "")  # type: ignore[arg-type]  # a word of State, from a table
        views[f"c{place}"] = (place, msgspec.json.encode(view))
    live.put_views("duty", views)
    live.close()


def box(stage: Stage, name: str) -> str:
    """What stands in a panel, its border included."""
    place = stage.app.board.places(*stage.app.size)[name]
    rows = stage.rows[place.y : place.y + place.h]
    return "\n".join(row[place.x : place.x + place.w] for row in rows)


# Open ones.


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE])
def test_each_open_incident_has_two_lines_with_its_next_clock_and_who_is_missing(
    path: Path, size: tuple[int, int]
) -> None:
    stream = declare(path, "API complete outage")
    write(path, i.TakeRole(role="commander", person="anders"), stream=stream)
    declare(path, "Slow image uploads", severity="P2")

    async def act(stage: Stage) -> None:
        await stage.shows("API complete outage", "Slow image uploads")
        rows = box(stage, "open").splitlines()
        first = next(n for n, row in enumerate(rows) if "API complete outage" in row)
        assert "1 critical" in rows[0]
        assert "1 medium" in rows[0]
        assert "P0" in rows[first]
        assert "INVESTIGATING" in rows[first]
        assert " in 04:" in rows[first] or " in 05:00" in rows[first]
        assert "IC anders, comms and scribe nobody" in rows[first + 1]
        second = next(n for n, row in enumerate(rows) if "Slow image uploads" in row)
        assert "! nobody commands" in rows[second + 1]
        assert " in 1h59" in rows[second] or " in 59:" in rows[second]

    play(path, act, size)


def test_b_shows_the_brief_of_the_incident_under_the_cursor(path: Path) -> None:
    declare(path, "first thing")
    declare(path, "second thing")

    async def act(stage: Stage) -> None:
        await stage.shows("2 open", "first thing")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("open"))
        await stage.pilot.press("j", "b")
        await stage.shows(" brief ", "P0 first thing")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.pane is None)
        assert stage.app.board.view == "lobby"

    play(path, act)


def test_more_open_ones_than_fit_are_counted_and_walked_to(path: Path) -> None:
    for n in range(7):
        declare(path, f"thing {n}")

    async def act(stage: Stage) -> None:
        await stage.shows("7 critical", "5 more ▾")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("open"))
        await stage.pilot.press("G")
        await stage.until(lambda: "thing 0" in box(stage, "open"))
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.title == "thing 0")

    play(path, act)


# After-care and the past.


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE])
def test_what_is_left_to_do_is_listed_with_who_and_late_ones_are_named_in_the_banner(
    path: Path, size: tuple[int, int]
) -> None:
    over(path, "Certificate expired", days_ago=1.5)
    cancelled(path)

    async def act(stage: Stage) -> None:
        await stage.shows("Certificate expired", "after-care: timeline complete of ")
        rows = box(stage, "after").splitlines()
        assert "after-care ─ 1 late  3 running" in rows[0]
        assert "timeline complete, scribe" in rows[1]
        assert "! " in rows[1]
        assert "late 11h" in rows[1]
        assert "post-mortem held, lena" in rows[2]
        assert " in 12h" in rows[2]
        assert "0 open" in stage.rows[0]
        assert "! late 11h" in stage.rows[1]

    play(path, act, size)


def test_an_open_incidents_clock_comes_before_what_is_left_to_do(path: Path) -> None:
    over(path, "Certificate expired", days_ago=3)
    declare(path, "API down")
    declare(path, "Mail is slow", severity="P3")

    async def act(stage: Stage) -> None:
        await stage.shows("next in 04:", "API down: ")
        assert "late" not in stage.rows[1].partition("then")[0]
        assert "then late 1d23h timeline complete of " in stage.rows[1]

    play(path, act, HUGE)


def test_enter_on_what_is_left_goes_into_that_incident(path: Path) -> None:
    over(path, "Certificate expired", days_ago=3)
    over(path, "Checkout double charge", days_ago=1)

    async def act(stage: Stage) -> None:
        await stage.shows("Checkout double charge")
        await stage.pilot.press("tab", "tab")
        await stage.until(lambda: stage.focused("after"))
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.title == "Certificate expired")

    play(path, act)


def test_without_anything_left_to_do_the_narrow_lobby_gives_its_room_to_the_others(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("No incident is open")
        assert not stage.app.board.shows("after")
        over(path, "Certificate expired", days_ago=1)
        await stage.until(lambda: stage.app.board.shows("after"))
        await stage.shows("after-care ─ 3 running", "post-mortem held")

    play(path, act, NARROW)


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE])
def test_the_past_tells_how_long_it_lasted_and_how_many_clocks_were_kept(path: Path, size: tuple[int, int]) -> None:
    stream = over(path, "Certificate expired", days_ago=9)
    write(path, *(i.SetItem(n=n, done=True) for n in (12, 13, 14)), i.Close(despite="a test"), stream=stream, by="lena")
    over(path, "Slow logins", days_ago=20, severity="P2")

    async def act(stage: Stage) -> None:
        await stage.shows("Certificate expired", "Slow logins")
        rows = box(stage, "past").splitlines()
        first = next(row for row in rows if "Certificate expired" in row)
        summary = next(s for s in stage.app.scene.summaries if s.title == "Certificate expired")
        assert summary.kept
        assert summary.missed
        assert f" {summary.kept}/{summary.kept + summary.missed} " in first
        assert "40m00" in first
        assert "closed" in first
        assert rows[0].startswith("┌ past ─ 2  kept since ")

    play(path, act, size)


@pytest.mark.slow
def test_every_past_incident_can_be_walked_to(path: Path) -> None:
    for n in range(30):
        cancelled(path, f"past {n}", days_ago=30 + n)

    async def act(stage: Stage) -> None:
        await stage.shows("past 0 ", "below ▾")
        assert "past 29" not in stage.text
        await stage.pilot.press("tab", "tab", "tab")
        await stage.until(lambda: stage.focused("past"))
        await stage.pilot.press("G")
        await stage.shows("past 29")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.title == "past 29")

    play(path, act)


# Drills, playbook, machine.


def drilled(path: Path, scenario: str, points: int, *, days_ago: float) -> None:
    began = SystemClock().now() - timedelta(days=days_ago)
    told(
        path,
        began,
        (0, i.StartDrill(start=began, playbook=default_playbook(), scenario=scenario)),
        (0, i.Declare(title="Checkout fails", severity="P0", playbook=default_playbook())),
        (0, i.Resolve(despite="a test")),
        (0, i.ScoreDrill(score=DrillScored(points=points, passed=points > 60), by="drill")),
        (0, i.Close(despite="a test")),
    )


@pytest.mark.parametrize("size", [WIDE, HUGE])
def test_each_drill_has_its_best_score_or_says_that_it_was_not_run(path: Path, size: tuple[int, int]) -> None:
    drilled(path, "pool", 60, days_ago=5)
    drilled(path, "pool", 87, days_ago=4)
    drilled(path, "pool", 71, days_ago=3)

    async def act(stage: Stage) -> None:
        await stage.shows("best 87 of 100", "not yet run", "12 clocks, 6 roles")
        rows = box(stage, "playbooks").splitlines()
        assert "best 87 of 100" in next(row for row in rows if "pool" in row)
        assert "not yet run" in next(row for row in rows if "disk" in row)
        assert "12 clocks, 6 roles" in next(row for row in rows if "default" in row)
        assert "last drill pool 3d" in stage.rows[2]
        assert "71 of 100" in stage.rows[2]
        assert "scored 71" in box(stage, "past")

    play(path, act, size)


def test_a_score_of_a_newer_rule_comes_before_more_points_of_an_older_one() -> None:
    runs = (
        Summary(id="a", drill=True, scenario="pool", points=99, rule=1),
        Summary(id="b", drill=True, scenario="pool", points=40, rule=2),
        Summary(id="c", drill=True, scenario="disk", points=12, rule=1),
        Summary(id="d", drill=True, scenario="disk"),
        Summary(id="e", scenario="pool", points=100, rule=9),
    )
    assert best_scores(runs) == {"pool": 40, "disk": 12}


def test_a_playbook_that_cannot_be_read_is_said_where_it_would_stand(path: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "playbook.yaml"
    wrong.write_text("name: x\n", encoding="utf-8")

    async def act(stage: Stage) -> None:
        await stage.shows("needs a look", "1 not")
        assert "severities" in box(stage, "playbooks")

    play(path, act, HUGE, playbook=str(wrong))


# What is red.


@pytest.mark.parametrize("size", [WIDE, HUGE])
def test_while_a_check_is_down_or_slow_the_checks_stand_where_declare_stood(path: Path, size: tuple[int, int]) -> None:
    show_checks(path, "up", "up")

    async def act(stage: Stage) -> None:
        await stage.shows("all 2 up", "/declare API down")
        where = stage.app.board.places(*size)["declare"]
        for state, word in (("down", "down"), ("degraded", "slow")):
            show_checks(path, state, "up")
            await stage.until(lambda: stage.app.board.shows("lobby_checks"))
            await stage.until(lambda word=word: f"1 {word}" in box(stage, "lobby_checks"))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            assert stage.app.board.places(*size)["lobby_checks"] == where
            assert f"c0 {word}" in stage.rows[1]
            assert not stage.app.board.shows("declare")
        show_checks(path, "up", "up")
        await stage.until(lambda: stage.app.board.shows("declare"))
        await stage.shows("Unsure? Declare.")

    play(path, act, size)


def test_keys_that_were_in_the_checks_go_to_the_entry_line_once_all_is_well(path: Path) -> None:
    show_checks(path, "down")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.board.shows("lobby_checks"))
        await stage.type("half")
        await stage.pilot.press("shift+tab")
        await stage.until(lambda: stage.focused("checks"))
        show_checks(path, "up")
        await stage.until(lambda: stage.entry.has_focus)
        assert stage.entry.value == "half"

    play(path, act)


def test_the_narrow_lobby_names_the_worst_red_in_the_banner(path: Path) -> None:
    show_checks(path, "up", "down")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: "✗ c1 down" in stage.rows[1])

    play(path, act, NARROW)


# Any words, any size.


def crowd(scene: Scene, seed: int) -> Scene:
    """The scene with incidents of any kind in the lobby, as many as make it scroll."""
    chance = random.Random(seed)

    def some() -> str:
        return chance.choice((*HOSTILE, "API down", "", "P0"))

    def when() -> datetime | None:
        return chance.choice((None, scene.wall - timedelta(minutes=chance.randrange(900_000))))

    summaries = tuple(
        Summary(
            id=f"{n}{some()}",
            title=some(),
            severity=some(),
            status=some(),
            open=chance.random() < 0.7,
            running=chance.random() < 0.4,
            drill=chance.random() < 0.3,
            commander=some(),
            began=when(),
            declared_at=when(),
            resolved_at=when(),
            last_at=when(),
            records=chance.randrange(9_999),
            kept=chance.randrange(99),
            missed=chance.randrange(9),
            due=tuple(
                Due(label=some(), owner=some(), due_at=scene.wall + timedelta(minutes=chance.randrange(-9999, 9999)))
                for _ in range(chance.randrange(3))
            ),
            scenario=some(),
            points=chance.choice((None, 87)),
        )
        for n in range(chance.randrange(40))
    )
    declared = i.Declare(by="a", title=some() or "x", severity="P0", playbook=default_playbook())
    state = append(EMPTY, declared, scene.wall)
    return changed_scene(
        scene,
        incident=EMPTY,
        summaries=summaries,
        open_states={s.id: state for s in summaries if chance.random() < 0.5},
        scenarios=tuple((some() or "x", 10.0) for _ in range(chance.randrange(12))),
        playbook=msgspec.structs.replace(default_playbook(), name=some() or "x", title=some()),
        focus=chance.choice(("", "open", "after", "past")),
        cursors={name: chance.randrange(50) for name in ("open", "after", "past") if chance.random() < 0.7},
    )


@slowly
@given(
    scene=scenes,
    width=st.integers(80, 250),
    height=st.integers(24, 80),
    seed=st.integers(0, 9999),
    red=st.booleans(),
    after=st.booleans(),
)
def test_whatever_incidents_are_called_every_panel_of_the_lobby_fits(
    scene: Scene, width: int, height: int, seed: int, red: bool, after: bool
) -> None:
    scene = crowd(scene, seed)
    found = grid.places(width, height, view="lobby", lobby=grid.Lobby(red, after))
    for name, place in found.items():
        if name in PANELS:
            painted = PANELS[name].paint(scene, place.w - 4, place.h - 2)
            fits(painted.rows, place.w - 4, scene)
            fits([painted.foot], place.w - 6, scene)
            assert len(painted.rows) <= max(1, place.h - 2), name
    fits(banner.paint(scene, width, 3), width, scene)


@given(st.integers(1, 400), st.integers(1, 120), st.booleans(), st.booleans())
def test_nothing_of_the_lobby_overlaps_or_lies_outside(width: int, height: int, red: bool, after: bool) -> None:
    found = grid.places(width, height, view="lobby", lobby=grid.Lobby(red, after))
    for place in found.values():
        assert place.w > 0
        assert place.h > 0
        assert place.x + place.w <= width
        assert place.y + place.h <= height
    for (name, one), (other_name, other) in combinations(found.items(), 2):
        assert not overlap(one, other), (name, other_name)
    if width >= 40 and height >= 8:
        panels = {name: place for name, place in found.items() if name in PANELS}
        assert sum(place.w * place.h for place in panels.values()) == width * max(1, height - 7)


def test_the_drawn_lobby_is_that_of_the_look() -> None:
    found = grid.places(120, 40, view="lobby")
    assert found["open"] == (0, 4, 78, 8)
    assert found["after"] == (0, 12, 78, 6)
    assert found["past"] == (0, 18, 78, 19)
    assert found["declare"] == (78, 4, 42, 9)


def test_without_colour_and_unicode_the_lobby_says_the_same() -> None:
    look = Look(themes.load("dark"), glyphs=False, colours=False)
    due = Due(label="review", owner="kim", due_at=NOW - timedelta(hours=3))
    summaries = (
        Summary(id="a", title="API down", severity="P0", status="investigating", running=True, began=NOW),
        Summary(id="b", title="Mail slow", severity="P2", status="resolved", began=NOW, due=(due,)),
    )
    scene = Scene(look=look, now=NOW, wall=NOW, summaries=summaries, playbook=default_playbook())
    said = ""
    for name in LOBBY:
        painted = PANELS[name].paint(scene, 74, 12)
        for row in (painted.head, painted.foot, *painted.rows):
            said += draw(row, 74, look).text + "\n"
    assert said.isascii()
    assert "! " in said
    assert "late 3h00" in said
