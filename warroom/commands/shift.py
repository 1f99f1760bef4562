"""The commands of the shift: what the next one has to know, offered, taken, declined, withdrawn."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from warroom import wiring
from warroom.checks.model import View
from warroom.commands import opening
from warroom.commands.around import views
from warroom.commands.read import record_of
from warroom.commands.speak import as_json, out, tell
from warroom.errors import WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.shift import done
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.incident.words import DUTY
from warroom.journal.record import stamp
from warroom.playbook.model import Ticklist
from warroom.report.handing import Shift, handover_list, shift_lines, unticked
from warroom.report.lines import describe
from warroom.report.words import utc
from warroom.room import Room
from warroom.secrets import mask
from warroom.settings import Settings
from warroom.shifts import shift_of
from warroom.text import visible
from warroom.wiring import House

ABOUT = 11


class Known(NamedTuple):
    """The shift now: duty's room, who has it, what the next one has to know, the list with what is left of it; and
    what that was made from: the open incidents, all in a line each, the readings, the playbook's list."""

    room: Room
    shift: Shift
    lines: tuple[tuple[str, str], ...]
    ticked: tuple[str, ...]
    left: tuple[str, ...]
    states: dict[str, Incident]
    summaries: list[Summary]
    views: tuple[View, ...]
    listed: Ticklist | None


def know(house: House) -> Known:
    """All of it. Raises JournalError; a playbook that cannot be read is told."""
    room = house.room(DUTY)
    now = room.now()
    summaries = house.directory.look()
    states = house.directory.states([s.id for s in summaries if s.open and s.running])
    shift = shift_of(room.incident, house.journal, summaries, now)
    asked = views(house.live, DUTY) if house.live.holder(DUTY) else ()
    try:
        found = handover_list(wiring.playbook(house.settings).playbook)
    except WarroomError as error:
        # A playbook that cannot be read keeps nobody on duty.
        tell(f"{error}; its hand-over list is left out")
        found = None
    left = unticked(found, shift.lists, now)
    ticked = tuple(
        f"{n} {text}, by {tick.by} {utc(tick.at, now)}"
        for n, text in enumerate(found.items if found else (), 1)
        if found and (tick := done(shift.lists, found.id, n, mask(text), now))
    )
    lines = shift_lines(shift, states, summaries, now, asked)
    return Known(room, shift, lines, ticked, left, states, summaries, tuple(asked), found)


def show(settings: Settings, format_: str) -> None:
    """Who has the shift, to whom it is offered, and what the next one has to know."""
    with opening.house(settings, reading=True) as house:
        known = know(house)
    if format_ == "json":
        out(as_json(_data(known)))
        return
    _print_text(known)


def handover(settings: Settings, to: str | None, format_: str) -> None:
    """Show the text, and offer the shift to somebody with it; without a name it is only shown."""
    if to is None:
        show(settings, format_)
        return
    with _acting(settings) as (house, me):
        known = know(house)
        intent = i.OfferShift(by=me, to=to.removeprefix("@"), lines=known.lines, left=known.left)
        records = known.room.act(intent)
        if format_ == "text":
            _print_text(known)
            out("")
        _print_records(known.room, records, format_)


def accept(settings: Settings, format_: str) -> None:
    """Take the shift that is offered to me."""
    with _acting(settings) as (house, me):
        _act(house.room(DUTY), i.AcceptShift(by=me), format_)


def decline(settings: Settings, why: str, format_: str) -> None:
    """Do not take it, and why."""
    with _acting(settings) as (house, me):
        _act(house.room(DUTY), i.DeclineShift(by=me, why=why), format_)


def withdraw(settings: Settings, format_: str) -> None:
    """Take the offer back."""
    with _acting(settings) as (house, me):
        _act(house.room(DUTY), i.WithdrawShift(by=me), format_)


@contextmanager
def _acting(settings: Settings) -> Iterator[tuple[House, str]]:
    with opening.house(settings) as house:
        yield house, wiring.must_know_me(settings, house.live)


def _act(room: Room, intent: Intent, format_: str) -> None:
    _print_records(room, room.act(intent), format_)


def _print_records(room: Room, records: Sequence[Record], format_: str) -> None:
    for record in records:
        if format_ == "json":
            out(as_json(record_of(record)))
        else:
            line = describe(record, room.incident, room.now())
            out(f"#{record.seq} {line.word} {visible(line.text)}".rstrip())


def _print_text(known: Known) -> None:
    now = known.room.now()
    for about, said in (*standing_lines(known.shift, now), *known.lines):
        out(f"{about:<{ABOUT}} {visible(said)}")
    _print_list("ticked", known.ticked)
    _print_list("not ticked", known.left)


def _print_list(about: str, items: Sequence[str]) -> None:
    for item in items:
        out(f"{about:<{ABOUT}} {visible(item)}")


def standing_lines(shift: Shift, now: datetime) -> list[tuple[str, str]]:
    """Who has the shift, and to whom it is offered."""
    here, offer = shift.on_call, shift.offer
    found = [("on call", f"{here.person}, since {utc(here.since, now)}" if here else "nobody yet")]
    if offer is not None and not offer.lapsed(now):
        until = f", until {utc(offer.until, now)}" if offer.until else ""
        found.append(("offered", f"to {offer.to} since {utc(offer.at, now)}{until}, not accepted yet"))
    return found


def _data(known: Known) -> dict[str, Any]:
    shift, now = known.shift, known.room.now()
    offer = shift.offer if shift.offer is not None and not shift.offer.lapsed(now) else None
    return {
        "on_call": {"person": shift.on_call.person, "since": stamp(shift.on_call.since)} if shift.on_call else None,
        "offer": {"from": offer.from_, "to": offer.to, "at": stamp(offer.at)} if offer else None,
        "lines": [{"about": about, "text": text} for about, text in known.lines],
        "left": list(known.left),
        "changes": [
            {"at": stamp(one.at), "text": one.text, "by": one.by, "incident": one.incident} for one in shift.changes
        ],
    }
