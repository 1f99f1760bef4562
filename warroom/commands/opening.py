"""The journal opened for one command, with what is wrong about it said first."""

from collections.abc import Iterator
from contextlib import contextmanager

from warroom import wiring
from warroom.commands.speak import tell
from warroom.errors import Damaged, WarroomError
from warroom.incident.state import Incident
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


def tell_kept(settings: Settings, incident: Incident) -> None:
    """Say that the incident goes by another playbook than --playbook names; one that cannot be read stops nothing."""
    if not settings.playbook_given:
        return
    from warroom.report.adopted import keeps_another

    try:
        said = keeps_another(incident, wiring.playbook(settings), "warroom playbook reload")
    except WarroomError as error:
        said = str(error)
    if said:
        tell(said)
