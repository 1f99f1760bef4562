"""What this terminal can show and take, as far as its variables say; nothing is asked of it, so nothing hangs."""

import os
import shutil
import sys
from collections.abc import Iterator

from warroom.commands.doctor.finding import Finding, bad, note, ok

_KEYS = ("kitty", "ghostty", "foot", "wezterm", "alacritty", "iterm", "contour", "rio")
"""Terminals with the keyboard protocol that tells Alt+Enter from Enter."""
_CLIPBOARD = (*_KEYS, "xterm", "tmux", "windows", "konsole")
_LEAST = (80, 24)


def look() -> Iterator[Finding]:
    """Colours, size, signs, clipboard and keys."""
    term, program = os.environ.get("TERM", ""), _program()
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        yield ok("terminal", "no terminal here: the room needs one, every other command does not")
        return
    if term in ("", "dumb", "unknown"):
        yield bad("terminal", f"TERM={term} cannot show a screen", "export TERM=xterm-256color, or what yours is")
        return
    columns, lines = shutil.get_terminal_size(_LEAST)
    within = " inside tmux" if os.environ.get("TMUX") else " inside screen" if term.startswith("screen") else ""
    yield ok("terminal", f"terminal {program or term}{within}, {columns}x{lines}, {_colours(term)}")
    if (columns, lines) < _LEAST or lines < _LEAST[1]:
        yield note("terminal", f"{columns}x{lines} is small, so that panels are hidden", "80x24 shows everything")
    if _colours(term).startswith("16") and not os.environ.get("NO_COLOR"):
        yield note("terminal", "16 colours only", "export COLORTERM=truecolor where the terminal has all of them")
    yield from _signs()
    yield _clipboard(term, program, within)
    if not any(name in program.casefold() for name in _KEYS):
        yield note("terminal", "this terminal may not tell Alt+Enter from Enter", "F12 does the same")


def _program() -> str:
    known = os.environ.get("TERM_PROGRAM", "") or os.environ.get("TERMINAL_EMULATOR", "")
    if os.environ.get("KITTY_WINDOW_ID"):
        return "kitty"
    if os.environ.get("WT_SESSION"):
        return "Windows Terminal"
    return known or (f"VTE {os.environ['VTE_VERSION']}" if os.environ.get("VTE_VERSION") else "")


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if os.environ.get("COLORTERM", "").casefold() in ("truecolor", "24bit") or term.endswith("-direct"):
        return "all colours"
    return "256 colours" if "256" in term or "kitty" in term else "16 colours"


def _signs() -> Iterator[Finding]:
    encoding = (sys.stdout.encoding or "").casefold().replace("-", "")
    if encoding != "utf8":
        said = f"the locale's encoding is {sys.stdout.encoding}, so that signs are plain ASCII"
        yield note("terminal", said, "export LC_ALL=C.UTF-8, or glyphs: unicode in warroom.yaml")


def _clipboard(term: str, program: str, within: str) -> Finding:
    known = any(name in f"{term} {program}".casefold() for name in _CLIPBOARD)
    if within == " inside tmux":
        return note("terminal", "copying goes through tmux (OSC 52)", "set -g set-clipboard on in ~/.tmux.conf")
    if known:
        return ok("terminal", "copying goes through the terminal (OSC 52), and into a file")
    return note("terminal", "whether this terminal takes copies (OSC 52) is not known: they lie in a file as well")
