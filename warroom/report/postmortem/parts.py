"""The draft of a post-mortem, a part a section of the playbook in force: filled from the record, blanks marked."""

from collections.abc import Callable
from datetime import datetime

from warroom.incident.sections import sections_of
from warroom.incident.state import Incident, Told, Written
from warroom.playbook.model import Section
from warroom.report.document import Item, Items, Para
from warroom.report.gathered import Gathered
from warroom.report.postmortem import after, causes, lessons
from warroom.report.postmortem.actions import actions
from warroom.report.postmortem.done import evidence, resolution
from warroom.report.postmortem.fields import answered, lane_said, people
from warroom.report.postmortem.filled import Filled, blank, blanks
from warroom.report.postmortem.known import Known, capital, lasting
from warroom.report.postmortem.model import Part
from warroom.report.postmortem.moments import moments
from warroom.report.postmortem.story import blocks as story_blocks
from warroom.report.postmortem.telling import sentences
from warroom.report.postmortem.topics import topic_of
from warroom.report.review import Review
from warroom.report.words import number, plural

Fill = Callable[[Known, tuple[str, ...]], Filled]


def parts(incident: Incident, gathered: Gathered, now: datetime, reviewed: Review | None = None) -> tuple[Part, ...]:
    """One part a section, in the playbook's order; never raises, and holds nothing that nobody recorded.

    `reviewed` is the review of just these, where it was made already.
    """
    known = Known(incident, gathered, now)
    if reviewed is not None:
        known.review = reviewed
    return parts_of(known)


def parts_of(known: Known) -> tuple[Part, ...]:
    """The same, from what is known."""
    sections = sections_of(known.incident.playbook)
    topics = {topic_of(section) for section in sections}
    listed = {section.id for section in sections}
    # Another playbook may have been adopted since it was written.
    others = (
        Section(id=name, title=capital(name.replace("_", " ")))
        for name in known.incident.sections
        if name not in listed
    )
    return tuple(_part(known, section, topics) for section in (*sections, *others))


def _part(known: Known, section: Section, topics: set[str]) -> Part:
    written = known.incident.sections.get(section.id)
    if written is not None:
        from warroom.report.postmortem.own_words import blocks

        return Part(section.id, section.title, blocks(written.text), written_said(known, written), written=written)
    made = generated(known, section, topics)
    return Part(section.id, section.title, made.blocks, made.said, made.gaps)


def generated(known: Known, section: Section, topics: set[str]) -> Filled:
    """What the record has for a section, whether or not somebody wrote it."""
    topic = topic_of(section)
    if topic == "summary":
        return _summary(known, section.asks, alone="story" not in topics)
    made = _FILLS.get(topic, _unread)(known, section.asks)
    return made if made.blocks else blank(section.title)


def written_said(known: Known, written: Written) -> str:
    """ "written by anna at #203, 4 records since"; the other sections that were written count for nothing."""
    later = sum(one.seq > written.seq for one in known.incident.sections.values())
    since = max(0, known.incident.seq - written.seq - later)
    grown = f", {plural(since, 'record')} since" if since else ""
    return f"written by {written.by} at #{written.seq}{grown}"


def _summary(known: Known, asks: tuple[str, ...], *, alone: bool) -> Filled:
    found = answered(
        known, asks or ("date", "duration", "severity", "incident commander"), besides=frozenset({"story"})
    )
    said = sentences(known) if alone else []
    return Filled((*found.blocks, *((Para(" ".join(said)),) if said else ())), "", found.gaps)


def _story(known: Known, _asks: tuple[str, ...]) -> Filled:
    said = sentences(known)
    if not said:
        return blank("what happened")
    made = Filled((Para(" ".join(said)),), plural(len(said), "sentence"))
    if not known.incident.impact:
        made = Filled.joined(made, blank("what users saw of it"))
    return made


def impact(known: Known, asks: tuple[str, ...]) -> Filled:
    """Whom it hit: words, fields, red checks, and how often users were told."""
    incident = known.incident
    found = answered(known, asks or ("users affected", "services affected", "data loss", "revenue"))
    shown = " ".join(item.text.casefold() for item in found.items)
    words = (Para(incident.impact),) if incident.impact and incident.impact.casefold() not in shown else ()
    fields = [f"{capital(k)}: {v}" for k, v in incident.impact_fields.items() if v.casefold() not in shown]
    red = known.red
    checks = [] if "checks that were red" in shown else [f"Check {lane_said(one)}" for one in red[:20]]
    users = [_users_told(known.told_users)] if known.told_users else []
    rest = (Items(tuple(Item(line) for line in [*fields, *checks, *users])),) if fields or checks or users else ()
    lasted = f", {lasting(known.lasted_s)}" if known.lasted_s else ""
    said = f"{plural(len(red), 'check')} red{lasted}" if red else ""
    return Filled((*words, *found.blocks, *rest), said, found.gaps)


def _users_told(told: list[Told]) -> str:
    channels = tuple(dict.fromkeys(one.channel for one in told))
    if len(channels) > 5:
        return f"Users were told by {plural(len(told), 'message')} on {len(channels)} channels"
    if len(channels) == 1:
        return f"Users were told {'once' if len(told) == 1 else plural(len(told), 'time')}, on {channels[0]}"
    return f"Users were told by {plural(len(told), 'message')} on {', '.join(channels[:-1])} and {channels[-1]}"


def timeline(known: Known, asks: tuple[str, ...]) -> Filled:
    """The moments the template names, then the story."""
    asked = moments(known, asks)
    head = (Items(asked.items),) if asked.items else ()
    back = f", {number(known.incident.back_dated)} back-dated" if known.incident.back_dated else ""
    said = f"{plural(known.incident.seq, 'line')}{back}"
    return Filled((*head, *story_blocks(known)), said, asked.gaps)


def _people(known: Known, _asks: tuple[str, ...]) -> Filled:
    names = people(known)
    roles = {one.person: ", ".join(one.roles) for one in known.review.people}
    items = tuple(Item(f"{name}: {roles[name]}" if roles[name] else name) for name in names)
    return Filled((Items(items),), plural(len(names), "person").replace("persons", "people")) if items else Filled()


def _metrics(known: Known, asks: tuple[str, ...]) -> Filled:
    found = answered(known, asks or ("time to detect", "time to acknowledge", "time to mitigate", "time to resolve"))
    return Filled(found.blocks, "", found.gaps)


def _evidence(known: Known, asks: tuple[str, ...]) -> Filled:
    table = evidence(known)
    return Filled((table,), "") if table else blank(asks[0] if asks else "evidence")


def _went(known: Known, _asks: tuple[str, ...]) -> Filled:
    return Filled.joined(lessons.both(known, "detection"), lessons.both(known, "communication"))


def _unread(known: Known, asks: tuple[str, ...]) -> Filled:
    if not asks:
        return Filled()
    found = answered(known, asks)
    return Filled(found.blocks, "", found.gaps) if len(found.gaps) < len(asks) else blanks(asks)


_FILLS: dict[str, Fill] = {
    "story": _story,
    "impact": impact,
    "timeline": timeline,
    "causes": causes.causes,
    "resolution": resolution,
    "went_well": lambda known, asks: lessons.went(known, asks, good=True),
    "improve": lambda known, asks: lessons.went(known, asks, good=False),
    "lessons": lessons.lessons,
    "actions": actions,
    "prevention": after.prevention,
    "follow_up": after.follow_up,
    "links": after.links,
    "people": _people,
    "metrics": _metrics,
    "evidence": _evidence,
    "went": _went,
}
