"""What is done with a step of a runbook: asked about as its risk demands, filled in, run, ticked, skipped."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments.running import place
from warroom.incident.run import step_key
from warroom.runbook.plan import DRILL, Plan
from warroom.tui.panes.playbook import in_force
from warroom.tui.panes.playbook.now import likely_now
from warroom.tui.panes.runbook import asked
from warroom.tui.panes.runbook.books import Book, books
from warroom.tui.panes.runbook.seen import BOOKS

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp

NONE_OPEN = "no incident is open, so nothing is run or ticked: /declare P0 TITLE"
USAGE = "it goes: /run 3, or /run SCENARIO:3; alone it opens the runbooks"


def is_open(app: "WarroomApp") -> bool:
    """Whether anything may be done; else it is said why not."""
    if not app.incident.seq:
        app.entering.say(NONE_OPEN, bad=False)
    elif not app.incident.open:
        app.entering.say(f"this incident is {app.incident.status}: nothing is run or ticked", bad=False)
    else:
        return True
    return False


def do_step(app: "WarroomApp", book: Book, n: int) -> None:
    """Run the step in this place, from 1, tick it, or say why not."""
    if not is_open(app):
        return
    if book.id == DRILL:
        name = book.acts[n - 1]
        app.entering.pose(
            asked.whether_to_act(app.look, name, _then(app, lambda: app.drilling.fix(name)), back_of(app))
        )
    elif not book.steps[n - 1].run:
        tick(app, book, n)
    elif (plan := app.running.planning.plan(book.id, n)) is not None:
        run(app, plan)


# Running.


def run(app: "WarroomApp", plan: Plan, *, own_shell: bool = False) -> None:
    """Run it after what its risk asks; what is blank is asked first."""
    lent = own_shell and (plan.endless or plan.terminal or not plan.copy_only)
    if plan.by_what == "psql" and not plan.check and len(app.running.planning.servers) > 1:
        _choose(app, plan)
    elif plan.copy_only and not lent:
        more = ", ! runs it in your own shell" if plan.endless or plan.terminal else ""
        app.entering.say(f"not run from here, {plan.copy_only}: c copies it{more}", bad=False)
    elif plan.missing:
        fill(app, list(plan.missing), lambda: _run_filled(app, plan, own_shell=own_shell))
    else:
        app.entering.named(lambda: _confirm(app, plan, lambda: app.running.start(plan, own_shell=own_shell)))


def _choose(app: "WarroomApp", plan: Plan) -> None:
    def chosen(check: str) -> None:
        app.running.planning.choose(plan.scenario, plan.step, check)
        after = app.running.planning.plan(plan.scenario, plan.step)
        focus(app)
        if after is not None and after.check:
            app.call_later(run, app, after)

    app.entering.pose(asked.which_server(app.running.planning.servers, chosen, back_of(app), app.size.width - 40))


def _run_filled(app: "WarroomApp", plan: Plan, *, own_shell: bool) -> None:
    """Filled in, it is another command: planned anew, and asked about as what it is now."""
    after = app.running.planning.plan(plan.scenario, plan.step)
    if after is None:
        return
    if after.missing:
        app.entering.say(f"not run: {', '.join(after.missing)} is blank still", bad=False)
    else:
        run(app, after, own_shell=own_shell)


def _confirm(app: "WarroomApp", plan: Plan, go: Callable[[], None]) -> None:
    if plan.asks == "":
        go()
        focus(app)
    elif plan.asks == "name":
        line = app.board.entry.take()

        def named(text: str) -> bool:
            if text.strip().casefold() != plan.name.casefold():
                app.entering.say(f"not run: {plan.name} is to be typed, Esc leaves it", bad=False)
                return False
            app.call_later(_done, app, line, go)
            return True

        app.entering.pose(asked.whether_to_destroy(app.look, plan, named, _no(app, line)), line)
    else:
        app.entering.pose(asked.whether_to_run(app.look, plan, _then(app, go), back_of(app)))


def by_line(app: "WarroomApp", words: str) -> bool:
    """`/run`, `/run 3`, `/run pool:3`: open it there, and do what Enter does; False where the line is to come back."""
    from warroom.tui.acts.runbook import show

    word = words.strip()
    if not word:
        show(app)
        return True
    playbook = in_force(app.scene)
    found = books(playbook, likely_now(app.scene, playbook), app.drilling.acts)
    try:
        id_, n = _meant(app, word, found)
    except BadInput as error:
        app.entering.say(str(error), bad=True)
        return False
    book = next((one for one in found if one.id == id_), None)
    if book is None or not 1 <= n <= len(book.steps):
        said = f"{book.name} has the steps 1 to {len(book.steps)}" if book is not None and book.steps else USAGE
        app.entering.say(said, bad=True)
        return False
    show(app, book.id, n)
    app.repaint()
    do_step(app, book, n)
    return True


def _meant(app: "WarroomApp", word: str, found: list[Book]) -> tuple[str, int]:
    """The runbook's id and the step. A number alone is of the one that is read, else of the likeliest. BadInput."""
    if word.isdecimal() and len(word) <= 4:
        last = app.running.seen
        if last is not None and last.stream == app.stream and last.side != BOOKS and last.here is not None:
            return last.here.id, int(word)
        if found and found[0].likely:
            return found[0].id, int(word)
    if word.casefold().startswith(f"{DRILL}:") and app.drilling.acts:
        names = {act.name.casefold(): n for n, act in enumerate(app.drilling.acts, 1)}
        name = word[len(DRILL) + 1 :].casefold()
        return DRILL, names.get(name, int(name[:4]) if name.isdecimal() else 0)
    return place(word, in_force(app.scene), USAGE.removeprefix("it goes: "))


# By hand.


def tick(app: "WarroomApp", book: Book, n: int) -> None:
    """A step in words was followed, or was not after all where it is ticked already."""
    known = app.incident.steps.get(step_key(book.id, n))
    done = known is None or bool(known.skipped)
    intent = i.TickStep(scenario=book.id, step=n, text=_words(book, n), done=done)
    app.entering.named(lambda: app.ask(intent, f"/step {_at(book, n)}{'' if done else ' undo'}"))


def skip(app: "WarroomApp", book: Book, n: int) -> None:
    """Ask why, then leave it out; one that was is taken up again."""
    known = app.incident.steps.get(step_key(book.id, n))
    if known is not None and known.skipped:
        intent = i.TickStep(scenario=book.id, step=n, text=_words(book, n), done=False)
        app.entering.named(lambda: app.ask(intent, f"/step {_at(book, n)} undo"))
        return
    line = app.board.entry.take()

    def told(text: str) -> bool:
        why = text.strip()
        if not why:
            app.entering.say("a skipped step needs a why; Esc leaves it", bad=False)
            return False
        intent = i.TickStep(scenario=book.id, step=n, text=_words(book, n), done=False, skipped=why)
        app.call_later(_done, app, line, lambda: app.ask(intent, f"/step {_at(book, n)} skip {why}"))
        return True

    app.entering.named(lambda: app.entering.pose(asked.why_skipped(n, told, _no(app, line)), line))


def _words(book: Book, n: int) -> str:
    step = book.steps[n - 1]
    return " ".join((step.words or step.title or step.run).split())


def _at(book: Book, n: int) -> str:
    return f"{book.id}:{n}" if book.id else str(n)


# Placeholders.


def fill(app: "WarroomApp", names: list[str], then: Callable[[], None]) -> None:
    """Ask for the first of these, then the others; each is kept for the incident as soon as it is typed."""
    line = app.board.entry.take()

    def ask(rest: list[str], filled: tuple[str, ...] = ()) -> None:
        name = rest[0]
        now = app.incident.blanks.get(name, "")

        def took(text: str) -> bool:
            value = text.strip() or now
            if not value:
                app.entering.say(f"{name} needs a value; Esc leaves it blank", bad=False)
                return False
            app.call_later(on, name, value, rest[1:], filled)
            return True

        app.entering.pose(asked.what_stands_for(name, now, len(rest) - 1, took, _no(app, line)), line)
        app.repaint()

    def on(name: str, value: str, rest: list[str], filled: tuple[str, ...]) -> None:
        if value != app.incident.blanks.get(name):
            app.ask(i.FillBlank(name=name, value=value), f"/fill {name} {value}")
        filled = (*filled, name)
        if rest:
            ask(rest, filled)
            return
        app.board.entry.put(line)
        focus(app)
        # What runs is what the record says.
        app.running.when(lambda: all(one in app.incident.blanks for one in filled), then)

    app.entering.named(lambda: ask(names))


# The keys after it.


def focus(app: "WarroomApp") -> None:
    """The keys go to the pane again, where it is still there and nothing is asked."""
    if app.me and app.board.pane is not None and app.board.pane.name == "runbook":
        app.board.focus_panel("pane")


def back_of(app: "WarroomApp") -> Callable[[], None]:
    """The same, for later."""
    return lambda: focus(app)


def _then(app: "WarroomApp", go: Callable[[], None]) -> Callable[[], None]:
    def act() -> None:
        app.entering.named(go)
        focus(app)

    return act


def _no(app: "WarroomApp", line: str) -> Callable[[], None]:
    """What was half typed comes back."""

    def act() -> None:
        app.board.entry.put(line)
        focus(app)

    return act


def _done(app: "WarroomApp", line: str, go: Callable[[], None]) -> None:
    app.board.entry.put(line)
    go()
    focus(app)
    app.repaint()
