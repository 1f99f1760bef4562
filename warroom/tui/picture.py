"""The screen as a picture: every cell in its place, colours as drawn."""

import html
import os

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.geometry import Size
from textual.strip import Strip

from warroom.tui.colours import XTERM

CELL_W, CELL_H = 10, 19
BASELINE = 15
# At this size a letter of DejaVu Sans Mono is one cell wide, and its lines meet those above and below.
_FONT = 'font-family="DejaVu Sans Mono, monospace" font-size="16.61"'
_XTERM = TerminalTheme((0, 0, 0), (229, 229, 229), list(XTERM[:8]), list(XTERM[8:]))
_PAPER = TerminalTheme((17, 21, 27), (214, 220, 228), list(XTERM[:8]), list(XTERM[8:]))


def text(app: App[int]) -> str:
    """The app's screen as plain text: a line a row, no blanks at their ends."""
    rows = ["".join(segment.text for segment in strip).rstrip() for strip in _strips(app)]
    return "\n".join(rows).rstrip() + "\n"


def _strips(app: App[int]) -> list[Strip]:
    return app.screen._compositor.render_strips()  # noqa: SLF001  Textual has no other way


def svg(app: App[int]) -> str:
    """The app's screen as SVG, in the colours of the terminal that the environment speaks of."""
    size: Size = app.size
    pen = Pen(app)
    width, height = (size.width + 2) * CELL_W, (size.height + 1) * CELL_H
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {_FONT}>',
        f'<rect width="100%" height="100%" fill="{pen.ground(app.screen.rich_style)}"/>',
        f'<g transform="translate({CELL_W},{CELL_H // 2})">',
    ]
    signs: list[str] = []
    for y, strip in enumerate(_strips(app)):
        x = 0
        for segment in strip:
            style = segment.style or Style()
            parts.append(_ground(pen.ground(style), x, y, segment.cell_length))
            signs += _cell(segment.text, style, x, y, segment.cell_length, pen)
            x += segment.cell_length
    return "\n".join([*parts, *signs, "</g></svg>\n"])


class Pen:
    """The terminal's hues: its own where a style names one of its sixteen or none, else what Rich makes of it."""

    def __init__(self, app: App[int]) -> None:
        self._system = app.console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001  Rich has no other way
        self._own = _PAPER if os.environ.get("NO_COLOR") else _XTERM

    def ground(self, style: Style) -> str:
        return self._hex(style.color if style.reverse else style.bgcolor, foreground=bool(style.reverse))

    def ink(self, style: Style) -> str:
        said = style.bgcolor if style.reverse else style.color
        found = self._hex(said, foreground=not style.reverse)
        return _half(found, self.ground(style)) if style.dim else found

    def _hex(self, colour: Color | None, *, foreground: bool) -> str:
        colour = (colour or Color.default()).downgrade(self._system)
        return colour.get_truecolor(self._own, foreground=foreground).hex


def _half(one: str, other: str) -> str:
    """The colour between two."""
    return "#" + "".join(f"{(int(one[n : n + 2], 16) + int(other[n : n + 2], 16)) // 2:02x}" for n in (1, 3, 5))


def _ground(fill: str, x: int, y: int, width: int) -> str:
    return f'<rect x="{x * CELL_W}" y="{y * CELL_H}" width="{width * CELL_W}" height="{CELL_H}" fill="{fill}"/>'


def _cell(text: str, style: Style, x: int, y: int, width: int, pen: Pen) -> list[str]:
    found: list[str] = []
    fill = pen.ink(style)
    weight = ' font-weight="bold"' if style.bold else ""
    if style.underline:
        at = y * CELL_H + BASELINE + 2.5
        end = (x + width) * CELL_W
        found.append(f'<line x1="{x * CELL_W}" y1="{at}" x2="{end}" y2="{at}" stroke="{fill}" stroke-width="1"/>')
    under = ' text-decoration="line-through"' if style.strike else ""
    place = x
    for word in _words(text):
        if word.strip():
            # In another font than ours a word is still as long as its cells.
            where = f'x="{place * CELL_W}" y="{y * CELL_H + BASELINE}" textLength="{cell_len(word) * CELL_W}"'
            found.append(f'<text {where} fill="{fill}"{weight}{under}>{html.escape(word)}</text>')
        place += cell_len(word)
    return found


def _words(text: str) -> list[str]:
    """The text in runs with and without spaces, so that each run starts at its own cell."""
    runs: list[str] = []
    for char in text:
        if runs and (runs[-1][0] == " ") == (char == " "):
            runs[-1] += char
        else:
            runs.append(char)
    return runs
