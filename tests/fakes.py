"""What tests of the core stand on: a hand-moved clock, a small playbook, an incident without a file, a journal in a
temporary folder. Nothing here pretends to be something else's code."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.decide import decide
from warroom.incident.evolve import evolve
from warroom.incident.facts import Fact, Record
from warroom.incident.intents import Draft, Intent
from warroom.incident.state import EMPTY, Incident
from warroom.journal.ids import is_first, new_id, nth_id
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook.model import Channel, Item, Limit, Playbook, Role, Rung, Severity, parse_limit
from warroom.room import UNDO_WITHIN, Room

T0 = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
"""When the incidents of these tests are declared."""


def at(minutes: float = 0, seconds: float = 0) -> datetime:
    """So many minutes after T0."""
    return T0 + timedelta(minutes=minutes, seconds=seconds)


class HandClock:
    """A clock that moves when a test moves it."""

    def __init__(self, start: datetime = T0) -> None:
        self.moment = start

    def now(self) -> datetime:
        return self.moment

    def go(self, minutes: float = 0, seconds: float = 0) -> None:
        self.moment += timedelta(minutes=minutes, seconds=seconds)


def limit(words: str) -> Limit | None:
    """A limit as a playbook spells it."""
    return parse_limit(words)


def item(n: int, name: str, within: str = "", **fields: Any) -> Item:
    """An item of a checklist."""
    return Item(n=n, id=name, text=f"the {name} is done", short=name, limit=parse_limit(within), **fields)


ITEMS = (
    item(1, "commander", "5 min", done_by="role:commander", severities=("P0",)),
    item(2, "team", "5 min", severities=("P0",)),
    item(3, "page", "10 min", done_by="update:status_page:investigating"),
    item(4, "idea", "15 min", done_by="hypothesis"),
    item(5, "told", "30 min", done_by="update:users"),
    item(6, "fix", done_by="fixed"),
    item(7, "verified", anchor="fixed", done_by="checks:up"),
    item(8, "resolve", "15 min", anchor="fixed", done_by="resolved"),
    item(9, "rollback", "20 min", anchor="fixed"),
    item(10, "review", "24 h", anchor="resolved"),
    item(11, "sign", "10 min", anchor="item:team"),
    item(12, "answer", "2 h business"),
    item(13, "at_once", "immediate"),
    item(14, "heard", "5 min", done_by="acknowledged"),
)


def book(**changes: Any) -> Playbook:
    """A small playbook that has one of everything."""
    made = Playbook(
        name="small",
        severities=(
            Severity(id="P0", name="critical", response=limit("< 5 min"), cadence=limit("30 min")),
            Severity(id="P1", name="high", response=limit("15 min"), cadence=limit("1 h")),
            Severity(id="P2", name="low", response=limit("1 h"), cadence=limit("2 h")),
            Severity(id="P3", name="none"),
        ),
        items=ITEMS,
        ladder=(
            Rung(who="on-call", after=Limit(900, words="15 min"), severities=("P0", "P1")),
            Rung(who="lead", after=Limit(1800, words="30 min"), severities=("P0",)),
        ),
        roles=(Role(id="commander", needed=True), Role(id="driver")),
        channels=(Channel(id="status_page"), Channel(id="email"), Channel(id="chat", audience="team")),
    )
    return msgspec.structs.replace(made, **changes)


class Table:
    """An incident on a table: decided and folded in memory, its records kept in order."""

    def __init__(self, playbook: Playbook | None = None, start: datetime = T0) -> None:
        self.playbook = playbook or book()
        self.clock = HandClock(start)
        self.records: list[Record] = []
        self.incident: Incident = EMPTY

    def declare(self, severity: str = "P0", title: str = "API down", **fields: Any) -> "Table":
        self.do(i.Declare(title=title, severity=severity, playbook=self.playbook, **fields))
        return self

    def go(self, minutes: float = 0, seconds: float = 0) -> "Table":
        self.clock.go(minutes, seconds)
        return self

    def do(self, intent: Intent, by: str = "anna") -> list[Record]:
        """Decide and fold; raises Refused. What a room would fill in is filled in."""
        intent = msgspec.structs.replace(intent, by=intent.by or by, id=intent.id or new_id())
        drafts = decide(self.incident, self._filled(intent), self.clock.now())
        return [self._put(draft, intent, n) for n, draft in enumerate(drafts)]

    def happen(self, fact: Fact, at: datetime | None = None, by: str = "anna") -> Record:
        """Fold a fact that nobody decided."""
        return self._put(Draft(fact, at), Intent(id=new_id(), by=by), 0)

    def _put(self, draft: Draft, intent: Intent, n: int) -> Record:
        now = self.clock.now()
        record = Record(
            stream="table",
            seq=len(self.records) + 1,
            id=nth_id(intent.id, n),
            kind=draft.fact.kind or "a_later_kind",
            version=1,
            at=draft.at or now,
            noted_at=now,
            by=draft.by or intent.by,
            hash=f"{len(self.records) + 1:064x}",
            fact=draft.fact,
        )
        self.records.append(record)
        self.incident = evolve(self.incident, record)
        return record

    def _filled(self, intent: Intent) -> Intent:
        match intent:
            case i.Amend(seq=seq) | i.Strike(seq=seq):
                target = self.records[seq - 1] if 0 < seq <= len(self.records) else None
                return msgspec.structs.replace(intent, target=target)
            case i.Undo():
                young = [r for r in self.records if r.noted_at >= self.clock.now() - UNDO_WITHIN]
                own = [r for r in young if r.by == intent.by and is_first(r.id)]
                return msgspec.structs.replace(intent, target=own[-1] if own else None)
        return intent

    def refusal(self, intent: Intent, by: str = "anna") -> str:
        """The sentence this intent is refused with; an intent that is taken fails the test."""
        try:
            made = self.do(intent, by)
        except Refused as error:
            return str(error)
        raise AssertionError(f"not refused: {intent} became {made}")

    def clocks(self) -> dict[str, Deadline]:
        """All deadlines now, by id."""
        return {d.id: d for d in deadlines(self.incident, self.clock.now())}

    def due(self, name: str) -> Deadline:
        return self.clocks()[name]

    def state(self, name: str) -> str:
        return self.due(name).state

    def seq_of(self, kind: str) -> int:
        """The newest record of a kind."""
        return next(r.seq for r in reversed(self.records) if r.kind == kind)


def replayed(records: list[Record]) -> Incident:
    """The state the records fold to, from nothing."""
    incident = EMPTY
    for record in records:
        incident = evolve(incident, record)
    return incident


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """A journal, closed after."""
    journal = Journal(path)
    try:
        yield journal
    finally:
        journal.close()


class Place:
    """A journal, its sidecar and a clock in a folder: what rooms are opened on."""

    def __init__(self, folder: Path, clock: HandClock | None = None) -> None:
        self.path = folder / "journal.db"
        self.clock = clock or HandClock()
        self.journal = Journal(self.path)
        self.live = Live(self.path)

    def room(self, stream: str = "") -> Room:
        return Room(self.journal, self.live, self.clock, stream)

    def declared(self, title: str = "API down", severity: str = "P0", playbook: Playbook | None = None) -> Room:
        room = self.room()
        room.act(i.Declare(title=title, severity=severity, playbook=playbook or book(), by="anna"))
        return room

    def close(self) -> None:
        self.live.close()
        self.journal.close()


def write(journal: Journal, stream: str, *texts: str, by: str = "anna", intent_id: str = "") -> list[Record]:
    """Notes appended in one transaction."""
    with journal.transaction():
        return journal.append(
            stream,
            [Draft(f.Noted(text=text)) for text in texts],
            intent_id=intent_id or new_id(),
            by=by,
            noted_at=T0,
            via={},
        )
