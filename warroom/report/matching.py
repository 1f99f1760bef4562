"""Which lines of a timeline are wanted: by kind, by person, by words, by time. Any text is safe to type."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from warroom.errors import BadInput
from warroom.incident import facts
from warroom.incident.facts import Record
from warroom.incident.moment import parse_moment
from warroom.incident.state import Incident
from warroom.located import did_you_mean, quoted
from warroom.report.lines import describe, happened

# fmt: off
KINDS = (
    "accept", "ack", "action", "amend", "approve", "blank", "cadence", "cancel", "cause", "change", "close", "decide",
    "declare", "decline", "detected", "discard", "do", "done", "down", "draft", "drill", "duty", "escalate", "extend",
    "fix", "hand", "held", "hint", "impact", "import", "link", "none", "note", "old", "pause", "pin", "playbook",
    "queue", "ran", "redact", "reopen", "resolve", "role", "rule-out", "run", "score", "section", "seen", "sev",
    "shift", "skip", "slow", "snooze", "started", "status", "step", "strike", "suspect", "take", "tick", "title",
    "told", "try", "unfix", "unknown", "unpin", "unsent", "untick", "up", "warn", "watch", "withdraw",
)
"""The words in the second column of a timeline."""
# fmt: on

KEYS = ("kind", "by", "since", "until")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_SUCH_AS = {"kind": "kind:note", "by": "by:bo", "since": "since:14:30", "until": "until:-5m"}


class Filter(msgspec.Struct, frozen=True):
    """Lines of one of these kinds, by one of these people, within these times, with all of these words in them."""

    kinds: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    """As it was typed."""

    def __bool__(self) -> bool:
        return bool(self.kinds or self.by or self.words or self.since or self.until)

    def match(self, record: Record, incident: Incident, now: datetime) -> bool:
        """Whether a record is one of them, in its newest version."""
        at = happened(record, incident)
        if (self.since and at < self.since) or (self.until and at > self.until):
            return False
        if self.by and record.by.casefold() not in self.by:
            return False
        line = describe(record, incident, now)
        if self.kinds and line.word not in self.kinds and record.kind not in self.kinds:
            return False
        text = f"{line.text} {line.word} {record.by}".casefold()
        return all(word in text for word in self.words)


def parts(text: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """The words and "quoted words" of a line, each with the one of `keys` that stands before it, "" for none."""
    part = re.compile(rf'(?:({"|".join(keys)}):)?("[^"]*"|\S+|(?<=:))', re.IGNORECASE)
    return [(key.lower(), said) for key, said in part.findall(text)]


def parse(text: str, now: datetime, zone: str = "") -> Filter:
    """What somebody asks for: `kind:note,decide by:bo since:14:30 until:15:00 pool "timed out"`.

    Raises BadInput for a kind that is none and a time that is none.
    """
    kinds: list[str] = []
    people: list[str] = []
    words: list[str] = []
    times: dict[str, datetime] = {}
    for key, said in parts(text, KEYS):
        plain = said.strip('"')
        match key:
            case "kind" | "by" | "since" | "until" if not plain.strip(","):
                raise BadInput(f"{key}: wants something behind it, such as {_SUCH_AS[key]}")
            case "kind":
                kinds += [_kind(word) for word in plain.lower().split(",") if word]
            case "by":
                people += [name.removeprefix("@") for name in plain.casefold().split(",") if name]
            case "since" | "until":
                times[key] = _time(plain, now, zone, last=key == "until")
            case _ if plain:
                words.append(plain.casefold())
    return Filter(tuple(kinds), tuple(people), tuple(words), times.get("since"), times.get("until"), text.strip())


def _kind(word: str) -> str:
    if word not in KINDS and word not in facts.KINDS:
        raise BadInput(f"no line is of kind {quoted(word)}{did_you_mean(word, KINDS)}")
    return word


def _time(said: str, now: datetime, zone: str, *, last: bool) -> datetime:
    """A moment; of a day alone its first, or its `last`."""
    found = parse_moment(f"{said}T00:00" if _DAY.match(said) else said, now, zone)
    if found is None:
        raise BadInput(f"{quoted(said)} is no time: write it like 14:30, -20m, 2026-11-21 or 2026-11-21T14:30Z")
    if last and _DAY.match(said):
        # By its date, not 24 hours: a day on which clocks change is longer or shorter.
        following = date.fromisoformat(said) + timedelta(days=1) if said < "9999-12-31" else date.max
        return (parse_moment(f"{following.isoformat()}T00:00", now, zone) or found) - timedelta(milliseconds=1)
    return found
