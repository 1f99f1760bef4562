"""A JSON Schema of what may stand under `checks`, `groups` and `defaults`, made from the kinds' own keys."""

import ast
import inspect
import re
import textwrap
from typing import Any

import msgspec

from warroom.checks.probes import KINDS, ProbeOptions, load
from warroom.checks.written import COUNTS, LISTS, SECONDS
from warroom.incident.words import MAX_NAME, say_duration
from warroom.playbook.checks import COMMON
from warroom.playbook.model import Check

DIALECT = "https://json-schema.org/draft/2020-12/schema"
USUAL = Check(name="usual")
SAID = {
    "name": "What it is called in rows and records.",
    "kind": "How it is asked.",
    "every": "How often it is asked, such as 10s.",
    "timeout": "One budget for everything an answer takes, such as 5s.",
    "recheck": "How soon it is asked again while a change is under way, such as 1s.",
    "fails": "How many failures in a row turn it red.",
    "passes": "How many answers in a row turn it back.",
    "expect": "What must hold, or it is down: a condition or a list of them.",
    "warn": "What should hold, or it is degraded: a condition or a list of them.",
    "group": "The group whose keys it shares.",
    "parents": "Checks this one needs: while one of them is down, this one rings no alarm.",
    "canary": "Whether it tells our own network from an outage: it asks what is never down.",
}
"""The keys that all kinds have, a sentence each."""
_SPAN = r"^\s*\d+(\.\d+)?\s*[A-Za-z]+"
_NAMES = {"type": "string", "minLength": 1}


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12); keys of the file that are not about checks are left to others."""
    kinds = {kind: own_keys(load(kind).Options) for kind in KINDS}
    common = {key: {"$ref": f"#/$defs/every.{key}"} for key in SAID}
    every = {key: _any_of([keys[key] for keys, _, _ in kinds.values() if key in keys]) for key in _all(kinds)}
    above = {key: value for key, value in (every | common).items() if key not in ("name", "group")}
    definitions: dict[str, Any] = {
        **{f"every.{key}": _common(key, list(kinds)) for key in SAID},
        "above": _closed(above, "Keys that checks share; each takes those its kind knows."),
        "of_some_kind": _closed(every | common, "A check whose kind stands in its group or in the defaults."),
    }
    for kind, (keys, _, nested) in kinds.items():
        definitions |= nested
        definitions[kind] = _closed(common | keys, f"A check of the kind {kind}.")
    whole = {kind: required for kind, (_, required, _) in kinds.items()}
    definitions["check"] = _check(whole, inherits=False)
    definitions["heir"] = _check(whole, inherits=True)
    return {
        "$schema": DIALECT,
        "title": "checks, groups and defaults of warroom.yaml",
        "type": "object",
        "properties": {
            "defaults": _said({"$ref": "#/$defs/above"}, "Keys of every check that does not say otherwise."),
            "groups": {
                "type": "object",
                "description": "Keys by the name of the group: they come before the defaults, and after a check's own.",
                "additionalProperties": {"anyOf": [{"$ref": "#/$defs/above"}, {"type": "null"}]},
            },
            "checks": {"type": ["array", "null"], "description": "What is probed."},
        },
        "if": {"required": ["defaults"]},
        "then": {"properties": {"checks": {"items": {"$ref": "#/$defs/heir"}}}},
        "else": {"properties": {"checks": {"items": {"$ref": "#/$defs/check"}}}},
        "$defs": definitions,
    }


def own_keys(options: type[ProbeOptions]) -> tuple[dict[str, Any], list[str], dict[str, Any]]:
    """A kind's own keys with a sentence each, those it cannot do without, and the definitions they refer to."""
    kind = options.__module__.rpartition(".")[2]
    whole = _renamed(msgspec.json.schema(options), kind)
    definitions = {f"{kind}.{name}": value for name, value in whole["$defs"].items()}
    found = definitions.pop(f"{kind}.{options.__name__}")
    docs = sentences(options)
    keys = {key: _said(value, docs.get(key, "")) for key, value in found.get("properties", {}).items()}
    return keys, found.get("required", []), definitions


def sentences(options: type[msgspec.Struct]) -> dict[str, str]:
    """What stands below each key of a kind in its file, by key."""
    found: dict[str, str] = {}
    for base in reversed(options.__mro__):
        if base in (object, msgspec.Struct) or not issubclass(base, msgspec.Struct):
            continue
        [body] = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        assert isinstance(body, ast.ClassDef)
        for field, below in zip(body.body, body.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[name] = " ".join(text.split())
    return {field.encode_name: found[field.name] for field in msgspec.structs.fields(options) if field.name in found}


def _renamed(value: Any, kind: str) -> Any:
    """The same with references into the definitions of one kind."""
    if isinstance(value, dict):
        return {key: _renamed(one, kind) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, kind) for one in value]
    return re.sub(r"^#/\$defs/", f"#/$defs/{kind}.", value) if isinstance(value, str) else value


def _all(kinds: dict[str, tuple[dict[str, Any], list[str], dict[str, Any]]]) -> list[str]:
    return list(dict.fromkeys(key for keys, _, _ in kinds.values() for key in keys if key not in COMMON))


def _any_of(ways: list[dict[str, Any]]) -> dict[str, Any]:
    """A key as some kind takes it."""
    different = [way for n, way in enumerate(ways) if way not in ways[:n]]
    return different[0] if len(different) == 1 else {"anyOf": different}


def _closed(properties: dict[str, Any], said: str) -> dict[str, Any]:
    return {"type": "object", "description": said, "properties": properties, "additionalProperties": False}


def _check(whole: dict[str, list[str]], *, inherits: bool) -> dict[str, Any]:
    """One check, by its kind; what its group or the defaults may give it is not asked of it."""
    ways: list[dict[str, Any]] = []
    for kind, required in whole.items():
        demands: dict[str, Any] = {"$ref": f"#/$defs/{kind}"}
        if not inherits and required:
            demands |= {"if": {"not": {"required": ["group"]}}, "then": {"required": required}}
        named: dict[str, Any] = {"properties": {"kind": {"const": kind}}, "required": ["kind"]}
        if kind == USUAL.kind and not inherits:
            named = {"anyOf": [named, {"not": {"anyOf": [{"required": ["kind"]}, {"required": ["group"]}]}}]}
        ways.append({"if": named, "then": demands})
    ways.append({"if": {"not": {"required": ["kind"]}}, "then": {"$ref": "#/$defs/of_some_kind"}})
    return {"type": "object", "required": ["name"], "properties": {"kind": {"enum": list(whole)}}, "allOf": ways}


def _said(value: dict[str, Any], sentence: str) -> dict[str, Any]:
    return value | {"description": sentence} if sentence else value


def _common(key: str, kinds: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string"}
    if key in ("name", "group"):
        found = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
    elif key == "kind":
        found = {"enum": kinds, "default": USUAL.kind}
    elif key in SECONDS:
        least, most = SECONDS[key].least, SECONDS[key].most
        number = {"type": "number", "minimum": least, "maximum": most}
        found = {"anyOf": [number, {"type": "string", "pattern": _SPAN}], "default": _usual(key)}
    elif key in COUNTS:
        bounds = COUNTS[key]
        found = {"type": "integer", "minimum": bounds.least, "maximum": bounds.most, "default": getattr(USUAL, key)}
    elif key in LISTS or key == "parents":
        found = {"anyOf": [_NAMES, {"type": "array", "items": _NAMES}]}
    elif key == "canary":
        found = {"type": "boolean", "default": False}
    return _said(found, SAID[key])


def _usual(key: str) -> str:
    return say_duration(getattr(USUAL, key)).replace(" ", "")
