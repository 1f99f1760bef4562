"""The journal opened for one command, with what is wrong about it said first."""

from collections.abc import Iterator
from contextlib import contextmanager

from warroom import wiring
from warroom.commands.first_look import FirstLook
from warroom.commands.speak import tell
from warroom.errors import Damaged, WarroomError
from warroom.incident.state import Incident
from warroom.incident.words import DUTY
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
        found.directory.told = FirstLook().told
        yield found


def imported_said(house: House, stream: str) -> str:
    """A sentence about an incident that came from another journal, "" for one of our own."""
    came = house.journal.imported(stream)
    if came is None:
        return ""
    known = house.room(DUTY).incident.imported.get(stream)
    last, _ = house.journal.head(stream)
    to = known.upto if known is not None else last
    since = f"; #{to + 1} and on were written here since, the other journal does not have them" if last > to else ""
    return f"{stream} was imported {came.noted_at:%Y-%m-%d %H:%M} UTC by {came.by}, nobody runs it here{since}"


def tell_imported(house: House, stream: str) -> None:
    """Say so."""
    if said := imported_said(house, stream):
        tell(said)


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
