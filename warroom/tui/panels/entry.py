"""The entry line: always focused, keeps every pasted line, brings back own lines, shows what cannot be shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input

from warroom.incident.words import MAX_TEXT
from warroom.secrets import find
from warroom.tui.binding import event_name
from warroom.tui.panels.viewport import Viewport
from warroom.tui.typed import Typed

if TYPE_CHECKING:
    from warroom.secrets.span import Secret

KEPT_LINES = 200


class Entry(Input, inherit_css=False):
    """One line of input; a pasted block stays one value with its line breaks in it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"input--cursor", "input--placeholder", "input--selection"}
    DEFAULT_CSS = """
    Entry {
        width: 100%; height: 1; background: $surface; color: $text-title; text-style: $row-style;
        overflow: auto; scrollbar-size-horizontal: 0; pointer: text;
    }
    Entry > .input--cursor { background: $cursor-ground; color: $cursor-text; text-style: $cursor-style; }
    Entry > .input--placeholder { color: $text-quiet; }
    Entry > .input--selection { background: $focus-ground; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", "older line", id="entry.older", show=False),
        Binding("down", "newer", "newer line", id="entry.newer", show=False),
        Binding("pageup", "app.page(-1)", "older lines", id="page.up", show=False),
        Binding("pagedown", "app.page(1)", "newer lines", id="page.down", show=False),
        Binding("ctrl+c", "app.ask_quit", "ask to quit", id="entry.ask", show=False),
        Binding("tab", "complete", "complete, else panels", id="panels", show=False, priority=False),
        Binding("ctrl+u", "delete_left_all", "clear the line", id="entry.clear", show=False),
        Binding("ctrl+o", "as_typed", "mask secrets or not", id="entry.as_typed", show=False),
        Binding("f12,alt+enter", "split", "each pasted line a note", id="entry.split", show=False),
    ]

    # Textual's would lay the whole screen out anew at every key, because the line could have grown out of its place.
    virtual_size = Reactive(Size(0, 0), layout=False)

    @dataclass
    class Entered(Message):
        """Enter was pressed on this text, which is gone from the line; `split` asks for each line apart."""

        text: str
        split: bool = False
        as_typed: bool = False

    class AsTypedWanted(Message):
        """Ctrl+O was pressed: what looks like a secret is to be recorded as it stands, or to be masked after all."""

    class CompletionWanted(Message):
        """Tab was pressed."""

    @dataclass
    class Answered(Message):
        """A key answered the open question; `act` is None where it let the question lapse."""

        act: Callable[[], None] | None

    @dataclass
    class Pointed(Message):
        """This column was clicked of what lies over the line."""

        x: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.lent: Callable[[str], bool] | None = None
        """Whose the keys are while nothing can be typed here: takes Textual's name of one, says whether it was its."""
        self._over: Strip | None = None
        self.cursor_blink = False
        self._lines: list[str] = []
        self._fresh: list[str] = []
        self._back = 0
        self._half_typed = ""
        self.answers: dict[str, Callable[[], None]] = {}
        self._as_typed: frozenset[str] = frozenset()
        self._viewport = Viewport()
        self._searched: tuple[str, tuple[Secret, ...]] = ("", ())

    @property
    def secrets(self) -> "tuple[Secret, ...]":
        """What looks like a secret; a line too long to be recorded is not searched at every key."""
        return self._found() if len(self.value) <= MAX_TEXT else ()

    def _found(self) -> "tuple[Secret, ...]":
        if self._searched[0] != self.value:
            self._searched = (self.value, tuple(find(self.value)))
        return self._searched[1]

    @property
    def as_typed(self) -> bool:
        """Whether the secrets in the line are to be recorded as they stand: those there at ^O, and no others."""
        return bool(self._as_typed) and self._secrets() <= self._as_typed

    @as_typed.setter
    def as_typed(self, wanted: bool) -> None:
        self._as_typed = self._secrets() if wanted else frozenset()

    def _secrets(self) -> frozenset[str]:
        return frozenset(self.value[secret.start : secret.end] for secret in self._found())

    @property
    def recalled(self) -> bool:
        """Whether the line is an own one from before, brought back and not changed."""
        return 0 < self._back <= len(self._lines) and self.value == self._lines[-self._back]

    @property
    def content_width(self) -> int:
        """The line's own place: what does not fit in it is never laid out."""
        return self.size.width

    def render_line(self, y: int) -> Strip:
        """The part of the line around the cursor; secrets stand out."""
        if self._over is not None and not y:
            return self._over.adjust_cell_length(self.content_size.width, self.rich_style)
        if y or not self.value:
            strip = super().render_line(y)
            return strip.extend_cell_length(self.content_size.width).apply_style(self.rich_style)
        width = self.content_size.width
        self._follow()
        strip = Strip(self.app.console.render(self._shown(width), self.app.console_options.update_width(width + 1)))
        return strip.crop(0, width).extend_cell_length(width).apply_style(self.rich_style)

    def _shown(self, width: int) -> Text:
        left = self._viewport.left
        text = Text(f"{self._viewport.signs(self.value, width)} ", no_wrap=True, overflow="ignore", end="")
        style = "underline" if self.as_typed else "reverse"
        for secret in self.secrets:
            if left < secret.end and secret.start < left + len(text):
                text.stylize(style, max(0, secret.start - left), secret.end - left)
        if self.has_focus:
            start, end = sorted(self.selection)
            if end > max(start, left):
                text.stylize_before(self.get_component_rich_style("input--selection"), max(0, start - left), end - left)
            cursor = self.cursor_position - left
            text.stylize(self.get_component_rich_style("input--cursor"), cursor, cursor + 1)
        return text

    def _follow(self) -> None:
        self._viewport.follow(self.value, self.cursor_position, max(1, self.content_size.width))

    @property
    def _cursor_offset(self) -> int:
        """The cell in which the cursor is drawn."""
        self._follow()
        return self._viewport.cell(self.value, self.cursor_position)

    def _cell_offset_to_index(self, offset: int) -> int:
        return self._viewport.place(self.value, offset, self.content_size.width)

    def show_instead(self, over: Strip | None) -> None:
        """Draw this over the line; None draws the line again."""
        if over != self._over:
            self._over = over
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self._over is not None:
            event.stop()
            self.post_message(self.Pointed(event.x))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the keys are lent nothing is typed, brought back or entered here."""
        if self.lent is not None and action != "complete":
            return False
        return super().check_action(action, parameters)

    def remember(self, line: str) -> None:
        """Keep a line for Up and Down."""
        if line.strip() and (not self._lines or self._lines[-1] != line):
            self._lines = [*self._lines, line][-KEPT_LINES:]
            self._fresh = [*self._fresh, line][-KEPT_LINES:]
        self._back = 0

    def recall(self, lines: Sequence[str]) -> None:
        """Have these, oldest first, before what was typed here; they take the place of those recalled before."""
        self._lines = [*(line for line in lines if line not in self._fresh), *self._fresh][-KEPT_LINES:]
        self._back = 0

    def put(self, text: str) -> None:
        """Replace the text, cursor at its end; nobody typed it, so no change is announced."""
        with self.prevent(self.Changed):
            self._show(text)

    def _show(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)

    def give_back(self, line: str) -> bool:
        """Put an entered line back; where somebody typed on it is one Up away. Whether it stands there again."""
        if self.value:
            self.remember(line)
            return False
        self.put(line)
        return True

    def take(self) -> str:
        """The text, which is then gone from the line."""
        text = self.value
        self.put("")
        return text

    async def _on_key(self, event: events.Key) -> None:
        if self.lent is not None:
            event.prevent_default()
            if self.lent(event.key):
                event.stop()
            return
        if self._answer(event.key):
            event.stop()
            event.prevent_default()
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            # Done here and now: Textual would do it only when the key has bubbled to the app, and keys that came in
            # one packet with it, over a slow line or from tmux, would overtake it.
            event.stop()
            event.prevent_default()
            await self.run_action(binding.action)
            return
        if event.key.startswith(("alt+", "ctrl+", "super+")):
            # No letter: what it does is for the app to say, and it is not typed.
            event.prevent_default()
            return
        await super()._on_key(event)

    def _answer(self, key: str) -> bool:
        """Whether this key answers the open question; another than Esc lets it lapse."""
        if not self.answers or key == "escape":
            return False
        act = self.answers.get(key)
        self.answers = {}
        self.post_message(self.Answered(act))
        return act is not None

    def _on_typed(self, event: Typed) -> None:
        text = event.take()
        while text and self.lent is not None:
            self.lent(event_name(text[0]))
            text = text[1:]
        if not text:
            return
        if self._answer(text[0]):
            text = text[1:]
        if text:
            self.replace(text, *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if self.lent is not None:
            return
        text = event.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if text:
            self.replace(text, *self.selection)

    async def action_submit(self) -> None:
        # Taken before anything is asked: a key that follows at once begins the next line.
        self._enter()

    def action_split(self) -> None:
        self._enter(split=True)

    def _enter(self, *, split: bool = False) -> None:
        as_typed, self.as_typed = self.as_typed, False
        self.post_message(self.Entered(self.take(), split, as_typed))

    def action_as_typed(self) -> None:
        self.post_message(self.AsTypedWanted())

    def action_complete(self) -> None:
        self.post_message(self.CompletionWanted())

    def action_older(self) -> None:
        if self._back < len(self._lines):
            if self._back == 0:
                self._half_typed = self.value
            self._back += 1
            self._show(self._lines[-self._back])

    def action_newer(self) -> None:
        if self._back:
            self._back -= 1
            self._show(self._lines[-self._back] if self._back else self._half_typed)
