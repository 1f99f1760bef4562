"""In the review: move in time, open what is chosen, write, export, verify, replay, copy."""

from typing import TYPE_CHECKING

from warroom.text import visible
from warroom.tui.asking import Question
from warroom.tui.look import Row

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating
    from warroom.tui.panels.review.seen import Seen

FAR = 10


def open(app: "Navigating") -> None:  # noqa: A001  the key's name
    """The line, story, section, promise, person, run or correction under the cursor, in full."""
    seen = app.reviewing.seen
    if seen is None or seen.review is None:
        return
    _OPENS[seen.box](app, seen)


def later(app: "Navigating") -> None:
    app.reviewing.time.step(1)


def earlier(app: "Navigating") -> None:
    app.reviewing.time.step(-1)


def closer(app: "Navigating") -> None:
    app.reviewing.time.zoom(2)


def wider(app: "Navigating") -> None:
    app.reviewing.time.zoom(0.5)


def whole(app: "Navigating") -> None:
    app.reviewing.time.zoom(0)


def next(app: "Navigating") -> None:  # noqa: A001  the key's name
    app.reviewing.time.to_mark(1)


def previous(app: "Navigating") -> None:
    app.reviewing.time.to_mark(-1)


def write(app: "Navigating") -> None:
    """The section under the cursor, or the first with a gap."""
    seen = app.reviewing.seen
    if seen is None or not seen.parts:
        app.entering.say("the draft is being made", bad=False)
        return
    if seen.box != "draft":
        gap = (n for n, part in enumerate(seen.parts) if part.gaps)
        seen.cursors["draft"] = min(gap, default=0)
        app.reviewing.choose("draft")
    _part(app, seen)
    app.sections.write()


def export(app: "Navigating") -> None:
    """Ask in which form; each makes a new file in the working directory."""
    from warroom.tui.exporting import FORMS, export_as

    said: Row = (("export: ", "soon+b"),)
    for key, form in FORMS.items():
        said = (*said, (key, "title"), (f" {form.said}  ", "muted"))
    said = (*said, ("Esc", "title"), (" no", "muted"))
    keys = {key: (lambda form=form: export_as(app, form)) for key, form in FORMS.items()}
    app.entering.pose(Question(said, keys=keys, escape=app.reviewing.again))  # type: ignore[arg-type]  # each has a form


def verify(app: "Navigating") -> None:
    """Walk the chain from its first record, and hash every output anew."""
    app.reviewing.verify()


def replay(app: "Navigating") -> None:
    """The room as it was at the moment under the cursor; Esc leads back here."""
    app.reviewing.replay()


def clocks(app: "Navigating") -> None:
    """Every clock in full."""
    chosen = app.reviewing.chosen_clock
    app.reviewing.closer("all_clocks")
    from warroom.tui.panes.all_clocks import place_of

    if app.board.pane is not None and chosen:
        app.board.pane.cursor = place_of(app.scene, chosen)


def copy(app: "Navigating") -> None:
    """The review in a few lines, for a chat or a ticket."""
    from warroom.report.looked_back import summary
    from warroom.tui.copying import copy_text

    seen = app.reviewing.seen
    if seen is None or seen.review is None:
        return
    said, failed = copy_text(app, summary(app.incident, seen.review), "the summary")
    app.entering.say(said, bad=failed)


# What Enter opens.


def _line(app: "Navigating", seen: "Seen") -> None:
    if seen.nearest is not None:
        app.reviewing.closer("line", seen.nearest)


def _clock(app: "Navigating", seen: "Seen") -> None:
    from warroom.tui.panels.review.clocks import full, listed

    assert seen.review is not None
    found = listed(seen.review)
    if found:
        d = found[min(seen.cursor("clocks"), len(found) - 1)]
        app.sections.show_lines(d.label, full(d, app.incident), d.kind)


def _part(app: "Navigating", seen: "Seen") -> None:
    if seen.parts:
        app.sections.show(seen.parts[min(seen.cursor("draft"), len(seen.parts) - 1)])


def _promise(app: "Navigating", seen: "Seen") -> None:
    from warroom.tui.panels.review.scale import when_utc
    from warroom.tui.panels.review.updates import story

    assert seen.review is not None
    if seen.review.gaps:
        gap = seen.review.gaps[min(seen.cursor("updates"), len(seen.review.gaps) - 1)]
        title = f"promised for {when_utc(gap.promised_at, app.incident)}"
        app.sections.show_lines(title, tuple(story(gap, app.incident)), gap.channel)


def _person(app: "Navigating", seen: "Seen") -> None:
    from warroom.tui.panels.review.people import in_full

    assert seen.review is not None
    if seen.review.people:
        load = seen.review.people[min(seen.cursor("people"), len(seen.review.people) - 1)]
        app.sections.show_lines(load.person, in_full(app.scene, load), ", ".join(load.roles))


def _evidence(app: "Navigating", seen: "Seen") -> None:
    n, runs = seen.cursor("evidence"), app.incident.runs
    if n < len(runs):
        app.reviewing.read_output(runs[n])
    elif n - len(runs) < len(app.incident.links):
        app.sections.show_lines("link", (visible(app.incident.links[n - len(runs)]),))


def _correction(app: "Navigating", seen: "Seen") -> None:
    from warroom.tui.panels.review.corrections import story

    assert seen.review is not None
    found = seen.review.corrections
    if found:
        one = found[min(seen.cursor("corrections"), len(found) - 1)]
        app.sections.show_lines(f"line #{one.seq}", tuple(story(one, app.incident)), one.how)


_OPENS = {
    "lanes": _line,
    "clocks": _clock,
    "draft": _part,
    "updates": _promise,
    "people": _person,
    "evidence": _evidence,
    "corrections": _correction,
}
