"""A way out whose answers a test has written down, and what went by it."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from warroom.updates.sending import Answer, Message

Script = Iterable[Answer | Exception | float]


class Scripted:
    """Answers as the script says, then "sent"; a number is so many seconds of silence before the next."""

    def __init__(
        self,
        name: str = "page",
        channel: str = "status_page",
        script: Script = (),
        *,
        repeats_safely: bool = False,
        kind: str = "http",
        target: str = "example.org",
    ) -> None:
        self.name = name
        self.kind = kind
        self.channel = channel
        self.target = target
        self.repeats_safely = repeats_safely
        self.script = list(script)
        self.went: list[Message] = []
        self.on_send: Callable[[Message], Any] = lambda _message: None

    async def send(self, message: Message) -> Answer:
        self.went.append(message)
        self.on_send(message)
        while self.script:
            step = self.script.pop(0)
            if isinstance(step, Answer):
                return step
            if isinstance(step, Exception):
                raise step
            await asyncio.sleep(step)
        return Answer("sent", ref=f"{self.name}-{message.n}")


LATER = Answer("later", "nobody answers at example.org")
REFUSED = Answer("refused", "404: no such page")
UNKNOWN = Answer("unknown", "no answer within 10 s")
