"""Running programs that obey, and those that do not: whatever they do, nothing of them is left and little is kept."""

import asyncio
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from warroom.checks.local import processes
from warroom.checks.local.marked import MARK, carriers
from warroom.checks.local.processes import KEPT, MOST, Commands, Flooded, Ran, Said

ENVIRONMENT = {"PATH": os.environ["PATH"]}
IGNORES = "trap 'echo asked' TERM; echo begun; while true; do sleep 0.05; done"


def until(holds: Callable[[], object]) -> None:
    """Wait for it, with an end."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


async def until_said(said: Said, words: str) -> None:
    end = time.monotonic() + 20
    while words not in said.text:
        assert time.monotonic() < end
        await asyncio.sleep(0.005)


def gone(pid: int) -> bool:
    """Whether it runs no more; one that somebody else has yet to reap does not run."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def children() -> list[psutil.Process]:
    return psutil.Process().children()


def run(script: str, argv: tuple[str, ...] = ("/bin/sh", "-c")) -> tuple[Ran, Said, Said]:
    """A script run to its end, and the watch over it ended."""
    out, err = Said(), Said()

    async def go() -> Ran:
        commands = Commands()
        try:
            return await commands.run([*argv, script], None, ENVIRONMENT, out, err)
        finally:
            await commands.aclose()

    before = children()
    try:
        return asyncio.run(go()), out, err
    finally:
        assert children() == before


def cut_short(script: str, words: str) -> tuple[Said, Said]:
    """A script that is cancelled once it has said these words, and the watch over it ended."""
    out, err = Said(), Said()

    async def go() -> None:
        commands = Commands()
        task = asyncio.create_task(commands.run(["/bin/sh", "-c", script], None, ENVIRONMENT, out, err))
        await until_said(out, words)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await commands.aclose()

    before = children()
    asyncio.run(go())
    assert children() == before
    return out, err


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time to obey."""
    monkeypatch.setattr(processes, "GRACE_S", 0.2)


def test_what_a_program_says_and_how_it_ends_is_told() -> None:
    ran, out, err = run("echo one; echo two >&2; printf three; exit 7")
    assert (ran.code, ran.signal, ran.took_s > 0) == (7, "", True)
    assert (out.text, out.lines, out.cut, out.last_line) == ("one\nthree", 2, False, "three")
    assert (err.text, err.lines) == ("two", 1)


def test_a_program_that_says_nothing_has_no_lines() -> None:
    _, out, _ = run("exit 0")
    assert (out.text, out.lines, out.last_line) == ("", 0, "")


@pytest.mark.parametrize("without", [(), ("pidfd_open",), ("pidfd_open", "waitid")])
def test_the_end_of_a_program_is_seen_on_systems_that_tell_less_of_it(
    without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in without:
        monkeypatch.delattr(os, name)
    ran, out, _ = run("sleep 0.05; echo done; exit 3")
    assert (ran.code, out.text) == (3, "done")


def test_a_program_ended_by_a_signal_has_the_code_a_shell_gives_it() -> None:
    ran, _, _ = run("kill -SEGV $$")
    assert (ran.code, ran.signal) == (139, "SIGSEGV")


def test_a_program_has_no_input_no_terminal_and_a_session_of_its_own() -> None:
    code = "import os; print(os.read(0, 9), os.getsid(0) == os.getpgrp() == os.getpid()); open('/dev/tty')"
    ran, out, err = run(code, (sys.executable, "-c"))
    assert out.text == "b'' True"
    assert ran.code == 1
    assert "No such device or address" in err.last_line or "Device not configured" in err.last_line


def test_of_much_output_the_beginning_is_kept_and_all_of_it_is_counted() -> None:
    script = f"head -c {3 * KEPT} /dev/zero | tr '\\0' x; echo; echo last words"
    ran, out, _ = run(script)
    assert (ran.code, out.cut, out.size, out.lines) == (0, True, 3 * KEPT + 12, 2)
    assert len(out.head) == KEPT
    assert out.last_line == "last words"


def test_a_program_that_prints_without_end_is_ended_and_little_of_it_kept() -> None:
    out = Said()

    async def go() -> None:
        commands = Commands()
        with pytest.raises(Flooded):
            await commands.run(["yes"], None, ENVIRONMENT, out, Said())
        await commands.aclose()

    asyncio.run(go())
    assert MOST < out.size < 2 * MOST
    assert len(out.head) == KEPT
    assert children() == []


def test_what_a_program_leaves_running_is_ended_with_it(tmp_path: Path) -> None:
    ran, out, _ = run(f"sleep 600 & echo $! > {tmp_path}/pid; echo done")
    assert (ran.code, out.text) == (0, "done")
    until(lambda: gone(int((tmp_path / "pid").read_text())))


DAEMON = """
import os, sys, time
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
open(sys.argv[1], "w").write(str(os.getpid()))
print("the daemon is up", flush=True)
time.sleep(600)
"""


def test_a_daemon_that_keeps_the_output_open_is_neither_waited_for_nor_left(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    (tmp_path / "daemon.py").write_text(textwrap.dedent(DAEMON))
    start = f"{sys.executable} {tmp_path}/daemon.py {pid}"
    ran, out, _ = run(f"{start}; until test -s {pid}; do sleep 0.01; done; echo begun")
    assert ran.code == 0
    assert "begun" in out.text
    assert gone(int(pid.read_text()))


def test_a_cancelled_program_that_obeys_puts_its_things_away(tmp_path: Path) -> None:
    out, _ = cut_short(
        f"trap 'echo put away > {tmp_path}/said; exit' TERM; echo begun; while true; do sleep 0.05; done", "begun"
    )
    assert out.text == "begun"
    assert (tmp_path / "said").read_text() == "put away\n"


@pytest.mark.usefixtures("soon")
def test_a_cancelled_program_that_ignores_it_is_ended_with_force_and_with_all_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    (tmp_path / "daemon.py").write_text(textwrap.dedent(DAEMON))
    daemon = f"{sys.executable} {tmp_path}/daemon.py {pid}; until test -s {pid}; do sleep 0.01; done"
    out, _ = cut_short(f"{daemon}; sleep 600 & echo $! > {tmp_path}/other; {IGNORES}", "begun")
    assert "asked" in out.text
    for name in ("pid", "other"):
        assert gone(int((tmp_path / name).read_text()))


def test_a_cancellation_does_not_wait_for_a_program_that_ignores_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_S", 0.5)
    out = Said()

    async def go() -> list[psutil.Process]:
        commands = Commands()
        task = asyncio.create_task(commands.run(["/bin/sh", "-c", IGNORES], None, ENVIRONMENT, out, Said()))
        await until_said(out, "begun")
        task.cancel()
        await asyncio.wait([task])
        running = children()
        await commands.aclose()
        return running

    assert len(asyncio.run(go())) == 1
    assert children() == []


@pytest.mark.usefixtures("soon")
def test_a_loop_that_ends_while_a_program_runs_ends_it() -> None:
    async def watch(out: Said) -> None:
        commands = Commands()
        try:
            await commands.run(["/bin/sh", "-c", IGNORES], None, ENVIRONMENT, out, Said())
        finally:
            await commands.aclose()

    async def go() -> None:
        out = Said()
        watching = asyncio.create_task(watch(out))
        await until_said(out, "begun")
        assert not watching.done()

    asyncio.run(go())
    assert children() == []


def test_programs_do_not_outlive_the_one_that_watched_them(tmp_path: Path) -> None:
    code = f"""
import asyncio, os, threading, time
from warroom.checks.local.processes import Commands, Said
out = Said()
watch = lambda: asyncio.run(Commands().run(["/bin/sh", "-c", "echo $$; sleep 600"], None, {ENVIRONMENT!r}, out, Said()))
threading.Thread(target=watch, daemon=True).start()
while not out.text:
    time.sleep(0.005)
open({str(tmp_path / "pid")!r}, "w").write(out.text)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    until(lambda: gone(int((tmp_path / "pid").read_text())))


def test_many_programs_at_once_are_told_apart() -> None:
    async def go() -> list[str]:
        commands = Commands()
        said = [Said() for _ in range(20)]
        await asyncio.gather(
            *(commands.run(["echo", str(n)], None, ENVIRONMENT, one, Said()) for n, one in enumerate(said))
        )
        await commands.aclose()
        return [one.text for one in said]

    assert asyncio.run(go()) == [str(n) for n in range(20)]
    assert children() == []


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_a_process_is_found_by_its_mark_on_either_system(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    with subprocess.Popen(["sleep", "600"], env={**ENVIRONMENT, MARK: f"{system}-mark"}) as child:
        until(lambda: carriers(f"{system}-mark") == [child.pid])
        child.kill()
        until(lambda: carriers(f"{system}-mark") == [])
