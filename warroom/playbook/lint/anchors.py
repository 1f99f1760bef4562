"""Items whose clock cannot begin, or begins when it is over."""

from collections.abc import Iterator

from warroom.incident.words import MILESTONES
from warroom.playbook.lint.finding import Finding, Rule
from warroom.playbook.lint.levels import covered
from warroom.playbook.model import Playbook

UNSET = Rule(
    name="anchor-never-set",
    group="clocks",
    level="error",
    title="items whose clock nothing starts",
    why="the item waits for ever and is never overdue: it looks as if there were time",
    mend="let it count from declared, fixed or resolved, or from an item that holds at the same levels",
)
OVER = Rule(
    name="anchor-is-its-own-end",
    group="clocks",
    level="error",
    title="items whose clock begins with what ends it",
    why="it is met in the moment it begins, and warns nobody before",
    mend="let it count from an earlier milestone, such as declared",
)
RARE = Rule(
    name="anchor-rarely-set",
    group="clocks",
    level="warning",
    title="items that count from a time somebody has to look up first",
    why="when it began is known late, and until then this clock stands still",
    mend="let it count from declared, or from detected, which declaring sets",
)


def anchors(playbook: Playbook) -> Iterator[Finding]:
    """What is wrong with where clocks begin. `fixed` is always set by /fix, with or without an item for it."""
    known = {item.id: item for item in playbook.items}
    for item in playbook.items:
        key = ("checklist", item.id, "after")
        other = known.get(item.anchor.removeprefix("item:")) if item.anchor.startswith("item:") else None
        if item.anchor not in MILESTONES and other is None:
            yield UNSET.found(f"“{item.text}” counts from {item.anchor}, and nothing sets that", key, item.source)
        elif other is not None:
            mine, its = covered(playbook, item.severities), covered(playbook, other.severities)
            alone = [level.id for level in mine if level not in its]
            if alone:
                what = f"“{item.text}” counts from “{other.text}”, which does not hold at {', '.join(alone)}"
                yield UNSET.found(what, key, item.source)
        elif item.done_by == item.anchor:
            yield OVER.found(
                f"“{item.text}” counts from {item.anchor} and is ticked by {item.anchor}", key, item.source
            )
        elif item.anchor == "started" and item.limit is not None:
            yield RARE.found(f"“{item.text}” counts from when it started", key, item.source)
