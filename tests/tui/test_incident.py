"""An incident from its first line to its last, typed at the entry line: the record equals what was typed."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.tui.stage import NARROW, WIDE, Stage, data, declare, notes, play, streams


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_an_incident_runs_from_the_lobbys_entry_line_to_its_resolution(path: Path, size: tuple[int, int]) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("lobby", "/declare")
        await stage.type("/declare P0 API: complete outage")
        assert "P0 critical" in stage.said
        assert "12 clocks start" in stage.said
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.declared)
        assert stage.entry.value == ""
        await stage.shows("INVESTIGATING", "API: complete outage", "take command", "saved #")

        taken = await stage.keep("/ic @anna")
        assert data(taken) == {"role": "commander", "person": "anna", "before": ""}
        noted = await stage.keep("/health returns 503")
        back = await stage.keep("-12m first 503s at the edge")
        assert abs(back.noted_at - back.at - timedelta(minutes=12)) < timedelta(seconds=2)
        await stage.keep("/tick 2")
        assert 2 in stage.app.incident.ticks
        await stage.keep("/fix")
        assert stage.app.incident.status == "monitoring"
        await stage.keep("/resolve anyway a test")
        assert stage.app.incident.status == "resolved"

        assert data(noted) == {"text": "/health returns 503"}
        assert notes(stage.records()) == ["/health returns 503", "first 503s at the edge"]
        assert {record.by for record in stage.records()} == {"anna"}
        assert [record.seq for record in stage.records()] == list(range(1, stage.app.incident.seq + 1))
        await stage.shows("resolved")

    play(path, act, size)
    assert len(streams(path)) == 1


def test_resolving_asks_when_it_was_fixed_and_takes_a_time(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve anyway a test")
        await stage.says("when was it fixed?")
        assert stage.app.incident.running
        await stage.keep("-10m")
        fixed, resolved = stage.app.incident.when("fixed"), stage.app.incident.when("resolved")
        assert fixed is not None
        assert resolved is not None
        assert abs(resolved - fixed - timedelta(minutes=10)) < timedelta(seconds=2)

    play(path, act)


def test_resolving_takes_enter_alone_as_fixed_now(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve anyway a test")
        await stage.says("when was it fixed?")
        await stage.keep("")
        fixed, resolved = stage.app.incident.when("fixed"), stage.app.incident.when("resolved")
        assert fixed is not None
        assert resolved is not None
        assert timedelta() <= resolved - fixed < timedelta(seconds=5)

    play(path, act)


def test_resolving_leaves_the_fix_missing_after_esc(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve anyway a test")
        await stage.says("when was it fixed?")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.incident.status == "resolved")
        assert stage.app.incident.when("fixed") is None

    play(path, act)


def test_a_time_that_is_none_is_asked_for_again(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/resolve anyway a test")
        await stage.says("when was it fixed?")
        await stage.line("yesterday")
        await stage.says("no time such as -10m")
        assert stage.app.incident.running
        assert stage.entry.value == "yesterday"

    play(path, act)
