"""Empty and special states: each says what is missing, why, and what still works, at every size."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.tui.stage import NARROW, WIDE, Stage, declare, play, streams
from warroom.checks.model import NO_NET, View
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.playbook.model import Check, Playbook
from warroom.tui.standing import Network

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
SMALL, TINY = (40, 10), (20, 5)
SIZES = (WIDE, NARROW, SMALL, TINY)


def read(path: Path, *values: str, paused: int = 0) -> None:
    """What the prober of another terminal read: "" for an answer."""
    live = Live(path)
    try:
        views: dict[str, tuple[int, bytes]] = {}
        for n, value in enumerate(values):
            state: Any = "unknown" if value else "up"
            if n < paused:
                state, value = "paused", ""
            view = View(f"check{n}", "http", "http://x", state, "none" if value else "up", value, AT, AT, "said so")
            views[view.name] = (n, msgspec.json.encode(view))
        live.put_views(DUTY, views)
    finally:
        live.close()


# No checks, no incident.


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_quiet_lobby_says_that_nothing_is_open_and_how_one_begins(path: Path, size: tuple[int, int]) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("0 open", "quiet", "No incident is open", "/declare")

    play(path, act, size)


@pytest.mark.parametrize("size", [SMALL, TINY])
def test_the_smallest_lobby_says_so_too(path: Path, size: tuple[int, int]) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("0 open", "No incident is open")

    play(path, act, size)


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_without_checks_the_box_says_where_they_come_from(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        if size != WIDE:
            await stage.pilot.press("tab", "2")
        await stage.shows("No checks are set up")
        if size != SMALL:
            await stage.shows("warroom init", "Notes and clocks work without.")

    play(path, act, size)


# No playbook.


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_playbook_that_is_not_there_is_said_and_the_default_is_followed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async def act(stage: Stage) -> None:
        await stage.says("gone.yaml: no such file; the default is followed instead")
        await stage.type("/declare P0 API down")
        await stage.says("will declare P0 critical, playbook default")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.declared)
        assert stage.app.incident.playbook.name == "default"

    monkeypatch.chdir(tmp_path)
    play(path, act, size, playbook="gone.yaml")
    assert len(streams(path)) == 1


def test_a_playbook_without_a_checklist_times_only_what_is_promised(path: Path) -> None:
    from tests.tui.stage import write
    from warroom.incident import intents as i
    from warroom.playbook.model import Severity

    bare = Playbook(name="bare", severities=(Severity(id="P0", name="critical"),))
    write(path, i.Declare(severity="P0", title="API down", playbook=bare))

    async def act(stage: Stage) -> None:
        await stage.shows("Only what you promise is timed", "/do @")

    play(path, act)


# Offline.


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_when_no_check_can_be_asked_the_room_says_offline(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        read(path, NO_NET, "")
        await stage.until(lambda: len(stage.app.scene.views) == 2)
        assert "OFFLINE" not in stage.text
        read(path, NO_NET, NO_NET)
        await stage.shows("OFFLINE")
        if size == WIDE:
            await stage.shows("no check can be asked since", "Notes and clocks work", "no net")
        await stage.keep("a note without a network")
        read(path, "", NO_NET)
        await stage.until(lambda: "OFFLINE" not in stage.text)

    play(path, act, size)


def test_the_lobby_says_offline_too(path: Path) -> None:
    async def act(stage: Stage) -> None:
        read(path, NO_NET)
        await stage.shows("OFFLINE", "0 open")

    play(path, act)


def test_since_when_there_is_no_network_is_when_the_last_check_lost_it() -> None:
    def view(value: str, state: Any = "unknown") -> View:
        return View("a", "http", "", state, "none", value, AT, AT, "")

    network = Network()
    later = AT.replace(minute=5)
    assert network.look((), AT) is None
    assert network.look((view(NO_NET), view("200", "up")), AT) is None
    assert network.look((view(NO_NET), view("", "paused")), AT) == AT
    assert network.look((view(NO_NET),), later) == AT
    assert network.look((view("", "paused"),), later) is None
    assert network.look((view(NO_NET),), later) == later


# Too small.


@pytest.mark.parametrize("size", [*SIZES, (10, 3), (39, 24), (80, 7)])
def test_at_every_size_the_severity_and_what_is_typed_can_be_seen(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        await stage.pilot.pause()
        if size != (10, 3):
            await stage.shows("P0")
        await stage.type("words")
        await stage.shows("words")
        assert all(len(row) <= size[0] for row in stage.rows)

    play(path, act, size)


@pytest.mark.parametrize("size", [TINY, (30, 7)])
def test_where_there_is_room_for_few_rows_each_panel_and_pane_can_still_be_had(
    path: Path, size: tuple[int, int]
) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.shows("! P0 API")
        await stage.pilot.press("tab", "2")
        await stage.shows("No checks are")
        await stage.pilot.press("escape", "f8")
        await stage.shows("conditions")
        await stage.pilot.press("escape")
        await stage.pilot.press("f7")
        await stage.shows("API down")

    play(path, act, size)


def test_in_the_smallest_room_who_commands_or_the_next_clock_is_said_whole(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.shows("! no IC")
        await stage.keep("/ic")
        await stage.until(lambda: "in 04:" in stage.rows[0])
        assert "…" not in stage.rows[0]

    play(path, act, TINY)


def test_what_is_half_typed_is_read_before_what_was_saved_where_there_is_room_for_one(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.keep("a note")
        await stage.says("✓ saved")
        await stage.type("/sev P1")
        assert stage.said.startswith(" will sev P1, now P0")
        assert "saved" not in stage.said

    play(path, act, SMALL)


def test_checks_that_are_not_asked_yet_are_no_red(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        assert "OFFLINE" not in stage.text

    play(path, act, checks=(Check(name="api", options={"url": "http://127.0.0.1:9/"}),), checks_trusted=False)
