"""The one door of all ways out: a drill never passes it, no secret comes back through it, and nothing is raised."""

import asyncio
import importlib
import os
import re
from collections.abc import Mapping

from warroom.secrets import mask
from warroom.text import visible
from warroom.updates.senders import Lost, NotSent, Sending, Wrong, load
from warroom.updates.sending import Answer, Copy, Message
from warroom.updates.ways.filled import Filled, fill, needs
from warroom.updates.ways.model import Sender

GRACE_S = 5.0
"""How much longer than its own limit an attempt is waited for, before it is given up whatever it does."""
MOST_RETRY_S = 3600.0
MOST_REF = 200
LONGEST_WHY = 300


def prepared(sender: Sender, copy: Copy | None = None, environ: Mapping[str, str] = os.environ) -> "Prepared":
    """The way out that this sender stands for."""
    return Prepared(sender, copy, environ)


class Prepared:
    """A way out as settings name it; secrets are looked up for each attempt, and kept nowhere."""

    def __init__(self, sender: Sender, copy: Copy | None, environ: Mapping[str, str]) -> None:
        self._sender = sender
        self._copy = copy
        self._environ = environ
        self.name = sender.name
        self.kind = sender.kind
        self.channel = sender.channel
        self.target = visible(sender.options.target)
        self.repeats_safely = sender.options.repeats_safely

    def __repr__(self) -> str:
        return f"<way {self.name}: {self.kind} {self.target}>"

    @property
    def needs(self) -> tuple[str, ...]:
        """Where its secrets come from: names of variables, and files."""
        return needs(self._sender)

    def problem(self) -> str:
        """What keeps it from sending, as far as this machine can tell without sending; "" for nothing."""
        try:
            fill(self._sender, self._environ)
        except Wrong as wrong:
            return str(wrong)
        return ""

    async def send(self, message: Message) -> Answer:
        """Send it once. Raises nothing but CancelledError, after which nobody knows whether it went out."""
        if message.drill:
            return Answer("refused", "this is a drill, and nothing of it leaves the machine")
        if not message.text.strip():
            return Answer("refused", "there are no words to send")
        try:
            message.text.encode(), message.subject.encode(), message.title.encode()
        except UnicodeEncodeError:
            return Answer("refused", "its words hold half a character (a lone surrogate): write it anew")
        try:
            filled = await asyncio.to_thread(self._filled)
        except Wrong as wrong:
            return Answer("refused", _said(str(wrong), frozenset()))
        answer = await self._attempt(filled, message)
        return _safe(answer, filled.known)

    def _filled(self) -> Filled:
        """Off the event loop: a kind's libraries are imported here, and files are read."""
        for module in load(self.kind).Options.needs:
            importlib.import_module(module)
        return fill(self._sender, self._environ)

    async def _attempt(self, filled: Filled, message: Message) -> Answer:
        sending = Sending(base=self._sender.base, budget_s=filled.options.budget_s, copy=self._copy)
        try:
            async with asyncio.timeout(sending.budget_s + GRACE_S):
                return await load(self.kind).send(filled.options, message, sending)
        except NotSent as error:
            return Answer("later", str(error))
        except Wrong as error:
            return Answer("refused", str(error))
        except Lost as error:
            return Answer("unknown", str(error))
        except TimeoutError:
            return Answer("unknown", f"no end after {sending.budget_s + GRACE_S:g} s")
        except Exception as error:  # noqa: BLE001 - whatever broke, it may have gone out
            return Answer("unknown", f"it broke off: {type(error).__name__}: {error}")


def _safe(answer: Answer, known: frozenset[str]) -> Answer:
    ref = answer.ref if re.fullmatch(rf"[\x21-\x7e]{{1,{MOST_REF}}}", answer.ref) else ""
    if ref and any(secret in ref for secret in known):
        ref = ""
    after = answer.retry_after_s
    after = min(max(0.0, after), MOST_RETRY_S) if after is not None and after == after else None
    return Answer(answer.outcome, _said(answer.why, known), ref, after)


def _said(words: str, known: frozenset[str]) -> str:
    words = visible(mask(words, known))
    return words if len(words) <= LONGEST_WHY else f"{words[: LONGEST_WHY - 1]}…"
