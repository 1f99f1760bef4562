"""What is left of a record once its words are erased: all on which the incident's course hangs, and none of its words.

What is left stands in the `redacted` record, so that the state folds from it as it did before.
"""

from datetime import datetime
from typing import Any

import msgspec

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident.breach import is_breach
from warroom.incident.facts import Fact, Record
from warroom.incident.state import Incident

GONE = "[erased]"
"""Stands where words stood that something hangs on."""
LEAST = 8
"""Shorter words stand in other lines by chance: those are no quotes."""
_CLIPPED = 20
"""So many first letters of a line are a quote of it, where the program cut what it quoted."""

_WITHOUT_A_TRACE = ("note", "change", "decided", "linked")
ERASED_FIELDS = {
    "declared": ("title",),
    "title_set": ("from_", "to"),
    "severity_set": ("why",),
    "status_set": ("why",),
    "unfixed": ("why",),
    "reopened": ("why",),
    "cancelled": ("why",),
    "resolved": ("despite", "left"),
    "closed": ("despite", "left"),
    "criterion_met": ("text",),
    "suspected": ("text",),
    "ruled_out": ("why",),
    "impact_set": ("text", "fields"),
    "cadence_set": ("why",),
    "task_given": ("text",),
    "task_extended": ("why",),
    "item_skipped": ("why",),
    "duty_set": ("skipped",),
    "snoozed": ("why",),
    "handover_offered": ("brief",),
    "handover_accepted": ("read_back",),
    "handover_declined": ("why",),
    "escalated": ("text",),
    "command_started": ("command", "title", "where"),
    "command_finished": ("last", "why"),
    "step_ticked": ("text", "skipped"),
    "blank_filled": ("value",),
    "update_drafted": ("subject", "text"),
    "update_approved": ("despite", "faults"),
    "update_discarded": ("why",),
    "update_superseded": ("why",),
    "update_answered": ("why",),
    "update_recorded": ("subject", "text"),
    "check_changed": ("reason", "value", "outage"),
    "check_paused": ("why",),
    "watching_started": ("stood",),
    "watching_stopped": ("why",),
    "hint_taken": ("text",),
    "list_ticked": ("text",),
    "shift_offered": ("lines", "left"),
    "shift_declined": ("why",),
    "section_written": ("text",),
    "incident_imported": ("file",),
    "amended": ("text",),
    "struck": ("why",),
}
"""The fields of each kind that hold words."""
_COPIES = ("handover_offered", "shift_offered", "update_approved", "watching_started", "list_ticked", "criterion_met")
_NAMES = ("clock_id", "check", "state", "worst")
"""Fields of what is kept inside a fact that are no words of anybody's."""
_WAY_OUT = {
    "redacted": "it says what was erased, and has to stay",
    "playbook_adopted": "the incident's course hangs on it: /playbook reload adopts one without the words",
}


def can_be_erased(record: Record) -> bool:
    """Whether a record has words, and they can go."""
    return record.kind in _WITHOUT_A_TRACE or (record.kind in ERASED_FIELDS and not isinstance(record.fact, f.Unknown))


def left_of(record: Record, *, evidence: bool = False) -> dict[str, Any] | None:
    """The `data` that stays of a record without its words, None where nothing hangs on it.

    With `evidence` a run no longer names its kept output either. Raises Refused where the words cannot go.
    """
    fact = record.fact
    if isinstance(fact, f.Unknown):
        raise Refused(f"line {record.seq} ({record.kind}) was written by a newer warroom: erase it with that one")
    if record.kind in _WITHOUT_A_TRACE:
        return None
    if record.kind not in ERASED_FIELDS:
        way = _WAY_OUT.get(record.kind, "it holds no words of its own")
        raise Refused(f"line {record.seq} ({record.kind}) cannot be erased: {way}")
    changes = {name: _without(record.kind, name, getattr(fact, name)) for name in ERASED_FIELDS[record.kind]}
    if evidence and isinstance(fact, f.CommandFinished):
        changes |= {"evidence": "", "sha256": "", "kept": 0}
    left: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(fact, **changes), builtin_types=(datetime,))
    return left


def _without(kind: str, name: str, value: Any) -> Any:
    """The value of a field without its words."""
    if kind in ("section_written", "blank_filled"):
        # What is in force is then as if nobody had written it, not as it was written before.
        return ""
    if isinstance(value, str):
        return value and GONE
    if isinstance(value, f.Frozen):
        return f.Frozen(lines=(("brief", GONE),), clock_id=value.clock_id, clock_due=value.clock_due)
    if isinstance(value, f.Outage):
        return msgspec.structs.replace(value, value="")
    if name == "fields":
        return {key: "breach" if key == "data" and is_breach(value) else GONE for key in value}
    if name == "stood":
        return tuple(msgspec.structs.replace(one, reason="") for one in value)
    return type(value)() if isinstance(value, tuple) else value


def words_of(fact: Fact) -> tuple[str, ...]:
    """All words a fact holds that an erasure takes away; a mark of an earlier one is none."""
    if isinstance(fact, f.Unknown):
        return ()
    kind = fact.kind
    names = fact.__struct_fields__ if kind in _WITHOUT_A_TRACE else ERASED_FIELDS.get(kind, ())
    return tuple(word for name in names for word in _texts(getattr(fact, name)) if word.strip() and word != GONE)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [word for item in value.values() for word in _texts(item)]
    if isinstance(value, list | tuple):
        return [word for item in value for word in _texts(item)]
    if isinstance(value, msgspec.Struct):
        return [word for name in value.__struct_fields__ if name not in _NAMES for word in _texts(getattr(value, name))]
    return []


def own_words(fact: Fact) -> tuple[str, ...]:
    """Those of its words by which others that repeat them are known: what the program copied stands in many lines."""
    return () if fact.kind in _COPIES else words_of(fact)


def belongs_to(record: Record, target: Record) -> bool:
    """Whether a record tells of the same thing as `target`: a newer version of it, or the other half of a run."""
    match record.fact, target.fact:
        case f.Amended(seq=seq), _ if seq == target.seq:
            return True
        case (f.CommandStarted() | f.CommandFinished()) as one, (f.CommandStarted() | f.CommandFinished()) as other:
            return one.run == other.run and record.seq != target.seq
    return False


def quotes(record: Record, words: tuple[str, ...]) -> bool:
    """Whether a record repeats these words, or the beginning of them where the program cut what it copied."""
    if isinstance(record.fact, f.HandoverOffered | f.ShiftOffered):
        words = tuple(word[:_CLIPPED] for word in words)
    wanted = [word for word in words if len(word) >= LEAST]
    return any(word in said for said in words_of(record.fact) for word in wanted)


def on_its_way(record: Record, incident: Incident) -> int:
    """The number of the update whose words these are and which may still go out; 0 for none."""
    if not isinstance(record.fact, f.UpdateDrafted):
        return 0
    update = incident.update(record.fact.n)
    return update.n if update is not None and (update.unsent or update.open) else 0
