"""Lint of an update: what speaks against sending these words, each with its place and reason, and what is well.

Pure: a text and what is known in, faults out. Phrases are known in English, German, Spanish and French; of other
languages only what needs none is looked at.
"""

import re
from datetime import datetime, timedelta

import msgspec

from warroom.incident.state import Incident
from warroom.updates.lint.blanks import blanks, secrets
from warroom.updates.lint.found import Against, Fault, Linted
from warroom.updates.lint.lengths import length_faults, room_of
from warroom.updates.lint.news import next_faults, next_named, since_faults, who_faults
from warroom.updates.lint.ours import hosts_of, ours
from warroom.updates.lint.promises import promises
from warroom.updates.lint.wording import blame, disagreeing, too_much
from warroom.updates.lint.words import language_of

MOST_LETTERS = 20_000
"""What is longer is no update: only its beginning is read."""
_ALL = re.compile(r"\b(?:all|every|everyone|everybody|100 ?%|complete(?:ly)?|total(?:ly)?|entire(?:ly)?|whole)\b", re.I)
_PART = re.compile(
    r"\b(?:some|partial(?:ly)?|degraded|slow\w*|subset|intermittent\w*|a few|part of|elevated|only)\b"
    r"|\b\d{1,2}(?:\.\d+)? ?%",
    re.I,
)


def lint(text: str, against: Against) -> Linted:
    """The faults of a text, those that must change first, and what is well about it."""
    text = text[:MOST_LETTERS]
    lengths, length_well = length_faults(text, against)
    if not text.strip():
        return Linted(tuple(lengths), ())
    language = language_of(text)
    over = against.status == "resolved"
    found: list[Fault] = [*_in_subject(against), *blanks(text, against), *secrets(text)]
    well: list[str] = []
    promised = [] if over else list(promises(text, language, against.now))
    found += promised
    if against.to_users:
        inside = list(ours(text, against))
        found += inside
        # What a blank waits for is neither there nor missing twice.
        whole = not any(one.kind == "blank" for one in found)
        for faults, said in (who_faults(text, language, against), since_faults(text, language, against)):
            found += [one for one in faults if whole or one.kind == "zone"]
            well += said if whole else []
    else:
        inside = []
    faults, said = next_faults(text, language, against)
    found += faults
    well += said
    found += list(too_much(text, language, against))
    faults, said = disagreeing(text, against)
    found += faults
    well += said
    blamed = list(blame(text, against))
    found += blamed + lengths
    if language and not over and not promised:
        well.append("promises no time of repair")
    if against.to_users and not inside:
        well.append("names nothing internal")
    if against.to_users and not blamed:
        well.append("no blame, nobody named")
    return Linted(_in_order(found), (*well, *length_well))


def _in_subject(against: Against) -> list[Fault]:
    subject = against.subject or ""
    found = [*blanks(subject, against), *secrets(subject), *(ours(subject, against) if against.to_users else ())]
    return [msgspec.structs.replace(one, in_subject=True, line=0) for one in found]


def _in_order(found: list[Fault]) -> tuple[Fault, ...]:
    """What must change first; one place is told once by each kind."""
    kinds = list(dict.fromkeys(fault.kind for fault in found))
    covered = {(fault.begin, fault.end) for fault in found if fault.kind == "secret"}
    kept = [one for one in found if one.kind in ("secret", "blank") or not _inside(one, covered)]
    return tuple(sorted(dict.fromkeys(kept), key=lambda one: (not one.must, kinds.index(one.kind), one.begin)))


def _inside(one: Fault, spots: set[tuple[int, int]]) -> bool:
    return one.end > one.begin and any(begin <= one.begin and one.end <= end for begin, end in spots)


def next_time(text: str, now: datetime, zone: str = "") -> datetime | None:
    """When the text says the next news comes; None where it names no time that is still to come."""
    said, span, _ = next_named(text[:MOST_LETTERS], language_of(text), now, zone)
    if span is not None:
        return now + timedelta(seconds=span.seconds)
    return said.at if said is not None and said.at > now else None


def against(
    incident: Incident,
    channel: str,
    status: str,
    now: datetime,
    *,
    next_at: datetime | None = None,
    subject: str | None = None,
) -> Against:
    """What an update of this incident is held against; `subject` None where the channel has none."""
    cadence = incident.cadence_s
    whole, why = _extent(incident)
    room = room_of(channel)
    return Against(
        now=now,
        channel=channel,
        to_users=incident.playbook.reaches_users(channel),
        status=status,
        resolved=incident.status in ("resolved", "closed"),
        severity=incident.severity,
        severities=tuple(one.id for one in incident.playbook.severities),
        whole=whole,
        why_part=why,
        next_at=next_at,
        cadence_s=cadence,
        running=incident.running,
        zone=incident.zone,
        hosts=hosts_of(incident.playbook),
        people=tuple(name for name in incident.people if name not in ("", "check", "drill")),
        limit=room.letters,
        cuts=room.cuts,
        subject=subject,
    )


def _extent(incident: Incident) -> tuple[bool | None, str]:
    """Whether everything fails, as far as the record says; and whence that is known."""
    said = f"{incident.impact} {incident.impact_fields.get('users', '')}".strip()
    if _PART.search(said):
        return False, "as the impact says"
    if _ALL.search(said):
        return True, ""
    if _PART.search(incident.title):
        return False, "as the title says"
    if _ALL.search(incident.title):
        return True, ""
    rank = incident.playbook.rank(incident.severity)
    if incident.playbook.severities and rank > 0:
        return False, f"the level is {incident.severity}"
    return None, ""
