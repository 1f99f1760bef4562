"""Every countdown of an incident, derived from its state and the time: nothing here is ever stored.

A Deadline is an anchor plus an offset. Response, checklist item, update cadence, ladder rung, duty, task, mark,
stability window, hand-over and after-work are one type; only how the anchor and the limit are found differs, a file
each.
"""

from datetime import datetime

from warroom.incident.deadlines.cadence import cadence
from warroom.incident.deadlines.conditions import condition_clock
from warroom.incident.deadlines.handovers import handovers
from warroom.incident.deadlines.items import anchor_time, item_clock, item_done
from warroom.incident.deadlines.marks import mark
from warroom.incident.deadlines.model import (
    LIVE,
    SNOOZED_AT_MOST_S,
    STATES,
    Deadline,
    by_urgency,
    snoozed,
)
from warroom.incident.deadlines.response import response
from warroom.incident.deadlines.rungs import rung_clock
from warroom.incident.deadlines.signs import id_of, sign_of
from warroom.incident.deadlines.stable import stability_clock
from warroom.incident.deadlines.tasks import task_clock
from warroom.incident.duties import owed
from warroom.incident.state import Incident

__all__ = [
    "LIVE",
    "SNOOZED_AT_MOST_S",
    "STATES",
    "Deadline",
    "anchor_time",
    "by_urgency",
    "deadlines",
    "id_of",
    "item_done",
    "sign_of",
    "snoozed",
]


def deadlines(incident: Incident, now: datetime, *, unwatched_since: datetime | None = None) -> list[Deadline]:
    """All of them: response, items in the playbook's order, cadence, rungs, duties, tasks, window, offers, mark.

    `unwatched_since` is the last moment at which somebody watched the checks, where nobody does now.
    """
    tasks = [task_clock(incident, n, now) for n in range(len(incident.tasks))]
    if not incident.declared:
        return tasks
    playbook = incident.playbook
    found = [
        response(incident, now),
        *(item_clock(incident, item, now) for item in playbook.items),
        cadence(incident, now),
        *(rung_clock(incident, n, now) for n in range(1, len(playbook.ladder) + 1)),
        *(condition_clock(incident, one, now) for one in owed(incident)),
        *tasks,
        stability_clock(incident, now, unwatched_since),
        *handovers(incident, now),
        mark(incident, now),
    ]
    return [deadline for deadline in found if deadline is not None]
