"""What comes from the keyboard. Textual would end the room over one byte or number, and press keys for a paste."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from functools import partial

from textual import events
from textual._context import active_app
from textual._xterm_parser import BRACKETED_PASTE_END as END
from textual._xterm_parser import BRACKETED_PASTE_START as BEGIN
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.keys import Keys
from textual.message import Message

from warroom.tui.board import Board, Panel
from warroom.tui.panels.entry import Entry
from warroom.tui.typed import Typed

SOON_S = 0.01
_CHARACTERS = re.compile(r"([^\x00-\x1f\x7f-\x9f]+)")


class Keyboard(XTermParser):
    """A paste is text: what follows an ESC in it is no key. Characters in one go are typed in one go.

    What remains: an end that was forged and read in another piece than the true one. Most terminals take ESC out of
    what they paste; behind one that does not, such a page could still press a key.
    """

    def __init__(self, debug: bool = False) -> None:
        self._pasting = False
        self._before = ""
        self._pasted: list[str] = []
        self._typed: Typed | None = None
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """The messages in what was read; "" is the end."""
        if not data:
            yield from super().feed(data)
        for piece in self._without_pastes(data):
            for n, run in enumerate(_CHARACTERS.split(piece)):
                yield from self._characters(run) if n % 2 else self._keys(run)

    def tick(self) -> Iterable[Message]:
        """The messages in what was read long enough ago: an ESC that nothing followed is a key."""
        for message in super().tick():
            self._typed = None
            yield message
        if not (self._pasting or self._in_sequence):
            self._before = ""

    @property
    def _in_sequence(self) -> bool:
        """Whether what comes next may belong to the ESC before it."""
        return self._awaiting.timeout is not None

    def _keys(self, data: str) -> Iterator[Message]:
        for message in super().feed(data) if data else ():
            # What is typed after a key must not join what was typed before it.
            self._typed = None
            if isinstance(message, events.Paste):
                yield events.Paste("".join(self._pasted).replace("\x00", ""))
                self._pasted.clear()
            else:
                yield message

    def _characters(self, run: str) -> Iterator[Message]:
        while run and self._in_sequence:
            yield from self._keys(run[0])
            run = run[1:]
        if run and not (self._typed and self._typed.join(run)):
            self._typed = Typed(run)
            yield events.Callback(partial(self._hand_over, self._typed))

    async def _hand_over(self, typed: Typed) -> None:
        """To the entry line in one piece; to whatever else has the keys one by one. On the screen's thread."""
        app = active_app.get()
        app.app_focus = True
        # While the screen is being made nothing has the keys yet, and somebody may type already.
        taker = app.focused or next(iter(app.screen.query(Entry)), None)
        if taker is None:
            app.set_timer(SOON_S, partial(self._hand_over, typed))
        elif isinstance(taker, Entry):
            taker.post_message(typed)
        else:
            keys, slash, line = typed.take().partition("/") if isinstance(taker, Panel) else (typed.take(), "", "")
            for character in keys:
                for key in self._sequence_to_key_events(character):
                    await app.on_event(key)
            if slash and isinstance(board := app.screen, Board):
                board.begin_line(slash)
                board.entry.post_message(Typed(line))

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):
            # A key with the number of no character, as a stray sequence may have.
            return (events.Key(Keys.Ignore, sequence),)

    def _without_pastes(self, data: str) -> Iterator[str]:
        """The same in pieces; what stood between the begin and the end of a paste is put aside."""
        while data:
            if not self._pasting:
                # A begin may be cut by the end of what was read, and its first half is with Textual already.
                place = (self._before + data).find(BEGIN)
                if place < 0:
                    self._before = (self._before + data)[1 - len(BEGIN) :]
                    yield data
                    break
                cut = place + len(BEGIN) - len(self._before)
                yield data[:cut]
                data, self._before, self._pasting = data[cut:], "", True
            else:
                data, self._before = self._before + data, ""
                place = _end_of_paste(data)
                if place < 0:
                    self._before = _cut_end(data)
                    self._pasted.append(data[: len(data) - len(self._before)])
                    break
                self._pasted.append(data[:place])
                yield END
                data, self._pasting = data[place + len(END) :], False


def _end_of_paste(data: str) -> int:
    """Where it ends, -1 for not yet: at the last end before another begins, since the text may hold a forged one."""
    first = data.find(END)
    if first < 0:
        return -1
    begins = data.find(BEGIN, first)
    return data.rfind(END, first, begins if begins >= 0 else len(data))


def _cut_end(data: str) -> str:
    """The first half of an end that the end of what was read has cut."""
    return next((END[:n] for n in range(len(END) - 1, 0, -1) if data.endswith(END[:n])), "")


def take_any_bytes() -> None:
    """Bytes in another encoding, or of a binary file that was pasted, are taken as the \\xe9 they are."""
    vars(linux_driver)["getincrementaldecoder"] = lambda encoding: partial(
        getincrementaldecoder(encoding), "backslashreplace"
    )


def take_pastes_whole() -> None:
    """Have Textual's driver read through a Keyboard."""
    vars(linux_driver)["XTermParser"] = Keyboard
