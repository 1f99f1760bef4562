"""Running what was planned: watched to its end, its limit or a stop, and never repeated by itself."""

import asyncio
import errno
import os
import shlex
import shutil
import time
from collections.abc import Mapping
from typing import Literal

import msgspec

from warroom.incident.words import say_duration
from warroom.journal.ids import new_id
from warroom.runbook.ended import Ended
from warroom.runbook.evidence import Evidence
from warroom.runbook.fence import Fence, carried
from warroom.runbook.following import Follower, OnOutput, Stream
from warroom.runbook.output import Output, say_size
from warroom.runbook.plan import Plan
from warroom.runbook.process import Process, Tells
from warroom.runbook.surroundings import secrets_in
from warroom.secrets import mask
from warroom.text import visible

__all__ = ["GRACE_S", "MOST", "OnOutput", "Stream", "run"]

GRACE_S = 5.0
"""Seconds a command has to put its things away before it is ended with force."""
LINGER_S = 1.0
"""Seconds that what a command left running may still hold its output."""
MOST = 16 << 30
"""Bytes of output after which a command is stopped: nobody reads on, and the machine is needed."""


async def run(
    plan: Plan,
    evidence: Evidence,
    on_output: OnOutput,
    environ: Mapping[str, str],
    stop: asyncio.Event,
    *,
    mark: str = "",
) -> Ended:
    """Run it to its end, its limit or `stop`; what the command does raises nothing.

    `environ` are our variables, of which it gets those the plan names. `mark` is what it and all it starts is known by:
    the id of the record that says it has begun. A cancellation ends it with force.
    """
    mark = mark or new_id()
    given = {name: environ[name] for name in plan.names if name in environ} | plan.exports
    known = secrets_in(environ) | secrets_in(plan.exports)
    kept = Kept(on_output, known)
    began = time.perf_counter()
    with evidence.watching(mark):
        if plan.by_what == "psql":
            from warroom.runbook.sql import run_sql

            ended = await run_sql(plan, kept.take, environ, stop)
        else:
            ended = await _run(plan, kept, given, stop, mark)
        await kept.follower.finish()
        return await kept.told(msgspec.structs.replace(ended, duration_s=time.perf_counter() - began), evidence)


class Kept:
    """What a run says: to be kept, and to be followed."""

    def __init__(self, on_output: OnOutput, known: frozenset[str]) -> None:
        self.output = Output()
        self.follower = Follower(on_output, known)
        self.flooded = asyncio.Event()
        self._known = known

    def take(self, stream: Literal["out", "err"], data: bytes) -> None:
        """Read on."""
        self.output.take(data)
        self.follower.take(stream, data)
        if self.output.size > MOST:
            self.flooded.set()

    async def told(self, ended: Ended, evidence: Evidence) -> Ended:
        """The same with what the output came to, and where it is kept."""
        slices = []
        for one in self.output.safe(self._known):
            slices.append(one)
            await asyncio.sleep(0)
        text = "".join(slices)
        name, kept, why = "", self.output.kept, ended.why
        if text:
            try:
                name = await asyncio.to_thread(evidence.keep, text.encode())
            except OSError as no:
                kept, why = 0, _and(why, f"its output could not be kept: {no.strerror}")
        return msgspec.structs.replace(
            ended,
            sha256=self.output.sha256 if self.output.size else "",
            size=self.output.size,
            lines=self.output.lines,
            kept=kept,
            evidence=name,
            last=visible(self.output.last_words(text)),
            why=visible(mask(why, self._known)),
        )


async def _run(plan: Plan, kept: Kept, given: Mapping[str, str], stop: asyncio.Event, mark: str) -> Ended:
    tells = Tells() if plan.group and plan.by_what == "shell" else None
    try:
        process = Process(_argv(plan, given, tells), plan.where, given, mark, kept.take, tells)
    except (OSError, ValueError) as no:
        if tells:
            tells.close()
        return Ended(outcome="not started", why=_not_started(no, plan), fence=plan.fence)
    try:
        outcome, why = await _watched(process, plan, kept.flooded, stop)
    except BaseException:
        process.kill()
        process.reap()
        process.let_go()
        raise
    left = process.left()
    code, ended_by = process.reap()
    process.let_go(reading_on=bool(left))
    if left:
        why = _and(why, f"left running: {', '.join(map(_named, left[:5]))}{' …' if len(left) > 5 else ''}")
    fence = carried(bytes(tells.said), given, plan.fence) if tells else Fence()
    return Ended(outcome=outcome, exit=code, signal=ended_by, why=why, fence=fence)


async def _watched(process: Process, plan: Plan, flooded: asyncio.Event, stop: asyncio.Event) -> tuple[str, str]:
    """Until it has ended: how, and why it was ended where it did not end by itself."""
    waits = [asyncio.ensure_future(each) for each in (process.exited(), stop.wait(), flooded.wait())]
    try:
        done, _ = await asyncio.wait(waits, timeout=plan.limit_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
    if waits[0] in done:
        await process.drained(LINGER_S)
        return "exited", ""
    forced = "; it had to be forced" if await process.end(GRACE_S) else ""
    await process.exited()
    await process.drained(LINGER_S)
    if waits[1] in done:
        return "stopped", forced.removeprefix("; ")
    if waits[2] in done:
        return "stopped", f"it printed more than {say_size(MOST)}{forced}"
    return "timed out", f"its limit is {say_duration(plan.limit_s or 0)}{forced}"


def _argv(plan: Plan, given: Mapping[str, str], tells: Tells | None) -> list[str]:
    if tells is None:
        return [plan.shell, "-c", plan.command]
    env = shutil.which("env", path=given.get("PATH")) or "/usr/bin/env"
    told = f"{{ printf '%s\\0' \"$PWD\"; {shlex.quote(env)} -0; }} > /dev/fd/{tells.writes} 2>/dev/null"
    return [plan.shell, "-c", f"trap {shlex.quote(told)} EXIT; {plan.command}"]


def _not_started(no: OSError | ValueError, plan: Plan) -> str:
    if not os.path.isdir(plan.where):  # noqa: PTH112  a word is enough
        return f"the folder {plan.where} is not there any more"
    if not os.access(plan.where, os.X_OK):
        return f"the folder {plan.where} may not be entered"
    if isinstance(no, ValueError):
        return f"it cannot be passed on: {no}"
    if no.errno == errno.E2BIG:
        return "the command and its variables are too long for this machine"
    if no.errno in (errno.EAGAIN, errno.ENOMEM):
        return "this machine has no room for one more process"
    return f"{plan.shell}: {no.strerror}"


def _named(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  a path for so short a read costs more than the read
            return f"{file.read().strip()} ({pid})"
    except OSError:
        return str(pid)


def _and(why: str, more: str) -> str:
    return f"{why}; {more}" if why else more
