"""One table of signs and one of styles: what a state looks like is said here and nowhere else."""

from functools import cache
from typing import NamedTuple

from rich.style import Style

from warroom.themes import Theme

Part = tuple[str, str]
"""A stretch of text and its style key: a role; "+b" bold, "+u" underlined, "+s" struck; then its ground.

"/surf" is the raised ground of the entry line and the row under the cursor, underlined where there is none;
"/chip" is the same ground for what only stands out, left plain there.
"""

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
    "cause": Sign("✓", "+", "cause", "done"),
    "unknown": Sign("?", "?", "unknown", "soon+b"),
    "late": Sign("‹", "<", "noted", "muted+u"),
    "saved": Sign("✓", "+", "saved", "done"),
    "saving": Sign("=", "=", "saving", "muted"),
    "unsaved": Sign("✗", "x", "NOT SAVED", "bad+b"),
}

SUSPECT_SIGNS = {
    "open": Sign("?", "?", "open", "title+b"),
    "ruled out": Sign("⊗", "%", "ruled out", "muted"),
    "cause": Sign("✓", "+", "confirmed", "done"),
    "struck": Sign("-", "-", "struck", "muted"),
}

RISK_SIGNS = {
    "reads": Sign("◦", "o", "reads", "text"),
    "changes": Sign("▴", "^", "changes", "soon+b"),
    "destroys": Sign("!", "!", "destroys", "bad+b"),
    "shown": Sign("-", "-", "not run", "muted"),
}
"""What a command of a playbook does to the world."""

ROLE_SIGNS = {"nobody": Sign("!", "!", "nobody", "bad")}

LANE_SIGNS = {
    "down": Sign("▇", "#", "down", "bad"),
    "slow": Sign("▒", ":", "slow", "soon"),
    "up": Sign("─", "-", "up", "line"),
    "none": Sign("?", "?", "no reading", "muted"),
}

FOCUS_SIGN = Sign("›", ">", "", "focus")
"""Before the row under the cursor, and before the entry line."""

SIGNS = (
    *(
        sign
        for table in (CHECK_SIGNS, CLOCK_SIGNS, LINE_SIGNS, SUSPECT_SIGNS, RISK_SIGNS, ROLE_SIGNS)
        for sign in table.values()
    ),
    *LANE_SIGNS.values(),
    FOCUS_SIGN,
)

SPARKS = "▁▂▃▄▅▆▇█"
SPARKS_ASCII = "_.:-=+*#"


_BOLD_WITHOUT_COLOUR = ("title", "bad", "soon", "focus")
_DIM_WITHOUT_COLOUR = ("line", "spark")


class Look:
    """A theme turned into styles; `glyphs` False spells signs in ASCII, `colours` False leaves one tone.

    One tone has bold, reverse and underline; dim is for lines and sparks alone, never for text.
    """

    def __init__(self, theme: Theme, *, glyphs: bool = True, colours: bool = True) -> None:
        self.theme = theme
        self.glyphs = glyphs
        self.colours = colours
        self.native = theme.native or not colours
        """Whether the terminal's own colours are asked for."""
        self.flat = not colours or theme.roles["surf"] == theme.roles["bg"]
        """Whether there is no raised ground: what would stand on it is underlined."""
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
        if role == "raised":
            role, ground = "text", "surf"
        underline = "u" in flags or (ground == "surf" and self.flat)
        bold = "b" in flags or role == "title"
        strike = "s" in flags
        if not self.colours:
            return Style(
                bold=bold or role in _BOLD_WITHOUT_COLOUR or role.endswith("_block"),
                reverse=role.endswith("_block"),
                dim=role in _DIM_WITHOUT_COLOUR,
                underline=underline,
                strike=strike,
            )
        if role.endswith("_block"):
            block = self.theme.blocks[role.removesuffix("_block")]
            fg, bg = block.fg, block.bg
        else:
            fg, bg = self.theme.roles[role], self.theme.roles["surf" if ground else "bg"]
        return Style(color=_colour(fg), bgcolor=_colour(bg), bold=bold, underline=underline, strike=strike)


def _colour(said: str) -> str | None:
    """Without a word about it the terminal takes its own, which is shorter to write than its name."""
    return None if said == "default" else said
