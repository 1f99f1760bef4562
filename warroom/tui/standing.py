"""What the screen says of itself: special states, alarms, this machine."""

from dataclasses import dataclass
from datetime import datetime

from warroom.clock import Clock, JumpWatch
from warroom.incident.state import Incident
from warroom.report.words import plural
from warroom.settings import Settings
from warroom.text import plain
from warroom.tui.panels.ledge import Special
from warroom.tui.view import Scene

BELL_EVERY_S = 60.0
QUIET_S = 3.0
JUMP_SHOWN_S = 60.0


@dataclass
class Machine:
    """What works on this machine, as the lobby lists it."""

    settings: Settings
    library: str = ""
    verified: str = ""
    playbook: str = ""
    playbook_trouble: str = ""

    def rows(self, journal_trouble: str) -> tuple[tuple[str, str, str], ...]:
        """(what, words, "ok" or "bad")."""
        settings = self.settings
        journal = str(settings.journal).replace(str(settings.journal.home()), "~")
        rows = [("journal", journal, "bad" if journal_trouble else "ok"), ("sqlite", self.library or "opening", "ok")]
        if self.verified:
            rows.append(("chain", self.verified, "ok"))
        if self.playbook_trouble:
            rows.append(("playbook", self.playbook_trouble, "bad"))
        elif self.playbook:
            rows.append(("playbook", self.playbook, "ok"))
        if settings.checks and not settings.checks_trusted:
            rows.append(("checks", "not run: others may write the file", "bad"))
        elif settings.source:
            rows.append(("checks", f"{len(settings.checks)} from {settings.source}", "ok"))
        else:
            rows.append(("checks", "none: warroom init", "ok"))
        return tuple(rows)


class Jumps:
    """Whether the wall clock went its own way lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._watch = JumpWatch(clock)
        self._last: tuple[datetime, float] | None = None

    def look(self) -> None:
        """Compare the wall clock with the one that only goes forward."""
        jump = self._watch.look()
        if jump is not None:
            self._last = (self._clock.now(), jump.total_seconds())

    def said(self) -> str:
        """The sentence for the ledge, for a minute."""
        if self._last is None:
            return ""
        at, by = self._last
        if not 0 <= (self._clock.now() - at).total_seconds() < JUMP_SHOWN_S:
            return ""
        return f"this machine's clock went {abs(by):.0f} s {'forward' if by > 0 else 'back'} at {at:%H:%M:%S} UTC"


class Alarms:
    """Rings for what is newly late or down, when nobody typed for 3 s, at most once a minute."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._rang_at = -BELL_EVERY_S

    def forget(self, scene: Scene) -> None:
        """What is late already when a room is entered is no news."""
        self._known = _wrong(scene)

    def fresh(self, scene: Scene, now_s: float, typed_at_s: float) -> bool:
        """Whether to ring at this moment of a clock that only goes forward."""
        wrong = _wrong(scene)
        fresh, self._known = wrong - self._known, wrong
        if not fresh or now_s - typed_at_s <= QUIET_S or now_s - self._rang_at <= BELL_EVERY_S:
            return False
        self._rang_at = now_s
        return True


def _wrong(scene: Scene) -> set[str]:
    late = {d.id for d in scene.deadlines if d.state == "overdue"}
    return late | {f"check {view.name}" for view in scene.views if view.state == "down"}


def specials(
    incident: Incident, *, trouble: str, trouble_since: datetime | None, waiting: int, jumped: str
) -> list[Special]:
    """What the ledge must say."""
    found: list[Special] = []
    if trouble:
        since = f" since {trouble_since:%H:%M:%S} UTC" if trouble_since else ""
        lines = f"{plural(waiting, 'line')} kept here: /retry or /save-as FILE. " if waiting else ""
        found.append(Special("NOT SAVED", plain(f"{lines}{trouble}{since}")))
    offer = incident.offer
    if offer is not None:
        said = f"{offer.from_} to {offer.to}: /accept takes it; {offer.from_} holds command until then"
        found.append(Special("HAND-OVER OFFERED", plain(said)))
    if jumped:
        found.append(Special("CLOCK JUMPED", jumped))
    if incident.is_drill:
        scenario = incident.drill.scenario if incident.drill else ""
        said = f"{scenario}. Nothing leaves this machine. warroom drill fix WHAT, in another shell, heals"
        found.append(Special("DRILL", plain(said)))
    return found
