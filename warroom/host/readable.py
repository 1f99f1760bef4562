"""Reading what a system may not tell."""

from collections.abc import Callable
from typing import TypeVar

Read = TypeVar("Read")


def readable(read: Callable[[], Read]) -> Read | None:
    """What can be read; None where the system does not tell."""
    try:
        return read()
    except Exception:  # noqa: BLE001 - a value that cannot be read is shown as such, whatever stood in the way
        return None
