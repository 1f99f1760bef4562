"""A replay in the room: the past is shown, the keys are its, and nothing leaves this terminal."""

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.fakes import T0
from tests.looking_back.odd import JOURNAL, ODD
from tests.looking_back.story import told as telling
from tests.tui.stage import NARROW, WIDE, Stage, declare, default_playbook, play, records, write
from warroom.incident import intents as i
from warroom.incident.facts import CommandFinished
from warroom.incident.verbs import VERBS
from warroom.playbook.model import Check
from warroom.settings import Settings
from warroom.tui.app import WarroomApp
from warroom.tui.keys import KEYS, SCOPES
from warroom.tui.palette import choices
from warroom.tui.panels.registry import WALKED
from warroom.tui.replay_guard import READS, REFUSED
from warroom.tui.typed import Typed


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A journal with one incident in which twelve minutes passed, some of it red."""
    with telling(tmp_path) as story:
        story.declare()
        story.after(1, i.Note(text="all clients"))
        story.turn("api", "down", "503 after 3 tries")
        story.after(2, i.TakeRole(role="commander", person="bo"), "bo")
        story.do(i.Suspect(text="the deploy"))
        story.do(i.GiveTask(owner="bo", text="look at the pool"))
        story.after(4, i.DraftUpdate(channel="status_page", status="investigating", text="We look into it."))
        story.after(4, i.MarkFixed())
        story.turn("api", "up")
        story.after(1, i.Note(text="last words"))
    return tmp_path / JOURNAL


async def replay(stage: Stage, *keys: str) -> None:
    """Press F9, wait for the first record, stand there, then press these."""
    app = stage.app
    await stage.until(lambda: app.incident.seq)
    await stage.pilot.press("f9")
    await stage.until(lambda: app.replaying.on and app.replaying._whole and app.replaying._incident.seq)
    await stage.pilot.press("space", "g", *keys)
    await there(stage)


async def there(stage: Stage) -> None:
    """What was asked for last is shown."""
    await stage.until(lambda: not stage.app.replaying._waits)
    stage.app.repaint()
    await stage.pilot.pause()


def seq(stage: Stage) -> int:
    """The last record that is shown."""
    return stage.app.seen.incident.seq


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_f9_shows_the_room_as_it_was_and_f9_again_the_live_one(room: Path, size: tuple[int, int]) -> None:
    async def scene(stage: Stage) -> None:
        await stage.shows("last words")
        await replay(stage)
        assert seq(stage) == 1
        assert "last words" not in stage.text
        await stage.shows("REPLAY", "replay", "14:30:00")
        await stage.pilot.press("f9")
        await stage.shows("last words")
        assert "REPLAY" not in stage.text

    play(room, scene, size)


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 12), (60, 7), (30, 5), (24, 3)])
def test_replay_stands_on_every_frame_at_any_size(room: Path, size: tuple[int, int]) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        for press in ("l", "G", "tab", "tab", "f8", "f4", "f1", "escape", "space", "slash", "escape"):
            await stage.pilot.press(press)
            await stage.pilot.pause()
            assert "REPLAY" in stage.text, press

    play(room, scene, size)


def test_a_terminal_of_two_rows_marks_the_replay_where_the_line_begins(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        assert stage.rows[-1].startswith("R›")

    play(room, scene, (30, 2))


def test_the_state_and_the_clocks_are_those_of_the_moment(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "slash", *"14:32:30", "enter")
        seen = stage.app.seen
        assert seen.now.strftime("%H:%M:%S") == "14:32:30"
        assert [view.state for view in seen.views] == ["down"]
        assert seen.incident.commander == ""
        waits = next(d for d in seen.deadlines if d.id == "response")
        assert (waits.state, waits.due_at.strftime("%H:%M") if waits.due_at else "") == ("running", "14:35")
        await stage.shows("nobody commands", "api")
        await stage.pilot.press("G")
        await there(stage)
        assert stage.app.seen.incident.commander == "bo"
        assert [view.state for view in stage.app.seen.views] == ["up"]

    play(room, scene)


def test_the_timeline_ends_at_the_record_that_is_shown_and_points_at_it(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "l", "l")
        assert "all clients" in stage.text
        newest = next(row for row in stage.rows if "all clients" in row)
        assert "›" in newest[:3], newest
        assert "503" not in stage.text

    play(room, scene)


def test_records_are_stepped_through_one_by_one_and_back(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        for expected in (2, 3, 4):
            await stage.pilot.press("l")
            await there(stage)
            assert seq(stage) == expected
        await stage.pilot.press("h", "left")
        await there(stage)
        assert seq(stage) == 2
        await stage.pilot.press("h", "h", "h", "h")
        await there(stage)
        assert seq(stage) == 1

    play(room, scene)


def test_n_goes_from_milestone_to_milestone_and_e_from_line_to_line_that_somebody_wrote(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        found = records(room, stage.app.stream)
        of = {record.kind: record.seq for record in found}
        await replay(stage, "n")
        assert "acknowledged" in stage.app.seen.incident.milestones
        await stage.pilot.press("n")
        await there(stage)
        assert seq(stage) == of["fixed"]
        await stage.pilot.press("N", "N")
        await there(stage)
        assert seq(stage) == 1
        await stage.line("/#" + str(of["check_changed"] - 1))
        await stage.pilot.press("E")
        await there(stage)
        assert found[seq(stage) - 1].kind != "check_changed"

    play(room, scene)


def test_a_silence_is_left_two_seconds_before_the_next_record(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "l", "s")
        before = stage.app.replaying.course.at(3)
        assert (before - stage.app.seen.now).total_seconds() == 2
        await stage.pilot.press("s")
        await there(stage)
        assert seq(stage) >= 3

    play(room, scene)


def test_what_one_types_after_a_slash_says_where_it_would_go_before_it_goes(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "slash")
        await stage.type("14:32")
        await stage.says("will go to 14:32:00 UTC, #")
        await stage.pilot.press("ctrl+u")
        await stage.type("fix")
        await stage.says("will go to fixed: 14:41:00 UTC")
        await stage.pilot.press("ctrl+u")
        await stage.line("nowhere")
        assert stage.entry.value == "nowhere"
        assert "it goes" in stage.said
        await stage.pilot.press("escape")
        assert stage.app.replaying.on
        assert stage.entry.value == ""
        await stage.pilot.press("escape")
        assert not stage.app.replaying.on

    play(room, scene)


def test_it_goes_on_at_its_speed_and_stands_at_the_end(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        for _ in range(9):
            await stage.pilot.press("]")
        assert stage.app.replaying.clock.speed == 600
        await stage.pilot.press("space")
        assert stage.app.replaying.clock.runs
        await stage.until(lambda: seq(stage) == len(records(room, stage.app.stream)))
        await stage.until(lambda: not stage.app.replaying.clock.runs)
        await stage.says("the end")
        for _ in range(9):
            await stage.pilot.press("[")
        assert stage.app.replaying.clock.speed == 1

    play(room, scene)


def test_characters_that_come_in_one_go_are_keys_one_by_one_until_a_line_begins(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        stage.entry.post_message(Typed("ll]] \u00e9,\u4e16l/#2"))
        await stage.until(lambda: stage.entry.value == "#2")
        assert stage.app.replaying.clock.speed == 60
        await stage.pilot.press("enter")
        await there(stage)
        assert seq(stage) == 2

    play(room, scene)


def test_what_stood_in_the_entry_line_comes_back_and_no_key_is_typed_meanwhile(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.shows("last words")
        await stage.type("half a sentence")
        await replay(stage, *"xyzqwlhnN", "up", "down", "enter", "backspace", "ctrl+u", "delete")
        await stage.paste("pasted")
        assert stage.entry.value == ""
        assert stage.app.replaying.half_typed == "half a sentence"
        await stage.pilot.press("f9")
        assert stage.entry.value == "half a sentence"

    play(room, scene)


def test_what_others_record_meanwhile_is_counted_not_shown_and_there_at_once_after(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.shows("last words")
        await replay(stage)
        write(room, i.Note(text="news from bo"), stream=stage.app.stream)
        await stage.says("1 new in the room")
        assert "news from bo" not in stage.text
        assert seq(stage) == 1
        await stage.pilot.press("escape")
        await stage.shows("news from bo", "last words")

    play(room, scene)


def test_an_incident_that_others_declare_meanwhile_is_said_on_the_ledge(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        declare(room, "Payments stand")
        await stage.shows("NOW: P0 Payments stand")

    play(room, scene)


def test_a_check_that_is_red_now_is_said_on_the_ledge_and_rings_no_bell(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(stage: Stage) -> None:
        rung: list[int] = []
        await replay(stage)
        monkeypatch.setattr(stage.app, "bell", lambda: rung.append(1))
        from warroom.checks.model import View
        from warroom.tui.view import changed_scene

        now = stage.app.clock.now()
        down = View("payments", "http", "", "down", "down", "", now, now, "503")
        stage.app.scene = changed_scene(stage.app.scene, views=(down,))
        stage.app.ring()
        stage.app.repaint()
        await stage.shows("NOW: payments down")
        assert rung == []
        assert [view.name for view in stage.app.seen.views] == []

    play(room, scene)


def test_the_host_says_that_it_was_not_recorded(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        await stage.shows("The record holds no samples")

    play(room, scene)


# Nothing leaves this terminal.


def marks(folder: Path) -> dict[str, str]:
    """Every file beside the journal by the hash of its bytes, but what is made of the record and can be deleted."""
    made = ("-live", "-index", "-shm")
    kept = (file for file in sorted(folder.rglob("*")) if file.is_file() and not any(one in file.name for one in made))
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in kept}


async def unchanged(stage: Stage, before: dict[str, str]) -> None:
    """Whatever was asked is done or refused, and no byte is another."""
    done: list[int] = []
    stage.app.keeper._jobs.put(lambda: done.append(1))
    await stage.until(lambda: done)
    after = marks(stage.path.parent)
    assert {file for file in before | after if before.get(file) != after.get(file)} == set()
    assert not stage.app.entering.pending
    assert not stage.app.running.busy


async def back(stage: Stage) -> None:
    """In the replay again, whatever a key has led to."""
    if not isinstance(stage.app.focused, Input) and len(stage.app.screen_stack) > 1:
        stage.app.pop_screen()
    if len(stage.app.screen_stack) > 1:
        stage.app.pop_screen()
    if stage.app.board.view != "room":
        stage.app.keeper.enter(stage.app.stream, "")
        await stage.until(lambda: stage.app.board.view == "room")
    if not stage.app.replaying.on:
        stage.app.replaying.begin()
        await stage.until(lambda: stage.app.replaying._incident.seq)


_SELDOM = ("people", "all_clocks", "playbook", "brief", *(name for name in WALKED["room"] if name != "timeline"))
PLACES = ["", "timeline", "checklist", *(pytest.param(name, marks=pytest.mark.slow) for name in _SELDOM)]
"""Where the keys are: in the entry line, in a panel, in a pane that can be read."""


def every_press() -> Iterable[str]:
    for key in KEYS:
        if key.id not in ("quit", "palette"):
            yield from key.key.split(",")


@pytest.mark.parametrize("place", PLACES)
def test_no_key_of_the_registry_records_runs_or_sends_anything(room: Path, place: str) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "G")
        before = marks(room.parent)
        for press in every_press():
            await back(stage)
            board = stage.app.board
            board.show_pane("")
            if place in WALKED["room"]:
                if board.shows(place):
                    board.focus_panel(place)
            elif place:
                board.show_pane(place) if place != "playbook" else stage.app.action_playbook()
            await stage.pilot.press(press)
        await unchanged(stage, before)

    play(room, scene)


def test_no_act_behind_a_key_records_runs_or_sends_anything_wherever_it_is_called(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "G")
        before = marks(room.parent)
        for key in KEYS:
            if key.where in SCOPES.values() and not key.id.startswith("replay."):
                board = stage.app.board
                name = key.id.partition(".")[0]
                if name in WALKED["room"] and board.shows(name):
                    board.show_pane("")
                    board.focus_panel(name)
                elif key.id in READS:
                    continue
                stage.app.action_act(key.id)
                await stage.pilot.pause()
        await unchanged(stage, before)

    play(room, scene)


def test_no_verb_records_runs_or_sends_anything_whichever_way_it_comes_in(room: Path) -> None:
    lines = [*(f"/{verb.name} {words}".strip() for verb in VERBS for words in ("", "1 why", "x")), "a note"]

    async def scene(stage: Stage) -> None:
        await replay(stage, "G")
        before = marks(room.parent)
        app = stage.app
        for line in lines:
            app.replaying.ask_where()
            stage.entry.put(line)
            await stage.pilot.press("enter", "escape")
            await back(stage)
        for line in lines:
            app.offer(line)
            assert stage.entry.value == ""
        for line in ("a note", "/fix", "/send", "/strike 3 why", "/escalate"):
            app.entering.enter(line)
            await stage.pilot.pause()
        await unchanged(stage, before)

    play(room, scene)


def test_every_door_is_shut(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "G")
        before = marks(room.parent)
        app = stage.app
        app.ask(i.Note(text="one"), "one")
        app.ask_on_duty(i.AcceptChecks(name="x", sha256="0" * 64, digest=""))
        app.keeper.act(i.QueueUpdate(n=1, way="page", by="anna"))
        app.keeper.act(i.StartCommand(command="true", by="anna"), None, app.stream)
        app.keeper.act(i.AcceptHandover(by="anna"))
        assert not app.composing.compose()
        assert app.composing.open is False
        app.drilling.do("fix pool", "/drill fix pool")
        await unchanged(stage, before)
        assert REFUSED in stage.said or "refused" in stage.said

    play(room, scene)


def test_the_palette_offers_nothing_that_records(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "G")
        before = marks(room.parent)
        found = [choice for choice in choices(stage.app) if not choice.title.startswith("Quit")]
        assert any("milestone" in choice.title for choice in found)
        assert [choice.title for choice in found if choice.title.startswith("/")] == []
        for choice in found:
            await back(stage)
            result = choice.act()
            if hasattr(result, "__await__"):
                await result
            await stage.pilot.pause()
        await unchanged(stage, before)

    play(room, scene)


def test_the_mouse_records_nothing_and_moves_along_the_scrubber(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        before = marks(room.parent)
        for y in range(0, 37, 4):
            for x in range(2, 118, 29):
                await stage.pilot.click(offset=(x, y))
                await stage.pilot.click(offset=(x, y))
        await unchanged(stage, before)
        await back(stage)
        stage.app.board.show_pane("")
        await stage.pilot.click("#entry", offset=(stage.entry.size.width - 8, 0))
        await there(stage)
        assert seq(stage) > 5

    play(room, scene)


def test_the_end_of_a_run_that_began_before_is_still_recorded(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        app = stage.app
        app.keeper.act(i.StartCommand(command="sleep 9", by="anna", title="wait"), None, app.stream)
        await stage.until(lambda: "command_started" in stage.kinds())
        await replay(stage)
        run = app.incident.runs[-1].n
        app.keeper.act(i.FinishCommand(by="anna", ended=CommandFinished(run=run, exit=0)), None, app.stream)
        await stage.until(lambda: "command_finished" in stage.kinds())
        assert app.replaying.on

    play(room, scene)


def test_a_line_that_was_on_its_way_is_written_and_not_shown_among_the_past(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        with stage.held_journal():
            await stage.line("typed before")
            await stage.pilot.press("f9")
            await stage.pilot.pause()
            assert "typed before" not in stage.text
        await stage.until(lambda: not stage.app.entering.pending)
        assert stage.records()[-1].kind == "note"
        await stage.until(lambda: stage.app.replaying._incident.seq)
        await stage.pilot.press("f9")
        await stage.shows("typed before")

    play(room, scene)


# Ways in.


def test_f9_over_an_incident_in_the_lobby_replays_it_and_esc_leads_into_its_room(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    declare(path, "One")
    declare(path, "Two")

    async def scene(stage: Stage) -> None:
        await stage.until(lambda: len(stage.app.scene.summaries) == 2 and stage.app.board.view == "lobby")
        await stage.pilot.press("f9")
        await stage.says("no incident has the cursor")
        stage.app.board.focus_panel("open")
        await stage.pilot.press("j", "f9")
        await stage.until(lambda: stage.app.replaying.on)
        await stage.shows("REPLAY", "One")
        await stage.pilot.press("escape")
        assert stage.app.board.view == "room"
        assert "REPLAY" not in stage.text

    play(path, scene)


def test_a_replay_can_begin_where_somebody_looked(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        stage.app.action_replay(where="#4")
        stage.app.replaying.clock.run(False)
        await stage.until(lambda: stage.app.replaying._incident.seq)
        assert seq(stage) == 4

    play(room, scene)


def test_the_room_can_be_opened_in_a_replay_at_a_speed(room: Path) -> None:
    async def go() -> None:
        app = WarroomApp(Settings(journal=room), me="anna", replay=60.0)
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot, room)
            await stage.until(lambda: app.replaying.on and app.replaying._incident.seq)
            await stage.shows("REPLAY", "x60")
            await asyncio.to_thread(app.close_down)
            app.exit(0)

    asyncio.run(go())


def test_a_terminal_begun_for_a_replay_asks_checks_and_sends_only_once_it_is_left(room: Path) -> None:
    async def go() -> None:
        app = WarroomApp(Settings(journal=room, checks=(Check(name="disk", kind="host"),)), me="anna", replay=60.0)
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot, room)
            await stage.until(lambda: app.replaying.on and app._loaded is not None)
            await stage.pilot.pause(0.1)
            assert (app.watching._watchers, app.keeper.quiet) == ({}, True)
            await pilot.press("escape")
            await stage.until(lambda: "duty" in app.watching._watchers)
            assert not app.keeper.quiet
            await asyncio.to_thread(app.close_down)
            app.exit(0)

    asyncio.run(go())


def test_a_drill_that_is_replayed_is_not_asked_and_its_record_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    stream = write(path, i.StartDrill(start=T0, scenario="pool", speed=60.0, playbook=default_playbook()))
    before = [record.hash for record in records(path, stream)]

    async def go() -> None:
        app = WarroomApp(Settings(journal=path, incident=stream), me="anna", replay=10.0)
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot, path)
            await stage.until(lambda: app.replaying.on and app.replaying._incident.seq)
            await stage.shows("REPLAY", "of a DRILL")
            assert app.watching._watchers.keys() <= {"duty"}
            await asyncio.to_thread(app.close_down)
            app.exit(0)

    asyncio.run(go())
    assert [record.hash for record in records(path, stream)] == before


ODDEST = ("hostile", "many checks", "newer", "one record", "clock jumps", "october")
"""Those of whom a frame may be unlike any other's; the walk through all of them is test_replaying's."""


@pytest.mark.parametrize(
    "name", [name if name in ODDEST else pytest.param(name, marks=pytest.mark.slow) for name in ODD]
)
def test_every_odd_incident_is_replayed_to_its_end(name: str, tmp_path: Path) -> None:
    stream = ODD[name](tmp_path)

    async def scene(stage: Stage) -> None:
        await replay(stage, "n", "G")
        assert "REPLAY" in stage.text
        assert seq(stage) == stage.app.incident.seq
        await stage.pilot.press("escape")
        assert not stage.app.replaying.on

    play(tmp_path / JOURNAL, scene, incident=stream)


@pytest.mark.parametrize("fields", [{"theme": "terminal"}, {"glyphs": "ascii"}])
def test_without_glyphs_or_colours_it_still_says_replay_and_where_one_is(room: Path, fields: dict[str, Any]) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "n", "n")
        await stage.shows("REPLAY", "replay")
        if "glyphs" in fields:
            assert ">" in stage.rows[-2]
            assert "#" in stage.rows[-2]
            assert stage.rows[-2].isascii()

    play(room, scene, **fields)


def test_a_replay_can_begin_at_a_moment_and_beyond_the_record_at_its_end(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        for moment, shown in ((T0 + timedelta(minutes=2), "14:32:00"), (T0 + timedelta(days=9), "14:42:00")):
            stage.app.action_replay(where=moment)
            stage.app.replaying.clock.run(on=False)
            await stage.until(lambda: stage.app.replaying._incident.seq)
            await there(stage)
            assert f"{stage.app.replaying.now():%H:%M:%S}" == shown
            stage.app.action_replay()

    play(room, scene)


def test_a_replay_that_was_left_on_the_way_goes_on_there(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "slash", *"#4", "enter")
        left = seq(stage)
        await stage.pilot.press("escape")
        assert not stage.app.replaying.on
        await stage.pilot.press("f9")
        await stage.says("goes on at 14:3", "g goes to the first record")
        await stage.until(lambda: seq(stage) >= left)
        await stage.pilot.press("G")
        await there(stage)
        await stage.pilot.press("escape", "f9")
        await stage.until(lambda: stage.app.replaying._incident.seq)
        stage.app.replaying.clock.run(on=False)
        assert seq(stage) < left

    play(room, scene)


def test_a_time_is_read_in_the_incidents_zone_and_else_in_utc_as_it_is_shown(tmp_path: Path) -> None:
    with telling(tmp_path) as story:
        story.declare(zone="Asia/Tokyo")
        story.after(20, i.Note(text="later"))

    async def scene(stage: Stage) -> None:
        for typed in ("14:40", "23:40"):
            await stage.until(lambda: stage.app.incident.seq)
            await replay(stage, "slash", *typed)
            await stage.says("will go to", "14:40:00 UTC")
            await stage.pilot.press("enter")
            await there(stage)
            assert f"{stage.app.replaying.now():%H:%M:%S}" == "14:40:00"
            await stage.pilot.press("escape")

    play(tmp_path / JOURNAL, scene)


def test_the_footer_names_only_keys_that_work_while_a_place_is_typed(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        assert "n milestone" in stage.rows[-1]
        await stage.pilot.press("slash")
        await stage.pilot.pause()
        assert "n milestone" not in stage.rows[-1]
        assert "Enter goes there  Esc not there" in stage.rows[-1]
        await stage.pilot.press("escape")
        await stage.pilot.pause()
        assert "n milestone" in stage.rows[-1]

    play(room, scene, NARROW)


def test_empty_panels_tell_what_had_not_happened_and_no_verb(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage)
        await stage.shows("Nobody had suspected anything.", "Nobody had been given a task.", "nothing yet")
        panels = "\n".join(stage.rows[4:22])
        assert "/" not in panels
        assert "F2" not in panels

    play(room, scene)


def test_what_waited_to_be_approved_is_told_without_the_verb(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "G")
        await stage.shows("update 1 by anna waits", "not approved")
        assert "/approve" not in stage.text

    play(room, scene)


def test_people_had_written_so_many_lines_by_then_and_no_key_gives_a_role(room: Path) -> None:
    async def scene(stage: Stage) -> None:
        await replay(stage, "f4")
        rows = [row for row in stage.rows if " anna" in row]
        assert any(" 1  14:30:00" in row for row in rows), stage.text
        assert "give to" not in stage.text
        await stage.shows("Esc replay")
        await stage.pilot.press("escape", "G", "f4")
        await there(stage)
        count = sum(record.by == "bo" for record in stage.records())
        await stage.until(lambda: any(" bo " in row and f" {count}  14:3" in row for row in stage.rows))

    play(room, scene)
