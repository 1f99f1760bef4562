"""An exported file walked from its path."""

from pathlib import Path

from warroom.journal.exported import opened
from warroom.journal.record import Row
from warroom.journal.verify import Verified, verify_export


def rows_of(path: Path) -> list[Row]:
    """The rows of an exported file."""
    with opened(path) as file:
        return list(file.rows())


def verify_file(path: Path) -> Verified:
    """How far an exported file holds."""
    with opened(path) as file:
        return verify_export(file)
