"""Checks as people write them: one mapping of a YAML file becomes a Check, or one sentence that names the key."""

import difflib
import os
from collections.abc import Mapping
from typing import Any

import msgspec

from warroom.checks.prepared import demands_of
from warroom.checks.result import Result, excerpt
from warroom.checks.units import span
from warroom.checks.variables import Filled, names_in
from warroom.checks.windows import LEAST
from warroom.checks.wording import in_words
from warroom.errors import BadInput
from warroom.incident.words import MAX_NAME, parse_duration, say_duration
from warroom.playbook.model import Check


class _Bounds(msgspec.Struct, frozen=True):
    least: float
    most: float


SECONDS = {"every": _Bounds(1, 86_400), "timeout": _Bounds(0.1, 60), "recheck": _Bounds(0.1, 3600)}
COUNTS = {"fails": _Bounds(1, 10), "passes": _Bounds(1, 10)}
LISTS = ("expect", "warn")
_KEYS = ("name", "kind", "group", "parents", "canary", *SECONDS, *COUNTS, *LISTS)
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
    for key in options_type.secret_keys:
        if key in options and not names_in(options[key]):
            raise BadInput(f"`{key}` is a secret and comes from the environment: write `{key}: ${{NAME}}`")
    fields: dict[str, Any] = {key: _seconds(key, raw[key]) for key in SECONDS if key in raw}
    fields |= {key: _count(key, raw[key]) for key in COUNTS if key in raw}
    fields |= {key: _texts(key, raw[key]) for key in LISTS if key in raw}
    fields |= {"group": _group(raw.get("group", "")), "parents": _parents(raw.get("parents", ()))}
    fields |= {"canary": _yes(raw.get("canary", False))}
    if "every" not in fields and options_type.usual_every:
        fields["every"] = options_type.usual_every
    check = Check(name=name, kind=kind, options=options, **fields)
    if check.every < options_type.least_every:
        least = say_duration(options_type.least_every)
        raise BadInput(f"`every` must be at least {least} for {kind}, not {span(check.every)}")
    for condition in (*demands_of(check, options_type, "expect"), *demands_of(check, options_type, "warn")):
        condition.judge(Result())
        if condition.window_s is not None and options_type.counts_readings and condition.window_s < LEAST * check.every:
            raise BadInput(
                f"`{excerpt(condition.text)}`: {span(condition.window_s)} never hold the {LEAST} readings it takes, "
                f"one every {span(check.every)}: write `{condition.subject}({LEAST * check.every / 60:.0f}m)` or more"
            )
    _convert(options, options_type)
    return check


def _convert(options: dict[str, Any], options_type: type[Any]) -> None:
    """Try the kind's own keys; those of a check whose variables are not set here are tried when it is asked."""
    names = names_in(options)
    if any(name not in os.environ for name in names):
        return
    try:
        msgspec.convert(Filled(options, os.environ).options if names else options, options_type)
    except msgspec.ValidationError as wrong:
        said = in_words(str(wrong))
        # What the environment has wrong is said where the check is asked, and shuts nobody out of the room.
        if any(f"`{key}" in said for key, value in options.items() if names_in(value)):
            return
        raise BadInput(said) from None


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


def _group(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_NAME:
        raise BadInput(f"`group` must be the name of a group, not `{excerpt(str(value))}`")
    return value


def _parents(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) and name for name in names):
        raise BadInput("`parents` must be the name of a check this one needs, or a list of them")
    return tuple(names)


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"`canary` must be true or false, not `{excerpt(str(value))}`")
    return value


def _seconds(key: str, value: object) -> float:
    seconds = parse_duration(value) if isinstance(value, str) else value
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise BadInput(f"`{key}` must be a duration like 10s or 800ms, not `{excerpt(str(value))}`")
    bounds = SECONDS[key]
    if not bounds.least <= seconds <= bounds.most:
        least = "100 ms" if bounds.least < 1 else say_duration(bounds.least)
        raise BadInput(f"`{key}` must be {least} to {say_duration(bounds.most)}, not `{excerpt(str(value))}`")
    return float(seconds)


def _count(key: str, value: object) -> int:
    bounds = COUNTS[key]
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
