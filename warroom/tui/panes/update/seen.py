"""What the update pane knows: the words that are written at this terminal, what lint says of them, where they go."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from warroom.incident.state import Incident
from warroom.incident.update import Update
from warroom.playbook.fields import named_in
from warroom.updates.lint.found import Fault, Linted

SUBJECT = "Subject: "
TO_BE_ANSWERED = ("unknown", "refused")
SHELVED = ("sent", "superseded", "discarded")


class Words(msgspec.Struct):
    """An update as it is written here; `kept` is the text the record has, or the template gave.

    `n` is its number, None until it is recorded; `seq` is the record it was read from; `fresh` is what the template
    gave, and `blanks` the names nobody had said anything for then. `handed` is what is on its way to the record,
    which came no further than number `since` then.
    `spent`: its number went out, or may have; what is written now takes another.
    """

    stream: str
    channel: str
    status: str
    text: str
    kept: str
    fresh: str
    template: str = ""
    blanks: tuple[str, ...] = ()
    n: int | None = None
    seq: int = 0
    kept_status: str = ""
    handed: str | None = None
    since: int = 0
    typed_at: datetime | None = None
    found: bool = False
    spent: bool = False

    @property
    def changed(self) -> bool:
        """Whether something stands here that the record does not have."""
        return self.text != self.kept or self.status != self.kept_status

    @property
    def parted(self) -> tuple[str | None, str]:
        """The subject, None where there is none, and the words."""
        return parted(self.text)

    @property
    def before_words(self) -> int:
        """Letters before the words themselves."""
        return len(self.text) - len(self.parted[1])


def parted(text: str) -> tuple[str | None, str]:
    """A subject on the first line, and what follows it."""
    if not text.startswith(SUBJECT.rstrip()):
        return None, text
    first, _, rest = text.partition("\n")
    return first.removeprefix(SUBJECT.rstrip()).strip(), rest.removeprefix("\n")


def joined(subject: str | None, text: str) -> str:
    """The subject on the first line, a blank one, then the words."""
    return text if subject is None else f"{SUBJECT}{subject}\n\n{text}"


class WayOut(NamedTuple):
    """A way out as the pane shows it; `told` says where it leads."""

    name: str
    channel: str
    told: str = ""


class Item(NamedTuple):
    """A row that takes the cursor: a fault, words to go on with, or an update somebody has to answer."""

    kind: str
    fault: Fault | None = None
    n: int = 0


class Seen(msgspec.Struct):
    """The pane's own state; the one that composes keeps it up to date before each painting."""

    words: Words | None = None
    linted: Linted = Linted()
    ways: tuple[WayOut, ...] = ()
    waiting: int = 0
    writing: bool = False
    limit: int = 0
    followed: int = -1
    spots: list[tuple[tuple[int, int, int], ...]] = []

    def update(self, incident: Incident) -> Update | None:
        """What the record has of these words."""
        return incident.update(self.words.n) if self.words is not None and self.words.n is not None else None

    def conflict(self, incident: Incident) -> Update | None:
        """A version somebody else wrote while it is changed here."""
        update, words = self.update(incident), self.words
        if update is None or words is None or not words.changed or words.handed is not None:
            return None
        return update if update.seq > words.seq else None


def text_of(update: Update) -> str:
    """The words of an update as they are edited."""
    has_subject = bool(update.subject) or "mail" in update.channel
    return joined(update.subject if has_subject else None, update.text)


def others(incident: Incident, seen: Seen) -> list[Update]:
    """The other updates that are not done with: those to be answered first, then the unsent, then drafts."""
    shown = seen.words.n if seen.words is not None else None
    found = [one for one in incident.updates if one.n != shown and (one.unsent or one.open)]
    return sorted(found, key=lambda one: (one.state not in TO_BE_ANSWERED, not one.unsent, one.n))


def items(incident: Incident, seen: Seen) -> list[Item]:
    """The rows that take the cursor, in order: what speaks against the words, then what waits besides."""
    found = [Item("conflict")] if seen.conflict(incident) else []
    found += [Item("fault", fault) for fault in seen.linted.faults]
    here = seen.update(incident)
    if here is not None and here.unsent:
        found.append(Item("update", n=here.n))
    return [*found, *(Item("update", n=one.n) for one in others(incident, seen))]


def spot(words: Words, fault: Fault) -> tuple[int, int]:
    """Where a fault stands in the edited text, in letters; an empty stretch at its end for what it lacks."""
    if fault.in_subject:
        return len(SUBJECT) + fault.begin, len(SUBJECT) + fault.end
    if not fault.line:
        return len(words.text), len(words.text)
    before = words.before_words
    return before + fault.begin, before + fault.end


def names(incident: Incident, words: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the template that the record filled, and those that are by hand."""
    template = next((one for one in incident.playbook.templates if one.id == words.template), None)
    if template is None:
        return (), words.blanks
    every = named_in(f"{template.subject}\n{template.body}")
    by_hand = tuple(dict.fromkeys((*words.blanks, *(name for name in every if name in words.blanks))))
    return tuple(name for name in every if name not in by_hand), by_hand
