"""F5: what is handed over to whom, read back and taken; in the lobby the shift."""

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
from tests.tui.stage import NARROW, WIDE, Stage, declare, default_playbook, on_stage, play, records, write
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.incident import intents as i
from warroom.incident.facts import Frozen
from warroom.incident.read_back import right_words
from warroom.incident.state import Holding, Moment, Offer, OnCall, ShiftOffer, changed
from warroom.incident.words import DUTY
from warroom.report.handing import Shift, freeze
from warroom.tui.lines import draw
from warroom.tui.look import Look
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.handover.seen import Looking, targets
from warroom.tui.standing import specials
from warroom.tui.view import Scene, changed_scene

HUGE = (200, 60)
SIZES = [(76, 15), (116, 31), (196, 51)]


def commanded(path: Path, by: str = "bo") -> str:
    """An incident whose commander is bo."""
    stream = declare(path, by=by)
    write(path, i.TakeRole(role="commander", person="bo"), stream=stream)
    return stream


async def opened(stage: Stage) -> None:
    await stage.pilot.press("f5")
    await stage.until(lambda: stage.focused("handover"))


def right(stage: Stage) -> str:
    """What would be taken now."""
    app = stage.app
    return right_words(app.incident, app.room_clock.now())


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE])
def test_f5_shows_the_brief_as_it_would_be_frozen_and_whom_it_can_be_handed_to(
    path: Path, size: tuple[int, int]
) -> None:
    stream = commanded(path)
    write(path, i.TakeRole(role="comms", person="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.shows("as it would be frozen now", "P0 API down, INVESTIGATING", "to whom?", "› kim")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.entry.value == "/handover @kim")
        assert not [r for r in stage.records() if r.kind == "handover_offered"]
        await stage.pilot.press("enter")
        await stage.shows("HAND-OVER OFFERED", "frozen", "sha256", "No answer by")
        offer = stage.app.incident.offers["commander"]
        assert dict(offer.brief.lines)["state"].startswith("P0 API down")
        await stage.pilot.press("f5")
        await stage.until(lambda: stage.app.board.pane is None)

    play(path, act, size, me="bo")


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_one_it_is_offered_to_reads_back_and_takes_it(path: Path, size: tuple[int, int]) -> None:
    stream = commanded(path)
    write(path, i.OfferHandover(to="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.shows("HAND-OVER OFFERED")
        await opened(stage)
        await stage.shows(
            "kim takes", "read back, from memory or the brief", "› /accept SEVERITY CLOCK", "keeps command"
        )
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.entry.value == "/accept ")
        await stage.line("P0 e9")
        await stage.says("refused: not the next clock")
        assert stage.entry.value == "/accept P0 e9"
        stage.entry.put(f"/accept {right(stage)}")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.commander == "kim")
        assert "HAND-OVER OFFERED" not in stage.text
        assert stage.kinds()[-2:] == ["handover_accepted", "role_taken"]

    play(path, act, size, me="kim")


def test_while_it_is_typed_nothing_tells_whether_it_is_right(path: Path) -> None:
    stream = commanded(path)
    write(path, i.OfferHandover(to="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.shows("HAND-OVER OFFERED")
        said = set()
        for words in ("P0 e9", "P3 u", right(stage)):
            stage.entry.put(f"/accept {words}")
            said.add("".join(text for text, _ in stage.app.entering.reading(200)))
        assert len(said) == 1
        assert "command is yours, from bo, if it is read back right" in said.pop()

    play(path, act, me="kim")


def test_declining_and_withdrawing_fill_the_line_and_keep_what_they_ask_for(path: Path) -> None:
    stream = commanded(path)
    write(path, i.OfferHandover(to="kim"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("w")
        await stage.until(lambda: stage.entry.value == "/withdraw")
        stage.entry.put("")
        await stage.pilot.press("tab", "d")
        await stage.until(lambda: stage.entry.value == "/decline ")
        await stage.line("on the train")
        await stage.until(lambda: "handover_declined" in stage.kinds())
        await stage.shows("as it would be frozen now")

    play(path, act, me="kim")


def test_another_role_is_looked_at_and_handed_over(path: Path) -> None:
    stream = commanded(path)
    write(path, i.TakeRole(role="comms", person="nora"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.shows("command, held by bo")
        await stage.pilot.press("r")
        await stage.shows("the role comms, held by nora")
        await stage.until(lambda: targets(stage.app.scene, stage.app.board.pane)[-1].kind == "person")  # type: ignore[arg-type]  # its pane is open here
        await stage.pilot.press("G", "enter")
        await stage.until(lambda: stage.entry.value.startswith("/handover @") and stage.entry.value.endswith(" comms"))
        await stage.pilot.press("enter")
        await stage.until(lambda: "comms" in stage.app.incident.offers)

    play(path, act, me="bo")


def test_the_people_pane_hands_a_role_over_here(path: Path) -> None:
    commanded(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("f4")
        await stage.until(lambda: stage.focused("people"))
        await stage.pilot.press("j", "h")
        await stage.says("nobody is deputy")
        await stage.pilot.press("k", "h")
        await stage.until(lambda: stage.focused("handover"))
        await stage.shows("command, held by bo")

    play(path, act)


def test_the_playbooks_list_is_ticked_into_duty_from_the_pane(path: Path) -> None:
    commanded(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("g", "enter")
        await stage.until(lambda: stage.entry.value == "/tick handover 1")
        await stage.pilot.press("enter")
        await stage.shows("1 of 5")
        await stage.until(lambda: stage.focused("handover"))
        assert [r.kind for r in records(path, DUTY)] == ["list_ticked"]
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.entry.value == "/untick handover 1")

    play(path, act, me="bo")


def test_nobody_commands_so_nothing_can_be_handed_over(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.shows("command: nobody holds it", "What nobody holds cannot be handed over: /ic")

    play(path, act)


def test_two_terminals_hand_command_over_and_a_third_sees_it(path: Path) -> None:
    commanded(path)

    async def act(giver: Stage) -> None:
        async with on_stage(path, WIDE, me="kim") as taker, on_stage(path, NARROW, me="mia") as third:
            await giver.line("/handover @kim")
            await taker.shows("HAND-OVER OFFERED", "bo to kim, waiting 00:0")
            await third.shows("HAND-OVER OFFERED")
            await taker.line(f"/accept {right(taker)}")
            for stage in (giver, taker, third):
                await stage.until(lambda stage=stage: stage.app.incident.commander == "kim")  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                await stage.until(lambda stage=stage: "HAND-OVER OFFERED" not in stage.text)  # type: ignore[misc]  # mypy cannot infer a lambda with a default

    play(path, act, me="bo")


# The lobby: the shift.


def test_in_the_lobby_f5_shows_what_the_next_shift_has_to_know(path: Path) -> None:
    write(path, i.OfferShift(to="anna"), stream=DUTY, by="anna")

    async def act(stage: Stage) -> None:
        await stage.shows("on call anna")
        await opened(stage)
        await stage.shows("shift", "as it is now", "no incident is open", "the shift, anna has it")
        await stage.pilot.press("tab")
        await stage.line("/handover @kim")
        await stage.shows("anna gives", "kim takes", "keeps the shift")
        made = records(path, DUTY)[-1]
        assert made.kind == "shift_offered"
        assert dict(made.fact.lines)["open"] == "no incident is open"  # type: ignore[attr-defined]  # an offer is what was recorded
        assert len(made.fact.left) == 5  # type: ignore[attr-defined]  # an offer is what was recorded

    play(path, act, me="anna")


def test_the_shift_is_taken_and_declined_in_the_lobby(path: Path) -> None:
    write(path, i.OfferShift(to="anna"), stream=DUTY, by="anna")
    write(path, i.OfferShift(to="kim", lines=(("open", "frozen words"),)), stream=DUTY, by="anna")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.scene.shift and stage.app.scene.shift.offer)
        await opened(stage)
        await stage.shows("as offered", "frozen words", "kim takes", "› /accept")
        await stage.pilot.press("d")
        await stage.line("asleep")
        await stage.says("kim does not take the shift: asleep")
        write(path, i.OfferShift(to="kim"), stream=DUTY, by="anna")
        await stage.shows("kim takes")
        await stage.line("/accept")
        await stage.shows("on call kim")

    play(path, act, me="kim")


def test_opening_the_shift_tells_what_was_changed_since_it_began(path: Path) -> None:
    write(path, i.OfferShift(to="anna"), stream=DUTY, by="anna")
    stream = declare(path)
    write(path, i.NoteChange(text="deployed 41a"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await opened(stage)
        await stage.shows("API down", "deployed 41a, noted by bo")

    play(path, act, me="anna", size=HUGE)


# The ledge, and how it is drawn.


def test_the_ledge_says_who_waits_how_long_and_who_holds_it_until_then() -> None:
    table = Table(default_playbook()).declare()
    table.do(i.TakeRole(role="commander", person="anders"))
    table.do(i.OfferHandover(to="kim"))
    asked = {"trouble": "", "trouble_since": None, "waiting": 0, "jumped": "", "gone": ""}
    [special] = specials(table.incident, now=NOW + timedelta(seconds=41), **asked)  # type: ignore[arg-type]  # fields by name, whatever their types
    assert special.said == "anders to kim, waiting 00:41. Until kim accepts, anders holds command"
    assert specials(table.incident, now=NOW + timedelta(minutes=11), **asked) == []  # type: ignore[arg-type]  # fields by name, whatever their types


def offered(scene: Scene, chance: random.Random) -> Scene:
    """The scene with a hostile offer of a role, and of the shift."""

    def some() -> str:
        return chance.choice((*HOSTILE, "anna", "kim", "do not restart postgres"))

    def several() -> tuple[str, ...]:
        return tuple(some() for _ in range(chance.randrange(9)))

    brief = Frozen(
        lines=tuple((some(), some()) for _ in range(6)), clocks=several(), tasks=several(), suspects=several(),
        ruled_out=several(), told=some(), engaged=several(), called=several(), pinned=several(), next_at=NOW,
    )  # fmt: skip
    until = scene.now + timedelta(minutes=chance.choice((-1, 5)))
    offer = Offer(some(), some(), scene.now, 3, "commander", until, brief, "ab" * 32)
    held = {"commander": Holding(some(), scene.now, 1, Moment(scene.now, 1))}
    shift = Shift(
        OnCall(some(), scene.now, 1),
        ShiftOffer(some(), some(), scene.now, 2, until, tuple((some(), some()) for _ in range(9))),
    )
    incident = (
        changed(scene.incident, offers={"commander": offer}, roles=held) if chance.random() < 0.7 else scene.incident
    )
    return changed_scene(
        scene,
        incident=changed(incident, seq=0) if chance.random() < 0.3 else incident,
        shift=shift if chance.random() < 0.7 else None,
        playbook=default_playbook(),
        known=several(),
        me=some(),
    )


@slowly
@given(
    scene=scenes,
    size=st.sampled_from(SIZES),
    seed=st.integers(0, 9999),
    cursor=st.integers(0, 40),
    top=st.integers(0, 90),
)
def test_whatever_is_handed_over_the_pane_fits_and_nothing_acts(
    scene: Scene, size: tuple[int, int], seed: int, cursor: int, top: int
) -> None:
    scene = offered(scene, random.Random(seed))
    painted = pane("handover").paint(scene, Opened("handover", Looking(), cursor=cursor, top=top), *size)
    fits([*painted.rows, painted.head, painted.foot], size[0], scene)
    assert len(painted.rows) <= size[1]
    assert len(painted.items) == len(painted.rows)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("taker", ["kim", "anna"])
def test_without_colour_and_unicode_the_pane_says_the_same(size: tuple[int, int], taker: str) -> None:
    table = Table(default_playbook()).declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    table.do(i.OfferHandover(to="kim", brief=freeze(table.incident, NOW)))
    look = Look(themes.load("dark"), glyphs=False, colours=False)
    scene = Scene(look=look, now=NOW, wall=NOW, incident=table.incident, me=taker, focus="handover")
    painted = pane("handover").paint(scene, Opened("handover"), *size)
    for one in (painted.head, painted.foot, *painted.rows):
        assert draw(one, size[0], look).text.isascii()
    said = "\n".join(draw(one, size[0], look).text for one in painted.rows)
    assert "P0 API down, INVESTIGATING" in said
    assert ("> /accept SEVERITY CLOCK" in said) is (taker == "kim")


def test_a_drill_ticks_no_list_of_the_shift_here() -> None:
    incident = changed(Table(default_playbook()).declare().incident, is_drill=True)
    scene = Scene(look=Look(themes.load("dark")), now=NOW, wall=NOW, incident=incident, me="anna")
    assert {target.kind for target in targets(scene, Opened("handover"))} == {"nobody"}
    real = msgspec.structs.replace(incident, is_drill=False)
    assert {t.kind for t in targets(changed_scene(scene, incident=real), Opened("handover"))} == {"item"}
