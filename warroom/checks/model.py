"""What travels: a reading of a check, its row on screen, a change of its health; and checks as people write them."""

import difflib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from warroom.checks.condition import parse
from warroom.checks.result import Result, excerpt
from warroom.errors import BadInput
from warroom.incident.words import MAX_NAME, parse_duration, say_duration
from warroom.playbook.model import Check

State = Literal["up", "degraded", "down", "unknown"]

SPARKS = 60
NO_NET = "no net"
"""What a check reads that cannot be asked, because this machine is on no network."""


class Found(msgspec.Struct, frozen=True, array_like=True):
    """A condition as written, whether it held (None: cannot be known), the value that was found, in words."""

    condition: str
    ok: bool | None
    said: str
    warns: bool = False


class Reading(msgspec.Struct, frozen=True):
    """One answer, or its absence, to one probe begun at `at`.

    `value` fits 7 cells; `reason` is a sentence; `definite` marks an answer as opposed to silence;
    `slow` marks a degraded reading where nothing but the latency is wrong; `found` are the conditions looked at.
    """

    check: str
    at: datetime
    state: State
    latency_s: float | None = None
    value: str = ""
    reason: str = ""
    definite: bool = False
    slow: bool = False
    found: tuple[Found, ...] = ()


class View(msgspec.Struct, frozen=True):
    """A row of the screen: the state that holds and its word, the last reading, the last 60 latencies in seconds.

    While a change is under way `soft` says so ("failing 1/3", "answering 1/2"); failing, the word is the count alone.
    `trail` are the last 120 readings, packed by `warroom.checks.trail`, which is undone only where they are looked at.
    """

    name: str
    kind: str
    target: str
    state: Literal["up", "degraded", "down", "unknown", "paused"]
    word: str
    value: str
    since: datetime | None
    at: datetime | None
    reason: str
    spark: tuple[float, ...] = ()
    soft: str = ""
    trail: str = ""
    found: tuple[Found, ...] = ()


class Transition(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A change of health that outlasted its threshold; `since` is the first reading that showed it."""

    check: str
    from_: State
    to: State
    reason: str
    value: str
    since: datetime


class _Bounds(msgspec.Struct, frozen=True):
    least: float
    most: float


_SECONDS = {"every": _Bounds(1, 86_400), "timeout": _Bounds(0.1, 60), "recheck": _Bounds(0.1, 3600)}
_COUNTS = {"fails": _Bounds(1, 10), "passes": _Bounds(1, 10)}
_LISTS = ("expect", "warn")
_KEYS = ("name", "kind", *_SECONDS, *_COUNTS, *_LISTS)
_OTHER_NAMES = {
    "interval": "every",
    "period": "every",
    "frequency": "every",
    "retries": "fails",
    "threshold": "fails",
    "failures": "fails",
    "successes": "passes",
    "retry": "recheck",
    "type": "kind",
    "conditions": "expect",
    "assert": "expect",
    "address": "url",
    "uri": "url",
    "target": "url",
}
_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys with values",
    "null": "nothing",
}


def make_check(raw: Mapping[str, Any]) -> Check:
    """The check in one mapping as people write it in YAML. Raises BadInput with one sentence that names the key."""
    name = _name(raw.get("name"))
    try:
        return _make(name, raw)
    except BadInput as wrong:
        raise BadInput(f"checks: {name}: {wrong}") from None


def _make(name: str, raw: Mapping[str, Any]) -> Check:
    from warroom.checks.probes import load

    kind = raw.get("kind", "http")
    if not isinstance(kind, str):
        raise BadInput("`kind` must be text")
    options_type = load(kind).Options
    known = options_type.__struct_encode_fields__
    options = {key: value for key, value in raw.items() if key not in _KEYS}
    for key in options:
        if key not in known:
            raise BadInput(f"unknown key `{excerpt(str(key))}`{_did_you_mean(str(key), (*_KEYS, *known))}")
    fields: dict[str, Any] = {key: _seconds(key, raw[key]) for key in _SECONDS if key in raw}
    fields |= {key: _count(key, raw[key]) for key in _COUNTS if key in raw}
    for key in _LISTS:
        if key in raw:
            fields[key] = _texts(key, raw[key])
            for text in fields[key]:
                parse(text, options_type.subjects).judge(Result())
    check = Check(name=name, kind=kind, options=options, **fields)
    _convert(options, options_type)
    return check


def _convert(options: dict[str, Any], options_type: type[Any]) -> None:
    try:
        msgspec.convert(options, options_type)
    except msgspec.ValidationError as wrong:
        raise BadInput(_in_words(str(wrong))) from None


def _in_words(wrong: str) -> str:
    """A sentence of msgspec, "Expected `str`, got `int` - at `$.url`", in the words of whoever wrote the file."""
    said, _, place = wrong.partition(" - at `$")
    key = place.strip("`.").split("[")[0]
    match said.split("`"):
        case ["Expected ", wanted, ", got ", got, *_]:
            return f"`{key}` must be {_type(wanted)}, not {_type(got)}"
        case ["Object missing required field ", field, *_]:
            return f"`{field}` is missing"
        case _:
            return f"`{key}`: {said}" if key else said


def _type(names: str) -> str:
    return " or ".join(_TYPES.get(name, name) for name in names.split(" | "))


def _did_you_mean(key: str, known: tuple[str, ...]) -> str:
    names = {name: name for name in known} | {other: name for other, name in _OTHER_NAMES.items() if name in known}
    close = difflib.get_close_matches(key.casefold(), names, 1, 0.6)
    return f", did you mean `{names[close[0]]}`?" if close else f", known are {', '.join(known)}"


def _name(value: object) -> str:
    name = value.strip() if isinstance(value, str) else ""
    if not name:
        raise BadInput("checks: a check without a name: give it `name`, at most 40 letters")
    if len(name) > MAX_NAME or not name.isprintable():
        raise BadInput(f"checks: {excerpt(ascii(name)[1:-1])}: a name is 1 to {MAX_NAME} printable characters")
    return name


def _seconds(key: str, value: object) -> float:
    seconds = parse_duration(value) if isinstance(value, str) else value
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise BadInput(f"`{key}` must be a duration like 10s or 800ms, not `{excerpt(str(value))}`")
    bounds = _SECONDS[key]
    if not bounds.least <= seconds <= bounds.most:
        least = "100 ms" if bounds.least < 1 else say_duration(bounds.least)
        raise BadInput(f"`{key}` must be {least} to {say_duration(bounds.most)}, not `{excerpt(str(value))}`")
    return float(seconds)


def _count(key: str, value: object) -> int:
    bounds = _COUNTS[key]
    if not isinstance(value, int) or isinstance(value, bool) or not bounds.least <= value <= bounds.most:
        raise BadInput(
            f"`{key}` must be a whole number from {bounds.least:g} to {bounds.most:g}, not `{excerpt(str(value))}`"
        )
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple) or not all(isinstance(text, str) for text in texts):
        raise BadInput(f"`{key}` must be a condition or a list of them, like `status in 200..299`")
    return tuple(texts)
