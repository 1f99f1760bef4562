"""A command of somebody's own shell, run as it would be without us: its streams pass through and are kept as well."""

import errno
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any, Self

from warroom.checks.local.marked import MARK
from warroom.runbook.ended import Ended
from warroom.runbook.evidence import Evidence
from warroom.runbook.output import Output
from warroom.text import visible

NOT_FOUND, NOT_ALLOWED = 127, 126
"""What a shell answers for a program it cannot find, or may not start."""
LINGER_S = 1.0
_CHUNK = 256 << 10
_POLL_S = 0.02
_FORWARDED = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2")
_OF_THE_KEYBOARD = ("SIGINT", "SIGQUIT")


def wrap(
    argv: Sequence[str], evidence: Evidence, environ: Mapping[str, str], known: frozenset[str], mark: str
) -> Ended:
    """Run it to its end with our own streams and signals; blocks. What is kept has secrets masked, what passes not."""
    began = time.perf_counter()
    output = Output()
    with evidence.watching(mark), _Forwarding() as forwarding:
        passing = _Passing(output)
        try:
            process = subprocess.Popen(
                argv, env={**environ, MARK: mark}, stdout=passing.writes[1], stderr=passing.writes[2]
            )
        except OSError as no:
            passing.close()
            code = NOT_FOUND if no.errno in (errno.ENOENT, errno.ENOTDIR) else NOT_ALLOWED
            why = f"{visible(argv[0])}: {'not found' if code == NOT_FOUND else no.strerror}"
            return Ended(outcome="not started", exit=code, why=why)
        forwarding.to(process)
        passing.until_ended(process)
        passing.close()
        code = process.wait()
    ended = Ended(
        exit=code if code >= 0 else None,
        signal="" if code >= 0 else _name_of(-code),
        duration_s=time.perf_counter() - began,
    )
    return _kept(ended, output, evidence, known)


def code_of(ended: Ended) -> int:
    """The exit code a shell would see."""
    if ended.exit is not None:
        return ended.exit
    try:
        return 128 + signal.Signals[ended.signal].value
    except KeyError:
        return 128


def _kept(ended: Ended, output: Output, evidence: Evidence, known: frozenset[str]) -> Ended:
    from msgspec.structs import replace

    text = "".join(output.safe(known))
    name, kept, why = "", output.kept, ""
    if text:
        try:
            name = evidence.keep(text.encode())
        except OSError as no:
            kept, why = 0, f"its output could not be kept: {no.strerror}"
    return replace(
        ended,
        sha256=output.sha256 if output.size else "",
        size=output.size,
        lines=output.lines,
        kept=kept,
        evidence=name,
        last=visible(output.last_words(text)),
        why=why,
    )


class _Passing:
    """Both streams on their way: read, kept, and written on to where ours go."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._selector = selectors.DefaultSelector()
        self.writes: dict[int, int] = {}
        for to in (1, 2):
            reads, self.writes[to] = os.pipe()
            self._selector.register(reads, selectors.EVENT_READ, to)

    def until_ended(self, process: "subprocess.Popen[bytes]") -> None:
        """Until it has ended and said all; what it left running is waited for a second at most."""
        for fd in self.writes.values():
            os.close(fd)
        self.writes.clear()
        until = 0.0
        while self._selector.get_map():
            for key, _ in self._selector.select(_POLL_S if until or process.poll() is not None else 0.2):
                self._pass(key.fd, key.data)
            if process.poll() is not None:
                until = until or time.monotonic() + LINGER_S
                if time.monotonic() > until:
                    return
        process.wait()

    def _pass(self, fd: int, to: int) -> None:
        data = os.read(fd, _CHUNK)
        if not data:
            self._end(fd)
            return
        self._output.take(data)
        try:
            _write(to, data)
        except OSError:
            # Whoever read it has gone: then it is told so as well, by SIGPIPE.
            self._end(fd)

    def _end(self, fd: int) -> None:
        self._selector.unregister(fd)
        os.close(fd)

    def close(self) -> None:
        """Let go of what is still open."""
        for fd in self.writes.values():
            os.close(fd)
        for key in tuple(self._selector.get_map().values()):
            self._end(key.fd)
        self._selector.close()


def _write(to: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(to, rest) :]
        except BlockingIOError:
            with selectors.DefaultSelector() as waits:
                waits.register(to, selectors.EVENT_WRITE)
                waits.select()


class _Forwarding:
    """Meanwhile signals are the process's own; those that the keyboard sends reach it already, as it shares our
    terminal. One that comes before there is a process is kept for it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for name in _FORWARDED:
            number = getattr(signal, name)
            if signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._forward)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def to(self, process: "subprocess.Popen[bytes]") -> None:
        """Send what came, and what comes, to this process."""
        self._process = process
        while self._early:
            self._send(self._early.pop(0))

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        if self._process is None:
            self._early.append(number)
        elif signal.Signals(number).name not in _OF_THE_KEYBOARD or not _in_front():
            self._send(number)

    def _send(self, number: int) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)


def _in_front() -> bool:
    """Whether our group is the one at the keyboard of a terminal."""
    for fd in (0, 2, 1):
        with suppress(OSError):
            return os.tcgetpgrp(fd) == os.getpgrp()
    return False


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
