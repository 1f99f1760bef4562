"""The reports: a file a kind, each with `make(asked)`; `warroom report KIND` prints them."""

from collections.abc import Callable
from importlib import import_module

import msgspec

from warroom.report.document import Report
from warroom.wiring import House

KINDS = ("brief", "handover", "timeline", "incident", "postmortem", "metrics", "actions")
FORMATS = ("md", "html", "json", "yaml", "csv", "txt")


class Asked(msgspec.Struct, frozen=True):
    """The open house, the incident somebody named (None: the one that is meant), and whether all of it is wanted."""

    house: House
    named: str | None = None
    full: bool = False


def maker(kind: str) -> Callable[[Asked], Report]:
    """What makes a report of this kind; imported when it is asked for."""
    found: Callable[[Asked], Report] = import_module(f"{__name__}.{kind}").make
    return found
