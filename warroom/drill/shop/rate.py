"""How many of the last minute's requests failed, in percent."""

from collections import deque

from warroom.drill.shop.tempo import Tempo

WINDOW_S = 60.0
MOST = 4000


class Rate:
    """Over the last 60 s of the drill."""

    def __init__(self, tempo: Tempo) -> None:
        self._tempo = tempo
        self._seen: deque[tuple[float, bool]] = deque(maxlen=MOST)

    def count(self, failed: bool) -> None:
        """Take one request in."""
        self._seen.append((self._tempo.now(), failed))

    def _recent(self) -> deque[tuple[float, bool]]:
        old = self._tempo.now() - WINDOW_S
        while self._seen and self._seen[0][0] < old:
            self._seen.popleft()
        return self._seen

    @property
    def requests(self) -> int:
        """How many the percentage is taken from."""
        return len(self._recent())

    @property
    def percent(self) -> float:
        """The failed ones; 0 where there was no request."""
        recent = self._recent()
        return round(100 * sum(failed for _, failed in recent) / max(1, len(recent)), 1)
