"""How an act of a drill stands in its record: as a change that somebody made, which the score can find again."""

import re

from warroom.incident.facts import ChangeNoted, Record

_ACT = re.compile(r"drill fix ([a-z0-9-]+): ")


def wording(name: str, outcome: str) -> str:
    """The words of the change."""
    return f"drill fix {name}: {outcome}"


def act_in(record: Record) -> str:
    """The act this record tells of, "" for none."""
    match = _ACT.match(record.fact.text) if isinstance(record.fact, ChangeNoted) else None
    return match[1] if match else ""
