"""Which of the records that were found stands at each place of a salvaged journal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from warroom.journal.carve import Candidate, Findings, Place
from warroom.journal.record import GENESIS


class LeftOut(msgspec.Struct, frozen=True):
    """Something about a record that does not fit; `kept` says whether it is in the new file all the same."""

    stream: str
    seq: int
    hash: str
    said: str
    kept: bool = False


def chosen(found: Findings) -> tuple[dict[Place, Candidate], list[LeftOut]]:
    """The record for each place, and what was left out or does not fit, with the reason.

    Of two for one place the one is kept that follows the record before it, then the one that is part of the newest
    state, then the one with the longer row of records after it: the other was never committed, or forged.
    """
    by_place: dict[Place, list[Candidate]] = defaultdict(list)
    for one in found.records.values():
        by_place[one.place].append(one)
    lengths = _lengths(found)
    kept: dict[Place, Candidate] = {}
    odd: list[LeftOut] = []
    for place in sorted(by_place):
        best, *others = _ranked(by_place[place], kept, lengths)
        odd += [LeftOut(*one.place, one.hash, f"{best.hash[:12]} stands there, which fits better") for one in others]
        if not best.current and _is_contradicted(best, by_place):
            odd.append(LeftOut(*place, best.hash, "it was never committed: the next record follows another one"))
            continue
        kept[place] = best
    odd += _twice(kept)
    odd += [
        LeftOut(*one.place, one.hash, "nothing proves it: no hash that was stored is its own")
        for one in found.unproven.values()
        if one.place not in kept
    ]
    odd += [
        LeftOut(*place, one.hash, "it does not follow the record before it", kept=True)
        for place, one in kept.items()
        if _before(place, kept) not in ("", one.prev)
    ]
    return kept, sorted(odd, key=lambda one: (one.stream, one.seq))


def _lengths(found: Findings) -> dict[str, int]:
    """How many records follow each other from this one on, by its hash."""
    lengths: dict[str, int] = defaultdict(lambda: 1)
    for one in sorted(found.records.values(), key=lambda one: one.place[1], reverse=True):
        lengths[one.prev] = max(lengths[one.prev], lengths[one.hash] + 1)
    return lengths


def _ranked(here: Sequence[Candidate], kept: Mapping[Place, Candidate], lengths: Mapping[str, int]) -> list[Candidate]:
    def rank(one: Candidate) -> tuple[bool, bool, int, str]:
        return _before(one.place, kept) == one.prev, one.current, lengths[one.hash], one.hash

    return sorted(here, key=rank, reverse=True)


def _before(place: Place, kept: Mapping[Place, Candidate]) -> str:
    """The hash of the record before a place, "" where that is lost."""
    stream, seq = place
    if seq == 1:
        return GENESIS
    before = kept.get((stream, seq - 1))
    return before.hash if before else ""


def _is_contradicted(one: Candidate, by_place: Mapping[Place, Sequence[Candidate]]) -> bool:
    stream, seq = one.place
    later = by_place.get((stream, seq + 1), ())
    return any(next_.current for next_ in later) and all(next_.prev != one.hash for next_ in later)


def _twice(kept: dict[Place, Candidate]) -> list[LeftOut]:
    """Take out what has the id, or the record before it, of another: a journal holds each once."""
    odd: list[LeftOut] = []
    seen: set[tuple[str, ...]] = set()
    for place, one in sorted(kept.items(), key=lambda item: (not item[1].current, item[0])):
        marks = {(one.id,), (place[0], one.prev)}
        if marks & seen:
            odd.append(LeftOut(*place, one.hash, "another record has its id, or follows the same record"))
            del kept[place]
        else:
            seen |= marks
    return odd
