"""An outage of a check in a few words: what it read, from when to when, how long, how often it came back."""

from datetime import UTC, datetime

from warroom.incident.episodes import Episode
from warroom.incident.words import say_duration
from warroom.report.words import plural

UNSEEN_PART = 10
"""Time in which nobody could ask is said from this part of the whole on."""


def spell(
    worst: str, value: str, began: datetime, ended: datetime | None, flaps: int, unseen_s: float, *, short: bool = False
) -> str:
    """ "503 14:30:05–14:52:40, 22 min 35 s, 4 flaps"; times are UTC, with the day where they are of two.

    Without an end "503 since 14:30:05, no recovery seen". `short` leaves out what it read and how bad it was.
    """
    said = [] if short else [badness(worst, value)]
    flapped = f", {plural(flaps, 'flap')}" if flaps else ""
    if ended is None:
        return " ".join([*said, f"since {began.astimezone(UTC):%H:%M:%S}, no recovery seen{flapped}"])
    whole = lasted(began, ended)
    unseen = f", unseen for {say_duration(unseen_s)}" if unseen_s >= 1 and unseen_s * UNSEEN_PART >= whole else ""
    return " ".join([*said, f"{between(began, ended)}, {say_duration(whole)}{flapped}{unseen}"])


def badness(worst: str, value: str) -> str:
    """ "503", "slow 1.9 s", or the state alone where there was nothing to read."""
    if worst == "degraded":
        return f"slow {value}".rstrip()
    return value or worst


def lasted(began: datetime, ended: datetime) -> float:
    """Whole seconds between two moments as they are written."""
    return max(0.0, (ended.replace(microsecond=0) - began.replace(microsecond=0)).total_seconds())


def between(began: datetime, ended: datetime) -> str:
    """Two moments of a day, or of two."""
    began, ended = began.astimezone(UTC), ended.astimezone(UTC)
    if began.date() == ended.date():
        return f"{began:%H:%M:%S}–{ended:%H:%M:%S}"
    return f"{began.day} {began:%b %H:%M:%S} – {ended.day} {ended:%b %H:%M:%S}"


def episode_said(one: Episode) -> str:
    """A whole outage in a sentence, with the reason at its worst."""
    earlier = ", began before the incident" if one.earlier else ""
    reason = f": {one.reason}" if one.reason else ""
    said = spell(one.worst, one.value, one.began, one.ended, one.flaps, one.unseen_s)
    return f"{one.check} {said}{earlier}{reason}"
