"""Any intent and any fact, with words that often fit: what property tests draw from."""

from datetime import timedelta
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from tests.fakes import T0, book
from warroom.incident import intents as i
from warroom.incident.facts import (
    KINDS,
    CheckChanged,
    CommandFinished,
    DrillScored,
    Erased,
    Fact,
    Frozen,
    Judged,
    Outage,
    Record,
    Unknown,
)
from warroom.incident.facts.watching import Stood
from warroom.incident.intents import Draft, Intent
from warroom.incident.words import DETECTORS, MILESTONES, ROLES, STATUSES
from warroom.playbook.model import Playbook

NAMED: dict[str, list[str]] = {
    "severity": ["P0", "P1", "p2", "P3", "P9"],
    "to": ["bo", "anna", "kim", "up", "down", "unknown"],
    "SetSeverity.to": ["P0", "P1", "P2", "P3", "P9"],
    "SeveritySet.to": ["P0", "P1", "P2", "P3", "P9"],
    "SetStatus.to": [*STATUSES, "fine"],
    "StatusSet.to": [*STATUSES],
    "SetMilestone.name": ["started", "detected", "fixed"],
    "from_": ["P0", "investigating", "up", "anna"],
    "name": [*MILESTONES, "small"],
    "role": [*ROLES, "driver", "king"],
    "seen": ["anna", "bo", ""],
    "read_back": ["P0 u", "P0 item 2", "P1 e1", "P0 none", "", "x"],
    "how": ["phone", "chat", ""],
    "who": ["anna", "on-call", "legal"],
    "person": ["anna", "bo", "Bo", "kim", "", "a b"],
    "owner": ["anna", "bo"],
    "by": ["anna", "bo", "kim"],
    "deadline": ["response", "cadence", "rung:1", "item:2", "task:1", "item:99"],
    "channel": ["status_page", "email", "chat", "elsewhere", "users"],
    "status": [*STATUSES, ""],
    "by_what": [*DETECTORS, "", "cat"],
    "check": ["api", "db"],
    "kind": ["note", "later_kind"],
    "section": ["summary", "Impact", "causes", "acti", "x"],
    "priority": ["", "high"],
}
WORDS = ["why", "it is so", "", "why not", "the pool", "null", "true", "1", "ü\u202e[/b]\x1b\0", "x" * 300]

moments = st.integers(-300, 30).map(lambda minutes: T0 + timedelta(minutes=minutes))


def _field(name: str, kind: Any, of: str = "") -> st.SearchStrategy[Any]:
    options = get_args(kind)
    if get_origin(kind) is Literal:
        return st.sampled_from(options)
    if type(None) in options:
        return st.none() | _field(name, next(option for option in options if option is not type(None)))
    if name == "moment" or "datetime" in str(kind):
        return moments
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(0, 14)
    if kind is float:
        return st.sampled_from([300.0, 60.0, 1200.0, 0.5, 9.9e9])
    if kind is str:
        return st.sampled_from(NAMED.get(f"{of}.{name}") or NAMED.get(name, WORDS))
    if kind is Playbook:
        return st.sampled_from([book(), book(items=(), ladder=()), book(severities=())])
    if kind in (CheckChanged, CommandFinished, DrillScored, Frozen, Outage):
        return built(kind)
    text = str(kind)
    if "tuple[str, str]" in text:
        return st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=2).map(tuple)
    if text == "dict[str, int]":
        return st.dictionaries(st.sampled_from(["detect", "anna"]), st.integers(-5, 40), max_size=2)
    if text.startswith("dict"):
        return st.dictionaries(st.sampled_from(["users", "data", "\0"]), st.sampled_from(WORDS), max_size=2)
    if "Draft" in text:
        return st.lists(st.builds(Draft, built(CheckChanged), moments), max_size=2).map(tuple)
    if "Stood" in text:
        return st.lists(built(Stood), max_size=2).map(tuple)
    if "Judged" in text:
        return st.lists(built(Judged), max_size=2).map(tuple)
    if text.startswith("tuple"):
        return st.lists(st.sampled_from(["api", "db"]), max_size=2).map(tuple)
    raise AssertionError(f"no words for {name}: {kind}")


def built(made: type[Any], **fixed: Any) -> st.SearchStrategy[Any]:
    """Any value of a struct."""
    hints = get_type_hints(made)
    fields = {
        field.name: _field(field.name, hints[field.name], made.__name__)
        for field in msgspec.structs.fields(made)
        if field.name not in fixed and field.name not in ("id", "target", "also")
    }
    if "id" in hints and issubclass(made, Fact):
        fields["id"] = st.sampled_from(["team", "fix"])
    return st.builds(made, **fields, **{name: st.just(value) for name, value in fixed.items()})


def _plain(intent: Intent) -> Intent:
    """Times are mostly left out, as people do."""
    return intent if intent.at is None or intent.at.minute % 3 == 0 else msgspec.structs.replace(intent, at=None)


INTENTS = tuple(
    made for made in vars(i).values() if isinstance(made, type) and issubclass(made, Intent) and made is not Intent
)
_RARELY = (i.Cancel, i.Close, i.Declare, i.StartDrill)
_drawn = [built(made) for made in INTENTS for _ in range(1 if made in _RARELY else 6)]
intents: st.SearchStrategy[Intent] = st.one_of(*_drawn).map(_plain)
facts: st.SearchStrategy[Fact] = st.one_of(
    *(built(made) for made in KINDS.values()), st.just(Unknown(data={"a": [1, {"b": None}]})), st.just(Erased())
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any fact at any place."""
    fact = draw(facts)
    return Record(
        stream="s",
        seq=draw(st.integers(1, 30)),
        id="x",
        kind=fact.kind or draw(st.sampled_from(["note", "later_kind"])),
        version=1,
        at=draw(moments),
        noted_at=draw(moments),
        by=draw(st.sampled_from(["anna", "bo", "check", ""])),
        hash="",
        fact=fact,
    )
