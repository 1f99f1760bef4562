"""The child comes up, stays quiet and never outlives whoever started it."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.drill.conftest import CALM, begun, health, page, scene, until
from warroom.drill import services as module
from warroom.drill.catalog import SERVICES
from warroom.drill.fixes import fix
from warroom.errors import BadInput, NotHere, WarroomError

PARENT = """
import json, time
from warroom.drill.services import Services
from warroom.clock import SystemClock
from warroom.drill.scenario import load
services = Services.start(load("disk"), SystemClock().now(), speed=60)
print(json.dumps([services.ports, str(services.folder)]), flush=True)
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
    services = begun(scene(at=0, pool=0))
    assert services.alive
    assert services.ports.keys() == SERVICES.keys()
    assert services.folder.is_dir()
    services.stop()
    services.stop()
    assert not services.alive
    assert not services.folder.exists()
    assert all(gone(port) for port in services.ports.values())
    with pytest.raises(NotHere, match=r"the drill's supervisor does not answer on 127.0.0.1:.*still running"):
        fix("pool", services.ports)


def test_a_killed_parent_leaves_nothing_behind() -> None:
    argv = [sys.executable, "-c", PARENT]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=module._environment()) as parent:
        assert parent.stdout is not None
        ports, folder = json.loads(parent.stdout.readline())
        assert not gone(ports["api"])
        until(lambda: any(Path(folder).iterdir()))
        parent.kill()
    until(lambda: all(gone(port) for port in ports.values()))
    until(lambda: not Path(folder).exists())


def test_an_interrupt_is_not_for_them() -> None:
    services = begun(CALM)
    try:
        os.kill(services._child.pid, signal.SIGINT)
        assert health(services)[0] == 200
        assert os.getpgid(services._child.pid) != os.getpgid(0)
    finally:
        services.stop()


def test_they_write_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    services = begun(scene(at=0))
    assert health(services)[0] in (200, 503)
    services.stop()
    assert capfd.readouterr() == ("", "")


def test_a_stuck_child_is_ended_with_force(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "END_S", 0.1)
    ports = dict.fromkeys(SERVICES, 1)
    stubborn = f"trap '' TERM; echo '{json.dumps(ports)}'; while :; do sleep 0.05; done"
    monkeypatch.setattr(sys, "executable", program(tmp_path, stubborn))
    services = begun(scene(at=0))
    assert services.ports == ports
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
        begun(CALM)


def test_no_python_to_run_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(WarroomError, match="services did not start"):
        begun(CALM)


def test_nothing_is_left_of_one_that_does_not_come_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "files"))
    monkeypatch.setattr(sys, "executable", program(tmp_path, "exit 3"))
    with pytest.raises(WarroomError):
        begun(CALM)
    assert not list((tmp_path / "files").iterdir())


@pytest.mark.parametrize("line", ["", "{}\n", "no plan\n", '{"speed": "fast"}\n'])
def test_a_child_without_a_plan_says_so(line: str) -> None:
    argv = [sys.executable, "-P", "-m", "warroom.drill.shop.serve"]
    done = subprocess.run(
        argv, input=line, capture_output=True, text=True, check=False, env=module._environment(), timeout=20
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("this is no plan of a drill: ")


@pytest.mark.parametrize("speed", [-1.0, 0.0, float("nan"), float("inf")])
def test_a_drill_runs_at_a_speed_above_nothing(speed: float) -> None:
    with pytest.raises(BadInput, match="a speed above 0"):
        begun(CALM, speed)


def test_the_plan_stays_between_parent_and_child() -> None:
    services = begun(scene("leak", at=3600))
    try:
        line = " ".join(psutil.Process(services._child.pid).cmdline())
        assert "leak" not in line
        assert "leak" not in json.dumps(page(services, "supervisor", "/drill"))
    finally:
        services.stop()


def test_the_screen_loads_no_service() -> None:
    loads = "import warroom.drill.session, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loads], capture_output=True, text=True, check=True, env=module._environment()
    )
    loaded = set(done.stdout.split())
    assert not {"httpx", "textual", "yaml", "psutil", "http.client"} & loaded
    assert not [name for name in loaded if name.startswith("warroom.drill.shop")]


def test_the_working_directory_cannot_change_what_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not me')\n")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.chdir(tmp_path)
    services = begun(CALM)
    assert health(services)[0] == 200
    services.stop()
