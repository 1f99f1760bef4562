"""How many colours this terminal shows, and a theme in no more than these."""

import os
from collections.abc import Iterator
from colorsys import rgb_to_hls
from enum import Enum
from functools import cache
from itertools import product
from math import dist

import msgspec
from rich.console import Console
from textual import constants

from warroom.themes import COLOURS, Block, Theme

_Channels = tuple[int, int, int]
_LEVELS = (0, 95, 135, 175, 215, 255)
"""Of red, green and blue in the 216 of the 256 colours that are a cube; the others are greys."""
_GREYS = 25
"""Rich tells greys apart by so many steps from black to white."""
# fmt: off
XTERM: tuple[_Channels, ...] = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)
# fmt: on
"""The sixteen as xterm has them; the real ones are their owner's."""


class Colours(Enum):
    """How many there are."""

    NONE = 0
    SIXTEEN = 16
    MANY = 256
    ALL = 1 << 24


def colours() -> Colours:
    """What NO_COLOR, COLORTERM and TERM say, the last two as Rich takes them when it writes."""
    if os.environ.get("NO_COLOR"):
        return Colours.NONE
    environ = {name: said for name, said in os.environ.items() if name != "NO_COLOR"}
    console = Console(color_system=constants.COLOR_SYSTEM, force_terminal=True, _environ=environ)  # type: ignore[arg-type]
    return {"truecolor": Colours.ALL, "256": Colours.MANY}.get(console.color_system or "", Colours.SIXTEEN)


def shown(theme: Theme, colours: Colours) -> Theme:
    """The theme in those colours of the terminal that come nearest.

    Left to Rich, a dark ground that is not quite grey becomes black in 256 colours, and what is raised on it too.
    """
    if colours not in (Colours.MANY, Colours.SIXTEEN):
        return theme
    near = _of_256 if colours is Colours.MANY else _of_16
    return msgspec.structs.replace(
        theme,
        roles={role: near(colour) for role, colour in theme.roles.items()},
        blocks={kind: Block(near(block.fg), near(block.bg)) for kind, block in theme.blocks.items()},
    )


@cache
def _of_16(colour: str) -> str:
    if not colour.startswith("#"):
        return colour
    wanted = _lab(*_channels(colour))
    number = min(range(16), key=lambda n: dist(wanted, _lab(*XTERM[n])))
    return COLOURS[1:][number].replace(" ", "_")


@cache
def _of_256(colour: str) -> str:
    """A colour that Rich writes as the nearest of the 256 to this one."""
    if not colour.startswith("#"):
        return colour
    channels = _channels(colour)
    wanted = _lab(*channels)
    return min((dist(wanted, _lab(*seen)), written) for seen, written in _candidates(*channels))[1]


def _candidates(*channels: int) -> Iterator[tuple[_Channels, str]]:
    """The corners of the cube around a colour, and the greys as light as it: each, and what Rich writes as that."""
    for red, green, blue in product(*map(_levels_near, channels)):
        if not _nearly_grey(red, green, blue):
            yield (red, green, blue), f"#{red:02x}{green:02x}{blue:02x}"
    step = round((max(channels) + min(channels)) / 2 / 255 * _GREYS)
    for grey in range(max(0, step - 1), min(_GREYS, step + 1) + 1):
        seen = 0 if grey == 0 else 255 if grey == _GREYS else 10 * grey - 2
        yield (seen, seen, seen), "#" + f"{round(grey * 255 / _GREYS):02x}" * 3


def _levels_near(channel: int) -> list[int]:
    return sorted(_LEVELS, key=lambda level: abs(level - channel))[:2]


def _nearly_grey(*channels: int) -> bool:
    """Whether Rich takes this colour for a grey."""
    return rgb_to_hls(*(channel / 255 for channel in channels))[2] < 0.15


def _channels(colour: str) -> _Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _lab(*channels: int) -> tuple[float, float, float]:
    """CIE L*a*b* under D65, in which a distance is about how different two colours look."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in channels)
    )
    x = _cube_root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    y = _cube_root(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    z = _cube_root((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _cube_root(value: float) -> float:
    return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
