"""Where somebody is in the runbook pane: which runbook, which step, which line of output. Kept while warroom runs."""

from typing import NamedTuple

import msgspec

from warroom.playbook.model import Playbook, Step
from warroom.tui.panes.runbook.books import Book, books
from warroom.tui.panes.runbook.desk import Desk

BOOKS, STEPS, OUTPUT = "books", "steps", "output"
"""The sides that can have the cursor."""


class Spot(NamedTuple):
    """What a click hits from column `x` on: a row of a side."""

    x: int
    side: str
    place: int


class Seen(msgspec.Struct):
    """The pane's own memory. `side` has the cursor; `book` and `step` are places, `line` is one of the output.

    `likely` were so when it was opened, and stay. `ends` says whether the output is looked at where it grows.
    """

    playbook: Playbook
    desk: Desk
    stream: str = ""
    likely: tuple[int, ...] = ()
    books: list[Book] = []
    side: str = BOOKS
    book: int = 0
    step: int = 0
    line: int = 0
    ends: bool = True
    book_top: int = 0
    step_top: int = 0
    line_top: int = 0
    run: int = 0
    words: str = ""
    before: tuple[str, int, int] = ("", 0, 0)
    spots: list[tuple[Spot, ...]] = []

    @property
    def here(self) -> Book | None:
        """The chosen runbook."""
        return self.books[self.book] if self.books else None

    @property
    def at(self) -> Step | None:
        """The step under the cursor."""
        here = self.here
        return here.steps[self.step] if here is not None and here.steps else None

    def go(self, id_: str, step: int = -1) -> bool:
        """To the runbook with this id, at the step in this place; False where there is none."""
        place = next((n for n, book in enumerate(self.books) if book.id == id_), None)
        if place is None:
            return False
        self.book = place
        if step >= 0:
            self.step = min(step, max(0, len(self.books[place].steps) - 1))
        return True

    @property
    def cursor(self) -> int:
        """The row of the side that has the keys."""
        return {BOOKS: self.book, STEPS: self.step, OUTPUT: self.line}[self.side]


def begin(playbook: Playbook, desk: Desk, likely: tuple[int, ...] = (), stream: str = "") -> Seen:
    """The pane as it is opened: at the likeliest runbook."""
    return Seen(playbook=playbook, desk=desk, stream=stream, likely=likely, books=books(playbook, likely, desk.acts))


def follow(seen: Seen, playbook: Playbook) -> bool:
    """Whether there are other runbooks now than before; the same one stays chosen, as far as there is one."""
    acts = tuple(act.name for act in seen.desk.acts)
    known = next((book.acts for book in seen.books if book.acts), ())
    same = seen.playbook is playbook or seen.playbook == playbook
    seen.playbook = playbook
    if same and acts == known:
        return False
    id_, step = seen.here.id if seen.here else "", seen.step
    likely = seen.likely if same else ()
    seen.likely, seen.books, seen.book, seen.step = likely, books(playbook, likely, seen.desk.acts), 0, 0
    if not seen.go(id_, step):
        seen.side = BOOKS
    return True
