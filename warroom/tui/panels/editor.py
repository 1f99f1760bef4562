"""Several lines edited in their place: moved in by words, undone, pasted into; faults stand out where they are.

Textual keeps document, cursor, wrapping and history; what is drawn is drawn here, in this look and made safe.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea

from warroom.text import plain
from warroom.tui.grid import Place
from warroom.tui.lines import draw
from warroom.tui.look import Look, Row

if TYPE_CHECKING:
    from textual.document._document import EditResult, Location
    from textual.document._edit import Edit

MOST_LETTERS = 20_000
"""More is no words to anybody; a pasted log is refused whole."""
_REVERSED = Style(reverse=True)


class Mark(NamedTuple):
    """A stretch of the text, in code points, and the style it is drawn in."""

    begin: int
    end: int
    style: str


class Editor(TextArea, inherit_css=False, inherit_bindings=False):
    """The text of an update; Esc and Tab leave it as it stands."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set()
    DEFAULT_CSS = """
    Editor { position: absolute; background: $background; color: $text-body; pointer: text;
        overflow-x: hidden; overflow-y: auto; scrollbar-size: 0 0; }
    Editor:ansi { background: ansi_default; color: ansi_default; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("ctrl+left,alt+left", "cursor_word_left", show=False),
        Binding("ctrl+right,alt+right", "cursor_word_right", show=False),
        Binding("home,ctrl+a", "cursor_line_start", show=False),
        Binding("end,ctrl+e", "cursor_line_end", show=False),
        Binding("ctrl+home", "first", show=False),
        Binding("ctrl+end", "last", show=False),
        Binding("pageup", "cursor_page_up", show=False),
        Binding("pagedown", "cursor_page_down", show=False),
        Binding("shift+left", "cursor_left(True)", show=False),
        Binding("shift+right", "cursor_right(True)", show=False),
        Binding("shift+up", "cursor_up(True)", show=False),
        Binding("shift+down", "cursor_down(True)", show=False),
        Binding("shift+home", "cursor_line_start(True)", show=False),
        Binding("shift+end", "cursor_line_end(True)", show=False),
        Binding("ctrl+shift+left", "cursor_word_left(True)", show=False),
        Binding("ctrl+shift+right", "cursor_word_right(True)", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete,ctrl+d", "delete_right", show=False),
        Binding("ctrl+w,ctrl+backspace,alt+backspace", "delete_word_left", show=False),
        Binding("ctrl+delete,alt+delete", "delete_word_right", show=False),
        Binding("ctrl+u", "delete_to_start_of_line", show=False),
        Binding("ctrl+k", "delete_to_end_of_line_or_delete_line", show=False),
        Binding("ctrl+x", "cut", show=False),
        Binding("ctrl+c", "copy_or_ask", show=False),
        Binding("ctrl+v", "paste", show=False),
        Binding("ctrl+z", "undo", id="update.undo", show=False),
        Binding("ctrl+y", "redo", id="update.redo", show=False),
        Binding("tab", "app.next_panel", id="panels", show=False),
        Binding("shift+tab", "app.previous_panel", id="panels.back", show=False),
        Binding("escape", "app.leave", id="leave", show=False),
    ]

    # Textual's would lay the whole screen out anew whenever a line is added.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(
        self,
        *,
        look: Look,
        typed: Callable[[], object],
        refused: Callable[[], object],
        id: str,  # noqa: A002  Textual's name
    ) -> None:
        """`typed` is called with every change somebody makes, `refused` where it would be too much."""
        self._look = look
        self._typed = typed
        self._refused = refused
        self._marks: tuple[Mark, ...] = ()
        self._place: Place | None = None
        super().__init__(id=id, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self.match_cursor_bracket = False

    # What stands in it.

    def show(self, text: str, at: tuple[int, int] | None = None) -> None:
        """Another text, with nothing to undo; the cursor at its end, or `at` selected."""
        self._marks = ()
        self.load_text(plain(text).replace("\t", "    "))
        self.go_to(*(at or (len(self.text),)))

    def put(self, text: str) -> None:
        """Another text, which can be undone."""
        self.history.checkpoint()
        self.replace(text, self.document.start, self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()
        self.go_to(len(self.text))

    def go_to(self, at: int, end: int = -1) -> None:
        """The cursor before this letter, in view; with all up to `end` selected, to be typed over."""
        self.move_cursor(self._location(at))
        if end > at:
            self.move_cursor(self._location(end), select=True)

    def _location(self, at: int) -> tuple[int, int]:
        before = self.text[:at]
        return before.count("\n"), len(before) - (before.rfind("\n") + 1)

    def mark(self, marks: Sequence[Mark]) -> None:
        """Draw these stretches so."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.refresh()

    def restyle(self, look: Look) -> None:
        """Draw everything anew where the look is another one."""
        if look is not self._look:
            self._look = look
            self.refresh()

    def stand(self, place: Place) -> None:
        """Be shown at this place of what it lies over."""
        if place != self._place:
            self._place = place
            self.styles.offset = (place.x, place.y)
            self.styles.width, self.styles.height = place.w, place.h
        if not self.display:
            self.display = True

    def edit(self, edit: "Edit") -> "EditResult":
        """The one door to the text: what could act on a terminal stands as a sign of itself."""
        edit.text = plain(edit.text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", "    ")
        result = super().edit(edit)
        self._typed()
        return result

    def _undo_batch(self, edits: "Sequence[Edit]") -> None:
        super()._undo_batch(edits)
        self._typed()

    def _redo_batch(self, edits: "Sequence[Edit]") -> None:
        super()._redo_batch(edits)
        self._typed()

    # Keys.

    async def _on_key(self, event: events.Key) -> None:
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            # Done here and now, as in the entry line: keys that came in one packet with it would overtake it.
            event.stop()
            event.prevent_default()
            await self.run_action(binding.action)
            return
        if event.key.startswith(("alt+", "ctrl+", "super+")):
            # Textual takes the letter of an unbound one for a letter that was typed.
            event.prevent_default()
            return
        if (event.is_printable or event.key == "enter") and len(self.text) >= MOST_LETTERS:
            event.stop()
            event.prevent_default()
            self._refused()
            return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = event.text.strip("\r\n") if "\n" in event.text.strip("\r\n") else event.text.rstrip("\r\n")
        if len(text) + len(self.text) > MOST_LETTERS:
            self._refused()
        elif text:
            self.history.checkpoint()
            result = self.replace(text, *self.selection, maintain_selection_offset=False)
            self.move_cursor(result.end_location)
            self.history.checkpoint()

    def action_first(self) -> None:
        self.move_cursor(self.document.start)

    def action_last(self) -> None:
        self.move_cursor(self.document.end)

    async def action_copy_or_ask(self) -> None:
        if self.selected_text:
            self.action_copy()
        else:
            await self.run_action("app.ask_quit")

    # Drawing.

    def render_lines(self, crop: Region) -> list[Strip]:
        return ScrollView.render_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """One line of the wrapped text, with its marks, the selection and the cursor."""
        width = self.size.width
        place = y + self.scroll_offset.y
        lines = self.wrapped_document._offset_to_line_info  # noqa: SLF001  Textual has no other way to ask
        if place >= len(lines):
            return draw((), width, self._look)
        row, section = lines[place]
        line = self.document.get_line(row)
        cuts = [0, *self.wrapped_document.get_offsets(row), len(line)]
        begin, end = cuts[section], cuts[section + 1]
        last = section == len(cuts) - 2
        strip = draw(self._styled(row, line, begin, end), width, self._look)
        for first, after in self._reversed(row, begin, end, last=last):
            x0 = cell_len(line[begin:first])
            x1 = x0 + max(1, cell_len(line[first:after]))
            strip = _reverse(strip, min(x0, width - 1), min(x1, width))
        return strip

    def _styled(self, row: int, line: str, begin: int, end: int) -> Row:
        start = sum(len(self.document.get_line(n)) + 1 for n in range(row))
        parts: list[tuple[str, str]] = []
        done = begin
        for mark in self._marks:
            first, after = max(done, mark.begin - start), min(end, mark.end - start)
            if first < after:
                parts += [(line[done:first], "text"), (line[first:after], mark.style)]
                done = after
        return (*parts, (line[done:end], "text"))

    def _reversed(self, row: int, begin: int, end: int, *, last: bool) -> list[tuple[int, int]]:
        """The selected letters of a section, and the one under the cursor."""
        found: list[tuple[int, int]] = []
        (top, left), (bottom, right) = sorted(self.selection)
        if (top, left) != (bottom, right) and top <= row <= bottom:
            first = max(begin, left if row == top else 0)
            after = min(end, right if row == bottom else end)
            if first < after:
                found.append((first, after))
        at: Location = self.cursor_location
        inside = begin <= at[1] < end or (last and at[1] == end)
        if self.has_focus and at[0] == row and inside and not found:
            found.append((at[1], at[1] + 1))
        return found


def _reverse(strip: Strip, begin: int, end: int) -> Strip:
    before, inside, after = strip.divide([begin, end, strip.cell_length])
    # Behind the segment's own style: one without colour says that it is not reversed.
    turned = Strip([Segment(text, (style or Style()) + _REVERSED) for text, style, _ in inside], inside.cell_length)
    return Strip.join([before, turned, after])
