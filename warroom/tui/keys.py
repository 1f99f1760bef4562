"""The one registry of keys: bindings, footer, help, settings and README are made from it.

A key of a panel or pane acts by its id: "checks.pause" is the function `pause` of `acts/checks.py`.
"""

from typing import NamedTuple

from textual.binding import Binding

EVERYWHERE = "everywhere"
ENTRY = "in the entry"
LIST = "in a panel"
SCOPES = {
    "checks": "in checks",
    "clocks": "in clocks",
    "timeline": "in the timeline",
    "open": "in the lobby",
    "past": "in the lobby",
}
"""Where the keys of a panel or pane hold, by the first word of their ids."""


class Key(NamedTuple):
    """An id that stays, Textual's names of the key, how it is shown, what it does; `action` for those that are
    neither the entry line's own nor a panel's."""

    id: str
    key: str
    shown: str
    help: str
    where: str = EVERYWHERE
    action: str = ""
    footer: str = ""


KEYS: tuple[Key, ...] = (
    Key("help", "f1", "F1", "help", action="help", footer="help"),
    Key("palette", "ctrl+p", "^P", "palette: verbs, themes", action="command_palette", footer="palette"),
    Key("quit", "ctrl+q", "^Q", "quit; the record stays", action="quit_warroom", footer="quit"),
    Key("lobby", "f7", "F7", "lobby, and back", action="lobby", footer="lobby"),
    Key("brief", "f8", "F8", "brief: six lines", action="brief", footer="brief"),
    Key("panels", "tab", "Tab", "complete, else next panel", action="next_panel", footer="panels"),
    Key("panels.back", "shift+tab", "S-Tab", "the panel before", action="previous_panel"),
    Key("leave", "escape", "Esc", "back to the entry line", action="leave"),
    Key("page.up", "pageup", "PgUp", "older lines", action="page(-1)"),
    Key("page.down", "pagedown", "PgDn", "newer lines", action="page(1)"),
    Key("entry.older", "up", "Up", "a line typed before", ENTRY),
    Key("entry.newer", "down", "Down", "a line typed after it", ENTRY),
    Key("entry.clear", "ctrl+u", "^U", "clear the line", ENTRY),
    Key("entry.split", "f12", "F12", "each pasted line a note", ENTRY),
    Key("entry.as_typed", "ctrl+o", "^O", "record a secret as typed", ENTRY),
    Key("entry.ask", "ctrl+c", "^C", "says how to quit", ENTRY),
    Key("list.down", "j,down", "j", "down (or arrow)", LIST, "cursor(1)"),
    Key("list.up", "k,up", "k", "up (or arrow)", LIST, "cursor(-1)"),
    Key("list.first", "g,home", "g", "first", LIST, "cursor(-9999999)"),
    Key("list.last", "G,end", "G", "last", LIST, "cursor(9999999)"),
    Key("list.tab", "1,2,3,4,5", "1 to 5", "a tab, at 80 columns", LIST, "tab"),
    Key("checks.open", "enter", "Enter", "detail of the check", SCOPES["checks"]),
    Key("checks.pause", "p", "p", "pause the check", SCOPES["checks"]),
    Key("checks.ask", "r", "r", "ask the check now", SCOPES["checks"]),
    Key("clocks.act", "enter", "Enter", "what meets the clock", SCOPES["clocks"]),
    Key("timeline.open", "enter", "Enter", "the line in full", SCOPES["timeline"]),
    Key("open.enter", "enter", "Enter", "go into the room", SCOPES["open"]),
    Key("past.enter", "enter", "Enter", "look at the past one", SCOPES["past"]),
)


def bindings() -> list[Binding]:
    """What the screen binds; a key that several panels use acts in the one that has the keys."""
    found: list[Binding] = []
    for key in KEYS:
        if key.where == ENTRY or key.id == "palette":
            continue  # the entry line's and Textual's own
        if key.id == "list.tab":
            found += [Binding(digit, f"app.tab({digit})", id=f"{key.id}.{digit}", show=False) for digit in "12345"]
        else:
            action = key.action or f"act('{key.id}')"
            found.append(Binding(key.key, f"app.{action}", key.help, id=key.id, show=False))
    return found


def footer_keys() -> tuple[Key, ...]:
    """What the footer names, in order."""
    return tuple(key for key in KEYS if key.footer)
