"""Whether this machine is on a network at all: the kernel knows without a packet being sent, the checks by asking."""

import socket
from collections.abc import Sequence

from warroom.checks.model import NO_NET, View

_ELSEWHERE = ((socket.AF_INET, ("192.0.2.1", 9)), (socket.AF_INET6, ("2001:db8::1", 9)))
"""Addresses kept for documentation: nobody has them, and only a way out leads to them."""


def on_network() -> bool:
    """Whether there is a way out of this machine by which anything could be reached."""
    return any(_leads(family, address) for family, address in _ELSEWHERE)


def _leads(family: int, address: tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect(address)
    except OSError:
        return False
    return True


def offline(views: Sequence[View]) -> bool:
    """Whether no check can be asked, because this machine is on no network; those that are held say nothing of it."""
    asked = [view for view in views if view.state != "paused"]
    return bool(asked) and all(view.value == NO_NET for view in asked)
