"""A playbook file to begin with: the text of another, comments and all, under a name of its own."""

import re

from warroom.errors import BadInput
from warroom.playbook.yaml import load, parse

_NAME = re.compile(r"^name:.*$", re.MULTILINE)
_TITLE_OF_LIBRARY = re.compile(r"\A(?:#.*\n)+")
_HEAD = """\
# What this team has agreed for an incident, begun from the playbook {source}.
# Every key, and what it means:  warroom playbook schema
# How it reads:  warroom playbook show FILE
# To use it: playbook: FILE in warroom.yaml, or warroom --playbook FILE
#
# Limits are written "5 min", "1 h", "2 d", "1 week", "immediate", "next business day" or "no limit"; where the words
# should say something else than the clock: {{seconds: 1800, words: 15 to 30 min}}.
"""


def fresh(source: str, name: str) -> str:
    """The text of a new playbook called `name`, from one of the library or a file. Raises BadInput."""
    loaded = load(source)
    text, renamed = _NAME.subn(lambda _: f"name: {name}", loaded.text, count=1)
    if not renamed:
        raise BadInput(f"{loaded.source}: it has no line `name:` of its own to put another name in")
    if loaded.from_library:
        text = _HEAD.format(source=source) + _TITLE_OF_LIBRARY.sub("", text)
    parse(text, name)
    return text


def name_of(stem: str) -> str:
    """A playbook's name out of a file's: "Our Team.v2" is our-team.v2."""
    said = re.sub(r"[^\w.-]+", "-", stem.strip().casefold()).strip("-.")[:40]
    return said or "own"
