"""The kinds of checks: a file each, with `class Options(ProbeOptions)` and `async def probe(asked, budget_s, probes)`.

A kind is called as its file is. The file is imported when a check of its kind is made, what it `needs` when one is
probed. A probe gives a Result, or raises Failed for what it expected to go wrong.
"""

import asyncio
import importlib
import sys
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeVar, cast

import msgspec

from warroom.checks.condition import nearest
from warroom.checks.units import Unit
from warroom.checks.windows import FUNCTIONS
from warroom.errors import BadInput

if TYPE_CHECKING:
    import ssl

    from warroom.checks.prepared import Prepared
    from warroom.checks.result import Result

KINDS: dict[str, str] = {
    file.stem: f"{__name__}.{file.stem}" for file in sorted(Path(__file__).parent.glob("[a-z]*.py"))
}


class ProbeOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a kind's own keys; a ValueError raised in `__post_init__` is told to whoever wrote the check."""

    needs: ClassVar[tuple[str, ...]] = ()
    """Modules to import, off the event loop, before the first probe."""
    subjects: ClassVar[Mapping[str, Unit]] = {"latency": "duration"}
    """What conditions of this kind may speak of, and what it is measured in."""
    windows: ClassVar[Mapping[str, Unit]] = FUNCTIONS
    """What they may speak of over a time, as in `p95(5m)`."""
    counts_readings: ClassVar[bool] = True
    """Whether a window holds this check's own readings; False where the kind answers for windows by itself."""
    usual_expect: ClassVar[tuple[str, ...]] = ()
    """Conditions that hold for every check of this kind which does not speak of their subject itself."""
    usual_warn: ClassVar[tuple[str, ...]] = ()
    """The same for what is only warned of."""
    hearsay: ClassVar[bool] = False
    """Whether somebody else is asked about what is judged; their silence leaves it unknown, not down."""
    usual_every: ClassVar[float] = 0.0
    """Seconds between probes where the check names none; 0 for what is usual for all."""
    least_every: ClassVar[float] = 0.0
    """Seconds between probes at least, in focus as well: tools that take a while, other people's servers."""
    at_once: ClassVar[int] = 0
    """How many of this kind may be under way; 0 for no limit besides the common one."""
    secret_keys: ClassVar[tuple[str, ...]] = ()
    """Keys whose values come from the environment, never from the file."""
    backs_off: ClassVar[bool] = False
    """Whether the other side may ask to be left alone: third parties and tools; one's own services never."""

    @property
    def target(self) -> str:
        """What is probed, for people: no passwords, no query."""
        return ""

    @property
    def origin(self) -> str:
        """Checks with the same origin share its places in flight."""
        return self.target


class Kind(Protocol):
    """What a file of this folder offers."""

    Options: type[ProbeOptions]

    async def probe(self, asked: "Prepared", budget_s: float, probes: "Probes") -> "Result":
        """Ask once and say what came, or raise Failed; the caller ends it after `budget_s` seconds."""


class _Closes(Protocol):
    async def aclose(self) -> None: ...


Kept = TypeVar("Kept", bound=_Closes)


def load(kind: str) -> Kind:
    """The file of a kind. Raises BadInput for a kind nobody wrote."""
    if kind not in KINDS:
        raise BadInput(f"unknown kind `{kind[:40]}`{nearest(kind, KINDS)}")
    return cast("Kind", importlib.import_module(KINDS[kind]))


class Probes:
    """What probes share while they run: kept connections, two TLS contexts, the clock. Use as `async with`."""

    def __init__(self, now: Callable[[], datetime], checks: "Iterable[Prepared]" = ()) -> None:
        self.now = now
        self._checks = tuple(checks)
        self._kept: dict[Hashable, _Closes] = {}
        self._imported: set[str] = set()
        self._tls: dict[bool, ssl.SSLContext] = {}
        self._one_at_a_time: asyncio.Lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        for asked in self._checks:
            if asked.options is not None:
                with suppress(ImportError):  # said in the reading of that check
                    await self._import(asked.options.needs)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def probe(self, asked: "Prepared", budget_s: float) -> "Result":
        """Ask once. Raises Failed for what the kind expected, BadInput for keys that are none, else what it met."""
        if asked.wrong is not None:
            raise asked.wrong
        try:
            await self._import(asked.options.needs)
        except ImportError as missing:
            raise _missing(missing, asked.kind) from None
        kind = sys.modules.get(KINDS[asked.kind]) or load(asked.kind)
        return await cast("Kind", kind).probe(asked, budget_s, self)

    def keep(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The one object kept under this key, made on the first call and closed with the rest."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast("Kept", self._kept[key])

    async def tls(self, verify: bool = True) -> "ssl.SSLContext":
        """The TLS context all connections share; built once, in a thread: reading the certificates takes 20 ms."""
        async with self._one_at_a_time:
            if verify not in self._tls:
                from warroom.checks.net.trust import trusting

                self._tls[verify] = await asyncio.to_thread(trusting if verify else _unverified)
        return self._tls[verify]

    async def aclose(self) -> None:
        """Close whatever is kept."""
        kept, self._kept = list(self._kept.values()), {}
        for each in kept:
            await each.aclose()

    async def _import(self, names: tuple[str, ...]) -> None:
        missing = [name for name in names if name not in self._imported]
        if not missing:
            return
        async with self._one_at_a_time:
            for name in missing:
                await asyncio.to_thread(importlib.import_module, name)
                self._imported.add(name)


def _missing(error: ImportError, kind: str) -> Exception:
    from warroom.checks.failure import unknown

    return unknown(f"checks of kind {kind} need the Python package {error.name or error}, which is not installed here")


def _unverified() -> "ssl.SSLContext":
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
