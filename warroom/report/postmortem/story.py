"""The story of an incident: the lines that somebody who was not there has to read, in order of when it happened."""

from collections.abc import Iterator
from datetime import datetime
from functools import singledispatch

import msgspec

from warroom.incident import facts as f
from warroom.incident.duties import owed
from warroom.incident.episodes import Episode, episodes
from warroom.incident.facts import Fact, Record
from warroom.incident.facts.life import CriterionMet
from warroom.incident.facts.work import DutySet
from warroom.incident.offered import role_words
from warroom.incident.words import MILESTONES
from warroom.report.document import Block, Para, Table
from warroom.report.lines import describe, happened
from warroom.report.outages import episode_said
from warroom.report.postmortem.known import Known, by_what, capital
from warroom.report.words import number, plural

MOST = 1000
"""Lines that are still read; past them the lightest kinds are left out first."""

_WEIGHTS = (
    ("note", "item_set", "criterion_met", "duty_set", "step_ticked", "linked"),
    ("update_answered", "task_done", "task_given", "item_skipped", "handover_declined"),
    ("outage",),
    ("update_recorded",),
    ("decided",),
    ("suspected", "ruled_out", "change", "impact_set", "cadence_set", "command_finished", "escalated"),
)
"""Kinds from the lightest up; what is not here is always told."""
FLAPS = (
    "A check that came back and soon went down again is one line, from its first turn down to its last recovery; "
    "each return is a flap. How long it was down in all stands beside its lane."
)
_TURNING = ("fixed", "unfixed", "resolved", "reopened", "closed", "cancelled")
"""Acts that change the status with them."""


class Told(msgspec.Struct, frozen=True):
    """A line of the story: when, by which record, of which kind, what and who.

    `rank` orders those of one moment; `flapped` is an outage in which the check came back for a while.
    """

    at: datetime
    seq: int
    kind: str
    text: str
    by: str
    rank: int = 0
    flapped: bool = False


class Story(msgspec.Struct, frozen=True):
    """The lines that are told, and how many records of the incident are in none of them."""

    lines: tuple[Told, ...]
    left_out: int


def story(known: Known) -> Story:
    """The lines in order of when they happened, at most MOST and whatever may never be left out.

    Several sections are made of them, so they are kept with what is known.
    """
    if known.story is None:
        known.story = _made(known)
    return known.story


def _made(known: Known) -> Story:
    outages = {one.seqs[0]: one for one in episodes(known.gathered.turns) if one.worst in ("down", "degraded")}
    lines = [*_told(known), *(_outage(one) for one in outages.values())]
    lines = _lightened(sorted(lines, key=lambda line: (line.at, line.rank, line.seq)))
    # Of thousands most are left out, and need no words.
    lines = [_worded(line, outages[line.seq]) if line.kind == "outage" else line for line in lines]
    listed = {line.seq for line in lines}
    within = sum(len(one.seqs) for seq, one in outages.items() if seq in listed)
    alone = sum(line.kind != "outage" for line in lines)
    return Story(tuple(lines), max(0, known.incident.seq - within - alone))


def blocks(known: Known) -> tuple[Block, ...]:
    """How the checks stood, the story as a table, and what is not in it."""
    found = story(known)
    if not found.lines:
        return (Para("not recorded: what happened, and when", "blank"),)
    rows = tuple((known.time(line.at), line.text, line.by) for line in found.lines)
    table = Table(("Time (UTC)", "What", "Who"), rows, caption="What happened, in order")
    chart = (known.review.chart,) if known.review.lanes else ()
    below = []
    if any(line.flapped for line in found.lines):
        below.append(Para(FLAPS, "muted"))
    if found.left_out:
        whole = f"warroom report timeline {known.incident.id} has all {number(known.incident.seq)}"
        below.append(Para(f"{_records(found.left_out)} not in this list: {whole}.", "muted"))
    return *chart, table, *below


def _records(count: int) -> str:
    return f"{plural(count, 'record')} {'is' if count == 1 else 'are'}"


def _lightened(lines: list[Told]) -> list[Told]:
    """The lines, without the lightest where there are too many: of the last kinds to go the first and last are kept."""
    for kinds in _WEIGHTS:
        over = len(lines) - MOST
        if over <= 0:
            break
        light = [n for n, line in enumerate(lines) if line.kind in kinds]
        kept = max(0, len(light) - over)
        gone = set(light[kept // 2 : len(light) - (kept - kept // 2)])
        lines = [line for n, line in enumerate(lines) if n not in gone]
    return lines


def _told(known: Known) -> Iterator[Told]:
    acts = {record.noted_at for record in known.gathered.story if record.kind in _TURNING}
    for record in known.gathered.story:
        if record.seq in known.incident.struck or isinstance(record.fact, f.Erased):
            continue
        if record.kind == "status_set" and record.noted_at in acts:
            continue
        pinned = record.seq in known.incident.pinned
        text = tell(record.fact, record, known)
        if not text and pinned:
            text = describe(record, known.incident, known.now).text
        if text:
            at = happened(record, known.incident)
            rank = 0
            # What was said of another moment stands at that moment.
            if isinstance(record.fact, f.MilestoneSet) and record.fact.name in MILESTONES:
                at, rank = record.fact.at, MILESTONES.index(record.fact.name) - len(MILESTONES)
            kind = "pinned" if pinned else record.kind
            yield Told(at, record.seq, kind, capital(text), record.by, rank)


def _outage(one: Episode) -> Told:
    return Told(one.began, one.seqs[0], "outage", "", "check", flapped=one.flaps > 0)


def _worded(line: Told, one: Episode) -> Told:
    word = "slow" if one.worst == "degraded" else "down"
    return msgspec.structs.replace(line, text=f"Check {word}: {episode_said(one)}")


@singledispatch
def tell(_fact: Fact, record: Record, known: Known) -> str:
    """The sentence a post-mortem has for a record; "" for one that it does not tell."""
    return describe(record, known.incident, known.now).text


@tell.register
def _(fact: f.Declared, _r: Record, known: Known) -> str:
    drill = "Drill declared" if known.incident.is_drill else "Declared"
    return f"{drill}: {fact.severity} {fact.title}"


@tell.register
def _(fact: f.MilestoneSet, record: Record, known: Known) -> str:
    last = known.incident.milestones.get(fact.name)
    if last is not None and last.seq != record.seq:
        return ""
    said = {"started": "it began", "fixed": "the fix is in", "closed": "closed"}.get(fact.name, fact.name)
    return f"{said}{by_what(fact.by_what)}"


@tell.register
def _(fact: f.SeveritySet, _r: Record, _k: Known) -> str:
    return f"severity {fact.to}, was {fact.from_}{_because(fact.why)}"


@tell.register
def _(fact: f.StatusSet, _r: Record, _k: Known) -> str:
    return f"status {fact.to}, was {fact.from_}{_because(fact.why)}"


@tell.register
def _(fact: f.TitleSet, _r: Record, _k: Known) -> str:
    return f"title changed to “{fact.to}”"


@tell.register
def _(fact: f.Cancelled, _r: Record, _k: Known) -> str:
    return f"cancelled{_because(fact.why)}"


@tell.register
def _(fact: f.Resolved, _r: Record, _k: Known) -> str:
    return f"resolved{_anyway(fact.despite, len(fact.left))}"


@tell.register
def _(fact: f.Closed, _r: Record, _k: Known) -> str:
    return f"closed{_anyway(fact.despite, len(fact.left))}"


@tell.register
def _(_fact: f.Linked, record: Record, known: Known) -> str:
    return f"link: {describe(record, known.incident, known.now).text}"


@tell.register
def _(fact: f.Suspected, record: Record, known: Known) -> str:
    return f"suspected: {_words(fact.text, record, known)}"


@tell.register
def _(fact: f.RuledOut, _r: Record, known: Known) -> str:
    return f"ruled out: {_suspect(known, fact.n)}{_because(fact.why)}"


@tell.register
def _(fact: f.CauseFound, _r: Record, known: Known) -> str:
    return f"cause found: {_suspect(known, fact.n)}"


@tell.register
def _(fact: f.Decided, record: Record, known: Known) -> str:
    return f"decided: {_words(fact.text, record, known)}"


@tell.register
def _(fact: f.ChangeNoted, record: Record, known: Known) -> str:
    return f"change: {_words(fact.text, record, known)}"


@tell.register
def _(fact: f.ImpactSet, _r: Record, _k: Known) -> str:
    return f"impact: {', '.join(filter(None, [fact.text, *(f'{k} {v}' for k, v in fact.fields.items())]))}"


@tell.register
def _(fact: f.Unfixed, record: Record, known: Known) -> str:
    if record.seq in known.taken_back:
        return "the fix was entered by mistake and is taken back"
    return f"the fix does not hold{_because(fact.why)}"


@tell.register
def _(fact: f.Reopened, record: Record, known: Known) -> str:
    if record.seq in known.taken_back:
        return "the resolution was entered by mistake and is taken back"
    return f"it is not over{_because(fact.why)}"


@tell.register
def _(fact: f.Escalated, _r: Record, _k: Known) -> str:
    rung = f", rung {fact.rung} of the ladder," if fact.rung else ""
    how = f" by {fact.how}" if fact.how else ""
    answered = {None: "", True: ", answered", False: ", no answer"}[fact.acknowledged]
    return f"{fact.who}{rung} called{how}{answered}{_because(fact.text)}"


@tell.register
def _(fact: f.RoleTaken, _r: Record, _k: Known) -> str:
    return f"{role_words(fact.role)} taken by {fact.person}{f', was {fact.before}' if fact.before else ''}"


@tell.register
def _(fact: f.RoleReleased, _r: Record, _k: Known) -> str:
    return f"{role_words(fact.role)} given up{f' by {fact.person}' if fact.person else ''}, nobody has it"


@tell.register
def _(fact: f.HandoverAccepted, _r: Record, _k: Known) -> str:
    read = f", reading back {fact.read_back}" if fact.read_back else ""
    return f"{role_words(fact.role)} accepted by {fact.person}{read}"


@tell.register
def _(fact: f.HandoverDeclined, _r: Record, _k: Known) -> str:
    return f"{role_words(fact.role)} declined by {fact.person}{_because(fact.why)}"


@tell.register
def _(fact: f.CommandFinished, record: Record, known: Known) -> str:
    run = known.incident.run(fact.run)
    if run is None or run.risk == "reads":
        return ""
    said = describe(record, known.incident, known.now).text
    return f"{said} ({run.command})" if run.title else said


@tell.register
def _(fact: f.UpdateRecorded, record: Record, known: Known) -> str:
    status = f", {fact.status}" if fact.status else ""
    said = f": {_words(fact.text, record, known)}" if fact.text else ""
    return f"told {fact.channel}{status}{said}"


@tell.register
def _(fact: f.UpdateAnswered, record: Record, known: Known) -> str:
    return describe(record, known.incident, known.now).text if fact.outcome != "later" else ""


@tell.register
def _(fact: f.TaskGiven, _r: Record, _k: Known) -> str:
    return "" if fact.action else f"asked of {fact.owner}: {fact.text}"


@tell.register
def _(fact: f.TaskDone, _r: Record, known: Known) -> str:
    task = known.incident.task(fact.n)
    if task is None or task.action:
        return ""
    return f"done by {task.owner}: {task.text}" if fact.done else f"not done after all: {task.text}"


@tell.register
def _(fact: f.ItemSet, _r: Record, known: Known) -> str:
    item = known.incident.item(fact.n)
    return f"{'done' if fact.done else 'not done after all'}: {item.text if item else fact.id}"


@tell.register
def _(fact: f.ItemSkipped, _r: Record, known: Known) -> str:
    item = known.incident.item(fact.n)
    return f"skipped: {item.text if item else fact.id}{_because(fact.why)}"


@tell.register
def _(fact: DutySet, _r: Record, known: Known) -> str:
    duty = next((one.duty.text for one in owed(known.incident) if one.duty.id == fact.id), fact.id)
    if fact.skipped:
        return f"skipped: {duty}{_because(fact.skipped)}"
    return f"{'done' if fact.done else 'not done after all'}: {duty}"


@tell.register
def _(fact: CriterionMet, _r: Record, _k: Known) -> str:
    return f"seen: {fact.text}" if fact.met else f"not so after all: {fact.text}"


@tell.register
def _(_fact: f.Erased, _r: Record, _k: Known) -> str:
    return ""


def _anyway(why: str, left: int) -> str:
    if not why:
        return ""
    return f" with {plural(left, 'thing')} open: {why}" if left else f" although something stood open: {why}"


def _because(why: str) -> str:
    return f": {why}" if why else ""


def _words(text: str, record: Record, known: Known) -> str:
    """The words in their newest version."""
    amended = known.incident.amended.get(record.seq)
    return amended.text if amended and amended.text is not None else text


def _suspect(known: Known, n: int) -> str:
    suspect = known.incident.suspect(n)
    return suspect.text if suspect else f"suspect {n}"
