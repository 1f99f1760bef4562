"""The whole shop: every service and program of a drill, opened and closed together."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from warroom.clock import DrillClock, SystemClock
from warroom.drill.plan import Plan
from warroom.drill.shop.api import Api
from warroom.drill.shop.cache import Cache
from warroom.drill.shop.course import Course
from warroom.drill.shop.faults import KINDS
from warroom.drill.shop.mails import Mails
from warroom.drill.shop.node import Node, Volume
from warroom.drill.shop.pool import Pool
from warroom.drill.shop.programs import CUSTOMERS, access_log, billing, customer, mailer
from warroom.drill.shop.provider import Provider, StatusPage
from warroom.drill.shop.stock import Stock
from warroom.drill.shop.supervisor import Supervisor
from warroom.drill.shop.tempo import Tempo
from warroom.drill.shop.upstreams import REPLICAS, Upstreams

PROGRAMS = ("billing", "mailer", "log-writer", "report-worker")
_ACT_OF = {"report-worker": "worker", "log-writer": "writer"}


class _Service(Protocol):
    async def open(self) -> int: ...
    def close(self) -> None: ...


class Shop:
    """Everything a plan needs; faults reach into its parts."""

    def __init__(self, plan: Plan) -> None:
        self.tempo = Tempo(plan.speed, plan.zero)
        self.volume = Volume(Path(plan.folder))
        self.ports: dict[str, int] = {}
        self.pool = Pool(seed=plan.seed, on_kill=lambda: self.acted("pool"))
        self.stock = {name: Stock(name, lambda: self.acted("replica")) for name in REPLICAS}
        self.provider = Provider()
        self.status_page = StatusPage(DrillClock(datetime.fromisoformat(plan.start), plan.speed, SystemClock()).now)
        self.upstreams = Upstreams(self.ports, self.volume, self.tempo)
        self.api = Api(self.upstreams, self.tempo, self.acted)
        self.supervisor = Supervisor(PROGRAMS, plan.acts, lambda name: self.acted(_ACT_OF.get(name, name)))
        self._services: dict[str, _Service] = {
            "pool": self.pool,
            "queue": Mails(self.tempo),
            "cache": Cache(),
            **self.stock,
            "payments": self.provider,
            "payments-2": Provider(),
            "status-page": self.status_page,
            "node": Node(self.volume, lambda: self.acted("logs")),
            "api": self.api,
            "supervisor": self.supervisor,
        }
        self._plan = plan
        self._faults = [KINDS[inject.fault](self) for inject in plan.injects]
        self._courses = [
            Course(inject, fault, self.tempo, plan.heals)
            for inject, fault in zip(plan.injects, self._faults, strict=True)
        ]
        self._running: list[asyncio.Task[None]] = []

    def acted(self, act: str) -> None:
        """Let every fault hear of an act."""
        for course in self._courses:
            course.acted(act)

    async def open(self) -> dict[str, int]:
        """Start everything and return where it listens, by the names of the catalog."""
        for name, service in self._services.items():
            self.ports[name] = await service.open()
        self.supervisor.ports = self.ports
        for fault in self._faults:
            fault.prepare()
        self.supervisor.start("billing", billing(self.ports["pool"]))
        self.supervisor.start("mailer", mailer(self.ports["queue"]))
        self.supervisor.start("log-writer", access_log(self.volume))
        for n in range(CUSTOMERS):
            self._run(customer(self.ports["api"], self.tempo, self._plan.seed * CUSTOMERS + n))
        for course in self._courses:
            self._run(course.run())
        return self.ports

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._running.append(asyncio.create_task(coroutine))

    async def close(self) -> None:
        """End everything."""
        for task in self._running:
            task.cancel()
        await asyncio.wait(self._running)
        for service in self._services.values():
            service.close()
