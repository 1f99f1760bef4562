"""What the child that plays a drill must know: all of the scenario that happens, nothing of what is only told."""

import msgspec


class Inject(msgspec.Struct, frozen=True, kw_only=True):
    """A fault from `at` to `until` (None: until healed), in seconds of the drill; `amount` as the fault counts."""

    at: float
    fault: str
    amount: float
    until: float | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`zero` is this machine's monotonic clock as the drill began, `start` the drill's own time then in RFC 3339.

    `acts` says in words what each act does, `heals` for how many seconds of the drill: 0 never, None for good.
    `folder` is the drill's own, for the files of its volume.
    """

    start: str
    zero: float
    speed: float
    seed: int
    folder: str
    injects: tuple[Inject, ...]
    acts: dict[str, str]
    heals: dict[str, float | None]
