"""The questions about runs, as they stand in the row above the entry line."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar, overload

from warroom.report.words import span
from warroom.runbook.plan import Plan
from warroom.text import visible
from warroom.tui.asking import Question
from warroom.tui.content import cut
from warroom.tui.look import RISK_SIGNS, Look, Row
from warroom.tui.panes.people import given

Act = Callable[[], None]
_Other = TypeVar("_Other")
TITLE = 40
"""Cells of a step's title in a question."""


class OrNo(dict[str, Act]):
    """Keys that answer; any other letter, and Enter, is no, and is not typed: the keys were the pane's before."""

    def __init__(self, keys: dict[str, Act], no: Act) -> None:
        super().__init__(keys)
        self._no = no

    @overload
    def get(self, key: str, default: None = None, /) -> Act | None: ...
    @overload
    def get(self, key: str, default: Act, /) -> Act: ...
    @overload
    def get(self, key: str, default: _Other, /) -> Act | _Other: ...
    def get(self, key: str, default: object = None, /) -> object:
        """What this key does."""
        answers = key in self or len(key) == 1 or key in ("enter", "space")
        return super().get(key, self._no) if answers else default


def whether_to_run(look: Look, plan: Plan, run: Act, no: Act) -> Question:
    """A command that changes something, or one of somebody else's playbook: y runs it."""
    sign, tone = look.sign(RISK_SIGNS["changes" if plan.risk == "reads" else plan.risk])
    called = cut(visible(plan.title), TITLE)
    what = "of a playbook nobody here accepted" if plan.risk == "reads" else "which changes things"
    said: Row = (
        (f"{sign} run step {plan.step}, {what}? ", tone),
        ("y", "title"),
        (" runs it   ", "muted"),
        ("Esc", "title"),
        (" or anything else: no   ", "muted"),
        (called, "muted"),
    )
    return Question(said, keys=OrNo({"y": run}, no), escape=no)


def whether_to_destroy(look: Look, plan: Plan, named: Callable[[str], bool], no: Act) -> Question:
    """A command that takes something away: its name is typed."""
    sign, tone = look.sign(RISK_SIGNS["destroys"])
    said: Row = (
        (f"{sign} step {plan.step} {visible(plan.destroys) or 'destroys'}. ", tone),
        ("type ", "muted"),
        (visible(plan.name), "title"),
        (" to run it, ", "muted"),
        ("Esc", "title"),
        (" no", "muted"),
    )
    return Question(said, typed=named, escape=no, placeholder=f"{visible(plan.name)} runs it")


def which_server(names: Sequence[str], choose: Callable[[str], None], no: Act, room: int) -> Question:
    """SQL that names none of several postgres checks: a digit chooses."""
    said: Row = (
        ("through which check? ", "title"),
        *given(names[:9], max(20, room)),
        ("Esc", "title"),
        (" no", "muted"),
    )
    keys: dict[str, Act] = {str(n): partial(choose, name) for n, name in enumerate(names[:9], 1)}
    return Question(said, keys=OrNo(keys, no), escape=no)


def whether_to_act(look: Look, name: str, run: Act, no: Act) -> Question:
    """An act of a drill: y does it."""
    sign, tone = look.sign(RISK_SIGNS["changes"])
    said: Row = (
        (f"{sign} do {visible(name)} in this drill? ", tone),
        ("y", "title"),
        (" does it   ", "muted"),
        ("Esc", "title"),
        (" or anything else: no", "muted"),
    )
    return Question(said, keys=OrNo({"y": run}, no), escape=no)


def what_stands_for(name: str, now: str, left: int, filled: Callable[[str], bool], no: Act) -> Question:
    """What a placeholder is to be in this incident."""
    more = f", {left} more after it" if left else ""
    kept = f"; Enter keeps {cut(visible(now), 24)}" if now else ""
    said: Row = (
        (f"{visible(name)} ", "title"),
        ("is ", "muted"),
        (f"kept for this incident, as typed{kept}{more}   ", "muted"),
        ("Esc", "title"),
        (" no", "muted"),
    )
    return Question(said, typed=filled, escape=no, placeholder=f"what {visible(name)} stands for")


def why_skipped(n: int, told: Callable[[str], bool], no: Act) -> Question:
    """Why a step is left out."""
    said: Row = (
        (f"skip step {n}: ", "title"),
        ("why? It goes on record   ", "muted"),
        ("Esc", "title"),
        (" no", "muted"),
    )
    return Question(said, typed=told, escape=no, placeholder="why it is skipped")


def whether_to_stop(called: str, seconds: float, stop: Act, no: Act) -> Question:
    """A run under way."""
    said: Row = (
        (f"stop {called}, running for {span(seconds)}? ", "soon+b"),
        ("y", "title"),
        (" stops its whole group: TERM, then KILL   ", "muted"),
        ("any other key: it goes on", "muted"),
    )
    return Question(said, keys=OrNo({"y": stop}, no), escape=no)


def whether_to_leave_running(called: str, leave: Act) -> Question:
    """Leaving while a run is under way."""
    said: Row = (
        (f"{called} is still running. ", "bad+b"),
        ("y", "title"),
        (" stops it, records that and quits", "muted"),
        (", any other key stays", "muted"),
    )
    return Question(said, keys={"y": leave})
