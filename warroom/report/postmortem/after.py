"""What comes after: lessons, what keeps it from coming back, what is looked at again, links."""

import re

from warroom.incident import facts as f
from warroom.incident.deadlines import deadlines
from warroom.incident.state import Task
from warroom.report.document import Item, Items, Para
from warroom.report.postmortem.actions import items_of
from warroom.report.postmortem.filled import Filled, blank, blanks
from warroom.report.postmortem.known import Known, capital
from warroom.report.postmortem.topics import pieces
from warroom.report.words import plural

MOST = 50
FROM_ACTIONS = "The action items; which of them keep it from coming back is for people to say."
_LINKS = (
    ("ticket", r"ticket|issue|case", r"/issues/|/browse/|jira|ticket|/incidents?/|linear\.app"),
    ("dashboard", r"dashboard|monitoring|grafana|graph", r"grafana|datadog|dashboard|newrelic|kibana|/d/"),
    ("changes", r"pull request|\bprs?\b|merge request|commit|deploy", r"/pull/|/merge_requests/|/commit/|/-/commit"),
    ("chat", r"chat|channel|slack|thread", r"slack\.com|teams\.microsoft|discord|chat"),
    ("page", r"status page", r"status\."),
)
"""What a template asks for, what words ask for it, and what an address of it looks like."""


def prevention(known: Known, asks: tuple[str, ...]) -> Filled:
    """That action items exist is all the record knows of it."""
    every = items_of(known)
    if not every:
        return blanks(asks) if asks else blank("what keeps it from coming back")
    said = f"{plural(len(every), 'action item')} on record"
    return Filled.joined(
        Filled((Para(FROM_ACTIONS, "muted"), Items(tuple(_box(task) for task in every))), said),
        blanks(asks),
    )


def _box(task: Task) -> Item:
    return Item(task.text, task.done_at is not None)


def follow_up(known: Known, asks: tuple[str, ...]) -> Filled:
    """What the playbook has looked at again, as boxes; then the clocks that still run."""
    boxes = [Item(capital(ask), False) for ask in asks]
    owed = [d for d in deadlines(known.incident, known.now) if d.kind == "after" and d.state != "dropped"]
    for d in owed:
        due = f", due {known.clock(d.due_at)}" if d.due_at else ""
        done = f", done {known.clock(d.done_at)}" if d.done_at else ""
        skipped = ", skipped" if d.state == "skipped" else ""
        boxes.append(Item(f"{capital(d.label)}{done or due}{skipped}", d.done_at is not None))
    if not boxes:
        return blank("what is looked at again, and when")
    left = sum(not box.done for box in boxes)
    return Filled((Items(tuple(boxes)),), f"{left} of {len(boxes)} to do")


def links(known: Known, asks: tuple[str, ...]) -> Filled:
    """The links of the record, sorted to what is asked for; what no link answers is a blank."""
    left = _linked(known)
    count = len(left)
    items: list[Item] = []
    gaps: list[str] = []
    for piece in (piece for ask in asks for piece in pieces(ask)):
        shape = next((shape for _, words, shape in _LINKS if re.search(words, piece.casefold())), None)
        found = [url for url, said in left.items() if shape and re.search(shape, f"{url} {said}", re.IGNORECASE)]
        left = {url: said for url, said in left.items() if url not in found}
        items += [Item(f"{capital(piece)}: {url}", url=url) for url in found]
        if not found:
            gaps.append(piece)
            items.append(Item(f"{capital(piece)}: not recorded", tone="blank"))
    items += [Item(f"{capital(said)}: {url}" if said else url, url=url) for url, said in list(left.items())[:MOST]]
    if len(left) > MOST:
        items.append(Item(f"and {len(left) - MOST} more", tone="muted"))
    if not items:
        return blank("links")
    return Filled((Items(tuple(items)),), plural(count, "link") if count else "", tuple(gaps))


def _linked(known: Known) -> dict[str, str]:
    """The links as they are said now, and what was said of each; those that were struck or erased are none."""
    found: dict[str, str] = {}
    for record in known.gathered.story:
        gone = record.seq in known.incident.struck or record.seq in known.incident.redacted
        if isinstance(record.fact, f.Linked) and not gone:
            amended = known.incident.amended.get(record.seq)
            if amended is not None and amended.text is not None:
                found.setdefault(amended.text, "")
            else:
                found[record.fact.url] = record.fact.text or found.get(record.fact.url, "")
    return found


def proposed() -> Para:
    """Stands above what was derived and not said by anybody."""
    return Para("Proposed from clocks, promises and checks on record; what people say of it comes on top.", "muted")
