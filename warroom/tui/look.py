"""One table of signs and one of styles: what a state looks like is said here and nowhere else."""

from functools import cache
from typing import NamedTuple

from rich.style import Style

from warroom.themes import Theme

Part = tuple[str, str]
"""A stretch of text and its style key: a role, "+b" bold, "+u" underlined, "/surf" on raised ground."""

Row = tuple[Part, ...]


class Sign(NamedTuple):
    """A glyph of one cell, its spelling in ASCII, the word that stands beside it, the role that colours it."""

    glyph: str
    ascii: str
    word: str
    role: str


CHECK_SIGNS = {
    "down": Sign("✗", "x", "down", "bad+b"),
    "slow": Sign("▴", "^", "slow", "soon+b"),
    "warn": Sign("▴", "^", "warn", "soon+b"),
    "soft": Sign("▴", "^", "1/3", "soon"),
    "up": Sign("✓", "+", "up", "done"),
    "none": Sign("∅", "?", "none", "muted"),
    "held": Sign("=", "=", "held", "muted"),
    "flap": Sign("~", "~", "flap", "soon"),
}

CLOCK_SIGNS = {
    "running": Sign("◦", "o", "in 17:19", "text"),
    "due": Sign("▴", "^", "in 02:19", "soon+b"),
    "overdue": Sign("!", "!", "late 01:12", "bad+b"),
    "met": Sign("✓", "+", "+02:10", "muted"),
    "met late": Sign("✓", "+", "+33:12 !", "muted"),
    "waiting": Sign("◌", ".", "after fix", "muted"),
    "none": Sign("◌", ".", "no limit", "muted"),
    "skipped": Sign("-", "-", "skipped", "muted"),
    "dropped": Sign("-", "-", "dropped", "muted"),
}

LINE_SIGNS = {
    "note": Sign("›", ">", "note", "text"),
    "ran": Sign("$", "$", "ran", "text"),
    "sent": Sign("»", "&", "told", "text"),
    "declare": Sign("!", "!", "declare", "bad+b"),
    "sev": Sign("!", "!", "sev", "bad+b"),
    "act": Sign("!", "!", "status", "text"),
    "role": Sign("@", "@", "role", "text"),
    "do": Sign("▸", ">", "do", "text"),
    "decide": Sign("◊", "D", "decide", "title+b"),
    "suspect": Sign("?", "?", "suspect", "title"),
    "ruled_out": Sign("⊗", "%", "rule-out", "muted"),
    "done": Sign("✓", "+", "tick", "done"),
    "skipped": Sign("-", "-", "skip", "muted"),
    "up": Sign("✓", "+", "up", "done"),
    "down": Sign("✗", "x", "down", "bad+b"),
    "slow": Sign("▴", "^", "slow", "soon+b"),
    "none": Sign("∅", "?", "none", "muted"),
    "held": Sign("=", "=", "pause", "muted"),
    "late": Sign("‹", "<", "noted", "muted+u"),
    "saving": Sign("=", "=", "saving", "muted"),
    "unsaved": Sign("✗", "x", "NOT SAVED", "bad+b"),
}

SUSPECT_SIGNS = {
    "open": Sign("?", "?", "open", "title+b"),
    "ruled out": Sign("⊗", "%", "ruled out", "muted"),
    "cause": Sign("✓", "+", "confirmed", "done"),
    "struck": Sign("-", "-", "struck", "muted"),
}

SPARKS = "▁▂▃▄▅▆▇█"
SPARKS_ASCII = "_.:-=+*#"


class Look:
    """A theme turned into styles; `glyphs` False spells signs in ASCII."""

    def __init__(self, theme: Theme, *, glyphs: bool = True) -> None:
        self.theme = theme
        self.glyphs = glyphs
        self.style = cache(self._style)

    def sign(self, sign: Sign) -> Part:
        """The glyph with its colour."""
        return (sign.glyph if self.glyphs else sign.ascii), sign.role

    def spark(self, values: tuple[float, ...], width: int, full: float = 0.0) -> str:
        """The last `width` values as one block each, oldest left, scaled to `full`, else to the largest."""
        signs = SPARKS if self.glyphs else SPARKS_ASCII
        shown = values[-width:]
        top = full or max(shown, default=0) or 1
        return "".join(signs[min(7, int(max(0.0, value) / top * 7.999))] for value in shown).rjust(width)

    def _style(self, key: str) -> Style:
        key, _, ground = key.partition("/")
        role, *flags = key.split("+")
        bold, underline = "b" in flags, "u" in flags
        strike = "s" in flags
        if role.endswith("_block"):
            block = self.theme.blocks[role.removesuffix("_block")]
            return Style(color=block.fg, bgcolor=block.bg, bold=bold, underline=underline)
        ground = self.theme.roles["surf" if ground or role == "raised" else "bg"]
        colour = self.theme.roles["text" if role == "raised" else role]
        return Style(color=colour, bgcolor=ground, bold=bold or role == "title", underline=underline, strike=strike)
