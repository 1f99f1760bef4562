"""The drill's services as their parent sees them: started, found by their ports, and ended."""

import json
import math
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

import warroom
from warroom.drill.catalog import SERVICES
from warroom.drill.plan import Plan
from warroom.drill.scenario import Scenario
from warroom.errors import BadInput, WarroomError

START_S = 10.0
END_S = 2.0
LINE_LIMIT = 4096


class Services:
    """A running child with everything of the catalog; `ports` are theirs on 127.0.0.1, `folder` holds their files."""

    def __init__(self, child: "subprocess.Popen[bytes]", ports: dict[str, int], folder: Path) -> None:
        self._child = child
        self.ports = ports
        self.folder = folder

    @classmethod
    def start(cls, scenario: Scenario, start: datetime, *, speed: float = 1.0, seed: int = 0) -> "Services":
        """Start them, to break as the scenario has it; returns once they answer. `start` is the drill's first moment.

        Raises BadInput for a speed that is none, WarroomError with the reason when they do not come up within 10 s.
        """
        zero = time.monotonic()
        if not (math.isfinite(speed) and speed > 0):
            raise BadInput(f"a drill runs at a speed above 0, and {speed} is none")
        folder = _folder()
        try:
            child = _child()
            try:
                _tell(child, _plan(scenario, start, speed, seed, zero, folder))
                return cls(child, _ports(child), folder)
            except BaseException:
                _end(child)
                raise
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @property
    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._child.poll() is None

    def stop(self) -> None:
        """End them, wait until they are gone, and delete their files; again is harmless."""
        _end(self._child)
        shutil.rmtree(self.folder, ignore_errors=True)


def _folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="warroom-drill-"))
    except OSError as no:
        raise WarroomError(f"the drill has no place for its files: {no}") from no


def _child() -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    argv = [sys.executable, "-P", "-m", "warroom.drill.shop.serve"]
    try:
        # A session of its own: neither ^C nor the end of the terminal reaches it, only the end of its input does.
        return subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe, env=_environment(), start_new_session=True)
    except OSError as no:
        raise WarroomError(f"the drill's services did not start: {no}") from no


def _environment() -> dict[str, str]:
    """The child finds this same package, wherever it lies and whatever the working directory holds."""
    home = str(Path(warroom.__file__).parents[1])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [known, home]))}


def _plan(scenario: Scenario, start: datetime, speed: float, seed: int, zero: float, folder: Path) -> Plan:
    return Plan(
        start=start.isoformat(),
        zero=zero,
        speed=speed,
        seed=seed,
        folder=str(folder),
        injects=scenario.injects,
        acts={act.name: act.does for act in scenario.acts},
        heals={act.name: act.heals if math.isfinite(act.heals) else None for act in scenario.acts},
    )


def _tell(child: "subprocess.Popen[bytes]", plan: Plan) -> None:
    """Hand the child its plan; its input stays open, since its end is the child's."""
    assert child.stdin is not None
    with suppress(OSError):  # a child that is gone already says why when its ports are read
        child.stdin.write(msgspec.json.encode(plan) + b"\n")
        child.stdin.flush()


def _ports(child: "subprocess.Popen[bytes]") -> dict[str, int]:
    """What the child prints once it listens; its pipes are closed then."""
    assert child.stdout is not None
    line = _first_line(child.stdout.fileno(), time.monotonic() + START_S)
    try:
        said = json.loads(line)
        ports = {name: int(said[name]) for name in SERVICES}
    except (ValueError, TypeError, KeyError):
        raise WarroomError(f"the drill's services did not start: {_why(child)}") from None
    _close_outputs(child)
    return ports


def _first_line(fd: int, deadline: float) -> bytes:
    """What has come until the first line break, the end, or the deadline."""
    got = b""
    while b"\n" not in got and len(got) < LINE_LIMIT:
        if not select.select([fd], [], [], max(0.0, deadline - time.monotonic()))[0]:
            break
        more = os.read(fd, LINE_LIMIT)
        if not more:
            break
        got += more
    return got


def _why(child: "subprocess.Popen[bytes]") -> str:
    """The child's last words, where Python puts the reason."""
    try:
        child.wait(0.5)
    except subprocess.TimeoutExpired:
        return f"no answer within {START_S:.0f} s"
    assert child.stderr is not None
    words = child.stderr.read(65_536).decode("utf-8", "replace").strip().splitlines()
    return words[-1] if words else f"the child ended with code {child.returncode} and said nothing"


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ask by closing its input, then by a signal, then with force."""
    assert child.stdin is not None
    with suppress(OSError):
        child.stdin.close()
    _close_outputs(child)
    for insist in (child.terminate, child.kill):
        try:
            child.wait(END_S)
        except subprocess.TimeoutExpired:
            insist()
    child.wait()


def _close_outputs(child: "subprocess.Popen[bytes]") -> None:
    for output in (child.stdout, child.stderr):
        if output is not None:
            output.close()
