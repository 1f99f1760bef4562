"""In the runbook pane: choose a runbook, run its steps after the question their risk asks, tick, skip, fill in, pin."""

from typing import TYPE_CHECKING

from warroom.incident import intents as i
from warroom.runbook.plan import DRILL
from warroom.tui import stepping
from warroom.tui.panes.playbook import in_force
from warroom.tui.panes.playbook.now import likely_now
from warroom.tui.panes.runbook import rows, seen_in
from warroom.tui.panes.runbook.books import Book
from warroom.tui.panes.runbook.output import run_shown
from warroom.tui.panes.runbook.results import next_step, results
from warroom.tui.panes.runbook.seen import BOOKS, OUTPUT, STEPS, Seen, begin

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp
    from warroom.tui.navigating import Navigating


def show(app: "Navigating", book: str | None = None, step: int = 0) -> None:
    """Open it where it was left in this incident, else at what is likely now, or at this runbook and step, from 1."""
    app = _app(app)
    running, playbook = app.running, in_force(app.scene)
    desk = running.desk
    desk.acts = app.drilling.acts
    likely = likely_now(app.scene, playbook)
    seen, last = begin(playbook, desk, likely, app.stream), running.seen
    if last is not None and last.stream == app.stream and last.here is not None:
        # What was likely then is listed among the others now: the same runbook stays open.
        if last.side != BOOKS and seen.go(last.here.id, last.step):
            seen.side = STEPS
        elif not likely:
            seen.go(last.here.id)
    if book is not None and seen.go(book, step - 1):
        seen.side = STEPS
    running.seen = seen
    app.board.show_pane("runbook", seen)
    if app.board.pane is not None:
        app.board.pane.cursor = seen.cursor


def open(app: "Navigating") -> None:  # noqa: A001  the key's own name
    """What Enter does: into a runbook, and there the step under the cursor."""
    seen = _seen(app)
    if seen is None or not seen.books:
        return
    if seen.side == BOOKS:
        _into_steps(app, seen)
    elif seen.side == STEPS and seen.here is not None and seen.at is not None:
        stepping.do_step(_app(app), seen.here, seen.step + 1)


def into(app: "Navigating") -> None:
    """From the list to the steps, from there to the output."""
    seen = _seen(app)
    if seen is None or not seen.books:
        return
    if seen.side == BOOKS:
        _into_steps(app, seen)
    elif seen.side == STEPS:
        output(app)


def back(app: "Navigating") -> None:
    """From the output to the steps, from there to the list."""
    seen = _seen(app)
    if seen is not None:
        seen.side = {OUTPUT: STEPS}.get(seen.side, BOOKS)
        seen.run = 0
        _move(app, seen.cursor)


def output(app: "Navigating") -> None:
    """To the output, at its end; again: back to the steps."""
    seen = _seen(app)
    if seen is None:
        return
    if seen.side == OUTPUT:
        back(app)
        return
    run = run_shown(app.scene, seen)
    if run is None:
        app.entering.say("nothing ran as yet", bad=False)
        return
    seen.side, seen.run, seen.ends = OUTPUT, run.n, True
    pane = app.board.pane
    _move(app, max(0, rows(app.scene, pane) - 1) if pane is not None else 0)


def _into_steps(app: "Navigating", seen: Seen) -> None:
    here = seen.here
    if here is None or not here.steps:
        app.entering.say("it has no steps", bad=False)
        return
    seen.side = STEPS
    seen.step = next_step(results(here, app.incident, seen.desk.outcomes))
    _move(app, seen.step)


# Steps.


def fill(app: "Navigating") -> None:
    """Ask for each placeholder of the step, one after the other."""
    book, n = _step(app)
    if book is None or not stepping.is_open(_app(app)):
        return
    if not book.steps[n - 1].placeholders:
        app.entering.say("there is nothing to fill in here", bad=False)
    else:
        stepping.fill(_app(app), list(book.steps[n - 1].placeholders), stepping.back_of(_app(app)))


def skip(app: "Navigating") -> None:
    """Leave the step out, with a why."""
    book, n = _step(app)
    if book is not None and book.id != DRILL and stepping.is_open(_app(app)):
        stepping.skip(_app(app), book, n)


def shell(app: "Navigating") -> None:
    """Run it in the user's own shell, on this terminal, and come back when it ends."""
    book, n = _step(app)
    if book is None or not stepping.is_open(_app(app)):
        return
    plan = _app(app).running.planning.plan(book.id, n)
    if plan is None or not plan.command or plan.by_what != "shell" or plan.risk == "shown":
        app.entering.say("this is no command for a shell", bad=False)
    else:
        stepping.run(_app(app), plan, own_shell=True)


def copy(app: "Navigating") -> None:
    """The command as it would run; of a step in words its words; of the output the line under the cursor."""
    from warroom.tui.copying import copy_text

    seen = _seen(app)
    if seen is None or seen.here is None or seen.at is None or seen.side == BOOKS:
        return
    if seen.side == OUTPUT:
        words, kind = _line(app, seen), "line"
    else:
        plan = _app(app).running.planning.plan(seen.here.id, seen.step + 1)
        command = plan.command if plan is not None else ""
        words, kind = command or seen.at.link or seen.at.words or seen.at.title, "command" if command else "words"
    said, bad = copy_text(app, words, kind)
    app.entering.say(said, bad=bad)


def stop(app: "Navigating") -> None:
    """Ask, then end what is under way."""
    if not _app(app).running.ask_stop():
        app.action_ask_quit()


# The output.


def pin(app: "Navigating") -> None:
    """The line under the cursor, as a note that is pinned."""
    seen = _seen(app)
    run = run_shown(app.scene, seen) if seen is not None else None
    if seen is None or run is None or seen.side != OUTPUT:
        app.entering.say("o goes to the output: there p pins a line of it", bad=False)
        return
    text = _line(app, seen)
    if not text.strip():
        app.entering.say("there are no words in this line", bad=False)
        return
    app.entering.named(lambda: _app(app).ask(i.PinOutput(run=run.n, line=text), f"run {run.n}: {text}"))


def _line(app: "Navigating", seen: Seen) -> str:
    run = run_shown(app.scene, seen)
    streamed = seen.desk.output_of(seen.stream, run) if run is not None else None
    found = streamed.lines(seen.line, 1) if streamed is not None else []
    return found[0].text if found else ""


def find(app: "Navigating") -> None:
    app.offer("/find ")


def find_words(app: "Navigating", text: str) -> bool:
    """Go to the next line of the output that has these words; without any the search ends."""
    seen = _seen(app)
    if seen is None:
        return False
    seen.words = " ".join(text.casefold().split())
    if seen.words:
        if seen.side != OUTPUT:
            output(app)
        _hit(app, seen, -1)
        app.board.focus_panel("pane")
    return True


def next(app: "Navigating") -> None:  # noqa: A001  the key's own name
    seen = _seen(app)
    if seen is not None:
        _hit(app, seen, 1)


def previous(app: "Navigating") -> None:
    seen = _seen(app)
    if seen is not None:
        _hit(app, seen, -1)


def _hit(app: "Navigating", seen: Seen, step: int) -> None:
    run = run_shown(app.scene, seen)
    streamed = seen.desk.output_of(seen.stream, run) if run is not None else None
    if not seen.words or streamed is None:
        app.entering.say("nothing is looked for: / or /find WORDS", bad=False)
        return
    place = streamed.find(seen.words, seen.line, step)
    if place is None:
        app.entering.say(f"no line of it has {seen.words}", bad=False)
        return
    seen.side, seen.line, seen.ends = OUTPUT, place, False
    _move(app, place)


# Around them.


def _step(app: "Navigating") -> tuple[Book | None, int]:
    """The runbook and the number of the step under the cursor; None where the cursor is on no step."""
    seen = _seen(app)
    if seen is None or seen.side != STEPS or seen.at is None:
        return None, 0
    return seen.here, seen.step + 1


def _move(app: "Navigating", cursor: int) -> None:
    if app.board.pane is not None:
        app.board.pane.cursor = cursor


def _app(app: "Navigating") -> "WarroomApp":
    from warroom.tui.app import WarroomApp

    assert isinstance(app, WarroomApp)
    return app


def _seen(app: "Navigating") -> Seen | None:
    """What the open pane remembers."""
    pane = app.board.pane
    return seen_in(app.scene, pane) if pane is not None and pane.name == "runbook" else None
