"""The kinds of senders: a file each, with `class Options(SenderOptions)` and `async def send(options, message, …)`.

A kind is called as its file is. A send says how it ended, or raises one of `NotSent`, `Lost` and `Wrong`.
"""

import importlib
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Protocol, cast

import msgspec

from warroom.errors import BadInput
from warroom.incident.words import parse_duration
from warroom.located import did_you_mean, quoted
from warroom.updates.sending import Answer, Message

KINDS: dict[str, str] = {
    file.stem: f"{__name__}.{file.stem}" for file in sorted(Path(__file__).parent.glob("[a-z]*.py"))
}
LEAST_S, MOST_S = 1.0, 120.0


class NotSent(Exception):
    """No byte of the message left: it was certainly not accepted, and may be tried again."""


class Lost(Exception):
    """It broke off after the message began to go out: nobody knows whether it was accepted."""


class Wrong(Exception):
    """It cannot be sent as it is written; somebody has to change something first."""


class FromFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A secret that is the first line of a file which nobody else may read."""

    file: str


Secret = str | FromFile
"""A secret as it is written: text with ${NAME} in it, or a file."""


class SenderOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a kind's own keys; a ValueError raised in `__post_init__` is told to whoever wrote them."""

    needs: ClassVar[tuple[str, ...]] = ("warroom.updates.ways.judging",)
    """Modules to import, off the event loop, before something is sent."""
    secret_keys: ClassVar[tuple[str, ...]] = ()
    """Keys whose values are secret, and come from the environment or a file."""
    template_keys: ClassVar[tuple[str, ...]] = ()
    """Keys whose texts are filled in from the message, `{text}`."""

    kind: str
    """How it is sent."""
    channel: str = ""
    """The playbook's channel whose updates it sends; without it, its own name."""
    timeout: str | float = 15.0
    """How long one attempt may take in all, such as 15s."""

    @property
    def budget_s(self) -> float:
        """The same in seconds. Raises ValueError where it is none from 1 to 120."""
        said = self.timeout
        seconds = parse_duration(said) if isinstance(said, str) else said
        if seconds is None or not math.isfinite(seconds) or not LEAST_S <= seconds <= MOST_S:
            raise ValueError(f"`timeout` must be 1s to 120s, not {quoted(said)}")
        return float(seconds)

    def __post_init__(self) -> None:
        _ = self.budget_s

    @property
    def also_secret(self) -> Iterator[str]:
        """Other forms in which a secret that is filled in travels, and may be said back."""
        yield from ()

    @property
    def target(self) -> str:
        """Where it leads, for people: no secrets."""
        return ""

    @property
    def repeats_safely(self) -> bool:
        """Whether the other side tells a repeat of the same message by its key."""
        return False


class Kind(Protocol):
    """What a file of this folder offers."""

    Options: type[SenderOptions]

    async def send(self, options: Any, message: Message, sending: "Sending") -> Answer:
        """Send it once with options whose secrets are filled in."""


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """What one attempt is given: the folder of relative paths, the seconds it has, the screen's clipboard if any."""

    base: str = ""
    budget_s: float = 15.0
    copy: Callable[[Message], Answer] | None = None


def load(kind: str) -> Kind:
    """The file of a kind. Raises BadInput for a kind nobody wrote."""
    if kind not in KINDS:
        raise BadInput(f"unknown kind {quoted(kind)}{did_you_mean(kind, KINDS)}")
    return cast("Kind", importlib.import_module(KINDS[kind]))
