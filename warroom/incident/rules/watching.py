"""What checks did, which are held, and the playbook in force."""

from datetime import datetime, timedelta

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.episodes import ended_by
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
def _(intent: i.AcceptChecks, incident: Incident, _now: datetime) -> Facts:
    if incident.declared or incident.is_drill:
        raise Refused("checks are accepted on duty, not in an incident: warroom playbook accept")
    if not intent.sha256:
        raise Refused(f"nobody knows the file of {intent.name}: what is accepted is a file, by its hash")
    known = incident.accepted.get(intent.sha256)
    if known is not None and known.digest == intent.digest:
        raise Refused(f"{known.by} accepted the checks of {known.name} at {clock(known.at)} already")
    return [f.ChecksAccepted(name=intent.name, sha256=intent.sha256, digest=intent.digest)]


@rule.register
def _(intent: i.ReportTransition, incident: Incident, now: datetime) -> Facts:
    change = intent.change
    known = incident.checks.get(change.check)
    if known is None:
        # A check that was up all along and cannot be asked any more is news: the window does not count without it.
        silent = change.to == "unknown" and change.from_ != "up"
        return [] if change.to == "up" or silent else [change]
    if known.state == change.to:
        return []
    return [changed(change, from_=known.state, outage=ended_by(known.course, change, now))]


@rule.register
def _(intent: i.SetWatching, _incident: Incident, _now: datetime) -> Facts:
    if intent.on:
        gone = intent.unwatched_since
        return [f.WatchingStarted(terminal=intent.terminal, checks=intent.checks, unwatched_since=gone)]
    return [f.WatchingStopped(terminal=intent.terminal, why=intent.why)]
