"""Finding lines of the timeline: /find goes to them, /filter lists only them. The journal thread does the looking."""

from typing import TYPE_CHECKING

from warroom.errors import BadInput
from warroom.incident.moment import parse_moment
from warroom.report.matching import Filter, parse
from warroom.tui import messages as m

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating

FIND, FILTER = "find", "filter"


def find(app: "Navigating", text: str) -> bool:
    """Go to the newest line with these words, or to a time; False where the line is to come back."""
    now, zone = app.scene.now, app.scene.incident.zone or app.scene.zone
    at = parse_moment(text, now, zone)
    wanted = Filter(since=at, text=f"from {text}") if at else _read(app, text, "it goes: /find WORDS, or /find 14:32")
    if not wanted:
        return False
    app.board.timeline.hits.begin(wanted)
    app.board.focus_panel("timeline")
    app.keeper.find(wanted, FIND)
    return True


def narrow(app: "Navigating", text: str) -> bool:
    """List only these lines; nothing lists all again."""
    wanted = _read(app, text, "")
    if wanted is None:
        return False
    app.board.timeline.narrow(wanted or None)
    if wanted:
        app.keeper.find(wanted, FILTER)
    return True


def again(app: "Navigating") -> None:
    """Look once more: a correction may have changed what matches."""
    timeline = app.board.timeline
    for wanted, purpose in ((timeline.listing.wanted, FILTER), (timeline.hits.wanted, FIND)):
        if wanted is not None:
            app.keeper.find(wanted, purpose)


def found(app: "Navigating", message: m.LinesFound) -> None:
    """Take what the journal thread found, unless something else is looked for by now."""
    timeline = app.board.timeline
    if message.purpose == FILTER and message.wanted == timeline.listing.wanted:
        timeline.matched(message.seqs, whole=message.whole)
    elif message.purpose == FIND and message.wanted == timeline.hits.wanted:
        timeline.hits.add(message.seqs, whole=message.whole)
        if message.whole:
            _go(app)
            if message.wanted.words and message.wanted.text != app.sought:
                app.keeper.elsewhere(message.wanted.text, app.scene.zone)


def _go(app: "Navigating") -> None:
    """To the newest hit, for a time to the first line from then on; a search that is done again moves nothing."""
    timeline = app.board.timeline
    hits, wanted = timeline.hits, timeline.hits.wanted
    if wanted is None or timeline.hits.gone_to:
        return
    hits.gone_to = True
    if not hits.seqs:
        app.entering.say(f"no line {wanted.text if wanted.since else f'has {wanted.text}'}", bad=False)
    else:
        timeline.go_to(hits.seqs[0 if wanted.since and not wanted.words else -1])


def _read(app: "Navigating", text: str, empty: str) -> Filter | None:
    try:
        wanted = parse(text, app.scene.now, app.scene.incident.zone or app.scene.zone)
    except BadInput as error:
        app.entering.say(str(error), bad=True)
        return None
    if not wanted and empty:
        app.entering.say(empty, bad=True)
        return None
    return wanted
