"""The drill's services as their parent sees them: started, found by their ports, and ended."""

import json
import math
import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import msgspec

import warroom
from warroom.errors import BadInput, WarroomError
from warroom.playbook.model import Check, Playbook

START_S = 10.0
END_S = 2.0
LINE_LIMIT = 4096


class Services:
    """A running child with the drill's API and its pool; `ports` are theirs on 127.0.0.1."""

    def __init__(self, child: "subprocess.Popen[bytes]", ports: dict[str, int]) -> None:
        self._child = child
        self.ports = ports

    @classmethod
    def start(cls, *, inject_after: float, seed: int = 0) -> "Services":
        """Start them, to break after that many seconds; returns once they answer.

        Raises WarroomError with the reason when they do not come up within 10 s.
        """
        if not (math.isfinite(inject_after) and inject_after >= 0):
            raise BadInput(f"a drill breaks after a number of seconds, and {inject_after} is none")
        argv = ["-P", "-m", "warroom.drill.serve", "--inject-after", str(inject_after), "--seed", str(seed)]
        pipe = subprocess.PIPE
        try:
            # A session of its own: neither ^C nor the end of the terminal reaches it, only the end of its input does.
            child = subprocess.Popen(
                [sys.executable, *argv],
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                env=_environment(),
                start_new_session=True,
            )
        except OSError as no:
            raise WarroomError(f"the drill's services did not start: {no}") from no
        try:
            return cls(child, _ports(child))
        except BaseException:
            _end(child)
            raise

    @property
    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._child.poll() is None

    def stop(self) -> None:
        """End them and wait until they are gone; again is harmless."""
        _end(self._child)


def _environment() -> dict[str, str]:
    """The child finds this same package, wherever it lies and whatever the working directory holds."""
    home = str(Path(warroom.__file__).parents[1])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [known, home]))}


def _ports(child: "subprocess.Popen[bytes]") -> dict[str, int]:
    """What the child prints once it listens; its pipes are closed then."""
    assert child.stdout is not None
    line = _first_line(child.stdout.fileno(), time.monotonic() + START_S)
    try:
        said = json.loads(line)
        ports = {"api": int(said["api"]), "pool": int(said["pool"])}
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


def playbook_for(ports: dict[str, int]) -> Playbook:
    """The library's `drill` playbook, with these ports where its checks say api.localhost and pool.localhost."""
    from warroom.playbook.yaml import load  # the screen starts without a YAML reader

    playbook = load("drill").playbook
    return msgspec.structs.replace(playbook, checks=tuple(_asking(check, ports) for check in playbook.checks))


def _asking(check: Check, ports: dict[str, int]) -> Check:
    url = check.options["url"]
    for name, port in ports.items():
        url = url.replace(f"//{name}.localhost/", f"//127.0.0.1:{port}/")
    return msgspec.structs.replace(check, options={**check.options, "url": url})
