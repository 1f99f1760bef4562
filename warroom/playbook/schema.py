"""A JSON Schema of playbook files, made from their keys, for editors and other programs."""

from typing import Any

import msgspec

from warroom.checks.schema import DIALECT, sentences
from warroom.checks.schema import schema as schema_of_checks
from warroom.incident.words import MILESTONES, STAGES
from warroom.playbook import keys as k
from warroom.playbook.fields import FIELDS
from warroom.playbook.parts import STAGES_OF_STEPS

_OF_CHECKS = ("checks", "defaults", "groups")
_ID = {"type": "string", "pattern": r"^\w[\w.-]{0,39}$"}
_WORDS = {"type": "string", "pattern": r"\S"}


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of a whole playbook file."""
    whole = msgspec.json.schema(k.PlaybookKeys)
    definitions: dict[str, Any] = {_named(name): one for name, one in _referred(whole["$defs"]).items()}
    for struct in (one for one in vars(k).values() if isinstance(one, type) and issubclass(one, k.Keys)):
        if (found := definitions.get(_named(struct.__name__))) is not None:
            _describe(found, struct)
    about_checks = schema_of_checks()
    top = definitions.pop("playbook")
    for key in _OF_CHECKS:
        top["properties"][key] = about_checks["properties"][key]
    _sharpen(definitions, top)
    return {
        "$schema": DIALECT,
        "title": "A playbook of warroom",
        **{name: value for name, value in top.items() if name != "title"},
        **{name: about_checks[name] for name in ("if", "then", "else")},
        "$defs": definitions | about_checks["$defs"],
    }


def _named(struct: str) -> str:
    return struct.removesuffix("Keys").lower()


def _referred(value: Any) -> Any:
    """The same with references by our names, and without the names of our types."""
    if isinstance(value, dict):
        return {key: _referred(one) for key, one in value.items() if not (key == "title" and isinstance(one, str))}
    if isinstance(value, list):
        return [_referred(one) for one in value]
    if isinstance(value, str) and value.startswith("#/$defs/"):
        return "#/$defs/" + _named(value.removeprefix("#/$defs/"))
    return value


def _describe(found: dict[str, Any], struct: type[k.Keys]) -> None:
    found["description"] = (struct.__doc__ or "").partition("\n")[0]
    said = sentences(struct)
    for key, value in found["properties"].items():
        if key in said:
            value["description"] = said[key]
        value.pop("default", None)


def _sharpen(definitions: dict[str, Any], top: dict[str, Any]) -> None:
    """What types alone do not say: ids, words that must be there, the names of stages and fields."""
    for name, found in definitions.items():
        properties = found.get("properties", {})
        for key in found.get("required", []):
            if key == "id":
                properties[key] |= _ID
            elif properties[key].get("type") == "string":
                properties[key] |= _WORDS
        if "status" in properties:
            properties["status"]["enum"] = ["", *STAGES]
        if name == "item":
            properties["n"] = {"type": "integer", "minimum": 1, "maximum": 999, "description": "Its number."}
            properties["after"]["pattern"] = rf"^(?:{'|'.join(MILESTONES)}|item:\w[\w.-]*)$"
        if name == "limit":
            properties["seconds"]["anyOf"] = [{"type": "number", "minimum": 0}, {"type": "null"}]
    step = definitions["step"]
    step["anyOf"] = [{"required": [key]} for key in ("title", "words", "run", "link")]
    names = "; ".join(f"{{{name}}} {meaning}" for name, meaning in FIELDS.items())
    for key in ("body", "subject"):
        text = definitions["template"]["properties"][key]
        text["description"] += f" Filled in are: {names}."
    for key in STAGES_OF_STEPS:
        assert key in definitions["scenario"]["properties"]
    top["properties"]["name"] |= _ID
    top["properties"]["format"] = {"const": 1, "description": "The version of this format."}
    top["properties"]["severities"]["minItems"] = 1
