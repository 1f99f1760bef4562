"""The hand-over of the shift for scripts and spreadsheets."""

from collections.abc import Sequence
from datetime import datetime
from shlex import quote
from typing import Any

import msgspec

from warroom.incident.shift import done
from warroom.journal.record import stamp
from warroom.report.document import Table
from warroom.report.handing import Change, Handed, checks_said
from warroom.report.shift import Taking, clocks
from warroom.secrets import mask


def table(taking: Taking) -> Table:
    """What an offer would freeze now, a line each."""
    return Table(("about", "said"), taking.lines)


def data(taking: Taking, now: datetime) -> dict[str, Any]:
    """For scripts; times are RFC 3339 UTC."""
    shift, handed = taking.shift, taking.handed
    offer = shift.offer if shift.offer is not None and not shift.offer.lapsed(now) else None
    found = taking.listed
    return {
        "made_at": stamp(now),
        "on_call": {"person": shift.on_call.person, "since": stamp(shift.on_call.since)} if shift.on_call else None,
        "offer": {"from": offer.from_, "to": offer.to, "at": stamp(offer.at), "seq": offer.seq} if offer else None,
        "accept": f"warroom shift accept --as {quote(offer.to)}" if offer else None,
        "accepted": _accepted(handed) if handed else None,
        "lines": _pairs(taking.lines),
        "open": [one.id for one in taking.running],
        "clocks": [{**msgspec.structs.asdict(one), "due_at": stamp(one.due_at)} for one in clocks(taking, now)],
        "happened": [_noted(one) for one in shift.happened],
        "changes": [_noted(one) for one in shift.changes],
        "checks": checks_said(shift.checks, taking.views, now),
        "list": [
            {"n": n, "text": text, "done": done(shift.lists, found.id, n, mask(text), now) is not None}
            for n, text in enumerate(found.items, 1)
        ]
        if found
        else [],
    }


def _accepted(handed: Handed) -> dict[str, Any]:
    return {
        "from": handed.from_,
        "to": handed.to,
        "at": stamp(handed.at),
        "seq": handed.seq,
        "offered_at": stamp(handed.offered_at) if handed.offered_at else None,
        "lines": _pairs(handed.lines),
        "left": list(handed.left),
    }


def _pairs(lines: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"about": about, "text": text} for about, text in lines]


def _noted(one: Change) -> dict[str, str]:
    return {"at": stamp(one.at), "text": one.text, "by": one.by, "incident": one.incident}
