"""The state of an incident in lines of text: what the screen shows, a fact a line, for pipes and screen readers."""

from collections.abc import Sequence
from datetime import datetime

from warroom.clock import local_name
from warroom.host.sample import Row
from warroom.incident.closing import Unmet, left_open, unmet
from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.metrics import ENDS, Metrics, metrics
from warroom.incident.state import Incident
from warroom.incident.words import MILESTONES, say_duration
from warroom.report.brief import brief
from warroom.report.offers import offers
from warroom.report.plain import ALONE, Around, check_said, clock_said, here_said, roles_said, seen, told_said
from warroom.report.unsent import unsent_said
from warroom.report.updates import promises_said
from warroom.report.words import utc
from warroom.text import visible


def lines(incident: Incident, now: datetime, around: Around = ALONE) -> list[str]:
    """A head line, the six of the brief, then a section a panel of the screen; one without anything in it says so."""
    drill = "DRILL  " if incident.is_drill else ""
    found = [
        f"{drill}{incident.severity or '-'}  {visible(incident.title) or 'not declared'}  {incident.status.upper()}",
        f"{'id':<12} {incident.id}  playbook {visible(incident.playbook.name)}",
        f"{'time':<12} {_time(now, incident.zone or around.zone)}",
    ]
    found += [f"{about:<12} {visible(said)}" for about, said in brief(incident, now, around.views)]
    clocks = deadlines(incident, now, unwatched_since=around.unwatched_since)
    tasks = {d.item: d for d in clocks if d.kind == "task"}
    found += _section("roles", roles_said(incident, now), "nobody holds a role")
    found += _section("on call", [visible(around.on_call)], "") if around.on_call else []
    found += _section("here", here_said(around.present, incident.id), "no terminal has this room open")
    found += _section("milestones", [*_milestones(incident, now), *_spans(incident)], "")
    found += _section(
        "clocks", [clock_said(d, incident, now) for d in clocks if d.kind != "task"], "no clock: nothing is promised"
    )
    if asked := _asked_before(incident, now, around):
        found += _section(*asked)
    if offered := offers(incident, around.views, now):
        found += _section("offered", [visible(f"{one.said}; {one.line} says so") for one in offered], "")
    found += _section("suspects", _suspects(incident), "none")
    found += _section("doing", _doing(incident, tasks, now), "nobody has a time-box")
    found += _section("users were told", [told_said(incident, now), *promises_said(incident, now)], "")
    found += _section("unsent", unsent_said(incident, now), "") * bool(incident.unsent)
    found += _section("links", [visible(link) for link in incident.links], "none")
    found += _section(f"pinned lines: {', '.join(f'#{seq}' for seq in incident.pinned)}", [], "") * bool(
        incident.pinned
    )
    checks = [check_said(one, now) for one in seen(incident, around.views, now)]
    found += _section("checks", [*checks, *_asked(incident, around)] if checks else [], "none")
    if around.host:
        found += _section(f"host {visible(around.hostname)}".rstrip(), [_host(row) for row in around.host], "")
    found += ["", f"head         #{incident.seq} {incident.hash}"]
    return found


def _section(title: str, said: Sequence[str], nothing: str) -> list[str]:
    return ["", title, *(f"  {line}" for line in said or filter(None, [nothing]))]


def _time(now: datetime, zone: str) -> str:
    utc_now = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if not zone:
        return utc_now
    local, place = local_name(now, zone)
    return f"{utc_now}, {local} {visible(place)}"


def _milestones(incident: Incident, now: datetime) -> list[str]:
    found = []
    for name in MILESTONES:
        moment = incident.milestones.get(name)
        if moment:
            assumed = ", assumed" if moment.assumed else ""
            by = f", by {visible(moment.by_what)}" if moment.by_what else ""
            found.append(f"{name:<13} {utc(moment.at, now)}{by}{assumed}")
    return found


def _spans(incident: Incident) -> list[str]:
    spans = metrics(incident)
    return [f"{'to ' + name.removesuffix('_s'):<15} {_span(spans, name)}" for name in ENDS]


def _span(spans: Metrics, name: str) -> str:
    seconds: float | None = getattr(spans, name)
    if seconds is not None:
        return say_duration(seconds)
    start, end = ENDS[name]
    return f"missing: {end} lies before {start}" if name in spans.out_of_order else "missing"


def _suspects(incident: Incident) -> list[str]:
    found = []
    for s in incident.suspects:
        state = "struck" if s.seq in incident.struck else s.state
        found.append(visible(f"{s.n} {state}: {s.text}{f', because {s.why}' if s.why else ''}"))
    return found


def _doing(incident: Incident, clocks: dict[int | None, Deadline], now: datetime) -> list[str]:
    return [
        visible(f"{t.owner} has {'action item' if t.action else 'time-box'}: ") + clock_said(clocks[t.n], incident, now)
        for t in incident.tasks
    ]


def _asked(incident: Incident, around: Around) -> list[str]:
    if not incident.open:
        return []
    if around.asked_by:
        return [f"asked by {visible(around.asked_by)}"]
    return ["nobody asks the checks now: this is what was recorded last"]


def _asked_before(incident: Incident, now: datetime, around: Around) -> tuple[str, list[str], str] | None:
    """What the end asks for: once it is fixed before it is over, once it is over before it is closed."""
    if incident.running and "fixed" in incident.milestones:
        left = unmet(incident, now, around.unwatched_since, around.unread(incident))
        return "before it is over", [_open(one) for one in left], "nothing stands open: resolve"
    if "resolved" in incident.milestones and incident.open:
        return "before it is closed", [_open(one) for one in left_open(incident, now)], "nothing is left: close"
    return None


def _open(one: Unmet) -> str:
    return visible(f"{one.said}: {one.how}" if one.how else one.said)


def _host(row: Row) -> str:
    unit = f" {row.unit}" if row.unit in ("MiB/s", "open") else f", {row.unit}" if row.unit else ""
    high = ", high" if row.high else ""
    return visible(f"{row.label}: {row.value}{unit}{high}{f', {row.note}' if row.note else ''}")
