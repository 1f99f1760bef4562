"""The one screen: places its widgets by the grid and paints them from a scene. It changes nothing but the view."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from warroom.tui import grid
from warroom.tui.binding import bindings, event_name, rebind
from warroom.tui.content import width_of
from warroom.tui.keys import KEYS, Key, footer_keys
from warroom.tui.lines import Box, Lines
from warroom.tui.look import Look, Row
from warroom.tui.panels import banner, ledge
from warroom.tui.panels.checks import worst
from warroom.tui.panels.entry import Entry
from warroom.tui.panels.ledge import Special
from warroom.tui.panels.past import after_care
from warroom.tui.panels.registry import PANELS, SAME, WALKED
from warroom.tui.panels.timeline import Timeline
from warroom.tui.view import Painted, Scene

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating
    from warroom.tui.panes import Opened

BOXES = frozenset((*PANELS, "timeline", "pane"))
BOXED = 4
"""Rows from which on a box has a border."""
WHEEL = 3
"""Rows a turn of the wheel scrolls."""


class _Grid(Layout):
    """Places the board's widgets where `grid.places` says."""

    name = "warroom"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:  # noqa: ARG002  Textual's
        assert isinstance(parent, Board)
        found = parent.places(size.width, size.height)
        entry = found.get("entry")
        if entry is not None:
            found["prompt"] = entry._replace(w=3)
            found["entry"] = entry._replace(x=3, w=max(1, entry.w - 3))
        return [
            WidgetPlacement(Region(*found[child.id]), NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if child.id in found and found[child.id].h > 0
        ]


class Panel(Lines, can_focus=True):
    """The rows inside a box; keys move its cursor, Enter opens, other letters are the board's."""

    class Clicked(Message):
        """This row of this panel was clicked."""

        def __init__(self, name: str, x: int, y: int) -> None:
            super().__init__()
            self.name = name
            self.x = x
            self.y = y

    class Wheeled(Message):
        """The wheel was turned over the open pane, by so many rows."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows

    def on_key(self, event: events.Key) -> None:
        """A slash begins a line: no verb may become a panel's letters."""
        board = self.screen
        if event.character == "/" and isinstance(board, Board):
            board.begin_line(event.character)
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Clicked(str(self.id).removesuffix("_rows"), event.x, event.y))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -WHEEL)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, WHEEL)

    def _wheel(self, event: events.MouseEvent, rows: int) -> None:
        if self.id == "pane_rows":
            event.stop()
            self.post_message(self.Wheeled(rows))


class Board(Screen[None], inherit_css=False):
    """Banner, ledge, panels or a pane, the line that says what Enter will do, the entry line, the footer."""

    DEFAULT_CSS = """
    Board { overflow: hidden; background: $background; }
    Board:ansi { background: ansi_default; color: ansi_default; }
    Board:ansi.-screen-suspended { text-style: dim; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(), Binding("question_mark", "app.help", show=False)]
    # The grid knows every size; a class for some of them would only be styled anew.
    VERTICAL_BREAKPOINTS = []  # noqa: RUF012  as Textual declares it
    # The entry line has the keys: a panel that had them for a moment would be styled and drawn for nothing.
    AUTO_FOCUS = ""

    def __init__(
        self,
        look: Look,
        now: Callable[[], datetime],
        ready: Callable[[], object],
        keys: Sequence[Key] = KEYS,
        arranged: grid.Arrangement = grid.AS_MADE,
        view: str = "room",
    ) -> None:
        """`ready` is called once everything is there, before it is laid out for the first time."""
        super().__init__(id="board")
        self.keys = keys
        rebind(self, keys)
        self._ready = ready
        self.look = look
        self._grid = _Grid()
        self._now = now
        self.view = view
        self.pane: Opened | None = None
        self.review = ("lanes", ("clocks", "draft"))
        self.current_tab = "timeline"
        self.arranged = arranged
        self.lobby = grid.QUIET
        self._boxes: dict[str, Box] = {}
        self._placed: dict[str, grid.Place] = {}
        self._marked = ""
        self._painted: dict[str, Painted] = {}
        self._pointed = ("", 0)
        self.cursors: dict[str, int] = {}

    @property
    def layout(self) -> Layout:
        return self._grid

    def compose(self) -> ComposeResult:
        look = self.look
        yield Lines(look=look, id="banner")
        yield Lines(look=look, id="ledge")
        yield Lines(look=look, id="reading")
        yield Lines(look=look, id="prompt", ground="raised")
        yield Entry(id="entry")
        yield Lines(look=look, id="footer")

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Nothing here is told in Textual's toasts and tooltips."""

    def on_mount(self) -> None:
        rebind(self.entry, self.keys)
        self.set_focus(self.entry)
        self._ready()

    def begin_line(self, sign: str) -> None:
        """What a panel's own key of this sign does; else give the entry line the keys, with it where it is empty."""
        app = cast("Navigating", self.app)
        if app.replaying.on:
            app.replaying.press(event_name(sign))
            return
        here = f"{self.focus_name}."
        own = next((k for k in self.keys if k.id.startswith(here) and sign in (k.shown, *k.key.split(","))), None)
        if own is not None:
            from warroom.tui.acts import act

            act(own.id)(cast("Navigating", self.app))
            return
        if not self.entry.value:
            self.entry.put(sign)
        self.set_focus(self.entry)

    # Parts.

    @property
    def entry(self) -> Entry:
        return self.query_one("#entry", Entry)

    @property
    def timeline(self) -> Timeline:
        inside = self._box("timeline").inside
        assert isinstance(inside, Timeline)
        return inside

    def places(self, width: int, height: int) -> dict[str, grid.Place]:
        """Where each widget stands now, by its id."""
        view = ("review" if self.reviews else "pane") if self.pane else self.view
        return grid.places(
            width,
            height,
            view=view,
            tab=self.current_tab,
            arranged=self.arranged,
            lobby=self.lobby,
            review=self.review,
        )

    @property
    def reviews(self) -> bool:
        """Whether the review is shown, whose boxes stand in place of a pane's one."""
        return self.pane is not None and self.pane.name == "review"

    def painted(self, name: str) -> Painted | None:
        """A panel as it was painted last."""
        return self._painted.get(name)

    def place(self) -> None:
        """Lay out anew: what has no place is not displayed, so that it can have no keys either."""
        found = self.places(*self.app.size)
        if found == self._placed:
            return
        self._placed = found
        self._make(name for name in found if name in BOXES)
        for child in self.children:
            child.display = child.id in found or (child.id == "prompt" and "entry" in found)
            if isinstance(child, Box) and child.id in found:
                child.strip_bare(found[child.id].h < BOXED)
        # A child's layout: the screen's own would be taken from memory where only the widths are others.
        self.entry.refresh(layout=True)

    def on_resize(self) -> None:
        self.place()

    def shows(self, name: str) -> bool:
        """Whether a panel is on the screen."""
        return name in self.places(*self.app.size)

    @property
    def focus_name(self) -> str:
        """The panel or pane that has the keys, "" for the entry line."""
        name = self._focused_widget
        if name == "pane":
            return self.pane.name if self.pane else ""
        return SAME.get(name, name)

    @property
    def _focused_widget(self) -> str:
        focused = self.focused
        if focused is None or focused.id is None or not focused.id.endswith("_rows"):
            return ""
        return focused.id.removesuffix("_rows")

    @property
    def cursor(self) -> int:
        """The row under the cursor of what has the keys, from 0."""
        if self.pane is not None:
            return self.pane.cursor
        return self.cursors.get(self.focus_name, 0)

    # Painting.

    def paint(self, scene: Scene, specials: list[Special], reading: Row, footer_more: Row = ()) -> None:
        """Draw the scene: only lines that differ reach the terminal, all in one frame."""
        width, height = self.app.size
        if self.view == "lobby":
            self._follow_lobby(scene)
        found = self.places(width, height)
        with self.app.batch_update():
            self._paint_frame(scene, specials, reading, footer_more, found, width, height)
            for name, panel in PANELS.items():
                if name in found:
                    painted = panel.paint(scene, *_room(found[name]))
                    if scene.replay is not None and scene.focus == name:
                        # Keys that only the live room has.
                        painted = msgspec.structs.replace(painted, foot=())
                    self._paint_box(name, painted)
            if "timeline" in found:
                self.timeline.new_day()
                self._box("timeline").show_border(self.timeline.head(), self.timeline.foot())
            if self.pane is not None and "pane" in found:
                from warroom.tui.panes import pane

                self._paint_box("pane", pane(self.pane.name).paint(scene, self.pane, *_room(found["pane"])))

    def _follow_lobby(self, scene: Scene) -> None:
        """The lobby makes room for what is red and for what is left to do."""
        lobby = grid.Lobby(red=worst(scene.views) is not None, after=bool(after_care(scene)))
        if lobby != self.lobby:
            self.lobby = lobby
            self.place()
            self._keep_keys_in_view()

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
        if scene.review is not None and scene.replay is None:
            from warroom.tui.panels.review.around import frame

            above, tabs_row = frame(scene, specials, width, height, found["banner"].h if "banner" in found else 0)
            self._lines("banner").show_rows(above)
            self._paint_rest(scene, reading, footer_more, found, width, tabs_row)
            return
        tabs = self.view == "room" and not self.pane and grid.tabbed(width, height)
        self._lines("banner").show_rows(
            banner.paint(
                scene, width, found["banner"].h if "banner" in found else 0, ledge.chip(specials, width) if tabs else ()
            )
        )
        hidden = "Tab: more" if width < 80 or height < 24 else self._hidden()
        row = ledge.paint(scene, specials, width, tabs=tabs, hidden=hidden)
        self._paint_rest(scene, reading, footer_more, found, width, row)

    def _paint_rest(
        self,
        scene: Scene,
        reading: Row,
        footer_more: Row,
        found: dict[str, grid.Place],
        width: int,
        under: Row,
    ) -> None:
        """What stands around the panels, below the banner; `under` is the row right under it."""
        if "ledge" in found:
            self._lines("ledge").show_rows([under])
        self._lines("reading").show_rows([reading])
        sign = "›" if scene.look.glyphs else ">"
        self._lines("prompt").show_rows([((f"R{sign} " if scene.replay is not None else f" {sign} ", "focus/surf"),)])
        if "footer" in found:
            self._lines("footer").show_rows(
                [_footer(_named(self.keys, self.view, scene), footer_more or self._ways(), width)]
            )

    def _ways(self) -> Row:
        """What the lobby's entry line is for."""
        return (("/declare", "title"), (" start", "muted")) if self.view == "lobby" else ()

    def _hidden(self) -> str:
        """What its user took from the room, and how it comes back."""
        if self.view != "room" or self.pane is not None or grid.tabbed(*self.app.size):
            return ""
        if self.arranged.only:
            return f"{self.arranged.only} alone: z shows the others"
        away = [name for column in (*grid.COLUMNS, ("timeline",)) for name in column if name in self.arranged.hidden]
        return f"hidden: {', '.join(away)}; Tab, then = shows all" if away else ""

    def _paint_box(self, name: str, painted: Painted) -> None:
        self._painted[name] = painted
        self._box(name).show_border(painted.head, painted.foot)
        self._lines(f"{name}_rows").show_rows(painted.rows)

    def _box(self, name: str) -> Box:
        self._make([name])
        return self._boxes[name]

    def _make(self, names: Iterable[str]) -> None:
        """Make the boxes that were not shown before: each costs, and no view has more than half of them."""
        fresh = [self._made(name) for name in names if name not in self._boxes]
        if fresh and self.is_attached:
            self.mount(*fresh)
            for box in fresh:
                # At once, so that it can be given the keys: what a box composes comes later.
                box.mount(box.inside)

    def _made(self, name: str) -> Box:
        rows, look = f"{name}_rows", self.look
        inside = Timeline(look=look, now=self._now, id=rows) if name == "timeline" else Panel(look=look, id=rows)
        box = self._boxes[name] = Box(inside, look=look, id=name)
        box.display = name in self._placed
        return box

    def _lines(self, name: str) -> Lines:
        return self.query_one(f"#{name}", Lines)

    def restyle(self, look: Look) -> None:
        """Draw everything anew in another look."""
        self.look = look
        for widget in self.query(Lines):
            widget.restyle(look)
        for box in self._boxes.values():
            box.restyle(look)
        for timeline in self.query(Timeline):
            timeline.restyle(look)

    # Views.

    def show_view(self, view: str) -> None:
        """The room or the lobby."""
        if view != self.view or self.pane is not None:
            self.view, self.pane = view, None
            # At once: later it would take the keys from what is opened meanwhile.
            self.set_focus(self.entry)
            self.place()

    def show_pane(self, name: str, about: Any = None) -> None:
        """A pane in place of the panels; the same again takes it away, and so does "". One with rows gets the keys."""
        from warroom.tui.panes import Opened, pane

        same = self.pane is not None and self.pane.name == name and about is None
        self.pane = None if same or not name else Opened(name, about)
        self.place()
        if self.pane is not None and pane(name).rows is not None:
            self.focus_panel("pane")
        else:
            self.set_focus(self.entry)

    def scroll_pane(self, pages: int) -> None:
        """A page of the open pane."""
        if self.pane is not None:
            self.scroll_rows(pages * (self.pane.page or max(1, self.app.size.height - 12)))

    def scroll_rows(self, rows: int) -> None:
        """So many rows of the open pane."""
        if self.pane is not None:
            self.pane.top = max(0, self.pane.top + rows)

    # Keys.

    class KeysMoved(Message):
        """Another panel, or the entry line, has the keys now."""

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self._mark_focus()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self._mark_focus()

    def _mark_focus(self) -> None:
        name = self._focused_widget
        if name != self._marked:
            self._marked = name
            self.post_message(self.KeysMoved())
            for box in self._boxes.values():
                # An editor over a pane is named for it.
                over = self.pane is not None and self.pane.name == name
                box.brighten(box.id == ("pane" if over else name))

    def cycle(self, step: int) -> None:
        """The next panel after the one with the keys; after the last the entry line."""
        if self.pane is not None:
            self._cycle_pane()
            return
        width, height = self.app.size
        if self.view == "room" and grid.tabbed(width, height):
            self._cycle_tabs(step)
            return
        names = ["", *(name for name in WALKED[self.view] if self.shows(name))]
        here = names.index(self._focused_widget) if self._focused_widget in names else 0
        following = names[(here + step) % len(names)]
        if following:
            self.focus_panel(following)
        else:
            self.set_focus(self.entry)

    def _cycle_pane(self) -> None:
        from warroom.tui.panes import pane

        if self.pane is not None and pane(self.pane.name).rows is not None and not self.focus_name:
            self.focus_panel("pane")
        else:
            self.set_focus(self.entry)

    def _cycle_tabs(self, step: int) -> None:
        names = [name for name, _ in grid.IN_TABS]
        if not self.focus_name:
            self.focus_panel(next(name for name, tab in grid.IN_TABS if tab == self.current_tab))
            return
        place = names.index(self._focused_widget) + step
        if 0 <= place < len(names):
            self.choose_tab(names[place])
        else:
            self.set_focus(self.entry)

    def choose_tab(self, name: str) -> None:
        """Show the tab this panel stands in and give the panel the keys."""
        self.current_tab = dict(grid.IN_TABS)[name]
        self.place()
        self.focus_panel(name)

    def rearrange(self, arranged: grid.Arrangement) -> None:
        """Lay the room out so; keys that were in a panel no longer shown go to the entry line."""
        self.arranged = arranged
        self.place()
        self._keep_keys_in_view()

    def _keep_keys_in_view(self) -> None:
        name = self._focused_widget
        if name and not self.shows(name):
            self.entry.focus()

    def focus_panel(self, name: str) -> None:
        """Give a panel that is shown the keys."""
        self.cursors.setdefault(SAME.get(name, name), 0)
        # At once: of several presses in one go each goes on from the one before.
        self.set_focus(self._box(name).inside)

    def move_cursor(self, by: int, scene: Scene) -> None:
        """Move the cursor of what has the keys among its rows; a pane without such rows is scrolled."""
        name = self._focused_widget
        if self.pane is not None:
            self._move_in_pane(self.pane, by, scene)
        elif name == "timeline":
            self.timeline.move_cursor(by)
        elif name in PANELS:
            rows = PANELS[name].rows
            count = rows(scene) if rows else 1
            self.cursors[self.focus_name] = max(0, min(self.cursor + by, count - 1))

    def point(self, name: str, x: int, y: int, scene: Scene) -> bool:
        """Move the cursor to what is shown there; whether the click before was on it too."""
        if name == "pane" and self.pane is not None:
            from warroom.tui.panes import pane

            pointing = pane(self.pane.name).point
            if pointing is not None:
                side = pointing(scene, self.pane, x, y)
                before, self._pointed = self._pointed, (side, self.pane.cursor)
                return side != "" and before == self._pointed
        painted = self._painted.get(name)
        if painted is None or not painted.heading <= y < len(painted.rows) or painted.item_at(y) < 0:
            return False
        self.move_cursor(painted.item_at(y) - self.cursor, scene)
        before, self._pointed = self._pointed, (name, self.cursor)
        return before == self._pointed

    def _move_in_pane(self, opened: "Opened", by: int, scene: Scene) -> None:
        from warroom.tui.panes import pane

        rows = pane(opened.name).rows
        if rows is None:
            opened.top = max(0, opened.top + by)
        else:
            opened.cursor = max(0, min(opened.cursor + by, rows(scene, opened) - 1))


def _room(place: grid.Place) -> tuple[int, int]:
    return (place.w, place.h) if place.h < BOXED else (max(0, place.w - 4), place.h - 2)


def _named(keys: Iterable[Key], view: str, scene: Scene) -> list[Key]:
    """The keys that the footer names: in a replay those that lead nowhere else."""
    found = footer_keys(keys, view)
    few = scene.replay is not None or scene.review is not None
    return [key for key in found if key.id in ("help", "palette", "quit")] if few else found


def _footer(keys: Iterable[Key], more: Row, width: int) -> Row:
    """Whole keys, as many as leave room for what this screen adds behind them."""
    row: Row = ((" ", "text"),)
    room = width - width_of(more)
    for key in keys:
        wider: Row = (*row, (key.shown, "title"), (f" {key.footer}  ", "muted"))
        if width_of(wider) > room:
            break
        row = wider
    return (*row, *more)
