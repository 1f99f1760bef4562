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


def find(incident: Incident, words: str) -> Section | None:
    """The section of this id, title, or the only one whose id or title begins so; whatever the case."""
    said = words.strip().casefold()
    every = sections_of(incident.playbook)
    for section in every:
        if said in (section.id.casefold(), section.title.casefold()):
            return section
    begun = [s for s in every if said and (s.id.casefold().startswith(said) or s.title.casefold().startswith(said))]
    return begun[0] if len(begun) == 1 else None
