"""What a search over all incidents found, before anybody shows it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from warroom.report.query import Query
from warroom.report.words import number, plural
from warroom.text import visible

AHEAD = 12
"""Letters that stand before the first found word where a line is cut in front."""


class Hit(msgspec.Struct, frozen=True):
    """One line: when it happened (UTC), who wrote it, its sign and word in the timeline and what it says, raw."""

    seq: int
    at: datetime
    by: str
    sign: str
    word: str
    text: str
    tone: str = ""


class Group(msgspec.Struct, frozen=True):
    """One incident: the best of its `count` lines, best first."""

    stream: str
    title: str
    severity: str
    status: str
    drill: bool
    began: datetime | None
    count: int
    hits: tuple[Hit, ...]


class Found(msgspec.Struct, frozen=True):
    """The incidents with the query's words, best first; `total` lines of so many `incidents` have them (0: of more than
    were counted).

    `share` of the records was looked through, `unread` names incidents that cannot be read; `kept` is False where the
    index is in memory alone.
    """

    query: Query = Query()
    groups: tuple[Group, ...] = ()
    total: int = 0
    incidents: int = 0
    share: float = 1.0
    kept: bool = True
    unread: tuple[str, ...] = ()

    @property
    def shown(self) -> int:
        return sum(len(group.hits) for group in self.groups)


def summed(found: Found) -> str:
    """The answer in a few words, such as: 12 lines in 3 incidents."""
    if not found.groups:
        return f"nothing has {visible(found.query.text)}" if found.query else "nothing to look for: no letter, no digit"
    said = plural(found.total, "line")
    if found.incidents:
        return said if found.incidents == 1 else f"{said} in {plural(found.incidents, 'incident')}"
    return f"{said}; the newest {plural(len(found.groups), 'incident')}"


def behind(found: Found) -> str:
    """What the answer leaves out, "" for nothing."""
    said = []
    if found.share < 1:
        said.append(f"looked through {number(int(found.share * 100))} % so far")
    if found.unread:
        said.append(f"{plural(len(found.unread), 'incident')} cannot be read whole: warroom verify")
    if not found.kept:
        said.append("no index can be kept beside the journal, so each search looks anew")
    return "; ".join(said)


def pieces(text: str, query: Query, width: int = 0) -> Iterator[tuple[str, bool]]:
    """A line made safe, in pieces that are found words or not; cut in front so that the first found word is seen
    within `width` letters, where that is given."""
    safe = visible(text)
    marks = query.marks(safe)
    begin = 0
    if width and marks and marks[0][1] > width - 1 and len(safe) > width:
        begin = max(0, marks[0][0] - AHEAD)
        yield "…", False
    for first, last in marks:
        if first > begin:
            yield safe[begin:first], False
        yield safe[first:last], True
        begin = last
    if begin < len(safe):
        yield safe[begin:], False


def lines(found: Found) -> Iterator[str]:
    """The answer for a shell: an incident, then its lines; found words stand between asterisks."""
    for n, group in enumerate(found.groups):
        if n:
            yield ""
        drill = "DRILL  " if group.drill else ""
        more = f"  {plural(group.count, 'line')}" + (
            f", the best {len(group.hits)}" if len(group.hits) < group.count else ""
        )
        yield f"{group.stream}  {visible(group.severity or '-')}  {drill}{visible(group.title)}{more}"
        for hit in group.hits:
            said = "".join(f"*{part}*" if is_found else part for part, is_found in pieces(hit.text, found.query))
            struck = "  [struck]" if hit.tone == "struck" else ""
            when = f"{hit.at:%Y-%m-%d %H:%M:%S}Z"
            yield f"  {when} #{hit.seq:<4} {visible(hit.word):<8} {said}{struck}  ({visible(hit.by)})"


def group_data(group: Group, query: Query) -> dict[str, object]:
    """One incident for programs; `found` are the places of the words in `text`."""
    return {
        "incident": group.stream,
        "title": group.title,
        "severity": group.severity,
        "status": group.status,
        "drill": group.drill,
        "count": group.count,
        "lines": [hit_data(hit, query) for hit in group.hits],
    }


def hit_data(hit: Hit, query: Query) -> dict[str, object]:
    """One line for programs."""
    from warroom.journal.record import stamp

    places: Sequence[tuple[int, int]] = query.marks(hit.text)
    return {
        "seq": hit.seq,
        "at": stamp(hit.at),
        "by": hit.by,
        "word": hit.word,
        "text": hit.text,
        "found": [list(place) for place in places],
    }
