"""What keeps the shop's programs running, and knows where everything is.

GET /programs              each program's state, and how many have failed
GET /drill                 the ports of all services and the acts of this drill
POST /programs/NAME/stop   end a program; it is not started again
"""

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from warroom.drill.shop.listener import HttpListener
from warroom.drill.shop.web import Answer, as_json, only_reads


class Supervisor:
    """Programs by name, each a task: running, ended, stopped, failed, or idle before its first start."""

    def __init__(self, names: tuple[str, ...], acts: dict[str, str], on_stop: Callable[[str], None]) -> None:
        self.ports: dict[str, int] = {}
        self._acts = acts
        self._on_stop = on_stop
        self._states = dict.fromkeys(names, "idle")
        self._running: dict[str, asyncio.Task[None]] = {}
        self._listener = HttpListener(self._respond)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """End every program and stop listening."""
        for name in list(self._running):
            self.stop(name)
        self._listener.close()

    def start(self, name: str, program: Coroutine[Any, Any, None]) -> None:
        """Run this under the name, instead of what ran there."""
        self.stop(name)
        task = self._running[name] = asyncio.create_task(program, name=name)
        self._states[name] = "running"
        task.add_done_callback(lambda done: self._ended(name, done))

    def stop(self, name: str) -> None:
        """End the program; nothing happens where none runs."""
        task = self._running.pop(name, None)
        if task is not None:
            task.cancel()
            self._states[name] = "stopped"

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        if self._running.get(name) is not task:
            return
        del self._running[name]
        self._states[name] = "ended" if task.cancelled() or task.exception() is None else "failed"

    async def _respond(self, method: str, path: str) -> Answer:
        named = path.removeprefix("/programs/").removesuffix("/stop")
        if method == "POST" and path == f"/programs/{named}/stop" and named in self._states:
            was = self._states[named]
            self.stop(named)
            self._on_stop(named)
            return as_json({"program": named, "was": was})
        if refused := only_reads(method):
            return refused
        if path == "/programs":
            failed = sum(state == "failed" for state in self._states.values())
            return as_json({"failed": failed, "programs": self._states})
        if path == "/drill":
            return as_json({"drill": True, "ports": self.ports, "acts": self._acts})
        return as_json({"error": "no such page: /programs, /drill"}, HTTPStatus.NOT_FOUND)
