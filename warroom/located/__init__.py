"""YAML that people wrote, read so that every error can say where: `FILE:LINE: key.path: what is wrong`."""

from warroom.located.fitting import convert
from warroom.located.kept import keep
from warroom.located.reading import MOST_BYTES, MOST_DEPTH, MOST_NODES, parse, parse_bytes, read
from warroom.located.tree import Misplaced, Place, Tree, did_you_mean, nearest, quoted

__all__ = [
    "MOST_BYTES",
    "MOST_DEPTH",
    "MOST_NODES",
    "Misplaced",
    "Place",
    "Tree",
    "convert",
    "did_you_mean",
    "keep",
    "nearest",
    "parse",
    "parse_bytes",
    "quoted",
    "read",
]
