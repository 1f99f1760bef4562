"""What comes from the keyboard. Textual would end the room over one byte or number, and press keys for a paste."""

from codecs import getincrementaldecoder
from collections.abc import Iterable
from functools import partial

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END as END
from textual._xterm_parser import BRACKETED_PASTE_START as BEGIN
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.keys import Keys
from textual.message import Message

ESC = "\x1b"
_STANDS_FOR_ESC = "\udc1b"
"""A lone surrogate: no decoded byte becomes one."""


class Keyboard(XTermParser):
    """A paste is text: what follows an ESC in it is no key.

    What remains: an end that was forged and read in another piece than the true one. Most terminals take ESC out of
    what they paste; behind one that does not, such a page could still press a key.
    """

    def __init__(self, debug: bool = False) -> None:
        self._pasting = False
        self._before = ""
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """The messages in what was read; "" is the end."""
        marked = self._marked(data)
        if data and not marked:
            return
        for message in super().feed(marked):
            if isinstance(message, events.Paste):
                yield events.Paste(message.text.replace(_STANDS_FOR_ESC, ESC))
            else:
                yield message

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):
            # A key with the number of no character, as a stray sequence may have.
            return (events.Key(Keys.Ignore, sequence),)

    def _marked(self, data: str) -> str:
        """The same, where an ESC inside a paste is no ESC any more."""
        kept: list[str] = []
        while data:
            if not self._pasting:
                # A begin may be cut by the end of what was read, and its first half is with Textual already.
                place = (self._before + data).find(BEGIN)
                if place < 0:
                    self._before = (self._before + data)[1 - len(BEGIN) :]
                    kept.append(data)
                    break
                cut = place + len(BEGIN) - len(self._before)
                kept.append(data[:cut])
                data, self._before, self._pasting = data[cut:], "", True
            else:
                data, self._before = self._before + data, ""
                place = _end_of_paste(data)
                if place < 0:
                    self._before = _cut_end(data)
                    kept.append(data[: len(data) - len(self._before)].replace(ESC, _STANDS_FOR_ESC))
                    break
                kept += (data[:place].replace(ESC, _STANDS_FOR_ESC), END)
                data, self._pasting = data[place + len(END) :], False
        return "".join(kept)


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
