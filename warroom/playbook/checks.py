"""The checks of a file: what each has of its own, of its group and of the defaults, and what must hold among them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from warroom.errors import BadInput
from warroom.located import Place, Tree, did_you_mean, nearest, quoted
from warroom.playbook.model import Check

COMMON = frozenset(Check.__struct_encode_fields__) - {"options"}
"""Keys that checks of every kind have."""
_OWN = ("name", "group")
"""Keys that belong to one check and to nothing above it."""


class _Written(msgspec.Struct, frozen=True):
    """A check as it stands in the file, from the nearest place of each key: its own, its group's, the defaults'."""

    place: Place
    own: Mapping[str, Any]
    group: Mapping[str, Any]
    group_place: Place
    defaults: Mapping[str, Any]

    @property
    def merged(self) -> dict[str, Any]:
        """All its keys; mappings are merged, of everything else the nearest wins."""
        kind = next((level["kind"] for level in (self.own, self.group, self.defaults) if level.get("kind")), "http")
        known = known_to(kind)
        found: dict[str, Any] = {}
        for level in (self.defaults, self.group, self.own):
            for key, value in level.items():
                if value is not None and (level is self.own or known is None or key in known):
                    found[key] = _over(found.get(key), value)
        return found

    def place_of(self, key: str) -> Place:
        """Where this key stands."""
        for level, place in ((self.own, self.place), (self.group, self.group_place), (self.defaults, ("defaults",))):
            if level.get(key) is not None:
                return (*place, key)
        return self.place


def checks_in(tree: Tree) -> tuple[Check, ...]:
    """The checks under the file's key `checks`, each as its kind wants it. Raises BadInput at the first that is not."""
    checks, problems = read_checks(tree)
    if problems:
        raise problems[0]
    return checks


def read_checks(tree: Tree) -> tuple[tuple[Check, ...], list[BadInput]]:
    """The checks that are sound, and everything that is wrong with the others, at least one thing each."""
    raws = tree.value.get("checks") or []
    problems: list[BadInput] = []
    defaults, groups = _above(tree, problems)
    if not isinstance(raws, list):
        return (), [*problems, tree.fail(("checks",), "checks are a list")]
    if not raws:
        return (), problems
    from warroom.checks.written import make_check

    found: dict[str, Check] = {}
    written: dict[str, _Written] = {}
    for n, raw in enumerate(raws):
        at: Place = ("checks", n)
        if not isinstance(raw, dict):
            problems.append(tree.fail(at, "a check is keys with values, such as {name: api, url: https://…}"))
            continue
        group = raw.get("group")
        if isinstance(group, str) and group and group not in groups:
            said = did_you_mean(group, groups)
            problems.append(tree.fail((*at, "group"), f"no group {quoted(group)} under `groups`{said}"))
        above = groups.get(group) if isinstance(group, str) else None
        one = _Written(at, raw, above or {}, ("groups", str(group)), defaults)
        merged = one.merged
        name = str(merged.get("name", "")).strip()
        if name and name in written:
            problems.append(tree.fail((*at, "name"), f"two checks are called {quoted(name)}"))
            continue
        written[name] = one
        _leave_out_itself(merged, one, name)
        try:
            check = make_check(merged)
        except BadInput as error:
            named = next((key for key in re.findall(r"`([^`]+)`", str(error)) if key in merged), None)
            place = one.place_of(named) if named else at
            problems.append(tree.fail(place, str(error).removeprefix("checks: ")))
            continue
        found[check.name] = check
    problems += _parents(tree, found, written)
    return tuple(found.values()), problems


def known_to(kind: object) -> frozenset[str] | None:
    """The keys of a kind of check with those that all have; None for a kind nobody wrote."""
    from warroom.checks.probes import KINDS, load

    if not isinstance(kind, str) or kind not in KINDS:
        return None
    return COMMON | frozenset(load(kind).Options.__struct_encode_fields__)


def _above(tree: Tree, problems: list[BadInput]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The defaults and the groups; what stands there and no kind knows goes to `problems`."""
    defaults = tree.value.get("defaults")
    groups = tree.value.get("groups")
    if not defaults and not groups:
        return {}, {}
    from warroom.checks.probes import KINDS

    known = frozenset[str]().union(*(known_to(kind) or () for kind in KINDS)) - set(_OWN)
    levels: list[tuple[Place, Any]] = [(("defaults",), defaults or {})]
    if groups is not None and not isinstance(groups, dict):
        problems.append(tree.fail(("groups",), "groups are names with keys, such as {web: {every: 5s}}"))
    groups = groups if isinstance(groups, dict) else {}
    levels += [(("groups", name), keys or {}) for name, keys in groups.items()]
    for place, keys in levels:
        if not isinstance(keys, dict):
            problems.append(tree.fail(place, "keys of checks with values belong here, such as {every: 10s}"))
            continue
        problems += [tree.fail((*place, key), _unknown(key, known)) for key in keys if key not in known]
        if (kind := keys.get("kind")) is not None and known_to(kind) is None:
            problems.append(tree.fail((*place, "kind"), f"unknown kind {quoted(kind)}{did_you_mean(str(kind), KINDS)}"))
    sound = {name: keys for (_, *rest), keys in levels for name in rest if isinstance(keys, dict)}
    return (defaults if isinstance(defaults, dict) else {}), {str(name): keys for name, keys in sound.items()}


def _unknown(key: str, known: Iterable[str]) -> str:
    if key in _OWN:
        return f"{quoted(key)} belongs to one check, not to several"
    near = nearest(key, sorted(known))
    return f"no kind of check knows {quoted(key)}" + (f", did you mean `{near}`?" if near else "")


def _over(before: Any, value: Any) -> Any:
    """The nearer value; a mapping keeps of the farther one what it does not name itself, whatever the case."""
    if not isinstance(before, dict) or not isinstance(value, dict):
        return value
    named = {str(key).casefold() for key in value}
    return {key: kept for key, kept in before.items() if str(key).casefold() not in named} | value


def _named(value: object) -> list[str]:
    names = [value] if isinstance(value, str) else value
    return [name for name in names if isinstance(name, str)] if isinstance(names, list | tuple) else []


def _leave_out_itself(merged: dict[str, Any], one: _Written, name: str) -> None:
    """A parent of the whole group is not its own."""
    if one.own.get("parents") is None and name in _named(merged.get("parents")):
        merged["parents"] = [parent for parent in _named(merged["parents"]) if parent != name]


def _parents(tree: Tree, found: Mapping[str, Check], written: Mapping[str, _Written]) -> list[BadInput]:
    """What is wrong with who waits for whom: a parent that is no check, checks that wait for each other."""
    problems: list[BadInput] = []
    for name, check in found.items():
        place = written[name].place_of("parents")
        unknown = [parent for parent in check.parents if parent not in written]
        if unknown:
            problems.append(tree.fail(place, f"no check {quoted(unknown[0])}{did_you_mean(unknown[0], written)}"))
        elif way := _loop(name, found):
            problems.append(tree.fail(place, f"this check is its own parent: {' → '.join(way)}"))
    return problems


def _loop(name: str, found: Mapping[str, Check]) -> list[str]:
    """The way from a check up to itself, [] where there is none."""
    ways = [[name]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for parent in found[way[-1]].parents if way[-1] in found else ():
            if parent == name:
                return [*way, parent]
            if parent not in seen:
                seen.add(parent)
                ways.append([*way, parent])
    return []
