"""Incidents of many records, and journals of many incidents; written as fast as a journal takes them."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from tests.fakes import T0, HandClock
from tests.looking_back.story import JOURNAL, Story, told
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Fact
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook import yaml
from warroom.room import Room

PEOPLE = ("anna", "bo", "kim", "chi", "dan")
NEEDLE = "zebrafinch"
"""A word that one record alone says."""
_AT_ONCE = 5_000


class _Mix:
    """What happens in an incident that goes on and on: a fact at a time, each with its moment."""

    def __init__(self, start: datetime, seed: int) -> None:
        self.now = start
        self._rng = random.Random(seed)
        self._checks = {f"check-{n}": "up" for n in range(20)}
        self._since = dict.fromkeys(self._checks, start)
        self._run = self._suspect = self._task = 0

    def facts(self, most: int) -> Iterator[tuple[str, Draft]]:
        """Who wrote what; the number of facts asked for."""
        made = 0
        while made < most:
            self.now += timedelta(seconds=self._rng.choice((1, 2, 5)))
            for by, fact in self._next():
                if made < most:
                    made += 1
                    yield by, Draft(fact, self.now)

    def _next(self) -> Iterator[tuple[str, Fact]]:
        by, chance = self._rng.choice(PEOPLE), self._rng.random()
        if chance < 0.20:
            yield "check", self._turn()
        elif chance < 0.23:
            yield from ((by, fact) for fact in self._command())
        elif chance < 0.25:
            yield by, f.Decided(text=f"we give shard {self._rng.randrange(40)} more memory")
        elif chance < 0.256:
            yield by, self._update()
        elif chance < 0.26:
            self._suspect += 1
            yield by, f.Suspected(n=self._suspect, text=f"the queue of host-{self._rng.randrange(50)} is full")
            yield by, f.RuledOut(n=self._suspect, why="it is as empty as ever")
        elif chance < 0.262:
            self._task += 1
            due = self.now + timedelta(minutes=10)
            yield by, f.TaskGiven(n=self._task, owner=by, text="look at the next host", due_at=due)
            yield by, f.TaskDone(n=self._task)
        elif chance < 0.27:
            yield by, f.ChangeNoted(text=f"host-{self._rng.randrange(50)} restarted")
        else:
            yield by, f.Noted(text=self._words())

    def _words(self) -> str:
        what = self._rng.choice(("pool", "queue", "cache", "disk", "index", "shard", "proxy"))
        return (
            f"{what} at {self._rng.randrange(100)} of 100, {self._rng.random():.3f} s on host-{self._rng.randrange(50)}"
        )

    def _turn(self) -> f.CheckChanged:
        check = self._rng.choice(tuple(self._checks))
        before, began = self._checks[check], self._since[check]
        to = "up" if before != "up" else self._rng.choice(("down", "down", "degraded"))
        self._checks[check], self._since[check] = to, self.now
        outage = f.Outage(began=began, worst=before, value="503") if to == "up" else None
        return f.CheckChanged(
            check=check,
            from_=before,
            to=to,
            reason="HTTP 503 after 3 tries",
            value="503",
            since=self.now,
            outage=outage,
        )

    def _command(self) -> Iterator[Fact]:
        self._run += 1
        host = self._rng.randrange(50)
        yield f.CommandStarted(
            run=self._run, command=f"ssh host-{host} systemctl restart api", title="restart", risk="changes"
        )
        ended = self._rng.choice((0, 0, 0, 1))
        yield f.CommandFinished(run=self._run, exit=ended, duration_s=2.5, size=120, lines=3, last="active (running)")

    def _update(self) -> f.UpdateRecorded:
        next_at = self.now + timedelta(minutes=30)
        return f.UpdateRecorded(channel="status_page", status="identified", text="We are still at it.", next_at=next_at)


def big(folder: Path, records: int = 100_000) -> str:
    """One incident of so many records; some 8 s for 100,000."""
    with told(folder, T0 - timedelta(days=7)) as story:
        story.declare("API down for days")
        story.append([f.WatchingStarted(terminal="ops-1", checks=tuple(f"check-{n}" for n in range(20)))], "check")
        story.after(1, i.Acknowledge())
        mix = _Mix(story.clock.now(), 1)
        _poured(story, mix, max(0, records // 2 - story.room.incident.seq))
        story.clock.moment = mix.now
        story.append([f.Noted(text=f"somebody saw a {NEEDLE}"), f.Fixed()])
        head, _ = story.journal.head(story.stream)
        _poured(story, mix, records - head)
        return story.stream


def _poured(story: Story, mix: _Mix, most: int) -> None:
    """So many facts of the mix, in large transactions."""
    facts = mix.facts(most)
    while written := list(islice(facts, _AT_ONCE)):
        with story.journal.transaction():
            _append(story.journal, story.stream, written)


def _append(journal: Journal, stream: str, written: list[tuple[str, Draft]]) -> None:
    for by, draft in written:
        journal.append(stream, [draft], intent_id=new_id(), by=by, noted_at=draft.at or T0, via={})


def many(folder: Path, incidents: int = 1_000, records: int = 500) -> str:
    """So many incidents of so many records each, over three years; some 40 s for half a million records.

    Nine of ten are closed, a day lies between two; the last one is open and is returned.
    """
    folder.mkdir(parents=True, exist_ok=True)
    clock = HandClock(T0 - timedelta(days=incidents))
    journal, live = Journal(folder / JOURNAL), Live(folder / JOURNAL)
    book = yaml.load("default").playbook
    rng = random.Random(7)
    stream = ""
    try:
        for n in range(incidents):
            room = Room(journal, live, clock)
            what = rng.choice(("API", "Payments", "Search", "Mail", "Login"))
            title = f"{what} {rng.choice(('down', 'slow', 'wrong'))} {n}"
            with journal.transaction():
                _, made = room.act_within(
                    i.Declare(title=title, severity=f"P{n % 4}", playbook=book, by=rng.choice(PEOPLE))
                )
            stream = made[0].stream
            _lived(journal, stream, records - len(made), clock.now(), rng, ends=n % 10 != 9)
            clock.go(minutes=24 * 60)
    finally:
        live.close()
        journal.close()
    return stream


def _lived(journal: Journal, stream: str, records: int, start: datetime, rng: random.Random, *, ends: bool) -> None:
    """One of many: its milestones at random distances, and the mix between them."""
    steps = (f.MilestoneSet(name="started", at=start - timedelta(minutes=rng.randrange(1, 30))), f.Acknowledged())
    after = (f.Fixed(), f.Resolved(despite="it is enough"), f.Closed()) if ends else ()
    mix = _Mix(start, rng.randrange(10**6))
    written = [(rng.choice(PEOPLE), Draft(fact, start + timedelta(minutes=n))) for n, fact in enumerate(steps, 1)]
    written += mix.facts(records - len(steps) - len(after))
    written += [(rng.choice(PEOPLE), Draft(fact, mix.now + timedelta(minutes=n))) for n, fact in enumerate(after, 1)]
    with journal.transaction():
        _append(journal, stream, written)
