"""Where everything stands at any size: one pure function, positions fixed, nothing ever reorders."""

from typing import NamedTuple

TABS = ("timeline", "checks", "clocks", "doing", "host")
COLUMNS = (("checks", "host"), ("clocks",), ("suspects", "doing", "told", "ladder"))
IN_TABS = (
    ("timeline", "timeline"), ("checks", "checks"), ("clocks", "clocks"), ("suspects", "doing"), ("doing", "doing"),
    ("told", "doing"), ("host", "host"),
)  # fmt: skip
"""The panels as Tab goes through them where there are tabs, each with the tab it stands in."""
LEAST_W = 26
LEAST_H = 6


class Place(NamedTuple):
    """Columns and rows of a widget on the screen."""

    x: int
    y: int
    w: int
    h: int


class Arrangement(NamedTuple):
    """What its user changed: panels not shown, columns more for the first and second column, rows more for the upper
    panels, and the one panel that has all the room."""

    hidden: frozenset[str] = frozenset()
    first: int = 0
    second: int = 0
    upper: int = 0
    only: str = ""


AS_MADE = Arrangement()


class Lobby(NamedTuple):
    """What the lobby makes room for: the checks where one is red, and what is left to do after incidents."""

    red: bool = False
    after: bool = False


QUIET = Lobby()


def places(
    width: int,
    height: int,
    *,
    view: str = "room",
    tab: str = "timeline",
    arranged: Arrangement = AS_MADE,
    lobby: Lobby = QUIET,
    review: tuple[str, tuple[str, str]] = ("lanes", ("clocks", "draft")),
) -> dict[str, Place]:
    """The widgets that are shown in a terminal of this size, and where.

    `view` is room, lobby, or pane for what takes the place of the panels; `tab` is the one panel shown where there is
    room for one; `review` the box of the review with the keys, and the two below its lanes.
    """
    if height < 8 or width < 40:
        shown = {"room": tab, "lobby": "open", "review": f"review_{review[0]}"}.get(view, view)
        return _tiny(width, height, shown)
    fixed = {
        "banner": Place(0, 0, width, 3),
        "ledge": Place(0, 3, width, 1),
        "reading": Place(0, height - 3, width, 1),
        "entry": Place(0, height - 2, width, 1),
        "footer": Place(0, height - 1, width, 1),
    }
    body = Place(0, 4, width, max(1, height - 7))
    if view == "review":
        from warroom.tui.panels.review.layout import places as boxes

        return {**fixed, **boxes(body, height, *review)}
    if view not in ("room", "lobby"):
        return {**fixed, view: body}
    if view == "lobby":
        found = _lobby(body, lobby)
    elif tabbed(width, height):
        found = _one(body, tab)
    elif arranged.only:
        found = {arranged.only: body}
    else:
        found = _panels(body, arranged)
    return {**fixed, **{name: place for name, place in found.items() if place.h > 0}}


def tabbed(width: int, height: int) -> bool:
    """Whether one panel is shown under a strip of tabs."""
    return width < 120 or height - 7 < 19


def _tiny(width: int, height: int, shown: str) -> dict[str, Place]:
    rows = max(0, height - 3)
    found = {"banner": Place(0, 0, width, 1 if height > 2 else 0), "entry": Place(0, height - 1, width, 1)}
    if height > 2:
        found["reading"] = Place(0, height - 2, width, 1)
    if rows:
        found[shown] = Place(0, 1, width, rows)
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


def _panels(body: Place, arranged: Arrangement) -> dict[str, Place]:
    hidden = arranged.hidden
    columns = [tuple(name for name in column if name not in hidden) for column in COLUMNS]
    if not any(columns):
        return {"timeline": body}
    upper = body.h if "timeline" in hidden else _upper(body, arranged.upper)
    found: dict[str, Place] = {}
    x = 0
    for column, width in zip(columns, _widths(body.w, columns, arranged), strict=True):
        y = body.y
        for name, rows in _heights(column, upper, body.w >= 170).items():
            found[name] = Place(x, y, width, rows)
            y += rows
        x += width
    if "timeline" not in hidden:
        found["timeline"] = Place(0, body.y + upper, body.w, body.h - upper)
    return found


def _upper(body: Place, more: int) -> int:
    """Rows of the panels above the timeline."""
    upper = 18 if body.h >= 30 else max(11, body.h - 8)
    if body.w >= 170 and body.h >= 44:
        upper = 24
    return max(LEAST_H, min(upper + more, body.h - LEAST_H))


def _widths(width: int, columns: list[tuple[str, ...]], arranged: Arrangement) -> list[int]:
    """The columns' widths; the last that is shown takes what is left."""
    first, second = (66, 62) if width >= 170 else (36, 42)
    wanted = [first + arranged.first, second + arranged.second, width]
    shown = [n for n, column in enumerate(columns) if column]
    found = [0, 0, 0]
    left = width
    for n in shown[:-1]:
        behind = LEAST_W * sum(other > n for other in shown)
        found[n] = max(LEAST_W, min(wanted[n], left - behind))
        left -= found[n]
    found[shown[-1]] = left
    return found


def _heights(column: tuple[str, ...], rows: int, wide: bool) -> dict[str, int]:
    """The rows of each panel of a column: those of fixed size first, as far as there is room; one takes the rest."""
    roomy = rows >= 18
    fixed = {
        "host": (9 if wide else 7) if roomy else 0,
        "told": 7 if roomy else 0,
        "ladder": 6 if wide and rows >= 24 else 0,
        "suspects": 5 if rows >= 16 else 4,
    }
    if not column:
        return {}
    rest = next((name for name in ("checks", "clocks", "doing") if name in column), column[-1])
    found = {name: fixed[name] for name in column if name != rest}
    found[rest] = max(0, rows - sum(found.values()))
    return {name: found[name] for name in column}


def _lobby(body: Place, lobby: Lobby) -> dict[str, Place]:
    if body.w < 120 or body.h < 19:
        return _stacked(body, lobby)
    beside = 42 if body.w < 170 else 64
    first = body.w - beside
    tall = body.h >= 44
    opened = 12 if tall else 8 if body.h >= 26 else 6
    after = 9 if tall else 6 if body.h >= 26 else 4
    upper = 12 if tall else 9
    playbooks = 12 if tall else 11 if body.h >= 32 else 0
    rest = body.h - upper - playbooks
    return {
        "open": Place(0, body.y, first, opened),
        "after": Place(0, body.y + opened, first, after),
        "past": Place(0, body.y + opened + after, first, body.h - opened - after),
        "lobby_checks" if lobby.red else "declare": Place(first, body.y, beside, upper),
        "playbooks": Place(first, body.y + upper, beside, playbooks),
        "machine": Place(first, body.y + upper + playbooks, beside, rest),
    }


def _stacked(body: Place, lobby: Lobby) -> dict[str, Place]:
    """One below the other; what is left to do is there where something is."""
    opened = min(body.h, max(5, min(9 if not lobby.after else 7, body.h // 2)))
    after = 4 if lobby.after and body.h - opened >= 9 else 0
    return {
        "open": Place(0, body.y, body.w, opened),
        "after": Place(0, body.y + opened, body.w, after),
        "past": Place(0, body.y + opened + after, body.w, body.h - opened - after),
    }
