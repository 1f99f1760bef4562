"""The state of an incident in lines of plain text: what the screen shows, for pipes and screen readers."""

from datetime import datetime

from warroom.incident.deadlines import deadlines
from warroom.incident.metrics import ENDS, Metrics, metrics
from warroom.incident.state import Incident
from warroom.incident.words import MILESTONES, say_duration
from warroom.report.brief import brief
from warroom.report.words import span, utc
from warroom.text import visible


def lines(incident: Incident, now: datetime) -> list[str]:
    """A head line, the six of the brief, milestones, clocks, tasks, hypotheses, checks."""
    drill = "DRILL  " if incident.is_drill else ""
    found = [
        f"{drill}{incident.severity or '-'}  {visible(incident.title) or 'not declared'}  {incident.status.upper()}"
    ]
    found.append(f"{'id':<12} {incident.id}  playbook {incident.playbook.name}")
    found += [f"{about:<12} {visible(said)}" for about, said in brief(incident, now)]
    found += ["", "milestones"]
    for name in MILESTONES:
        moment = incident.milestones.get(name)
        if moment:
            assumed = ", assumed" if moment.assumed else ""
            by = f", by {moment.by_what}" if moment.by_what else ""
            found.append(f"  {name:<13} {utc(moment.at, now)}{by}{assumed}")
    spans = metrics(incident)
    for name in ENDS:
        found.append(f"  {'to ' + name.removesuffix('_s'):<15} {_span(spans, name)}")
    found += ["", "clocks"]
    for d in deadlines(incident, now):
        left = ""
        if d.remaining_s is not None and d.live:
            left = f"{'in' if d.remaining_s >= 0 else 'late'} {span(d.remaining_s)}"
        due = f"due {utc(d.due_at, now)}" if d.due_at else d.words or "no limit"
        found.append(f"  {d.id:<10} {d.state:<9} {left:<11} {visible(d.label)}, {due}")
    if incident.suspects:
        found += ["", "suspects"]
        found += [
            f"  {s.n} {s.state}: {visible(s.text)}{': ' + visible(s.why) if s.why else ''}" for s in incident.suspects
        ]
    if incident.checks:
        found += ["", "checks"]
        found += [
            f"  {name}: {check.state_at(now)} {visible(check.reason)}".rstrip()
            for name, check in incident.checks.items()
        ]
    found += ["", f"head         #{incident.seq} {incident.hash}"]
    return found


def _span(spans: Metrics, name: str) -> str:
    seconds: float | None = getattr(spans, name)
    if seconds is not None:
        return say_duration(seconds)
    start, end = ENDS[name]
    return f"missing: {end} lies before {start}" if name in spans.out_of_order else "missing"
