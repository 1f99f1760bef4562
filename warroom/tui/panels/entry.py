"""The entry line: always focused, keeps every pasted line, brings back own lines, shows what cannot be shown."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from warroom.incident.words import MAX_TEXT
from warroom.secrets import find
from warroom.text import MOST_MARKS, visible

KEPT_LINES = 200
# A megabyte may be pasted: only what is no plain letter is looked at one by one.
_ODD = re.compile(r"[^\x20-\x7e]+")


class Entry(Input):
    """One line of input; a pasted block stays one value with its line breaks in it."""

    DEFAULT_CSS = """
    Entry, Entry:focus { width: 100%; height: 1; border: none; padding: 0; background: $surface; color: $text-title; }
    Entry > .input--cursor { background: $text-body; color: $surface; text-style: none; }
    Entry > .input--placeholder { color: $text-quiet; }
    Entry > .input--selection { background: $focus-ground; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", "older line", show=False),
        Binding("down", "newer", "newer line", show=False),
        Binding("pageup", "app.page(-1)", "older lines", show=False),
        Binding("pagedown", "app.page(1)", "newer lines", show=False),
        Binding("ctrl+c", "app.ask_quit", "ask to quit", show=False),
        Binding("tab", "complete", "complete, else panels", show=False, priority=False),
        Binding("ctrl+o", "as_typed", "mask secrets or not", show=False),
        Binding("f12,alt+enter", "split", "each pasted line a note", show=False),
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

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._lines: list[str] = []
        self._back = 0
        self._half_typed = ""
        self.answers: dict[str, Callable[[], None]] = {}
        self._as_typed: frozenset[str] = frozenset()

    @property
    def as_typed(self) -> bool:
        """Whether the secrets in the line are to be recorded as they stand: those there at ^O, and no others."""
        return bool(self._as_typed) and self._secrets() <= self._as_typed

    @as_typed.setter
    def as_typed(self, wanted: bool) -> None:
        self._as_typed = self._secrets() if wanted else frozenset()

    def _secrets(self) -> frozenset[str]:
        return frozenset(self.value[secret.start : secret.end] for secret in find(self.value))

    @property
    def recalled(self) -> bool:
        """Whether the line is an own one from before, brought back and not changed."""
        return 0 < self._back <= len(self._lines) and self.value == self._lines[-self._back]

    @property
    def _value(self) -> Text:
        """One cell-safe sign for every character, so that the cursor stays where it should; secrets stand out."""
        text = Text(_ODD.sub(_signs, self.value), no_wrap=True, overflow="ignore", end="")
        if len(self.value) <= MAX_TEXT:
            for secret in find(self.value):
                text.stylize("underline" if self.as_typed else "reverse", secret.start, secret.end)
        return text

    def _position_to_cell(self, position: int) -> int:
        """The cell at which a character is drawn; Textual would count what it stands for, and slowly."""
        before = self.value[:position]
        return position if before.isascii() and before.isprintable() else cell_len(_ODD.sub(_signs, before))

    def remember(self, line: str) -> None:
        """Keep a line for Up and Down."""
        if line.strip() and (not self._lines or self._lines[-1] != line):
            self._lines = [*self._lines, line][-KEPT_LINES:]
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
        if self.answers and event.key != "escape":
            act = self.answers.get(event.key)
            self.answers = {}
            self.post_message(self.Answered(act))
            if act is not None:
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
        await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
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


def _signs(found: re.Match[str]) -> str:
    signs: list[str] = []
    marks = 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        signs.append(_sign(char) if marks <= MOST_MARKS else "�")
    return "".join(signs)


def _sign(char: str) -> str:
    if char == "\n":
        return "⏎"
    shown = visible(char) if char != "\t" else " "
    return shown if len(shown) == 1 else "�"
