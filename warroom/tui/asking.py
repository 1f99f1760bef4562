"""A question in the row above the entry line: one sentence, answered by a key or by a typed line; Esc is no."""

from collections.abc import Callable

import msgspec

from warroom.tui.look import Row


class Question(msgspec.Struct, frozen=True):
    """`keys` answer at once; with `typed` the next entered line is the answer. Esc calls `escape`.

    `now` gives the sentence where it changes while it is asked; () leaves `said`.
    """

    said: Row
    keys: dict[str, Callable[[], None]] = {}
    typed: Callable[[str], bool] | None = None
    escape: Callable[[], None] | None = None
    placeholder: str = ""
    now: Callable[[], Row] | None = None

    @property
    def asks(self) -> Row:
        """The sentence as it is at this moment."""
        return (self.now() if self.now is not None else ()) or self.said
