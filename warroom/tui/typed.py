"""Characters on their way to the entry line: those that come while it is busy join the ones it has not taken yet."""

from threading import Lock

from textual import events


class Typed(events.Event, bubble=False):
    """One or more printable characters, in the order in which they were typed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._pieces: list[str] | None = [text]
        self._taking = Lock()

    def join(self, text: str) -> bool:
        """Put more behind it, from any thread; False where it was taken already."""
        with self._taking:
            if self._pieces is None:
                return False
            self._pieces.append(text)
            return True

    def take(self) -> str:
        """All that came so far; nothing can join it any more."""
        with self._taking:
            pieces, self._pieces = self._pieces or [], None
        return "".join(pieces)
