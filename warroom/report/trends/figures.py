"""What stands for many durations: how many there are, the one in the middle, the one that nine of ten stay within."""

from collections.abc import Iterable
from math import ceil
from statistics import fmean, median

import msgspec

FEW = 5
"""Of fewer durations no p90 is told: it would be the longest under another name."""
METHOD = (
    "p50 is the median: the duration in the middle, of an even number the mean of the two there. "
    f"p90 is a duration that happened, which 9 of 10 do not exceed (nearest rank); of fewer than {FEW} it is not told. "
    "The mean is left to the csv and json: one long incident moves it by itself."
)


class Figures(msgspec.Struct, frozen=True):
    """Seconds; `n` durations were known, None stands for what so many do not tell."""

    n: int = 0
    p50: float | None = None
    p90: float | None = None
    mean: float | None = None
    longest: float | None = None


def figures(durations: Iterable[float | None]) -> Figures:
    """The figures of the durations that are known."""
    known = sorted(one for one in durations if one is not None)
    if not known:
        return Figures()
    p90 = known[ceil(0.9 * len(known)) - 1] if len(known) >= FEW else None
    return Figures(len(known), median(known), p90, fmean(known), known[-1])
