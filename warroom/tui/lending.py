"""The terminal lent to a command that needs one, or never ends: it runs in the user's own shell, and then we return."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from warroom.incident.facts import CommandFinished
from warroom.text import plain

if TYPE_CHECKING:
    from textual.app import App

    from warroom.runbook.plan import Plan

PENDING_S = 0.2
READABLE_S = 3.0
"""What ended sooner nobody has read."""
_OURS = (signal.SIGINT, signal.SIGQUIT)


def lend(app: "App[int]", plan: "Plan", run: int, end: Callable[[signal.Signals], object]) -> CommandFinished:
    """Run it in $SHELL on this terminal, with all of the user's variables; how it ended. The screen is gone meanwhile.

    ^C is the command's: `end` is what a signal does here otherwise, and is asked for again afterwards.
    """
    shell = os.environ.get("SHELL") or plan.shell
    began = time.perf_counter()
    try:
        with app.suspend(), signals_are_its_own(end):
            sys.__stdout__.write(f"warroom runs this in {shell}, and comes back when it ends:\n$ {plain(plan.shown)}\n")  # type: ignore[union-attr]  # a screen has one
            sys.__stdout__.flush()  # type: ignore[union-attr]  # same
            done = subprocess.run(
                [shell, "-c", plan.command], cwd=plan.where, env={**os.environ, **plan.exports}, check=False
            )
            took = time.perf_counter() - began
            if took < READABLE_S:
                _wait(f"\nit ended after {took:.1f} s with {done.returncode}; Enter goes back to warroom ")
    except SuspendNotSupported:
        return CommandFinished(run=run, outcome="not started", why="this terminal cannot be lent")
    except (OSError, ValueError) as error:
        return CommandFinished(run=run, outcome="not started", why=f"{shell}: {error}")
    why = "in your own shell: its output was not kept"
    code = done.returncode
    if code in (-signal.SIGINT, 128 + signal.SIGINT):
        return CommandFinished(run=run, outcome="stopped", duration_s=took, why=why)
    if code >= 0:
        return CommandFinished(run=run, exit=code, duration_s=took, why=why)
    return CommandFinished(run=run, signal=signal.Signals(-code).name, duration_s=took, why=why)


def _wait(said: str) -> None:
    with suppress(EOFError, OSError):
        input(said)


@contextmanager
def signals_are_its_own(end: Callable[[signal.Signals], object]) -> Iterator[None]:
    """^C and ^\\ end what has the terminal, and not us behind it."""
    loop = asyncio.get_running_loop()
    for number in _OURS:
        loop.remove_signal_handler(number)
        # Not ignored, which it would inherit: caught, for a program that is started anew gets the usual.
        signal.signal(number, _nothing)
    try:
        yield
    finally:
        # Those that came meanwhile still wait in the loop: only then are they for us again.
        loop.call_later(PENDING_S, _again, loop, end)


def _again(loop: asyncio.AbstractEventLoop, end: Callable[[signal.Signals], object]) -> None:
    for number in _OURS:
        loop.add_signal_handler(number, end, number)


def _nothing(_number: int, _frame: object) -> None:
    pass
