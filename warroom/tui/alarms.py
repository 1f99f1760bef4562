"""What is newly late or down, and whether this terminal rings for it: the one of the role that owns it does."""

from typing import NamedTuple

from warroom.report.words import since
from warroom.text import visible
from warroom.tui.view import Scene

BELL_EVERY_S = 60.0
QUIET_S = 3.0
MOST_CELLS = 120
_OF_CHECKS = ("technical", "commander")
_OSC_777 = ("rxvt", "foot", "vte", "gnome", "konsole")


class Alarm(NamedTuple):
    """Something wrong: what stays the same while it lasts, a sentence, and the roles whose it is."""

    key: str
    said: str
    owners: tuple[str, ...] = ("commander",)


class Alarms:
    """Rings for what is newly late or down, when nobody typed for 3 s, at most once a minute."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._rang_at = -BELL_EVERY_S

    def forget(self, scene: Scene) -> None:
        """What is late already when a room is entered is no news."""
        self._known = {alarm.key for alarm in wrong(scene)}

    def fresh(self, scene: Scene, now_s: float, typed_at_s: float) -> list[Alarm]:
        """What to ring for at this moment of a clock that only goes forward; nothing, most of the time."""
        every = wrong(scene)
        fresh = [alarm for alarm in every if alarm.key not in self._known]
        self._known = {alarm.key for alarm in every}
        mine = [alarm for alarm in fresh if _rings_here(alarm, scene)]
        if not mine or now_s - typed_at_s <= QUIET_S or now_s - self._rang_at <= BELL_EVERY_S:
            return []
        self._rang_at = now_s
        return mine


def wrong(scene: Scene) -> list[Alarm]:
    """All that is late or down."""
    found = [
        Alarm(d.id, f"{visible(d.label)} is late", (d.owner,) if d.owner else ("commander",))
        for d in scene.deadlines
        if d.state == "overdue"
    ]
    for view in scene.views:
        if view.state == "down" and not view.behind and not view.flaps:
            held = f" for {since((scene.asked_now - view.since).total_seconds())}" if view.since else ""
            found.append(Alarm(f"check {view.name}", f"{visible(view.name)} is down{held}", _OF_CHECKS))
    return found


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
