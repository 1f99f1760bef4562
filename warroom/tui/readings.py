"""The rows of the checks as the sidecar has them: only what is new is read, whoever asks the checks."""

import msgspec

from warroom.checks.model import View
from warroom.journal.live import Live


class Readings:
    """All rows of one scope, in the order of its checks."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._scope = ""
        self._newest = 0
        self._rows: dict[str, tuple[int, View | None]] = {}

    def look(self, scope: str) -> list[View]:
        """Take in what was written since the last look, and give all rows."""
        if scope != self._scope:
            self._begin(scope)
        if not self._take_in():
            self._begin(scope)
            self._take_in()
        rows = sorted((place, name) for name, (place, view) in self._rows.items() if view is not None)
        return [view for _, name in rows if (view := self._rows[name][1]) is not None]

    def _begin(self, scope: str) -> None:
        self._scope, self._newest, self._rows = scope, 0, {}

    def _take_in(self) -> bool:
        """Read what is new; False where rows have gone, so that all must be read again."""
        held, newest, fresh = self._live.views_after(self._scope, self._newest)
        if newest < self._newest:
            return False
        self._newest = newest
        for name, place, packed in fresh:
            self._rows[name] = (place, _unpacked(packed))
        return len(self._rows) == held


def _unpacked(packed: bytes) -> View | None:
    """The row; None where another release wrote it and this one cannot read it."""
    try:
        return msgspec.json.decode(packed, type=View)
    except msgspec.MsgspecError:
        return None
