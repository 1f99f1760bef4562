"""The sections of the post-mortem: the playbook's own, or the few that every one has."""

from warroom.incident.state import Incident
from warroom.playbook.model import Playbook, Section

COMMON = (
    Section(id="summary", title="Summary"),
    Section(id="impact", title="Impact"),
    Section(id="timeline", title="Timeline"),
    Section(id="causes", title="Causes"),
    Section(id="resolution", title="What was done"),
    Section(id="went_well", title="What went well"),
    Section(id="improve", title="What went badly"),
    Section(id="actions", title="Action items"),
)
"""For a team whose playbook names none."""


def sections_of(playbook: Playbook) -> tuple[Section, ...]:
    """The sections in their order, each with an id of its own."""
    return playbook.postmortem.sections or COMMON


def known_as(incident: Incident) -> str:
    """The ids of the sections, for a sentence."""
    return ", ".join(section.id for section in sections_of(incident.playbook))


def find(incident: Incident, words: str) -> Section | None:
    """The section of this id, title, or the only one whose id or title begins so; whatever the case."""
    said = _plain(words)
    every = sections_of(incident.playbook)
    for section in every:
        if said in (_plain(section.id), _plain(section.title)):
            return section
    begun = [s for s in every if said and (_plain(s.id).startswith(said) or _plain(s.title).startswith(said))]
    return begun[0] if len(begun) == 1 else None


def split(incident: Incident, words: str) -> tuple[Section, str] | None:
    """The section a line begins with, and what is behind it; the longest title that fits goes before a first word."""
    longest = max((len(_plain(s.title).split()) for s in sections_of(incident.playbook)), default=1)
    named = words.split(None, longest)
    for count in range(min(longest, len(named)), 1, -1):
        head = _plain(" ".join(named[:count])) if named[count - 1].strip("-_") else ""
        for section in sections_of(incident.playbook):
            if head in (_plain(section.title), _plain(section.id)):
                return section, _behind(words, count)
    first = find(incident, named[0]) if named else None
    return (first, _behind(words, 1)) if first is not None else None


def _behind(words: str, count: int) -> str:
    """What follows so many words, as it stands."""
    left = words.split(None, count)
    return left[count].strip() if len(left) > count else ""


def _plain(words: str) -> str:
    """ "Follow-Up" and "follow_up" are the same."""
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())
