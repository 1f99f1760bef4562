"""Somebody at a terminal."""

from typing import NamedTuple


class Present(NamedTuple):
    """Who sits at which terminal, the room it shows ("" for the lobby), and for how many seconds it said nothing."""

    name: str
    terminal: str
    stream: str
    silent_s: float
