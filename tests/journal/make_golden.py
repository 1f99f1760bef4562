"""Writes the golden journal of a release: `python -m tests.journal.make_golden VERSION`.

Made once, when a release is cut, and never again: later releases must read what this one wrote.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.incident.intents import Intent
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.journal.verify import export
from warroom.playbook import yaml
from warroom.report.show import show
from warroom.room import Room

GOLDEN = Path(__file__).parent / "golden"
BEGIN = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


class Steps:
    """A clock that goes on by ten seconds at every look."""

    def __init__(self) -> None:
        self.at = BEGIN

    def now(self) -> datetime:
        self.at += timedelta(seconds=10)
        return self.at


def acts() -> list[tuple[str, Intent]]:
    """An intent of every kind, in an order the rules allow."""
    early = BEGIN - timedelta(minutes=5)
    return [
        ("anna", i.Acknowledge()),
        ("anna", i.SetMilestone(name="started", moment=early)),
        ("anna", i.SetMilestone(name="detected", moment=early + timedelta(minutes=1), by_what="alert")),
        ("anna", i.TakeRole(role="commander", person="anna")),
        ("anna", i.TakeRole(role="scribe", person="mia")),
        ("anna", i.ReleaseRole(role="scribe")),
        ("mia", i.Note(text="first 503s \x1b[31m[/nope] \u202e ünïcode 🚒 in the log", at=early)),
        ("mia", i.NoteChange(text="deployed 41a", at=early)),
        ("petra", i.Suspect(text="deploy 41a")),
        ("petra", i.Suspect(text="pool held by slow job")),
        ("petra", i.RuleOut(n=1, why="rolled back, no change")),
        ("petra", i.FindCause(n=2)),
        ("anna", i.Decide(text="stop the job; no objection")),
        ("anna", i.SetImpact(text="all API users", fields={"users": "12000", "data": "none"})),
        ("anna", i.Link(url="https://example.com/graph", text="the graph")),
        ("anna", i.SetSeverity(to="P1", why="half the users")),
        ("anna", i.SetSeverity(to="P0", why="all of them")),
        ("anna", i.SetStatus(to="identified")),
        ("anna", i.SetCadence(seconds=1200, why="many ask")),
        ("nora", i.TellUsers(channel="status_page", status="investigating", text="We look into it.")),
        ("anna", i.GiveTask(owner="petra", text="report job off", seconds=180)),
        ("petra", i.TakeTask(n=1)),
        ("petra", i.ExtendTask(n=1, seconds=300, why="it is stubborn")),
        ("petra", i.FinishTask(n=1)),
        ("anna", i.GiveTask(owner="mia", text="add an alert", due_at=BEGIN + timedelta(days=10), action=True)),
        ("anna", i.SetItem(n=2, done=True)),
        ("anna", i.SetItem(n=2, done=False)),
        ("anna", i.SkipItem(n=4, why="no time")),
        ("anna", i.Snooze(deadline="cadence", seconds=300, why="we write it now")),
        ("anna", i.Escalate(rung=1, text="no answer")),
        ("mia", i.Amend(seq=10, text="first 503s in the load balancer", moment=early + timedelta(minutes=2))),
        ("mia", i.Strike(seq=11, why="it was 41b")),
        ("mia", i.Pin(seq=16)),
        ("anna", i.SetTitle(title="API complete outage, all regions")),
        ("anna", i.OfferHandover(to="kim")),
        ("kim", i.DeclineHandover(why="in a meeting")),
        ("anna", i.OfferHandover(to="kim")),
        ("anna", i.WithdrawHandover()),
        ("anna", i.OfferHandover(to="kim")),
        ("kim", i.AcceptHandover(read_back="P0, update in 12 min")),
        ("check", i.ReportTransition(change=turn("unknown", "down"))),
        ("kim", i.PauseCheck(check="api", seconds=600, why="known")),
        ("kim", i.MarkFixed()),
        ("kim", i.Unfix(why="red again")),
        ("kim", i.MarkFixed()),
        ("check", i.ReportTransition(change=turn("down", "up"))),
        ("kim", i.Resolve()),
        ("kim", i.Reopen(why="one region")),
        ("kim", i.Resolve()),
        ("kim", i.Close()),
    ]


def turn(before: str, to: str) -> CheckChanged:
    """A check that turned."""
    return CheckChanged(
        check="api", from_=before, to=to, reason="status 503, wanted 200..299", value="503", since=BEGIN
    )


def main(version: str) -> None:
    """Write the journal, its exports and the states it folds to."""
    path = GOLDEN / f"{version}.db"
    clock = Steps()
    journal, live = Journal(path), Live(path)
    duty = Room(journal, live, clock, DUTY)
    duty.act(i.SetWatching(terminal="host:1", checks=("api",), by="check"))
    duty.act(i.ReportTransition(change=turn("unknown", "degraded"), by="check"))
    playbook = yaml.load("default")
    room = Room(journal, live, clock)
    room.act(
        i.Declare(
            title="API complete outage",
            severity="P0",
            playbook=playbook.playbook,
            sha256=playbook.sha256,
            zone="Europe/Berlin",
            by="anna",
        )
    )
    for by, intent in acts():
        room.act(msgspec.structs.replace(intent, by=by))
    duty.act(i.SetWatching(terminal="host:1", on=False, by="check"))
    drill = Room(journal, live, clock)
    drill.act(
        i.StartDrill(start=clock.now(), playbook=playbook.playbook, speed=2, scenario="pool exhausted", by="drill")
    )
    drill.act(i.Cancel(why="over", by="drill"))
    for one in (duty, room, drill):
        (GOLDEN / f"{version}-{one.stream}.jsonl").write_text(
            "".join(f"{line}\n" for line in export(journal, one.stream))
        )
    state = {one.stream: show(one.incident, BEGIN + timedelta(hours=1)) for one in (room, drill)}
    (GOLDEN / f"{version}.json").write_bytes(msgspec.json.format(msgspec.json.encode(state), indent=1))
    live.close()
    live.path.unlink()
    journal.close()


if __name__ == "__main__":
    main(sys.argv[1])
