"""The one screen: places its widgets by the grid and paints them from a scene. It changes nothing but the view."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from warroom.incident.facts import Record
from warroom.tui import grid
from warroom.tui.keys import bound, footer_keys
from warroom.tui.lines import Box, Lines
from warroom.tui.look import Look, Row
from warroom.tui.panels import banner, checks, clocks, host, ledge, lobby, side
from warroom.tui.panels.entry import Entry
from warroom.tui.panels.ledge import Special
from warroom.tui.panels.timeline import Timeline
from warroom.tui.view import Painted, Scene

BOXED = 4
"""Rows from which on a box has a border."""

PANES = ("help", "brief", "detail")
_PAINTERS: dict[str, Callable[[Scene, int, int], Painted]] = {
    "checks": checks.paint,
    "host": host.paint,
    "clocks": clocks.paint,
    "suspects": side.suspects,
    "doing": side.doing,
    "told": side.told,
    "open": lobby.paint_open,
    "past": lobby.paint_past,
    "declare": lobby.paint_declare,
    "lobby_checks": checks.paint,
    "machine": lobby.paint_machine,
}
FOCUSABLE = {"room": ("checks", "clocks", "timeline"), "lobby": ("open", "past", "lobby_checks")}


class _Grid(Layout):
    """Places the board's widgets where `grid.places` says."""

    name = "warroom"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:  # noqa: ARG002  Textual's
        assert isinstance(parent, Board)
        found = parent.places(size.width, size.height)
        entry = found.get("entry")
        if entry is not None:
            found["prompt"] = entry._replace(w=2)
            found["entry"] = entry._replace(x=2, w=max(1, entry.w - 2))
        return [
            WidgetPlacement(Region(*found[child.id]), NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if child.id in found and found[child.id].h > 0
        ]


class Panel(Lines, can_focus=True):
    """The rows inside a box; keys move its cursor, Enter opens, other letters are the board's."""


class Board(Screen[None]):
    """Banner, ledge, panels or a pane, the line that says what Enter will do, the entry line, the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key.key, f"app.{key.action}", key.help, id=key.id, show=False)
            for key in bound()
            if key.key != "ctrl+p"
        ),
        *(Binding(str(n), f"app.tab({n})", show=False) for n in range(1, 6)),
        Binding("j,down", "app.cursor(1)", show=False),
        Binding("k,up", "app.cursor(-1)", show=False),
        Binding("g,home", "app.cursor(-9999)", show=False),
        Binding("G,end", "app.cursor(9999)", show=False),
        Binding("enter", "app.open", show=False),
        Binding("p", "app.pause_check", show=False),
        Binding("r", "app.probe_check", show=False),
        Binding("question_mark", "app.help", show=False),
    ]

    def __init__(self, look: Look, now: Callable[[], datetime], ready: Callable[[], object]) -> None:
        """`ready` is called once everything is there, before it is laid out for the first time."""
        super().__init__(id="board")
        self._ready = ready
        self.look = look
        self._grid = _Grid()
        self._now = now
        self.view = "room"
        self.pane = ""
        self.pane_top = 0
        self.opened_record: Record | None = None
        self.current_tab = "timeline"
        self.cursors: dict[str, int] = {}
        self.opened = ""

    @property
    def layout(self) -> Layout:
        return self._grid

    def compose(self) -> ComposeResult:
        look = self.look
        yield Lines(look=look, id="banner")
        yield Lines(look=look, id="ledge")
        for name in _PAINTERS:
            yield Box(Panel(look=look, id=f"{name}_rows"), look=look, id=name)
        yield Box(Timeline(look=look, now=self._now, id="timeline_rows"), look=look, id="timeline")
        yield Box(Lines(look=look, id="pane_rows"), look=look, id="pane")
        yield Lines(look=look, id="reading")
        yield Lines(look=look, id="prompt", ground="raised")
        yield Entry(id="entry")
        yield Lines(look=look, id="footer")

    def on_mount(self) -> None:
        self.entry.focus()
        self._ready()

    # Parts.

    @property
    def entry(self) -> Entry:
        return self.query_one("#entry", Entry)

    @property
    def timeline(self) -> Timeline:
        return self.query_one("#timeline_rows", Timeline)

    def places(self, width: int, height: int) -> dict[str, grid.Place]:
        """Where each widget stands now, by its id."""
        found = grid.places(width, height, view=self.pane or self.view, tab=self.current_tab)
        if self.pane in found:
            found["pane"] = found.pop(self.pane)
        return found

    def place(self) -> None:
        """Lay out anew: what has no place is not displayed, so that it can have no keys either."""
        found = self.places(*self.app.size)
        for child in self.children:
            child.display = child.id in found or (child.id == "prompt" and "entry" in found)
            if isinstance(child, Box) and child.id in found:
                child.strip_bare(found[child.id].h < BOXED)
        self.refresh(layout=True)

    def on_resize(self) -> None:
        self.place()

    def shows(self, name: str) -> bool:
        """Whether a panel is on the screen."""
        return name in self.places(*self.app.size)

    @property
    def focus_name(self) -> str:
        """The panel that has the keys, "" for the entry line."""
        focused = self.focused
        if focused is None or focused.id is None or not focused.id.endswith("_rows"):
            return ""
        return focused.id.removesuffix("_rows")

    # Painting.

    def paint(self, scene: Scene, specials: list[Special], reading: Row, footer_more: Row = ()) -> None:
        """Draw the scene: only lines that differ reach the terminal, all in one frame."""
        width, height = self.app.size
        found = self.places(width, height)
        with self.app.batch_update():
            self._paint_frame(scene, specials, reading, footer_more, found, width, height)
            for name, painter in _PAINTERS.items():
                if name in found:
                    self._paint_box(name, painter(scene, *_inside(found[name])))
            if "timeline" in found:
                self.timeline.new_day()
                self._box("timeline").show_border(self.timeline.head(), self.timeline.foot())
            if "pane" in found:
                self._paint_box("pane", self._paint_pane(scene, *_inside(found["pane"])))

    def _paint_frame(
        self,
        scene: Scene,
        specials: list[Special],
        reading: Row,
        footer_more: Row,
        found: dict[str, grid.Place],
        width: int,
        height: int,
    ) -> None:
        tabs = self.view == "room" and not self.pane and grid.tabbed(width, height)
        self._lines("banner").show_rows(
            banner.paint(
                scene, width, found["banner"].h if "banner" in found else 0, ledge.chip(specials) if tabs else ()
            )
        )
        if "ledge" in found:
            hidden = "Tab: more" if width < 80 or height < 24 else ""
            self._lines("ledge").show_rows([ledge.paint(scene, specials, width, tabs=tabs, hidden=hidden)])
        self._lines("reading").show_rows([reading])
        self._lines("prompt").show_rows([(("› " if scene.look.glyphs else "> ", "focus/surf"),)])
        if "footer" in found:
            self._lines("footer").show_rows([_footer(footer_more)])

    def _paint_pane(self, scene: Scene, width: int, height: int) -> Painted:
        from warroom.tui.panels import panes

        if self.pane == "help":
            return panes.help_pane(scene, width, height, self.pane_top)
        if self.pane == "detail" and self.opened_record is not None:
            return panes.entry_pane(scene, self.opened_record, width, height, self.pane_top)
        return panes.brief_pane(scene, width, height, self.pane_top)

    def _paint_box(self, name: str, painted: Painted) -> None:
        self._box(name).show_border(painted.head, painted.foot)
        self._lines(f"{name}_rows").show_rows(painted.rows)

    def _box(self, name: str) -> Box:
        return self.query_one(f"#{name}", Box)

    def _lines(self, name: str) -> Lines:
        return self.query_one(f"#{name}", Lines)

    def restyle(self, look: Look) -> None:
        """Draw everything anew in another look."""
        self.look = look
        for widget in self.query(Lines):
            widget.restyle(look)
        for box in self.query(Box):
            box.restyle(look)
        self.timeline.restyle(look)

    # Views.

    def show_view(self, view: str) -> None:
        """The room or the lobby."""
        if (view, "") != (self.view, self.pane):
            self.view, self.pane = view, ""
            self.entry.focus()
            self.place()

    def show_pane(self, pane: str, record: Record | None = None) -> None:
        """A pane in place of the panels; the same again takes it away."""
        self.pane = "" if pane == self.pane and record is None else pane
        self.opened_record = record
        self.pane_top = 0
        self.entry.focus()
        self.place()

    def scroll_pane(self, pages: int) -> None:
        """A page of the open pane."""
        self.pane_top = max(0, self.pane_top + pages * max(1, self.app.size.height - 12))

    # Keys.

    class KeysMoved(Message):
        """Another panel, or the entry line, has the keys now."""

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self._mark_focus()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self._mark_focus()

    def _mark_focus(self) -> None:
        self.post_message(self.KeysMoved())
        name = self.focus_name
        for box in self.query(Box):
            box.brighten(box.id == name)

    def cycle(self, step: int) -> None:
        """The next panel after the one with the keys; after the last the entry line."""
        if self.pane:
            return
        width, height = self.app.size
        if self.view == "room" and grid.tabbed(width, height):
            order = list(grid.TABS)
            if not self.focus_name:
                self._focus_panel(self.current_tab)
                return
            place = order.index(self.current_tab) + step
            if not 0 <= place < len(order):
                self.entry.focus()
                return
            self.choose_tab(order[place])
            return
        names = ["", *(name for name in FOCUSABLE[self.view] if self.shows(name))]
        here = names.index(self.focus_name) if self.focus_name in names else 0
        following = names[(here + step) % len(names)]
        if following:
            self._focus_panel(following)
        else:
            self.entry.focus()

    def choose_tab(self, name: str) -> None:
        """Show this tab and give it the keys."""
        self.current_tab = name
        self.place()
        self.call_after_refresh(self._focus_panel, name)

    def _focus_panel(self, name: str) -> None:
        self.cursors.setdefault(name, 0)
        self.query_one(f"#{name}_rows").focus()

    def move_cursor(self, by: int, count: int) -> None:
        """Move the cursor of the panel with the keys among its `count` rows."""
        name = self.focus_name
        if name:
            self.cursors[name] = max(0, min(self.cursors.get(name, 0) + by, count - 1))
            self.opened = ""


def _inside(place: grid.Place) -> tuple[int, int]:
    return (place.w, place.h) if place.h < BOXED else (max(0, place.w - 4), place.h - 2)


def _footer(more: Row) -> Row:
    row: list[tuple[str, str]] = [(" ", "text")]
    for key in footer_keys():
        row += [(key.shown, "title"), (f" {key.footer}  ", "muted")]
    return (*row, *more)
