"""What a Nagios plug-in says: its exit code stands for a state, its first line is for people, figures follow a `|`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from warroom.checks.model import State

STATES: dict[int, State] = {0: "up", 1: "degraded", 2: "down", 3: "unknown"}
MOST = 40
"""Figures that are told."""
_FIGURE = re.compile(r"(?:'((?:[^']|'')+)'|([^\s='|]+))=(\S*)")
_LIMITS = ("warns at", "critical at", "least", "most")


class Output(NamedTuple):
    """The line for people, and the figures as label and words."""

    said: str
    figures: tuple[tuple[str, str], ...]


def read(text: str) -> Output:
    """Take the output apart: figures stand after a `|` in the first line, and after one in the lines that follow."""
    first, _, rest = text.partition("\n")
    said, _, data = first.partition("|")
    _, _, more = rest.partition("|")
    return Output(said.strip(), tuple(_figures(f"{data} {more}"))[:MOST])


def _figures(data: str) -> Iterator[tuple[str, str]]:
    for found in _FIGURE.finditer(data):
        value, *limits = found[3].split(";")
        if value:
            named = (f"{name} {limit}" for name, limit in zip(_LIMITS, limits, strict=False) if limit)
            yield (found[1] or found[2]).replace("''", "'"), ", ".join((value, *named))
