"""What lint says, as rows: what must change, what to look at, what is well."""

from warroom.text import visible
from warroom.tui.content import fit, folded, under
from warroom.tui.look import CHECK_SIGNS, Look, Row
from warroom.tui.panes.update.seen import Seen
from warroom.updates.lint.found import Fault

MUST, LOOK_AT, WELL = CHECK_SIGNS["down"], CHECK_SIGNS["slow"], CHECK_SIGNS["up"]


def style_of(fault: Fault) -> str:
    """How a fault is drawn in its place: its colour, and underlined."""
    return "bad+b+u" if fault.must else "soon+b+u"


def head(seen: Seen) -> Row:
    """How many must change, and how many are to be looked at."""
    must = len(seen.linted.must_change)
    look_at = len(seen.linted.faults) - must
    if not must and not look_at:
        return (("lint", "title"), (" ─ ", "line"), ("all well", "muted"))
    parts: list[tuple[str, str]] = []
    if must:
        parts.append((f"{must} must change", "bad+b"))
    if look_at:
        parts += [("  ", "text")] * bool(must) + [(f"{look_at} to look at", "soon")]
    return (("lint", "title"), (" ─ ", "line"), *parts)


def fault_rows(fault: Fault, width: int, look: Look, *, shift: int, here: bool) -> list[Row]:
    """A fault with its place and reason; `shift` lines stand before the words it was found in."""
    sign, tone = look.sign(MUST if fault.must else LOOK_AT)
    where = "subject: " if fault.in_subject else f"line {fault.line + shift}: " if fault.line else ""
    rows: list[Row] = [fit(((sign, tone), (" ", "text"), (visible(fault.title), "title")), width)]
    rows += [(("  ", "text"), (line, "muted")) for line in folded(visible(where + fault.why), max(8, width - 2))]
    return [under((*row, (" " * max(0, width - sum(len(t) for t, _ in row)), "text")), here) for row in rows]


def well_rows(seen: Seen, width: int, look: Look) -> list[Row]:
    """What is well, a row each."""
    sign, _ = look.sign(WELL)
    return [fit(((sign, "done"), (" ", "text"), (visible(said), "muted")), width) for said in seen.linted.well]


def in_short(seen: Seen) -> str:
    """What stands in the way of approving, in a few words; "" for nothing."""
    must = len(seen.linted.must_change)
    return f"{must} must change" if must else ""
