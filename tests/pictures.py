"""Pictures of the screen as a terminal shows it: every cell in its place, colours as drawn.

`python -m tests.pictures` makes README's, where `rsvg-convert` is installed.
"""

import html
import subprocess
from pathlib import Path

from rich.color import Color
from rich.style import Style
from textual.app import App
from textual.geometry import Size

CELL_W, CELL_H = 10, 20
BASELINE = 15
# At this size a letter of DejaVu Sans Mono is one cell wide.
_FONT = 'font-family="DejaVu Sans Mono, monospace" font-size="16.61"'


def svg(app: App[int]) -> str:
    """The app's screen as SVG."""
    size: Size = app.size
    width, height = (size.width + 2) * CELL_W, (size.height + 1) * CELL_H
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {_FONT}>',
        f'<rect width="100%" height="100%" fill="{_hex(app.screen.rich_style.bgcolor, "#11151b")}"/>',
        f'<g transform="translate({CELL_W},{CELL_H // 2})">',
    ]
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            width = segment.cell_length
            parts += _cell(segment.text, segment.style or Style(), x, y, width)
            x += width
    return "\n".join([*parts, "</g></svg>\n"])


def _cell(text: str, style: Style, x: int, y: int, width: int) -> list[str]:
    found: list[str] = []
    if style.bgcolor is not None:
        ground = f'width="{width * CELL_W}" height="{CELL_H}" fill="{_hex(style.bgcolor, "")}"'
        found.append(f'<rect x="{x * CELL_W}" y="{y * CELL_H}" {ground}/>')
    fill = _hex(style.color, "#d6dce4")
    weight = ' font-weight="bold"' if style.bold else ""
    lines = " ".join(filter(None, ["underline" if style.underline else "", "line-through" if style.strike else ""]))
    under = f' text-decoration="{lines}"' if lines else ""
    place = x
    for word in _words(text):
        if word.strip():
            where = f'x="{place * CELL_W}" y="{y * CELL_H + BASELINE}"'
            found.append(f'<text {where} fill="{fill}"{weight}{under}>{html.escape(word)}</text>')
        place += len(word)
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


def _hex(colour: Color | None, default: str) -> str:
    return colour.get_truecolor().hex if colour is not None else default


def png(app: App[int], path: Path) -> None:
    """The same as a PNG, through an SVG beside it that is removed again."""
    drawn = path.with_suffix(".svg")
    drawn.write_text(svg(app), encoding="utf-8")
    subprocess.run(["rsvg-convert", str(drawn), "-o", str(path)], check=True)
    drawn.unlink()
