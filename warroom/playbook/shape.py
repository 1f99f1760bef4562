"""How a playbook file is written, and what must hold among its parts before it becomes a Playbook."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from warroom.errors import BadInput
from warroom.incident.words import MILESTONES, ROLES, STAGES
from warroom.located import Place, Tree, convert, did_you_mean, nearest, quoted
from warroom.playbook.model import Channel, Check, Contact, Item, Limit, Playbook, Role, Rung, Severity, parse_limit

_ID = re.compile(r"\w[\w.-]{0,39}")
_WORDS_ONLY = re.compile(r"\b(?:daily|weekly|needed|best effort|business)\b", re.IGNORECASE)
_ANCHORS = ", ".join((*MILESTONES, "item:ID"))
_FACTS = "role:ROLE, hypothesis, acknowledged, fixed, resolved, checks:up, update:CHANNEL, update:CHANNEL:STATUS"
_NO_LIMIT = ("", "none", "no limit", "variable")


class _Keys(msgspec.Struct, forbid_unknown_fields=True):
    """What every mapping of the file shares: a key nobody knows is an error."""


class _SeverityKeys(_Keys):
    id: str
    name: str = ""
    meaning: str = ""
    response: str = ""
    cadence: str = ""
    notify: str = ""


class _RoleKeys(_Keys):
    id: str
    name: str = ""
    duties: tuple[str, ...] = ()
    needed: bool = False


class _RungKeys(_Keys):
    who: str
    after: str
    how: str = ""
    severities: tuple[str, ...] = ()


class _ItemKeys(_Keys):
    id: str
    text: str
    n: int | None = None
    short: str = ""
    within: str = ""
    after: str = "declared"
    done_by: str = ""
    owner: str = ""
    severities: tuple[str, ...] = ()
    why: str = ""


class _ChannelKeys(_Keys):
    id: str
    name: str = ""
    audience: Literal["users", "team"] = "users"


class _ContactKeys(_Keys):
    name: str
    role: str = ""
    how: str = ""


class _PlaybookKeys(_Keys):
    name: str
    severities: tuple[_SeverityKeys, ...]
    format: int = 1
    title: str = ""
    zone: str = ""
    roles: tuple[_RoleKeys, ...] = ()
    ladder: tuple[_RungKeys, ...] = ()
    checklist: tuple[_ItemKeys, ...] = ()
    channels: tuple[_ChannelKeys, ...] = ()
    contacts: tuple[_ContactKeys, ...] = ()
    checks: tuple[dict[str, Any], ...] = ()


def playbook_in(tree: Tree) -> Playbook:
    """The playbook in a file that was read; BadInput at the first thing that does not hold."""
    file = convert(tree, _PlaybookKeys)
    _check_id(tree, ("name",), file.name)
    if file.zone and (problem := zone_problem(file.zone)):
        raise tree.fail(("zone",), problem)
    if not file.severities:
        raise tree.fail(("severities",), "at least one level is needed, such as {id: P0, response: 5 min}")
    for key in ("severities", "roles", "checklist", "channels"):
        _check_ids(tree, key, [entry.id for entry in getattr(file, key)])
    for place, contact in enumerate(file.contacts):
        _check_words(tree, ("contacts", place, "name"), contact.name)
    return Playbook(
        name=file.name,
        title=file.title,
        zone=file.zone,
        severities=tuple(_severity(tree, place, keys) for place, keys in enumerate(file.severities)),
        items=_items(tree, file),
        ladder=_ladder(tree, file),
        roles=tuple(Role(**_same(keys)) for keys in file.roles),
        channels=tuple(Channel(**_same(keys)) for keys in file.channels),
        contacts=tuple(Contact(**_same(keys)) for keys in file.contacts),
        checks=checks_in(tree),
    )


def checks_in(tree: Tree) -> tuple[Check, ...]:
    """The checks under the file's key `checks`, each as its kind wants it."""
    raws = tree.value.get("checks") or []
    if not raws:
        return ()
    from warroom.checks.model import make_check

    found: dict[str, Check] = {}
    for place, raw in enumerate(raws):
        at: Place = ("checks", place)
        try:
            check = make_check({key: value for key, value in raw.items() if value is not None})
        except BadInput as error:
            named = next((key for key in re.findall(r"`([^`]+)`", str(error)) if key in raw), None)
            raise tree.fail((*at, named) if named else at, str(error).removeprefix("checks: ")) from None
        if check.name in found:
            raise tree.fail((*at, "name"), f"two checks are called {quoted(check.name)}")
        found[check.name] = check
    return tuple(found.values())


def zone_problem(name: str) -> str:
    """What is wrong with the name of a time zone; "" where this system knows it."""
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = nearest(name, sorted(zoneinfo.available_timezones()))
        return f"no time zone {quoted(name)}, " + (f"did you mean `{near}`?" if near else "write it as Europe/Berlin")
    return ""


def read_limit(words: str) -> Limit | None:
    """The limit in these words; None for no limit. ValueError where they are neither a limit nor a known manner."""
    said = words.strip()
    if said.lower() in _NO_LIMIT:
        return None
    limit = parse_limit(said)
    if limit is None and _WORDS_ONLY.search(said):
        limit = Limit(words=said)
    if limit is None:
        raise ValueError(said)
    return limit


def _limit(tree: Tree, path: Place, words: str) -> Limit | None:
    try:
        return read_limit(words)
    except ValueError:
        said = f"cannot read {quoted(words)} as a limit: 5 min, 1 h, immediate, next business day"
        raise tree.fail(path, said) from None


def _same(keys: _Keys) -> dict[str, Any]:
    return {name: getattr(keys, name) for name in keys.__struct_fields__}


def _check_id(tree: Tree, path: Place, said: str) -> None:
    if not _ID.fullmatch(said):
        raise tree.fail(path, f"{quoted(said)} is no id: 1 to 40 letters, digits, `_`, `-` or `.`, no spaces")


def _check_ids(tree: Tree, key: str, ids: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for place, said in enumerate(ids):
        path: Place = (key, place, "id")
        _check_id(tree, path, said)
        if key == "channels" and said == "users":
            raise tree.fail(path, "`users` means every channel that reaches users: give this one another id")
        if (before := seen.setdefault(said.casefold(), place)) != place:
            line = tree.line((key, before, "id"))
            raise tree.fail(path, f"the id {quoted(said)} is taken by line {line}")


def _check_words(tree: Tree, path: Place, said: str) -> None:
    if not said.strip():
        raise tree.fail(path, "this needs words")


def _severity(tree: Tree, place: int, keys: _SeverityKeys) -> Severity:
    at: Place = ("severities", place)
    return Severity(
        id=keys.id,
        name=keys.name,
        meaning=keys.meaning,
        response=_limit(tree, (*at, "response"), keys.response),
        cadence=_limit(tree, (*at, "cadence"), keys.cadence),
        notify=keys.notify,
    )


def _check_severities(tree: Tree, at: Place, said: Iterable[str], file: _PlaybookKeys) -> None:
    known = [level.id for level in file.severities]
    for place, name in enumerate(said):
        if name not in known:
            raise tree.fail((*at, "severities", place), f"no severity {quoted(name)}{did_you_mean(name, known)}")


def _ladder(tree: Tree, file: _PlaybookKeys) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for place, keys in enumerate(file.ladder):
        at: Place = ("ladder", place)
        _check_words(tree, (*at, "who"), keys.who)
        _check_severities(tree, at, keys.severities, file)
        after = _limit(tree, (*at, "after"), keys.after) or Limit(words=keys.after.strip())
        for before in rungs:
            meet = not before.severities or not keys.severities or set(before.severities) & set(keys.severities)
            if meet and (before.after.counts or 0) > (after.counts if after.counts is not None else float("inf")):
                said = f"{quoted(keys.who)} is called before {quoted(before.who)}, who stands above"
                raise tree.fail((*at, "after"), f"{said}: put the rungs in the order of their minutes")
        rungs.append(Rung(who=keys.who, after=after, how=keys.how, severities=keys.severities))
    return tuple(rungs)


def _items(tree: Tree, file: _PlaybookKeys) -> tuple[Item, ...]:
    facts = _facts_that_tick(file)
    roles = {role.id for role in file.roles} | set(ROLES)
    items: list[Item] = []
    for place, keys in enumerate(file.checklist):
        at: Place = ("checklist", place)
        n = keys.n if keys.n is not None else (items[-1].n if items else 0) + 1
        if not 1 <= n <= 999:
            raise tree.fail((*at, "n"), f"{n} is no number of an item: 1 to 999")
        if other := next((item for item in items if item.n == n), None):
            raise tree.fail((*at, "n"), f"number {n} belongs to {quoted(other.id)} already")
        _check_words(tree, (*at, "text"), keys.text)
        _check_severities(tree, at, keys.severities, file)
        _check_anchor(tree, (*at, "after"), keys.after, file)
        if keys.done_by and keys.done_by not in facts:
            raise tree.fail(
                (*at, "done_by"), f"nothing is recorded as {quoted(keys.done_by)}{_near(keys.done_by, facts, _FACTS)}"
            )
        if keys.owner and keys.owner not in roles:
            said = did_you_mean(keys.owner, sorted(roles))
            raise tree.fail((*at, "owner"), f"an owner is a role, and {quoted(keys.owner)} is none{said}")
        limit = _limit(tree, (*at, "within"), keys.within)
        shared = {name: value for name, value in _same(keys).items() if name not in ("n", "within", "after", "done_by")}
        items.append(Item(n=n, limit=limit, anchor=keys.after, done_by=keys.done_by or None, **shared))
    _check_loops(tree, items)
    return tuple(items)


def _facts_that_tick(file: _PlaybookKeys) -> list[str]:
    roles = dict.fromkeys([*(role.id for role in file.roles), *ROLES])
    channels = ["users", *(channel.id for channel in file.channels)]
    return [
        *("hypothesis", "fixed", "resolved", "acknowledged", "checks:up"),
        *(f"role:{role}" for role in roles),
        *(f"update:{channel}" for channel in channels),
        *(f"update:{channel}:{stage}" for channel in channels for stage in STAGES),
    ]


def _near(word: str, known: list[str], shape: str) -> str:
    return f", did you mean `{near}`?" if (near := nearest(word, known)) else f"; known are {shape}"


def _check_anchor(tree: Tree, path: Place, anchor: str, file: _PlaybookKeys) -> None:
    known = [*MILESTONES, *(f"item:{item.id}" for item in file.checklist)]
    if anchor in known:
        return
    as_item = f"item:{anchor}"
    word = as_item if as_item in known else anchor
    raise tree.fail(path, f"nothing sets {quoted(anchor)}{_near(word, known, _ANCHORS)}")


def _check_loops(tree: Tree, items: Sequence[Item]) -> None:
    waits_for = {item.id: item.anchor.removeprefix("item:") for item in items if item.anchor.startswith("item:")}
    for place, item in enumerate(items):
        way = [item.id]
        while (following := waits_for.get(way[-1])) is not None:
            way.append(following)
            if following == item.id:
                said = "this clock waits for itself" + (f": {' → '.join(way)}" if len(way) > 2 else "")
                raise tree.fail(("checklist", place, "after"), said)
            if len(way) > len(items):
                break
