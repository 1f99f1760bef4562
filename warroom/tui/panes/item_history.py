"""What was done about one item of the checklist, by hand or by the fact that ticks it."""

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.state import Incident
from warroom.playbook.model import Item
from warroom.report.lines import describe, happened, late, marks
from warroom.report.words import moment
from warroom.tui.view import Scene

MOST = 6
"""Turns of one item that are shown; older ones are counted."""

TICKED_BY = {
    "hypothesis": "the first /suspect ticks it",
    "acknowledged": "/ack or /ic ticks it",
    "fixed": "/fix ticks it",
    "resolved": "/resolve ticks it",
    "checks": "the checks tick it, once all are up after /fix",
}


def ticked_by(item: Item) -> str:
    """What ticks the item by itself, "" where nothing does."""
    name, _, rest = (item.done_by or "").partition(":")
    channel, _, status = rest.partition(":")
    if name == "role":
        return f"whoever becomes {rest} ticks it"
    if name == "update":
        way = "any channel to users" if channel == "users" else channel
        return f"/update on {way}{f' with {status}' if status else ''} ticks it"
    return TICKED_BY.get(name, "")


def history(item: Item, scene: Scene) -> list[str]:
    """A sentence for each time it was ticked, unticked or waived, the newest last."""
    read = scene.studied
    if read is None or read.stream != scene.incident.id:
        return ["the record is being read"]
    found = [record for record in read.turns if concerns(item, record.fact, scene.incident)]
    said = [_turn(record, scene) for record in found[-MOST:]]
    if len(found) > MOST:
        said.insert(0, f"{len(found) - MOST} before these, in the timeline")
    return said or (["nothing yet"] if read.whole else ["the record is being read"])


def _turn(record: Record, scene: Scene) -> str:
    incident, now = scene.incident, scene.now
    line = describe(record, incident, now)
    noted = "".join(f", {words}" for words in (late(record, incident, now), *marks(record, incident)) if words)
    when = moment(happened(record, incident), now)
    match record.fact:
        case f.ItemSet(done=done):
            said = "ticked" if done else "unticked"
        case f.ItemSkipped(why=why):
            said = f"skipped: {why}"
        case _:
            said = f"{line.word}: {line.text}"
    return f"{when} {said}, by {record.by} #{record.seq}{noted}"


def concerns(item: Item, fact: Fact, incident: Incident) -> bool:
    """Whether this fact ticks the item, or takes its tick away."""
    name, _, rest = (item.done_by or "").partition(":")
    channel, _, status = rest.partition(":")
    match fact:
        case f.ItemSet(n=n) | f.ItemSkipped(n=n):
            return n == item.n
        case f.RoleTaken(role=role) | f.RoleReleased(role=role):
            return name == "role" and role == rest
        case f.Acknowledged():
            return name == "acknowledged"
        case f.Fixed() | f.Unfixed():
            return name in ("fixed", "checks") or item.anchor == "fixed"
        case f.Resolved() | f.Reopened():
            return name == "resolved" or item.anchor == "resolved"
        case f.Suspected():
            return name == "hypothesis"
        case f.UpdateRecorded(channel=said, status=now):
            reached = channel == said or (channel == "users" and incident.playbook.reaches_users(said))
            return name == "update" and reached and status in ("", now)
    return False
