"""The reports: a file a kind, each with `make(asked)`; `warroom report KIND` prints them."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from warroom.report.document import Report
    from warroom.report.trends.counted import Wanted
    from warroom.wiring import House

KINDS = {
    "brief": "six lines: what is happening",
    "handover": "what the next one on the shift has to know",
    "timeline": "the record in order, in UTC and the incident's zone; --full has every turn of a check",
    "incident": "the facts of the incident as YAML: who, when, what, how it was found and mended",
    "postmortem": "a draft in the playbook's sections, filled from the record; blanks are marked",
    "metrics": "times to detect, acknowledge, mitigate and resolve, over all incidents",
    "actions": "the work that is left after incidents: due, overdue, done",
}
"""Each kind of report with a line about it."""
FORMATS = ("md", "html", "json", "yaml", "csv", "txt")


class Asked(msgspec.Struct, frozen=True):
    """The open house, the incident somebody named (None: the one that is meant), and whether all of it is wanted.

    Of metrics `wanted` says which incidents count, of actions `issue` the one that is written to be pasted: t2.
    """

    house: "House"
    named: str | None = None
    full: bool = False
    wanted: "Wanted | None" = None
    issue: str = ""

    @property
    def stream(self) -> str:
        """The incident a report of one speaks of. Raises NotHere, BadInput where a name fits several."""
        return self.house.directory.latest(self.named or "")


def maker(kind: str) -> "Callable[[Asked], Report]":
    """What makes a report of this kind; imported when it is asked for."""
    found: Callable[[Asked], Report] = import_module(f"{__name__}.{kind}").make
    return found
