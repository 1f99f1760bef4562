"""Help while a line is typed: what Tab takes, what Enter does, and own lines of earlier runs."""

from functools import partial
from pathlib import Path

import pytest

from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from tests.tui.test_empty import read as readings
from warroom.incident import intents as i
from warroom.incident.entry import Asked, Context, Tool, offered, parse
from warroom.tui.content import width_of
from warroom.tui.panels.reading import preview

SAMPLES = {
    "started -20m": "will started at ",
    "detected -3m by alert": ", by alert",
    "sev P1 fewer": "will sev P1, now P0; clocks follow",
    "status identified": "will status IDENTIFIED, now investigating",
    "resolve": "Enter asks when it was fixed",
    "resolve fixed -1m": "it is over, fixed at ",
    "resolve fixed -1m anyway late": " open: late",
    "confirm 2": "would be refused: nothing is fixed yet",
    "tick d1": "will tick d1 Customers get an e-mail",
    "cancel none": "will cancel: it was none",
    "title new words": "will title: new words",
    "role commander @nobody": "commander is nobody, now kim",
    "ic @zoe": "commander is zoe, now kim, a new name",
    "accept": "SEVERITY CLOCK read back as the brief has them",
    "accept P0 nonsense": "command is yours, from kim, if it is read back right",
    "handover @bo": "would be refused: command is offered to anna",
    "escalate lead": "2 team lead was called",
    "escalate 3 by phone no answer": "was called by phone, no answer",
    "escalate @zoe answered": "zoe was called, and answered",
    "tick 3": "will tick 3 status page set",
    "tick 99": "would be refused: no item 99",
    "skip 6 not now": "will skip 6 first user update",
    "do @zed look 3m": "zed, look in 03:00, a new name",
    "take 1": "will take 1 check pool, yours, now bo's",
    "extend 1 5m soon": "will extend 1 check pool, bo's, for 05:00 more",
    "done 1": "will done 1 check pool",
    "snooze u 5m x": "will snooze next update to users for 05:00",
    "rule-out 1 idle": "will rule-out 1 the pool",
    "cause 1": "will cause 1 the pool",
    "impact users=9 cards": "will impact: users=9 cards",
    "cadence 20m x": "users hear from us every 20 min",
    "update email investigating hi": "email INVESTIGATING, told by hand; the cadence starts anew",
    "update chat hi": "to the team, not to users",
    "pause check0 10m x": "will pause check0 for 10:00",
    "amend 3 other": "will amend line 3: other; the first words stay on record",
    "filter kind:nope": "would be refused: no line is of kind",
    "filter": "list all lines again",
    "find": "would be refused: it goes: /find",
    "drill card": "would be refused: this is no drill",
    "save-as": "would be refused: it goes: /save-as FILE",
}


def busy(path: Path) -> str:
    stream = declare(path)
    write(
        path,
        i.TakeRole(role="commander", person="kim"),
        i.GiveTask(owner="bo", text="check pool", seconds=180),
        i.Suspect(text="the pool"),
        stream=stream,
    )
    write(path, i.OfferHandover(to="anna"), stream=stream)
    return stream


def test_what_enter_will_do_is_said_for_every_kind_of_verb(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        readings(path, "")
        await stage.until(lambda: stage.app.incident.offer and stage.app.scene.views)
        for line, words in SAMPLES.items():
            stage.entry.put(f"/{line}")
            assert words in "".join(text for text, _ in stage.app.entering.reading(200)), line

    play(path, act)


def test_every_verb_has_a_reading_and_none_is_wider_than_its_room() -> None:
    from tests.incident.test_complete import CONTEXT

    for verb in offered():
        for words in ("", " ", " 1", " x", " @bo x 5m", " 1 5m why"):
            line = f"/{verb.name}{words}"
            read = parse(line, CONTEXT)
            for width in (20, 60, 120):
                row = preview(line, read, CONTEXT, "anna", width, lobby=False)
                assert "".join(text for text, _ in row).strip()
            if isinstance(read, Asked | Tool):
                assert row[0][0] in ("will ", "would be refused: ", "Enter asks how bad it is; ")


def test_the_first_that_tab_takes_is_seen_whole_before_it_is_pressed() -> None:
    from tests.incident.test_complete import CONTEXT, KINDS
    from warroom.incident.complete import complete

    for line in ("/", "/ti", "/tick ", "/role ", "/update ", "/resolve ", "/pause db ", "asked @an"):
        options = complete(line, CONTEXT, KINDS, "anna")
        for width in (40, 60, 120):
            row = preview(line, parse(line, CONTEXT), CONTEXT, "anna", width, options, lobby=False)
            said = "".join(text for text, _ in row)
            assert f"Tab {options[0].word}" in said, (line, width)
            if isinstance(parse(line, CONTEXT), Asked):
                assert width_of(row) <= width, (line, width)


def test_tab_shows_what_the_next_tab_takes(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await stage.type("/role d")
        await stage.says("Tab deputy")
        await stage.pilot.press("ctrl+u")
        await stage.type("/status ")
        await stage.says("Tab identified", "monitoring")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.value == "/status identified")
        await stage.says("will status IDENTIFIED", "Tab monitoring")
        await stage.pilot.press("tab", "tab", "tab")
        await stage.until(lambda: stage.entry.value == "/status identified")

    play(path, act)


def test_a_word_that_only_one_fits_is_taken_and_the_next_tab_goes_on(path: Path) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await stage.type("/unti")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.value == "/untick ")
        await stage.pilot.press("ctrl+u")
        await stage.type("/pin")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.value == "/pin ")
        await stage.pilot.press("tab")
        await stage.until(partial(stage.focused, "checks"))

    play(path, act)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_number_is_shown_with_what_it_stands_for(path: Path, size: tuple[int, int]) -> None:
    busy(path)

    async def act(stage: Stage) -> None:
        await stage.type("/tick ")
        await stage.says("Tab 2 team in channel", "3 status page set")

    play(path, act, size)


def test_up_brings_back_own_lines_of_earlier_runs_in_this_incident(path: Path) -> None:
    stream = declare(path)
    write(path, i.Note(text="mine, first"), i.SetItem(n=2, done=True), stream=stream, by="Anna")
    write(path, i.Note(text="somebody else's"), stream=stream, by="bo")
    write(path, i.Note(text="mine, last"), i.Note(text="mine, first"), stream=stream, by="anna")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq == 7)
        await stage.keep("typed now")
        seen = []
        for _ in range(5):
            await stage.pilot.press("up")
            seen.append(stage.entry.value)
        assert seen == ["typed now", "mine, first", "mine, last", "/tick 2", "/tick 2"]

    play(path, act)


def test_up_after_the_lobby_brings_back_each_line_once(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.keep("one")
        await stage.keep("two")
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.incident.seq)
        seen = []
        for _ in range(3):
            await stage.pilot.press("up")
            seen.append(stage.entry.value)
        assert seen == ["two", "one", "one"]

    play(path, act)


@pytest.mark.parametrize("line", ["/brief", "/similar", "/filter kind:note", "/playbook reload"])
def test_what_needs_a_room_says_so_in_the_lobby_and_keeps_its_text(path: Path, line: str) -> None:
    async def act(stage: Stage) -> None:
        await stage.type(line)
        await stage.says("would be refused: no incident is open")
        await stage.pilot.press("enter")
        await stage.says("no incident is open: /declare P0 TITLE opens one; your text is kept")
        assert stage.entry.value == line

    play(path, act)


def test_a_word_that_begins_a_verb_is_asked_about_as_that_verb(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/tic 2")
        await stage.says("did you mean /tick?")

    play(path, act)


def test_the_lobbys_reading_needs_no_incident() -> None:
    from tests.fakes import T0, book

    lobby = Context(now=T0, playbook=book())
    row = preview("/fix", parse("/fix", lobby), lobby, "anna", 80, lobby=True)
    assert "no incident is open" in "".join(text for text, _ in row)
