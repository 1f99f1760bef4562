"""What the keys of panels and panes do: a file a panel or pane, named for it, a function a key, named for it."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def act(key: str) -> "Callable[[Navigating], None]":
    """The function behind a key's id, "checks.pause"."""
    panel, _, name = key.partition(".")
    found: Callable[[Navigating], None] = getattr(import_module(f"{__name__}.{panel}"), name)
    return found
