"""Two pipes into `warroom note -`, killed at any moment: what was acknowledged is there once, in its order."""

import os
import random
import re
import selectors
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import opened
from tests.pty.terminal import environment, shell
from warroom.incident.facts import Noted
from warroom.journal.verify import verify

WITHIN_S = 60.0
FEEDERS = ("north", "south")
# Lines in one writer's life: whoever takes over reads them all, and that must not be what the test spends its time on.
MOST = 120


class Pipe:
    """A `warroom note -` that is fed lines, and the acknowledgements it gave."""

    def __init__(self, home: Path, feeder: str, first: int, ahead: int) -> None:
        self.feeder = feeder
        self.ahead = ahead
        self.sent: list[str] = []
        self.acks: list[int] = []
        self._next = first
        self._unsent = b""
        self._unread = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "warroom", "note", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            cwd=home,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.stdin, self.stdout = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.stdin, False)
        os.set_blocking(self.stdout, False)

    @property
    def next(self) -> int:
        return self._next

    def feed(self) -> None:
        """Keep `ahead` lines in front of the last acknowledgement, so that several may share a commit."""
        while len(self.sent) < min(len(self.acks) + self.ahead, MOST):
            words = f"{self.feeder}.{self._next}"
            self.sent.append(words)
            self._unsent += f"{words}\n".encode()
            self._next += 1
        if self._unsent:
            self._unsent = self._unsent[os.write(self.stdin, self._unsent) :]

    @property
    def idle(self) -> bool:
        """Whether there is nothing to send before something is acknowledged."""
        return not self._unsent and len(self.sent) >= min(len(self.acks) + self.ahead, MOST)

    def read(self) -> None:
        """Take what was acknowledged; a line cut short by the kill is no acknowledgement."""
        self._unread += os.read(self.stdout, 65_536)
        *whole, self._unread = self._unread.split(b"\n")
        for line in whole:
            assert re.fullmatch(rb"#[0-9]+", line), line
            self.acks.append(int(line[1:]))

    def ended(self) -> None:
        """It ended before it was killed: fail with what it said."""
        raise AssertionError(self.process.communicate(timeout=WITHIN_S)[1].decode())

    def kill(self) -> None:
        """SIGKILL, then read what it had still said."""
        self.process.kill()
        os.set_blocking(self.stdout, True)
        rest, error = self.process.communicate(timeout=WITHIN_S)
        assert (self.process.returncode, error) == (-9, b""), error.decode()
        for line in (self._unread + rest).split(b"\n")[:-1]:
            self.acks.append(int(line[1:]))

    @property
    def kept(self) -> dict[str, int]:
        """The number each acknowledged line was given: lines are acknowledged in the order they came."""
        assert len(self.acks) <= len(self.sent)
        return dict(zip(self.sent, self.acks, strict=False))


def serve(pipes: dict[str, Pipe], victim: str, seconds: float, acks: int) -> None:
    """Feed and read all, until the victim has lived this long, or has acknowledged so many."""
    with selectors.DefaultSelector() as ready:
        for pipe in pipes.values():
            ready.register(pipe.stdout, selectors.EVENT_READ, pipe)
            ready.register(pipe.stdin, selectors.EVENT_WRITE, pipe)
        until = time.monotonic() + (WITHIN_S if acks else seconds)
        while len(pipes[victim].acks) < acks or not acks:
            if (left := until - time.monotonic()) <= 0:
                assert not acks, f"{victim} acknowledged {len(pipes[victim].acks)} lines in {WITHIN_S} s"
                return
            for pipe in pipes.values():
                if pipe.idle and pipe.stdin in ready.get_map():
                    ready.unregister(pipe.stdin)
                elif not pipe.idle and pipe.stdin not in ready.get_map():
                    ready.register(pipe.stdin, selectors.EVENT_WRITE, pipe)
            for key, event in ready.select(min(left, 0.01)):
                pipe = key.data
                try:
                    pipe.read() if event & selectors.EVENT_READ else pipe.feed()
                except BrokenPipeError:
                    pipe.ended()
                if pipe.process.poll() is not None:
                    pipe.ended()


class Outcome:
    """What was acknowledged under which number, all that was sent, and how many writers had acknowledged nothing."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}
        self.sent: set[str] = set()
        self.silent = 0

    def kill(self, pipe: Pipe) -> None:
        pipe.kill()
        self.kept |= pipe.kept
        self.sent |= set(pipe.sent)
        self.silent += not pipe.acks


def killed(home: Path, kills: int, chance: random.Random) -> Outcome:
    """Two pipes at once; whoever is killed is followed by another on the same journal."""
    outcome = Outcome()
    pipes = {feeder: Pipe(home, feeder, 0, 1) for feeder in FEEDERS}
    for _ in range(kills - len(FEEDERS)):
        victim = chance.choice(FEEDERS)
        # Some while they start up, some while they write, and each at a moment of chance within that.
        starting = chance.random() < 0.35
        serve(pipes, victim, chance.uniform(0, 0.25), 0 if starting else chance.randrange(1, 60))
        for _ in range(chance.randrange(0, 20_000)):
            pass
        outcome.kill(pipes[victim])
        pipes[victim] = Pipe(home, victim, pipes[victim].next, chance.choice([1, 2, 10, 50]))
    for pipe in pipes.values():
        outcome.kill(pipe)
    return outcome


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_two_pipes_that_are_killed_lose_and_double_nothing(
    tmp_path: Path, kills: int, record_property: Callable[[str, object], None]
) -> None:
    assert shell(tmp_path, "declare", "P0", "API down").returncode == 0
    outcome = killed(tmp_path, kills, random.Random(20261121 + kills))
    kept = outcome.kept
    proved = shell(tmp_path, "verify")
    with opened(tmp_path / "journal.sqlite") as journal:
        (stream,) = (name for name in journal.heads() if name != "duty")
        found = [(r.seq, r.fact.text) for r in journal.read(stream) if isinstance(r.fact, Noted)]
        whole = verify(journal, stream)
        assert (whole.fault, whole.seq) == (None, journal.head(stream)[0])
    figures = {
        "kills": kills,
        "acknowledged": len(kept),
        "kept and not acknowledged": len(found) - len(kept),
        "killed before their first acknowledgement": outcome.silent,
    }
    for name, value in figures.items():
        record_property(name, value)
    print(figures)  # noqa: T201  the figures are what a long run is for
    lost = {words: seq for words, seq in kept.items() if (seq, words) not in found}
    assert lost == {}
    assert [words for words, times in Counter(words for _, words in found).items() if times > 1] == []
    assert {words for _, words in found} <= outcome.sent
    for feeder in FEEDERS:
        order = [int(words.partition(".")[2]) for _, words in found if words.startswith(feeder)]
        assert order == sorted(order)
    assert proved.returncode == 0, proved
    assert b"DAMAGED" not in proved.stdout
    assert len(kept) > kills, "too little was acknowledged for this to prove anything"
