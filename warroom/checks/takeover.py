"""What a prober goes on from: what the one before it saw, held against what the record says of it."""

from collections.abc import Iterable, Mapping

import msgspec

from warroom.checks.model import State, Transition, View
from warroom.incident.state import CheckState

_STATES: dict[str, State] = {"up": "up", "degraded": "degraded", "down": "down", "unknown": "unknown"}
_WORDS = {"degraded": "warn", "unknown": "none"}
_RED = ("degraded", "down")


def taken_over(
    seen: Iterable[View], recorded: Mapping[str, CheckState]
) -> tuple[tuple[View, ...], tuple[Transition, ...]]:
    """The rows to go on from, and the turns that were seen and not recorded before their prober died.

    Where a row and the record differ, the later of the two is believed: the prober may have died after either.
    """
    rows: list[View] = []
    missed: list[Transition] = []
    for view in seen:
        known = recorded.get(view.name)
        state = _STATES.get(view.state)
        if state is None or view.since is None or (known is not None and known.state == state):
            rows.append(view)
        elif known is None or known.since is None:
            rows.append(view)
            if state in _RED:
                missed.append(_turn(view, "unknown", state))
        elif view.since > known.since:
            rows.append(view)
            missed.append(_turn(view, _STATES.get(known.state, "unknown"), state))
        else:
            was = _STATES.get(known.state, "unknown")
            rows.append(msgspec.structs.replace(view, state=was, since=known.since, word=_WORDS.get(was, was), soft=""))
    return tuple(rows), tuple(missed)


def _turn(view: View, was: State, state: State) -> Transition:
    assert view.since is not None
    # While a change back is under way the row's reason speaks of that one.
    reason, value = ("", "") if view.soft else (view.reason, view.value)
    return Transition(view.name, was, state, reason, value, view.since)
