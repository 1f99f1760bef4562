"""The lobby's open incidents: two lines each, with the next clock of each."""

from collections import Counter

from warroom.incident.deadlines import Deadline, by_urgency, deadlines
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.report.words import elapsed, moment, plural
from warroom.text import visible
from warroom.tui.content import fit, left, right, show, spread, tight, under, width_of
from warroom.tui.look import CLOCK_SIGNS, Part, Row
from warroom.tui.panels.clocks import ROLE_WORDS, left_words
from warroom.tui.view import Painted, Scene

PER = 2
"""Rows an open incident takes."""
STATUS, LASTS, NEXT = 14, 11, 11
COLUMNS = 2 + STATUS + LASTS + NEXT


def open_ones(scene: Scene) -> list[Summary]:
    """The rows of the list: running incidents first, then drills that run."""
    running = [s for s in scene.summaries if s.open and s.running]
    return [s for s in running if not s.drill] + [s for s in running if s.drill]


def paint(scene: Scene, width: int, height: int) -> Painted:
    """What, status, how long, next clock; below it who commands, what is red, which role is nobody's."""
    found = open_ones(scene)
    if not found and scene.unread:
        said = f"{plural(scene.unread, 'incident')} still to be read, once after an upgrade; those that run come here."
        return Painted((("open", "title"), (" ─ ", "line"), ("being read", "muted")), [(), ((said, "text"),)])
    if not found:
        return Painted((("open", "title"), (" ─ ", "line"), ("none", "muted")), tight(_none(scene), height))
    named: Row = (
        (f"{'  sev   what':<{max(0, width - COLUMNS)}}", "muted"),
        (f"  {'status':<{STATUS}}{'lasts':>{LASTS}}{'next':>{NEXT}}", "muted"),
    )
    heading: list[Row] = [named] if width >= 70 and height > 3 else []
    here = scene.cursors.get("open", 0) if scene.focus == "open" else -1
    room = max(1, (height - len(heading)) // PER)
    top = max(0, min(max(here, 0) - room + 1, len(found) - room))
    rows = list(heading)
    for n, s in enumerate(found[top : top + room], top):
        rows += _rows(s, scene, width, here=n == here)
    more = len(found) - top - room
    foot: Row = ((f"{more} more ▾  ", "text"),) if more > 0 else ()
    if scene.focus == "open":
        keys = (("Enter", " go in  "), ("b", " brief  "), ("d", " declare another"))
        foot = (*foot, *(part for key, words in keys for part in ((key, "title"), (words, "muted"))))
    else:
        foot = (*foot, ("Tab", "title"), (" then ", "muted"), ("Enter", "title"), (" goes in", "muted"))
    return Painted(_head(found, scene), rows[:height], foot, len(heading), top, PER)


def _none(scene: Scene) -> list[Row]:
    ended = max(filter(None, (s.ended_at or s.resolved_at for s in scene.summaries if not s.drill)), default=None)
    last = f" The last one ended {moment(ended, scene.wall)} UTC." if ended else ""
    levels = scene.playbook.severities
    some = visible(f"{levels[0].id} to {levels[-1].id}" if len(levels) > 1 else "P0")
    return [
        (),
        ((f"No incident is open.{last}", "text"),),
        (),
        (
            ("/declare", "title"),
            (" and a few words start one; ", "muted"),
            (some, "title"),
            (" in front if you know it", "muted"),
        ),
        (("warroom drill", "title"), (" in a shell practises one that never leaves this machine", "muted")),
    ]


def _head(found: list[Summary], scene: Scene) -> Row:
    """How many of each severity, by its word, the worst first."""
    real = [s for s in found if not s.drill]
    words: Counter[str] = Counter()
    ranks: dict[str, int] = {}
    for s in real:
        state = scene.open_states.get(s.id)
        word = visible(state.level.name if state and state.level and state.level.name else s.severity) or "open"
        words[word] += 1
        ranks[word] = state.playbook.rank(s.severity) if state else 0
    parts: list[Part] = []
    for word in sorted(words, key=lambda word: (ranks[word], word)):
        parts += [("  " if parts else "", "text"), (f"{words[word]} {word}", "bad+b" if ranks[word] < 2 else "text")]
    drills = len(found) - len(real)
    if drills:
        parts.append((f"{'  ' if parts else ''}{plural(drills, 'drill')}", "focus"))
    return (("open", "title"), (" ─ ", "line"), *parts)


def next_clock(incident: Incident | None, scene: Scene) -> Deadline | None:
    """The clock of an open incident that matters most now; None where none runs, and for a drill, which has its own."""
    urgent = by_urgency(deadlines(incident, scene.wall), scene.wall) if incident and not incident.is_drill else []
    return urgent[0] if urgent else None


def _rows(s: Summary, scene: Scene, width: int, *, here: bool) -> list[Row]:
    incident = scene.open_states.get(s.id)
    began = s.declared_at or s.began
    clock = next_clock(incident, scene)
    lasts = elapsed((scene.wall - began).total_seconds()) if began and not s.drill else ""
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    bad = incident is None or incident.playbook.rank(s.severity) < 2
    severity: Part = (left("DRILL" if s.drill else visible(s.severity) or "-", 6), "focus+b" if s.drill else "title")
    if not s.drill and bad:
        severity = (severity[0], "bad+b")
    tail: Row = (
        (f"  {left(visible(s.status).upper() or 'UNDECLARED', STATUS)}{right(lasts, LASTS)}", "text"),
        (right(left_words(clock) if clock else "", NEXT), CLOCK_SIGNS[clock.state].role if clock else "muted"),
    )
    head: Row = ((pointer + " ", "focus"), severity, show(s.title or s.id, "title"))
    first = spread(fit(head, width - COLUMNS), tail, width) if width >= 60 else fit(head, width)
    second = spread((("        ", "text"), *_second(s, incident, width - 8)), (), width)
    return [under(first, here), under(second, here)]


def _second(s: Summary, incident: Incident | None, width: int) -> Row:
    """Who commands, what is red, which needed role is nobody's; as much as fits whole."""
    parts: list[Part] = []
    if s.commander:
        parts.append((visible(f"IC {s.commander}"), "muted"))
    elif s.declared_at:
        parts.append(("! nobody commands", "bad+b"))
    waiting = len(incident.unsent) if incident is not None else s.unsent
    if waiting:
        parts.append((f"{waiting} unsent", "soon+b"))
    if incident is not None and incident.checks:
        down = sum(check.state == "down" for check in incident.checks.values())
        slow = sum(check.state == "degraded" for check in incident.checks.values())
        said = [f"{plural(count, 'check')} {word}" for count, word in ((down, "down"), (slow, "slow")) if count]
        parts.append((", ".join(said) or "all checks up", "muted"))
    if incident is not None and incident.running:
        empty = [role for role in incident.needed_roles if role != "commander"]
        empty = [visible(ROLE_WORDS.get(role, role)) for role in empty if role not in incident.roles]
        if empty:
            parts.append((f"{' and '.join(empty)} nobody", "muted"))
    parts += [(plural(s.records, "line"), "muted"), (visible(s.id), "muted")]
    row: list[Part] = []
    for part in parts:
        more = [(", ", "muted"), part] if row else [part]
        if row and width_of((*row, *more)) > width:
            break
        row += more
    return tuple(row)
