"""One check in full: what holds and why, its latencies drawn, how it turned before; its keys; its bad cases."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.servers import serving
from tests.fakes import Table
from tests.tui.scenes import HOSTILE
from tests.tui.scenes import view as any_view
from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.checks.model import Found, Reading, State, View
from warroom.checks.trail import KEPT, Past, Trail
from warroom.checks.written import make_check
from warroom.clock import SystemClock
from warroom.drill.scenario import base
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged, CheckPaused, Record
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook.model import Check
from warroom.tui import messages as m
from warroom.tui import turned
from warroom.tui.keys import KEYS
from warroom.tui.lines import draw
from warroom.tui.look import Look
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.check import Seen
from warroom.tui.panes.plot import plot
from warroom.tui.view import Scene

NOW = datetime(2026, 11, 21, 14, 41, 32, tzinfo=UTC)
HUGE = (200, 60)
SIZES = [(76, 15), (116, 31), (196, 51)]
CHECK = Check(
    name="api",
    every=10,
    timeout=5,
    expect=("status in 200..299",),
    warn=("latency < 800ms",),
    options={"url": "http://x/"},
)


def look(*, glyphs: bool = True, colours: bool = True) -> Look:
    return Look(themes.load("dark"), glyphs=glyphs, colours=colours)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def packed(*readings: tuple[float, State, float | None]) -> bytes:
    """A trail of readings so many seconds ago."""
    trail = Trail()
    for seconds, state, latency_s in readings:
        trail.add(Reading("api", ago(seconds), state, latency_s))
    return trail.packed()


READINGS: tuple[tuple[float, State, float | None], ...] = (
    *((10.0 * n + 30, "up", 0.04 + n / 1000) for n in range(30, 0, -1)),
    (30, "degraded", 0.9),
    (20, "down", 0.05),
    (10, "down", None),
    (9, "unknown", None),
)
DOWN = View(
    name="api",
    kind="http",
    target="http://127.0.0.1:8080/health",
    state="down",
    word="down",
    value="503",
    since=ago(20),
    at=ago(9),
    reason="status 503, wanted 200..299",
    trail=packed(*READINGS),
    found=(
        Found("status in 200..299", False, "status 503, wanted 200..299"),
        Found("latency < 800ms", True, "latency 50 ms", True),
    ),
)


def scene(*views: View, glyphs: bool = True, colours: bool = True) -> Scene:
    return Scene(look=look(glyphs=glyphs, colours=colours), now=NOW, wall=NOW, views=views, focus="check")


def change(seq: int, seconds: float, to: str, reason: str, check: str = "api") -> Record:
    fact = CheckChanged(check=check, from_="up", to=to, reason=reason, since=ago(seconds))
    return Record(
        stream=DUTY,
        seq=seq,
        id=f"id{seq}",
        kind=fact.kind,
        version=1,
        at=ago(seconds),
        noted_at=ago(seconds),
        by="check",
        hash="0",
        fact=fact,
    )


def painted(found: Scene, seen: object = None, size: tuple[int, int] = SIZES[1], **place: int) -> list[str]:
    """The rows of the pane as text, its head first and its foot last."""
    shown = pane("check").paint(found, Opened("check", seen, **place), *size)
    return ["".join(text for text, _ in row) for row in (shown.head, *shown.rows, shown.foot)]


def row(rows: list[str], word: str) -> str:
    return next(one for one in rows if one.lstrip().startswith(word))


# What it says.


def test_it_says_what_holds_since_when_exactly_why_and_what_is_asked() -> None:
    rows = painted(scene(DOWN), Seen(checks=(CHECK,), whole=True))
    assert rows[0] == "check api ─ ✗ down"
    assert row(rows, "state").split(maxsplit=1)[1] == "down since 2026-11-21 14:41:12 UTC, 20s"
    assert row(rows, "reason").endswith("status 503, wanted 200..299")
    assert row(rows, "target").endswith(" http://127.0.0.1:8080/health")
    assert row(rows, "asked").endswith("every 10 s, every 1 s while it turns; no longer than 5 s; last at 14:41:23 UTC")
    assert "down after 3 failures in a row, 2 where it refuses" in row(rows, "turns")


def test_it_says_of_each_condition_what_was_found() -> None:
    rows = painted(scene(DOWN))
    assert "✗ status in 200..299  status 503, wanted 200..299" in row(rows, "expected")
    assert "✓ latency < 800ms     latency 50 ms" in row(rows, "warned at")


def test_it_says_how_long_each_phase_took_and_what_the_kind_has_to_say_besides() -> None:
    view = msgspec.structs.replace(
        DOWN, phases=(("resolve", 0.0012), ("wait", 0.041)), details=(("hop", "302 to /a"), ("hop", "302 to /b"))
    )
    rows = painted(scene(view), Seen(checks=(CHECK,), whole=True))
    assert row(rows, "phases").split()[1:] == ["resolve", "1", "ms,", "wait", "41", "ms"]
    assert row(rows, "hop").split(maxsplit=1)[1] == "302 to /a"
    assert "302 to /b" in rows[rows.index(row(rows, "hop")) + 1]


def test_many_details_are_cut_and_counted() -> None:
    view = msgspec.structs.replace(DOWN, details=tuple((f"row {n}", "x") for n in range(20)))
    assert any("and 8 more" in one for one in painted(scene(view), size=SIZES[2]))


def test_it_says_that_a_check_flaps_and_what_it_is_behind() -> None:
    view = msgspec.structs.replace(DOWN, flaps=45.2, behind="db")
    said = row(painted(scene(view)), "state")
    assert said.endswith("20s, flapping 45 %, behind db, which is down: no alarm")


def test_a_check_that_gave_no_answer_says_what_was_expected_of_it() -> None:
    refused = msgspec.structs.replace(DOWN, reason="connection refused by x", found=())
    rows = painted(scene(refused), Seen(checks=(CHECK,)))
    assert "∅ status in 200..299  no answer to hold it against" in row(rows, "expected")
    assert "∅ latency < 800ms" in row(rows, "warned at")


def test_a_state_on_its_way_says_how_far() -> None:
    rows = painted(scene(msgspec.structs.replace(DOWN, state="up", word="2/3", soft="failing 2/3")))
    assert row(rows, "state").endswith("20s, failing 2/3")


def test_a_check_without_readings_or_settings_says_so() -> None:
    bare = View("api", "http", "http://x/", "unknown", "none", "", None, None, "not asked yet")
    rows = painted(scene(bare))
    assert row(rows, "state").split() == ["state", "no", "reading"]
    assert row(rows, "latency").split(maxsplit=1)[1] == "no reading yet"
    assert "the terminal knows that asks it" in row(rows, "asked")
    assert "being read" in row(rows, "history")


def test_without_checks_it_says_so() -> None:
    assert "No checks are set up." in painted(scene())


def test_the_figures_count_what_did_not_answer_as_slowest() -> None:
    rows = painted(scene(DOWN))
    assert row(rows, "latency  ").endswith("34 readings over 5m21, 2 without an answer")
    assert row(rows, "min ").strip() == "min 41 ms  median 56 ms  p95 no answer  max 900 ms"
    quick = msgspec.structs.replace(DOWN, trail=packed(*((10.0 * n, "up", n / 1000) for n in range(100, 0, -1))))
    assert row(painted(scene(quick)), "min ").strip() == "min 1 ms  median 50 ms  p95 95 ms  max 100 ms"
    few = msgspec.structs.replace(DOWN, trail=packed((10, "up", 0.04), (0, "up", 0.06)))
    assert "p95 from 20 readings on" in row(painted(scene(few)), "min ")


def test_the_history_says_when_how_long_and_why_the_newest_first() -> None:
    paused = msgspec.structs.replace(
        change(4, 300, "up", ""), by="anna", kind="check_paused",
        fact=CheckPaused(check="api", until=ago(240), why="deploy"),
    )  # fmt: skip
    records = [
        change(2, 90_000, "up", "status 200"),
        change(3, 900, "down", "connection refused"),
        change(5, 60, "up", "another's", check="db"),
        change(6, 20, "down", "status 503, wanted 200..299"),
        paused,
    ]
    rows = painted(scene(DOWN), Seen(records=sorted(records, key=lambda one: one.seq), whole=True))
    begin = next(n for n, one in enumerate(rows) if one.startswith("history"))
    assert [one.split(maxsplit=5) for one in rows[begin : begin + 5]] == [
        ["history", "4", "turns"],
        ["14:41:12", "✗", "down", "20s+", "status", "503, wanted 200..299"],
        ["14:36:32", "=", "held", "1m00", "held", "by anna: deploy"],
        ["14:26:32", "✗", "down", "14m40", "connection", "refused"],
        ["20", "Nov", "13:41:32", "✓", "up", "1d 0h   status 200"],
    ]


def test_in_a_wide_terminal_the_history_stands_beside() -> None:
    rows = painted(scene(DOWN), Seen(records=[change(1, 20, "down", "why")], whole=True), SIZES[2])
    assert "outages   1" in row(rows, "state")
    assert any(one.startswith("expected") and "history   1 turn" in one for one in rows)


def test_the_foot_names_the_keys_as_they_are_now_and_what_is_below() -> None:
    keys = tuple(key._replace(key="x", shown="x") if key.id == "check.ask" else key for key in KEYS)
    found = msgspec.structs.replace(scene(DOWN, DOWN), keys=keys)
    assert painted(found, size=SIZES[1])[-1] == "x ask now  j next  k before  Esc back"
    assert painted(found, size=SIZES[0])[-1].startswith("x ask now  j next  k before  Esc back  ")
    assert painted(found, size=SIZES[0])[-1].endswith(" below, PgDn ▾")


def test_another_check_is_shown_from_its_top() -> None:
    seen, found = Seen(), scene(DOWN, msgspec.structs.replace(DOWN, name="db"))
    opened = Opened("check", seen)
    pane("check").paint(found, opened, *SIZES[0])
    opened.top = 2
    pane("check").paint(found, opened, *SIZES[0])
    assert opened.top == 2
    opened.cursor = 1
    shown = pane("check").paint(found, opened, *SIZES[0])
    assert opened.top == 0
    assert "db" in "".join(text for text, _ in shown.head)


# The plot.


def drawn(past: list[Past], width: int, height: int, found: Look, limit_s: float | None = None) -> list[str]:
    return ["".join(text for text, _ in one) for one in plot(past, width, height, found, limit_s)]


KINDS: tuple[tuple[State, float | None], ...] = (
    ("up", 0.1), ("up", 0.2), ("degraded", 0.4), ("down", 0.05), ("down", None), ("unknown", None), ("up", 0.0),
)  # fmt: skip
PAST = [Past(ago(10 * n), state, latency_s) for n, (state, latency_s) in enumerate(KINDS)]


def test_latencies_are_columns_with_units_and_what_was_wrong_below_them() -> None:
    assert drawn(PAST, 76, 4, look()) == [
        " 400 ms │  █    ",
        "        │  █    ",
        " 200 ms │ ██    ",
        "        │███▄  ▁",
        "      0 └───────",
        "           ▴✗✗∅ ",
        "         ",
    ]


def test_without_glyphs_it_is_drawn_in_ascii() -> None:
    rows = drawn(PAST, 76, 4, look(glyphs=False))
    assert "".join(rows).replace("─", "").isascii()
    assert [draw(one, 76, look(glyphs=False)).text.isascii() for one in plot(PAST, 76, 4, look(glyphs=False))] == [
        True
    ] * len(rows)
    assert rows[3] == "        |###-  _"


def test_without_colours_what_failed_is_told_by_its_sign() -> None:
    found = look(colours=False)
    marks = plot(PAST, 76, 4, found)[-2]
    assert [text for text, _ in marks if text.strip()] == ["▴", "✗✗", "∅"]


def test_the_limit_is_drawn_where_it_is_near_and_left_out_where_it_would_flatten_all() -> None:
    past = [Past(ago(10 * n), "up", 0.1) for n in range(9, 0, -1)]
    near = drawn(past, 76, 8, look(), 0.3)
    assert [one for one in near if "limit" in one] == ["  limit │---------"]
    assert not [one for one in drawn(past, 76, 8, look(), 30.0) if "limit" in one]


def test_times_stand_under_their_readings() -> None:
    past = [Past(ago(10 * n), "up", 0.1) for n in range(60, 0, -1)]
    rows = drawn(past, 76, 4, look())
    assert rows[-1][9:17] == f"{past[0].at:%H:%M:%S}"
    assert rows[-1][29:37] == f"{past[20].at:%H:%M:%S}"
    assert rows[-1][61:] == f"{past[-1].at:%H:%M:%S} UTC"


def test_only_as_many_readings_are_drawn_as_there_are_columns() -> None:
    past = [Past(ago(10 * n), "up", n / 1000) for n in range(KEPT, 0, -1)]
    assert all(len(one) <= 80 for one in drawn(past, 76, 4, look()))
    assert len(drawn(past, 76, 4, look())[0]) == 76


def test_where_nothing_answered_no_columns_are_drawn() -> None:
    rows = drawn([Past(ago(n), "down", None) for n in range(9, 0, -1)], 76, 6, look())
    assert rows[:2] == ["      0 └─────────", "         ✗✗✗✗✗✗✗✗✗"]


@given(
    st.lists(
        st.tuples(st.sampled_from(("up", "degraded", "down", "unknown")), st.none() | st.floats(0, 1e6)), min_size=1
    ),
    st.integers(12, 200),
    st.integers(1, 12),
    st.none() | st.floats(0, 1e6),
)
def test_any_latencies_can_be_drawn(
    found: list[tuple[State, float | None]], width: int, height: int, limit_s: float | None
) -> None:
    past = [Past(ago(n), state, latency_s) for n, (state, latency_s) in enumerate(found)]
    rows = plot(past, width, height, look(), limit_s)
    assert len(rows) <= height + 3
    assert all(sum(len(text) for text, _ in one) <= width for one in rows[:-1])


# Any scene.


@slowly
@given(
    st.integers(0, 10**6), st.sampled_from(SIZES), st.booleans(), st.booleans(), st.integers(0, 40), st.integers(0, 9)
)
def test_it_fits_its_place_and_is_harmless_whatever_checks_and_record_say(
    seed: int, size: tuple[int, int], glyphs: bool, colours: bool, top: int, cursor: int
) -> None:
    import random

    chance = random.Random(seed)
    some: Callable[[], str] = lambda: chance.choice(HOSTILE)  # noqa: E731
    views = tuple(
        msgspec.structs.replace(
            any_view(chance),
            trail=chance.choice((b"", DOWN.trail, b"garbage", bytes(len(DOWN.trail)))),
            found=tuple(
                Found(some(), chance.choice((True, False, None)), some(), chance.random() < 0.5) for _ in range(3)
            ),
        )
        for _ in range(chance.randrange(10))
    )
    names = [view.name for view in views] or ["api"]
    records = [
        change(n, 1000 - n, chance.choice(("up", "down", "degraded", "strange")), some(), chance.choice(names))
        for n in range(8)
    ]
    seen = Seen(checks=(CHECK,), records=records, whole=chance.random() < 0.5)
    found = scene(*views, glyphs=glyphs, colours=colours)
    shown = pane("check").paint(found, Opened("check", seen, top=top, cursor=cursor), *size)
    fits([*shown.rows, shown.foot], size[0], found)
    fits([shown.head], 250, found)
    assert len(shown.rows) <= size[1]


def test_its_outages_are_listed_newest_first_each_with_what_it_read_and_its_flaps() -> None:
    records = [
        change(1, 3600, "down", "r"),
        change(2, 3300, "up", "r"),
        change(3, 900, "degraded", "r"),
        change(4, 840, "up", "r"),
        change(5, 700, "down", "r"),
        change(6, 90, "down", "r", check="db"),
    ]
    records[0] = msgspec.structs.replace(records[0], fact=msgspec.structs.replace(records[0].fact, value="503"))
    rows = painted(scene(DOWN), Seen(records=records, whole=True))
    start = rows.index(row(rows, "outages"))
    assert rows[start].split() == ["outages", "2"]
    assert rows[start + 1].split() == ["14:26:32", "✗", "down", "15m00+", "down,", "1", "flap"]
    assert rows[start + 2].split() == ["13:41:32", "✗", "down", "5m00", "503,", "until", "13:46:32"]
    assert rows[start + 3].strip() == ""


def test_in_an_incident_only_outages_that_touch_it_are_listed() -> None:
    table = Table(start=ago(600)).declare()
    seen = Seen(records=[change(1, 9000, "down", "r"), change(2, 8000, "up", "r"), change(3, 700, "down", "r")])
    rows = painted(msgspec.structs.replace(scene(DOWN), incident=table.incident), seen)
    assert row(rows, "outages").split() == ["outages", "1"]
    assert row(painted(scene(DOWN), seen), "outages").split() == ["outages", "2"]


def test_a_check_that_was_never_bad_has_no_outages() -> None:
    rows = painted(scene(DOWN), Seen(records=[change(1, 60, "up", "r")], whole=True))
    assert not any("outages" in one for one in rows)


# On the screen.


@pytest.fixture
def asked(path: Path) -> Iterator[Callable[..., None]]:
    """What another terminal asks and sees: its rows for this one to show."""
    live = Live(path)

    def see(*views: View) -> None:
        live.put_views(DUTY, {view.name: (n, msgspec.json.encode(view)) for n, view in enumerate(views)})

    yield see
    live.close()


def turn(path: Path, to: str, reason: str, check: str = "api", since: datetime | None = None) -> None:
    """Another terminal records that a check turned."""
    at = since or SystemClock().now()
    told = CheckChanged(check=check, from_="up", to=to, reason=reason, since=at)
    write(path, i.ReportTransition(by="check", change=told), stream=DUTY)


async def open_check(stage: Stage, *keys: str) -> None:
    """From the entry line to a check in full."""
    await stage.until(lambda: len(stage.app.scene.views) >= 1)
    if stage.sized(NARROW):
        stage.app.board.choose_tab("checks")
    else:
        stage.app.board.focus_panel("checks" if stage.app.board.view == "room" else "lobby_checks")
    await stage.until(lambda: stage.focused("checks"))
    await stage.pilot.press(*keys, "enter")
    await stage.until(lambda: stage.focused("check"))


DB = msgspec.structs.replace(DOWN, name="db", state="up", word="up", reason="status 200")


@pytest.mark.parametrize("size", [WIDE, NARROW, HUGE])
def test_enter_on_a_check_opens_it_j_goes_to_the_next_and_esc_back(
    path: Path, asked: Callable[..., None], size: tuple[int, int]
) -> None:
    declare(path)
    asked(DOWN, DB)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await open_check(stage, "j")
        await stage.shows("check db", "2 of 2", "up since 2026-11-21")
        await stage.pilot.press("k")
        await stage.shows("check api", "status 503, wanted 200..299")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.pane is None)
        assert stage.entry.value == "half"

    play(path, act, size)


def test_its_history_grows_while_it_is_looked_at(path: Path, asked: Callable[..., None]) -> None:
    declare(path)
    asked(DOWN)
    turn(path, "down", "the first reason")

    async def act(stage: Stage) -> None:
        await open_check(stage)
        await stage.shows("1 turn", "the first reason")
        turn(path, "up", "status 200 again")
        turn(path, "down", "of another", check="db")
        await stage.shows("2 turns", "status 200 again")
        assert "of another" not in stage.text

    play(path, act)


def test_in_a_drill_its_history_is_that_of_the_drill(path: Path) -> None:
    turn(path, "down", "on duty")
    drill = i.StartDrill(start=SystemClock().now(), playbook=base(), scenario="pool")
    stream = write(path, drill, by="drill")
    told = CheckChanged(check="api", from_="up", to="down", reason="in the drill", since=SystemClock().now())
    write(path, i.ReportTransition(by="check", change=told), stream=stream)
    live = Live(path)
    live.put_views(stream, {"api": (0, msgspec.json.encode(DOWN))})
    live.close()

    async def act(stage: Stage) -> None:
        await open_check(stage)
        await stage.shows("1 turn", "in the drill")
        assert "on duty" not in stage.text

    play(path, act, incident=stream)


def test_after_the_pane_is_closed_nothing_is_read_any_more(path: Path, asked: Callable[..., None]) -> None:
    declare(path)
    asked(DOWN)

    async def act(stage: Stage) -> None:
        await open_check(stage)
        await stage.shows("no turn yet")
        await stage.pilot.press("escape")
        await stage.until(lambda: not [w for w in stage.app.workers if w.name == "turns" and w.is_running])

    play(path, act)


def test_p_fills_the_entry_line_with_the_pause_and_r_says_who_asks(path: Path, asked: Callable[..., None]) -> None:
    declare(path)
    asked(DOWN, msgspec.structs.replace(DB, state="paused", word="held"))

    async def act(stage: Stage) -> None:
        await open_check(stage)
        await stage.pilot.press("r")
        await stage.says("another terminal asks it")
        await stage.pilot.press("p")
        await stage.until(lambda: stage.entry.value == "/pause api 10m ")
        assert stage.app.board.pane is not None
        await stage.pilot.press("tab", "j", "r")
        await stage.says("db is held")
        await stage.pilot.press("p")
        await stage.until(lambda: stage.entry.value == "/pause db off")

    play(path, act)


def test_in_the_lobby_a_check_opens_too_and_a_pause_says_what_it_needs(path: Path, asked: Callable[..., None]) -> None:
    asked(DOWN)

    async def act(stage: Stage) -> None:
        await open_check(stage)
        await stage.shows("check api")
        assert "pause" not in stage.text
        await stage.pilot.press("p")
        await stage.says("recorded in an incident, and none is open")

    play(path, act)


def test_without_checks_enter_says_how_to_set_them_up(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        stage.app.board.focus_panel("checks")
        await stage.until(lambda: stage.focused("checks"))
        await stage.pilot.press("enter")
        await stage.says("no checks are set up")

    play(path, act)


def test_a_server_that_fails_is_seen_to_fall_and_to_rise_again(path: Path) -> None:
    declare(path)
    says = {"status": "200 OK"}

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {says['status']}\r\ncontent-length: 2\r\n\r\nok".encode())

    async def go() -> None:
        async with serving(answer) as served:
            check = make_check(
                {"name": "web", "url": served.url(), "every": "1s", "recheck": "100ms", "warn": ["latency < 30s"]}
            )

            async def act(stage: Stage) -> None:
                await stage.until(lambda: any(view.state == "up" for view in stage.app.scene.views))
                await open_check(stage)
                await stage.shows("✓ status in 200..299  status 200", "every 1 s")
                says["status"] = "503 No"
                await stage.shows("✗ down", "status 503, wanted 200..299", "1 turn")
                says["status"] = "200 OK"
                await stage.shows("2 turns", "✓ up")
                await stage.pilot.press("r")
                await stage.says("web is being asked")

            await asyncio.to_thread(play, path, act, checks=(check,), checks_trusted=True)

    asyncio.run(go())


# The walk through the journal.


def test_turns_are_walked_from_the_newest_in_slices_and_only_those(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = declare(path)
    write(path, *(i.Note(text=f"{n}") for n in range(6)), stream=stream)
    for n in range(5):
        turn(path, "up" if n % 2 else "down", f"reason {n}")
    monkeypatch.setattr(turned, "ROWS", 2)
    monkeypatch.setattr(turned, "SLICE_S", 0.0)
    journal = Journal(path)
    try:
        walk = turned.Turned(journal, DUTY, 0)
        found: list[m.TurnsRead] = []
        while not found or not found[-1].whole:
            found.append(walk.go_on())
        assert [[reason(record) for record in one.records] for one in found] == [
            ["reason 3", "reason 4"],
            ["reason 1", "reason 2"],
            ["reason 0"],
        ]
        assert {one.head for one in found} == {5}
        assert [reason(record) for record in turned.Turned(journal, DUTY, 4).go_on().records] == ["reason 4"]
        assert turned.Turned(journal, DUTY, 5).go_on() == m.TurnsRead(DUTY, [], 5, whole=True)
        assert turned.Turned(journal, "nothing", 0).go_on() == m.TurnsRead("nothing", [], 0, whole=True)
    finally:
        journal.close()


def test_a_walk_ends_after_as_many_turns_as_anybody_reads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        turn(path, "up" if n % 2 else "down", f"reason {n}")
    monkeypatch.setattr(turned, "ROWS", 1)
    monkeypatch.setattr(turned, "MOST", 2)
    journal = Journal(path)
    try:
        read = turned.Turned(journal, DUTY, 0).go_on()
        assert ([reason(record) for record in read.records], read.whole) == (["reason 3", "reason 4"], True)
    finally:
        journal.close()


def reason(record: Record) -> str:
    assert isinstance(record.fact, CheckChanged)
    return record.fact.reason


def test_what_was_read_twice_is_kept_once_and_another_streams_is_not() -> None:
    seen = Seen()
    newer, older = change(9, 20, "down", "b"), change(4, 60, "up", "a")
    seen.take(m.TurnsRead(DUTY, [newer], 9, whole=False))
    seen.take(m.TurnsRead(DUTY, [older, newer], 9, whole=True))
    seen.take(m.TurnsRead("elsewhere", [change(1, 1, "up", "c")], 1, whole=True))
    assert ([record.seq for record in seen.records], seen.head, seen.whole) == ([4, 9], 9, True)
