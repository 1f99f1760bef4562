"""The list of runbooks: what is likely now in front with why; beside it what the chosen one is about."""

from warroom.playbook.model import Step
from warroom.playbook.words import STAGES, limit_words
from warroom.report.words import plural
from warroom.runbook.plan import Plan
from warroom.text import visible
from warroom.tui.content import cut, fit, folded, left, spread
from warroom.tui.look import RISK_SIGNS, Row
from warroom.tui.panels.checks import sign_of
from warroom.tui.panes.playbook.listing import why
from warroom.tui.panes.playbook.now import red_checks
from warroom.tui.panes.runbook.books import DRILL, Book
from warroom.tui.panes.runbook.results import results
from warroom.tui.panes.runbook.seen import BOOKS, Seen
from warroom.tui.panes.runbook.wording import risk_of, risk_words, title_of
from warroom.tui.view import Scene

NUMBER = 3


def book_rows(scene: Scene, seen: Seen, width: int, height: int) -> tuple[list[Row], list[int]]:
    """At most `height` rows around the cursor, and of each the place of what stands in it."""
    places = [place for place, book in enumerate(seen.books) for _ in range(2 if book.likely else 1)]
    first = places.index(seen.book)
    last = first + places.count(seen.book) - 1
    top = min(max(seen.book_top, last - height + 1), first)
    seen.book_top = top = max(0, min(top, len(places) - height))
    found: list[Row] = []
    for y, place in enumerate(places[top : top + height], top):
        book = seen.books[place]
        if y and places[y - 1] == place:
            found.append(why(scene, seen.playbook, book.place, width))
        else:
            found.append(_row(scene, seen, book, width, here=place == seen.book))
    return found, places[top : top + height]


def _row(scene: Scene, seen: Seen, book: Book, width: int, *, here: bool) -> Row:
    """The pointer, the sign of a red check it is about, the title, and how far it was followed, else how bad it is."""
    red = red_checks(scene, seen.playbook, book.place) if book.scenario is not None else []
    sign = scene.look.sign(sign_of(red[0])) if red else (" ", "text")
    did = sum(result.state != "open" for result in results(book, scene.incident, seen.desk.outcomes))
    severity = book.scenario.severity if book.scenario is not None else ""
    said = (f"{did} of {len(book.steps)}", "title") if did else (cut(visible(severity), 8), "muted")
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    row = spread(
        (sign, (" ", "text"), (visible(book.title), "title" if here or book.likely else "text")), (said,), width - 2
    )
    if here and seen.side == BOOKS and scene.focus == "runbook":
        row = tuple((text, f"{part}/surf") for text, part in row)
    return ((f"{pointer} ", "focus"), *row)


def summary(scene: Scene, seen: Seen, width: int) -> list[Row]:
    """What the chosen one is about: why it is likely, what is seen, its steps in short."""
    book = seen.here
    if book is None:
        return [(("This playbook has no runbook: no scenario, and no command.", "muted"),)]
    rows: list[Row] = [*_why(scene, seen, book, width)]
    if book.scenario is not None and book.scenario.symptoms:
        rows.append((("seen when", "title"),))
        for symptom in book.scenario.symptoms:
            for n, line in enumerate(folded(visible(symptom), max(8, width - 4))):
                rows.append((("  ", "text"), ("  " if n else "· ", "muted"), (line, "text")))
        rows.append(())
    rows.append(((plural(len(book.steps), "step") if book.steps else "It has no steps.", "title"),))
    wide = len(str(len(book.steps)))
    stage = ""
    for n, (step, result) in enumerate(
        zip(book.steps, results(book, scene.incident, seen.desk.outcomes), strict=True), 1
    ):
        if book.scenario is not None and step.stage != stage:
            stage = step.stage
            rows.append(((f"  {STAGES[step.stage]}", "muted"),))
        front: Row = (
            (f"  {n:>{wide}} ", "muted"),
            (visible(title_of(step)), "text" if result.state == "open" else "muted"),
        )
        rows.append(
            spread(front, (_tail(step, seen.desk.plan(book.id, n) if book.id != DRILL else None, result.state),), width)
        )
    if source := (book.scenario.source if book.scenario is not None else ""):
        rows += [(), ((f"from {visible(source)}", "muted"),)]
    return [fit(row, width) for row in rows]


def _why(scene: Scene, seen: Seen, book: Book, width: int) -> list[Row]:
    scenario = book.scenario
    if scenario is None or not scenario.when:
        return []
    red = red_checks(scene, seen.playbook, book.place)
    names = visible(", ".join(scenario.when))
    label = left("likely", 8) if red else left("when", 8)
    if not red:
        return [((label, "muted"), (cut(f"red: {names}", width - 8), "muted")), ()]
    row = ((label, "soon+b"), *why(scene, seen.playbook, book.place, width - 4)[1:])
    return [fit(row, width), (("        ", "text"), (cut(f"it names {names}", max(0, width - 8)), "muted")), ()]


def _tail(step: Step, plan: Plan | None, state: str) -> tuple[str, str]:
    if state != "open":
        return state, "bad" if state == "failed" else "muted"
    within = f"{visible(limit_words(step.within))}  " if step.within else ""
    risk = risk_of(step, plan)
    tone = RISK_SIGNS[risk].role.removesuffix("+b") if step.run and risk in ("changes", "destroys") else "muted"
    return f"{within}{risk_words(step, plan, short=True)}", tone
