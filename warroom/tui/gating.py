"""Before it is over: the gate in a pane, and one question in the row above the entry line; a reason goes on."""

from datetime import datetime
from typing import TYPE_CHECKING

from warroom.incident import closing
from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.incident.state import Incident, changed
from warroom.text import visible
from warroom.tui.asking import Question
from warroom.tui.look import Row

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp


def as_end(incident: Incident, intent: Intent) -> Intent:
    """The resolution or closing that an item or a status asks for; any other intent as it is."""
    match intent:
        case i.SetStatus(to=to) if to.lower() in ("resolved", "closed") and incident.open:
            return (i.Resolve if to.lower() == "resolved" else i.Close)(at=intent.at)
        case i.SetItem(n=n, done=True) if (item := incident.item(n)) and item.done_by == "resolved":
            return i.Resolve(at=intent.at)
    return intent


def asks(app: "WarroomApp", intent: Intent, line: str) -> bool:
    """Show the gate and ask for a reason where something stands open and none was given; False where it may go on."""
    if not isinstance(intent, i.Resolve | i.Close) or intent.despite or not open_now(app, intent):
        return False
    fixed_at = intent.fixed_at if isinstance(intent, i.Resolve) else None
    if app.board.pane is None or app.board.pane.name != "gate":
        app.board.show_pane("gate", fixed_at)
    app.entering.pose(_why(app, intent), line)
    return True


def open_now(app: "WarroomApp", intent: i.Resolve | i.Close) -> tuple[closing.Unmet, ...]:
    """What stands between the incident as it is now and this end; () where the rules will say why not."""
    incident, now = app.incident, app.room_clock.now()
    if isinstance(intent, i.Close):
        return closing.left_open(incident, now) if "resolved" in incident.milestones and incident.open else ()
    if not incident.running:
        return ()
    moment: datetime = min(intent.at or now, now)
    never = closing.unread(incident, ((view.name, view.state) for view in app.scene.views))
    return closing.unmet(closing.as_if_fixed(incident, intent.fixed_at), moment, app.scene.unwatched_since, never)


def _why(app: "WarroomApp", intent: i.Resolve | i.Close) -> Question:
    verb = "resolve" if isinstance(intent, i.Resolve) else "close"

    def given(text: str) -> bool:
        if text.strip().startswith("/"):
            app.call_later(app.entering.enter, text)
            return True
        if not text.strip() and open_now(app, intent):
            app.entering.say("a reason goes on all the same; Esc does not", bad=True)
            return False
        ended = changed(intent, despite=text.strip())
        app.call_later(_go, app, ended, f"/{verb} anyway {text}".rstrip() if text.strip() else f"/{verb}")
        return True

    said: Row = (
        ("not all of it holds. ", "soon+b"),
        (f"{visible(app.me)}, why {verb} all the same? ", "text"),
        ("Esc", "title"),
        (" no  ", "muted"),
        ("Tab", "title"),
        (" the list", "muted"),
    )

    def now() -> Row:
        if open_now(app, intent):
            return ()
        return (("all of it holds now. ", "done"), ("Enter", "title"), (f" {verb}s it  ", "muted"), *said[2:4])

    return Question(said, typed=given, placeholder="the reason, for the record", now=now)


def _go(app: "WarroomApp", intent: Intent, line: str) -> None:
    if app.board.pane is not None and app.board.pane.name == "gate":
        app.board.show_pane("")
    app.ask(intent, line)
    app.repaint()
