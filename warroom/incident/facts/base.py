"""What every kind of record shares."""

from typing import Any, ClassVar

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from", "list_": "list"}):
    """Base of all kinds."""

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1


class Unknown(Fact, frozen=True, kw_only=True):
    """A kind a newer release wrote: it folds to nothing and is still shown."""

    data: dict[str, Any] = {}


class Erased(Fact, frozen=True, kw_only=True):
    """A body that was redacted."""
