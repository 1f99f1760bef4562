"""The line that would record a record again: what its author brings back with Up, also in a later run."""

from functools import singledispatch

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.moment import leading
from warroom.incident.words import STAGES

_UNITS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def line_of(record: Record) -> str:
    """The entry line behind a record, without its time; "" where no line of words or numbers made it."""
    line = _line(record.fact)
    if isinstance(record.fact, f.Noted) and (line[:1] in "/ \t" or leading(line, record.noted_at, "")[0]):
        # Typed so it was: a leading space keeps a note from being read.
        return f" {line}"
    return line.rstrip()


@singledispatch
def _line(_fact: Fact) -> str:
    return ""


@_line.register
def _(fact: f.Noted) -> str:
    return fact.text


@_line.register
def _(fact: f.ChangeNoted) -> str:
    return f"/change {fact.text}"


@_line.register
def _(fact: f.Suspected) -> str:
    return f"/suspect {fact.text}"


@_line.register
def _(fact: f.Decided) -> str:
    return f"/decide {fact.text}"


@_line.register
def _(fact: f.Linked) -> str:
    return f"/link {fact.url} {fact.text}"


@_line.register
def _(fact: f.TitleSet) -> str:
    return f"/title {fact.to}"


@_line.register
def _(fact: f.ImpactSet) -> str:
    return f"/impact {' '.join([*(f'{key}={value}' for key, value in fact.fields.items()), fact.text])}"


@_line.register
def _(fact: f.SeveritySet) -> str:
    return f"/sev {fact.to} {fact.why}"


@_line.register
def _(fact: f.StatusSet) -> str:
    return f"/status {fact.to} {fact.why}" if fact.to in STAGES else ""


@_line.register
def _(fact: f.Unfixed) -> str:
    return f"/unfix {fact.why}"


@_line.register
def _(fact: f.Reopened) -> str:
    return f"/reopen {fact.why}"


@_line.register
def _(fact: f.RoleTaken) -> str:
    return f"/role {fact.role} @{fact.person}"


@_line.register
def _(fact: f.HandoverOffered) -> str:
    return f"/handover @{fact.to}"


@_line.register
def _(fact: f.ItemSet) -> str:
    return f"/{'tick' if fact.done else 'untick'} {fact.n}"


@_line.register
def _(fact: f.ItemSkipped) -> str:
    return f"/skip {fact.n} {fact.why}"


@_line.register
def _(fact: f.RuledOut) -> str:
    return f"/rule-out {fact.n} {fact.why}"


@_line.register
def _(fact: f.CauseFound) -> str:
    return f"/cause {fact.n}"


@_line.register
def _(fact: f.CadenceSet) -> str:
    return f"/cadence {_span(fact.seconds)} {fact.why}"


@_line.register
def _(fact: f.TaskGiven) -> str:
    due = f"{fact.due_at:%Y-%m-%d}" if fact.action and fact.due_at else ""
    return f"/{'action' if fact.action else 'do'} @{fact.owner} {fact.text} {due}"


@_line.register
def _(fact: f.TaskTaken) -> str:
    return f"/take {fact.n}"


@_line.register
def _(fact: f.TaskExtended) -> str:
    return f"/extend {fact.n} {_span(fact.seconds)} {fact.why}"


@_line.register
def _(fact: f.TaskDone) -> str:
    return f"/done {fact.n}" if fact.done else ""


@_line.register
def _(fact: f.UpdateRecorded) -> str:
    return f"/update {fact.channel} {f'{fact.status} ' if fact.status else ''}{fact.text}"


@_line.register
def _(fact: f.Escalated) -> str:
    return f"/escalate {fact.rung} {fact.text}"


def _span(seconds: float) -> str:
    """ "1h30m", as a duration is typed."""
    left, parts = round(seconds), []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        parts.append(f"{count}{unit}" * bool(count))
    return "".join(parts) or "0s"
