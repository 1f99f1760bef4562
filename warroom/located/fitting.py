"""From a Tree to a typed value; what does not fit is told in the words of the person who wrote the file."""

import copy
import re
from typing import Any, TypeVar

import msgspec

from warroom.located.tree import Place, Tree, did_you_mean, nearest, quoted

_T = TypeVar("_T")

_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `(\w+)`")
_YES_NO = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys and values",
    "null": "nothing",
}
_OTHER_WORDS = {
    "anchor": "after",
    "begins": "from",
    "cmd": "run",
    "code": "run",
    "command": "run",
    "deadline": "within",
    "due": "within",
    "ends": "to",
    "escalation": "ladder",
    "frequency": "every",
    "interval": "every",
    "items": "checklist",
    "label": "short",
    "levels": "severities",
    "limit": "within",
    "message": "body",
    "period": "every",
    "questions": "ask",
    "respond_within": "response",
    "role": "owner",
    "runbooks": "scenarios",
    "shell": "run",
    "sla": "response",
    "steps": "checklist",
    "text": "body",
    "timezone": "zone",
    "update_every": "cadence",
    "updates": "cadence",
    "user": "as",
}
"""What other tools call our keys; reached through misspellings too."""


def convert(tree: Tree, type_: type[_T], at: Place = ()) -> _T:
    """The value at `at` as `type_`; BadInput with file, line and key path where it does not fit.

    An unquoted scalar takes the type its target wants: `off` where a boolean belongs, `112` where text does. A key
    with nothing behind it counts as left out.
    """
    value = copy.deepcopy(tree.at(at))
    while True:
        try:
            return msgspec.convert(value, type_)
        except msgspec.ValidationError as error:
            said, path, whole = _parts(str(error))
            if not (whole and _mend(tree, value, at, path, said)):
                raise _explain(tree, type_, at, path, said) from None


def _parts(message: str) -> tuple[str, Place, bool]:
    """The sentence and the place in msgspec's "... - at `$.checks[2].name`", and whether that is the whole place."""
    said, sign, where = message.rpartition(" - at `")
    if not sign:
        return message, (), True
    path: list[str | int] = []
    for step in _STEP.finditer(where.rstrip("`")):
        if step[0] == "[...]":
            return said, tuple(path), False  # msgspec does not name the keys of a dict
        path.append(step[1] if step[1] is not None else int(step[2]))
    return said, tuple(path), True


def _mend(tree: Tree, value: Any, at: Place, path: Place, said: str) -> bool:
    """Whether the scalar at `path` within `value` could be turned into what its target wants."""
    match = _EXPECTED.match(said)
    if not match or not path:
        return False
    wants, got = match[1].split(" | "), match[2]
    parent = value
    for step in path[:-1]:
        parent = parent[step]
    if got == "null" and isinstance(parent, dict):
        del parent[path[-1]]
        return True
    plain = tree.plain.get((*at, *path))
    if plain is None:
        return False
    if "str" in wants and got in ("int", "float", "bool"):
        parent[path[-1]] = plain
        return True
    if "bool" in wants and got == "str" and plain.lower() in _YES_NO:
        parent[path[-1]] = _YES_NO[plain.lower()]
        return True
    return False


def _explain(tree: Tree, type_: Any, at: Place, path: Place, said: str) -> Exception:
    place = (*at, *path)
    if match := re.match(r"Object contains unknown field `(.*)`", said, re.DOTALL):
        return tree.fail(place, _unknown(match[1], _known_keys(type_, path)), line=tree.line((*place, match[1])))
    if match := re.match(r"Object missing required field `(.*)`", said):
        empty = match[1] in tree.at(place)
        return tree.fail(place, f"`{match[1]}` is " + ("empty (# begins a comment)" if empty else "missing"))
    if match := re.match(r"Invalid enum value '?(.*?)'?$", said, re.DOTALL):
        choices = getattr(_type_at(type_, path), "values", ())
        return tree.fail(place, f"{quoted(match[1])} is none of {', '.join(map(str, choices))}")
    if match := _EXPECTED.match(said):
        wants = " or ".join(_KINDS.get(kind, kind) for kind in match[1].split(" | "))
        got = _KINDS.get(match[2], match[2])
        shown = _value(tree, place)
        way = f": write [{tree.at(place)}]" if match[1] == "array" and shown and len(shown) < 40 else ""
        return tree.fail(place, f"expected {wants}, found {got}{shown}{way}")
    return tree.fail(place, said)


def _value(tree: Tree, place: Place) -> str:
    value = tree.at(place)
    return "" if value is None or isinstance(value, dict | list) else f" {quoted(tree.plain.get(place, value))}"


def _unknown(key: str, known: list[str]) -> str:
    said = f"unknown key {quoted(key)}"
    usable = {other: ours for other, ours in _OTHER_WORDS.items() if ours in known}
    other = key if key in usable or nearest(key, known) else nearest(key, usable)
    return f"{said}, did you mean `{usable[other]}`?" if other in usable else said + did_you_mean(key, known)


def _known_keys(type_: Any, path: Place) -> list[str]:
    found = _type_at(type_, path)
    fields = getattr(found, "fields", ())
    return [field.encode_name for field in fields]


def _type_at(type_: Any, path: Place) -> Any:
    """What msgspec.inspect says about the type that belongs at `path`; None where it cannot be told."""
    import msgspec.inspect

    found: Any = msgspec.inspect.type_info(type_)
    for step in path:
        if isinstance(step, int):
            found = getattr(_one_of(found, "item_type"), "item_type", None)
        else:
            fields = getattr(_one_of(found, "fields"), "fields", ())
            found = next((f.type for f in fields if f.encode_name == step), None)
    return _one_of(found, "fields")


def _one_of(found: Any, having: str) -> Any:
    """Of several types the one that has this, else the first that is not nothing."""
    import msgspec.inspect

    if not isinstance(found, msgspec.inspect.UnionType):
        return found
    some = [one for one in found.types if not isinstance(one, msgspec.inspect.NoneType)]
    return next((one for one in some if hasattr(one, having)), some[0] if some else None)
