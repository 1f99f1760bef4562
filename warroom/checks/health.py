"""The health of one check: a first failure shows at once, a state changes only when it has lasted. No clock, no I/O."""

from datetime import UTC, datetime

from msgspec.structs import replace

from warroom.checks.flapping import Flapping
from warroom.checks.model import Reading, State, Transition, View
from warroom.checks.prepared import Prepared
from warroom.checks.trail import Trail
from warroom.playbook.model import Check

_STATES: tuple[State, ...] = ("up", "degraded", "down")
_RANK: dict[State, int] = {state: rank for rank, state in enumerate(_STATES)}
_WORDS = {"up": "up", "degraded": "warn", "down": "down", "unknown": "none"}


class _Streak:
    """Readings in a row that agree: how many, how many were answers rather than silence, and when the first began."""

    def __init__(self) -> None:
        self.count = 0
        self.definite = 0
        self.first: datetime | None = None

    def take(self, reading: Reading, agrees: bool) -> None:
        """Count the reading in, or start anew."""
        if not agrees:
            self.count, self.definite, self.first = 0, 0, None
            return
        self.first = self.first or reading.at
        self.count += 1
        self.definite += reading.definite


class Health:
    """What is known of a check, reading by reading.

    Worse states need `fails` readings in a row (two where each was an answer and it went down), better ones `passes`.
    A reading of state unknown neither counts nor breaks the other streaks: it says nothing about the check.
    """

    def __init__(self, asked: Prepared) -> None:
        self.check: Check = asked.check
        self._target = asked.target
        self._hard: State = "unknown"
        self._word = "none"
        self._since: datetime | None = None
        self._last: Reading | None = None
        self._trail = Trail(timeout_s=self.check.timeout)
        self._flapping = Flapping()
        self._paused = False
        self._paused_since: datetime | None = None
        self._until: datetime | None = None
        self._reset()

    def _reset(self) -> None:
        self._worse = {rank: _Streak() for rank in (1, 2)}
        self._better = {rank: _Streak() for rank in (0, 1)}
        self._silent = _Streak()

    @property
    def state(self) -> State:
        """The state that holds, a pause aside."""
        return self._hard

    @property
    def failing(self) -> bool:
        """Whether it is down, or its last reading says so."""
        return self._hard == "down" or (self._last is not None and self._last.state == "down")

    @property
    def settled(self) -> bool:
        """False while the last reading disagrees with the state that holds: ask again soon."""
        return self._last is None or self._last.state == self._hard

    def remember(self, view: View) -> None:
        """Go on from what another prober saw a moment ago: its state, since when, and the last latencies."""
        if view.state != "paused":
            self._hard, self._since = view.state, view.since
            self._word = view.word if not view.soft else _WORDS[view.state]
        self._trail = Trail(view.trail, self.check.timeout)

    def observe(self, reading: Reading) -> Transition | None:
        """Take in a reading and give the change it completes, if any; one begun before a pause ends is dropped."""
        if self._paused and self._paused_since is not None and reading.at < self._paused_since:
            return None
        if self.paused(reading.at):
            return None
        self._last = reading
        self._trail.add(reading)
        self._count(reading)
        to, since = self._verdict(reading)
        if reading.state != "unknown" and _RANK[reading.state] <= _RANK.get(to, 0):
            self._flapping.take(_RANK[reading.state])
        if to == self._hard:
            if reading.state == "degraded" == to:
                self._word = _word(reading)
            return None
        before, self._hard, self._since = self._hard, to, since
        self._word = _word(reading) if to == reading.state else _WORDS[to]
        return Transition(self.check.name, before, to, reading.reason, reading.value, since)

    def _count(self, reading: Reading) -> None:
        self._silent.take(reading, reading.state == "unknown")
        if reading.state == "unknown":
            return
        rank = _RANK[reading.state]
        for level, streak in self._worse.items():
            streak.take(reading, rank >= level)
        for level, streak in self._better.items():
            streak.take(reading, rank <= level)

    def _verdict(self, reading: Reading) -> tuple[State, datetime]:
        """The state that holds after this reading, and the time of the first reading of the run that led to it."""
        held = (self._hard, self._since or reading.at)
        if reading.state == "unknown":
            ripe = self._hard != "unknown" and self._silent.count >= self.check.fails
            return ("unknown", self._silent.first or reading.at) if ripe else held
        rank = _RANK[reading.state]
        if self._hard == "unknown" and rank == 0:
            return "up", reading.at
        hard = _RANK.get(self._hard, 0)
        for level in range(2, hard, -1):
            if rank >= level and self._ripe(level):
                return _STATES[level], self._worse[level].first or reading.at
        for level in range(hard):
            if rank <= level and self._better[level].count >= self.check.passes:
                return _STATES[level], self._better[level].first or reading.at
        return held

    def _ripe(self, level: int) -> bool:
        done, need = self._progress(level)
        return done >= need

    def _progress(self, level: int) -> tuple[int, int]:
        """How many readings of how many speak for a worse state."""
        streak = self._worse[level]
        quick = min(self.check.fails, 2)
        if level == 2 and streak.definite and quick - streak.definite <= self.check.fails - streak.count:
            return streak.definite, quick
        return streak.count, self.check.fails

    def paused(self, now: datetime) -> bool:
        """Whether the check is held at this moment; a pause that is over ends here."""
        if self._paused and self._until is not None:
            began = self._paused_since or now
            if not min(began, self._until) <= now < self._until:
                self.resume()
        return self._paused

    def pause(self, until: datetime | None, now: datetime | None = None) -> None:
        """Hold the check until then (None: until `resume`); `now` is since when."""
        self._paused, self._until, self._paused_since = True, until, now

    def resume(self) -> None:
        """End the pause; the state from before it holds until readings say otherwise."""
        self._paused, self._until, self._paused_since = False, None, None
        self._last = None
        self._reset()

    def view(self, now: datetime | None = None) -> View:
        """The row to show; give `now` to let a pause that is over end."""
        if now is not None:
            self.paused(now)
        last = self._last
        row = View(
            name=self.check.name,
            kind=self.check.kind,
            target=self._target,
            state=self._hard,
            word=self._word,
            value=last.value if last else "",
            since=self._since,
            at=last.at if last else None,
            reason=last.reason if last else "not asked yet",
            trail=self._trail.packed(),
            found=last.found if last else (),
            suggests=last.suggests if last else (),
            phases=last.phases if last else (),
            details=last.details if last else (),
            flaps=round(self._flapping.now, 1),
        )
        if self._paused:
            return replace(row, state="paused", word="held", value="", since=self._paused_since, reason=self._held())
        if self.settled or last is None:
            return replace(row, word="flap") if row.flaps and row.state != "down" else row
        return self._soft(row, last)

    def _held(self) -> str:
        if self._until is None:
            return "held until it is asked for again"
        return f"held until {self._until.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"

    def _soft(self, row: View, last: Reading) -> View:
        """The row while a change is under way: a failing check shows its count, a recovering one keeps its word."""
        if last.state == "unknown":
            count = f"{self._silent.count}/{self.check.fails}"
            return replace(row, word=count, soft=f"no reading {count}")
        rank, hard = _RANK[last.state], _RANK.get(self._hard, 0)
        if rank < hard:
            return replace(row, soft=f"answering {self._better[rank].count}/{self.check.passes}")
        done, need = self._progress(rank)
        return replace(row, word=f"{done}/{need}", soft=f"failing {done}/{need}")


def _word(reading: Reading) -> str:
    return "slow" if reading.slow and reading.state == "degraded" else _WORDS[reading.state]
