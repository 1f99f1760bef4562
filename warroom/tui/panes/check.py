"""One check in full: what holds and why, what is asked and expected, its latencies, and how it turned before."""

import math
from datetime import UTC, datetime, timedelta

import msgspec

from warroom.checks.condition import parse
from warroom.checks.model import Found, View
from warroom.checks.result import in_cells
from warroom.checks.trail import Past, unpack
from warroom.checks.units import span
from warroom.errors import BadInput
from warroom.incident.episodes import Episode, episodes
from warroom.incident.facts import CheckChanged, Record
from warroom.incident.words import DUTY
from warroom.playbook.model import Check
from warroom.report.outages import badness, lasted
from warroom.report.turned import stretches
from warroom.report.words import plural, since, utc
from warroom.text import visible
from warroom.tui import messages as m
from warroom.tui.content import cut, left, right, wrap
from warroom.tui.look import CHECK_SIGNS, LINE_SIGNS, Row, Sign
from warroom.tui.panels.checks import sign_of
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.parts import GAP, TWO_COLUMNS, beside, keys_of, scrolling
from warroom.tui.panes.plot import plot
from warroom.tui.view import Painted, Scene

LABEL = 10
LOW = 20
MOST_DETAILS = 12
"""Rows below which the latencies come before how often is asked."""
RECENT = timedelta(minutes=60)
"""What turned so long before an incident was declared is copied into it."""
ENOUGH = 20
"""Readings from which on a 95th percentile says anything."""
_STATES = {"degraded": "over a limit", "unknown": "no reading", "paused": "held"}
_STRETCHES: dict[str, tuple[Sign, str]] = {
    "up": (CHECK_SIGNS["up"], "up"),
    "degraded": (CHECK_SIGNS["slow"], "slow"),
    "down": (CHECK_SIGNS["down"], "down"),
    "unknown": (CHECK_SIGNS["none"], "none"),
    "held": (CHECK_SIGNS["held"], "held"),
    "away": (LINE_SIGNS["skipped"], "away"),
}


class Seen(msgspec.Struct):
    """What the pane knows beside the scene: settings of the checks, whose stream it is, the turns read so far."""

    checks: tuple[Check, ...] = ()
    stream: str = DUTY
    records: list[Record] = []
    head: int = 0
    whole: bool = False
    name: str = ""

    def take(self, read: m.TurnsRead) -> None:
        """More of the turns: older ones, or those that came since."""
        if read.stream == self.stream:
            known = {record.seq: record for record in (*read.records, *self.records)}
            self.records = [known[seq] for seq in sorted(known)]
            self.head, self.whole = read.head, self.whole or read.whole

    def check(self, name: str) -> Check | None:
        """The settings of a check, None where this terminal does not have them."""
        return next((check for check in self.checks if check.name == name), None)


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The check under the cursor; the history beside it where there is room, else below."""
    seen: Seen = opened.about if isinstance(opened.about, Seen) else Seen()
    if not scene.views:
        none: Row = (("check", "title"), (" ─ ", "line"), ("none", "muted"))
        return Painted(none, [(("No checks are set up.", "muted"),)], keys_of(scene))
    opened.cursor = min(opened.cursor, len(scene.views) - 1)
    view = scene.views[opened.cursor]
    if seen.name != view.name:
        seen.name, opened.top = view.name, 0
    two = width >= TWO_COLUMNS
    first = (width - GAP) * 11 // 20 if two else width
    facts = _facts(scene, view, seen.check(view.name), first)
    settings = _settings(scene, view, seen.check(view.name), first)
    latency = _latency(scene, view, seen, first, height)
    facts = [*facts, (), *latency, (), *settings] if height < LOW else [*facts, *settings, (), *latency]
    beside_width = width - GAP - first if two else width
    told = [*_outages(scene, view, seen, beside_width), *_history(scene, view, seen, beside_width)]
    rows = beside(facts, told, first) if two else [*facts, (), *told]
    keys = keys_of(
        scene,
        ("check.ask", "ask now"),
        *((("check.pause", "ask again" if view.state == "paused" else "pause"),) if scene.incident.seq else ()),
        *((("list.down", "next"), ("list.up", "before")) if len(scene.views) > 1 else ()),
    )
    return scrolling(_head(scene, view, opened.cursor), rows, opened, (width, height), keys)


def _head(scene: Scene, view: View, place: int) -> Row:
    sign, tone = scene.look.sign(sign_of(view))
    among: Row = ((f"  {place + 1} of {len(scene.views)}", "muted"),) if len(scene.views) > 1 else ()
    name = cut(visible(view.name), 40)
    return (("check ", "title"), (name, "title"), (" ─ ", "line"), (f"{sign} {visible(view.word)}", tone), *among)


# What holds, and what is asked.


def _facts(scene: Scene, view: View, check: Check | None, width: int) -> list[Row]:
    rows = [
        *_told("state", _state(scene, view), width, sign_of(view).role if view.state != "up" else "text"),
        *_told("reason", visible(view.reason) or "answers", width, "text"),
        *_told("target", visible(_target(view)), width, "text"),
    ]
    if view.phases:
        phases = ", ".join(f"{visible(phase)} {in_cells(took)}" for phase, took in view.phases)
        rows += _told("phases", phases, width, "muted")
    return [*rows, *_conditions(scene, view, check, width), *_details(view, width)]


def _details(view: View, width: int) -> list[Row]:
    """What the kind has to say besides; a label that is said again stands once."""
    rows: list[Row] = []
    before = ""
    for label, words in view.details[:MOST_DETAILS]:
        label = visible(label)
        said = left(cut(label, LABEL - 1) if label != before else "", LABEL)
        rows.append(((said, "muted"), (cut(visible(words), width - LABEL), "text")))
        before = label
    more = len(view.details) - MOST_DETAILS
    return [*rows, ((" " * LABEL, "muted"), (f"and {more} more", "muted"))] if more > 0 else rows


def _settings(scene: Scene, view: View, check: Check | None, width: int) -> list[Row]:
    """How often it is asked, and what it takes to turn."""
    turns = _told("turns", _turns(check), width, "muted") if check is not None else []
    return [*_told("asked", _asked(scene, view, check), width, "muted"), *turns]


def _told(label: str, words: str, width: int, style: str) -> list[Row]:
    lines = wrap(words, width - LABEL, 3)
    return [((left(label if n == 0 else "", LABEL), "muted"), (line, style)) for n, line in enumerate(lines)]


def _state(scene: Scene, view: View) -> str:
    state = _STATES.get(view.state, view.state)
    if view.since is None:
        return f"{state}, since nobody knows when" if view.state != "unknown" else state
    held = since((scene.asked_now - view.since).total_seconds())
    soft = f", {visible(view.soft)}" if view.soft else ""
    flaps = f", flapping {view.flaps:.0f} %" if view.flaps else ""
    behind = f", behind {visible(view.behind)}, which is down: no alarm" if view.behind else ""
    return f"{state} since {_exactly(view.since)}, {held}{soft}{flaps}{behind}"


def _exactly(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _asked(scene: Scene, view: View, check: Check | None) -> str:
    last = f"last at {utc(view.at, scene.asked_now)}" if view.at else "not answered yet"
    if check is None:
        return f"{last}; how often, the terminal knows that asks it"
    return (
        f"every {span(check.every)}, every {span(check.recheck)} while it turns; "
        f"no longer than {span(check.timeout)}; {last}"
    )


def _turns(check: Check) -> str:
    quick = min(check.fails, 2)
    wrong = f", {quick} where it refuses or answers wrongly" if quick < check.fails else ""
    return f"down after {plural(check.fails, 'failure')} in a row{wrong}; up after {plural(check.passes, 'answer')}"


def _target(view: View) -> str:
    return view.target if view.target.startswith(view.kind) else f"{view.kind} {view.target}".rstrip()


def _conditions(scene: Scene, view: View, check: Check | None, width: int) -> list[Row]:
    """What is expected, each with what was found; without an answer there was nothing to hold it against."""
    found = view.found
    if not found and check is not None:
        expected = [Found(text, None, "no answer to hold it against") for text in check.expect]
        found = (*expected, *(Found(text, None, "no answer to hold it against", True) for text in check.warn))
    rows: list[Row] = []
    longest = max((len(visible(one.condition)) for one in found), default=0)
    room = min(longest, (width - LABEL) * 2 // 5)
    before = ""
    for one in found:
        label = "warned at" if one.warns else "expected"
        sign, tone = scene.look.sign(_held_to(one))
        rows.append(
            (
                (left(label if label != before else "", LABEL), "muted"),
                (f"{sign} ", tone),
                (f"{left(visible(one.condition), room)}  ", "text"),
                (cut(visible(one.said), width - LABEL - room - 4), tone if one.ok is False else "muted"),
            )
        )
        before = label
    return rows


def _held_to(one: Found) -> Sign:
    if one.ok is None:
        return CHECK_SIGNS["none"]
    return CHECK_SIGNS["up" if one.ok else "slow" if one.warns else "down"]


# Its latencies.


def _latency(scene: Scene, view: View, seen: Seen, width: int, height: int) -> list[Row]:
    past = unpack(view.trail)
    if not past:
        return [((left("latency", LABEL), "muted"), ("no reading yet", "muted"))]
    tall = 4 if height < LOW else 6 if height < 30 else 9
    limit = _limit(view, seen.check(view.name))
    over = f" over {since((past[-1].at - past[0].at).total_seconds())}" if len(past) > 1 else ""
    silent = sum(one.latency_s is None for one in past)
    unanswered = f", {silent} without an answer" if silent else ""
    return [
        ((left("latency", LABEL), "muted"), (f"{plural(len(past), 'reading')}{over}{unanswered}", "text")),
        ((" " * LABEL, "text"), (_figures(past), "text")),
        *plot(past, width, tall, scene.look, limit),
    ]


def _figures(past: tuple[Past, ...]) -> str:
    """Of those that answered the fastest and the slowest; in the middle what did not answer counts as slowest."""
    every = sorted(math.inf if one.latency_s is None else one.latency_s for one in past)
    answered = [one for one in every if one < math.inf]
    if not answered:
        return "min -  median -  p95 -  max -"
    p95 = _at(every, 0.95) if len(every) >= ENOUGH else f"from {ENOUGH} readings on"
    return f"min {in_cells(answered[0])}  median {_at(every, 0.5)}  p95 {p95}  max {in_cells(answered[-1])}"


def _at(every: list[float], share: float) -> str:
    """The value that this share of the readings does not exceed."""
    value = every[max(0, math.ceil(share * len(every)) - 1)]
    return in_cells(value) if value < math.inf else "no answer"


def _limit(view: View, check: Check | None) -> float | None:
    """The lowest latency that is complained about, in seconds."""
    texts = [one.condition for one in view.found] or [*(check.expect if check else ()), *(check.warn if check else ())]
    limits: list[float] = []
    for text in texts:
        try:
            condition = parse(text, {"latency": "duration"}, {})
        except BadInput:
            continue
        if condition.op in ("<", "<=") and isinstance(condition.wanted[0].value, int | float):
            limits.append(float(condition.wanted[0].value))
    return min(limits, default=None)


# How it turned.


def _outages(scene: Scene, view: View, seen: Seen, width: int) -> list[Row]:
    """Those of the incident, the newest first: what was copied into it and what came after; in the lobby all."""
    own = (r for r in seen.records if isinstance(r.fact, CheckChanged) and r.fact.check == view.name)
    found = [one for one in episodes(own) if _of_the_incident(one, scene)]
    if not found:
        return []
    rows: list[Row] = [((left("outages", LABEL), "muted"), (str(len(found)), "muted"))]
    for one in reversed(found):
        sign, word = _STRETCHES[one.worst if one.worst in _STRETCHES else "down"]
        glyph, tone = scene.look.sign(sign)
        ended = one.ended
        held = lasted(one.began, ended or scene.asked_now)
        said = badness(one.worst, one.value).removeprefix("slow ")
        until = f", until {_day(ended, scene)}{ended.astimezone(UTC):%H:%M:%S}" if ended else ""
        flaps = f", {plural(one.flaps, 'flap')}" if one.flaps else ""
        rows.append(
            (
                (right(f"{_day(one.began, scene)}{one.began.astimezone(UTC):%H:%M:%S}", 15), "muted"),
                (f"  {glyph} ", tone),
                (left(visible(word), 5), "muted" if ended else tone),
                (right(since(held), 6), "text"),
                (" " if ended else "+", "muted"),
                (f"  {cut(visible(f'{said}{until}{flaps}'), width - 33)}", "text"),
            )
        )
    return [*rows, ()]


def _of_the_incident(one: Episode, scene: Scene) -> bool:
    declared, over = scene.incident.when("declared"), scene.incident.ended_at
    if scene.incident.is_drill or declared is None:
        return True
    return (one.ended is None or declared - one.ended <= RECENT) and (over is None or one.began <= over)


def _day(at: datetime, scene: Scene) -> str:
    at = at.astimezone(UTC)
    return "" if at.date() == scene.asked_now.astimezone(UTC).date() else f"{at.day} {at:%b} "


def _history(scene: Scene, view: View, seen: Seen, width: int) -> list[Row]:
    now = scene.asked_now
    found = stretches(seen.records, view.name, now)
    state = plural(len(found), "turn") if seen.whole else "being read"
    rows: list[Row] = [
        ((left("history", LABEL), "muted"), (state if found or not seen.whole else "no turn yet", "muted"))
    ]
    for one in found:
        sign, word = _STRETCHES.get(one.kind, (CHECK_SIGNS["none"], one.kind))
        glyph, tone = scene.look.sign(sign)
        quiet = one.kind not in ("down", "degraded")
        words = {"away": "nobody asked", "held": f"held by {one.by}: {one.text}"}.get(one.kind, one.text)
        at = one.since.astimezone(UTC)
        rows.append(
            (
                (right(f"{_day(at, scene)}{at:%H:%M:%S}", 15), "muted"),
                (f"  {glyph} ", tone),
                (left(visible(word), 5), "muted" if quiet else tone),
                (right(since(one.seconds(now)), 6), "text"),
                ("+" if one.until is None else " ", "muted"),
                (f"  {cut(visible(words), width - 33)}", "muted" if quiet else "text"),
            )
        )
    return rows


def rows(scene: Scene, _opened: Opened) -> int:
    """The checks through which its cursor walks."""
    return len(scene.views)


PANE = Pane(paint, rows)
