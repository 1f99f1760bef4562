"""The palette holds everything that can be done now, each of it once, and nothing that cannot work."""

import inspect
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from textual.command import CommandPalette

from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from warroom.clock import SystemClock
from warroom.drill.scenario import Scenario, load
from warroom.incident import intents as i
from warroom.incident.entry import offered
from warroom.incident.possible import possible
from warroom.playbook.model import Check
from warroom.tui.keys import EVERYWHERE, KEYS
from warroom.tui.look import Row
from warroom.tui.palette import Choice, choices
from warroom.tui.panes import PANES

CHECKS = (
    Check(name="api", options={"url": "http://127.0.0.1:9/"}),
    Check(name="db", options={"url": "http://127.0.0.1:9/"}),
)


def titles(stage: Stage) -> list[str]:
    return [choice.title for choice in choices(stage.app)]


async def run(stage: Stage, choice: Choice) -> None:
    """Do it as the palette does."""
    found = choice.act()
    if inspect.isawaitable(found):
        await found
    await stage.pilot.pause()


async def choose(stage: Stage, title: str) -> None:
    await run(stage, next(choice for choice in choices(stage.app) if choice.title == title))


def busy(path: Path) -> str:
    stream = declare(path)
    write(
        path,
        i.TakeRole(role="commander", person="anna"),
        # Else Tab would take what a check that goes red offers.
        i.SetMilestone(name="detected", moment=SystemClock().now(), by_what="alert"),
        i.Suspect(text="the pool"),
        i.GiveTask(owner="bo", text="check pool", seconds=600),
        i.SetItem(n=2, done=True),
        stream=stream,
    )
    return stream


async def in_the_lobby(stage: Stage) -> None:
    if stage.app.board.view != "lobby":
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")


async def in_the_room(stage: Stage) -> None:
    await stage.until(lambda: stage.app.incident.tasks)


async def in_a_pane(stage: Stage) -> None:
    await in_the_room(stage)
    await stage.pilot.press("f4")
    await stage.until(lambda: stage.app.board.pane)
    await stage.until(partial(stage.focused, "people"))


async def in_a_panel(stage: Stage) -> None:
    await in_the_room(stage)
    await stage.pilot.press("tab", "tab")
    await stage.until(lambda: stage.app.board.focus_name == "clocks")


async def in_the_timeline(stage: Stage) -> None:
    await in_a_panel(stage)
    await stage.pilot.press("tab")
    await stage.until(partial(stage.focused, "timeline"))


PLACES = (in_the_lobby, in_the_room, in_a_pane, in_a_panel, in_the_timeline)


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("place", PLACES)
def test_no_choice_comes_twice_and_each_has_a_help(
    path: Path, place: Callable[[Stage], Awaitable[None]], size: tuple[int, int]
) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        if size == WIDE or place in (in_the_lobby, in_the_room, in_a_pane):
            await place(stage)
        found = list(choices(stage.app))
        assert len({choice.title for choice in found}) == len(found)
        assert [choice.title for choice in found if not choice.help.strip()] == []

    play(path, act, size)


@pytest.mark.parametrize("place", [PLACES[0], *(pytest.param(place, marks=pytest.mark.slow) for place in PLACES[1:])])
def test_whatever_is_chosen_works(path: Path, place: Callable[[Stage], Awaitable[None]]) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await place(stage)
        for title in titles(stage):
            if title == "Quit":
                continue
            found = next((choice for choice in choices(stage.app) if choice.title == title), None)
            if found is None:
                # What was done before has taken it away; begin again where it can be done.
                stage.app.board.show_pane("")
                await stage.pilot.press("escape", "escape", "ctrl+u")
                if place is not in_the_lobby and stage.app.board.view == "lobby":
                    await stage.pilot.press("f7")
                    await stage.until(lambda: stage.app.incident.seq)
                stage.app.action_all()
                await place(stage)
                found = next((choice for choice in choices(stage.app) if choice.title == title), None)
            assert found is not None, title
            stage.app.entering.said = ()
            await run(stage, found)
            said: Row = stage.app.entering.said
            assert not any("bad" in style or "no incident is open" in text for text, style in said), (title, said)
            assert stage.app._exception is None

    play(path, act, checks=CHECKS, checks_trusted=False)


def test_every_verb_that_could_be_taken_is_there_and_no_other(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        context = stage.app.context()
        there = {title.split()[0] for title in titles(stage) if title.startswith("/")}
        by_other_names = {"/brief", "/drill"}
        waiting = {"/retry", "/save-as", "/undo"}
        for verb in offered():
            wanted = possible(verb, context, "anna") and f"/{verb.name}" not in by_other_names | waiting
            assert (f"/{verb.name}" in there) == wanted, verb.name
        await stage.keep("a note")
        assert "/undo" in titles(stage)
        with stage.held_journal():
            await stage.line("not yet")
            assert {"/retry", "/save-as FILE"} <= set(titles(stage))
        await stage.settled()
        await in_the_lobby(stage)
        assert [title.split()[0] for title in titles(stage) if title.startswith("/")] == [
            "/declare",
            "/handover",
            "/tick",
            "/find",
        ]

    play(path, act)


def test_every_pane_can_be_opened_from_it(path: Path) -> None:
    busy(path)
    opened: set[str] = set()

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        await stage.until(lambda: "Check api" in titles(stage))
        panes = (
            "Help",
            "Update",
            "Runbook",
            "People",
            "Hand over",
            "Brief",
            "Playbook",
            "Checklist",
            "All clocks",
            "Gate",
            "Similar",
            "Review",
        )
        for title in (*panes, "Host", "Check api"):
            await choose(stage, title)
            await stage.until(lambda: stage.app.board.pane)
            assert stage.app.board.pane is not None
            opened.add(stage.app.board.pane.name)
            assert title not in titles(stage) or title == "Check api"
            await choose(stage, "Back")
            await stage.until(lambda: stage.app.board.pane is None)
        await in_the_timeline(stage)
        record = stage.timeline.current
        assert record is not None
        await choose(stage, f"Line #{record.seq}")
        opened.add(stage.app.board.pane.name if stage.app.board.pane else "")
        await in_the_lobby(stage)
        await choose(stage, "Search")
        opened.add(stage.app.board.pane.name if stage.app.board.pane else "")
        await choose(stage, "Declare")
        opened.add(stage.app.board.pane.name if stage.app.board.pane else "")

    play(path, act, checks=CHECKS, checks_trusted=True)
    assert opened >= set(PANES) - {"card", "score", "accept", "section"}


def test_every_key_that_does_something_now_is_there(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        helps = "\n".join(f"{choice.title} {choice.help}" for choice in choices(stage.app))
        moving = ("palette", "panels", "panels.back", "leave", "page.up", "page.down", "card")
        for key in KEYS:
            if key.where == EVERYWHERE and key.id not in moving and key.id != "quit":
                assert f"  {key.shown}" in helps, key.id
        await in_the_timeline(stage)
        there = titles(stage)
        for key in KEYS:
            if key.id.startswith("timeline.") and key.id not in ("timeline.next", "timeline.previous"):
                assert any(title.startswith(f"timeline: {key.help.partition(': ')[0]}") for title in there), key.id
        assert not any("the next found" in title for title in there)

    play(path, act)


def test_a_panels_act_is_done_to_the_row_under_its_cursor(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        await choose(stage, "Go to suspects")
        await stage.until(partial(stage.focused, "suspects"))
        await choose(stage, "suspects: it was not that")
        assert stage.entry.value == "/rule-out 1 "
        assert stage.entry.has_focus

    play(path, act)


def test_a_panel_is_hidden_and_shown_and_all_come_back(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        assert "All panels" not in titles(stage)
        await choose(stage, "Hide host")
        assert not stage.app.board.shows("host")
        assert {"Show host", "All panels"} <= set(titles(stage))
        assert not {"Hide host", "Go to host"} & set(titles(stage))
        await choose(stage, "Show host")
        assert stage.app.board.shows("host")
        await choose(stage, "Hide checks")
        await choose(stage, "All panels")
        assert stage.app.board.shows("checks")

    play(path, act)


def test_panels_are_not_arranged_where_there_is_room_for_one(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        assert not [title for title in titles(stage) if title.startswith(("Hide ", "Show ", "All panels"))]
        await choose(stage, "Go to clocks")
        await stage.until(partial(stage.focused, "clocks"))

    play(path, act, NARROW)


def test_the_timeline_is_narrowed_to_a_kind_and_widened_again(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        assert "Timeline: all lines" not in titles(stage)
        await choose(stage, "Timeline: only role")
        await stage.shows("only kind:role")
        assert "Timeline: only role" not in titles(stage)
        await choose(stage, "Timeline: all lines")
        await stage.until(lambda: stage.timeline.listing.wanted is None)

    play(path, act)


def test_sound_is_turned_off_and_on(path: Path) -> None:
    async def act(stage: Stage) -> None:
        assert stage.app.rings
        await choose(stage, "Sound off")
        assert not stage.app.rings
        assert "Sound off" not in titles(stage)
        await choose(stage, "Sound on")
        assert stage.app.rings

    play(path, act)


def test_what_a_drill_has_is_there_only_in_one(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        assert not [title for title in titles(stage) if title.startswith("Drill")]

    play(path, act)


def test_a_drill_has_its_card_its_hints_and_its_acts(path: Path) -> None:
    scenario: Scenario = load("pool")
    from tests.tui.stage import default_playbook
    from warroom.clock import SystemClock

    first = i.StartDrill(by="drill", start=SystemClock().now(), playbook=default_playbook(), scenario="pool")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.is_drill and stage.app.drilling.acts)
        there = set(titles(stage))
        assert {"Drill: hint", "Drill: score", *(f"Drill: fix {one.name}" for one in scenario.acts)} <= there
        verbs = {title.split()[0] for title in there}
        assert "/declare" in verbs
        assert "/sev" not in verbs
        await stage.until(lambda: stage.app.board.pane is not None)
        assert "Drill: card" not in there, "it is open"
        await choose(stage, "Back")
        assert "Drill: card" in titles(stage)
        await choose(stage, "Drill: hint")
        await stage.until(lambda: stage.app.incident.hints)

    play(path, act, first=first, scenario=scenario)


def test_a_word_of_the_help_finds_it_too_and_markup_stays_words(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await in_the_room(stage)
        for words, shown in (
            ("history", "Checklist"),
            ("/esc", "/escalate [RUNG]"),
            ("only note", "Timeline: only note"),
        ):
            await stage.pilot.press("ctrl+p")
            await stage.until(lambda: isinstance(stage.app.screen, CommandPalette))
            await stage.type(words)
            await stage.shows(shown)
            await stage.pilot.press("escape")
            await stage.until(lambda: not isinstance(stage.app.screen, CommandPalette))

    play(path, act)


def test_names_from_outside_act_on_nothing(path: Path) -> None:
    declare(path, "first [red]\x1b[31mthing")
    declare(path, "second")

    async def act(stage: Stage) -> None:
        await in_the_lobby(stage)
        assert "Enter first [red]␛[31mthing" in titles(stage)
        await stage.pilot.press("ctrl+p")
        await stage.until(lambda: isinstance(stage.app.screen, CommandPalette))
        await stage.type("Enter first")
        await stage.shows("Enter first [red]␛[31mthing")

    play(path, act)
