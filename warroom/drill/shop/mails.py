"""The shop's queue of mails to send. Lines, as `warroom.drill.shop.lines` has them:

PUSH TEXT             put something at the end; refused when the queue is full
POP                   take what waits longest; `item` is null when nothing does
DEPTH                 how many wait
PURGE                 throw away all that wait
GET /status HTTP/1.1  depth, room, how long the first has waited, what came and went
"""

import asyncio
from collections import deque
from typing import Any

from warroom.drill.shop.lines import LINE_LIMIT, No, serve_lines
from warroom.drill.shop.listener import Listener
from warroom.drill.shop.tempo import Tempo
from warroom.drill.shop.web import Answer, as_json, only_reads

MOST = 10_000


class Mails:
    """At most 10,000 wait, each with the moment of the drill it came."""

    def __init__(self, tempo: Tempo) -> None:
        self._tempo = tempo
        self._waiting: deque[tuple[float, str]] = deque()
        self._pushed = self._popped = 0
        self._listener = Listener(self._serve, line_limit=LINE_LIMIT)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """Stop listening; what waits is gone."""
        self._listener.close()

    def status(self) -> dict[str, Any]:
        """How many wait, how many may, how long the first has waited in seconds of the drill, what came and went."""
        oldest = self._tempo.now() - self._waiting[0][0] if self._waiting else 0.0
        return {
            "depth": len(self._waiting),
            "max": MOST,
            "oldest_s": round(oldest, 1),
            "pushed": self._pushed,
            "popped": self._popped,
        }

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve_lines(reader, writer, self._obey, self._respond)

    async def _obey(self, verb: str, rest: str) -> dict[str, Any]:
        if verb == "PUSH" and rest:
            if len(self._waiting) >= MOST:
                raise No(f"the queue is full: {MOST} wait")
            self._waiting.append((self._tempo.now(), rest))
            self._pushed += 1
            return {"depth": len(self._waiting)}
        if verb == "POP":
            item = self._waiting.popleft()[1] if self._waiting else None
            self._popped += item is not None
            return {"item": item, "depth": len(self._waiting)}
        if verb == "DEPTH":
            return {"depth": len(self._waiting)}
        if verb == "PURGE":
            dropped = len(self._waiting)
            self._waiting.clear()
            return {"dropped": dropped, "depth": 0}
        raise No("not understood here: PUSH TEXT; POP; DEPTH; PURGE")

    async def _respond(self, method: str, _path: str) -> Answer:
        return only_reads(method) or as_json(self.status())
