"""What rings in this terminal: that of the role that owns a clock; for a check that is down, the technical lead's."""

from datetime import datetime
from typing import NamedTuple

from warroom.incident.deadlines import Deadline, sign_of
from warroom.incident.nags import Nag, empty_roles, nag
from warroom.report.words import since, span
from warroom.text import visible
from warroom.tui.panels.ledge import Special
from warroom.tui.view import Scene

BELL_EVERY_S = 60.0
QUIET_S = 3.0
MOST_CELLS = 120
_OF_CHECKS = ("technical", "commander")
_OSC_777 = ("rxvt", "foot", "vte", "gnome", "konsole")


class Alarm(NamedTuple):
    """Something to ring for: what stays the same while it lasts, a sentence, the roles whose it is, and how often it
    has rung by now."""

    key: str
    said: str
    owners: tuple[str, ...] = ("commander",)
    rings: int = 1


class Alarms:
    """Rings for what is newly late or down and again for what stays so, when nobody typed for 3 s, at most once a
    minute; what had to wait for that rings once it is over."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._rang_at = -BELL_EVERY_S

    def forget(self, scene: Scene) -> None:
        """What has rung already when a room is entered is no news."""
        self._known = {alarm.key: alarm.rings for alarm in wrong(scene)}

    def fresh(self, scene: Scene, now_s: float, typed_at_s: float) -> list[Alarm]:
        """What to ring for at this moment of a clock that only goes forward; nothing, most of the time."""
        every = wrong(scene)
        there = {alarm.key for alarm in every}
        self._known = {key: rings for key, rings in self._known.items() if key in there}
        fresh = [alarm for alarm in every if alarm.rings > self._known.get(alarm.key, 0)]
        mine = [alarm for alarm in fresh if _rings_here(alarm, scene)]
        if mine and (now_s - typed_at_s <= QUIET_S or now_s - self._rang_at <= BELL_EVERY_S):
            return []
        self._known |= {alarm.key: alarm.rings for alarm in fresh}
        if mine:
            self._rang_at = now_s
        return mine


def wrong(scene: Scene) -> list[Alarm]:
    """All that has rung or rings."""
    if scene.looked_back_on:
        return []
    now = scene.now
    found = [
        _alarm(d.id, nagged, said(d), (d.owner,) if d.owner else ("commander",))
        for d in scene.deadlines
        if (nagged := nag(d, now)).rings
    ]
    for vacancy, nagged in empty_roles(scene.incident, list(scene.deadlines), now):
        if nagged.rings:
            found.append(_alarm(f"role {vacancy.role}", nagged, f"nobody is {vacancy.role}", (vacancy.role,)))
    for view in scene.views:
        if view.state == "down" and not view.behind and not view.flaps:
            held = f" for {since((scene.asked_now - view.since).total_seconds())}" if view.since else ""
            found.append(Alarm(f"check {view.name}", f"{visible(view.name)} is down{held}", _OF_CHECKS))
    return found


def late(scene: Scene) -> list[Special]:
    """The line of the ledge: what is late and not snoozed, the longest first, and who is missing."""
    if scene.looked_back_on:
        return []
    now = scene.now
    clocks = [d for d in scene.urgent if nag(d, now).level == "line"]
    empty = empty_roles(scene.incident, list(scene.deadlines), now)
    gone = [vacancy.role for vacancy, nagged in empty if nagged.level == "line"]
    if not clocks and not gone:
        return []
    told = [f"nobody is {', '.join(gone)}"] if gone else []
    few = "; ".join([*([f"{len(clocks)} late"] if clocks else []), *told])
    ways: tuple[str, ...] = ("/ic takes command",) if "commander" in gone else ()
    if clocks:
        first = clocks[0]
        held = scene.incident.roles.get(first.owner)
        owner = visible(held.person if held else first.owner)
        more = f", {len(clocks) - 1} more" if len(clocks) > 1 else ""
        told.insert(0, f"{said(first)}{f' ({owner})' if owner else ''}{more}")
        ways = ways or tuple(filter(None, [_meets(first), f"/snooze {sign_of(first.id)} 5m WHY is quiet for so long"]))
    return [Special("LATE", "; ".join(told), ways, few)]


def _meets(d: Deadline) -> str:
    """The line that meets a clock, "" where that is no one line."""
    sign = sign_of(d.id)
    return {
        "response": "/ack",
        "cadence": "F2 writes to users",
        "rung": f"/escalate {sign}",
        "task": f"/done {d.item}",
        "checklist": f"/tick {sign}",
        "condition": f"/tick {sign}",
        "after": f"/tick {sign}",
    }.get(d.kind, "")


def _alarm(name: str, nagged: Nag, words: str, owners: tuple[str, ...]) -> Alarm:
    """Each round of nagging is another alarm: a snooze that ended, the next mark."""
    begun: datetime | None = nagged.since
    return Alarm(f"{name} {begun.isoformat() if begun else ''}", words, owners, nagged.rings)


def said(d: Deadline) -> str:
    """What a clock says that rings."""
    label = visible(d.label)
    if d.kind == "task" and d.offset is not None:
        return f"@{visible(d.owner)}: {_minutes(d.offset)} up, {label}"
    if d.kind in ("mark", "handover"):
        return label
    return f"{label} is late"


def _minutes(seconds: float) -> str:
    """ "3 min are", as a time-box is called out."""
    whole = round(seconds / 60)
    if 60 * whole != round(seconds) or not 0 < whole < 600:
        return f"{span(seconds)} are"
    return f"{whole} min {'is' if whole == 1 else 'are'}"


def _rings_here(alarm: Alarm, scene: Scene) -> bool:
    """Where one of its owners sits; everywhere while none of these roles is held."""
    roles = scene.incident.roles
    holders = {roles[role].person if role in roles else role for role in alarm.owners if role in roles}
    named = {owner for owner in alarm.owners if owner in scene.incident.people}
    return not (holders | named) or scene.me in holders | named


def notification(title: str, said: str, program: str) -> str:
    """The bytes that ask a terminal to tell its desktop: OSC 777 where `program` (TERM and TERM_PROGRAM) knows that
    one, else OSC 9."""
    title, said = (visible(words)[:MOST_CELLS].replace(";", ",") for words in (title, said))
    if any(name in program.lower() for name in _OSC_777):
        return f"\x1b]777;notify;{title};{said}\x1b\\"
    return f"\x1b]9;{title}: {said}\x1b\\"
