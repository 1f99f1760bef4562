"""The timeline: follows its tail until somebody scrolls, holds a window of records, hears every other terminal."""

from pathlib import Path

import pytest

from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import Noted
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id
from warroom.journal.sqlite import Journal
from warroom.tui.panels.timeline import KEPT

MANY = 10_000


def fill(path: Path, stream: str, count: int) -> None:
    """That many notes in one transaction."""
    journal = Journal(path)
    drafts = [Draft(Noted(text=f"note {n}")) for n in range(count)]
    with journal.transaction():
        journal.append(stream, drafts, intent_id=new_id(), by="bo", noted_at=SystemClock().now(), via={})
    journal.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_page_up_and_down_scroll_while_the_line_is_typed(path: Path, size: tuple[int, int]) -> None:
    fill(path, declare(path), 100)

    async def act(stage: Stage) -> None:
        await stage.shows("note 99")
        await stage.type("half")
        await stage.pilot.press("pageup", "pageup")
        await stage.until(lambda: "note 99" not in stage.text)
        await stage.shows("newer below")
        assert stage.entry.value == "half"
        assert stage.entry.has_focus
        await stage.pilot.press("pagedown", "pagedown")
        await stage.shows("note 99")
        assert "newer below" not in stage.text
        await stage.type(" typed")
        assert stage.entry.value == "half typed"

    play(path, act, size)


def test_a_reader_who_went_up_is_not_moved_by_new_lines(path: Path) -> None:
    stream = declare(path)
    fill(path, stream, 100)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("pageup", "pageup")
        await stage.shows("newer below")
        before, top = stage.shown(), stage.timeline.top
        write(path, i.Note(text="from elsewhere"), i.Note(text="and again"), stream=stream)
        await stage.until(lambda: stage.app.incident.seq == 104)
        assert stage.timeline.top == top
        assert stage.shown() == before
        await stage.keep("own words")
        assert stage.shown() == before
        below = 105 - top - len(before) + 1
        await stage.shows(f"{below} newer below")
        await stage.pilot.press("escape")
        await stage.shows("own words", "from elsewhere")

    play(path, act)


def test_what_another_terminal_writes_appears_by_itself(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        write(path, i.Note(text="pool is full"), i.TakeRole(role="commander", person="kim"), stream=stream)
        await stage.shows("pool is full", "IC kim")
        assert next(row for row in stage.rows if "pool is full" in row).split()[-2:] == ["3", "│"]

    play(path, act)


def test_an_incident_declared_elsewhere_appears_in_the_lobby(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("No incident is open")
        declare(path, "logins fail", "P1")
        await stage.shows("logins fail", "1 open", "worst P1")

    play(path, act)


@pytest.mark.slow
def test_ten_thousand_records_are_never_all_held_and_the_first_can_be_reached(path: Path) -> None:
    stream = declare(path)
    fill(path, stream, MANY)

    async def act(stage: Stage) -> None:
        timeline = stage.timeline
        await stage.shows(f"note {MANY - 1}")
        assert stage.app.incident.seq == MANY + 2
        await stage.pilot.press("tab", "tab", "tab")
        await stage.until(lambda: stage.app.board.focus_name == "timeline")
        for _ in range(12):
            await stage.pilot.press("pageup")
        for place in range(500, MANY, 700):
            timeline._set_cursor(place)
            await stage.shows(f"note {place - 2}")
            assert len(timeline._records) <= KEPT
        await stage.pilot.press("g")
        await stage.shows("declare  P0 API down")
        assert timeline.top == 0
        assert len(timeline._records) <= KEPT
        assert len(timeline._strips) <= timeline.size.height
        await stage.pilot.press("G")
        await stage.shows(f"note {MANY - 1}")

    play(path, act)


def test_enter_opens_the_whole_of_a_line(path: Path) -> None:
    stream = declare(path)
    write(path, i.Note(text=f"{'long ' * 60}end of it"), stream=stream)

    async def act(stage: Stage) -> None:
        assert "end of it" not in stage.text
        await stage.pilot.press("tab", "tab", "tab")
        await stage.until(lambda: stage.app.board.focus_name == "timeline")
        await stage.pilot.press("G", "enter")
        await stage.shows("end of it", "line #3", "hash")
        await stage.pilot.press("escape")
        await stage.until(lambda: "end of it" not in stage.text)

    play(path, act)


def test_corrections_are_shown_on_the_lines_they_correct(path: Path) -> None:
    stream = declare(path)
    write(path, i.Note(text="pool of 100"), i.Note(text="wrong words"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.keep("/amend 3 pool of 200")
        await stage.keep("/strike 4 it was another host")
        await stage.keep("/pin 3")
        row = next(row for row in stage.shown() if row.rstrip().endswith(" 3"))
        assert "pool of 200" in row
        assert "v2" in row
        assert "pinned" in row
        assert "struck" in next(row for row in stage.shown() if row.rstrip().endswith(" 4"))

    play(path, act)
