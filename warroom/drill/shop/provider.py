"""The companies that take payments, and what the first says of itself on its status page."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from warroom.drill.shop.listener import HttpListener
from warroom.drill.shop.web import Answer, as_json, only_reads


class Provider:
    """GET /health, POST /charges; while it `refuses`, all it says is 503."""

    def __init__(self) -> None:
        self.refuses = False
        self._listener = HttpListener(self._respond)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    async def _respond(self, method: str, path: str) -> Answer:
        if self.refuses:
            return as_json({"error": "we cannot take payments at the moment"}, HTTPStatus.SERVICE_UNAVAILABLE)
        if path == "/charges" and method == "POST":
            return as_json({"charged": True}, HTTPStatus.CREATED)
        if refused := only_reads(method):
            return refused
        if path == "/health":
            return as_json({"status": "ok"})
        return as_json({"error": "no such page: /health, /charges"}, HTTPStatus.NOT_FOUND)


class StatusPage:
    """GET /api/v2/summary.json in the shape most hosted status pages have; it knows of an outage when it is told."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._changed = now()
        self._since: datetime | None = None
        self._listener = HttpListener(self._respond)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def say(self, outage: bool) -> None:
        """Tell of an outage from now on, or of none."""
        self._changed = self._now()
        self._since = self._changed if outage else None

    def summary(self) -> dict[str, Any]:
        """The page as its summary.json has it."""
        down = self._since is not None
        names = (("api", "Payments API", down), ("dashboard", "Dashboard", False), ("webhooks", "Webhooks", False))
        components = [
            {"id": id_, "name": name, "status": "major_outage" if out else "operational", "updated_at": self._said()}
            for id_, name, out in names
        ]
        told = {"indicator": "major", "description": "Partial System Outage"}
        calm = {"indicator": "none", "description": "All Systems Operational"}
        return {
            "page": {"id": "payments", "name": "Payments (drill)", "time_zone": "Etc/UTC", "updated_at": self._said()},
            "components": components,
            "incidents": [self._incident()] if down else [],
            "scheduled_maintenances": [],
            "status": told if down else calm,
        }

    def _incident(self) -> dict[str, Any]:
        body = "Payments are refused. Engineers are looking into it."
        update = {"id": "first", "status": "investigating", "body": body, "created_at": self._said()}
        return {
            "id": "refused",
            "name": "Payments are refused",
            "status": "investigating",
            "impact": "major",
            "created_at": self._said(),
            "updated_at": self._said(),
            "incident_updates": [update],
        }

    def _said(self) -> str:
        return self._changed.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    async def _respond(self, method: str, path: str) -> Answer:
        if refused := only_reads(method):
            return refused
        if path != "/api/v2/summary.json":
            return as_json({"error": "no such page: /api/v2/summary.json"}, HTTPStatus.NOT_FOUND)
        return as_json(self.summary())
