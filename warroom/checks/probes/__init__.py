"""The kinds of checks: a file each, with `class Options(ProbeOptions)` and `async def probe(check, budget_s, probes)`.

A kind is called as its file is. The file is imported when a check of its kind is made, what it `needs` when one is
probed.
"""

import asyncio
import importlib
import pkgutil
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar, cast

import msgspec

from warroom.checks.condition import nearest
from warroom.errors import BadInput
from warroom.playbook.model import Check

if TYPE_CHECKING:
    import ssl

    from warroom.checks.model import Reading

KINDS: dict[str, str] = {found.name: f"{__name__}.{found.name}" for found in pkgutil.iter_modules(__path__)}


class ProbeOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a kind's own keys; a ValueError raised in `__post_init__` is told to whoever wrote the check."""

    needs: ClassVar[tuple[str, ...]] = ()
    """Modules to import, off the event loop, before the first probe."""
    subjects: ClassVar[tuple[str, ...]] = ("latency",)
    """What conditions of this kind may speak of."""

    @property
    def target(self) -> str:
        """What is probed, for people: no passwords, no query."""
        return ""

    @property
    def origin(self) -> str:
        """Checks with the same origin share its two places in flight."""
        return self.target


class Kind(Protocol):
    """What a file of this folder offers."""

    Options: type[ProbeOptions]

    async def probe(self, check: Check, budget_s: float, probes: "Probes") -> "Reading":
        """Ask once and say what came; the caller ends it after `budget_s` seconds."""


class _Closes(Protocol):
    async def aclose(self) -> None: ...


Kept = TypeVar("Kept", bound=_Closes)


def load(kind: str) -> Kind:
    """The file of a kind. Raises BadInput for a kind nobody wrote."""
    if kind not in KINDS:
        raise BadInput(f"unknown kind `{kind[:40]}`{nearest(kind, KINDS)}")
    return cast("Kind", importlib.import_module(KINDS[kind]))


def options_of(check: Check) -> Any:
    """The check's own keys as its kind's Options. Raises BadInput where they are none."""
    try:
        return msgspec.convert(check.options, load(check.kind).Options)
    except msgspec.ValidationError as wrong:
        raise BadInput(str(wrong)) from None


def target_of(check: Check) -> str:
    """What is probed, for people; empty for a kind or keys this release does not know."""
    try:
        return str(options_of(check).target)
    except BadInput:
        return ""


def origin_of(check: Check) -> str:
    """What the limit of two in flight counts by; the check's own name where nothing better is known."""
    try:
        return str(options_of(check).origin)
    except BadInput:
        return check.name


class Probes:
    """What probes share while they run: kept connections, two TLS contexts, the clock. Use as `async with`."""

    def __init__(self, now: Callable[[], datetime], checks: Iterable[Check] = ()) -> None:
        self.now = now
        self._checks = tuple(checks)
        self._kept: dict[Hashable, _Closes] = {}
        self._imported: set[str] = set()
        self._tls: dict[bool, ssl.SSLContext] = {}
        self._one_at_a_time: asyncio.Lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        for check in self._checks:
            try:
                await self._import(options_of(check).needs)
            except BadInput:
                continue  # said in the reading of that check
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def probe(self, check: Check, budget_s: float) -> "Reading":
        """Ask once. What the kind did not expect is raised as it is."""
        kind = load(check.kind)
        await self._import(kind.Options.needs)
        return await kind.probe(check, budget_s, self)

    def keep(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The one object kept under this key, made on the first call and closed with the rest."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast("Kept", self._kept[key])

    async def tls(self, verify: bool = True) -> "ssl.SSLContext":
        """The TLS context all connections share; built once, in a thread: reading the certificates takes 20 ms."""
        async with self._one_at_a_time:
            if verify not in self._tls:
                self._tls[verify] = await asyncio.to_thread(_trusting if verify else _unverified)
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


def _trusting() -> "ssl.SSLContext":
    import ssl

    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # beside the system's own store, which containers often lack
    return context


def _unverified() -> "ssl.SSLContext":
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
