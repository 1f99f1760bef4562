"""Which incidents are counted, and by what they are put together."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

import msgspec

from warroom.incident.summary import Spent, Summary, standing
from warroom.report.trends.figures import Figures, figures

SPANS = {
    "detect": "from the start to the detection",
    "acknowledge": "from the detection to the acknowledgement",
    "mitigate": "from the start to the fix",
    "resolve": "from the start to the resolution",
}


class Wanted(msgspec.Struct, frozen=True):
    """Only incidents declared from `since` to the end of `until`, in UTC, and of these severities; () for all."""

    since: date | None = None
    until: date | None = None
    severities: tuple[str, ...] = ()

    def holds(self, s: Summary) -> bool:
        day = s.declared_at.date() if s.declared_at else None
        if day is None or (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return not self.severities or s.severity.casefold() in {one.casefold() for one in self.severities}


class Counted(msgspec.Struct, frozen=True):
    """All that were declared, oldest first: the real ones, those cancelled, the drills; `imported` are ids of any."""

    real: tuple[Summary, ...]
    cancelled: tuple[Summary, ...]
    drills: tuple[Summary, ...]
    imported: frozenset[str] = frozenset()


class Group(msgspec.Struct, frozen=True):
    """Incidents put together under a name, with the figures of each span."""

    name: str
    incidents: tuple[Summary, ...]
    spans: dict[str, Figures]


class Share(msgspec.Struct, frozen=True):
    """So many of so many."""

    of: int
    kept: int

    @property
    def said(self) -> str:
        return f"{self.kept} of {self.of}, {100 * self.kept / self.of:.0f} %" if self.of else "none"


def counted(summaries: Iterable[Summary], wanted: Wanted, imported: Iterable[str] = ()) -> Counted:
    """The incidents that are wanted; what was never declared counts nowhere."""
    chosen = sorted((s for s in summaries if wanted.holds(s)), key=lambda s: (s.declared_at, s.id))
    return Counted(
        real=tuple(s for s in chosen if not s.drill and s.status != "cancelled"),
        cancelled=tuple(s for s in chosen if not s.drill and s.status == "cancelled"),
        drills=tuple(s for s in chosen if s.drill and s.status != "cancelled"),
        imported=frozenset(imported) & {s.id for s in chosen},
    )


def group(name: str, incidents: Sequence[Summary]) -> Group:
    """The figures of these incidents."""
    found = {span: figures(seconds(s.spent, span) for s in incidents) for span in SPANS}
    return Group(name, tuple(incidents), found)


def seconds(spent: Spent, span: str) -> float | None:
    """How long one of SPANS took."""
    took: float | None = getattr(spent, f"{span}_s")
    return took


def by_severity(incidents: Iterable[Summary]) -> list[Group]:
    """By the severity they have now or had last, the worst first."""
    ranks: dict[str, int] = {}
    for s in incidents:
        ranks[s.severity] = min(s.rank, ranks.get(s.severity, s.rank))
    return _grouped(incidents, lambda s: s.severity, sorted(ranks, key=lambda name: (ranks[name], name)))


def by_month(incidents: Sequence[Summary]) -> list[Group]:
    """By the month of their declaration in UTC, every month from the first to the last: "2026-11"."""
    days = [s.declared_at for s in incidents if s.declared_at]
    if not days:
        return []
    first, last = min(days), max(days)
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return _grouped(incidents, month_of, [f"{n // 12}-{n % 12 + 1:02}" for n in months])


def month_of(s: Summary) -> str:
    """The month an incident was declared in, in UTC."""
    return f"{s.declared_at:%Y-%m}" if s.declared_at else ""


def by_scenario(drills: Iterable[Summary]) -> list[Group]:
    """Drills by what they practise."""
    return _grouped(drills, lambda s: s.scenario, sorted({s.scenario for s in drills}))


def _grouped(incidents: Iterable[Summary], key: Callable[[Summary], str], names: Iterable[str]) -> list[Group]:
    found: dict[str, list[Summary]] = {name: [] for name in names}
    for s in incidents:
        found[key(s)].append(s)
    return [group(name, every) for name, every in found.items()]


def clocks(incidents: Iterable[Summary], now: datetime) -> Share:
    """The playbook's clocks that ended, and how many in time; after-work that is overdue counts as missed."""
    kept = missed = 0
    for s in incidents:
        kept += s.kept
        missed += s.missed
        missed += sum(not work.action and standing(work, now) == "overdue" for work in s.work)
    return Share(kept + missed, kept)


def updates(incidents: Iterable[Summary]) -> Share:
    """The promises of a next word that came due, and how many were kept."""
    found = [(s.told, s.told_in_time) for s in incidents]
    return Share(sum(told for told, _ in found), sum(kept for _, kept in found))
