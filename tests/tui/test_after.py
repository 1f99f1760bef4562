"""What is left after incidents, in the lobby: late work first, copied as an issue; what is unsent, and still read."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.fakes import T0
from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from tests.tui.test_lobby import box, cancelled, over
from warroom import themes
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.summary import Due, Summary
from warroom.tui.look import Look
from warroom.tui.panels.lobby import paint as paint_open
from warroom.tui.panels.lobby_banner import block
from warroom.tui.panels.past import after_care, paint_after
from warroom.tui.view import Painted, Scene, changed_scene

LOOK = Look(themes.load("dark"))


def closed_with_action(path: Path, *, due_days: float = 9) -> str:
    """An incident that is closed and left an action item."""
    stream = over(path, "Certificate expired", days_ago=3)
    due = SystemClock().now() + timedelta(days=due_days)
    give = i.GiveTask(owner="bo", text="watch the expiry", due_at=due, action=True, priority="high")
    write(path, give, stream=stream)
    write(path, i.Close(despite="a test"), stream=stream)
    cancelled(path)
    return stream


def scene(*summaries: Summary) -> Scene:
    return Scene(look=LOOK, now=T0, wall=T0, summaries=summaries)


def left(name: str, hours: float, **fields: object) -> Summary:
    due = Due(label="review", owner="kim", due_at=T0 + timedelta(hours=hours))
    made = Summary(id=name, title=name, status="resolved", declared_at=T0, due=(due,))
    return msgspec.structs.replace(made, **fields)


def words(painted: Painted) -> str:
    return "\n".join("".join(part for part, _ in row) for row in (painted.head, *painted.rows, painted.foot))


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_an_action_item_of_a_closed_incident_is_still_seen(path: Path, size: tuple[int, int]) -> None:
    closed_with_action(path)

    async def act(stage: Stage) -> None:
        await stage.shows("after-care", "1 action item, bo")
        assert "in 8d" in box(stage, "after")

    play(path, act, size)


def test_the_work_under_the_cursor_is_copied_as_an_issue(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = closed_with_action(path)
    copied: list[str] = []

    async def act(stage: Stage) -> None:
        monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
        await stage.shows("1 action item, bo")
        await stage.pilot.press("tab", "tab")
        await stage.until(lambda: stage.focused("after"))
        await stage.pilot.press("y")
        await stage.says("1 issue copied")

    play(path, act)
    assert copied[0].startswith("# watch the expiry\n")
    for wanted in ("| owner | bo |", "| priority | high |", stream, "Certificate expired"):
        assert wanted in copied[0]


def test_an_action_item_is_copied_in_its_room_and_a_time_box_is_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = declare(path)
    write(path, i.GiveTask(owner="bo", text="end sessions", seconds=180), stream=stream)
    day = SystemClock().now() + timedelta(days=1)
    write(path, i.GiveTask(owner="bo", text="add an alert", due_at=day, action=True), stream=stream)
    copied: list[str] = []

    async def act(stage: Stage) -> None:
        monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
        await stage.shows("add an alert")
        stage.app.board.focus_panel("doing")
        await stage.until(lambda: stage.focused("doing"))
        stage.app.board.cursors["doing"] = 0
        await stage.pilot.press("y")
        await stage.says("a time-box ends with the incident")
        await stage.pilot.press("j", "y")
        await stage.says("1 issue copied")

    play(path, act)
    assert [text.splitlines()[0] for text in copied] == ["# add an alert"]


def test_of_many_late_ones_the_one_longest_late_is_first_and_the_report_is_named() -> None:
    many = scene(*(left(f"i{n}", 5 - n) for n in range(200)))
    assert [due.due_at for _, due in after_care(many)] == sorted(due.due_at for _, due in after_care(many))
    said = words(paint_after(many, 76, 6))
    assert "194 late" in said
    assert "oldest late 8d 2h: warroom report actions" in said
    assert said.splitlines()[1].startswith("  ! ")
    assert "i199" in said.splitlines()[1]
    assert "warroom report" not in words(paint_after(scene(left("later", 9)), 76, 6))


def test_a_drill_and_a_running_incident_leave_nothing_in_after_care() -> None:
    assert after_care(scene(left("drill", 1, drill=True), left("burns", 1, running=True))) == []


def test_updates_that_did_not_go_out_are_counted_in_the_lobby(path: Path) -> None:
    stream = declare(path)
    for channel in ("email", "status_page"):
        write(path, i.DraftUpdate(channel=channel, text="We look into it."), stream=stream)
    for n in (1, 2):
        write(path, i.QueueUpdate(n=n, way="nobody", despite="a test"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("f7")
        await stage.shows("2 unsent, ")
        assert "2 unsent" in stage.rows[2]

    play(path, act)


def test_while_old_incidents_are_read_the_lobby_says_so_and_not_that_all_is_quiet() -> None:
    reading = changed_scene(scene(), unread=940)
    assert block(reading)[0] == ("reading", "940 more", "")
    assert "940 incidents still to be read" in words(paint_open(reading, 76, 8))
    assert block(scene())[0][:2] == ("0 open", "quiet")
