"""A share of turns, evenly spread: 7 percent is one of fourteen or fifteen, whatever the luck."""


class Every:
    """None of the turns, until `begin`."""

    def __init__(self) -> None:
        self._share = 0.0
        self._due = 0.0

    def begin(self, percent: float) -> None:
        """From now on so many percent of the turns are true, the first of them at once."""
        self._share = percent / 100
        self._due = 1 - self._share

    def end(self) -> None:
        """None any more."""
        self._share = self._due = 0.0

    def turn(self) -> bool:
        """Whether this turn is one of them."""
        self._due += self._share
        if self._share == 0 or self._due < 1:
            return False
        self._due -= 1
        return True
