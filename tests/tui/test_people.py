"""The people pane: who holds what, who is here, who wrote; a role given by one key more, with nobody's text lost."""

import os
import random
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0 as NOW
from tests.fakes import Table
from tests.tui.scenes import HOSTILE, scenes
from tests.tui.stage import NARROW, WIDE, Stage, data, declare, default_playbook, notes, play, write
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.incident import intents as i
from warroom.incident.state import Incident, changed
from warroom.journal.live import Live
from warroom.journal.presence import Present
from warroom.playbook.model import Contact, Role
from warroom.tui.lines import draw
from warroom.tui.look import Look
from warroom.tui.messages import Studied
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.people import choices, people
from warroom.tui.view import Scene, changed_scene

HUGE = (200, 60)
TECHNICAL = 2
RUNNING = Table(default_playbook()).declare().incident


async def opened(stage: Stage, *, down: int = 0) -> None:
    """The pane with its cursor so many roles down."""
    await stage.pilot.press("f4")
    await stage.until(lambda: stage.focused("people"))
    await stage.shows(" people ━", "Incident commander")
    await stage.pilot.press(*("j" * down))


def row(stage: Stage, words: str) -> str:
    return next((line for line in stage.rows if words in line), "")


def lines_of(stage: Stage, name: str) -> str:
    """The lines somebody wrote, before the time of the last and the border."""
    return [*row(stage, name).split(), "", "", ""][-6]


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE])
def test_f4_shows_who_holds_what_since_when_and_a_needed_role_that_nobody_holds(
    path: Path, size: tuple[int, int]
) -> None:
    stream = declare(path)
    write(path, i.TakeRole(role="commander", person="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        since = stage.app.incident.roles["commander"].since
        assert f"{since:%H:%M:%S}" in row(stage, "Incident commander")
        assert "kim" in row(stage, "Incident commander")
        assert "owns the incident" in stage.text
        assert "! nobody" in row(stage, "Communications")
        assert "! nobody" not in row(stage, "Deputy")
        assert "2 needed roles nobody" in stage.text
        assert "1 of 6 roles held" in stage.text

    play(path, act, size)


def test_f4_again_or_esc_goes_back_to_the_room_with_the_text_untouched(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        for back in ("f4", "escape"):
            await opened(stage)
            await stage.pilot.press(back)
            await stage.until(lambda: stage.app.board.pane is None)
            await stage.until(lambda: stage.entry.has_focus)
        assert stage.entry.value == "half"

    play(path, act)


def test_in_the_lobby_f4_says_that_nothing_is_open(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.pilot.press("f4")
        await stage.says("no incident is open: /declare")
        assert stage.app.board.pane is None

    play(path, act)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_enter_on_a_role_and_a_digit_give_it_at_once_as_the_verb_does(path: Path, size: tuple[int, int]) -> None:
    declare(path, by="bo")

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await opened(stage, down=TECHNICAL)
        await stage.pilot.press("enter")
        await stage.says("technical: 1 bo  2 anna")
        await stage.pilot.press("1")
        await stage.until(lambda: "technical" in stage.app.incident.roles)
        await stage.settled()
        taken = stage.records()[-1]
        assert (taken.kind, data(taken)) == ("role_taken", {"role": "technical", "person": "bo", "before": ""})
        assert taken.by == "anna"
        assert stage.entry.value == "half"
        await stage.until(lambda: stage.focused("people"))
        await stage.until(lambda: " bo " in row(stage, "Technical lead"))
        assert stage.app.board.cursor == TECHNICAL

    play(path, act, size)


def test_nine_people_have_a_digit_though_the_question_has_no_room_for_them_all(path: Path) -> None:
    stream = declare(path, by="bo")
    names = tuple(f"colleague-{n}" for n in range(2, 12))
    write(path, *(i.Note(text="here", by=name) for name in names), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage, down=TECHNICAL)
        await stage.pilot.press("enter")
        await stage.says("technical: 1 bo", "…", "@ another")
        assert "9 colleague-9" not in stage.said
        assert "9 colleague-9" in stage.text
        await stage.pilot.press("9")
        await stage.until(lambda: "technical" in stage.app.incident.roles)
        assert stage.app.incident.roles["technical"].person == "colleague-9"

    play(path, act, (80, 40))


def test_where_nobody_said_who_types_that_is_asked_first_and_the_role_is_given_after(path: Path) -> None:
    declare(path, by="bo")

    async def act(stage: Stage) -> None:
        await opened(stage, down=TECHNICAL)
        await stage.pilot.press("enter")
        await stage.says("technical: 1 bo")
        await stage.pilot.press("1")
        await stage.says("who are you?")
        await stage.line("zoe")
        await stage.until(lambda: "technical" in stage.app.incident.roles)
        assert stage.records()[-1].by == "zoe"

    play(path, act, me="")


def test_a_digit_means_whom_it_meant_when_it_was_asked_though_others_came(path: Path) -> None:
    stream = declare(path, by="bo")

    async def act(stage: Stage) -> None:
        await opened(stage, down=TECHNICAL)
        await stage.pilot.press("enter")
        await stage.says("technical: 1 bo  2 anna")
        write(path, i.Note(text="I am new"), stream=stream, by="zoe")
        await stage.until(lambda: "zoe" in stage.app.incident.people)
        await stage.until(lambda: "  zoe" in stage.text)
        assert "2 anna" in stage.text
        await stage.pilot.press("2")
        await stage.until(lambda: "technical" in stage.app.incident.roles)
        assert stage.app.incident.roles["technical"].person == "anna"

    play(path, act)


def test_who_holds_the_role_now_is_said_before_it_is_given_to_another(path: Path) -> None:
    stream = declare(path, by="bo")
    write(path, i.TakeRole(role="commander", person="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("enter")
        await stage.says("commander, now kim: 1 bo  2 kim  3 anna")
        await stage.pilot.press("3")
        await stage.until(lambda: stage.app.incident.commander == "anna")
        await stage.settled()
        assert data(stage.records()[-1])["before"] == "kim"

    play(path, act)


@pytest.mark.parametrize("key", ["escape", "s"])
def test_esc_or_any_other_key_gives_the_role_to_nobody(path: Path, key: str) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        before = stage.app.incident.seq
        await opened(stage, down=TECHNICAL)
        await stage.pilot.press("enter")
        await stage.says("technical: 1 bo")
        await stage.pilot.press(key)
        await stage.until(lambda: "technical: 1" not in stage.said)
        assert stage.entry.value == ("" if key == "escape" else "s")
        await stage.until(lambda: stage.focused("people") == (key == "escape"))
        await stage.pilot.press("escape", "escape")
        await stage.keep("a note")
        assert stage.app.incident.roles == {}
        assert stage.app.incident.seq == before + 1

    play(path, act)


def test_at_writes_the_line_for_any_other_name(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, down=TECHNICAL)
        await stage.pilot.press("enter")
        await stage.says("@ another")
        await stage.pilot.press("at")
        await stage.until(lambda: stage.entry.value == "/role technical @" and stage.entry.has_focus)
        await stage.keep("zoe")
        assert stage.app.incident.roles["technical"].person == "zoe"

    play(path, act)


def test_m_takes_a_role_that_nobody_holds_and_of_a_held_one_writes_the_line(path: Path) -> None:
    stream = declare(path)
    write(path, i.TakeRole(role="commander", person="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage, down=1)
        await stage.pilot.press("m")
        await stage.until(lambda: "deputy" in stage.app.incident.roles)
        assert stage.app.incident.roles["deputy"].person == "anna"
        await stage.until(lambda: stage.focused("people"))
        await stage.pilot.press("k", "m")
        await stage.until(lambda: stage.entry.value == "/role commander @anna")
        assert stage.app.incident.commander == "kim"
        await stage.says("commander is anna", "now kim")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.commander == "anna")

    play(path, act)


def test_x_writes_the_line_that_empties_a_role_and_says_so_of_an_empty_one(path: Path) -> None:
    stream = declare(path)
    write(path, i.TakeRole(role="deputy", person="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("x")
        await stage.says("nobody is commander")
        await stage.pilot.press("j", "x")
        await stage.until(lambda: stage.entry.value == "/role deputy @nobody")
        assert stage.app.incident.roles["deputy"].person == "kim"
        await stage.pilot.press("enter")
        await stage.until(lambda: "deputy" not in stage.app.incident.roles)
        assert stage.kinds()[-1] == "role_released"

    play(path, act)


def test_a_line_typed_while_the_people_are_shown_is_recorded_and_counted(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.has_focus)
        await stage.keep("typed over the people")
        assert notes(stage.records()) == ["typed over the people"]
        assert stage.app.board.pane is not None
        await stage.until(lambda: lines_of(stage, "anna (you)") == "1")
        await stage.keep("and more")
        await stage.until(lambda: lines_of(stage, "anna (you)") == "2")

    play(path, act)


def test_whoever_sits_at_another_terminal_is_listed_with_it_and_where_they_look(path: Path) -> None:
    stream = declare(path, by="bo")
    live = Live(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        pid = os.getpid()
        live.be_here(f"/dev/pts/7:1:ab:{pid}", "kim", stream)
        live.be_here(f"/dev/pts/8:1:ab:{pid}", "zoe", "")
        await stage.until(lambda: "here pts/7" in row(stage, "kim"))
        assert "in the lobby pts/8" in row(stage, "zoe")
        await stage.shows("2 here")
        live.leave(f"/dev/pts/7:1:ab:{pid}")
        await stage.until(lambda: "zoe" in stage.text and "pts/7" not in stage.text)

    try:
        play(path, act)
    finally:
        live.close()


def test_contacts_of_the_playbook_are_listed_with_how_to_call_them(path: Path) -> None:
    contacts = (Contact(name="ann", role="database", how="+49 30 1"), Contact(name="The Supplier", how="+49 30 2"))
    playbook = msgspec.structs.replace(default_playbook(), contacts=contacts)
    write(path, i.Declare(severity="P0", title="API down", playbook=playbook, sha256=""), by="bo")

    async def act(stage: Stage) -> None:
        await opened(stage)
        assert "database, +49 30 1" in row(stage, "ann ")
        assert "+49 30 2" in row(stage, "The Supplier")
        assert choices(stage.app.scene) == ["bo", "anna", "ann"]

    play(path, act)


def test_a_click_on_a_role_puts_the_cursor_there_and_a_second_one_asks_who(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        y = next(n for n, line in enumerate(stage.rows) if "Communications" in line)
        await stage.pilot.click(offset=(5, y))
        await stage.until(lambda: stage.app.board.cursor == 3)
        await stage.pilot.click(offset=(5, y))
        await stage.says("comms: 1 bo")

    play(path, act)


def test_people_who_took_part_keep_their_place_when_others_come() -> None:
    incident = Incident(people=("bo", "kim"))
    scene = Scene(
        look=Look(themes.load("dark")), now=NOW, wall=NOW, incident=incident, me="anna", known=("petra", "Kim")
    )
    came = changed_scene(scene, present=(Present("adam", "/dev/pts/1", "", 0.0),))
    assert people(scene) == ["bo", "kim", "anna", "petra"]
    assert people(came) == ["bo", "kim", "anna", "petra", "adam"]


def crowded(scene: Scene, seed: int) -> Scene:
    """The scene with people of any name in every part of the pane."""
    chance = random.Random(seed)

    def some() -> str:
        return chance.choice((*HOSTILE, "anna", "bo", "kim"))

    incident = scene.incident
    playbook = msgspec.structs.replace(
        incident.playbook,
        contacts=tuple(Contact(name=some(), role=some(), how=some()) for _ in range(chance.randrange(30))),
        roles=tuple(
            Role(id=f"r{n}", name=some(), duties=(some(), some()), needed=chance.random() < 0.5)
            for n in range(chance.randrange(1, 30))
        ),
    )
    wrote = {some(): (chance.randrange(99_999), scene.now - timedelta(hours=chance.randrange(99))) for _ in range(9)}
    return changed_scene(
        scene,
        incident=changed(incident, playbook=playbook, people=tuple(some() for _ in range(chance.randrange(20)))),
        known=(some(), some()),
        present=tuple(Present(some(), some(), chance.choice(("", incident.id, "x")), 44.0 * n) for n in range(9)),
        studied=Studied(incident.id, 9, wrote, (), True),
    )


@slowly
@given(
    scene=scenes,
    size=st.sampled_from([(76, 15), (116, 31), (196, 51)]),
    seed=st.integers(0, 9999),
    cursor=st.integers(0, 40),
    top=st.integers(0, 90),
)
def test_whatever_people_are_called_the_pane_fits_and_nothing_acts(
    scene: Scene, size: tuple[int, int], seed: int, cursor: int, top: int
) -> None:
    scene = crowded(scene, seed)
    painted = pane("people").paint(scene, Opened("people", cursor=cursor, top=top), *size)
    fits([*painted.rows, painted.head, painted.foot], size[0], scene)
    assert len(painted.rows) <= size[1]
    assert any("›" in line or ">" in line for line in ("".join(text for text, _ in one) for one in painted.rows))
    assert len(painted.items) == len(painted.rows)


@pytest.mark.parametrize("size", [(76, 15), (116, 31), (196, 51)])
def test_without_colour_and_unicode_the_pane_says_the_same(size: tuple[int, int]) -> None:
    look = Look(themes.load("dark"), glyphs=False, colours=False)
    scene = Scene(look=look, now=NOW, wall=NOW, incident=RUNNING, me="anna", focus="people")
    painted = pane("people").paint(scene, Opened("people"), *size)
    for one in (painted.head, painted.foot, *painted.rows):
        assert draw(one, size[0], look).text.isascii()
    said = "\n".join(draw(one, size[0], look).text for one in painted.rows)
    assert "> Incident commander" in said
    assert "! nobody" in said
