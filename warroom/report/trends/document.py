"""The metrics as a document: the spans by severity and by month, what was kept, what is missing, the drills."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import median

from warroom.incident.summary import Summary
from warroom.incident.words import MILESTONES
from warroom.report.document import Bar, BarChart, Block, Document, Facts, Heading, Para, Table
from warroom.report.source import made_at
from warroom.report.trends.counted import (
    SPANS,
    Counted,
    Group,
    Wanted,
    by_month,
    by_scenario,
    by_severity,
    clocks,
    group,
    updates,
)
from warroom.report.trends.figures import METHOD, Figures
from warroom.report.words import number, plural, since

CHARTED = 12
"""Months in a chart, the last ones: the table has them all."""
NAMED = 12
"""Incidents named in a row; the csv has them all."""
IMPACTS = 15
NUMBERS = frozenset(range(1, 9))
ENDS = {
    "detect": "noticed before it started",
    "acknowledge": "acknowledged before it was noticed",
    "mitigate": "fixed before it started",
    "resolve": "resolved before it started",
}


def document(found: Counted, wanted: Wanted, now: datetime) -> Document:
    """Everything there is to tell; a section without anything says so or is left out."""
    blocks: list[Block] = []
    if not found.real:
        blocks.append(Para("No incident was declared in this time.", "blank"))
    else:
        blocks += [*_severities(found.real), *_months(found.real), *_kept(found.real, now)]
        blocks += [*_missing(found.real), *_impact(found.real)]
    blocks += [*_drills(found.drills), *_method(found)]
    return Document(
        title="Metrics of incidents",
        blocks=tuple(blocks),
        about=tuple(_about(found, wanted)),
        source=f"Made from {plural(len(found.real), 'incident')} and {plural(len(found.drills), 'drill')} "
        f"{made_at(now)}",
    )


def _about(found: Counted, wanted: Wanted) -> Iterator[tuple[str, str]]:
    begin = f"{wanted.since}" if wanted.since else "the first"
    yield "declared", f"from {begin} to {wanted.until}" if wanted.until else f"from {begin} on"
    if wanted.severities:
        yield "severity", ", ".join(wanted.severities)
    running = sum(s.running for s in found.real)
    yield "incidents", number(len(found.real)) + (f", {running} of them still open" if running else "")
    if found.cancelled:
        yield "cancelled", f"{len(found.cancelled)}, not counted: each was found to be none"
    if came := [s for s in found.real if s.id in found.imported]:
        yield "imported", f"{len(came)} of them, counted like the others: {_names(came)}"
    if found.drills:
        yield "drills", f"{len(found.drills)}, in a table of their own"


def took(seconds: float | None) -> str:
    """A duration in a cell; what is not known is no 0."""
    return since(seconds) if seconds is not None else "-"


def _severities(incidents: Sequence[Summary]) -> Iterator[Block]:
    groups = by_severity(incidents)
    yield Heading("By severity")
    rows = [
        (span, one.name or "none", *_cells(one.spans[span]))
        for span in SPANS
        for one in ([group("all", incidents), *groups] if len(groups) > 1 else groups)
    ]
    yield Table(
        ("time to", "severity", "known", "p50", "p90", "longest"),
        tuple(rows),
        right=frozenset({2, 3, 4, 5}),
        caption="how long it took",
    )
    yield from _charts(groups, "severity")


def _cells(found: Figures) -> tuple[str, ...]:
    return (number(found.n), took(found.p50), took(found.p90), took(found.longest))


def _months(incidents: Sequence[Summary]) -> Iterator[Block]:
    months = by_month(incidents)
    yield Heading("By month")
    yield Table(
        ("declared in", "incidents", *SPANS),
        tuple((one.name, number(len(one.incidents)), *(_p50(one, span) for span in SPANS)) for one in months),
        right=NUMBERS,
        caption="p50 of each, and of how many where not of all",
    )
    last = months[-CHARTED:]
    if len(last) < 2:
        return
    bars = tuple(Bar(one.name, len(one.incidents), number(len(one.incidents))) for one in last)
    yield BarChart(f"incidents a month{_of_last(months)}", bars)
    yield from _charts(last, "month", _of_last(months))


def _of_last(months: Sequence[Group]) -> str:
    return f", the last {CHARTED}" if len(months) > CHARTED else ""


def _p50(one: Group, span: str) -> str:
    found = one.spans[span]
    return took(found.p50) + (f" ({found.n})" if 0 < found.n < len(one.incidents) else "")


def _charts(groups: Sequence[Group], what: str, more: str = "") -> Iterator[Block]:
    """A chart a span of which anything is known; one bar alone compares nothing."""
    for span in SPANS:
        known = [one.spans[span] for one in groups]
        if len(groups) > 1 and any(one.n for one in known):
            bars = [
                Bar(one.name or "none", one.spans[span].p50, took(one.spans[span].p50) if one.spans[span].n else "")
                for one in groups
            ]
            yield BarChart(f"p50 of the time to {span}, by {what}{more}", tuple(bars), "s")


def _kept(incidents: Sequence[Summary], now: datetime) -> Iterator[Block]:
    yield Heading("What was kept")
    groups = by_severity(incidents)
    rows = [
        (
            one.name or "none",
            number(len(one.incidents)),
            clocks(one.incidents, now).said,
            updates(one.incidents).said,
            _people(one.incidents),
        )
        for one in ([group("all", incidents), *groups] if len(groups) > 1 else groups)
    ]
    yield Table(
        ("severity", "incidents", "clocks kept", "updates in time", "people"),
        tuple(rows),
        right=frozenset({1, 4}),
        caption="people: p50 and most of those involved in one incident",
    )


def _people(incidents: Sequence[Summary]) -> str:
    counts = [s.people for s in incidents]
    return f"{median(counts):g}, most {max(counts)}" if counts else "-"


def _missing(incidents: Sequence[Summary]) -> Iterator[Block]:
    """Which incidents lack which milestone, or have spans that contradict themselves."""
    missing = {name: [s for s in incidents if name in s.spent.missing] for name in MILESTONES}
    odd = {span: [s for s in incidents if f"{span}_s" in s.spent.out_of_order] for span in SPANS}
    rows = [(f"{name}: not recorded", number(len(every)), _names(every)) for name, every in missing.items() if every]
    assumed = {name: [s for s in incidents if name in s.spent.assumed] for name in MILESTONES}
    rows += [(f"{name}: assumed", number(len(every)), _names(every)) for name, every in assumed.items() if every]
    rows += [(ENDS[span], number(len(every)), _names(every)) for span, every in odd.items() if every]
    yield Heading("What is missing or out of order")
    if not rows:
        yield Para("Every milestone that was passed is known, and in order.", "done")
        return
    yield Para(
        "What is not known counts in no figure; /started, /detected, /ack and /amend say it still. "
        "Where nobody said when it was detected, the declaration stands for it.",
        "muted",
    )
    yield Table(("milestone", "incidents", "which"), tuple(rows), right=frozenset({1}))


def _names(incidents: Sequence[Summary]) -> str:
    """The newest, by their ids."""
    named = [s.id for s in reversed(incidents)][:NAMED]
    more = len(incidents) - len(named)
    return ", ".join(named) + (f" and {number(more)} more" if more else "")


def _impact(incidents: Sequence[Summary]) -> Iterator[Block]:
    """Users and revenue in the words in which they were recorded."""
    told = [s for s in incidents if s.impact.get("users") or s.impact.get("revenue")]
    yield Heading("Whom it hit")
    if not told:
        yield Para('Nobody recorded users or revenue: /impact users=400 revenue="2 k EUR" does.', "blank")
        return
    newest = list(reversed(told))[:IMPACTS]
    rest = f", the newest {IMPACTS}" if len(told) > IMPACTS else ""
    yield Table(
        ("incident", "severity", "users", "revenue"),
        tuple((s.id, s.severity, s.impact.get("users") or "-", s.impact.get("revenue") or "-") for s in newest),
        caption=f"{number(len(told))} of {number(len(incidents))} say it, in these words{rest}",
    )


def _drills(drills: Sequence[Summary]) -> Iterator[Block]:
    if not drills:
        return
    yield Heading("Drills")
    yield Table(
        ("scenario", "drills", "best", *SPANS),
        tuple(
            (one.name or "-", number(len(one.incidents)), _best(one.incidents), *(_p50(one, span) for span in SPANS))
            for one in by_scenario(drills)
        ),
        right=NUMBERS,
        caption="DRILL: counted nowhere above; p50 of each span, points of 100 by the newest rule",
    )


def _best(drills: Sequence[Summary]) -> str:
    scored = [(s.rule, s.points) for s in drills if s.points is not None]
    return str(max(scored)[1]) if scored else "-"


def _method(found: Counted) -> Iterator[Block]:
    yield Heading("How it is counted")
    pairs = [(span, said) for span, said in SPANS.items()]
    yield Facts(tuple(pairs))
    words = [
        METHOD,
        "An incident counts in the month of its declaration (UTC), under the severity it has now or had last.",
        "A span whose end lies before its start, or lacks one of the two, counts in no figure and never as 0.",
        "Clocks are those the playbook set and that ended, after-work that is overdue among the missed.",
    ]
    if found.cancelled:
        words.append("What was cancelled was found to be no incident: it is counted, and in no figure.")
    if found.imported:
        words.append("An imported incident is one: its times are those of the journal it came from.")
    yield Para("\n".join(words), "muted")
