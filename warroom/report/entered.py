"""The line that would record a record again: what its author brings back with Up, also in a later run."""

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.moment import leading
from warroom.incident.words import STAGES

_UNITS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def line_of(record: Record) -> str:
    """The entry line behind a record, without its time; "" where no line of words or numbers made it."""
    fact = record.fact
    if isinstance(fact, f.Noted):
        # A leading space keeps a note from being read as something else.
        read = fact.text[:1] in "/ \t" or leading(fact.text, record.noted_at, "")[0] is not None
        return f" {fact.text}" if read else fact.text
    return (_of_words(fact) or _of_numbers(fact)).rstrip()


def _of_words(fact: Fact) -> str:
    match fact:
        case f.ChangeNoted(text=text):
            return f"/change {text}"
        case f.Suspected(text=text):
            return f"/suspect {text}"
        case f.Decided(text=text):
            return f"/decide {text}"
        case f.Linked(url=url, text=text):
            return f"/link {url} {text}"
        case f.TitleSet(to=title):
            return f"/title {title}"
        case f.ImpactSet(text=text, fields=fields):
            return f"/impact {' '.join([*(f'{key}={value}' for key, value in fields.items()), text])}"
        case f.SeveritySet(to=severity, why=why):
            return f"/sev {severity} {why}"
        case f.StatusSet(to=status, why=why) if status in STAGES:
            return f"/status {status} {why}"
        case f.Unfixed(why=why):
            return f"/unfix {why}"
        case f.Reopened(why=why):
            return f"/reopen {why}"
        case f.RoleTaken(role=role, person=person):
            return f"/role {role} @{person}"
        case f.HandoverOffered(to=to, role=role):
            return f"/handover @{to} {'' if role == 'commander' else role}"
        case f.UpdateRecorded(channel=channel, status=status, text=text, n=0):
            return f"/update {channel} {f'{status} ' if status else ''}{text}"
        case f.BlankFilled(name=name, value=value):
            return f"/fill {name} {value}"
        case f.TaskGiven(owner=owner, text=text, due_at=due_at, action=action, priority=priority):
            due = f"{due_at:%Y-%m-%d}" if action and due_at else ""
            urgent = f"priority={priority} " if priority else ""
            return f"/{'action' if action else 'do'} @{owner} {urgent}{text} {due}"
    return ""


def _of_numbers(fact: Fact) -> str:
    match fact:
        case f.ItemSet(n=n, done=done):
            return f"/{'tick' if done else 'untick'} {n}"
        case f.ListTicked(list_=of, item=n, on=on):
            return f"/{'tick' if on else 'untick'} {of} {n}"
        case f.ItemSkipped(n=n, why=why):
            return f"/skip {n} {why}"
        case f.RuledOut(n=n, why=why):
            return f"/rule-out {n} {why}"
        case f.CauseFound(n=n):
            return f"/cause {n}"
        case f.UpdateApproved(n=n, despite=despite):
            return f"/approve {n} {despite}"
        case f.UpdateDiscarded(n=n, why=why):
            return f"/discard {n} {why}"
        case f.CadenceSet(seconds=seconds, why=why):
            return f"/cadence {_span(seconds)} {why}"
        case f.StepTicked(scenario=scenario, step=n, done=done, skipped=why):
            how = f"skip {why}" if why else "" if done else "undo"
            return f"/step {scenario}{':' if scenario else ''}{n} {how}"
        case f.TaskTaken(n=n):
            return f"/take {n}"
        case f.TaskExtended(n=n, seconds=seconds, why=why):
            return f"/extend {n} {_span(seconds)} {why}"
        case f.TaskDone(n=n, done=True):
            return f"/done {n}"
        case f.Escalated(rung=rung, who=who, text=text, how=how, acknowledged=acknowledged):
            answer = {None: "", True: "answered", False: "no answer"}[acknowledged]
            whom = str(rung) if rung else f"@{who}"
            return " ".join(filter(None, ["/escalate", whom, how and f"by {how}", answer, text]))
    return ""


def _span(seconds: float) -> str:
    """ "1h30m", as a duration is typed."""
    left, parts = round(seconds), []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        parts.append(f"{count}{unit}" * bool(count))
    return "".join(parts) or "0s"
