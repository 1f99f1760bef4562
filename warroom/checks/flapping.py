"""Whether a check cannot decide itself: Nagios' share of changes among the last readings, the newest weighing most."""

from collections import deque
from itertools import pairwise

RING = 21
BEGINS, ENDS = 30.0, 20.0
_LIGHTEST, _HEAVIEST = 0.75, 1.25


class Flapping:
    """The last 21 states; hard ones and recoveries are taken in, a failure that may pass is not."""

    def __init__(self) -> None:
        self._states: deque[int] = deque(maxlen=RING)
        self._flaps = False

    def take(self, rank: int) -> None:
        """The newest state: 0 up, 1 degraded, 2 down. Before the first one it has always been so."""
        if not self._states:
            self._states.extend([rank] * RING)
        self._states.append(rank)
        share = self.share
        self._flaps = share >= BEGINS or (self._flaps and share > ENDS)

    @property
    def share(self) -> float:
        """Percent of the steps between states that are changes, from 0.75 times the oldest to 1.25 the newest."""
        step = (_HEAVIEST - _LIGHTEST) / (RING - 2)
        changes = (before != after for before, after in pairwise(self._states))
        return sum(_LIGHTEST + n * step for n, changed in enumerate(changes) if changed) / (RING - 1) * 100

    @property
    def now(self) -> float:
        """The share while it flaps; 0 while it does not."""
        return self.share if self._flaps else 0.0
