"""What the screen says of itself: special states, alarms, this machine."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from warroom.checks.acceptance import VERB
from warroom.checks.model import View
from warroom.checks.net.network import offline
from warroom.clock import DrillClock, Jump, JumpWatch, SystemClock
from warroom.incident.offered import role_words, standing
from warroom.incident.state import EMPTY, Incident
from warroom.incident.summary import Summary
from warroom.incident.words import say_duration
from warroom.journal.faults import in_few, parted
from warroom.report.unsent import Unsent
from warroom.report.words import moment, span
from warroom.settings import Settings
from warroom.text import plain
from warroom.tui.panels.ledge import Special

JUMP_SHOWN_S = 60.0
BEHIND_S = 120.0
FINE_BELOW_S = 600.0
KEEP = "/save-as FILE"


class Machine(msgspec.Struct):
    """What works on this machine, as the lobby lists it."""

    settings: Settings
    library: str = ""
    gone: str = ""
    verified: str = ""
    playbook: str = ""
    playbook_trouble: str = ""
    waiting: int = 0

    def rows(self, journal_trouble: str) -> tuple[tuple[str, str, str], ...]:
        """(what, words, "ok" or "bad")."""
        settings = self.settings
        journal = str(settings.journal).replace(str(settings.journal.home()), "~")
        rows = [("journal", journal, "bad" if journal_trouble else "ok"), ("sqlite", self.library or "opening", "ok")]
        if self.gone:
            rows.append(("record", self.gone, "bad"))
        if self.verified:
            rows.append(("chain", self.verified, "ok"))
        if self.playbook_trouble:
            rows.append(("playbook", self.playbook_trouble, "bad"))
        elif self.playbook:
            rows.append(("playbook", self.playbook, "ok"))
        if self.waiting:
            rows.append(("checks", f"{self.waiting} wait: {VERB}", "bad"))
        elif settings.source:
            rows.append(("checks", f"{len(settings.checks)} from {settings.source}", "ok"))
        else:
            rows.append(("checks", "none: warroom init", "ok"))
        return tuple(rows)


class Network:
    """Since when no check can be asked, for want of a network; known in the lobby and in every room."""

    def __init__(self) -> None:
        self._since: datetime | None = None

    def look(self, views: Sequence[View], now: datetime) -> datetime | None:
        """The moment it was first noticed, None while some check can be asked."""
        self._since = (self._since or now) if offline(views) else None
        return self._since


class Jumps:
    """Whether the clock can be believed: it jumped lately, the machine slept, or the record is ahead of it."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._watch = JumpWatch(clock)
        self._last: tuple[Jump, float] | None = None

    def look(self) -> None:
        """Compare the wall clock with those that only go forward."""
        jump = self._watch.look()
        if jump is not None:
            self._last = (jump, self._clock.readers.steady())

    def said(self, incident: Incident = EMPTY, summaries: Sequence[Summary] = ()) -> str:
        """The sentence for the ledge: a jump for a minute, then what was noted later than it is now.

        `incident` is the open room's; in the lobby (EMPTY) the newest of `summaries` stands for the journal.
        """
        if self._last is not None:
            jump, at_s = self._last
            if self._clock.readers.steady() - at_s < JUMP_SHOWN_S:
                return jump_words(jump)
        return self._behind(incident, summaries)

    def _behind(self, incident: Incident, summaries: Sequence[Summary]) -> str:
        drill = incident.drill
        clock = DrillClock(drill.start, drill.speed, self._clock) if drill else self._clock
        noted = incident.last_at
        if not incident.seq:
            # A drill's records bear the drill's own time.
            noted = max((s.last_at for s in summaries if s.last_at and not s.drill), default=None)
        if noted is None:
            return ""
        now = clock.now()
        by_s = (noted - now).total_seconds() / (drill.speed if drill and drill.speed else 1.0)
        if by_s <= BEHIND_S:
            return ""
        # To the minute: the seconds of it would only flicker.
        by = say_duration(_minutes(by_s))
        last = moment(noted, now, seconds=False)
        return f"this machine's clock is behind the record by {by}: the last entry was noted {last} UTC"


def jump_words(jump: Jump) -> str:
    """What a clock did, in a sentence."""
    at = f"{jump.at:%H:%M:%S} UTC"
    slept_s, set_s = (_minutes(by_s) if abs(by_s) >= FINE_BELOW_S else by_s for by_s in (jump.slept_s, jump.set_s))
    slept = f"this machine slept for {say_duration(slept_s)} until {at}"
    went = f"clock went {say_duration(set_s)} {'forward' if set_s > 0 else 'back'}"
    if not jump.set_s:
        return slept
    return f"{slept}; its {went}" if jump.slept_s else f"this machine's {went} at {at}"


def _minutes(seconds: float) -> float:
    return round(seconds / 60) * 60.0


def specials(
    incident: Incident,
    *,
    trouble: str,
    trouble_since: datetime | None,
    waiting: int,
    jumped: str,
    gone: str,
    offline_since: datetime | None = None,
    now: datetime | None = None,
    unsent: Sequence[Unsent] = (),
    me: str = "",
    imported: bool = False,
) -> list[Special]:
    """What the ledge must say to `me`, who types here."""
    found: list[Special] = []
    if trouble:
        found.append(_not_saved(plain(trouble), trouble_since, waiting))
    if gone:
        said, ways = parted(plain(gone))
        found.append(Special("RECORD GONE", said, ways))
    if offline_since is not None:
        said = f"no check can be asked since {offline_since:%H:%M:%S} UTC: no network. Notes and clocks work"
        waits = f"unsent {len(unsent)}" if unsent else ""
        each = f", {waits}, each is sent once" if unsent else ""
        found.append(Special("OFFLINE", said + each, (), waits or "no network"))
    elif unsent:
        first = unsent[0]
        found.append(Special("UNSENT", plain(first.said), first.ways, plain(f"update {first.n}"), len(unsent)))
    if imported:
        found.append(Special("IMPORTED", "from another journal: nobody runs it here. Notes and corrections are taken"))
    elif now is not None:
        found += _handovers(incident, now, me)
    if jumped:
        found.append(Special("CLOCK JUMPED", jumped))
    if incident.is_drill:
        scenario = incident.drill.scenario if incident.drill else ""
        said = f"{scenario}. Nothing leaves this machine"
        found.append(Special("DRILL", plain(said), ("/drill card says what you may do",)))
    return found


def _handovers(incident: Incident, now: datetime, me: str) -> list[Special]:
    """Each role that is offered: from whom, to whom, waiting how long, who holds it; to `me` what takes it."""
    found = []
    for offer in standing(incident, now):
        waits = span(max(0.0, (now - offer.at).total_seconds()))
        held = incident.roles.get(offer.role)
        holds = f"{held.person} holds" if held else "nobody holds"
        what = role_words(offer.role)
        said = f"{offer.from_} to {offer.to}, waiting {waits}. Until {offer.to} accepts, {holds} {what}"
        few = plain(f"to {offer.to} {waits}")
        mine = offer.to.casefold() == me.casefold()
        found.append(Special("HAND-OVER OFFERED", plain(said), ("/accept takes it",) if mine else (), few))
    return found


def _not_saved(trouble: str, since: datetime | None, waiting: int) -> Special:
    said, ways = parted(trouble)
    if waiting and not ways:
        ways = ("/retry", KEEP)
    elif waiting and KEEP not in ways:
        ways = (*ways, KEEP)
    when = f" since {since:%H:%M:%S} UTC" if since else ""
    return Special("NOT SAVED", said + when, ways, in_few(trouble), waiting)
