"""Widgets that draw lines and repaint only those that changed: frames and cells are what an idle screen costs."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from warroom.text import visible
from warroom.tui.content import fit, width_of
from warroom.tui.look import FOCUS_SIGN, SIGNS, Look, Row


class Lines(Widget, inherit_css=False):
    """Rows of styled text, one a line."""

    DEFAULT_CSS = "Lines { width: 100%; height: 100%; }"

    def __init__(self, *, look: Look, id: str | None = None, ground: str = "text") -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._look = look
        self._ground = ground
        self._rows: list[Row] = []
        self._strips: dict[int, Strip] = {}

    @property
    def rows(self) -> list[Row]:
        """What is drawn now."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Draw these; only lines that differ are sent to the terminal."""
        old, new = self._rows, list(rows)
        changed = [
            y
            for y in range(max(len(old), len(new)))
            if (old[y] if y < len(old) else ()) != (new[y] if y < len(new) else ())
        ]
        self._rows = new
        if not changed:
            return
        if isinstance(self.parent, Box):
            self.parent.raise_rows(_raised(new))
        width, height = self.size
        regions: list[Region] = []
        for y in changed:
            self._strips.pop(y, None)
            first, last = _between(old[y] if y < len(old) else (), new[y] if y < len(new) else (), width)
            if y < height and last > first:
                regions.append(Region(first, y, last - first, 1))
        if regions or not (width and height):
            # Without a place as yet all of it is marked, to be drawn once there is one.
            self.refresh(*regions)

    def restyle(self, look: Look) -> None:
        """Draw everything anew in another look."""
        self._look = look
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        strip = self._strips.get(y)
        if strip is None or strip.cell_length != width:
            row = self._rows[y] if y < len(self._rows) else ()
            strip = draw(row, width, self._look, self._ground)
            self._strips[y] = strip
        return strip


def _raised(rows: Sequence[Row]) -> dict[int, bool]:
    """The rows on raised ground, by line; the first is to be pointed at where it does not point at itself."""
    found = [y for y, row in enumerate(rows) if row and row[0][1].endswith("/surf")]
    return {y: y == found[0] and not rows[y][0][0].startswith((FOCUS_SIGN.glyph, FOCUS_SIGN.ascii)) for y in found}


def _between(old: Row, new: Row, width: int) -> tuple[int, int]:
    """The cells in which two rows differ: the first, and the one after the last; by parts, which is near enough."""
    same = 0
    first = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        first += cell_len(after[0])
        same += 1
    if width_of(old) != width_of(new):
        return min(first, width), width
    last = width_of(new)
    for before, after in zip(reversed(old[same:]), reversed(new[same:]), strict=False):
        if before != after:
            break
        last -= cell_len(after[0])
    return min(first, width), min(last, width)


def draw(row: Row, width: int, look: Look, ground: str = "text") -> Strip:
    """A row as a strip of exactly `width` cells. The last gate: nothing that acts passes."""
    if width_of(row) > width:
        row = fit(row, width)
    segments = [
        Segment(spell(text if text.isascii() and text.isprintable() else visible(text), look), look.style(style))
        for text, style in row
        if text
    ]
    return Strip(segments).adjust_cell_length(width, look.style(ground))


def spell(words: str, look: Look) -> str:
    """The words with our own signs in ASCII where the terminal has no others; what people wrote stays as it is."""
    return words if look.glyphs or words.isascii() else words.translate(_SPELLED)


class Box(Widget, inherit_css=False):
    """A border with its counts in the title, one bright and heavy border at a time, and one widget inside."""

    DEFAULT_CSS = "Box { width: 100%; height: 100%; padding: 1 2; }"

    def __init__(self, inside: Widget, *, look: Look, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self.inside = inside
        self._look = look
        self._head: Row = ()
        self._foot: Row = ()
        self.bright = False
        self._bare = False
        self._raised: dict[int, bool] = {}
        self._strips: dict[tuple[int, int, int], Strip] = {}

    def on_resize(self) -> None:
        self._strips.clear()

    def show_border(self, head: Row, foot: Row = ()) -> None:
        """The title, and what stands in the bottom border at the right."""
        if head != self._head:
            self._head = head
            self._refresh_edge(0)
        if foot != self._foot:
            self._foot = foot
            self._refresh_edge(self.outer_size.height - 1)

    def _refresh_edge(self, y: int) -> None:
        """Textual counts regions from the content's corner, which lies inside the border."""
        self._strips.clear()
        self.refresh(Region(-2, y - 1, self.outer_size.width, 1))

    def raise_rows(self, rows: dict[int, bool]) -> None:
        """Raise the ground beside these lines of the inside too, and point at those that are True."""
        changed = {y for y, _ in rows.items() ^ self._raised.items()}
        if changed:
            self._raised = rows
            self._strips.clear()
            self.refresh(*(Region(x, y, 1, 1) for y in changed for x in (-1, self.size.width)))

    def brighten(self, bright: bool) -> None:
        """Whether the keys go to what is inside."""
        if bright != self.bright:
            self.bright = bright
            self._strips.clear()
            self.refresh()

    def strip_bare(self, bare: bool) -> None:
        """Without a border, where there are too few rows for one."""
        if bare == self._bare:
            return
        self.styles.padding = (0, 0) if bare else (1, 2)
        self._bare = bare
        self._strips.clear()

    def restyle(self, look: Look) -> None:
        """Draw the border anew in another look."""
        self._look = look
        self._strips.clear()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The border is drawn here, the inside by the child: padding would otherwise be blank."""
        strips = [self._kept(y).crop(crop.x, crop.right) for y in range(crop.y, crop.bottom)]
        # What Textual does to every other line, such as taking colour away under NO_COLOR.
        for filter_ in self.get_line_filters():
            strips = [strip.apply_filter(filter_, self.background_colors[1]) for strip in strips]
        return strips

    def _kept(self, y: int) -> Strip:
        """Textual asks for every line between the first and the last that changed on the screen, each time."""
        place = (y, *self.outer_size)
        if place not in self._strips:
            self._strips[place] = self._line(y)
        return self._strips[place]

    def _line(self, y: int) -> Strip:
        width, height = self.outer_size
        if self._bare:
            return draw((), width, self._look)
        signs = _HEAVY if self.bright else _LIGHT
        if not self._look.glyphs:
            signs = _ASCII_HEAVY if self.bright else _ASCII
        style = "focus+b" if self.bright else "line"
        if y == 0:
            rule = (f" {signs[4]} ", style)
            head = tuple(rule if part == _RULE else part for part in self._head)
            return draw(_edge(signs[0], signs[4], signs[1], head, (), width, style), width, self._look)
        if y == height - 1:
            return draw(_edge(signs[2], signs[4], signs[3], (), self._foot, width, style), width, self._look)
        pointed = self._raised.get(y - 1)
        ground = "text" if pointed is None else "text/surf"
        mark = (self._look.sign(FOCUS_SIGN)[0], "focus/surf") if pointed else (" ", ground)
        return draw(((signs[5], style), mark, (" " * (width - 3), ground), (signs[5], style)), width, self._look)


_SPELLED = {
    **{ord(sign.glyph): sign.ascii for sign in SIGNS},
    **{ord(glyph): ascii_ for glyph, ascii_ in zip("│…▾⏎·●○«»⟨⟩“”", '|~v/.o.<><>""', strict=True)},
    **{0x2400 + n: "?" for n in range(34)},
}
_RULE = (" ─ ", "line")
"""Between a title and its counts; as heavy and bright as the border."""
LEAST_HEAD = 3
"""Title, rule and first count."""
_LIGHT = "┌┐└┘─│"
_HEAVY = "┏┓┗┛━┃"
_ASCII = "++++-|"
_ASCII_HEAVY = "####=#"


def _whole(head: Row, width: int) -> Row:
    """A title with its counts: the last counts go before any is cut."""
    while len(head) > LEAST_HEAD and width_of(head) > width and head[-1][0].startswith("  "):
        head = head[:-1]
    return fit(head, width) if head else ()


def _edge(begin: str, bar: str, end: str, head: Row, foot: Row, width: int, style: str) -> Row:
    head = _whole(head, width - 6)
    foot = fit(foot, width - 6) if foot else ()
    before: Row = ((begin, style), (" ", "text"), *head, (" ", "text")) if head else ((begin, style),)
    after: Row = ((" ", "text"), *foot, (" ", "text"), (end, style)) if foot else ((end, style),)
    return (*before, (bar * (width - width_of(before) - width_of(after)), style), *after)
