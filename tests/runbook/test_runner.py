"""Commands that obey and those that do not: recorded as they ended, kept as they spoke, and nothing of them left."""

import hashlib
import os
import re
import signal
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from tests.runbook.running import ENVIRON, gone, planned, ran, sh, until
from warroom.checks.local.marked import carriers
from warroom.runbook import following, output, runner
from warroom.runbook.fence import Fence

IGNORES = "trap '' TERM; echo begun; while :; do sleep 0.05; done"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "GRACE_S", 0.4)
    monkeypatch.setattr(runner, "LINGER_S", 0.3)


def test_both_streams_are_shown_and_kept_and_the_exit_code_is_its_own(tmp_path: Path) -> None:
    done = sh("echo one; echo two >&2; exit 3", tmp_path)
    assert (done.text("out"), done.text("err")) == ("one", "two")
    ended = done.ended
    assert (ended.outcome, ended.exit, ended.signal, ended.size, ended.lines) == ("exited", 3, "", 8, 2)
    assert sorted(done.kept.split()) == ["one", "two"]
    assert ended.sha256 == hashlib.sha256(done.kept.encode()).hexdigest() == ended.evidence
    assert ended.last in ("one", "two")


def test_a_command_that_says_nothing_leaves_no_evidence(tmp_path: Path) -> None:
    ended = sh("true", tmp_path).ended
    assert (ended.exit, ended.size, ended.sha256, ended.evidence, ended.last) == (0, 0, "", "", "")


def test_evidence_is_its_owners_alone(tmp_path: Path) -> None:
    done = sh("echo x", tmp_path)
    folder = tmp_path / "journal.sqlite-evidence"
    path = folder / done.ended.evidence[:2] / done.ended.evidence
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, path.parent)} == {0o700}


def test_a_missing_binary_says_so(tmp_path: Path) -> None:
    done = sh("no-such-program --now", tmp_path)
    assert done.ended.exit == 127
    assert "not found" in done.ended.last


def test_a_folder_that_vanished_is_named(tmp_path: Path) -> None:
    ended = sh("pwd", tmp_path, cwd=tmp_path / "gone").ended
    assert ended.outcome == "not started"
    assert ended.why == f"the folder {tmp_path}/gone is not there any more"


def test_it_has_no_input_and_a_session_of_its_own(tmp_path: Path) -> None:
    done = sh("cat; ps -o sid= -p $$ | tr -d ' '; echo $$", tmp_path)
    session, pid = done.text("out").split()
    assert session == pid != str(os.getsid(0))


def test_a_stop_is_told_to_the_whole_group(tmp_path: Path) -> None:
    text = "sh -c 'trap \"echo child told; exit\" TERM; while :; do sleep 0.02; done' & echo begun; wait; echo no"
    done = sh(text, tmp_path, stop_when=lambda said: "begun" in said, mark="told")
    assert (done.ended.outcome, done.ended.signal) == ("stopped", "SIGTERM")
    assert not carriers("told")


def test_what_ignores_the_stop_is_forced(tmp_path: Path) -> None:
    done = sh(IGNORES, tmp_path, stop_when=lambda said: "begun" in said)
    assert (done.ended.outcome, done.ended.signal, done.ended.exit) == ("stopped", "SIGKILL", None)
    assert done.ended.why == "it had to be forced"


def test_a_limit_ends_it_with_what_forked_away(tmp_path: Path) -> None:
    text = f"setsid sh -c 'echo $$ > {tmp_path}/pid; trap \"\" TERM; while :; do sleep 0.05; done' & sleep 60"
    done = sh(text, tmp_path, limit_s=0.5, mark="forked")
    assert (done.ended.outcome, done.ended.exit) == ("timed out", None)
    assert "limit" in done.ended.why
    assert gone(int((tmp_path / "pid").read_text()))
    assert not carriers("forked")


def test_a_stop_ends_what_threw_its_environment_away(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    waits = f"while [ ! -s {told} ]; do sleep 0.05; done; echo begun; sleep 60"
    text = f"env -i setsid sh -c 'echo $$ > {told}; sleep 60' & {waits}"
    done = sh(text, tmp_path, stop_when=lambda said: "begun" in said)
    assert (done.ended.outcome, done.ended.why) == ("stopped", "")
    assert gone(int(told.read_text()))


def test_what_it_leaves_running_on_purpose_is_named_and_left(tmp_path: Path) -> None:
    done = sh("sleep 60 & echo $!", tmp_path)
    pid = int(done.text("out"))
    try:
        assert (done.ended.outcome, done.ended.exit) == ("exited", 0)
        assert done.ended.why == f"left running: sleep ({pid})"
        assert not gone(pid)
    finally:
        os.kill(pid, signal.SIGKILL)


def test_what_it_left_running_may_go_on_printing(tmp_path: Path) -> None:
    done = sh(f"(sleep 0.6; yes x | head -c 3000000; echo $? > {tmp_path}/after) & echo begun", tmp_path)
    assert "left running" in done.ended.why
    until((tmp_path / "after").exists)


def test_a_command_that_closes_its_output_early_is_waited_for(tmp_path: Path) -> None:
    done = sh("echo said; exec >&- 2>&-; sleep 0.3; exit 4", tmp_path)
    assert (done.text(), done.ended.exit) == ("said", 4)


def test_nothing_in_the_output_acts_on_a_terminal(tmp_path: Path) -> None:
    done = sh("printf 'a\\033[2Jb\\033]0;x\\007c\\000\\377\\342\\200\\256d\\n'", tmp_path)
    for text in (done.text(), done.kept, done.ended.last):
        assert text.strip() == "a␛[2Jb␛]0;x␇c␀\\xff⟨U+202E⟩d"
    assert done.ended.size == 20


def test_binary_output_is_kept_in_signs(tmp_path: Path) -> None:
    done = sh("head -c 3000 /dev/urandom", tmp_path)
    assert done.ended.size == 3000
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", done.kept)


def test_a_bar_that_is_drawn_over_and_over_shows_as_it_stands_last(tmp_path: Path) -> None:
    assert sh("printf '10%%\\r50%%\\r100%%\\n'", tmp_path).text() == "100%"


def test_secrets_are_masked_by_what_they_look_like_and_by_our_variables(tmp_path: Path) -> None:
    environ = ENVIRON | {"PGPASSWORD": "plain-words-here", "PGUSER": "bo"}
    text = "echo password=hunter-2-x; echo was plain-words-here; env | grep PGUSER"
    done = sh(text, tmp_path, environ=environ)
    for said in (done.text(), done.kept):
        assert "hunter" not in said
        assert "plain-words" not in said
        assert "PGUSER=bo" in said


def test_a_private_key_is_masked_over_its_lines(tmp_path: Path) -> None:
    body = "\\n".join("MIIEpAIBAAKCAQEA7bq9Zx" + str(n) * 42 for n in range(5))
    text = (
        f"printf -- '-----BEGIN RSA PRIVATE KEY-----\\n'; sleep 0.3; printf '{body}\\n'; sleep 0.3;"
        " printf -- '-----END RSA PRIVATE KEY-----\\nafter\\n'"
    )
    done = sh(text, tmp_path)
    for said in (done.text(), done.kept):
        assert "MIIE" not in said
        assert said.strip().endswith("after")


def test_a_secret_across_the_cut_of_a_long_line_is_masked(tmp_path: Path) -> None:
    environ = ENVIRON | {"PGPASSWORD": "plain-words-here"}
    before = output.HEAD - 5
    text = f"head -c {before} /dev/zero | tr '\\0' x; printf '%s' $PGPASSWORD; head -c 900000 /dev/zero | tr '\\0' y"
    done = sh(text, tmp_path, environ=environ)
    for said in (done.kept, done.text()):
        assert "plain" not in said
        assert "-here" not in said


def test_what_is_left_out_in_the_middle_is_told_and_all_of_it_hashed(tmp_path: Path) -> None:
    script = "for n in range(200_000): print(f'line {n:06}')"
    done = sh(f'{sys.executable} -c "{script}"', tmp_path)
    whole = "".join(f"line {n:06}\n" for n in range(200_000)).encode()
    ended = done.ended
    assert (ended.size, ended.lines, ended.sha256) == (len(whole), 200_000, hashlib.sha256(whole).hexdigest())
    assert done.kept.startswith("line 000000\n")
    assert done.kept.endswith("line 199999\n")
    assert 0.99 * (output.HEAD + output.TAIL) < ended.kept <= output.HEAD + output.TAIL
    lines = done.kept.split("\n")
    gap = next(n for n, line in enumerate(lines) if "left out here" in line)
    assert re.fullmatch(r"⋯ 1\.8 MiB left out here ⋯", lines[gap])
    assert all(re.fullmatch(r"line \d{6}|", line) for n, line in enumerate(lines) if n != gap)


def test_a_flood_is_followed_at_a_bounded_rate(tmp_path: Path) -> None:
    done = sh("yes abcdefgh | head -c 30000000", tmp_path)
    sizes = [len(text) for _, stream, text in done.shown if stream == "out"]
    assert max(sizes) <= 2 * following.FRAME
    seconds = done.shown[-1][0]
    assert sum(sizes) <= output.HEAD + (seconds / following.FRAME_S + 2) * following.FRAME
    assert any(stream == "gap" for _, stream, _ in done.shown)
    assert done.shown[-1][2].endswith("abcdefgh"[: 30000000 % 9])


def test_a_line_of_many_megabytes_costs_no_more_than_lines(tmp_path: Path) -> None:
    plan = planned("head -c 100000000 /dev/zero | tr '\\0' x")
    tracemalloc.start()
    done = ran(plan, tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (done.ended.size, done.ended.lines) == (100_000_000, 1)
    assert peak < 30 << 20


def test_what_prints_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "MOST", 20 << 20)
    ended = sh("yes", tmp_path).ended
    assert ended.outcome == "stopped"
    assert ended.why == "it printed more than 20.0 MiB"
    assert ended.size > 20 << 20


def test_a_line_without_an_end_is_shown_while_it_waits(tmp_path: Path) -> None:
    done = sh("printf 'sure? '; sleep 60", tmp_path, stop_when=lambda said: "sure?" in said)
    assert done.ended.outcome == "stopped"


def test_a_full_disk_costs_the_evidence_and_nothing_else(tmp_path: Path) -> None:
    code = (
        "import resource, sys, pathlib; from tests.runbook.running import sh\n"
        "plan = 'yes abcdefgh | head -c 200000'\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "ended = sh(plan, pathlib.Path(sys.argv[1])).ended\n"
        "print(ended.exit, ended.size, ended.evidence or '-', ended.kept, ended.why)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "0 200000 - 0 its output could not be kept: File too large\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_folder_and_exports_go_on_to_the_next_command_of_the_fence(tmp_path: Path) -> None:
    first = sh("cd /usr; export A='x y' B=2; C=3; false", tmp_path, group="g")
    assert first.ended.exit == 1
    assert first.ended.fence == Fence("/usr", {"A": "x y", "B": "2"})
    second = sh('echo "$PWD $A $B [$C]"; unset B; export A=new', tmp_path, group="g", fence=first.ended.fence)
    assert second.text() == "/usr x y 2 []"
    assert second.ended.fence == Fence("/usr", {"A": "new"})


@pytest.mark.parametrize("language", ["sh", "bash"])
def test_a_fence_is_carried_whatever_ends_the_command(tmp_path: Path, language: str) -> None:
    done = sh("cd /usr\nexport A=1\nexit 7", tmp_path, group="g", language=language)
    assert (done.ended.exit, done.ended.fence) == (7, Fence("/usr", {"A": "1"}))


def test_a_fence_whose_command_was_killed_stays_as_it_was(tmp_path: Path) -> None:
    before = Fence("/usr", {"A": "1"})
    done = sh("cd /; kill -9 $$", tmp_path, group="g", fence=before)
    assert (done.ended.signal, done.ended.fence) == ("SIGKILL", before)


def test_a_command_gets_only_the_variables_of_its_plan(tmp_path: Path) -> None:
    environ = ENVIRON | {"OTHER": "1", "PGHOST": "db"}
    names = {line.partition("=")[0] for line in sh("env", tmp_path, environ=environ).text().splitlines()}
    assert names - {"PWD", "SHLVL", "_", "OLDPWD"} == {*ENVIRON, "PGHOST", "WARROOM_COMMAND"}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell a process's peak")
def test_a_gigabyte_is_hashed_in_little_memory(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from tests.runbook.running import sh\n"
        "ended = sh('yes abcdefghijklmno | head -c 1000000000', pathlib.Path(sys.argv[1])).ended\n"
        # Not getrusage: its peak is also that of the process this one was forked from.
        "status = pathlib.Path('/proc/self/status').read_text().split()\n"
        "peak = int(status[status.index('VmHWM:') + 1])\n"
        "print(ended.exit, ended.size, ended.lines, ended.sha256, peak // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=110, check=True
    )
    code_, size, lines, sha256, peak = done.stdout.split()
    assert (code_, size, lines) == ("0", "1000000000", "62500000")
    wanted = hashlib.sha256()
    for _ in range(1000):
        wanted.update(b"abcdefghijklmno\n" * 62_500)
    assert sha256 == wanted.hexdigest()
    assert int(peak) < 150
