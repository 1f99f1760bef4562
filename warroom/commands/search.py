"""The commands that look through all incidents: for words, and for those that are like one."""

from collections.abc import Iterator
from contextlib import contextmanager

from warroom.commands import opening
from warroom.commands.speak import as_json, out, tell
from warroom.commands.waiting import Progress
from warroom.errors import EXIT_BAD, EXIT_DONE, BadInput
from warroom.report.found import behind, group_data, lines, summed
from warroom.report.query import SYNTAX, asked
from warroom.report.similar import similar_data, similar_lines
from warroom.searching import Searching
from warroom.settings import Settings
from warroom.text import visible
from warroom.wiring import House


def search(settings: Settings, words: str, limit: int, format_: str) -> int:
    """Lines of all incidents; exit code 0 for some, 1 for none."""
    if not words.strip():
        raise BadInput(f"it goes: warroom search {SYNTAX}")
    with opening.house(settings, reading=True) as house:
        query = asked(words, house.clock.now(), settings.zone)
        with _filled(house) as searching:
            found = searching.find(query, limit)
    if format_ == "json":
        data = {
            "query": words,
            "total": found.total,
            "complete": found.share == 1.0 and not found.unread,
            "incidents": [group_data(group, query) for group in found.groups],
        }
        out(as_json(data))
    else:
        for line in lines(found):
            out(line)
    if left_out := behind(found):
        tell(left_out)
    if format_ != "json":
        tell(summed(found))
    return EXIT_DONE if found.groups else EXIT_BAD


def similar(settings: Settings, named: str | None, format_: str) -> int:
    """The past incidents that are like one; exit code 0 for some, 1 for none."""
    with opening.house(settings, reading=True) as house:
        room = house.room(house.directory.latest(named or settings.incident))
        with _filled(house) as searching:
            found = searching.similar(room.stream, room.incident)
    if format_ == "json":
        out(as_json([similar_data(one) for one in found]))
    else:
        for line in similar_lines(found):
            out(line)
        if not found:
            tell(f"no other incident is like {visible(room.stream)}")
    return EXIT_DONE if found else EXIT_BAD


@contextmanager
def _filled(house: House) -> Iterator[Searching]:
    """The index brought up to the journal; what takes long is said."""
    from warroom.searching import opened

    progress = Progress()
    with opened(house.journal, house.live, house.clock) as searching:
        try:
            searching.fill(lambda share: progress("looking through all incidents", share))
        finally:
            progress.end()
        yield searching
