"""What goes wrong, each fault by the name the catalog has: it runs until it is healed and takes itself back then."""

import asyncio
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from warroom.drill.shop.api import BAD
from warroom.drill.shop.programs import debug_log, report_worker
from warroom.drill.shop.upstreams import PROVIDERS

if TYPE_CHECKING:
    from warroom.drill.shop.shop import Shop

STEP_S = 0.1


class Fault(ABC):
    """A fault of the shop; `ramps` where its amount is how long it takes until all is lost.

    `outlasts` where acts only go around it, so that it goes on.
    """

    ramps: ClassVar[bool] = False
    outlasts: ClassVar[bool] = False

    def __init__(self, shop: "Shop") -> None:
        self.shop = shop

    def prepare(self) -> None:  # noqa: B027 - most faults need no scene
        """Set the scene, before the drill begins."""

    @abstractmethod
    async def run(self, amount: float) -> None:
        """Do harm until cancelled."""

    def give_way(self, act: str) -> None:  # noqa: B027 - most acts leave nothing to take back
        """Take back what an act did, which holds no longer."""


class SlowQueries(Fault):
    """A report keeps the sessions of the pool."""

    async def run(self, amount: float) -> None:
        """Take so many sessions."""
        self.shop.supervisor.start("report-worker", report_worker(self.shop.ports["pool"], round(amount)))
        try:
            await asyncio.Event().wait()
        finally:
            self.shop.supervisor.stop("report-worker")


class Leak(Fault):
    """The newer version of the API keeps memory."""

    ramps = True

    def prepare(self) -> None:
        """It runs already as the drill begins."""
        self.shop.api.version = BAD

    async def run(self, amount: float) -> None:
        """Fill the memory within so many seconds."""
        begun = self.shop.tempo.now()
        while True:
            self.shop.api.memory.leak((self.shop.tempo.now() - begun) / amount)
            await asyncio.sleep(STEP_S)

    def give_way(self, act: str) -> None:
        """The newer version goes out again."""
        if act == "rollback":
            self.shop.api.deploy(BAD)


class ProviderDown(Fault):
    """The first provider refuses all, and says so on its page a while later."""

    outlasts = True

    async def run(self, amount: float) -> None:
        """Refuse; tell after so many seconds."""
        self.shop.provider.refuses = True
        try:
            await self.shop.tempo.sleep(amount)
            self.shop.status_page.say(outage=True)
            await asyncio.Event().wait()
        finally:
            self.shop.provider.refuses = False
            self.shop.status_page.say(outage=False)

    def give_way(self, act: str) -> None:  # noqa: ARG002 - only one act goes around it
        """The switch is taken back."""
        self.shop.upstreams.provider = PROVIDERS[0]


class Errors(Fault):
    """The second replica of stock fails every so often, and its health knows nothing of it."""

    async def run(self, amount: float) -> None:
        """Fail so many percent of all reservations, of which it gets half."""
        try:
            self.shop.stock["stock-b"].fails.begin(min(100, 2 * amount))
            await asyncio.Event().wait()
        finally:
            self.shop.stock["stock-b"].fails.end()

    def give_way(self, act: str) -> None:
        """It is asked again."""
        if act == "drain":
            self.shop.upstreams.drained = set()


class DiskFills(Fault):
    """The log writer writes far too much."""

    ramps = True

    async def run(self, amount: float) -> None:
        """Fill the volume within so many seconds."""
        self.shop.supervisor.start("log-writer", debug_log(self.shop.volume, self.shop.tempo, amount))
        try:
            await asyncio.Event().wait()
        finally:
            self.shop.supervisor.stop("log-writer")


class BadDeploy(Fault):
    """The newer version goes out and fails."""

    async def run(self, amount: float) -> None:
        """Deploy it where it does not run yet; it fails so many percent of the payments."""
        if self.shop.api.version != BAD:
            self.shop.api.deploy(BAD)
        self.shop.api.spoiled.begin(amount)
        try:
            await asyncio.Event().wait()
        finally:
            self.shop.api.spoiled.end()


KINDS: dict[str, type[Fault]] = {
    "slow-queries": SlowQueries,
    "leak": Leak,
    "provider-down": ProviderDown,
    "errors": Errors,
    "disk-fills": DiskFills,
    "bad-deploy": BadDeploy,
}
