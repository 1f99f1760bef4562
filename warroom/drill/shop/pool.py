"""The shop's database: like any, it has room for so many sessions and no more.

Lines, as `warroom.drill.shop.lines` has them:

    HELLO NAME [WAIT_MS]   open a session on this connection, waiting so long for a free one
    QUERY TEXT             run something; BEGIN leaves the session idle in transaction until COMMIT
    STATUS                 the sessions in use, of how many, and by whom; needs no session
    KILL IDLE              end every session that is idle in transaction; needs no session
    GET /status HTTP/1.1   the same STATUS
"""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from warroom.drill.shop.lines import LINE_LIMIT, No, serve_lines
from warroom.drill.shop.listener import Listener
from warroom.drill.shop.web import Answer, as_json, only_reads

MAX_SESSIONS = 20
NAME_LIMIT = 40
WAIT_LIMIT_MS = 10_000
ACTIVE, IDLE, IN_TRANSACTION = "active", "idle", "idle in transaction"


class Session:
    """A place in the pool: on which connection, whose (nobody's before HELLO), and what it does now."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.name = ""
        self.state = IDLE


class _Waiting:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.admitted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()


class Pool:
    """At most `most` sessions; whoever comes later waits in line. `on_kill` hears of every KILL IDLE."""

    def __init__(self, *, most: int = MAX_SESSIONS, seed: int = 0, on_kill: Callable[[], None] = lambda: None) -> None:
        self._most = most
        self._on_kill = on_kill
        self._sessions: list[Session] = []
        self._line: deque[_Waiting] = deque()
        self._chance = random.Random(seed)  # noqa: S311 - how long a query takes, no secret
        self._listener = Listener(self._serve, line_limit=LINE_LIMIT)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """End every session and stop listening."""
        self._listener.close()

    def status(self) -> dict[str, Any]:
        """Sessions in use, the most there may be, what is free, idle in transaction and waiting, and by whom."""
        return {
            "sessions": len(self._sessions),
            "max": self._most,
            "free": self._most - len(self._sessions),
            "idle": sum(one.state == IN_TRANSACTION for one in self._sessions),
            "waiting": len(self._line),
            "by_name": dict(Counter(one.name for one in self._sessions)),
        }

    async def _take(self, session: Session, wait_s: float) -> None:
        if len(self._sessions) < self._most and not self._line:
            self._sessions.append(session)
            return
        waiting = _Waiting(session)
        self._line.append(waiting)
        await asyncio.wait({waiting.admitted}, timeout=wait_s)
        if waiting in self._line:
            self._line.remove(waiting)
        if not waiting.admitted.done():
            count = f"{len(self._sessions)} of {self._most}"
            raise No(f"pool exhausted: {count} sessions", idle=self.status()["idle"])
        if not waiting.admitted.result():
            raise No("turned away by the administrator")

    def _free(self, session: Session) -> None:
        """Give the place to whoever waits longest."""
        self._line = deque(waiting for waiting in self._line if waiting.session is not session)
        if session not in self._sessions:
            return
        self._sessions.remove(session)
        while self._line and len(self._sessions) < self._most:
            first = self._line.popleft()
            self._sessions.append(first.session)
            first.admitted.set_result(True)

    def _kill_idle(self) -> dict[str, Any]:
        """End what is idle in transaction; who waits under the same name is turned away, or it would slip in."""
        ended = [one for one in self._sessions if one.state == IN_TRANSACTION]
        names = Counter(one.name for one in ended)
        for waiting in [waiting for waiting in self._line if waiting.session.name in names]:
            self._line.remove(waiting)
            waiting.admitted.set_result(False)
        for session in ended:
            self._free(session)
            session.writer.write(b'ERR {"error": "this session was ended by the administrator"}\n')
            session.writer.close()
        self._on_kill()
        return {"ended": dict(names), **self.status()}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(writer)
        try:
            await serve_lines(
                reader,
                writer,
                lambda verb, rest: self._obey(session, verb, rest),
                self._respond,
                lambda: bool(session.name),
            )
        finally:
            self._free(session)

    async def _obey(self, session: Session, verb: str, rest: str) -> dict[str, Any]:
        if verb == "HELLO" and not session.name:
            session.name, wait_s = _hello(rest)
            await self._take(session, wait_s)
            return self.status()
        if verb == "QUERY" and session.name:
            await self._query(session, rest)
            return {"state": session.state}
        if verb == "STATUS":
            return self.status()
        if verb == "KILL" and rest == "IDLE":
            return self._kill_idle()
        raise No("not understood here: HELLO NAME, then QUERY TEXT; STATUS; KILL IDLE")

    async def _query(self, session: Session, text: str) -> None:
        said = text.rstrip("; ").upper()
        after = {"BEGIN": IN_TRANSACTION, "COMMIT": IDLE}.get(said, session.state)
        session.state = ACTIVE
        await asyncio.sleep(self._chance.uniform(0.002, 0.02))
        session.state = after

    async def _respond(self, method: str, _path: str) -> Answer:
        return only_reads(method) or as_json(self.status())


def _hello(rest: str) -> tuple[str, float]:
    """Name and seconds to wait in `NAME [WAIT_MS]`."""
    name, _, wait = rest.partition(" ")
    wait = wait.strip() or "0"
    named = name.isascii() and name.isprintable() and 0 < len(name) <= NAME_LIMIT
    if not (named and wait.isascii() and wait.isdecimal()):
        raise No("it is HELLO NAME [WAIT_MS]")
    return name, min(int(wait[:9]), WAIT_LIMIT_MS) / 1000
