"""Where everything stands at any size: one pure function, positions fixed, nothing ever reorders."""

from typing import NamedTuple

TABS = ("timeline", "checks", "clocks", "doing", "host")


class Place(NamedTuple):
    """Columns and rows of a widget on the screen."""

    x: int
    y: int
    w: int
    h: int


def places(width: int, height: int, *, view: str = "room", tab: str = "timeline") -> dict[str, Place]:
    """The widgets that are shown in a terminal of this size, and where.

    `view` is room, lobby, or the name of a pane that takes the place of the panels; `tab` is the one panel shown
    where there is room for one.
    """
    if height < 8 or width < 40:
        return _tiny(width, height)
    fixed = {
        "banner": Place(0, 0, width, 3),
        "ledge": Place(0, 3, width, 1),
        "reading": Place(0, height - 3, width, 1),
        "entry": Place(0, height - 2, width, 1),
        "footer": Place(0, height - 1, width, 1),
    }
    body = Place(0, 4, width, max(1, height - 7))
    if view not in ("room", "lobby"):
        return {**fixed, view: body}
    if view == "lobby":
        found = _lobby(body)
    elif width < 120 or body.h < 19:
        found = _one(body, tab)
    else:
        found = _panels(body)
    return {**fixed, **{name: place for name, place in found.items() if place.h > 0}}


def tabbed(width: int, height: int) -> bool:
    """Whether one panel is shown under a strip of tabs."""
    return width < 120 or height - 7 < 19


def _tiny(width: int, height: int) -> dict[str, Place]:
    rows = max(0, height - 3)
    found = {"banner": Place(0, 0, width, 1 if height > 2 else 0), "entry": Place(0, height - 1, width, 1)}
    if height > 2:
        found["reading"] = Place(0, height - 2, width, 1)
    if rows:
        found["timeline"] = Place(0, 1, width, rows)
    return {name: place for name, place in found.items() if place.h > 0}


def _one(body: Place, tab: str) -> dict[str, Place]:
    if tab != "doing":
        return {tab: body}
    third = body.h // 3
    return {
        "suspects": Place(0, body.y, body.w, third),
        "doing": Place(0, body.y + third, body.w, third),
        "told": Place(0, body.y + 2 * third, body.w, body.h - 2 * third),
    }


def _panels(body: Place) -> dict[str, Place]:
    wide = body.w >= 170
    first, second = (66, 62) if wide else (36, 42)
    third = body.w - first - second
    x2, x3 = first, first + second
    upper = 18 if body.h >= 30 else max(11, body.h - 8)
    if wide and body.h >= 44:
        upper = 24
    host = (9 if wide else 7) if upper >= 18 else 0
    told = 7 if upper >= 18 else 0
    suspects = 5 if upper >= 16 else 4
    found = {
        "checks": Place(0, body.y, first, upper - host),
        "clocks": Place(x2, body.y, second, upper),
        "suspects": Place(x3, body.y, third, suspects),
        "doing": Place(x3, body.y + suspects, third, upper - suspects - told),
        "timeline": Place(0, body.y + upper, body.w, body.h - upper),
    }
    if host:
        found["host"] = Place(0, body.y + upper - host, first, host)
    if told:
        found["told"] = Place(x3, body.y + upper - told, third, told)
    return found


def _lobby(body: Place) -> dict[str, Place]:
    if body.w < 120 or body.h < 19:
        upper = min(body.h, max(5, min(9, body.h // 2)))
        return {
            "open": Place(0, body.y, body.w, upper),
            "past": Place(0, body.y + upper, body.w, body.h - upper),
        }
    first = body.w - 42
    upper = 9
    checks = 12
    return {
        "open": Place(0, body.y, first, upper),
        "past": Place(0, body.y + upper, first, body.h - upper),
        "declare": Place(first, body.y, 42, upper),
        "lobby_checks": Place(first, body.y + upper, 42, min(checks, body.h - upper)),
        "machine": Place(first, body.y + upper + checks, 42, body.h - upper - checks),
    }
