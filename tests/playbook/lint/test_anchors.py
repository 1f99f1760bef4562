"""Items whose clock never begins, or begins when it is over."""

import msgspec

from tests.playbook.lint.sound import SOUND, but, limit, only, rules
from warroom.playbook.model import Item, Playbook

LATER = Item(n=5, id="later", text="Tell the press", limit=limit("1 h"), anchor="fixed", severities=("P0", "P1"))


def plus(*items: Item) -> Playbook:
    return but(items=(*SOUND.items, *items))


def test_an_anchor_that_nothing_sets() -> None:
    found = only(plus(msgspec.structs.replace(LATER, anchor="mitigated")), "anchor-never-set")
    assert (found.level, found.where) == ("error", "checklist.later.after")
    assert "nothing sets that" in found.what


def test_an_item_that_waits_for_one_that_holds_at_another_level() -> None:
    found = only(plus(msgspec.structs.replace(LATER, anchor="item:ic")), "anchor-never-set")
    assert "does not hold at P1" in found.what
    assert rules(plus(msgspec.structs.replace(LATER, anchor="item:ic", severities=("P0",)))) == []


def test_the_fix_is_always_said_with_or_without_an_item_for_it() -> None:
    without = tuple(item for item in SOUND.items if item.done_by != "fixed")
    assert rules(but(items=(*without, LATER))) == []


def test_an_item_that_is_met_as_it_begins() -> None:
    assert only(plus(msgspec.structs.replace(LATER, done_by="fixed")), "anchor-is-its-own-end").level == "error"


def test_an_item_that_counts_from_the_start() -> None:
    started = msgspec.structs.replace(LATER, anchor="started")
    assert only(plus(started), "anchor-rarely-set").level == "warning"
    assert rules(plus(msgspec.structs.replace(started, limit=None))) == []
