"""Searching all incidents from the lobby, and going to what was found."""

from typing import TYPE_CHECKING

from warroom.report.matching import Filter
from warroom.report.words import plural
from warroom.tui import messages as m
from warroom.tui.grid import tabbed
from warroom.tui.panes.search import Seeking, listed
from warroom.tui.searching import FIND

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating

VERB = "/find "


def begin(app: "Navigating") -> None:
    """Show what was found last, with its words in the entry line to be changed."""
    _show(app, app.sought)
    app.offer(f"{VERB}{app.sought}")


def look(app: "Navigating", text: str) -> bool:
    """Look for these words in all incidents; without any show how it goes."""
    _show(app, text)
    if not text.strip():
        app.offer(VERB)
    return True


def _show(app: "Navigating", text: str) -> None:
    pane = app.board.pane
    if pane is None or pane.name != "search":
        app.board.show_pane("search", Seeking(text))
    else:
        pane.cursor = 0
        app.board.focus_panel("pane")
    _seek(app, text)


def typed(app: "Navigating", line: str) -> None:
    """What stands in the entry line while what was found is shown narrows it."""
    pane = app.board.pane
    if pane is not None and pane.name == "search" and line.startswith(VERB) and line.removeprefix(VERB) != app.sought:
        pane.cursor = 0
        _seek(app, line.removeprefix(VERB))


def _seek(app: "Navigating", text: str) -> None:
    pane = app.board.pane
    if pane is None or pane.name != "search":
        return
    app.sought = text
    about: Seeking = pane.about
    about.text, about.refused = text, ""
    if text.strip():
        app.keeper.search(text, app.scene.zone)
    else:
        about.found = None
    app.repaint()


def found(app: "Navigating", message: m.SearchFound) -> None:
    """Take what the journal thread found, unless other words are looked for by now."""
    pane = app.board.pane
    if pane is not None and pane.name == "search" and message.text == app.sought:
        about: Seeking = pane.about
        about.found, about.refused = (None if message.refused else message.found), message.refused


def found_elsewhere(app: "Navigating", message: m.FoundElsewhere) -> None:
    """Say that other incidents have what was looked for in this one."""
    wanted = app.board.timeline.hits.wanted
    if not message.incidents or message.stream != app.stream or wanted is None or wanted.text != message.text:
        return
    app.sought = message.text
    others = f"{plural(message.incidents, 'other incident')} {'has' if message.incidents == 1 else 'have'} it"
    none_here = app.board.timeline.hits.whole and not app.board.timeline.hits.seqs
    here = f"no line here has {message.text}, but " if none_here else ""
    app.entering.say(f"{here}{others}: F7, then /find {message.text}", bad=False)


def enter(app: "Navigating") -> None:
    """Into the room of the row under the cursor, at its line."""
    pane = app.board.pane
    if pane is None or pane.about is None:
        return
    rows = listed(pane)
    if pane.cursor < len(rows):
        group, hit = rows[pane.cursor]
        words = () if pane.about.found is None else pane.about.found.query.phrases
        hits = Filter(words=tuple(word for phrase in words for word in phrase.words), text=app.sought)
        go(app, group.stream, hit.seq if hit is not None else 0, hits)


def find(app: "Navigating") -> None:
    """Other words."""
    begin(app)


def go(app: "Navigating", stream: str, seq: int, hits: Filter | None = None) -> None:
    """Into a room, with the cursor on a line; 0 for its end. `hits` are those that n goes on to."""
    app.going_to = (stream, seq, hits or Filter())
    app.keeper.enter(stream, "")


def arrived(app: "Navigating") -> None:
    """The room is open: to the line it was opened for."""
    (stream, seq, hits), app.going_to = app.going_to, ("", 0, Filter())
    if stream == app.stream and not app.incident.running:
        _say_what_runs(app)
    if stream == app.stream and seq:
        # After the entry line, which gets the keys whenever a room is opened.
        app.call_later(_stand, app, stream, seq, hits)


def _say_what_runs(app: "Navigating") -> None:
    """Who went to a past one from an outage must find back."""
    running = [one for one in app.scene.summaries if one.running and not one.drill and one.id != app.stream]
    if running:
        first = running[0]
        said = f"this one is over; {first.severity} {first.title} runs on: F7, Tab and Enter go there"
        app.entering.say(said, bad=False)


def chosen(app: "Navigating") -> str:
    """The incident of the row under the cursor, "" where no search is shown."""
    pane = app.board.pane
    if pane is None or pane.name != "search":
        return ""
    rows = listed(pane)
    return rows[pane.cursor][0].stream if pane.cursor < len(rows) else ""


def _stand(app: "Navigating", stream: str, seq: int, hits: Filter) -> None:
    if stream != app.stream:
        return
    timeline = app.board.timeline
    if tabbed(*app.size):
        app.board.choose_tab("timeline")
    else:
        app.board.focus_panel("timeline")
    timeline.go_to(seq)
    if hits:
        timeline.hits.begin(hits)
        # It stands where it was wanted already.
        timeline.hits.gone_to = True
        app.keeper.find(hits, FIND)
