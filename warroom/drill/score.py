"""What a drill was worth: one number and everything it is made of, from the record and the scenario alone.

A rule that gives another number for the same record gets a new number: scores of two rules are not compared.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from warroom.drill.catalog import FAULTS
from warroom.drill.scenario import FOR_GOOD, Scenario
from warroom.drill.trail import act_in
from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.evolve import evolve
from warroom.incident.facts import Cancelled, DrillScored, HintTaken, Judged, Record, Resolved, UpdateRecorded
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import MACHINES
from warroom.journal.ids import is_first

RULE = 1
PASS_MARK = 60
DEADLINES, UPDATES = 30, 10
HINT, WRONG_ACT = 5, 5


class Span(NamedTuple):
    """A duration that earns points: all of them up to the first share of the scenario's minutes, none past the last."""

    name: str
    points: int
    whole: float
    nothing: float

    def limits(self, minutes: float) -> tuple[float, float]:
        """The two shares, in seconds."""
        return self.whole * minutes * 60, self.nothing * minutes * 60

    def earns(self, seconds: float | None, minutes: float) -> int:
        """The points for so long; 0 for what never came about."""
        whole, nothing = self.limits(minutes)
        if seconds is None or seconds >= nothing:
            return 0
        return self.points if seconds <= whole else round(self.points * (nothing - seconds) / (nothing - whole))


SPANS = (
    Span("detect", 10, 0.1, 0.5),
    Span("acknowledge", 10, 0.1, 0.5),
    Span("mitigate", 25, 0.5, 1.5),
    Span("resolve", 15, 1.0, 2.0),
)


def trouble_of(incident: Incident, scenario: Scenario) -> datetime | None:
    """When the first thing broke, by the drill's clock; None where this is no drill."""
    drill = incident.drill
    if drill is None:
        return None
    return drill.start + timedelta(seconds=min(inject.at for inject in scenario.injects))


def score(incident: Incident, records: Sequence[Record], scenario: Scenario, now: datetime) -> DrillScored:
    """The score of a drill whose records these are, from its first to its last; before its end, as it would be now."""
    end = incident.when("resolved") or incident.ended_at or now
    trouble = trouble_of(incident, scenario)
    still_down = tuple(name for name, check in incident.checks.items() if check.state == "down")
    up_again = _up_again(incident) if not still_down else None
    unhealed = _unhealed(incident, records, scenario, end)
    detected, fixed = incident.when("detected"), incident.when("fixed")
    spans = {
        "detect": _span(trouble, detected),
        "acknowledge": _span(detected, incident.when("acknowledged")),
        "mitigate": _span(trouble, max(fixed, up_again) if fixed and up_again else None),
        "resolve": _span(trouble, incident.when("resolved") if up_again and not unhealed else None),
    }
    judged = tuple(_judged(d, end) for d in deadlines(incident, end) if _counts(d, incident))
    met = sum(one.state == "met" for one in judged)
    missed = sum(one.state in ("late", "missed") for one in judged) + _missed_before(incident, end)
    promised, sent, late = _updates(records)
    mild = _too_mild(incident, scenario)
    wrong = tuple(name for name in map(act_in, records) if (act := scenario.act(name)) and not act.heals)
    hints = sum(isinstance(record.fact, HintTaken) for record in records)
    earned = {span.name: span.earns(spans[span.name], scenario.minutes) for span in SPANS}
    earned["deadlines"] = 0 if mild else _share(DEADLINES, met, met + missed)
    earned["updates"] = _share(UPDATES, sent - late, promised)
    earned["hints"] = -HINT * hints
    earned["wrong acts"] = -WRONG_ACT * len(wrong)
    points = max(0, sum(earned.values()))
    return DrillScored(
        points=points,
        passed=points >= PASS_MARK and spans["resolve"] is not None,
        rule=RULE,
        minutes=scenario.minutes,
        trouble_at=trouble,
        detect_s=spans["detect"],
        acknowledge_s=spans["acknowledge"],
        mitigate_s=spans["mitigate"],
        resolve_s=spans["resolve"],
        resolved="resolved" in incident.milestones,
        met=met,
        missed=missed,
        updates_promised=promised,
        updates_sent=sent,
        updates_late=late,
        hints=hints,
        wrong_acts=wrong,
        still_down=still_down,
        unhealed=unhealed,
        too_mild=mild,
        earned=earned,
        entries=_entries(records),
        deadlines=judged,
    )


def _span(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds; None where an end is missing, or said to lie before the start."""
    seconds = (end - start).total_seconds() if start and end else -1.0
    return seconds if seconds >= 0 else None


def _share(points: int, good: int, of: int) -> int:
    return round(points * good / of) if of else 0


def _up_again(incident: Incident) -> datetime | None:
    """Since when all is up that was not; None where nothing ever turned."""
    return max((check.since for check in incident.checks.values() if check.since and check.state == "up"), default=None)


def _unhealed(incident: Incident, records: Sequence[Record], scenario: Scenario, end: datetime) -> tuple[str, ...]:
    """The faults that will be back: nobody did what heals them for good, though that could be done."""
    done = [(act_in(record), record.at) for record in records]
    drill = incident.drill
    found: list[str] = []
    for inject in scenario.injects:
        begun = drill.start + timedelta(seconds=inject.at) if drill else end
        over = inject.until is not None and drill is not None and end >= drill.start + timedelta(seconds=inject.until)
        healing = FAULTS[inject.fault].healed_by
        lasting = [act.name for act in scenario.acts if act.name in healing and act.heals == FOR_GOOD]
        if lasting and begun <= end and not over and not any(name in lasting and at >= begun for name, at in done):
            found.append(inject.fault)
    return tuple(dict.fromkeys(found))


def _counts(d: Deadline, incident: Incident) -> bool:
    """Whether a deadline belongs to the drill: not what is done days after it, nor what had no limit at this level."""
    task = incident.task(d.item or 0) if d.kind == "task" else None
    ended = d.state in ("met", "met late", "overdue")
    return (
        d.offset is not None
        and (d.due_at is not None or not ended)
        and d.kind in ("response", "checklist", "rung", "task")
        and not (task is not None and task.action)
    )


def _judged(d: Deadline, end: datetime) -> Judged:
    state = {"met": "met", "met late": "late", "overdue": "missed", "skipped": "skipped"}.get(d.state, "open")
    margin = None
    if d.due_at is not None and state in ("met", "late", "missed"):
        margin = (d.due_at - (d.done_at or end)).total_seconds()
    return Judged(id=d.id, label=d.label, state=state, limit_s=d.offset or 0.0, margin_s=margin)


def _missed_before(incident: Incident, end: datetime) -> int:
    """What was missed after a fix that did not hold."""
    return sum(d.missed_before for d in deadlines(incident, end) if d.kind == "checklist")


def _updates(records: Sequence[Record]) -> tuple[int, int, int]:
    """How many updates users were to hear by the end, how many they heard before it, and how many of those late."""
    promised = sent = late = 0
    state = EMPTY
    for record in records:
        due = next((d.due_at for d in deadlines(state, record.at) if d.kind == "cadence"), None)
        overdue = due is not None and record.at > due
        match record.fact:
            case UpdateRecorded(channel=channel) if state.running and state.playbook.reaches_users(channel):
                promised, sent, late = promised + 1, sent + 1, late + overdue
            case Resolved() | Cancelled() if state.running:
                promised += overdue
        state = evolve(state, record)
    return promised, sent, late


def _too_mild(incident: Incident, scenario: Scenario) -> str:
    """What it was declared as, where it was never held to be as bad as it is; "" where it was."""
    rank = incident.playbook.rank
    worst = min((change.severity for change in incident.severities), key=rank, default="")
    return worst if worst and rank(worst) > rank(scenario.severity) else ""


def _entries(records: Sequence[Record]) -> dict[str, int]:
    """How much each person entered, whoever entered most first."""
    typed = (r for r in records if r.by and r.by not in MACHINES and is_first(r.id))
    return dict(Counter(r.by for r in typed if not isinstance(r.fact, HintTaken)).most_common())
