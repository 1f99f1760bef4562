"""Odd and huge incidents, written into a real journal: `ODD` by name, each a function (folder) -> stream."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.looking_back.complete import complete
from tests.looking_back.hostile import hostile, newer
from tests.looking_back.huge import big, many
from tests.looking_back.story import JOURNAL, Story, told
from warroom.incident import facts as f
from warroom.incident import intents as i

__all__ = ["HUGE", "JOURNAL", "ODD", "Maker", "Story", "big", "complete", "hostile", "many", "told"]

Maker = Callable[[Path], str]


def no_milestones(folder: Path) -> str:
    """Declared, talked about, and nothing else was ever said of it."""
    with told(folder) as story:
        story.declare()
        for n in range(5):
            story.after(7, i.Note(text=f"looked at host {n}"))
        return story.stream


def one_record(folder: Path) -> str:
    """A declaration alone, of a release that wrote no playbook beside it."""
    with told(folder) as story:
        story.room.stream = "2026-11-21-api-down"
        story.append([f.Declared(title="API down", severity="P0")])
        return story.stream


def two_weeks(folder: Path) -> str:
    """Two weeks by day, and nobody at night."""
    with told(folder) as story:
        story.declare("Backups fail", "P2")
        story.after(5, i.Acknowledge())
        for day in range(14):
            story.turn("backup", "down", "no backup since yesterday")
            for hour in range(8):
                story.after(55, i.Note(text=f"day {day + 1}, hour {hour + 1}: still copying"), ("anna", "bo")[day % 2])
            if day % 3 == 0:
                story.do(i.TellUsers(channel="status_page", text="We are copying.", status="identified"))
            story.turn("backup", "up", "copied 1 of 14")
            story.go(24 * 60 - 8 * 55)
        story.do(i.MarkFixed())
        story.after(30, i.Resolve(despite="the last copy was looked at"))
        story.after(24 * 60, i.Close(despite="the rest is a project"))
        return story.stream


def _across(folder: Path, start: datetime) -> str:
    with told(folder, start) as story:
        story.declare("Night batch stands", zone="Europe/Berlin")
        story.after(5, i.Acknowledge())
        story.turn("batch", "down", "no row for 20 min")
        for n in range(12):
            story.after(20, i.Note(text=f"row {n} of twelve"), "bo")
        story.turn("batch", "up", "rows again")
        story.do(i.MarkFixed())
        story.do(i.SetMilestone(name="started", moment=start - timedelta(minutes=30)))
        story.after(20, i.Resolve(despite="watched by hand"))
        return story.stream


def october(folder: Path) -> str:
    """Across the night in which 02:30 comes twice in Berlin."""
    return _across(folder, datetime(2026, 10, 24, 23, 0, tzinfo=UTC))


def march(folder: Path) -> str:
    """Across the night in which 02:30 never comes in Berlin."""
    return _across(folder, datetime(2026, 3, 28, 23, 0, tzinfo=UTC))


def clock_jumps(folder: Path) -> str:
    """The machine's clock goes back an hour, and later on by three days."""
    with told(folder) as story:
        story.declare()
        story.after(3, i.Acknowledge())
        story.turn("api", "down", "HTTP 503")
        story.after(2, i.TellUsers(channel="status_page", text="We look.", status="investigating"))
        story.after(-60, i.Note(text="an hour ago, says the clock"), "bo")
        story.after(5, i.Decide(text="we restart"), "bo")
        story.turn("api", "up", "HTTP 200")
        story.do(i.MarkFixed())
        story.after(3 * 24 * 60, i.Note(text="three days on, says the clock"))
        story.after(5, i.Resolve(despite="the clock is wrong"))
        return story.stream


def closed_unresolved(folder: Path) -> str:
    """Closed by the record of another release, which asked for no resolution."""
    with told(folder) as story:
        story.declare()
        story.after(3, i.Note(text="it was gone when we looked"))
        story.go(10)
        story.append([f.Closed(), f.StatusSet(from_="investigating", to="closed")])
        return story.stream


def cancelled(folder: Path) -> str:
    """It was none."""
    with told(folder) as story:
        story.declare()
        story.after(3, i.Note(text="the graph was upside down"))
        story.after(1, i.Cancel(why="a false alarm"))
        return story.stream


def reopened_twice(folder: Path) -> str:
    """Resolved three times, closed once between, and open again in the end."""
    with told(folder) as story:
        story.declare()
        story.after(2, i.Acknowledge())
        for n in (1, 2):
            story.after(10, i.MarkFixed())
            story.after(20, i.Resolve(despite=f"time {n}"))
            if n == 2:
                story.after(60, i.Close(despite="nothing more is to come"))
            story.after(30, i.Reopen(why=f"it is back, time {n}"), "bo")
            story.do(i.Unfix(why="it did not hold"), "bo")
        story.after(10, i.MarkFixed())
        story.after(20, i.Resolve(despite="the third time"))
        return story.stream


def three_fixes(folder: Path) -> str:
    """A fix that did not hold three times, and one that did."""
    with told(folder) as story:
        story.declare()
        story.after(2, i.Acknowledge())
        for n in range(3):
            story.turn("api", "down", f"HTTP 503, time {n + 1}")
            story.after(10, i.MarkFixed())
            story.turn("api", "up", "HTTP 200")
            story.after(7, i.Unfix(why=f"down again, time {n + 1}"), "bo")
        story.after(10, i.MarkFixed())
        return story.stream


def redacted(folder: Path) -> str:
    """Words of a note, of an update and of a decision were erased."""
    with told(folder) as story:
        story.declare()
        lines = [
            story.after(1, i.Note(text="the customer is Mrs Example, 5 Some Street"))[0].seq,
            story.after(1, i.TellUsers(channel="status_page", text="Mrs Example waits.", status="investigating"))[
                0
            ].seq,
            story.after(1, i.Decide(text="we call Mrs Example"))[0].seq,
        ]
        story.do(i.Amend(seq=lines[0], text="the customer is Mrs Example, 6 Some Street"))
        for seq in lines:
            if seq not in story.room.incident.redacted:
                story.after(1, i.Redact(seq=seq, why="a name and an address"))
        story.after(1, i.MarkFixed())
        return story.stream


def back_dated(folder: Path) -> str:
    """Half of it happened before anybody declared it, and was written afterwards."""
    with told(folder) as story:
        story.declare()
        start = story.clock.now()
        for minutes in (90, 60, 45, 20):
            story.after(2, i.Note(text=f"{minutes} min before", at=start - timedelta(minutes=minutes)))
        story.do(i.Acknowledge(at=start - timedelta(minutes=15)))
        story.do(i.TakeRole(role="commander", person="bo", at=start - timedelta(minutes=14)))
        story.do(i.SetMilestone(name="started", moment=start - timedelta(minutes=95)))
        story.do(i.SetMilestone(name="detected", moment=start - timedelta(minutes=100)))
        story.do(i.MarkFixed(at=start - timedelta(minutes=1)))
        return story.stream


def many_checks(folder: Path) -> str:
    """300 checks, each of which went down and came back, some twice."""
    with told(folder) as story:
        story.declare()
        names = tuple(f"check-{n:03}" for n in range(300))
        story.append([f.WatchingStarted(terminal="ops-1", checks=names)], "check")
        for turns in (names, names[::7]):
            for to, reason in (("down", "HTTP 503"), ("up", "HTTP 200")):
                story.go(4)
                story.append([_turned(name, to, reason, story.clock.now()) for name in turns], "check")
        story.after(1, i.MarkFixed())
        return story.stream


def _turned(name: str, to: str, reason: str, now: datetime) -> f.CheckChanged:
    outage = f.Outage(began=now - timedelta(minutes=4), worst="down") if to == "up" else None
    before = "down" if to == "up" else "up"
    return f.CheckChanged(check=name, from_=before, to=to, reason=reason, since=now, outage=outage)


ODD: dict[str, Maker] = {
    "complete": complete,
    "no milestones": no_milestones,
    "one record": one_record,
    "two weeks": two_weeks,
    "october": october,
    "march": march,
    "clock jumps": clock_jumps,
    "closed unresolved": closed_unresolved,
    "cancelled": cancelled,
    "reopened twice": reopened_twice,
    "three fixes": three_fixes,
    "hostile": hostile,
    "newer": newer,
    "redacted": redacted,
    "back-dated": back_dated,
    "many checks": many_checks,
}
"""Small enough to be made anew by every test, each in well under a second."""

HUGE: dict[str, Maker] = {"big": big, "many": many}
"""For tests marked slow and for benchmarks."""
