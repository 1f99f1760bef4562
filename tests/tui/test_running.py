"""The processes of a terminal: begun once on record, shown as they write, stopped, and always with an end on record."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from tests.tui.runbooks import (
    BLANK,
    CARRIED,
    CARRIES,
    CHANGES,
    DESTROYS,
    ENDLESS,
    FAILS,
    HOSTILE,
    READS,
    SHOWN,
    SLOW,
    WORDS,
    at_step,
    begun,
    ended,
    run,
    seen,
    step,
)
from tests.tui.stage import Stage, declare, play, records, streams, write
from warroom.clock import SystemClock
from warroom.drill import conduct, scenario
from warroom.drill.scenario import base
from warroom.incident import intents as i
from warroom.incident.facts import CommandFinished, CommandStarted, StepTicked
from warroom.journal.ids import new_id
from warroom.playbook.model import Check
from warroom.runbook.plan import Plan
from warroom.text import visible
from warroom.tui import running
from warroom.tui.lending import lend


def started(stage: Stage) -> list[CommandStarted]:
    return [record.fact for record in stage.records() if isinstance(record.fact, CommandStarted)]


def finished(path: Path, stream: str) -> list[CommandFinished]:
    return [record.fact for record in records(path, stream) if isinstance(record.fact, CommandFinished)]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


# What Enter does.


def test_a_read_runs_on_enter_and_its_start_and_end_are_on_record(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await run(stage, READS)
        await ended(stage)
        await stage.shows("92 idle", "exit 0")
        fact = started(stage)[0]
        assert (fact.scenario, fact.step, fact.risk) == ("pool", READS, "reads")
        assert fact.command == f"head -n 5 {path.parent}/sessions"
        end = finished(path, stage.app.stream)[0]
        assert (end.run, end.exit, end.lines, end.size) == (1, 0, 2, 30)
        assert stage.focused("runbook")

    play(path, act)


def test_what_failed_says_so_in_the_list_and_before_the_steps_after_it(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, FAILS)
        await stage.pilot.press("enter")
        await stage.says("changes things?")
        await stage.pilot.press("y")
        await ended(stage)
        await stage.shows("exit 3", "err unit not loaded", "1 failed")
        await stage.pilot.press("j")
        await stage.shows("step 2 ended with exit 3")

    play(path, act)


@pytest.mark.parametrize("key", ["escape", "n", "j", "enter", "space"])
def test_a_change_asks_once_and_any_other_key_than_y_is_no(path: Path, key: str) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a line")
        await at_step(stage, CHANGES)
        await stage.pilot.press("enter")
        await stage.says("run step 3", "y runs it")
        await stage.pilot.press(key)
        await stage.until(partial(stage.focused, "runbook"))
        assert started(stage) == []
        assert stage.entry.value == "half a line"
        await stage.pilot.press("enter")
        await stage.says("run step 3")
        await stage.pilot.press("y")
        await ended(stage)
        assert (path.parent / "restarted").exists()
        assert stage.entry.value == "half a line"

    play(path, act)


def test_what_destroys_wants_its_name_typed_and_takes_no_other(path: Path) -> None:
    begun(path)
    (path.parent / "pool").mkdir()

    async def act(stage: Stage) -> None:
        await stage.type("half a line")
        await at_step(stage, DESTROYS)
        await stage.pilot.press("enter")
        await stage.says("type pool")
        await stage.line("y")
        await stage.says("pool is to be typed")
        assert started(stage) == []
        await stage.pilot.press("ctrl+u")
        await stage.line("pool")
        await ended(stage)
        assert not (path.parent / "pool").exists()
        await stage.until(lambda: stage.entry.value == "half a line")
        assert stage.focused("runbook")

    play(path, act)


def test_a_name_that_is_not_typed_leaves_everything_as_it_was(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a line")
        await at_step(stage, DESTROYS)
        await stage.pilot.press("enter")
        await stage.says("type pool")
        await stage.pilot.press("escape")
        assert stage.entry.value == "half a line"
        assert stage.focused("runbook")
        assert started(stage) == []

    play(path, act)


@pytest.mark.parametrize(("n", "why"), [(SHOWN, "typescript is shown, not run"), (ENDLESS, "! runs it in your own")])
def test_what_is_only_shown_or_never_ends_is_not_run_and_says_what_can_be_done(path: Path, n: int, why: str) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, n)
        await stage.pilot.press("enter")
        await stage.says("not run from here", why)
        await stage.pilot.press("c")
        await stage.says("command copied")
        assert started(stage) == []

    play(path, act)


def test_without_an_incident_it_is_read_and_running_says_that_none_is_open(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.scene.playbook.scenarios)
        await stage.pilot.press("f3")
        await stage.until(partial(stage.focused, "runbook"))
        await stage.pilot.press("enter", "enter")
        await stage.says("no incident is open, so nothing is run")
        assert streams(path) == []

    play(path, act)


# By a line.


@pytest.mark.parametrize("line", ["/run 1", "/run pool:1", "/run po:1"])
def test_a_line_does_the_same_as_the_key(path: Path, line: str) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, WORDS)
        await stage.pilot.press("escape", "escape")
        await stage.line(line)
        await ended(stage)
        assert started(stage)[0].step == READS
        assert stage.entry.value == ""

    play(path, act)


@pytest.mark.parametrize(
    ("line", "said"),
    [("/run pool:99", "the steps 1 to"), ("/run nowhere:1", "no scenario"), ("/run pool", "no")],
)
def test_a_line_that_names_no_step_comes_back_with_the_reason(path: Path, line: str, said: str) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.line(line)
        await stage.says(said)
        assert stage.entry.value == line
        assert started(stage) == []

    play(path, act)


# By hand.


def test_a_step_in_words_is_ticked_by_enter_and_once_more_is_not_done_after_all(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, WORDS)
        await stage.pilot.press("enter")
        await stage.until(lambda: "pool/5" in stage.app.incident.steps)
        await stage.shows("done", "anna")
        await stage.pilot.press("enter")
        await stage.until(lambda: "pool/5" not in stage.app.incident.steps)
        ticks = [record.fact for record in stage.records() if isinstance(record.fact, StepTicked)]
        assert [tick.done for tick in ticks] == [True, False]
        assert ticks[0].text == "call the owner of the report job"

    play(path, act)


def test_a_step_is_skipped_with_a_why_and_taken_up_again(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, CHANGES)
        await stage.pilot.press("s")
        await stage.says("skip step 3", "why?")
        await stage.line("")
        await stage.says("needs a why")
        await stage.line("it is off already")
        await stage.until(lambda: "pool/3" in stage.app.incident.steps)
        assert stage.app.incident.steps["pool/3"].skipped == "it is off already"
        await stage.shows("skipped", "it is off already")
        await stage.pilot.press("s")
        await stage.until(lambda: "pool/3" not in stage.app.incident.steps)

    play(path, act)


# Placeholders.


def test_what_is_blank_is_asked_in_the_row_above_the_line_then_kept_and_run_as_filled_in(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a line")
        await at_step(stage, BLANK)
        await stage.shows("fill in", "SERVICE_NAME")
        await stage.pilot.press("enter")
        await stage.says("SERVICE_NAME is kept for this incident")
        await stage.line("api; echo owned")
        await ended(stage)
        assert stage.app.incident.blanks == {"SERVICE_NAME": "api; echo owned"}
        await stage.shows("api; echo owned: well")
        assert stage.entry.value == "half a line"
        await stage.pilot.press("e")
        await stage.says("Enter keeps api; echo owned")
        await stage.pilot.press("enter")
        await stage.until(partial(stage.focused, "runbook"))
        assert len(stage.app.incident.runs) == 1

    play(path, act)


def test_esc_leaves_it_blank_and_runs_nothing(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a line")
        await at_step(stage, BLANK)
        await stage.pilot.press("e")
        await stage.says("SERVICE_NAME")
        await stage.type("nearly")
        await stage.pilot.press("escape")
        assert stage.entry.value == "half a line"
        assert stage.focused("runbook")
        assert not stage.app.incident.blanks
        assert started(stage) == []

    play(path, act)


# A fence.


def test_commands_of_one_fence_go_on_where_the_one_before_them_ended(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await run(stage, CARRIES)
        await ended(stage)
        await at_step(stage, CARRIED)
        await stage.shows("POOL, as the commands before it left them")
        await run(stage, CARRIED)
        await ended(stage, 2)
        assert [run.last for run in stage.app.incident.runs] == ["", "50 sessions"]

    play(path, act)


# Stopping.


async def _runs(stage: Stage) -> None:
    await run(stage, SLOW)
    await stage.shows("begun")


def test_ctrl_c_asks_and_then_stops_what_runs_wherever_its_user_is(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await _runs(stage)
        await stage.pilot.press("escape", "escape", "ctrl+c")
        await stage.says("stop step 11", "y stops")
        await stage.pilot.press("n")
        assert not stage.app.incident.runs[0].outcome
        await stage.pilot.press("ctrl+c", "y")
        await ended(stage)
        assert [run.outcome for run in stage.app.incident.runs] == ["stopped"]
        await stage.says("step 11: stopped after")

    play(path, act)


def test_without_a_run_ctrl_c_says_how_to_quit(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("ctrl+c")
        await stage.says("^Q quits")
        await at_step(stage, READS)
        await stage.pilot.press("ctrl+c")
        await stage.says("^Q quits")

    play(path, act)


def test_one_runs_at_a_time(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await _runs(stage)
        await at_step(stage, READS)
        await stage.pilot.press("enter")
        await stage.says("step 11 is still running")
        assert len(started(stage)) == 1

    play(path, act)


def test_a_run_goes_on_in_another_room_and_its_end_is_on_record_where_it_began(path: Path) -> None:
    gate = path.parent / "gate"
    os.mkfifo(gate)
    stream = begun(path, step(title="waits", run=f"read line < {gate}; echo got $line"))

    async def act(stage: Stage) -> None:
        await run(stage, 13)
        await stage.until(lambda: stage.app.incident.runs)
        other = declare(path, "another", "P2")
        await stage.pilot.press("escape", "f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        stage.app.keeper.enter(other, "")
        await stage.until(lambda: stage.app.stream == other)
        await asyncio.to_thread(gate.write_text, "word\n")
        await stage.until(lambda: finished(path, stream))
        assert finished(path, stream)[0].exit == 0
        assert finished(path, other) == []
        await stage.says("step 13: exit 0 after")

    play(path, act)


def test_quitting_asks_then_stops_the_whole_group_and_records_it(path: Path) -> None:
    pids = path.parent / "pids"
    command = f"sleep 77 & echo $! > {pids}; echo $$ >> {pids}; echo begun; wait"
    stream = begun(path, step(title="two", run=command))

    async def act(stage: Stage) -> None:
        await run(stage, 13)
        await stage.shows("begun")
        await stage.pilot.press("ctrl+q")
        await stage.says("step 13 is still running", "y stops it")
        await stage.pilot.press("y")
        await stage.until(lambda: stage.app._exit)

    play(path, act)
    assert [end.outcome for end in finished(path, stream)] == ["stopped"]
    assert not any(is_alive(int(pid)) for pid in pids.read_text().split())


def test_a_screen_that_is_taken_away_leaves_no_process_and_no_run_without_an_end(path: Path) -> None:
    stream = begun(path)

    async def act(stage: Stage) -> None:
        await _runs(stage)

    play(path, act)
    assert [end.outcome for end in finished(path, stream)] == ["stopped"]


# The record comes first.


def test_nothing_begins_before_its_start_is_on_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = begun(path)
    begins: list[list[str]] = []
    real = running.Running._begin

    def begin(self: running.Running, *asked: Any) -> None:
        begins.append([record.kind for record in records(path, stream)])
        real(self, *asked)

    monkeypatch.setattr(running.Running, "_begin", begin)

    async def act(stage: Stage) -> None:
        await run(stage, READS)
        await ended(stage)
        assert [kinds[-1] for kinds in begins] == ["command_started"]

    play(path, act)


def test_a_start_that_cannot_be_written_starts_nothing_not_even_when_it_is_written_later(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, READS)
        write_entered = stage.app.keeper._write

        def full(_asked: object) -> list[Any]:
            from warroom.errors import NotWritten

            raise NotWritten("no space left on device")

        stage.app.keeper._entered._write = full
        await stage.pilot.press("enter")
        await stage.says("not run, its start could not be recorded")
        stage.app.keeper._entered._write = write_entered
        stage.app.keeper.retry()
        await ended(stage)
        late = stage.app.incident.runs[0]
        assert (late.outcome, late.why) == ("not started", "its start could not be recorded in time")
        assert not stage.app.running.desk.live

    play(path, act)


# What it writes.


def test_escape_sequences_in_output_reach_the_screen_as_signs(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await run(stage, HOSTILE)
        await ended(stage)
        await stage.shows("gone")
        assert all(row == visible(row) for row in stage.rows)

    play(path, act)


def test_a_secret_in_output_is_masked_on_the_screen_and_in_the_record(path: Path) -> None:
    secret = "ghp_" + "a1B2" * 9
    begun(path, step(title="tells", run=f"head -n 5 {path.parent}/tells"))
    (path.parent / "tells").write_text(f"token={secret}\n")

    async def act(stage: Stage) -> None:
        await run(stage, 13)
        await ended(stage)
        await stage.shows("redacted")
        assert secret[4:] not in stage.text
        assert secret not in str(finished(path, stage.app.stream))

    play(path, act)


def test_what_another_terminal_ran_is_read_from_its_evidence(path: Path) -> None:
    stream = begun(path)

    async def first(stage: Stage) -> None:
        await run(stage, READS)
        await ended(stage)

    play(path, first)

    async def second(stage: Stage) -> None:
        await at_step(stage, READS)
        await stage.shows("92 idle", "sha256", "exit 0")
        assert not stage.app.running.desk.live

    play(path, second, me="bo")
    assert len(finished(path, stream)) == 1


def test_a_run_of_another_terminal_that_goes_on_says_where(path: Path) -> None:
    stream = begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, READS)
        write(path, i.StartCommand(command="sleep 60", scenario="pool", step=1, title="sessions"), stream=stream)
        await stage.shows("runs 00:0", "at bo's terminal", "read once it has ended")

    play(path, act)


def test_evidence_that_is_gone_is_said_instead(path: Path) -> None:
    stream = begun(path)

    async def first(stage: Stage) -> None:
        await run(stage, READS)
        await ended(stage)

    play(path, first)
    for file in (path.parent / f"{path.name}-evidence").rglob("*"):
        if file.is_file():
            file.unlink()

    async def second(stage: Stage) -> None:
        await at_step(stage, READS)
        await stage.shows("cannot be read")
        assert len(finished(path, stream)) == 1

    play(path, second)


def test_a_line_of_output_is_pinned(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await run(stage, READS)
        await ended(stage)
        await stage.pilot.press("o")
        assert seen(stage).side == "output"
        await stage.pilot.press("p")
        await stage.until(lambda: stage.app.incident.pinned)
        assert any("run 1: api; echo owned: well" in str(record.fact) for record in stage.records())

    play(path, act)


def test_words_are_found_in_the_output(path: Path) -> None:
    begun(path, step(title="many", run="for n in 1 2 3 4 5 6 7 8; do echo line $n of it; done"))

    async def act(stage: Stage) -> None:
        await run(stage, 13)
        await ended(stage)
        await stage.pilot.press("o", "slash")
        await stage.line("line 3")
        await stage.until(lambda: seen(stage).line == 2)
        await stage.pilot.press("o", "escape")

    play(path, act)


# In the user's own shell.


class Lender:
    """An app that gives its terminal away."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        yield


def lent(command: str, folder: Path) -> CommandFinished:
    plan = Plan(step=1, command=command, shown=command, where=str(folder), exports={"POOL": "50"})

    async def go() -> CommandFinished:
        return lend(cast("Any", Lender()), plan, 7, lambda _number: None)

    return asyncio.run(go())


def test_what_needs_a_terminal_runs_in_the_own_shell_and_its_end_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "/bin/sh")
    ended = lent('printf "%s in %s" "$POOL" "$PWD" > out; exit 3', tmp_path)
    assert (ended.run, ended.outcome, ended.exit, ended.evidence) == (7, "exited", 3, "")
    assert (tmp_path / "out").read_text() == f"50 in {tmp_path}"


def test_ctrl_c_there_ends_the_command_and_not_the_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/sh")
    ended = lent("kill -INT $PPID; kill -INT $$", tmp_path)
    assert (ended.outcome, ended.exit) == ("stopped", None)


def test_a_shell_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/no/such/shell")
    ended = lent("true", tmp_path)
    assert ended.outcome == "not started"
    assert "/no/such/shell" in ended.why


def test_a_terminal_that_cannot_be_lent_is_on_record_as_not_started(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await at_step(stage, ENDLESS)
        await stage.pilot.press("!")
        await stage.says("changes things?")
        await stage.pilot.press("y")
        await ended(stage)
        late = stage.app.incident.runs[0]
        assert (late.by_what, late.outcome) == ("terminal", "not started")

    play(path, act)


# Runs that nobody watches any more.


def test_a_run_whose_terminal_is_gone_is_recorded_as_unknown(path: Path) -> None:
    stream = begun(path)
    long_ago = SystemClock().now() - timedelta(minutes=5)
    write(path, i.StartCommand(command="x", scenario="pool", step=1, title="x", at=long_ago), stream=stream)

    async def act(stage: Stage) -> None:
        await at_step(stage, READS)
        await ended(stage)
        assert [run.outcome for run in stage.app.incident.runs] == ["unknown"]
        await stage.shows("unknown")

    play(path, act)


# SQL.


def test_sql_that_names_none_of_several_checks_asks_which(path: Path) -> None:
    begun(path, step(title="ask it", run="SELECT 1;", language="sql"))
    checks = tuple(
        Check(name=name, kind="postgres", options={"url": "postgresql://nobody@127.0.0.1:9/x"})
        for name in ("db", "replica")
    )

    async def act(stage: Stage) -> None:
        await at_step(stage, 13)
        await stage.pilot.press("enter")
        await stage.says("through which check?", "1 db", "2 replica")
        await stage.pilot.press("2")
        await ended(stage)
        run = stage.app.incident.runs[0]
        assert (run.by_what, run.where, run.well) == ("psql", "postgres check replica", False)

    play(path, act, checks=checks)


# A drill.


def test_what_heals_a_drill_is_done_as_a_step_after_a_question(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[str] = []

    def act_of(_incident: object, name: str) -> tuple[str, i.NoteChange]:
        did.append(name)
        return "ended 3 sessions", i.NoteChange(text=f"drill fix {name}: ended 3 sessions")

    monkeypatch.setattr(conduct, "act", act_of)
    drill = i.StartDrill(id=new_id(), by="drill", start=SystemClock().now(), playbook=base(), scenario="pool")
    first = scenario.load("pool").acts[0].name

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.drilling.acts)
        await stage.line("/run drill:1")
        await stage.says(f"do {first} in this drill?")
        await stage.pilot.press("n")
        await stage.until(partial(stage.focused, "runbook"))
        assert did == []
        await stage.pilot.press("enter", "y")
        await stage.shows("done", "came to", "ended 3 sessions")
        assert did == [first]

    play(path, act, first=drill)
