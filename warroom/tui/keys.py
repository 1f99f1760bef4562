"""The one registry of keys: bindings, footer, help and README are made from it."""

from typing import NamedTuple


class Key(NamedTuple):
    """An id that stays, Textual's name of the key, the action, how it is shown, and what it does."""

    id: str
    key: str
    action: str
    shown: str
    help: str
    where: str = "everywhere"
    footer: str = ""


KEYS: tuple[Key, ...] = (
    Key("help", "f1", "help", "F1", "help", footer="help"),
    Key("palette", "ctrl+p", "command_palette", "^P", "palette: verbs, themes", footer="palette"),
    Key("quit", "ctrl+q", "quit_warroom", "^Q", "quit; the record stays", footer="quit"),
    Key("lobby", "f7", "lobby", "F7", "lobby, and back", footer="lobby"),
    Key("brief", "f8", "brief", "F8", "brief: six lines", footer="brief"),
    Key("panels", "tab", "next_panel", "Tab", "complete, else next panel", footer="panels"),
    Key("panels.back", "shift+tab", "previous_panel", "S-Tab", "the panel before"),
    Key("leave", "escape", "leave", "Esc", "back to the entry line"),
    Key("page.up", "pageup", "page(-1)", "PgUp", "older lines"),
    Key("page.down", "pagedown", "page(1)", "PgDn", "newer lines"),
    Key("entry.older", "up", "", "Up", "a line typed before", where="in the entry"),
    Key("entry.newer", "down", "", "Down", "a line typed after it", where="in the entry"),
    Key("entry.clear", "ctrl+u", "", "^U", "clear the line", where="in the entry"),
    Key("entry.split", "f12", "", "F12", "each pasted line a note", where="in the entry"),
    Key("entry.as_typed", "ctrl+o", "", "^O", "record a secret as typed", where="in the entry"),
    Key("entry.ask", "ctrl+c", "", "^C", "says how to quit", where="in the entry"),
    Key("list.down", "j", "", "j k", "down, up (or arrows)", where="in a panel"),
    Key("list.ends", "g", "", "g G", "first, last", where="in a panel"),
    Key("list.tab", "1", "", "1 to 5", "a tab, at 80 columns", where="in a panel"),
    Key("list.open", "enter", "", "Enter", "open; of a clock: /tick it", where="in a panel"),
    Key("list.pause", "p", "", "p", "pause the check", where="in a panel"),
    Key("list.probe", "r", "", "r", "ask the check now", where="in a panel"),
)


def bound() -> tuple[Key, ...]:
    """The keys the screen itself binds."""
    return tuple(key for key in KEYS if key.action)


def footer_keys() -> tuple[Key, ...]:
    """What the footer names, in order."""
    return tuple(key for key in KEYS if key.footer)
