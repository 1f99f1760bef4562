"""What must hold among the parts of a playbook file before it becomes a Playbook."""

from collections.abc import Sequence
from typing import Any

from warroom.incident.words import MILESTONES, ROLES, STAGES
from warroom.located import Place, Tree, convert, nearest, quoted
from warroom.playbook.checks import checks_in
from warroom.playbook.demands import (
    limit_at,
    need_all_known,
    need_each,
    need_id,
    need_ids,
    need_known,
    need_role,
    need_words,
)
from warroom.playbook.keys import PlaybookKeys, SeverityKeys
from warroom.playbook.model import Channel, Contact, Item, Limit, Playbook, Role, Rung, Severity
from warroom.playbook.parts import Names, names_in, parts_in, same, triggers_at
from warroom.playbook.zones import zone_problem

_ANCHORS = ", ".join((*MILESTONES, "item:ID"))
_FACTS = "role:ROLE, hypothesis, acknowledged, fixed, resolved, checks:up, update:CHANNEL, update:CHANNEL:STATUS"
_WITH_IDS = (
    "severities", "roles", "checklist", "channels", "scenarios", "duties", "phases", "questions", "templates", "lists",
)  # fmt: skip


def playbook_in(tree: Tree) -> Playbook:
    """The playbook in a file that was read; BadInput at the first thing that does not hold."""
    file = convert(tree, PlaybookKeys)
    need_id(tree, ("name",), file.name)
    if file.zone and (problem := zone_problem(file.zone)):
        raise tree.fail(("zone",), problem)
    if not file.severities:
        raise tree.fail(("severities",), "at least one level is needed, such as {id: P0, response: 5 min}")
    for key in _WITH_IDS:
        need_ids(tree, (key,), [entry.id for entry in getattr(file, key)])
    for place, channel in enumerate(file.channels):
        if channel.id == "users":
            raise tree.fail(
                ("channels", place, "id"), "`users` means every channel that reaches users: give this one another id"
            )
    for place, contact in enumerate(file.contacts):
        need_words(tree, ("contacts", place, "name"), contact.name)
    names = names_in(file)
    parts: dict[str, Any] = {
        "severities": tuple(_severity(tree, place, keys, names) for place, keys in enumerate(file.severities)),
        "items": _items(tree, file, names),
        "ladder": _ladder(tree, file, names),
        "roles": _roles(tree, file, names),
        "channels": tuple(Channel(**same(keys)) for keys in file.channels),
        "contacts": tuple(Contact(**same(keys)) for keys in file.contacts),
        "checks": checks_in(tree),
    }
    return Playbook(name=file.name, title=file.title, zone=file.zone, **parts, **parts_in(tree, file, names))


def _severity(tree: Tree, place: int, keys: SeverityKeys, names: Names) -> Severity:
    at: Place = ("severities", place)
    need_each(tree, (*at, "criteria"), keys.criteria)
    need_all_known(tree, (*at, "channels"), keys.channels, names.channels, "no channel")
    return Severity(
        triggers=triggers_at(tree, (*at, "triggers"), keys.triggers),
        response=limit_at(tree, (*at, "response"), keys.response),
        cadence=limit_at(tree, (*at, "cadence"), keys.cadence),
        escalate=limit_at(tree, (*at, "escalate"), keys.escalate),
        **same(keys, "triggers", "response", "cadence", "escalate"),
    )


def _roles(tree: Tree, file: PlaybookKeys, names: Names) -> tuple[Role, ...]:
    for place, keys in enumerate(file.roles):
        need_all_known(tree, ("roles", place, "severities"), keys.severities, names.severities, "no severity")
    return tuple(Role(**same(keys)) for keys in file.roles)


def _ladder(tree: Tree, file: PlaybookKeys, names: Names) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for place, keys in enumerate(file.ladder):
        at: Place = ("ladder", place)
        need_words(tree, (*at, "who"), keys.who)
        need_all_known(tree, (*at, "severities"), keys.severities, names.severities, "no severity")
        words = keys.after.strip() if isinstance(keys.after, str) else ""
        after = limit_at(tree, (*at, "after"), keys.after) or Limit(words=words)
        for before in rungs:
            meet = not before.severities or not keys.severities or set(before.severities) & set(keys.severities)
            if meet and (before.after.counts or 0) > (after.counts if after.counts is not None else float("inf")):
                said = f"{quoted(keys.who)} is called before {quoted(before.who)}, who stands above"
                raise tree.fail((*at, "after"), f"{said}: put the rungs in the order of their minutes")
        rungs.append(Rung(after=after, **same(keys, "after")))
    return tuple(rungs)


def _items(tree: Tree, file: PlaybookKeys, names: Names) -> tuple[Item, ...]:
    facts = _facts_that_tick(file)
    items: list[Item] = []
    for place, keys in enumerate(file.checklist):
        at: Place = ("checklist", place)
        n = keys.n if keys.n is not None else (items[-1].n if items else 0) + 1
        if not 1 <= n <= 999:
            raise tree.fail((*at, "n"), f"{n} is no number of an item: 1 to 999")
        if other := next((item for item in items if item.n == n), None):
            raise tree.fail((*at, "n"), f"number {n} belongs to {quoted(other.id)} already")
        need_words(tree, (*at, "text"), keys.text)
        need_all_known(tree, (*at, "severities"), keys.severities, names.severities, "no severity")
        _need_anchor(tree, (*at, "after"), keys.after, file)
        if keys.done_by and keys.done_by not in facts:
            raise tree.fail(
                (*at, "done_by"), f"nothing is recorded as {quoted(keys.done_by)}{_near(keys.done_by, facts, _FACTS)}"
            )
        need_role(tree, (*at, "owner"), keys.owner, names.roles)
        need_known(tree, (*at, "phase"), keys.phase, names.phases, "no phase")
        limit = limit_at(tree, (*at, "within"), keys.within)
        rest = same(keys, "n", "within", "after", "done_by")
        items.append(Item(n=n, limit=limit, anchor=keys.after, done_by=keys.done_by or None, **rest))
    _refuse_loops(tree, items)
    return tuple(items)


def _facts_that_tick(file: PlaybookKeys) -> list[str]:
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


def _need_anchor(tree: Tree, path: Place, anchor: str, file: PlaybookKeys) -> None:
    known = [*MILESTONES, *(f"item:{item.id}" for item in file.checklist)]
    if anchor in known:
        return
    as_item = f"item:{anchor}"
    word = as_item if as_item in known else anchor
    raise tree.fail(path, f"nothing sets {quoted(anchor)}{_near(word, known, _ANCHORS)}")


def _refuse_loops(tree: Tree, items: Sequence[Item]) -> None:
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
