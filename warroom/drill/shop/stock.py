"""A replica of the stock service: GET /reserve/N, /health; POST /restart. It can fail without its health knowing."""

from collections.abc import Callable
from http import HTTPStatus

from warroom.drill.shop.every import Every
from warroom.drill.shop.listener import HttpListener
from warroom.drill.shop.web import Answer, as_json, only_reads


class Stock:
    """One replica; those of its reservations that are the turn of `fails` end in a 500."""

    def __init__(self, name: str, on_restart: Callable[[], None]) -> None:
        self.name = name
        self.fails = Every()
        self._on_restart = on_restart
        self._listener = HttpListener(self._respond)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    async def _respond(self, method: str, path: str) -> Answer:
        if method == "POST" and path == "/restart":
            self._on_restart()
            return as_json({"restarted": self.name})
        if refused := only_reads(method):
            return refused
        if path.startswith("/reserve/"):
            if self.fails.turn():
                return as_json({"error": f"{self.name}: index out of date"}, HTTPStatus.INTERNAL_SERVER_ERROR)
            return as_json({"in_stock": True})
        if path == "/health":
            return as_json({"status": "ok", "replica": self.name})
        return as_json({"error": "no such page: /health, /reserve/1"}, HTTPStatus.NOT_FOUND)
