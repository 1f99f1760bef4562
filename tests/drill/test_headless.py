"""A drill without a screen: real services, real probes, the scenario's own responder, and an end whatever happens."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.shell import apart, surroundings
from tests.fakes import book
from warroom.clock import SystemClock
from warroom.drill import headless
from warroom.drill.scenario import load
from warroom.incident import intents as i
from warroom.incident.facts import KINDS
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room

QUICK = """
format: 1
name: quick
title: The pool is taken
summary: one act heals it
minutes: 5
severity: P0
card: [Heal it.]
checks:
  - {name: db pool, url: "http://pool.localhost/status", every: 1 s, timeout: 2 s, expect: [body.free > 0]}
injects: [{at: 5s, fault: slow-queries}]
acts:
  - {name: worker, does: stop the report worker, heals: for good}
  - {name: cache, does: empty the cache}
hints: [stop the worker]
cause: a report
responder:
  - {on: "down:db pool", wait: 2s, line: /declare P0 It is red}
  - {wait: 1s, line: /ic}
  - {wait: 1s, line: "/update status_page investigating We are at it"}
  - {wait: 1s, act: worker}
  - {on: "up:db pool", wait: 1s, line: /fix}
  - {wait: 1s, line: /resolve anyway only the fault is of interest here}
"""
LEFT_ALONE = QUICK.partition("  - {wait: 1s, act: worker}")[0]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a journal of its own, and the two scenarios as files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WARROOM_JOURNAL", str(tmp_path / "journal.sqlite"))
    monkeypatch.delenv("WARROOM_AS", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quick.yaml").write_text(QUICK)
    (tmp_path / "alone.yaml").write_text(LEFT_ALONE)
    return tmp_path


def ran(*argv: str) -> "subprocess.CompletedProcess[str]":
    """Run to the end with no terminal anywhere."""
    return subprocess.run(
        apart(*argv),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=surroundings(TERM=""),
        timeout=110,
        check=False,
        start_new_session=True,
    )


def records(named: str = "drill") -> list[dict[str, object]]:
    return [json.loads(line) for line in ran("--incident", named, "timeline", "--json").stdout.splitlines()]


def test_the_responder_heals_and_resolves_and_its_score_is_printed_and_kept(home: Path) -> None:
    done = ran("drill", "./quick.yaml", "--headless", "--speed", "30")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("DRILL  The pool is taken\n")
    assert ", passed" in done.stdout
    assert "cause  a report" in done.stdout
    narrated = done.stderr.splitlines()
    assert all(line.startswith("warroom: ") for line in narrated)
    assert any("db pool is down" in line for line in narrated)
    assert any("responder does: worker" in line for line in narrated)

    kinds = [record["kind"] for record in records()]
    assert kinds[:2] == ["drill_started", "playbook_adopted"]
    assert kinds.count("drill_scored") == 1
    assert {"check_changed", "declared", "role_taken", "update_recorded", "change", "fixed", "resolved"} <= set(kinds)
    assert set(kinds) <= set(KINDS)
    [run] = json.loads(ran("drill", "--history", "--json").stdout)
    assert run["scenario"] == "quick"
    assert run["who"] == ["responder"]
    assert run["score"]["wrong_acts"] == []
    assert f"score  {run['score']['points']} of 100, passed" in done.stdout
    assert ran("verify").returncode == 0
    assert not list(home.glob("warroom-drill-*")), "its services left their files"


def test_a_responder_that_leaves_it_broken_does_not_pass() -> None:
    done = ran("drill", "./alone.yaml", "--headless", "--speed", "30", "--json")
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert said["status"] == "cancelled"
    assert said["score"]["passed"] is False
    assert said["score"]["still_down"] == ["db pool"]
    assert "given up: the script has ended" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_at_once_and_leaves_nothing_behind(home: Path, number: signal.Signals) -> None:
    argv = apart("drill", "./quick.yaml", "--headless", "--speed", "0.5")
    with subprocess.Popen(argv, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings()) as play:
        assert play.stderr is not None
        assert "begins at speed" in play.stderr.readline()
        children = [int(word) for word in Path(f"/proc/{play.pid}/task/{play.pid}/children").read_text().split()]
        play.send_signal(number)
        out, err = play.communicate(timeout=30)
    assert play.returncode == 128 + number
    assert out == ""
    assert "ended by a signal: no score" in err
    assert children
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < deadline, "its services run on"
        os.sched_yield()
    assert not list(home.glob("warroom-drill-*"))
    kinds = [record["kind"] for record in records()]
    assert "cancelled" in kinds
    assert "drill_scored" not in kinds


def test_a_play_whose_turn_never_comes_is_given_up_in_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headless, "CHECKS_S", 0.2)
    monkeypatch.setattr(headless, "PATIENCE", 0.0)
    scenario = load(str(home / "quick.yaml"))
    clock, told = SystemClock(), list[str]()
    journal, live = Journal(home / "j.sqlite"), Live(home / "j.sqlite")
    try:
        room = Room(journal, live, clock)
        first = i.StartDrill(by="drill", start=clock.now(), playbook=book(checks=()), scenario="quick")
        score = headless.Play(room, scenario, first, "responder", told.append).run(clock, live)
    finally:
        live.close()
        journal.close()
    assert score is not None
    assert not score.passed
    assert any("given up: no down:db pool in time" in line for line in told)
    assert room.incident.status == "cancelled"


@pytest.mark.slow
def test_the_pool_scenario_is_passed_by_its_own_responder_at_high_speed() -> None:
    done = ran("drill", "pool", "--headless", "--speed", "60")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "refused" not in done.stderr
    assert "cannot be read" not in done.stderr
    told = [line for line in done.stderr.splitlines() if "responder does: " in line]
    assert [line.rpartition(" ")[2] for line in told] == ["pool", "worker"], "what does not hold, then what does"
