"""Where the boxes of the review stand: all of them, the lanes above a pair, or one under the tabs."""

from warroom.tui.grid import Place, tabbed
from warroom.tui.panels.review.names import PREFIX

WIDE_W, WIDE_H = 170, 44


def places(body: Place, height: int, box: str, pair: tuple[str, str]) -> dict[str, Place]:
    """The boxes that are shown, and where."""
    if tabbed(body.w, height):
        return {PREFIX + box: body}
    if body.w >= WIDE_W and body.h >= WIDE_H:
        return _all(body)
    upper = min(24, body.h * 18 // 33)
    half = (body.w + 1) // 2
    y, rows = body.y + upper, body.h - upper
    return {
        f"{PREFIX}lanes": Place(0, body.y, body.w, upper),
        PREFIX + pair[0]: Place(0, y, half, rows),
        PREFIX + pair[1]: Place(half, y, body.w - half, rows),
    }


def _all(body: Place) -> dict[str, Place]:
    upper = body.h * 26 // 53
    first = 66
    second = (body.w - first) // 2
    third = body.w - first - second
    y, rows = body.y + upper, body.h - upper
    half, high = rows // 2, upper // 2
    found = {
        "lanes": Place(0, body.y, first + second, upper),
        "updates": Place(first + second, body.y, third, high),
        "people": Place(first + second, body.y + high, third, upper - high),
        "clocks": Place(0, y, first, rows),
        "draft": Place(first, y, second, rows),
        "evidence": Place(first + second, y, third, half),
        "corrections": Place(first + second, y + half, third, rows - half),
    }
    return {PREFIX + name: place for name, place in found.items()}
