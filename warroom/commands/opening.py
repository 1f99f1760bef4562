"""The journal opened for one command, with what is wrong about it said first."""

from collections.abc import Iterator
from contextlib import contextmanager

from warroom import wiring
from warroom.commands.speak import tell
from warroom.errors import Damaged
from warroom.settings import Settings
from warroom.wiring import House


@contextmanager
def house(settings: Settings, *, reading: bool = False, doubtful: bool = False) -> Iterator[House]:
    """The house of `wiring`; raises Damaged where records are gone, unless one only reads or is `doubtful` already."""
    with wiring.open_house(settings, reading=reading) as found:
        if found.journal.gone and not doubtful:
            tell(found.journal.gone_said())
        if found.journal.doubts and not doubtful:
            if not reading:
                raise Damaged(found.journal.doubted())
            tell(found.journal.doubted())
        yield found
