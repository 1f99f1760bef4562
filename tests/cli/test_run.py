"""`warroom run` and `warroom exec`: what runs is told and recorded, and what is not a read waits for a yes."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Shell, apart, ran, surroundings
from tests.runbook.running import until
from warroom.checks.local.marked import carriers
from warroom.errors import NotWritten
from warroom.incident.intents import FinishCommand, Intent
from warroom.room import Room
from warroom.runbook import lost, runner

BOOK = """
format: 1
name: ours
severities: [{id: P0, name: critical}]
scenarios:
  - id: pool
    title: Pool is full
    steps:
      - {title: what is there, run: head -n 2 said}
      - {title: touch it, run: "touch touched; exit 5"}
      - {title: remove it, run: "rm -f <file>"}
      - ask whoever knows
      - {run: "tail -f /var/log/syslog"}
      - {title: say it, run: "echo $WHO"}
  - {id: slow, title: Slow, steps: [look]}
"""


@pytest.fixture
def pool(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """An incident by a playbook with one scenario for everything."""
    (tmp_path / "ours.yaml").write_text(BOOK)
    (tmp_path / "said").write_text("a\nb\n")
    monkeypatch.setenv("WARROOM_PLAYBOOK", str(tmp_path / "ours.yaml"))
    shell.declared()
    return shell


def ends(shell: Shell) -> list[dict[str, object]]:
    return [record["data"] for record in shell.timeline() if record["kind"] == "command_finished"]


def kinds(shell: Shell) -> list[str]:
    return [record["kind"] for record in shell.timeline()][2:]


def test_alone_it_lists_the_steps_by_the_words_that_run_them(pool: Shell) -> None:
    lines = pool.done("run").lines
    assert lines[0] == "pool: Pool is full"
    assert lines[1].split() == ["pool:1", "reads", "what", "is", "there"]
    assert lines[3].split() == ["pool:2", "changes", "touch", "it"]
    assert any(line.split()[:3] == ["pool:4", "in", "words"] for line in lines)
    assert any(line.split()[:2] == ["pool:5", "copy"] for line in lines)
    listed = pool.done("run", "--json").json
    assert [one["step"] for one in listed] == [*(f"pool:{n}" for n in range(1, 7)), "slow:1"]
    assert listed[2]["missing"] == ["<file>"]


def test_without_an_incident_the_playbook_in_force_is_listed_and_nothing_runs(shell: Shell) -> None:
    assert shell.done("run").lines[0].startswith("database: ")
    assert "no incident is open" in shell("run", "database:1").refused()


def test_a_read_of_a_playbook_that_others_may_write_is_asked_about(pool: Shell, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").chmod(0o666)
    said = pool("run", "pool:1")
    assert said.code == 2
    assert "nobody here accepted the playbook it is from" in said.err
    assert kinds(pool) == []
    assert pool("run", "pool:1", "--yes").code == 0
    assert kinds(pool) == ["command_started", "command_finished"]


def test_a_read_of_a_playbook_that_an_incident_brings_along_is_asked_about(pool: Shell, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(BOOK.replace("what is there", "what was there"))
    assert "nobody here accepted" in pool("run", "pool:1").err
    assert kinds(pool) == []


def test_a_read_runs_at_once_and_is_recorded_before_and_after(pool: Shell) -> None:
    result = pool("run", "pool:1")
    assert (result.code, result.out) == (0, "a\nb\n")
    assert "it only reads" in result.err
    assert kinds(pool) == ["command_started", "command_finished"]
    (end,) = ends(pool)
    assert (end["exit"], end["size"], end["sha256"]) == (0, 4, hashlib.sha256(b"a\nb\n").hexdigest())


def test_a_change_waits_for_yes_and_its_exit_code_is_passed_on(pool: Shell, tmp_path: Path) -> None:
    result = pool("run", "po:2")
    assert result.code == 2
    assert "not run, it changes things: --yes says that you mean it" in result.err
    assert kinds(pool) == []
    assert pool("run", "pool:2", "--yes").code == 5
    assert (tmp_path / "touched").exists()
    assert "exit 5" in "".join(pool.done("run").lines)


def test_what_destroys_wants_its_name(pool: Shell, tmp_path: Path) -> None:
    (tmp_path / "a b").write_text("x")
    pool.done("fill", "file", "a b")
    result = pool("run", "pool:3", "--yes")
    assert result.code == 2
    assert "rm -f 'a b'" in result.err
    assert "--yes pool says that you mean it" in result.err
    assert pool("run", "pool:3", "--yes", "pool").code == 0
    assert not (tmp_path / "a b").exists()


def test_a_blank_is_named_with_the_way_to_fill_it(pool: Shell) -> None:
    assert pool("run", "pool:3").refused() == (
        "still blank: <file>; warroom fill '<file>' VALUE says what it stands for"
    )
    assert "export WHO=… here, or warroom fill '$WHO' VALUE" in pool("run", "pool:6").refused()


def test_a_filled_in_placeholder_is_remembered_for_the_incident(pool: Shell) -> None:
    pool.done("fill", "$WHO", "anna & bo")
    assert pool("run", "pool:6", "--yes").out == "anna & bo\n"


def test_steps_that_do_not_run_from_here_say_why(pool: Shell) -> None:
    assert "in words: follow it, then warroom step pool:4" in pool("run", "pool:4").refused()
    result = pool("run", "pool:5")
    assert result.code == 2
    assert result.out == "tail -f /var/log/syslog\n"
    assert "goes on until it is stopped" in result.err
    assert "no step 9 of pool (1 to 6)" in pool("run", "pool:9").refused()


def test_a_step_in_words_is_ticked(pool: Shell) -> None:
    assert "step 4 of pool done: ask whoever knows" in pool.done("step", "pool:4").out
    assert "done already" in pool("step", "pool:4").refused()


def test_several_steps_run_until_one_fails(pool: Shell) -> None:
    result = pool("run", "pool:1", "pool:2", "pool:1", "--yes")
    assert (result.code, result.out) == (5, "a\nb\n")
    assert len(ends(pool)) == 2


def test_json_is_the_records(pool: Shell) -> None:
    result = pool("run", "pool:1", "--json")
    assert [json.loads(line)["kind"] for line in result.lines] == ["command_started", "command_finished"]


def test_a_run_whose_terminal_was_killed_is_marked_at_the_next_and_not_repeated(
    pool: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = BOOK.replace("touch touched; exit 5", "echo x >> ran; sleep 60")
    (tmp_path / "ours.yaml").write_text(book)
    pool.done("playbook", "reload")
    with subprocess.Popen(apart("run", "pool:2", "--yes"), env=surroundings(), stderr=subprocess.DEVNULL) as first:
        until((tmp_path / "ran").exists)
        first.kill()
    monkeypatch.setattr(lost, "_YOUNG", lost._YOUNG * 0)
    meanwhile = pool("run", "pool:1").err
    assert "nobody knows" not in meanwhile
    assert "run 1 goes on and nobody watches it: its processes are " in meanwhile
    mark = next(record["id"] for record in pool.timeline() if record["kind"] == "command_started")
    for pid in carriers(mark):
        os.kill(pid, signal.SIGKILL)
    until(lambda: not carriers(mark))
    result = pool("run", "pool:1")
    assert "run 1 ended, and nobody knows how" in result.err
    assert [(end["run"], end["outcome"]) for end in ends(pool)] == [(2, "exited"), (1, "unknown"), (3, "exited")]
    assert (tmp_path / "ran").read_text() == "x\n"


def test_sql_does_not_go_through_a_check_of_a_playbook_that_nobody_accepted(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "theirs.yaml"
    book.write_text(
        "format: 1\nname: theirs\nseverities: [{id: P0, name: critical}]\n"
        "checks: [{name: db, kind: postgres, dsn: 'postgres://u:${PGPASSWORD}@127.0.0.1:9/x'}]\n"
        "scenarios: [{id: a, title: A, steps: [{title: look, run: SELECT 1, language: sql}]}]\n"
    )
    monkeypatch.setenv("WARROOM_PLAYBOOK", str(book))
    monkeypatch.setenv("PGPASSWORD", "verysecret")
    shell.declared()
    assert "postgres check db waits for warroom playbook accept" in shell("run", "a:1", "--yes").err
    assert [record["kind"] for record in shell.timeline()].count("command_started") == 0
    shell("playbook", "accept", str(book), "--yes")
    assert "no connection to" in shell("run", "a:1", "--yes").err


def test_in_a_folder_that_was_removed_it_says_so(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    said = subprocess.run(
        ["/bin/sh", "-c", f'rmdir "{gone}"; exec "$@"', "-", *apart("run", "1")],
        cwd=gone, capture_output=True, text=True, env=surroundings(), timeout=60, check=False,
    )  # fmt: skip
    assert said.returncode not in (0, 70)
    assert "Traceback" not in said.stderr


def test_a_signal_stops_the_command_and_the_end_is_recorded(pool: Shell, tmp_path: Path) -> None:
    book = BOOK.replace("touch touched; exit 5", "touch began; sleep 60")
    (tmp_path / "ours.yaml").write_text(book)
    pool.done("playbook", "reload")
    with subprocess.Popen(apart("run", "pool:2", "--yes"), env=surroundings(), stderr=subprocess.DEVNULL) as first:
        until((tmp_path / "began").exists)
        first.send_signal(signal.SIGINT)
        assert first.wait(20) == 130
    assert ends(pool)[0]["outcome"] == "stopped"


def test_an_end_that_cannot_be_written_is_told(pool: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    act = Room.act

    def failing(room: Room, intent: Intent) -> object:
        if isinstance(intent, FinishCommand):
            raise NotWritten("the disk is full")
        return act(room, intent)

    monkeypatch.setattr(Room, "act", failing)
    result = pool("run", "pool:1")
    assert (result.code, result.out) == (3, "a\nb\n")
    assert "the disk is full; it ended: exit 0 after" in result.err
    assert kinds(pool) == ["command_started"]


def test_a_limit_of_the_settings_holds(pool: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "GRACE_S", 0.3)
    (tmp_path / "ours.yaml").write_text(BOOK.replace("touch touched; exit 5", "sleep 60"))
    pool.done("playbook", "reload")
    (tmp_path / "warroom.yaml").write_text("runbook: {limit: 300ms}\n")
    assert pool("run", "pool:2", "--yes").code == 124
    assert ends(pool)[0]["outcome"] == "timed out"


def test_no_file_met_in_a_folder_says_which_program_is_the_shell(pool: Shell, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("#!/bin/sh\ntouch touched\n")
    (tmp_path / "theirs").chmod(0o755)
    (tmp_path / "warroom.yaml").write_text("runbook: {shell: ./theirs}\n")
    assert "none of bash, zsh, ksh, dash and sh" in pool("run", "pool:1").err
    assert not (tmp_path / "touched").exists()


# exec


def wrapped(*argv: str, stdin: str = "", **env: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        apart("exec", *argv),
        input=stdin.encode(),
        capture_output=True,
        env=surroundings(**env),
        timeout=60,
        check=False,
    )


@pytest.mark.usefixtures("incident")
def test_a_wrapped_command_keeps_its_streams_and_its_exit_code(shell: Shell) -> None:
    script = "import sys; sys.stdout.buffer.write(b'\\x1b[1m\\xff'); sys.stderr.write('e'); sys.exit(7)"
    done = wrapped("--title", "look", "--", sys.executable, "-c", script)
    assert (done.returncode, done.stdout, done.stderr) == (7, b"\x1b[1m\xff", b"e")
    started = next(record["data"] for record in shell.timeline() if record["kind"] == "command_started")
    assert (started["by_what"], started["title"], started["where"]) == ("wrapper", "look", str(Path.cwd()))
    assert (ends(shell)[0]["exit"], ends(shell)[0]["size"]) == (7, 6)


@pytest.mark.usefixtures("incident")
def test_it_works_in_a_pipe() -> None:
    assert wrapped("--", "tr", "a-z", "A-Z", stdin="abc").stdout == b"ABC"


@pytest.mark.usefixtures("incident")
def test_who_reads_no_more_ends_it_as_without_us(shell: Shell) -> None:
    with subprocess.Popen(apart("exec", "--", "yes"), env=surroundings(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.read(2) == b"y\n"
        process.stdout.close()
        assert process.wait(20) == 128 + signal.SIGPIPE
    assert ends(shell)[0]["signal"] == "SIGPIPE"


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_go_on_to_it(tmp_path: Path, number: signal.Signals) -> None:
    script = (
        f"trap 'echo {number.name}; exit 9' {number.name.removeprefix('SIG')}; touch on; while :; do sleep 0.02; done"
    )
    with subprocess.Popen(
        apart("exec", "--", "sh", "-c", script), env=surroundings(), stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        until((tmp_path / "on").exists)
        process.send_signal(number)
        assert process.wait(20) == 9
        assert process.stdout is not None
        assert process.stdout.read().strip() == number.name.encode()


@pytest.mark.usefixtures("incident")
def test_a_program_that_is_not_there_is_127(shell: Shell) -> None:
    done = wrapped("--", "no-such-program")
    assert (done.returncode, done.stdout) == (127, b"")
    assert done.stderr == b"warroom: no-such-program: not found\n"
    assert ends(shell)[0]["outcome"] == "not started"


def test_without_an_incident_nothing_is_run(shell: Shell, tmp_path: Path) -> None:
    said = shell("exec", "--", "touch", str(tmp_path / "x")).refused()
    assert said.startswith("not run, as nobody could read of it: no incident is open")
    assert not (tmp_path / "x").exists()


@pytest.mark.usefixtures("incident")
def test_a_secret_passes_and_is_not_kept(shell: Shell, tmp_path: Path) -> None:
    done = wrapped("--", "sh", "-c", "echo $PGPASSWORD password=hunter-2-x", PGPASSWORD="sesame-street-9")
    assert done.stdout == b"sesame-street-9 password=hunter-2-x\n"
    kept = "".join(path.read_text() for path in (tmp_path / "journal.sqlite-evidence").rglob("*") if path.is_file())
    assert "sesame" not in kept + json.dumps(shell.timeline())
    assert "hunter" not in kept + json.dumps(shell.timeline())


@pytest.mark.usefixtures("incident")
def test_exec_without_a_command_says_how_it_goes(shell: Shell) -> None:
    assert "a command follows" in shell("exec").refused()


@pytest.mark.usefixtures("incident")
def test_what_it_leaves_running_is_not_waited_for() -> None:
    result = ran("exec", "--", "sh", "-c", "sleep 30 & echo $!")
    assert result.code == 0
    os.kill(int(result.out), signal.SIGKILL)
