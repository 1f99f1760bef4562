"""Reading from the journal what reports need of one incident: kinds of records, not all of them."""

from warroom.journal.sqlite import Journal
from warroom.report.gathered import CORRECTIONS, TURNS, Gathered, Wrote


def gather(journal: Journal, stream: str) -> Gathered:
    """What a stream holds besides its state. Raises JournalError."""
    found = tuple(journal.of_kinds(stream, (*TURNS, *CORRECTIONS)))
    return Gathered(
        turns=tuple(record for record in found if record.kind in TURNS),
        corrections=tuple(record for record in found if record.kind in CORRECTIONS),
        wrote=tuple(Wrote(by, *rest) for by, rest in journal.wrote(stream).items()),
    )
