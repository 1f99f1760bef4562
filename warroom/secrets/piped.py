"""Lines that come one by one: a private key is one secret over many of them, and its last line looks like none."""

import re

from warroom.secrets.finding import mask
from warroom.secrets.span import sign

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----")
_LONGEST_KEY = 200


class Piped:
    """Masks line after line of one input."""

    def __init__(self) -> None:
        self._left = 0

    def mask(self, line: str) -> str:
        """The line as it may be recorded."""
        if _BEGIN.search(line) and not _END.search(line):
            self._left = _LONGEST_KEY
            return mask(line)
        if not self._left:
            return mask(line)
        if _END.search(line):
            self._left = 0
            return mask(line)
        self._left -= 1
        return sign("private key")
