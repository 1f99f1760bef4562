"""Text of a command's output, safe to show and to keep: secrets masked, nothing in it acts on a terminal."""

from collections.abc import Collection, Iterator

from warroom.secrets import find, mask
from warroom.secrets.piped import Piped
from warroom.text import plain

_SLICE = 16 << 10
_LINES_OF_KEY = 200


class Masker:
    """Masks one stream, piece after piece, each of whole lines: a private key may lie over several."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self.known = known
        self._key = Piped()
        self._wary = 0

    def safe(self, text: str) -> str:
        """The lines as they may be shown."""
        return plain(self._masked(text))

    def _masked(self, text: str) -> str:
        if "PRIVATE KEY" in text:
            self._wary = _LINES_OF_KEY
        if not self._wary:
            return mask(text, self.known)
        lines = text.split("\n")
        self._wary = max(0, self._wary - len(lines))
        return "\n".join(mask(self._key.mask(line), self.known) if line else line for line in lines)

    def cut(self, text: str, at: int) -> int:
        """The last place at or before `at` that lies in no secret."""
        return next((one.start for one in find(text, self.known) if one.start < at < one.end), at)

    def after(self, text: str, at: int) -> int:
        """The first place at or behind `at` that lies in no secret."""
        return next((one.end for one in find(text, self.known) if one.start < at < one.end), at)


def safe_slices(text: str, masker: Masker) -> Iterator[str]:
    """The text made safe, in slices of whole lines: a screen that shares the thread is painted in between."""
    at = 0
    while at < len(text):
        end = len(text) if at + _SLICE >= len(text) else text.rfind("\n", at, at + _SLICE) + 1
        if end <= at:
            end = text.find("\n", at) + 1 or len(text)
        yield masker.safe(text[at:end])
        at = end
