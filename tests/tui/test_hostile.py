"""Text that wants to act on the terminal: shown, stored as it came, harmless."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from tests.pty.hostile import hostile, wrong
from tests.tui.scenes import HOSTILE, append
from tests.tui.stage import NARROW, WIDE, Stage, data, declare, notes, play, write
from warroom import themes
from warroom.checks.model import View
from warroom.clock import SystemClock
from warroom.drill import scenario as scenarios
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.facts import CheckChanged, DrillScored, Noted, Record
from warroom.incident.state import EMPTY
from warroom.incident.summary import Summary
from warroom.playbook.model import Channel, Check, Contact, Item, Limit, Playbook, Role, Rung, Severity
from warroom.report.found import Found, Group, Hit
from warroom.report.query import asked
from warroom.report.similar import Similar
from warroom.settings import Settings
from warroom.text import storable, visible
from warroom.tui.app import WarroomApp
from warroom.tui.lines import draw
from warroom.tui.look import Look, Row
from warroom.tui.panels import banner, ledge
from warroom.tui.panels.ledge import Special
from warroom.tui.panels.registry import PANELS
from warroom.tui.panes import PANES, Opened, check, host, pane
from warroom.tui.panes.search import Seeking
from warroom.tui.panes.section import Read
from warroom.tui.view import Scene, changed_scene

STORABLE = tuple(words for words in HOSTILE if "\ud800" not in words)


def harmless(stage: Stage) -> None:
    """Every row on the screen is what it would be after being made safe again."""
    for row in stage.rows:
        assert row == visible(row), ascii(row)


@pytest.mark.parametrize("words", STORABLE)
def test_hostile_words_are_pasted_stored_raw_and_shown_harmless(path: Path, words: str) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste(words)
        assert stage.entry.value == words
        harmless(stage)
        kept = await stage.keep("")
        assert data(kept) == {"text": words.strip()}
        await stage.shows(visible(words.strip())[:10])
        harmless(stage)
        assert stage.app.is_running

    play(path, act)


def test_a_lone_surrogate_that_was_pasted_is_kept_as_the_number_it_stood_for(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste("half a pair \ud800 here")
        harmless(stage)
        kept = await stage.keep("")
        assert data(kept) == {"text": "half a pair \\ud800 here"}
        await stage.paste("/suspect \udcff byte")
        kept = await stage.keep("")
        assert data(kept) == {"n": 1, "text": "\\xff byte"}

    play(path, act)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_hostile_words_from_everywhere_are_shown_harmless(path: Path, size: tuple[int, int]) -> None:
    every = " ".join(STORABLE[:-1])
    stream = declare(path, f"title {every}", by="kim")
    write(
        path,
        i.TakeRole(role="commander", person="[@click=app.quit]"),
        i.Suspect(text=every),
        i.GiveTask(owner="[/nope]", text=every, seconds=60.0),
        i.TellUsers(channel="status_page", text=every),
        i.SetImpact(text=every, fields={"users": "\x1b[31m1000"}),
        i.Link(url="https://x/\x1b]8;;evil\x07", text=every),
        i.Decide(text=every),
        i.OfferHandover(to="[/evil]"),
        i.ReportTransition(
            by="check",
            change=CheckChanged(
                check="api\x1b[2J", from_="up", to="down", reason=every, value="\x9b1", since=SystemClock().now()
            ),
        ),
        *(i.Note(text=words) for words in STORABLE),
        stream=stream,
    )

    async def act(stage: Stage) -> None:
        now = SystemClock().now()
        stage.app.scene = _with_views(stage.app.scene, tuple(_view(words, now) for words in STORABLE))
        await stage.until(lambda: stage.app.incident.seq > 20)
        for key in ("tab", "enter", "tab", "tab", "tab", "escape", "escape", "f8", "f7"):
            await stage.pilot.press(key)
            stage.app.scene = _with_views(stage.app.scene, tuple(_view(words, now) for words in STORABLE))
            stage.app.repaint()
            await stage.pilot.pause()
            harmless(stage)
        assert stage.app.return_value is None
        assert notes(stage.records()) == [words.strip() for words in STORABLE]

    play(path, act, size)


def _with_views(scene: Scene, views: tuple[View, ...]) -> Scene:
    return changed_scene(scene, views=views)


def _view(words: str, now: datetime) -> View:
    return View(
        name=words[:20],
        kind="http",
        target=words,
        state="down",
        word="down",
        value=words[:7],
        since=now,
        at=now,
        reason=words,
    )


def _playbook(words: Sequence[str]) -> Playbook:
    """Hostile wherever a playbook has words of its own; `words` are at least twelve."""
    return Playbook(
        name=words[0],
        title=words[1],
        severities=(Severity(id="P0", name=words[2], meaning=words[3], notify=words[4]),),
        items=(
            Item(n=1, id="one", text=words[5], short=words[6], owner=words[7], limit=Limit(seconds=60, words=words[8])),
            Item(n=2, id="two", text=words[9], limit=Limit(seconds=None, words=words[10])),
        ),
        ladder=(Rung(who=words[11], after=Limit(seconds=60), how=words[0]),),
        roles=(Role(id=words[1], name=words[2], duties=(words[3],), needed=True),),
        channels=(Channel(id="status_page", name=words[4]),),
        contacts=(Contact(name=words[5], role=words[6], how=words[7]),),
        checks=(Check(name=words[8], options={"url": words[9]}),),
    )


def _scene(words: Sequence[str], *, glyphs: bool) -> Scene:
    now = SystemClock().now()
    playbook = _playbook(words)
    change = CheckChanged(check=words[0], from_="up", to="down", reason=words[1], value=words[2], since=now)
    found = EMPTY
    for intent in (
        i.Declare(by=words[0], title=words[1], severity="P0", playbook=playbook),
        i.TakeRole(by="bo", role="commander", person=words[2]),
        i.Suspect(by="bo", text=words[3]),
        i.GiveTask(by="bo", owner=words[4], text=words[5], seconds=60.0),
        i.TellUsers(by="bo", channel=words[6], status=words[7], text=words[8]),
        i.SetImpact(by="bo", text=words[9], fields={words[10]: words[11]}),
        i.OfferHandover(by="bo", to=words[0]),
        i.ReportTransition(by="check", change=change),
        i.Link(by="bo", url=words[1], text=words[2]),
        i.Decide(by="bo", text=words[3]),
    ):
        found = append(found, intent, now)
    return Scene(
        look=Look(themes.load("dark"), glyphs=glyphs),
        now=now,
        wall=now,
        incident=found,
        deadlines=tuple(deadlines(found, now)),
        views=tuple(_view(one, now) for one in words[:6]),
        hostname=words[4],
        me=words[5],
        focus="checks",
        machine=(("journal", words[6], "ok"), ("playbook", words[7], "bad")),
        summaries=tuple(
            Summary(id=one, severity=one, status=one, title=one, commander=one, open=n % 2 == 0)
            for n, one in enumerate(words[:6])
        ),
        similar=(Similar(words[0], words[1], words[2], words[3], False, now, 0.5, (words[4],), words[5], words[6]),),
    )


def _painted(scene: Scene, width: int, height: int) -> Iterator[Row]:
    """Every row of every panel, pane and strip at this size."""
    record = Record(
        stream=scene.me,
        seq=1,
        id="id",
        kind="note",
        version=1,
        at=scene.now,
        noted_at=scene.now,
        by=scene.me,
        hash="0",
        via={"user": scene.hostname, "tty": scene.me},
        fact=Noted(text=scene.me),
    )
    found = [panel.paint(scene, width, height) for panel in PANELS.values()]
    me = (scene.me,)
    score = DrillScored(
        points=1, passed=False, wrong_acts=me, still_down=me, unhealed=me, too_mild=scene.me, entries={scene.me: 1}
    )
    scenario = msgspec.structs.replace(scenarios.load("pool"), name=scene.me, card=me, hints=me)
    abouts = {
        "line": record,
        "score": score,
        "check": check.Seen(name=scene.me),
        "host": host.Seen(),
        "card": scenario,
        "search": _found(scene),
        "section": Read(scene.me, (scene.me, scene.hostname), scene.me, scene.me),
    }
    found += [pane(name).paint(scene, Opened(name, abouts.get(name)), width, height) for name in PANES]
    found += [
        pane("search").paint(scene, Opened("search", about), width, height)
        for about in (Seeking(), Seeking(scene.me), Seeking(scene.me, refused=scene.hostname))
    ]
    for painted in found:
        yield from (painted.head, *painted.rows, painted.foot)
    yield from banner.paint(scene, width, 3)
    yield from banner.paint(scene, width, 1)
    yield ledge.paint(scene, [Special("OFFLINE", scene.me)], width, tabs=False)
    yield ledge.paint(scene, [], width, tabs=True, hidden="Tab: more")


def _found(scene: Scene) -> Seeking:
    """A line that has what was looked for, hostile in every field of its own."""
    words = scene.me
    hit = Hit(seq=1, at=scene.now, by=words, sign="note", word=words, text=f"{words} here")
    group = Group(words, words, words, words, drill=False, began=scene.now, count=2, hits=(hit,))
    return Seeking(words, Found(asked("here", scene.now), (group,), 2, 1, 0.5, unread=(words,)))


def _never_acts(count: int) -> None:
    every = hostile(count, seed=count + 1)
    for begin in range(0, count - 11, 12):
        words = [storable(one) if begin % 24 else one for one in every[begin : begin + 12]]
        scene = _scene(words, glyphs=begin % 36 != 0)
        for width, height in ((116, 20), (36, 6)):
            for row in _painted(scene, width, height):
                strip = draw(row, width, scene.look)
                assert wrong(strip.text) == [], ascii(strip.text)
                assert strip.cell_length == width


def test_hundreds_of_hostile_words_in_every_field_of_every_panel_never_act() -> None:
    _never_acts(480)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_thousand_hostile_words_in_every_field_of_every_panel_never_act() -> None:
    _never_acts(10_000)


def test_an_error_that_looks_like_markup_ends_the_app_in_words(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        stage.app.keeper._jobs.put(_broken)
        await stage.until(lambda: stage.app.return_value == 70)

    def _broken() -> None:
        raise ValueError("[/nope] [red]x \x1b]0;owned\x07")

    play(path, act)


def test_an_unknown_incident_ends_with_a_sentence_and_code_two(path: Path) -> None:
    declare(path, "API down")

    async def go() -> None:
        app = WarroomApp(Settings(journal=path, incident="no-such"), me="anna")
        async with app.run_test(size=WIDE) as pilot:
            stage = Stage(app, pilot, path)
            await stage.until(lambda: app.return_value is not None)
            assert app.return_value == 2
            app.close_down()

    asyncio.run(go())
