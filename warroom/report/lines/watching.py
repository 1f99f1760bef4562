"""What checks did, which are held or allowed, who watches."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, because, say
from warroom.report.outages import spell
from warroom.report.words import plural, since, utc


@say.register
def _(fact: f.CheckChanged, record: Record, _i: Incident, _n: datetime) -> Line:
    sign = {"up": "up", "down": "down", "degraded": "slow", "unknown": "none"}.get(fact.to, "act")
    word = {"degraded": "slow", "unknown": "none"}.get(fact.to, fact.to)
    copied = ", before the incident" if fact.copied else ""
    if fact.to == "up" and fact.outage is not None:
        over = fact.outage
        said = spell(over.worst, over.value, over.began, fact.since or record.at, over.flaps, over.unseen_s)
        return Line(sign, word, f"{fact.check} is up: {said}{copied}")
    held = (record.at - fact.since).total_seconds() if fact.since else 0
    seen = f", first seen {since(held)} before" if held >= 1 and fact.to != "up" else ""
    reason = fact.reason or fact.value
    said = f"{fact.check}: {reason}" if reason else fact.check
    return Line(sign, word, f"{said}, was {fact.from_}{seen}{copied}", "bad" if fact.to == "down" else "")


@say.register
def _(fact: f.CheckPaused, _r: Record, _i: Incident, now: datetime) -> Line:
    until = f"until {utc(fact.until, now)}" if fact.until else "asked again"
    return Line("held", "pause", f"{fact.check} {until}{because(fact.why)}")


@say.register
def _(fact: f.ChecksAccepted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "accept", f"the checks of {fact.name}")


@say.register
def _(fact: f.WatchingStarted, _r: Record, _i: Incident, now: datetime) -> Line:
    gone = f", nobody did since {utc(fact.unwatched_since, now)}" if fact.unwatched_since else ""
    asks = f"{fact.terminal} asks {plural(len(fact.checks), 'check')}: {', '.join(fact.checks)}{gone}"
    not_up = ", ".join(f"{one.check} {'paused' if one.paused_until else one.state}" for one in fact.stood)
    return Line("act", "watch", asks + (f"; {not_up} already" if not_up else ""), "muted")


@say.register
def _(fact: f.WatchingStopped, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "watch", f"{fact.terminal} stopped asking{because(fact.why)}", "muted")
