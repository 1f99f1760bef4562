"""A number of any size in the 7 cells a row has for it."""

import math

CELLS = 7
_STEPS = "kMGTPE"


def number_in_cells(value: float) -> str:
    """The number as exact as 7 cells allow, four digits at most: "0.93", "1204", "1.25M", "-3e-07"; "?" if none."""
    if not math.isfinite(value):
        return "?"
    if 1000 <= abs(value) < 99_999.5:
        return f"{value:.0f}"
    if 99_999.5 <= abs(value) < 999.5e18:
        step = min(len(_STEPS), int(math.log10(abs(value) * 1.0005) // 3))
        return f"{value / 1000**step:.3g}{_STEPS[step - 1]}"
    said = (f"{value:.{digits}g}" for digits in (4, 3, 2, 1))
    return next(text for text in said if len(text) <= CELLS)
