"""A replay at one moment, as the panels see it, and how it is worded."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.replaying.course import Course
from warroom.report.lines import describe
from warroom.report.words import elapsed, number, since, span
from warroom.text import visible
from warroom.tui.content import width_of
from warroom.tui.keys import Key
from warroom.tui.look import Row
from warroom.tui.panels.ledge import Special

BEFORE_FOOTER = 30
"""Cells that the footer's help, palette and quit take."""
SLOW_S = 5.0
"""Seconds of waiting from which on it is said how they are skipped."""


class Replayed(msgspec.Struct, frozen=True):
    """Where a replay stands: `seq` of `count` records, `following` the next one, known at `next_at`.

    `live` is what the room must not hide meanwhile, `fresh` how many records came since the replay began; Esc leads
    `back` in the end.
    """

    at: datetime
    seq: int
    count: int
    speed: float
    runs: bool
    course: Course
    following: Record | None = None
    next_at: datetime | None = None
    whole: bool = True
    live: str = ""
    fresh: int = 0
    back: str = "the room"


def speed_said(speed: float) -> str:
    """x10"""
    return f"x{speed:g}"


def when_said(at: datetime, course: Course) -> str:
    """A moment of the replay, with its day where the record has several."""
    several = len(course) and course.at(1).date() != course.at(len(course)).date()
    return f"{at:%a %d %b %H:%M:%S}" if several else f"{at:%H:%M:%S}"


def special(told: Replayed, *, drill: bool) -> Special:
    """What the ledge says of it."""
    began = told.course.at(1) if len(told.course) else told.at
    passed = elapsed((told.at - began).total_seconds())
    goes = speed_said(told.speed) if told.runs else f"{speed_said(told.speed)} paused"
    when = when_said(told.at, told.course)
    of = elapsed(told.course.span_s) if told.whole else "..."
    place = f"#{number(told.seq)} of {number(told.count)}"
    parts = [goes, f"{when} UTC", place, f"{passed} of {of}"]
    if drill:
        parts.insert(0, "of a DRILL")
    said = "  ".join(parts) + "  Nothing is recorded"
    if told.live:
        said += f"  NOW: {told.live}"
    return Special("REPLAY", visible(said), (), f"{goes} #{number(told.seq)} {told.at:%H:%M:%S}")


def reading(told: Replayed, incident: Incident, sign: str = "") -> tuple[Row, Row]:
    """What comes next and in how long; at the right what came in the room meanwhile."""
    if told.following is None or told.next_at is None:
        left: Row = (
            (f"the end: #{number(told.seq)} was the last. ", "text"),
            ("Esc", "title"),
            (f" goes to {told.back}", "muted"),
        )
        if not told.whole:
            left = ((f"reads the record: #{number(len(told.course))} of {number(told.count)}", "muted"),)
    else:
        word = describe(told.following, incident, told.at).word
        waits = max(0.0, (told.next_at - told.at).total_seconds())
        left = (("next ", "muted"), (f"#{told.following.seq} {visible(word)}", "title"), (f" in {span(waits)}", "text"))
        if told.runs and told.speed != 1 and waits >= told.speed:
            left = (*left, (f", at {speed_said(told.speed)} {since(waits / told.speed)}", "muted"))
        if not told.runs:
            left = (("paused  ", "soon"), *left, ("  Space", "title"), (" goes on", "muted"))
        elif waits / told.speed >= SLOW_S:
            left = (*left, ("   s", "title"), (" skips the silence", "muted"))
    right: Row = ()
    if told.fresh:
        right = ((f"{number(told.fresh)} new in the room", "focus+b"),)
    if told.live:
        right = (*right, ("  " if right else "", "text"), (f"{sign} {visible(told.live)}", "bad+b"))
    return left, right


def footer(keys: Sequence[Key], width: int, home: str, *, runs: bool, typing: bool) -> Row:
    """The keys that work now, the first first, as many as fit behind those of every screen; F9 leads `home`."""
    shown = {key.id: key.shown for key in keys}
    parts = [
        (shown["replay"], home),
        (shown["replay.pause"], "stand" if runs else "go on"),
        (f"{shown['replay.back']} {shown['replay.forward']}", "record"),
        (shown["replay.milestone"], "milestone"),
        (f"{shown['replay.slower']} {shown['replay.faster']}", "speed"),
        (shown["replay.skip"], "skip"),
        (shown["replay.where"], "go to"),
    ]
    if typing:
        parts = [("Enter", "goes there"), (shown["leave"], "not there")]
    room = width - BEFORE_FOOTER if width >= 2 * BEFORE_FOOTER else width
    row: Row = ()
    for key, words in parts:
        wider: Row = (*row, ("  " if row else "", "text"), (key, "title"), (f" {words}", "muted"))
        if width_of(wider) > room:
            break
        row = wider
    return row
