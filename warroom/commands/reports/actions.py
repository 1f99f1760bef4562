"""`warroom report actions`: what incidents left to do; of one incident where it is named."""

from collections.abc import Sequence

from warroom.commands.reports import Asked
from warroom.errors import BadInput, NotHere
from warroom.report.afterwork import Left, data, document, issue, left, table
from warroom.report.document import Report
from warroom.text import visible


def make(asked: Asked) -> Report:
    """All of it, or with `issue` one piece. Raises BadInput, NotHere where that is none. A drill's only by its name."""
    house = asked.house
    now = house.clock.now()
    every = house.directory.look()
    if asked.named:
        stream = asked.stream
        found = left([s for s in every if s.id == stream], now)
    else:
        found = left([s for s in every if not s.drill], now)
    if asked.issue:
        return issue(_one(found, asked.issue, asked.named), now)
    made = document(found, now, full=asked.full)
    return Report("actions", made, data(found, now), table(found, now))


def _one(found: Sequence[Left], sign: str, named: str | None) -> Left:
    fitting = [one for one in found if one.work.sign.casefold() == sign.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise BadInput(f"{len(fitting)} incidents have a {visible(sign)}: warroom report actions ID --issue {sign}")
    where = f"in {named}" if named else "in any incident"
    raise NotHere(f"no work {visible(sign)[:40]} {where}: warroom report actions lists it by its sign")
