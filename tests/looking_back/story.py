"""An incident told into a real journal, act by act, by people with a clock in their hands."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from tests.fakes import T0, HandClock
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Fact, Record
from warroom.incident.intents import Draft, Intent
from warroom.journal.ids import new_id
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook import yaml
from warroom.playbook.model import Playbook
from warroom.room import Room

JOURNAL = "journal.sqlite"
"""The file in a journal's folder, as the shell of tests calls its own."""


class Story:
    """A room on the journal in a folder, and the clock of those who write into it."""

    def __init__(self, folder: Path, start: datetime = T0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / JOURNAL
        self.clock = HandClock(start)
        self.journal = Journal(self.path)
        self.live = Live(self.path)
        self.room = Room(self.journal, self.live, self.clock)

    @property
    def stream(self) -> str:
        return self.room.stream

    def declare(
        self, title: str = "API down", severity: str = "", playbook: str | Playbook = "default", zone: str = ""
    ) -> None:
        """Declare an incident of the gravest level, where no other is named."""
        book = yaml.load(playbook).playbook if isinstance(playbook, str) else playbook
        self.do(i.Declare(title=title, severity=severity or book.severities[0].id, playbook=book, zone=zone))

    def do(self, intent: Intent, by: str = "anna") -> list[Record]:
        """Act as somebody; what is refused fails the story."""
        return self.room.act(msgspec.structs.replace(intent, by=by))

    def go(self, minutes: float = 0, seconds: float = 0) -> None:
        self.clock.go(minutes, seconds)

    def after(self, minutes: float, intent: Intent, by: str = "anna") -> list[Record]:
        """The same so many minutes later."""
        self.go(minutes)
        return self.do(intent, by)

    def turn(self, check: str, to: str, reason: str = "", value: str = "") -> None:
        """A check turned, as whoever watches reports it."""
        change = f.CheckChanged(check=check, from_="", to=to, reason=reason, value=value, since=self.clock.now())
        self.do(i.ReportTransition(change=change), "check")

    def append(
        self, facts: Iterable[Fact | Draft], by: str = "anna", via: dict[str, str] | None = None
    ) -> list[Record]:
        """Facts that nobody decided, in one transaction."""
        drafts = [one if isinstance(one, Draft) else Draft(one) for one in facts]
        now = self.clock.now()
        with self.journal.transaction():
            made = self.journal.append(self.stream, drafts, intent_id=new_id(), by=by, noted_at=now, via=via or {})
        self.room.settle(made, ())
        return made

    def close(self) -> None:
        self.live.close()
        self.journal.close()


@contextmanager
def told(folder: Path, start: datetime = T0) -> Iterator[Story]:
    """A story, its files closed after."""
    story = Story(folder, start)
    try:
        yield story
    finally:
        story.close()
