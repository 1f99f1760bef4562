"""The child comes up, stays quiet and never outlives whoever started it."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.drill.conftest import health, until
from warroom.drill import services as module
from warroom.drill.fixes import fix
from warroom.drill.services import Services
from warroom.errors import BadInput, NotHere, WarroomError

PARENT = """
import json, time
from warroom.drill.services import Services
print(json.dumps(Services.start(inject_after=3600).ports), flush=True)
time.sleep(60)
"""


def gone(port: int) -> bool:
    with suppress(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return False
    return True


def program(folder: Path, text: str) -> str:
    made = folder / "python"
    made.write_text(f"#!/bin/sh\n{text}\n")
    made.chmod(0o755)
    return str(made)


def test_stopping_ends_them_and_again_is_harmless() -> None:
    services = Services.start(inject_after=0)
    assert services.alive
    assert set(services.ports) == {"api", "pool"}
    services.stop()
    services.stop()
    assert not services.alive
    assert all(gone(port) for port in services.ports.values())
    for what, words in (("pool", "the drill's pool"), ("api", "the drill's API")):
        with pytest.raises(NotHere, match=f"{words} does not answer on 127.0.0.1:.*still running"):
            fix(what, services.ports, timeout_s=0.2)


def test_a_killed_parent_leaves_nothing_behind() -> None:
    argv = [sys.executable, "-c", PARENT]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=module._environment()) as parent:
        assert parent.stdout is not None
        ports = json.loads(parent.stdout.readline())
        assert not gone(ports["api"])
        parent.kill()
    until(lambda: gone(ports["api"]) and gone(ports["pool"]), within_s=2)


def test_an_interrupt_is_not_for_them() -> None:
    services = Services.start(inject_after=3600)
    try:
        os.kill(services._child.pid, signal.SIGINT)
        assert health(services)[0] == 200
        assert os.getpgid(services._child.pid) != os.getpgid(0)
    finally:
        services.stop()


def test_they_write_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    services = Services.start(inject_after=0)
    assert health(services)[0] in (200, 503)
    services.stop()
    assert capfd.readouterr() == ("", "")


def test_a_stuck_child_is_ended_with_force(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "END_S", 0.1)
    stubborn = "trap '' TERM; echo '{\"api\": 1, \"pool\": 2}'; while :; do sleep 0.05; done"
    monkeypatch.setattr(sys, "executable", program(tmp_path, stubborn))
    services = Services.start(inject_after=0)
    assert services.ports == {"api": 1, "pool": 2}
    services.stop()
    assert services._child.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("child", "words"),
    [
        ("echo first >&2; echo no room left >&2; exit 3", "no room left"),
        ("exit 3", "ended with code 3 and said nothing"),
        ("echo hello", "ended with code 0"),
        ("echo '[]'", "ended with code 0"),
        ("exec sleep 60", "no answer within"),
    ],
)
def test_a_child_that_does_not_come_up_is_told(
    child: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "START_S", 0.3)
    monkeypatch.setattr(module, "END_S", 0.2)
    monkeypatch.setattr(sys, "executable", program(tmp_path, child))
    with pytest.raises(WarroomError, match=f"services did not start: .*{words}"):
        Services.start(inject_after=0)


def test_no_python_to_run_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(WarroomError, match="services did not start"):
        Services.start(inject_after=0)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_a_drill_breaks_after_a_number_of_seconds(seconds: float) -> None:
    with pytest.raises(BadInput, match="a number of seconds"):
        Services.start(inject_after=seconds)


def test_the_screen_loads_no_service() -> None:
    loads = "import warroom.drill.services, warroom.drill.fixes, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loads], capture_output=True, text=True, check=True, env=module._environment()
    )
    assert not {"httpx", "textual", "yaml", "asyncio", "http.client"} & set(done.stdout.split())


def test_the_working_directory_cannot_change_what_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not me')\n")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.chdir(tmp_path)
    services = Services.start(inject_after=3600)
    assert health(services)[0] == 200
    services.stop()
