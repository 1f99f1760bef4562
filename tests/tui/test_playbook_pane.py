"""The playbook on the screen: opened, read, searched, copied from; questions answered, lists ticked."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest
from textual.events import MouseScrollDown

from tests.tui.stage import NARROW, WIDE, Stage, declare, default_playbook, notes, play, records, write
from warroom.checks.model import View
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import ListTicked
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.playbook.model import Playbook, Severity
from warroom.tui.panes.playbook.seen import LIST, TEXT, Seen

TINY = (20, 5)
HUGE = (200, 60)
QUESTION = default_playbook().questions[0].questions[0]


def reading(stage: Stage) -> Seen:
    pane = stage.app.board.pane
    assert pane is not None
    assert isinstance(pane.about, Seen)
    return pane.about


def is_open(stage: Stage) -> bool:
    return stage.app.board.pane is not None and stage.app.board.pane.name == "playbook"


def runs(stage: Stage) -> bool:
    """Whether its steps are open, to be run."""
    return stage.app.board.pane is not None and stage.app.board.pane.name == "runbook"


async def opened(stage: Stage, part: str = "", side: str = LIST) -> None:
    """With the keys, at this part."""
    await stage.until(lambda: stage.app.scene.playbook.severities)
    await stage.pilot.press("f10")
    await stage.until(partial(stage.focused, "playbook"))
    if part:
        place = next(n for n, entry in enumerate(reading(stage).entries) if entry.key == part)
        await stage.pilot.press(*["j"] * place)
        await stage.until(lambda: reading(stage).here.key == part)
    if side == TEXT:
        await stage.pilot.press("l")


@pytest.fixture
def red(path: Path) -> Iterator[None]:
    """The database is down, as another terminal sees it."""
    live = Live(path)
    now = SystemClock().now()
    view = View("db", "tcp", "x", "down", "down", "refused", now - timedelta(minutes=1), now, "refused")
    live.put_views(DUTY, {"db": (0, msgspec.json.encode(view))})
    yield
    live.close()


def on_duty(path: Path) -> list[ListTicked]:
    return [record.fact for record in records(path, DUTY) if isinstance(record.fact, ListTicked)]


# Opening and leaving.


@pytest.mark.parametrize("size", [WIDE, NARROW, HUGE, TINY])
def test_a_key_opens_it_in_the_lobby_and_in_the_room_and_esc_returns(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        assert stage.app.board.view == "room"
        await stage.pilot.press("escape")
        assert not is_open(stage)
        assert stage.entry.has_focus
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.pilot.press("alt+p")
        await stage.until(lambda: is_open(stage))
        await stage.pilot.press("f10")
        assert not is_open(stage)
        assert stage.app.board.view == "lobby"

    play(path, act, size)


def test_the_verb_opens_it_with_and_without_an_incident(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.type("/playbook")
        await stage.says("will playbook: opens it here")
        await stage.pilot.press("enter")
        await stage.until(lambda: is_open(stage))
        assert stage.entry.value == ""

    play(path, act)
    declare(path)
    play(path, act)


def test_half_a_line_stays_while_it_is_read_and_records_go_on(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a li")
        await opened(stage)
        write(path, i.Note(text="from elsewhere"), stream=stream)
        await stage.until(lambda: "from elsewhere" in notes(stage.records()))
        await stage.pilot.press("j", "escape")
        assert stage.entry.value == "half a li"

    play(path, act)


def test_it_opens_where_it_was_left(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage, "templates")
        await stage.pilot.press("escape", "f10")
        assert reading(stage).here.key == "templates"

    play(path, act)


def test_nothing_of_it_is_made_before_it_is_opened(path: Path) -> None:
    async def act(stage: Stage) -> None:
        assert not stage.app.board.query("#pane")
        await opened(stage)
        assert stage.app.board.query("#pane")

    play(path, act)


# What is likely.


@pytest.mark.usefixtures("red")
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_what_fits_the_red_checks_comes_first(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.scene.views)
        await opened(stage)
        assert reading(stage).here.likely
        await stage.shows("database connections exh", "db down")

    play(path, act, size)


@pytest.mark.usefixtures("red")
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_enter_on_the_empty_line_opens_what_it_looks_like_and_the_keys_stay(path: Path, size: tuple[int, int]) -> None:
    stream = declare(path)
    write(path, i.SetMilestone(name="detected", moment=SystemClock().now()), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.says("looks like: database connections exhausted", "Enter opens it")
        await stage.pilot.press("enter")
        await stage.until(lambda: runs(stage))
        await stage.shows("database connections exhausted", "step 1 of")
        assert stage.entry.has_focus
        await stage.keep("typed on")
        assert runs(stage)
        await stage.until(lambda: "looks like" not in stage.said)
        await stage.pilot.press("enter")
        assert runs(stage)

    play(path, act, size)


@pytest.mark.usefixtures("red")
def test_enter_opens_nothing_that_was_not_announced_above_the_line(path: Path) -> None:
    stream = declare(path)
    write(path, i.SetMilestone(name="detected", moment=SystemClock().now()), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.says("looks like")
        await stage.line("/retry")
        await stage.says("nothing waits to be written")
        await stage.pilot.press("enter")
        assert not runs(stage)
        await stage.says("looks like")
        await stage.pilot.press("enter")
        await stage.until(lambda: runs(stage))

    play(path, act)


@pytest.mark.usefixtures("red")
def test_a_scenario_that_is_read_can_be_suspected(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.scene.views)
        await opened(stage)
        await stage.pilot.press("s")
        assert stage.entry.value == "/suspect database connections exhausted"
        assert stage.entry.has_focus

    play(path, act)


# Reading.


def test_the_text_follows_the_list_and_the_page_keys_scroll_it_also_from_the_entry(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage, "checklist")
        await stage.shows("checklist ─ 14")
        await stage.pilot.press("escape")
        await stage.line("/playbook")
        await stage.pilot.press("tab")
        pane = stage.app.board.pane
        assert pane is not None
        await stage.pilot.press("pagedown")
        assert pane.top == pane.page
        await stage.pilot.press("pageup")
        assert pane.top == 0

    play(path, act, NARROW)


def test_an_item_of_the_checklist_leads_to_the_checklist(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, "checklist", TEXT)
        await stage.pilot.press("j", "enter")
        await stage.until(partial(stage.focused, "checklist"))
        assert stage.app.board.cursor == 1

    play(path, act)


def test_a_scenario_of_the_index_leads_to_its_steps(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage, "scenarios", TEXT)
        await stage.pilot.press("j", "enter")
        assert reading(stage).here.key == "scenario:1"
        assert reading(stage).side == LIST

    play(path, act)


def test_a_click_chooses_in_the_list_or_in_the_text_and_a_second_one_opens(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.shows("› severities")
        y = next(n for n, line in enumerate(stage.rows) if "escalation" in line)
        await stage.pilot.click(offset=(8, y))
        await stage.until(lambda: reading(stage).here.key == "escalation")
        assert reading(stage).side == LIST
        await stage.pilot.click(offset=(8, y))
        await stage.until(lambda: reading(stage).side == TEXT)
        await stage.pilot.press("G")
        assert reading(stage).block > 0
        await stage.pilot.click(offset=(60, next(n for n, line in enumerate(stage.rows) if "1 on-call" in line)))
        await stage.until(lambda: reading(stage).block == 0)
        assert reading(stage).side == TEXT

    play(path, act)


def test_the_wheel_scrolls_the_text(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage, "templates")
        pane = stage.app.board.pane
        assert pane is not None
        rows = stage.app.board.query_one("#pane_rows")
        rows.post_message(MouseScrollDown(rows, 1, 1, 0, 1, 0, False, False, False, 1, 1))
        await stage.until(lambda: pane.top == 3)

    play(path, act)


# Finding.


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_words_are_found_in_all_of_it_and_walked(path: Path, size: tuple[int, int]) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("/")
        assert stage.entry.value == "/find "
        await stage.type("status page")
        await stage.says("will find in the playbook:", "places; n N go on")
        await stage.pilot.press("enter")
        await stage.until(partial(stage.focused, "playbook"))
        hits = reading(stage).hits
        assert len(hits) > 3
        assert reading(stage).hit_number == 1
        await stage.shows(f"1 of {len(hits)} found")
        await stage.pilot.press("n")
        assert reading(stage).hit_number == 2
        await stage.pilot.press("N", "N")
        assert reading(stage).hit_number == len(hits)

    play(path, act, size)


def test_in_a_room_find_goes_to_the_timeline_again_once_it_is_closed(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.keep("the pool is full")
        await opened(stage)
        await stage.pilot.press("escape")
        await stage.line("/find pool")
        await stage.until(partial(stage.focused, "timeline"))

    play(path, act)


def test_what_is_nowhere_is_said_and_an_empty_search_ends_it(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("n")
        await stage.says("nothing is looked for")
        await stage.pilot.press("/")
        await stage.line("zyzzyva kind:x")
        await stage.says("nothing in the playbook has zyzzyva kind:x")
        await stage.shows("nothing found: zyzzyva")
        await stage.line("/find")
        assert reading(stage).words == ()

    play(path, act)


# Copying.


def test_a_command_a_template_and_any_words_are_copied_as_they_are_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []

    async def act(stage: Stage) -> None:
        monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
        await opened(stage, "scenario:0", TEXT)
        await stage.pilot.press("j", "j", "y")
        await stage.says("command copied")
        await stage.pilot.press("escape", "f10", *["j"] * 30)
        step = default_playbook().scenarios[0].steps[1]
        assert copied == [step.run]

    play(path, act)
    copied.clear()

    async def template(stage: Stage) -> None:
        monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
        await opened(stage, "templates")
        await stage.pilot.press("y")
        await stage.says("Enter first")
        await stage.pilot.press("l", "y")
        await stage.says("template copied")
        assert copied == [default_playbook().templates[0].body]

    play(path, template)


def test_a_template_is_copied_with_the_words_of_the_incident_that_is_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(path)
    copied: list[str] = []

    async def act(stage: Stage) -> None:
        monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
        await opened(stage, "templates", TEXT)
        await stage.pilot.press("y")
        await stage.says("template with", "blanks left copied")
        assert copied[0].startswith(f"P0 {stage.app.incident.title}")

    play(path, act)


def test_what_would_act_on_a_terminal_is_copied_as_a_sign_of_itself(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "evil.yaml"
    file.write_text('name: evil\nseverities: [{id: P0}]\nsteps:\n  - {title: x, run: "ls\\u202e; rm\\ttwo\\nthree"}\n')
    copied: list[str] = []

    async def act(stage: Stage) -> None:
        monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
        await opened(stage, "commands", TEXT)
        await stage.pilot.press("y")
        assert copied == ["ls⟨U+202E⟩; rm\ttwo\nthree"]

    play(path, act, playbook=str(file))


# Questions.


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_question_is_answered_by_a_note_and_marked_with_it(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, "questions", TEXT)
        await stage.shows("0 answered of 12")
        await stage.pilot.press("enter")
        assert stage.entry.value == f"Q: {QUESTION} A: "
        await stage.keep("about 900")
        assert notes(stage.records()) == [f"Q: {QUESTION} A: about 900"]
        await stage.shows("1 answered of 12", "about 900", "anna")
        await stage.until(partial(stage.focused, "playbook"))

    play(path, act, size)


def test_an_answer_of_another_terminal_shows_and_one_that_is_struck_goes(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, "questions")
        write(path, i.Note(text=f"Q: {QUESTION} A: all of them"), stream=stream)
        await stage.shows("1 answered of 12", "all of them", "bo")
        await stage.pilot.press("escape")
        await stage.keep(f"/strike {stage.app.incident.seq} a guess")
        await stage.line("/playbook")
        await stage.shows("0 answered of 12")

    play(path, act)


def test_without_an_incident_a_question_says_that_it_needs_one(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage, "questions", TEXT)
        await stage.pilot.press("enter")
        await stage.says("no incident is open: /declare P0 TITLE")
        assert stage.entry.value == ""

    play(path, act)


# Lists of a shift.


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_list_is_ticked_item_by_item_in_the_lobby_and_kept_on_duty(path: Path, size: tuple[int, int]) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage, "lists", TEXT)
        await stage.pilot.press("enter")
        assert stage.entry.value == "/tick access 1"
        await stage.says("will tick access 1: the cloud's console, on duty")
        await stage.pilot.press("enter")
        await stage.shows("1 done of 20")
        await stage.until(partial(stage.focused, "playbook"))
        await stage.pilot.press("j", "enter", "enter")
        await stage.shows("2 done of 20")
        await stage.pilot.press("k", "enter")
        assert stage.entry.value == "/untick access 1"
        await stage.pilot.press("enter")
        await stage.shows("1 done of 20")
        await stage.settled()

    play(path, act, size)
    assert [(fact.list_, fact.item, fact.on) for fact in on_duty(path)] == [
        ("access", 1, True),
        ("access", 2, True),
        ("access", 1, False),
    ]


def test_in_a_room_a_tick_of_a_list_leaves_the_incidents_record_alone(path: Path) -> None:
    stream = declare(path)
    before = len(records(path, stream))

    async def act(stage: Stage) -> None:
        await stage.line("/tick access 3")
        await stage.says("ticked: access 3 the database")
        await stage.settled()
        await stage.line("/tick access 3")
        await stage.says("refused: access 3 is ticked already, by anna")
        assert stage.entry.value == "/tick access 3"
        assert "NOT SAVED" not in stage.text

    play(path, act)
    assert len(records(path, stream)) == before
    assert len(on_duty(path)) == 1


def test_a_tick_of_another_terminal_shows_at_once(path: Path) -> None:
    text = default_playbook().lists[0].items[0]

    async def act(stage: Stage) -> None:
        await opened(stage, "lists")
        await asyncio.to_thread(write, path, i.TickList(by="bo", list_="access", item=1, text=text), stream=DUTY)
        await stage.shows("1 done of 20", "bo")

    play(path, act)


def test_a_tick_that_cannot_be_written_yet_is_said_to_wait(path: Path) -> None:
    go = threading.Event()

    async def act(stage: Stage) -> None:
        with stage.held_journal():
            await stage.line("/tick access 1")
            await stage.says("saving")
        await stage.says("ticked: access 1")
        go.set()

    play(path, act)
    assert go.is_set()
    assert len(on_duty(path)) == 1


def test_a_drill_ticks_no_list(path: Path) -> None:
    first = i.StartDrill(by="drill", start=SystemClock().now(), playbook=default_playbook(), scenario="pool")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.is_drill)
        await stage.pilot.press("escape")
        await opened(stage, "lists", TEXT)
        await stage.pilot.press("enter")
        await stage.says("a drill ticks no list of the shift")
        await stage.pilot.press("escape", "escape")
        await stage.line("/tick access 1")
        await stage.says("a drill ticks no list of the shift")

    play(path, act, first=first)
    assert on_duty(path) == []


# A playbook with hardly anything in it.


def test_a_playbook_without_parts_is_walked_from_end_to_end(path: Path) -> None:
    bare = Playbook(name="bare", severities=(Severity(id="P0"),))
    write(path, i.Declare(severity="P0", title="x", playbook=bare))

    async def act(stage: Stage) -> None:
        await opened(stage)
        said: set[str] = set()
        for _ in reading(stage).entries:
            await stage.pilot.press("l", "enter", "h", "j")
            said |= {row.split("This playbook has ")[1].split("  ")[0] for row in stage.rows if "This playbook" in row}
        assert {"no questions.", "no templates.", "no lists of a shift.", "no scenarios."} <= said

    play(path, act)
