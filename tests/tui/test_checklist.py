"""The checklist pane: every item by phase, in full, with its owner, reason and history; ticked and waived from it."""

import random
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0, Table
from tests.tui.scenes import HOSTILE, scenes
from tests.tui.stage import NARROW, WIDE, Stage, data, declare, default_playbook, notes, play
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.state import changed
from warroom.playbook.model import Item
from warroom.tui.lines import draw
from warroom.tui.look import Look
from warroom.tui.messages import Studied
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.checklist import PHASES, listed
from warroom.tui.panes.item_history import concerns
from warroom.tui.view import Scene, changed_scene

SIZES = [(76, 15), (116, 31), (196, 51)]


async def opened(stage: Stage, *, at: int = 1) -> None:
    """The pane, opened from the clocks with the cursor on this item."""
    show = stage.app.board.choose_tab if stage.app.size.width < 120 else stage.app.board.focus_panel
    show("clocks")
    await stage.until(lambda: stage.focused("clocks"))
    await stage.pilot.press(*("j" * at), "c")
    await stage.until(lambda: stage.focused("checklist"))
    await stage.shows(" checklist ━")


def scene_of(table: Table, **fields: object) -> Scene:
    now = table.clock.now()
    found = tuple(deadlines(table.incident, now))
    read = Studied(table.incident.id, table.incident.seq, {}, tuple(table.records), whole=True)
    scene = Scene(look=Look(themes.load("dark")), now=now, wall=now, incident=table.incident, deadlines=found)
    return changed_scene(scene, studied=read, focus="checklist", **fields)


def said(scene: Scene, *, cursor: int = 0, size: tuple[int, int] = (116, 90)) -> list[str]:
    painted = pane("checklist").paint(scene, Opened("checklist", cursor=cursor), *size)
    return ["".join(text for text, _ in row).rstrip() for row in painted.rows]


def place(scene: Scene, n: int) -> int:
    return next(place for place, (item, _) in enumerate(listed(scene)) if item.n == n)


@pytest.mark.parametrize("size", [NARROW, WIDE, (200, 60)])
def test_c_in_the_clocks_opens_the_whole_checklist_at_the_clock_under_the_cursor(
    path: Path, size: tuple[int, int]
) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, at=4)
        await stage.shows("checklist ━ 0 done of 14", "It is known how many users are hit")
        assert listed(stage.app.scene)[stage.app.board.cursor][0].n == 4
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.pane is None)
        assert stage.entry.has_focus

    play(path, act, size)


def test_items_stand_under_their_phase_in_full_with_owner_limit_and_reason() -> None:
    table = Table(default_playbook()).declare()
    table.do(i.TakeRole(role="comms", person="nora"))
    lines = said(scene_of(table), cursor=2)
    text = "\n".join(lines)
    phases = [PHASES[anchor] for anchor in ("declared", "fixed", "resolved")]
    starts = [next(n for n, line in enumerate(lines) if line.startswith(phase)) for phase in phases]
    assert starts == sorted(starts)
    for item in table.playbook.items:
        assert " ".join(item.text.split()[:6]) in text
        phase = starts[phases.index(PHASES[item.anchor])]
        assert phase < next(n for n, line in enumerate(lines) if f" {item.n} " in line[:6])
    at = next(n for n, line in enumerate(lines) if line.startswith("›"))
    assert "3 ◦ The status page says that the problem is being looked into" in lines[at]
    assert lines[at + 1].strip() == "comms nora, within 5 min, due 14:35:00 UTC, to do"
    assert lines[at + 2].split() == ["why", "people", "who", "see", "that", "you", "know", "stop", "asking"]
    assert "/update on status_page with investigating ticks it" in lines[at + 3]
    assert lines[at + 4].split() == ["history", "nothing", "yet"]


def test_the_history_of_an_item_tells_every_tick_untick_and_skip_with_its_reason() -> None:
    table = Table(default_playbook()).declare()
    table.go(1).do(i.SetItem(n=2, done=True), by="bo")
    table.go(1).do(i.SetItem(n=2, done=False), by="kim")
    table.go(1).do(i.SkipItem(n=2, why="all sit together"), by="kim")
    lines = said(scene_of(table), cursor=1)
    text = "\n".join(lines)
    assert "skipped by kim: all sit together" in text
    begins = next(n for n, line in enumerate(lines) if "history" in line)
    assert [" ".join(line.replace("history", "").split()) for line in lines[begins : begins + 3]] == [
        "14:31:00 ticked, by bo #3",
        "14:32:00 unticked, by kim #4",
        "14:33:00 skipped: all sit together, by kim #5",
    ]


def test_what_ticks_an_item_by_itself_is_in_its_history() -> None:
    table = Table(default_playbook()).declare()
    table.go(1).do(i.TakeRole(role="commander", person="kim"), by="kim")
    table.go(1).do(i.MarkFixed(at=T0 + timedelta(seconds=30)), by="bo")
    table.go(1).do(i.Unfix(why="it came back"), by="bo")
    scene = scene_of(table)
    text = "\n".join(said(scene, cursor=place(scene, 1)))
    assert "role: commander is kim, by kim #3" in text
    assert "done by kim at 14:31:00 UTC" in text
    text = "\n".join(said(scene, cursor=place(scene, 7)))
    assert "14:30:30 fix: the fix is in, by bo #4, noted 14:32:00 UTC" in text
    assert "14:33:00 unfix: the fix does not hold: it came back, by bo" in text


def test_a_message_to_the_team_is_not_in_the_history_of_what_users_must_hear() -> None:
    table = Table(default_playbook()).declare()
    team, users = (table.do(i.TellUsers(channel=name, text="we look"))[0].fact for name in ("chat", "email"))
    first_update = table.incident.item(6)
    assert first_update is not None
    assert [concerns(first_update, fact, table.incident) for fact in (team, users)] == [False, True]


def test_an_item_done_late_stays_marked_and_one_that_no_longer_applies_says_so() -> None:
    table = Table(default_playbook()).declare()
    table.go(7).do(i.SetItem(n=2, done=True))
    table.go(1).do(i.SetSeverity(to="P1", why="half of it works"))
    text = "\n".join(said(scene_of(table)))
    assert "done by anna at 14:37:00 UTC, late" in text
    assert "does not apply any more" in text


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_enter_writes_the_line_that_ticks_and_then_the_one_that_unticks(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await opened(stage, at=2)
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.entry.value == "/tick 2" and stage.entry.has_focus)
        await stage.pilot.press("enter")
        await stage.until(lambda: 2 in stage.app.incident.ticks)
        await stage.shows("done by anna at", "ticked, by anna #3")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("checklist"))
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.entry.value == "/untick 2")
        await stage.pilot.press("enter")
        await stage.until(lambda: 2 not in stage.app.incident.ticks)
        await stage.shows("unticked, by anna #4")
        await stage.pilot.press("up", "up", "up")
        assert stage.entry.value == "half"

    play(path, act, size)


def test_s_writes_the_line_that_skips_and_its_reason_is_shown(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, at=2)
        await stage.pilot.press("s")
        await stage.until(lambda: stage.entry.value == "/skip 2 " and stage.entry.has_focus)
        skipped = await stage.keep("one room")
        assert data(skipped) == {"n": 2, "id": "team", "why": "one room"}
        await stage.shows("skipped by anna: one room", "skipped: one room, by anna #3")

    play(path, act)


def test_enter_on_the_first_idea_writes_the_verb_that_ticks_it(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, at=5)
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.entry.value == "/suspect ")
        await stage.keep("the pool")
        await stage.shows("suspect: 1 the pool, by anna #3")

    play(path, act)


def test_a_line_typed_while_the_checklist_is_shown_is_recorded(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.has_focus)
        await stage.keep("typed over the checklist")
        assert notes(stage.records()) == ["typed over the checklist"]
        assert stage.app.board.pane is not None

    play(path, act)


def test_pages_scroll_and_the_cursor_brings_its_item_back_into_view(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, at=1)
        await stage.shows("Somebody takes command")
        await stage.pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        await stage.shows("Every action item has an owner")
        assert "Somebody takes command" not in stage.text
        await stage.pilot.press("j")
        await stage.shows("› ", " 2 ")
        assert any("›" in row and " 2 " in row for row in stage.rows)
        await stage.pilot.press("G")
        await stage.until(lambda: any("›" in row and " 14 " in row for row in stage.rows))

    play(path, act, NARROW)


def test_a_click_on_any_row_of_an_item_chooses_it(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage, at=1)
        y = next(n for n, row in enumerate(stage.rows) if "Users have heard" in row)
        await stage.pilot.click(offset=(20, y + 1))
        await stage.until(lambda: listed(stage.app.scene)[stage.app.board.cursor][0].n == 6)

    play(path, act)


def test_without_a_playbook_and_before_declaring_the_pane_says_so() -> None:
    empty = Table(msgspec.structs.replace(default_playbook(), items=())).declare()
    assert said(scene_of(empty)) == ["No playbook, so there is no checklist."]
    assert said(scene_of(Table())) == ["It starts when you declare."]


@slowly
@given(scene=scenes, size=st.sampled_from(SIZES), seed=st.integers(0, 9999), cursor=st.integers(0, 40))
def test_whatever_the_items_say_the_pane_fits_and_shows_the_one_under_the_cursor(
    scene: Scene, size: tuple[int, int], seed: int, cursor: int
) -> None:
    chance = random.Random(seed)
    anchors = (*PHASES, "item:2", "item:nowhere", "item:3")
    items = tuple(
        Item(
            n=n,
            id=str(n),
            text=chance.choice((*HOSTILE, "all is done")),
            why=chance.choice(HOSTILE),
            owner=chance.choice(("comms", *HOSTILE)),
            anchor=chance.choice(anchors),
            done_by=chance.choice((None, "hypothesis", "update:users", "role:comms", "checks:up")),
        )
        for n in range(1, chance.randrange(2, 30))
    )
    playbook = msgspec.structs.replace(scene.incident.playbook, items=items)
    incident = changed(scene.incident, playbook=playbook)
    scene = changed_scene(scene, incident=incident, deadlines=tuple(deadlines(incident, scene.now)))
    painted = pane("checklist").paint(scene, Opened("checklist", cursor=cursor), *size)
    fits([*painted.rows, painted.head, painted.foot], size[0], scene)
    assert len(painted.rows) <= size[1]
    if listed(scene):
        assert any("".join(text for text, _ in row).startswith(("›", ">")) for row in painted.rows)
        assert len(painted.items) == len(painted.rows)


@pytest.mark.parametrize("size", SIZES)
def test_without_colour_and_unicode_the_checklist_says_the_same(size: tuple[int, int]) -> None:
    look = Look(themes.load("dark"), glyphs=False, colours=False)
    table = Table(default_playbook()).declare().go(6)
    table.do(i.SetItem(n=2, done=True))
    scene = changed_scene(scene_of(table), look=look)
    painted = pane("checklist").paint(scene, Opened("checklist"), *size)
    texts = [draw(row, size[0], look).text for row in (painted.head, painted.foot, *painted.rows)]
    assert [text for text in texts if not text.isascii()] == []
    assert any("! Somebody takes command" in text and "late 01:00" in text for text in texts)
    assert any("+ Those who can help" in text and text.rstrip().endswith("!") for text in texts)
