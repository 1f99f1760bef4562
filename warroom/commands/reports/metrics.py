"""`warroom report metrics`: all incidents, or those of some time and severities."""

from warroom.commands.reports import Asked
from warroom.incident.words import DUTY
from warroom.report.document import Report
from warroom.report.trends.counted import Wanted, counted
from warroom.report.trends.data import data, table
from warroom.report.trends.document import document


def make(asked: Asked) -> Report:
    """The metrics of what was declared; no stream is read that did not grow since it was looked at last."""
    house = asked.house
    now = house.clock.now()
    came = house.room(DUTY).incident.imported
    wanted = asked.wanted or Wanted()
    found = counted(house.directory.look(), wanted, came)
    return Report("metrics", document(found, wanted, now), data(found, wanted, now), table(found, now))
