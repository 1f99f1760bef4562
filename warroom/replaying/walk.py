"""The record walked once, in slices, with a state kept now and then: from there any other is folded again."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from warroom.incident.evolve import evolve
from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, Incident
from warroom.replaying.course import Stretch, Surveyor

EVERY = 1000
MOST = 256
SLICE_S = 0.02
CHUNK = 200


class Records(Protocol):
    """Where records are read."""

    def read(self, stream: str, *, after: int = 0, limit: int = -1) -> Iterator[Record]: ...


class Checkpoints:
    """States at some records: one every `every`; where they would be more than `most`, every other is let go."""

    def __init__(self, every: int = EVERY, most: int = MOST) -> None:
        self.every = every
        self._most = most
        self._kept: list[Incident] = []

    def __len__(self) -> int:
        return len(self._kept)

    def pass_by(self, incident: Incident) -> None:
        """The walk is here; states come in order."""
        if incident.seq % self.every:
            return
        self._kept.append(incident)
        if len(self._kept) > self._most:
            self.every *= 2
            self._kept = [one for one in self._kept if one.seq % self.every == 0]

    def before(self, seq: int) -> Incident:
        """The nearest kept state at or before a record."""
        place = min(seq // self.every, len(self._kept))
        return self._kept[place - 1] if place else EMPTY


class Walk:
    """One stream to record `until`; what is recorded after it is no part of it."""

    def __init__(self, records: Records, stream: str, until: int, *, every: int = EVERY, most: int = MOST) -> None:
        self._records = records
        self.stream = stream
        self.until = until
        self.checkpoints = Checkpoints(every, most)
        self._surveyor = Surveyor()
        self._incident = EMPTY
        self._last = EMPTY
        self._whole = until <= 0

    @property
    def read(self) -> int:
        """The last record that was walked by."""
        return self._incident.seq

    @property
    def whole(self) -> bool:
        """Whether the end is reached."""
        return self._whole

    def go_on(self, for_s: float = SLICE_S) -> Stretch:
        """Walk for about so long; what is on the way."""
        return self._surveyor.look(self._steps(time.monotonic() + for_s))

    def _steps(self, until_s: float) -> Iterator[tuple[Record, Incident, Incident]]:
        while not self._whole:
            left = self.until - self.read
            records = list(self._records.read(self.stream, after=self.read, limit=min(CHUNK, left)))
            for record in records:
                before, self._incident = self._incident, evolve(self._incident, record)
                self.checkpoints.pass_by(self._incident)
                yield record, before, self._incident
            self._whole = self.read >= self.until or not records
            if time.monotonic() >= until_s:
                return

    def state(self, seq: int) -> Incident:
        """The state at a record, from the nearest one kept before it; not beyond what was walked."""
        seq = max(0, min(seq, self.read))
        near = self.checkpoints.before(seq)
        if near.seq < self._last.seq <= seq:
            near = self._last
        for record in islice(self._records.read(self.stream, after=near.seq, limit=seq - near.seq), seq - near.seq):
            near = evolve(near, record)
        self._last = near
        return near
