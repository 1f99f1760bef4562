"""In the update pane: go to a fault, choose channel and status, approve, send, copy, answer what is unknown."""

from typing import TYPE_CHECKING

from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.update import Update
from warroom.text import visible
from warroom.tui.asking import Question
from warroom.tui.look import Row
from warroom.tui.panes.update.choice import channels, following, following_status
from warroom.tui.panes.update.seen import Item, items, spot

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def compose(app: "Navigating", channel: str = "", status: str = "") -> bool:
    """Open the pane with the words for this channel and status, "" for what is next; False where it was refused."""
    done = app.composing.compose(channel, status)
    app.repaint()
    return done


def by_line(app: "Navigating", words: str) -> bool:
    """What /update does where no text follows it: "[CHANNEL [STATUS]]"."""
    from warroom.incident.arguments.updates import channel_of, status_of

    to, rest = channel_of(words)
    return compose(app, to, status_of(rest)[0])


def open(app: "Navigating") -> None:  # noqa: A001  the key's name
    """Go to the fault, go on with the draft, take the other version, or ask what is to become of what is unsent."""
    item, composing = _here(app), app.composing
    words, editor = composing.words, composing.editor
    if item is None or words is None or editor is None:
        return
    if item.kind == "conflict":
        composing.take_theirs()
        composing.write()
    elif item.fault is not None:
        composing.write()
        begin, end = spot(words, item.fault)
        editor.go_to(begin, end if item.fault.kind == "blank" else -1)
    elif update := app.incident.update(item.n):
        if update.open:
            composing.show_update(update)
            composing.write()
        else:
            _ask(app, update)


def write(app: "Navigating") -> None:
    """To the words."""
    app.composing.write()


def channel(app: "Navigating") -> None:
    """The next channel; the text of this one is kept."""
    words = app.composing.words
    if words is not None:
        app.composing.turn(channel=following(channels(app.incident), words.channel))


def status(app: "Navigating") -> None:
    """The next status."""
    words = app.composing.words
    if words is not None:
        app.composing.turn(status=following_status(words.status))
        if words.text != words.fresh:
            app.entering.say(f"at {words.status} now, your words stay: t takes the playbook's", bad=False)


def template(app: "Navigating") -> None:
    """The playbook's words of now."""
    app.composing.take_template()
    app.entering.say("the playbook's words, filled in anew: ^Z brings yours back", bad=False)


def undo(app: "Navigating") -> None:
    if app.composing.editor is not None:
        app.composing.editor.undo()


def redo(app: "Navigating") -> None:
    if app.composing.editor is not None:
        app.composing.editor.redo()


def approve(app: "Navigating") -> None:
    """The line that approves it; with something that must change it wants a reason."""
    seen = app.composing.seen
    n = _number(app)
    must = len(seen.linted.must_change)
    app.offer(f"/approve{n} " if must else f"/approve{n}", of_pane=True)
    if must:
        app.entering.say(f"{must} must change: say why it goes out as it is", bad=True)


def send(app: "Navigating") -> None:
    """The line that sends it."""
    app.offer(f"/send{_number(app)}", of_pane=True)


def copy(app: "Navigating") -> None:
    """Copy it, and ask whether it went out."""
    copy_words(app, "")


def copy_words(app: "Navigating", rest: str) -> bool:
    """What /copy does: "[N] [WHY]". False where it was refused; then it is said why."""
    from warroom.incident.arguments.updates import numbered

    n, why = numbered(rest)
    words = app.composing.words
    if words is not None and n in (None, words.n) and app.composing.hand_over(anyway=True):
        app.entering.say("recorded first: once more copies it", bad=False)
        return True
    if n is None and words is not None:
        n = words.n
    try:
        update = _checked(app, n, why)
    except Refused as error:
        app.entering.say(f"refused: {error}", bad=True)
        return False
    from warroom.tui.copying import copy_text

    text = f"{update.subject}\n\n{update.text}" if update.subject else update.text
    said, failed = copy_text(app, text, f"update {update.n}")
    app.entering.say(said, bad=failed)
    if failed:
        return True
    line = f"/went {update.n} copied"
    intent = i.MarkSent(n=update.n, how="copied", despite=why)
    asked: Row = (
        (f"update {update.n} copied. ", "text"),
        ("did it go out? ", "soon+b"),
        ("y", "title"),
        (" it is out now  ", "muted"),
        ("Esc", "title"),
        (" not yet", "muted"),
    )
    app.entering.pose(Question(asked, keys={"y": lambda: app.entering.send(line, (intent, line))}))
    return True


def _checked(app: "Navigating", n: int | None, why: str) -> Update:
    """The update that may be copied now. Raises Refused as recording that it went out would."""
    from warroom.incident.decide import decide
    from warroom.updates.faults import faults

    incident, now = app.incident, app.room_clock.now()
    intent = i.MarkSent(n=n, how="copied", despite=why, by=app.scene.me, faults=faults(incident, n, now))
    made = decide(incident, intent, now)
    number = next((getattr(draft.fact, "n", 0) for draft in made), 0)
    update = incident.update(number)
    if update is None:
        raise Refused("nothing waits to be copied: F2 drafts an update")
    return update


def resend(app: "Navigating") -> None:
    """Send it once more."""
    if update := _waiting(app):
        app.offer(f"/resend {update.n}", of_pane=True)


def went(app: "Navigating") -> None:
    """It did go out."""
    if update := _waiting(app):
        app.offer(f"/went {update.n}", of_pane=True)


def drop(app: "Navigating") -> None:
    """It is not sent; a reason is wanted."""
    update = _waiting(app) or app.composing.seen.update(app.incident)
    if update is not None:
        app.offer(f"/discard {update.n} ", of_pane=True)


def _ask(app: "Navigating", update: Update) -> None:
    """What is to become of an update that is unsent: one key."""
    n = update.n
    said: Row = (
        (f"update {n} to {visible(update.channel)}: {update.state}  ", "soon+b"),
        ("r", "title"),
        (" again  ", "muted"),
        ("w", "title"),
        (" it went  ", "muted"),
        ("d", "title"),
        (" drop  ", "muted"),
        ("Esc", "title"),
        (" leave it", "muted"),
    )
    keys = {
        "r": lambda: app.offer(f"/resend {n}", of_pane=True),
        "w": lambda: app.offer(f"/went {n}", of_pane=True),
        "d": lambda: app.offer(f"/discard {n} ", of_pane=True),
    }
    app.entering.pose(Question(said, keys=keys, escape=lambda: app.board.focus_panel("pane")))


def _here(app: "Navigating") -> Item | None:
    found, cursor = items(app.incident, app.composing.seen), app.board.cursor
    return found[cursor] if 0 <= cursor < len(found) else None


def _waiting(app: "Navigating") -> Update | None:
    """The unsent update under the cursor, else the one that is shown, else the only one there is."""
    item = _here(app)
    if item is not None and item.kind == "update" and (found := app.incident.update(item.n)) and found.unsent:
        return found
    shown = app.composing.seen.update(app.incident)
    if shown is not None and shown.unsent:
        return shown
    unsent = [one for one in app.incident.updates if one.unsent]
    if len(unsent) == 1:
        return unsent[0]
    app.entering.say("go to the update that is meant" if unsent else "nothing is unsent", bad=False)
    return None


def _number(app: "Navigating") -> str:
    update = app.composing.seen.update(app.incident)
    return f" {update.n}" if update is not None else ""
