"""What checks did, which are held, and the playbook in force."""

from datetime import datetime, timedelta

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, clock, rule, text_of
from warroom.incident.state import LONGEST_PAUSE, Incident, changed


@rule.register
def _(intent: i.PauseCheck, incident: Incident, now: datetime) -> Facts:
    if not intent.check.strip():
        raise Refused("/pause needs the name of a check")
    known = incident.checks.get(intent.check)
    if intent.seconds == 0:
        if known is None or known.paused_until is None or known.paused_until <= now:
            raise Refused(f"{intent.check} is not paused")
        return [f.CheckPaused(check=intent.check, until=None, why=intent.why)]
    if not 1 <= intent.seconds <= LONGEST_PAUSE.total_seconds():
        raise Refused("a check may be paused for 1 s to 7 d")
    until = now + timedelta(seconds=intent.seconds)
    if known and known.paused_until and known.paused_until >= until:
        raise Refused(f"{intent.check} is paused until {clock(known.paused_until)} already")
    return [f.CheckPaused(check=intent.check, until=until, why=text_of(intent.why, "/pause"))]


@rule.register
def _(intent: i.AdoptPlaybook, incident: Incident, _now: datetime) -> Facts:
    if intent.sha256 and intent.sha256 == incident.playbook_sha256:
        raise Refused(f"playbook {intent.playbook.name} has not changed since it was adopted")
    if incident.severity and intent.playbook.severity(incident.severity) is None:
        raise Refused(f"playbook {intent.playbook.name} has no severity {incident.severity}, which is in force")
    return [f.PlaybookAdopted(name=intent.playbook.name, sha256=intent.sha256, playbook=intent.playbook)]


@rule.register
def _(intent: i.ReportTransition, incident: Incident, _now: datetime) -> Facts:
    known = incident.checks.get(intent.change.check)
    if known.state == intent.change.to if known else intent.change.to in ("up", "unknown"):
        return []
    return [changed(intent.change, from_=known.state) if known else intent.change]


@rule.register
def _(intent: i.SetWatching, _incident: Incident, _now: datetime) -> Facts:
    if intent.on:
        return [f.WatchingStarted(terminal=intent.terminal, checks=intent.checks)]
    return [f.WatchingStopped(terminal=intent.terminal, why=intent.why)]
