"""What incidents left to do, across all of them: what is overdue, due, open, done; and each as an issue to paste."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from warroom.incident.summary import Summary, Work, standing
from warroom.journal.record import stamp
from warroom.report.document import Block, Document, Facts, Heading, Para, Report, Table
from warroom.report.source import made_at
from warroom.report.words import number, plural, since, utc

DONE = 20
"""Of what is done, the newest; all of it with --full, and in the csv."""
ORDER = ("overdue", "due", "open", "done", "dropped")
HEAD = (
    "incident", "title", "severity", "sign", "kind", "what", "owner", "priority", "given_at", "due_at", "done_at",
    "state", "late_days",
)  # fmt: skip


class Left(msgspec.Struct, frozen=True):
    """A piece of work, of which incident, and how it stands."""

    incident: Summary
    work: Work
    state: str


def left(summaries: Iterable[Summary], now: datetime) -> tuple[Left, ...]:
    """All of it: what is late longest first, then the next to be due, what has no date, what is done last first.

    What is neither an action item nor has a date is no work once it was left undone.
    """
    found = [
        Left(s, work, standing(work, now))
        for s in summaries
        for work in s.work
        if work.action or work.due_at is not None or not work.dropped
    ]
    return tuple(sorted(found, key=_place))


def of_signs(s: Summary, signs: Collection[str], now: datetime) -> list[Left]:
    """Those pieces of one incident."""
    return [one for one in left((s,), now) if one.work.sign in signs]


def _place(one: Left) -> tuple[int, bool, float, str, str]:
    at = one.work.done_at or one.work.due_at
    when = at.timestamp() if at else 0.0
    return (ORDER.index(one.state), at is None, -when if one.work.done_at else when, one.incident.id, one.work.sign)


def oldest_late(found: Sequence[Left], now: datetime) -> str:
    """ "3 overdue, the oldest for 4d 2h"; "" where nothing is."""
    late = [one.work.due_at for one in found if one.state == "overdue" and one.work.due_at is not None]
    if not late:
        return ""
    lasts = since((now - min(late)).total_seconds(), to_the_second=False)
    return f"{number(len(late))} overdue, the oldest for {lasts}"


def document(found: Sequence[Left], now: datetime, *, full: bool = False) -> Document:
    """A table a state, then how much each person has."""
    count = Counter(one.state for one in found)
    blocks: list[Block] = []
    if not found:
        blocks.append(
            Para("No incident left anything to do: /action @anna write the test 2026-12-01 gives an item.", "blank")
        )
    parts = (
        ("Overdue", [one for one in found if one.state == "overdue"]),
        ("Due soon", [one for one in found if one.state == "due"]),
        ("Open", [one for one in found if one.state == "open" and one.work.due_at]),
        ("Open, without a date", [one for one in found if one.state == "open" and not one.work.due_at]),
        ("Done", [one for one in found if one.state == "done"]),
        ("Waived, or left undone", [one for one in found if one.state == "dropped"]),
    )
    for title, every in parts:
        if every:
            shown = every if full or every[0].state in ORDER[:3] else every[:DONE]
            caption = f"the newest {DONE} of {number(len(every))}, all with --full" if len(shown) < len(every) else ""
            blocks += [Heading(title), _table(shown, now, caption)]
    blocks += _owners(found)
    late = oldest_late(found, now)
    about = [("overdue", late.replace(" overdue", "", 1) if late else "none")]
    about += [(name, number(count[state])) for name, state in (("due soon", "due"), ("open", "open"), ("done", "done"))]
    source = f"Made from {plural(len(found), 'piece')} of work {made_at(now)}"
    drill = bool(found) and all(one.incident.drill for one in found)
    return Document("Work after incidents", tuple(blocks), tuple(about), source, drill=drill)


def _table(found: Sequence[Left], now: datetime, caption: str) -> Table:
    ended = found[0].state in ("done", "dropped")
    head = ("done" if found[0].state == "done" else "due", *(() if ended else ("left",)), "owner", "what", "incident")
    return Table(head, tuple(_row(one, now, ended=ended) for one in found), caption=caption)


def _row(one: Left, now: datetime, *, ended: bool) -> tuple[str, ...]:
    work = one.work
    at = work.done_at or work.due_at
    day = f"{at:%Y-%m-%d}" if at else "-"
    priority = f", {work.priority}" if work.priority else ""
    rest = (work.owner or "nobody", f"{work.sign} {work.text}{priority}", one.incident.id)
    return (day, *rest) if ended else (day, time_left(work.due_at, now), *rest)


def time_left(due_at: datetime | None, now: datetime) -> str:
    """ "in 3d 2h", "late 4d 1h", "-" without a date."""
    if due_at is None:
        return "-"
    left_s = (due_at - now).total_seconds()
    return f"{'in' if left_s >= 0 else 'late'} {since(abs(left_s), to_the_second=False)}"


def _owners(found: Sequence[Left]) -> Iterator[Block]:
    open_ = [one for one in found if one.state in ORDER[:3]]
    if len({one.work.owner for one in open_}) < 2:
        return
    every, late = (
        Counter(o.work.owner for o in chosen) for chosen in (open_, [o for o in open_ if o.state == "overdue"])
    )
    yield Heading("By owner")
    rows = tuple((name or "nobody", number(n), number(late[name])) for name, n in every.most_common())
    yield Table(("owner", "open", "overdue"), rows, right=frozenset({1, 2}))


def data(found: Sequence[Left], now: datetime) -> dict[str, Any]:
    """For scripts; times are RFC 3339 UTC."""
    count = Counter(one.state for one in found)
    return {
        "made_at": stamp(now),
        "counts": {state: count[state] for state in ORDER},
        "work": [dict(zip(HEAD, _values(one, now), strict=True)) for one in found],
    }


def table(found: Sequence[Left], now: datetime) -> Table:
    """For a spreadsheet: a piece of work a row."""
    return Table(HEAD, (tuple("" if value is None else str(value) for value in _values(one, now)) for one in found))


def _values(one: Left, now: datetime) -> tuple[str | int | None, ...]:
    work, s = one.work, one.incident
    kind = "action" if work.action else "after"
    late = (now - work.due_at).days if one.state == "overdue" and work.due_at else None
    times = (stamp(at) if at else None for at in (work.given_at, work.due_at, work.done_at))
    return (s.id, s.title, s.severity, work.sign, kind, work.text, work.owner, work.priority, *times, one.state, late)


def _lasted(s: Summary) -> str:
    """From its start to its resolution; where nobody said when it started, from the declaration, and that is told."""
    if s.spent.resolve_s is not None:
        return since(s.spent.resolve_s)
    if s.resolved_at is None or s.declared_at is None or s.resolved_at < s.declared_at:
        return ""
    return f"{since((s.resolved_at - s.declared_at).total_seconds())} from the declaration"


def issue(one: Left, now: datetime) -> Report:
    """One piece as a tracker has it: a title, and what it comes of."""
    work, s = one.work, one.incident
    hit = ", ".join(f"{key} {value}" for key, value in s.impact.items())
    pairs = (
        ("owner", work.owner),
        ("priority", work.priority),
        ("due", f"{work.due_at:%Y-%m-%d %H:%M} UTC" if work.due_at else ""),
        ("state", f"done {utc(work.done_at, now)}" if work.done_at else one.state),
        ("incident", f"{s.id}: {s.severity} {s.title}"),
        ("declared", f"{s.declared_at:%Y-%m-%d %H:%M} UTC" if s.declared_at else ""),
        ("lasted", _lasted(s)),
        ("impact", hit),
    )
    made = Document(
        title=work.text,
        blocks=(
            Facts(tuple((word, said) for word, said in pairs if said)),
            Para(f"warroom report postmortem {s.id} has what led to it."),
        ),
        drill=s.drill,
    )
    return Report(f"{s.id}-{work.sign}", made, dict(zip(HEAD, _values(one, now), strict=True)), table((one,), now))
