"""The shift as a report: what is open and counts, what happened since the last hand-over, who took it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from shlex import quote

import msgspec

from warroom.checks.model import View
from warroom.incident.deadlines import by_urgency, deadlines
from warroom.incident.deadlines.signs import sign_of
from warroom.incident.shift import done
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.playbook.model import Ticklist
from warroom.report.afterwork import left, oldest_late, time_left
from warroom.report.document import Block, Code, Document, Facts, Heading, Item, Items, Para, Table
from warroom.report.handing import MOST, Change, Handed, Shift, checks_said, freeze
from warroom.report.source import made_at
from warroom.report.unsent import unsent
from warroom.report.words import number, plural, utc
from warroom.secrets import mask


class Taking(msgspec.Struct, frozen=True):
    """Everything the report is made of; `lines` is what an offer would freeze now, `handed` the last one accepted."""

    shift: Shift
    lines: tuple[tuple[str, str], ...]
    states: Mapping[str, Incident]
    summaries: Sequence[Summary]
    views: Sequence[View] = ()
    listed: Ticklist | None = None
    handed: Handed | None = None

    @property
    def running(self) -> list[Incident]:
        """The open incidents that are no drills, the worst first."""
        found = [one for one in self.states.values() if one.running and not one.is_drill]
        return sorted(found, key=lambda one: (one.playbook.rank(one.severity), one.id))


class Clock(msgspec.Struct, frozen=True):
    """A clock of any incident, running or after it."""

    due_at: datetime
    incident: str
    label: str
    owner: str
    overdue: bool


def document(taking: Taking, now: datetime, zone: str = "") -> Document:
    """The hand-over to be read from the top; what there is nothing of is left out, or says so."""
    return Document(
        title="Hand-over of the shift",
        blocks=(
            *_offer(taking, now),
            *_open(taking, now),
            *_clocks(taking, now),
            *_happened(taking, now),
            *_checks(taking, now),
            *_unsent(taking, now),
            *_work(taking, now),
            *_list(taking, now),
            *_frozen(taking, now),
        ),
        about=tuple(_about(taking, now)),
        source=f"Made {made_at(now, zone)}",
    )


def _about(taking: Taking, now: datetime) -> Iterator[tuple[str, str]]:
    here, handed = taking.shift.on_call, taking.handed
    yield "on call", f"{here.person}, since {_time(here.since)}" if here else "nobody yet"
    if handed is not None:
        given = f", from {handed.from_}" if handed.from_ else ""
        yield "accepted", f"by {handed.to} {_time(handed.at)}, #{handed.seq}{given}"
    offer = taking.shift.offer
    if offer is not None and not offer.lapsed(now):
        until = f", until {_time(offer.until)}" if offer.until else ""
        yield "offered", f"to {offer.to} by {offer.from_} {_time(offer.at)}{until}, not accepted yet"
    yield "open", plural(len(taking.running), "incident")


def _time(at: datetime) -> str:
    """With its day: a report is read on another."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _offer(taking: Taking, now: datetime) -> Iterator[Block]:
    """What whoever takes over types."""
    offer = taking.shift.offer
    if offer is None or offer.lapsed(now):
        yield Para("The shift is offered to nobody. Who hands it over, with this in the record:", "muted")
        yield Code("warroom shift handover @NAME")
        return
    name = quote(offer.to)
    yield Para(f"{offer.to} accepts it by name; until then nothing changes hands.")
    yield Code(f"warroom shift accept --as {name}\nwarroom shift decline WHY --as {name}")


def _open(taking: Taking, now: datetime) -> Iterator[Block]:
    yield Heading("Open incidents")
    if not taking.running:
        yield Para("None is open.", "done")
    for incident in taking.running:
        brief = freeze(incident, now)
        lines = dict(brief.lines)
        news = f"by {utc(brief.next_at, now)}{', late' * (brief.next_at < now)}" if brief.next_at else "none promised"
        yield Heading(f"{incident.severity} {incident.title or incident.id}", 3)
        yield Facts(
            (
                ("state", lines["state"].partition(", ")[2] or lines["state"]),
                ("commander", incident.commander or "nobody"),
                ("next clock", brief.clocks[0] if brief.clocks else "none runs"),
                ("impact", lines["impact"]),
                ("done", lines["done"]),
                ("under way", lines["now"]),
                ("needs", lines["needs"]),
                ("users heard", brief.told or "nothing yet"),
                ("next news", news),
                ("id", incident.id),
            )
        )
        suspects = [Item(f"open: {said}") for said in brief.suspects]
        suspects += [Item(f"ruled out: {said}", tone="muted") for said in brief.ruled_out]
        yield Items(tuple(suspects)) if suspects else Para("Nobody named a suspect.", "blank")


def clocks(taking: Taking, now: datetime) -> list[Clock]:
    """What counts in running incidents and after those that are over, longest late first."""
    found: list[Clock] = []
    for incident in taking.running:
        for d in by_urgency(deadlines(incident, now), now):
            if d.due_at is not None and d.kind != "handover":
                held = incident.roles.get(d.owner)
                owner = held.person if held else d.owner
                label = f"{sign_of(d.id)} {d.label}".lstrip()
                found.append(Clock(d.due_at, incident.title or incident.id, label, owner, now > d.due_at))
    for s in taking.summaries:
        if not s.drill and not s.running:
            name = s.title or s.id
            found += [Clock(one.due_at, name, one.label, one.owner, now > one.due_at) for one in s.due]
    return sorted(found, key=lambda one: (one.due_at, one.incident, one.label))


def _clocks(taking: Taking, now: datetime) -> Iterator[Block]:
    found = clocks(taking, now)
    yield Heading("Clocks that run")
    if not found:
        yield Para("None runs, and none is overdue.", "done")
        return
    rows = [
        (time_left(one.due_at, now), f"{one.due_at:%Y-%m-%d %H:%M}", one.label, one.owner or "nobody", one.incident)
        for one in found
    ]
    late = sum(one.overdue for one in found)
    more = f", the first {MOST} of {number(len(found))}" if len(found) > MOST else ""
    caption = f"{number(late)} overdue{more}" if late else more.removeprefix(", ")
    yield Table(("left", "due, UTC", "clock", "who", "incident"), tuple(rows[:MOST]), caption=caption)


def _happened(taking: Taking, now: datetime) -> Iterator[Block]:
    begin = taking.shift.since
    words = "the last hand-over" if taking.shift.on_call else "yesterday"
    yield Heading(f"Since {words}{f', {utc(begin, now)}' if begin else ''}")
    happened, changes = taking.shift.happened, taking.shift.changes
    if not happened and not changes:
        yield Para("No incident began, ended or changed its severity, and no change was noted.", "muted")
    if happened:
        yield Items(tuple(Item(f"{utc(one.at, now)} {one.incident}: {one.text}, by {one.by}") for one in happened))
    if changes:
        yield Heading("Changes", 3)
        yield Items(tuple(Item(_change(one, now)) for one in changes))


def _change(one: Change, now: datetime) -> str:
    return f"{utc(one.at, now)} {one.text}, noted by {one.by} in {one.incident}"


def _checks(taking: Taking, now: datetime) -> Iterator[Block]:
    yield Heading("Checks")
    said = checks_said(taking.shift.checks, taking.views, now)
    if said:
        yield Items(tuple(Item(one, tone="bad") for one in said))
    elif taking.views or taking.shift.checks:
        yield Para("None is red, flaps or is held.", "done")
    else:
        yield Para("No check was asked: nothing is known of them.", "blank")


def _unsent(taking: Taking, now: datetime) -> Iterator[Block]:
    said = [f"{one.title or one.id}: {each.said}" for one in taking.running for each in unsent(one, now)]
    over = (s for s in taking.summaries if s.unsent and not s.drill and not s.running)
    said += [f"{s.title or s.id}, {s.status}: {plural(s.unsent, 'update')}" for s in over]
    if said:
        yield Heading("Updates that did not go out")
        yield Items(tuple(Item(one, tone="bad") for one in said))


def _work(taking: Taking, now: datetime) -> Iterator[Block]:
    """The action items that are late or due soon; the other clocks stand above."""
    every = left([s for s in taking.summaries if not s.drill], now)
    found = [one for one in every if one.work.action and one.state in ("overdue", "due")]
    later = sum(one.work.action and one.state == "open" for one in every)
    if not found and not later:
        return
    yield Heading("Action items")
    if found:
        rows = [
            (
                time_left(one.work.due_at, now),
                one.work.owner or "nobody",
                f"{one.work.sign} {one.work.text}",
                one.incident.id,
            )
            for one in found[:MOST]
        ]
        late = oldest_late(found, now)
        more = f"; the first {MOST} of {number(len(found))}" if len(found) > MOST else ""
        yield Table(("left", "owner", "what", "incident"), tuple(rows), caption=f"{late or 'none overdue'}{more}")
    rest = f"{plural(later, 'item')} more {'is' if later == 1 else 'are'} open and not due soon: " if later else ""
    yield Para(f"{rest}warroom report actions has all of them.", "muted")


def _list(taking: Taking, now: datetime) -> Iterator[Block]:
    """The playbook's list with the ticks as they stand."""
    found = taking.listed
    if found is None:
        return
    items = []
    for n, text in enumerate(found.items, 1):
        tick = done(taking.shift.lists, found.id, n, mask(text), now)
        by = f", by {tick.by} {utc(tick.at, now)}" if tick else ""
        items.append(Item(f"{n}: {text}{by}", done=tick is not None))
    yield Heading(found.title or "Hand-over list")
    yield Items(tuple(items))
    if any(not item.done for item in items):
        yield Para(f"warroom tick {found.id} N ticks one.", "muted")


def _frozen(taking: Taking, now: datetime) -> Iterator[Block]:
    """What was offered, as the record froze it: of the offer that stands, else of the one that was accepted."""
    offer, handed = taking.shift.offer, taking.handed
    if offer is not None and not offer.lapsed(now):
        yield Heading(f"As offered to {offer.to} {_time(offer.at)}, #{offer.seq}")
        yield from _lines(offer.lines, offer.left)
    elif handed is not None and handed.offered_at is not None:
        yield Heading(f"As {handed.to} accepted it {_time(handed.at)}, #{handed.seq}")
        yield Para(f"Offered by {handed.from_} {_time(handed.offered_at)}, #{handed.offered_seq}.", "muted")
        yield from _lines(handed.lines, handed.left)


def _lines(lines: Sequence[tuple[str, str]], unticked: Sequence[str]) -> Iterator[Block]:
    said = [*lines, *(("not ticked", one) for one in unticked)]
    yield Table(("about", "said"), tuple(said)) if said else Para("Nothing was written down with it.", "blank")
