"""What every kind of record shares."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

When = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment that says its zone: one that does not can be compared with no other, and is none a record may have."""


# gc: nothing in a fact can lead back to it, and of a long record there are too many to be walked again and again.
class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False, rename={"from_": "from", "list_": "list"}):
    """Base of all kinds."""

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1


class Unknown(Fact, frozen=True, kw_only=True):
    """A kind a newer release wrote: it folds to nothing and is still shown."""

    data: dict[str, Any] = {}


class Erased(Fact, frozen=True, kw_only=True):
    """A body that was redacted."""
