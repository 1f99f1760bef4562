"""`warroom replay` where there is no terminal: the record's lines, as they came."""

from types import SimpleNamespace

import pytest

from tests.cli.shell import Shell
from tests.looking_back.story import told
from warroom.commands import replay as command
from warroom.incident import intents as i


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each wait would have been: the clock moves on by what is slept."""
    slept: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(command, "time", SimpleNamespace(sleep=sleep, monotonic=lambda: now[0]))
    return slept


@pytest.mark.usefixtures("waits")
def test_every_record_is_a_line_as_it_was_known_then(shell: Shell) -> None:
    shell.declared()
    shell.done("note", "the", "pool", "is", "full")
    shell.done("amend", "3", "the pool was full")
    found = shell.done("replay", "--plain")
    assert found.lines[0].startswith("# REPLAY x10  ")
    assert len(found.lines) == 1 + 4
    assert "the pool is full" in found.lines[3]
    assert "was full" not in found.lines[3]


@pytest.mark.parametrize(("speed", "seconds"), [("1", 3600), ("10", 360), ("600", 6)])
def test_it_waits_as_long_as_the_record_did_divided_by_the_speed(
    shell: Shell, waits: list[float], speed: str, seconds: float
) -> None:
    with told(shell.folder) as story:
        story.declare()
        story.after(59, i.Note(text="one"))
        story.after(1, i.Note(text="two"))
    shell.done("replay", "--speed", speed)
    assert sum(waits) == pytest.approx(seconds)


def test_a_clock_that_went_back_is_not_waited_for_twice(shell: Shell, waits: list[float]) -> None:
    with told(shell.folder) as story:
        story.declare()
        story.after(60, i.Note(text="one"))
        story.go(-30)
        story.do(i.Note(text="two"))
        story.after(30, i.Note(text="three"))
    shell.done("replay", "--speed", "10")
    assert sum(waits) == pytest.approx(360)


@pytest.mark.usefixtures("waits")
def test_json_is_the_timelines_own(shell: Shell) -> None:
    shell.declared()
    shell.done("note", "one")
    assert shell.done("replay", "--json").out == shell.done("timeline", "--json").out


@pytest.mark.usefixtures("waits")
def test_a_replay_records_nothing(shell: Shell) -> None:
    shell.declared()
    before = shell.journal.read_bytes()
    shell.done("replay")
    assert shell.journal.read_bytes() == before


@pytest.mark.parametrize("speed", ["0", "601", "fast"])
def test_a_speed_that_is_none_is_refused(shell: Shell, speed: str) -> None:
    shell.declared()
    assert "--speed" in shell("replay", "--speed", speed).refused()


def test_an_incident_that_nobody_knows_is_refused(shell: Shell) -> None:
    shell.declared()
    assert "no incident nope" in shell("replay", "nope").refused(2)


def test_without_a_journal_it_says_so(shell: Shell) -> None:
    assert shell("replay").code == 2
