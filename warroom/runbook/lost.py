"""Runs whose end nobody saw: the terminal that watched them is gone. They are marked so, and never repeated."""

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from warroom.checks.local.marked import carriers
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.facts import CommandFinished, Record
from warroom.incident.run import Run
from warroom.runbook.evidence import Evidence

if TYPE_CHECKING:
    from warroom.room import Room

WHY = "the terminal that watched it ended before it did"
_YOUNG = timedelta(seconds=10)
"""A run this young may be about to begin."""


def lost(room: "Room", evidence: Evidence) -> list[Run]:
    """The runs without an end that nobody on this machine watches, and of which no process is left."""
    open_ = [run for run in room.incident.runs if not run.outcome and room.now() - run.at > _YOUNG]
    return [run for run in open_ if (mark := _mark(room, run)) and not evidence.watched(mark) and not carriers(mark)]


def left_alone(room: "Room", evidence: Evidence) -> list[tuple[Run, list[int]]]:
    """The runs that nobody on this machine watches and whose processes go on, with those."""
    open_ = [(run, mark) for run in room.incident.runs if not run.outcome and (mark := _mark(room, run))]
    return [(run, pids) for run, mark in open_ if not evidence.watched(mark) and (pids := carriers(mark))]


def settle(room: "Room", evidence: Evidence, by: str) -> list[Record]:
    """Record of each that nobody knows how it ended, unless another terminal said so first. Raises NotWritten."""
    made: list[Record] = []
    for run in lost(room, evidence):
        with suppress(Refused):
            made += room.act(i.FinishCommand(by=by, ended=CommandFinished(run=run.n, outcome="unknown", why=WHY)))
    return made


def _mark(room: "Room", run: Run) -> str:
    """What its processes carry: the id of the record that it began."""
    record = room.journal.record(room.stream, run.seq)
    return record.id if record is not None else ""
