"""`warroom report handover`: the shift, for whoever has it next."""

from warroom.commands.reports import Asked
from warroom.commands.shift import know
from warroom.report.document import Report
from warroom.report.shift import Taking, document
from warroom.report.shift_data import data, table
from warroom.shifts import last_handed


def make(asked: Asked) -> Report:
    """The shift as it is now, with what was frozen when it was offered."""
    house = asked.house
    known = know(house)
    taking = Taking(
        shift=known.shift,
        lines=known.lines,
        states=known.states,
        summaries=known.summaries,
        views=known.views,
        listed=known.listed,
        handed=last_handed(house.journal),
    )
    now = house.clock.now()
    return Report("handover", document(taking, now, house.settings.zone), data(taking, now), table(taking))
