"""The cursor over the lanes of the review: a moment, the window of time around it, the record nearest to it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from warroom.tui.panels.review.names import PREFIX

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp
    from warroom.tui.reviewing import Reviewing

LEAST_S = 20.0
"""Seconds that a window shows at least."""


class MovingInTime:
    """Where somebody is in the time that is reviewed; the review owns it."""

    def __init__(self, app: "WarroomApp", reviewing: "Reviewing") -> None:
        self._app = app
        self._reviewing = reviewing
        self.asked = 0

    def begin(self) -> None:
        """Stand where nobody moved yet: at the declaration."""
        if (at := self.at) is not None:
            self._go_to(at)

    def point(self, x: int) -> None:
        """The moment under a click in the lanes."""
        seen = self._reviewing.seen
        if seen is None or seen.drawn is None or seen.review is None:
            return
        from warroom.tui.panels.review.lanes import names_width

        column = x - names_width(seen.review.lanes, self._app.board.places(*self._app.size)[f"{PREFIX}lanes"].w - 4)
        if 0 <= column < seen.drawn.count:
            self._go_to(seen.drawn.moment(column))

    def step(self, columns: int) -> None:
        """The cursor over the lanes so many columns on; the window follows it."""
        seen = self._reviewing.seen
        if seen is None or seen.drawn is None:
            return
        if seen.box != "lanes":
            self._reviewing.choose("lanes")
        from warroom.tui.panels.review.seen import later

        drawn = seen.drawn
        at = self.at or drawn.begin
        column = drawn.column(at) + columns
        moment = later(drawn.begin, drawn.span * column)
        if seen.window is None:
            moment = drawn.moment(max(0, min(column, drawn.count - 1)))
        elif not 0 <= column < drawn.count:
            by = drawn.span * (drawn.count // 2) * (1 if column > 0 else -1)
            self._slide(by)
            moment = max(seen.window[0], min(moment, seen.window[1]))
        self._go_to(moment)

    @property
    def at(self) -> datetime | None:
        """The moment under the cursor; where nobody went yet, the declaration."""
        seen = self._reviewing.seen
        if seen is None:
            return None
        return seen.at or self._app.incident.when("declared") or self._app.incident.last_at

    def _go_to(self, at: datetime) -> None:
        seen = self._reviewing.seen
        if seen is not None:
            from warroom.tui.panels.review.seen import nearest

            seen.at = at
            self.asked = nearest(seen, at)
            if self.asked:
                self._look_up(self.asked)

    def _look_up(self, seq: int) -> None:
        self._app.keeper.look(lambda looking: looking.record(seq))

    def to_mark(self, step: int) -> None:
        """The cursor to the next milestone, or the one before."""
        seen, at = self._reviewing.seen, self.at
        if seen is None or seen.review is None or at is None:
            return
        if seen.box != "lanes":
            self._reviewing.choose("lanes")
        found = [mark.at for mark in seen.review.chart.marks if mark.kind == "milestone"]
        ahead = [one for one in found if (one > at if step > 0 else one < at)]
        if ahead:
            wanted = min(ahead) if step > 0 else max(ahead)
            if seen.window is not None and not seen.window[0] <= wanted < seen.window[1]:
                lasts = seen.window[1] - seen.window[0]
                self._slide(wanted - seen.window[0] - lasts / 2)
            self._go_to(wanted)

    def zoom(self, closer: float) -> None:
        """A window `closer` times as short around the cursor; 0 shows the whole."""
        from warroom.tui.panels.review.lanes import window_of

        seen = self._reviewing.seen
        if seen is None or seen.review is None or (shown := window_of(seen)) is None:
            return
        if seen.box != "lanes":
            self._reviewing.choose("lanes")
        whole = (seen.review.chart.begin, seen.review.chart.end)
        lasts = (shown[1] - shown[0]) / closer if closer else whole[1] - whole[0]
        if not closer or lasts >= whole[1] - whole[0]:
            seen.window = None
        elif lasts.total_seconds() >= LEAST_S:
            at = min(max(self.at or shown[0], whole[0]), whole[1])
            begin = max(whole[0], min(at - lasts / 2, whole[1] - lasts))
            seen.window = (begin, begin + lasts)
        self._go_to(min(max(self.at or whole[0], whole[0]), whole[1]))

    def _slide(self, by: timedelta) -> None:
        seen = self._reviewing.seen
        if seen is None or seen.window is None or seen.review is None:
            return
        begin, end = seen.review.chart.begin, seen.review.chart.end
        lasts = seen.window[1] - seen.window[0]
        first = max(begin, min(seen.window[0] + by, end - lasts))
        seen.window = (first, first + lasts)
