"""Reading which section of the post-mortem is written, and with which words."""

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent
from warroom.incident.sections import known_as, split
from warroom.incident.state import Incident
from warroom.playbook.model import Section

USAGE = "/write SECTION WORDS"
RECORD = "record"
"""The word that leaves a section to the record again."""


def write(words: str, context: Context) -> Intent:
    """A section in somebody's words; a section alone says what could be written, and writes nothing."""
    section, text = section_in(words, context.incident)
    if not text:
        raise BadInput(_standing(section, context.incident))
    return i.WriteSection(section=section.id, text="" if text.casefold() == RECORD else text)


def section_in(words: str, incident: Incident) -> tuple[Section, str]:
    """The section that the words begin with, and the words behind it. Raises BadInput where they name none."""
    found = split(incident, c.need(words, USAGE))
    if found is None:
        known = known_as(incident)
        raise BadInput(f"no section of the post-mortem is called {c.quoted(words.split()[0])}: {known}")
    return found


def _standing(section: Section, incident: Incident) -> str:
    written = incident.sections.get(section.id)
    if written is None:
        return f"{section.id} is filled in from the record: /write {section.id} WORDS puts your words in its place"
    return (
        f"{section.id} is in the words of {written.by}, #{written.seq}: /write {section.id} WORDS puts others in their "
        f"place, /write {section.id} {RECORD} leaves it to the record again"
    )
