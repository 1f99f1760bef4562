"""In the timeline: the line under the cursor, and finding others."""

from typing import TYPE_CHECKING

from warroom.incident.facts import ChangeNoted, Decided, Noted, Suspected
from warroom.report.lines import describe

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def open(app: "Navigating") -> None:  # noqa: A001  the key's own name
    record = app.board.timeline.current
    if record is not None:
        app.board.show_pane("line", record)


def find(app: "Navigating") -> None:
    app.offer("/find ")


def next(app: "Navigating") -> None:  # noqa: A001  the key's own name
    _hit(app, 1)


def previous(app: "Navigating") -> None:
    _hit(app, -1)


def _hit(app: "Navigating", step: int) -> None:
    timeline = app.board.timeline
    if timeline.hits.wanted is None:
        app.entering.say("nothing is looked for: / or /find WORDS", bad=False)
    elif not timeline.next_hit(step):
        app.entering.say(f"no line has {timeline.hits.wanted.text}", bad=False)


def filter(app: "Navigating") -> None:  # noqa: A001  the key's own name
    app.offer("/filter ")


def only(app: "Navigating") -> None:
    from warroom.tui import searching

    if record := app.board.timeline.current:
        word = describe(record, app.incident, app.scene.now).word
        searching.narrow(app, "" if app.board.timeline.listing.wanted else f"kind:{word}")


def amend(app: "Navigating") -> None:
    record = app.board.timeline.current
    if record is None:
        return
    if isinstance(record.fact, Noted | ChangeNoted | Decided | Suspected):
        app.offer(f"/amend {record.seq} {describe(record, app.incident, app.scene.now).text}")
    else:
        app.entering.say(f"#{record.seq} is an act, not words: s takes it back", bad=False)


def strike(app: "Navigating") -> None:
    if record := app.board.timeline.current:
        app.offer(f"/strike {record.seq} ")


def pin(app: "Navigating") -> None:
    if record := app.board.timeline.current:
        app.offer(f"/pin {record.seq}")


def mark(app: "Navigating") -> None:
    app.board.timeline.mark()


def copy(app: "Navigating") -> None:
    from warroom.tui.copying import copy as copied

    if marked := app.board.timeline.marked:
        said, bad = copied(app, marked)
        app.entering.say(said, bad=bad)
