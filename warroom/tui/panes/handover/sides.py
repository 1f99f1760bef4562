"""The right of the hand-over pane: what the giver gives, to whom, and what the taker reads back."""

from datetime import datetime
from typing import NamedTuple

from warroom.incident.offered import role_words
from warroom.incident.state import Offer, ShiftOffer
from warroom.report.words import moment, span, utc
from warroom.text import visible
from warroom.tui.content import cut, fit, folded, spread, under, width_of
from warroom.tui.look import CLOCK_SIGNS, LINE_SIGNS, Row
from warroom.tui.panes import Opened
from warroom.tui.panes.handover.seen import (
    Target,
    giver,
    is_shift,
    listed,
    offer_of,
    role_of,
    roles,
    shift_offer,
    targets,
)
from warroom.tui.view import Scene

LEAST = 16


class Rows(NamedTuple):
    """Rows, and which target stands in each: -1 for none."""

    rows: list[Row]
    items: list[int]


def side_rows(scene: Scene, opened: Opened, width: int, *, stacked: bool) -> Rows:
    """What the giver does, then what the taker does; the row under the cursor on raised ground.

    Whoever it is offered to has their own side first. `stacked` over the brief there is little room: blank rows go.
    """
    shift = is_shift(scene)
    found = targets(scene, opened)
    offer: Offer | ShiftOffer | None = shift_offer(scene) if shift else offer_of(scene, opened)
    made = _Made(scene, opened, width)
    what = "the shift" if shift else role_words(role_of(scene, opened))
    if offer is None:
        _to_offer(made, found, what, giver(scene, opened))
    else:
        mine = offer.to.casefold() == scene.me.casefold()
        for side in (_takes, _gives) if stacked or mine else (_gives, _takes):
            side(made, found, what, offer)
    if stacked:
        kept = [n for n, row in enumerate(made.rows) if row]
        made.rows, made.items = [made.rows[n] for n in kept], [made.items[n] for n in kept]
    return Rows([fit(row, width) for row in made.rows], made.items)


class _Made:
    """Rows being made."""

    def __init__(self, scene: Scene, opened: Opened, width: int) -> None:
        self.scene, self.opened, self.width = scene, opened, max(LEAST, width)
        self.rows: list[Row] = []
        self.items: list[int] = []

    def add(self, row: Row = (), item: int = -1) -> None:
        self.rows.append(row)
        self.items.append(item)

    def words(self, said: str, style: str = "muted") -> None:
        for line in folded(visible(said), self.width):
            self.add(((line, style),))

    def title(self, title: str, *more: tuple[str, str]) -> None:
        """Words of people on their way to the screen, as everything here."""
        between = ((" ─ " if self.scene.look.glyphs else " - ", "line"),) if more else ()
        self.add(((visible(title), "title"), *between, *((visible(text), style) for text, style in more)))

    def target(self, n: int, front: Row, words: str, style: str, tail: Row = ()) -> None:
        """A row the cursor can stand on; long words go on below it."""
        here = n == self.opened.cursor and self.scene.focus == "handover"
        pointer = ("›" if self.scene.look.glyphs else ">") if n == self.opened.cursor else " "
        room = max(LEAST // 2, self.width - 2 - width_of(front) - (width_of(tail) + 1 if tail else 0))
        for place, line in enumerate(folded(visible(words), room)):
            first: Row = ((f"{pointer} ", "focus"), *front) if place == 0 else ((" " * (2 + width_of(front)), "text"),)
            row = spread((*first, (line, style)), tail if place == 0 else (), self.width)
            self.add(under(row, here), n)


def _to_offer(made: _Made, found: list[Target], what: str, holder: str) -> None:
    scene = made.scene
    shift = is_shift(scene)
    if holder:
        made.title("hand over", (f"{what}, {holder} has it" if shift else f"{what}, held by {holder}", "text"))
    elif shift:
        made.title("hand over", (f"{what}, nobody has it yet", "soon"))
    else:
        made.title("hand over", (f"{what}: nobody holds it", "bad"))
    others = [role for role in roles(scene) if role != role_of(scene, made.opened)] if not shift else []
    if others:
        made.words(f"r: another role, {', '.join(others)}")
    made.add()
    if not holder and not shift:
        way = "/ic takes it" if what == "command" else "/role gives it to somebody"
        made.words(f"What nobody holds cannot be handed over: {way}.", "text")
    _list(made, found)
    people = [(n, target) for n, target in enumerate(found) if target.kind == "person"]
    if people:
        made.title("to whom?", ("Enter writes the line", "muted"))
        for n, target in people:
            you: Row = (("you", "muted"),) if target.name.casefold() == scene.me.casefold() else ()
            made.target(n, (), target.name, "text", you)
        made.add()
        made.words("or type: /handover @NAME")
    lapses = "12 h" if shift else "10 min"
    made.words(f"The offer stands for {lapses}; until it is accepted nothing changes hands.")


def _list(made: _Made, found: list[Target]) -> None:
    """The playbook's list, as far as there is one."""
    items = [(n, target) for n, target in enumerate(found) if target.kind == "item"]
    title = listed(made.scene)
    if not items or title is None:
        return
    ticked = sum(target.tick is not None for _, target in items)
    made.title(cut(visible(title.title), made.width - 12), (f"{ticked} of {len(items)}", "text"))
    for n, target in items:
        sign, tone = made.scene.look.sign(LINE_SIGNS["done"] if target.tick else CLOCK_SIGNS["running"])
        by: Row = ((cut(visible(target.tick.by), 10), "muted"),) if target.tick else ()
        made.target(n, ((sign, tone), (" ", "text")), target.name, "muted" if target.tick else "text", by)
    made.add()


def _now(made: _Made, offer: Offer | ShiftOffer) -> datetime:
    return made.scene.wall if isinstance(offer, ShiftOffer) else made.scene.now


def _gives(made: _Made, found: list[Target], what: str, offer: Offer | ShiftOffer) -> None:
    now = _now(made, offer)
    made.title(f"{offer.from_} gives", (f"offered {moment(offer.at, now)}", "muted"))
    made.add()
    _list(made, found)
    holder = giver(made.scene, made.opened)
    verb = "has" if isinstance(offer, ShiftOffer) else "holds"
    made.words(f"{holder or 'nobody'} {verb} {what}", "title")
    made.words("w, or /withdraw, takes the offer back")
    made.add()


def _takes(made: _Made, found: list[Target], what: str, offer: Offer | ShiftOffer) -> None:
    now = _now(made, offer)
    waits = span(max(0.0, (now - offer.at).total_seconds()))
    made.title(f"{offer.to} takes", (f"waiting {waits}", "soon"))
    made.add()
    if isinstance(offer, Offer):
        made.words("read back, from memory or the brief:")
        made.add((("  severity", "text"),))
        made.add((("  next clock", "text"), ("  by its sign, words or time", "muted")))
        made.add()
        line = "/accept SEVERITY CLOCK"
    else:
        line = "/accept"
    for n, target in enumerate(found):
        if target.kind == "accept":
            made.target(n, (), line, "title")
    if offer.to.casefold() != made.scene.me.casefold():
        made.add((("then ", "muted"), (line, "text")))
    made.add((("or   ", "muted"), ("/decline WHY", "text")))
    made.add()
    if offer.until is not None:
        made.words(f"No answer by {utc(offer.until, now)}: the offer ends and {offer.from_} keeps {what}.")
    made.add()
