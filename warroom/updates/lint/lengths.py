"""How many letters a channel takes."""

import re
from typing import NamedTuple

from warroom.updates.lint.found import Against, Fault, fault, lacking


class Room(NamedTuple):
    """The letters that fit, and whether the channel cuts off or refuses the rest."""

    letters: int
    cuts: bool


_ROOMS: tuple[tuple[str, Room], ...] = (
    (r"sms|text_message", Room(160, False)),
    (r"tweet|twitter|x_com|^x$", Room(280, True)),
    (r"bluesky|bsky", Room(300, True)),
    (r"mastodon|toot", Room(500, True)),
    (r"banner|push|notification", Room(240, False)),
    (r"status_?page|status", Room(800, False)),
    (r"chat|slack|teams|discord|mattermost", Room(3000, False)),
)
SUBJECT = 78
"""Letters of a subject that mail programs show whole."""


def room_of(channel: str) -> Room:
    """What a channel takes by its name; 0 letters for no limit."""
    name = channel.casefold()
    return next((room for pattern, room in _ROOMS if re.search(pattern, name)), Room(0, False))


def length_faults(text: str, against: Against) -> tuple[list[Fault], list[str]]:
    """Whether there is something, and not more than the channel takes."""
    count, limit = len(text.strip()), against.limit
    if not count:
        return [lacking("empty", "says nothing", "write what users notice and when they hear again", must=True)], []
    found: list[Fault] = []
    if limit and count > limit:
        why = f"{count} letters, {against.channel.replace('_', ' ')} takes {limit}"
        begin = min(len(text.rstrip()) - 1, limit + len(text) - len(text.lstrip()))
        found.append(fault(text, (begin, len(text.rstrip())), "long", "too long", why, must=against.cuts))
    if against.subject is not None and not against.subject.strip():
        found.append(lacking("subject", "no subject", "begin with a line: Subject: …", must=True))
    elif against.subject and len(against.subject) > SUBJECT:
        why = f"{len(against.subject)} letters, {SUBJECT} are seen"
        found.append(lacking("subject", "a long subject", why, must=False))
    return found, [] if found else [f"{count} of {limit} letters" if limit else f"{count} letters"]
