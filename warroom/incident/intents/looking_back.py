"""What is written when it is over, and a record that came from another journal."""

from warroom.incident.intents.base import Intent


class WriteSection(Intent, frozen=True, kw_only=True):
    """A section of the post-mortem by its id, or the words of its title; "" leaves it to the record again."""

    section: str
    text: str


class NoteImport(Intent, frozen=True, kw_only=True):
    """On duty: this incident was taken over from a file."""

    incident: str
    seq: int
    head: str
    sha256: str = ""
    file: str = ""
