"""Which lines an erasure takes with it: newer versions of a line, the other half of a run, and where it is quoted."""

from warroom.incident.erasing import belongs_to, can_be_erased, own_words, quotes, words_of
from warroom.incident.facts import CommandFinished, Record
from warroom.journal.sqlite import Journal


def beside(journal: Journal, target: Record, *, evidence: bool = False) -> tuple[Record, ...]:
    """The other records of the stream in which the words of `target` stand, in order; with `evidence` the end of a run
    counts by its output alone."""
    every = [one for one in journal.read(target.stream) if one.seq != target.seq and can_be_erased(one)]
    versions = [one for one in every if belongs_to(one, target)]
    words = tuple(word for one in (target, *versions) for word in own_words(one.fact))
    found = [one for one in every if quotes(one, words)]
    found += [one for one in versions if words_of(one.fact) or (evidence and _has_output(one))]
    return tuple(sorted({one.seq: one for one in found}.values(), key=lambda one: one.seq))


def _has_output(record: Record) -> bool:
    return isinstance(record.fact, CommandFinished) and bool(record.fact.evidence)


def elsewhere(journal: Journal, targets: tuple[Record, ...]) -> tuple[tuple[str, int], ...]:
    """Where these words stand in other streams, which an erasure here does not reach: stream and number each."""
    words = tuple(word for one in targets for word in own_words(one.fact))
    own = targets[0].stream
    return tuple(
        (stream, one.seq)
        for stream in journal.heads()
        if stream != own
        for one in journal.read(stream)
        if can_be_erased(one) and quotes(one, words)
    )
