"""What one line of a template asks for, as far as a field answers it: the date, who was hit, who commanded."""

from collections.abc import Callable
from datetime import UTC

import msgspec

from warroom.report.document import Block, Item, Items
from warroom.report.lanes import Lane
from warroom.report.postmortem.known import Known, capital, lasting
from warroom.report.postmortem.topics import first_named, pieces
from warroom.report.words import plural

MOST = 20


class Answered(msgspec.Struct, frozen=True):
    """A line a field, and what of it nobody recorded."""

    items: tuple[Item, ...]
    gaps: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (Items(self.items),) if self.items else ()


def answered(known: Known, asks: tuple[str, ...], *, besides: frozenset[str] = frozenset()) -> Answered:
    """A line a question, in the playbook's order and words; one that no field answers is a blank.

    `besides` are the fields that are told elsewhere.
    """
    items: list[Item] = []
    gaps: list[str] = []
    told = set(besides)
    for ask in asks:
        named = {name: piece for piece in reversed(pieces(ask)) if (name := field_of(piece))}
        found = [(piece, name) for name, piece in reversed(named.items()) if name not in told]
        if named and not found:
            continue
        if not found:
            gaps.append(ask)
            items.append(Item(f"{capital(ask)}: not recorded", tone="blank"))
        for piece, name in found:
            told.add(name)
            value = _VALUES[name](known)
            if not value:
                gaps.append(piece)
            items.append(Item(f"{capital(piece)}: {value or 'not recorded'}", tone="" if value else "blank"))
    return Answered(tuple(items), tuple(gaps))


def field_of(piece: str) -> str:
    """The field that a few words ask for, "" for none."""
    return first_named(piece, _ASKED)


def value_of(known: Known, name: str) -> str:
    """What the record says of a field, "" where it says nothing."""
    return _VALUES[name](known)


def _date(known: Known) -> str:
    return f"{known.began.astimezone(UTC):%Y-%m-%d}" if known.began else ""


def _window(known: Known) -> str:
    if known.began is None:
        return ""
    if known.over is None:
        return f"since {known.clock(known.began)}, still open"
    return f"{known.time(known.began)} – {known.clock(known.over)}"


def _duration(known: Known) -> str:
    if known.lasted_s is None:
        return _window(known) if known.over is None else ""
    return f"{lasting(known.lasted_s)} ({_window(known)})"


def _minutes(known: Known) -> str:
    return "" if known.lasted_s is None else f"{known.lasted_s // 60:.0f}"


def _severity(known: Known) -> str:
    worst, now = known.severity, known.incident.severity
    return f"{worst}, {now} at the end" if now and worst != now else worst


def _commander(known: Known) -> str:
    return ", then ".join(known.commanders)


def _people(known: Known) -> str:
    names = people(known)
    return f"{len(names)}: {', '.join(names[:MOST])}{f' and {len(names) - MOST} more' * (len(names) > MOST)}" * bool(
        names
    )


def people(known: Known) -> tuple[str, ...]:
    """Who had a part in it: the busiest first; nobody who was only given work for afterwards."""
    working = {task.owner for task in known.incident.tasks if not task.action}
    return tuple(load.person for load in known.review.people if load.records or load.roles or load.person in working)


def _services(known: Known) -> str:
    said = known.field("services")
    red = known.red
    checks = ", ".join(lane_said(one) for one in red[:MOST])
    more = f" and {len(red) - MOST} more" if len(red) > MOST else ""
    return "; ".join(filter(None, [said, f"checks that were red: {checks}{more}" if checks else ""]))


def lane_said(lane: Lane) -> str:
    """ "api down 12 min, 3 times, slow 40 s"."""
    times = f" in all, {plural(lane.times, 'time')}" if lane.times > 1 else ""
    down = f"down {lasting(lane.down_s)}{times}" if lane.down_s else ""
    slow = f"slow {lasting(lane.slow_s)}" if lane.slow_s else ""
    return f"{lane.check} {', '.join(filter(None, [down, slow]))}"


def _told(known: Known) -> str:
    said = known.told_users
    if not said:
        return ""
    first = min(said, key=lambda told: told.at)
    return f"{plural(len(said), 'update')}, the first at {known.clock(first.at)}"


def _cause(known: Known) -> str:
    return "; ".join(one.text for one in known.suspects("cause"))


def _status(known: Known) -> str:
    incident = known.incident
    return f"draft: still open, {incident.status}" if incident.open and known.over is None else incident.status


def _detected_by(known: Known) -> str:
    detected = known.incident.milestones.get("detected")
    return detected.by_what if detected else ""


def _metric(name: str) -> Callable[[Known], str]:
    def value(known: Known) -> str:
        seconds: float | None = getattr(known.review.metrics, name)
        if seconds is None:
            return ""
        # Where nobody said when it was detected, the declaration stands for it.
        stood_in = name in ("detect_s", "acknowledge_s") and known.noticed is None
        return f"{lasting(seconds)}, the declaration taken for the detection" if stood_in else lasting(seconds)

    return value


def _title(known: Known) -> str:
    return known.incident.title


def _story(known: Known) -> str:
    from warroom.report.postmortem.telling import in_short

    return in_short(known)


def _impact(known: Known) -> str:
    return known.incident.impact


_ASKED: tuple[tuple[str, str], ...] = (
    ("window", r"from when to when|start(?:ed)?(?: time)? (?:and|to|-|–) end|time ?frame|\bwindow\b"),
    ("minutes", r"(?:duration|how long).*minutes|\bminutes\b"),
    ("detect", r"time to (?:detect\w*|notice)|\bttd\b"),
    ("acknowledge", r"time to (?:ack\w*|respond|response)|\btta\b"),
    ("mitigate", r"time to (?:mitigat\w*|fix)|\bttm\b"),
    ("resolve", r"time to (?:resol\w*|recover\w*|restor\w*|repair)|\bttr\b|\bmttr\b"),
    ("story", r"what happened|in short|brief description|short description"),
    ("impact", r"what (?:users|customers|they) (?:saw|could not|couldn't|notice\w*)|what they could not do|symptoms?"),
    ("date", r"^(?:the )?(?:dates?|day)\b|^when(?: it happened)?$|incident date"),
    ("duration", r"duration|how long|length|^lasted|downtime"),
    ("severity", r"\bseverity\b|\blevel\b|\bsev\b|^priority$|classification"),
    ("commander", r"commander|\bic\b|incident (?:lead|manager)|who led|coordinator"),
    ("people", r"responders?|who worked|who (?:was )?involved|people (?:involved|worked)|how many people|participants"),
    ("revenue", r"revenue|money|financial|\bcosts?\b|sales"),
    ("data", r"\bdata\b"),
    ("services", r"services?|systems?|components?|functionality|features? affected|affected features?"),
    ("users", r"\busers?\b|customers?|to whom|whom it hit|who was (?:hit|affected)|players|accounts"),
    ("told", r"told|communicat\w*|informed|updates"),
    ("cause", r"\bcause\b"),
    ("status", r"^status$|current state|^state$"),
    ("detected_by", r"detected by|how (?:it was|was it) (?:detected|noticed)|detection method"),
    ("title", r"^title$|^name$|^incident$"),
)
_VALUES: dict[str, Callable[[Known], str]] = {
    "window": _window,
    "minutes": _minutes,
    "detect": _metric("detect_s"),
    "acknowledge": _metric("acknowledge_s"),
    "mitigate": _metric("mitigate_s"),
    "resolve": _metric("resolve_s"),
    "story": _story,
    "impact": _impact,
    "date": _date,
    "duration": _duration,
    "severity": _severity,
    "commander": _commander,
    "people": _people,
    "revenue": lambda known: known.field("revenue"),
    "data": lambda known: known.field("data"),
    "services": _services,
    "users": lambda known: known.field("users"),
    "told": _told,
    "cause": _cause,
    "status": _status,
    "detected_by": _detected_by,
    "title": _title,
}
