"""The registry of keys: every key does something, and no two mean the same press in the same place."""

from itertools import combinations

import pytest

from warroom.tui.acts import act
from warroom.tui.keys import ENTRY, EVERYWHERE, KEYS, LIST, SCOPES, Key, bindings
from warroom.tui.navigating import Navigating
from warroom.tui.panels.registry import WALKED
from warroom.tui.panes import PANES, pane


def names(key: Key) -> set[str]:
    return set(key.key.split(","))


@pytest.mark.parametrize("key", [key for key in KEYS if key.id.partition(".")[0] in SCOPES], ids=lambda key: key.id)
def test_every_key_of_a_panel_has_its_act(key: Key) -> None:
    assert callable(act(key.id))
    assert key.where == SCOPES[key.id.partition(".")[0]]


def test_every_other_key_has_an_action_of_the_app_or_belongs_to_the_entry() -> None:
    for key in KEYS:
        if key.where in (EVERYWHERE, LIST):
            assert hasattr(Navigating, f"action_{key.action.partition('(')[0]}"), key.id


def test_no_two_keys_are_the_same_press_in_the_same_place() -> None:
    for one, other in combinations(KEYS, 2):
        together = one.where == other.where or EVERYWHERE in (one.where, other.where)
        together = together or (LIST in (one.where, other.where) and ENTRY not in (one.where, other.where))
        alike = one.where == other.where == SCOPES["open"] and one.id.partition(".")[0] != other.id.partition(".")[0]
        arrows = {one.where, other.where} & {ENTRY} and {one.where, other.where} & {LIST}
        if together and not alike and not arrows:
            assert not names(one) & names(other), (one.id, other.id)


def test_ids_are_given_once() -> None:
    ids = [binding.id for binding in bindings()]
    assert len(set(ids)) == len(ids)


def test_keys_hold_in_panels_and_panes_that_exist() -> None:
    walked = {name for names in WALKED.values() for name in names}
    assert set(SCOPES) <= walked | set(PANES)


@pytest.mark.parametrize("name", PANES)
def test_every_pane_can_be_opened_by_its_name(name: str) -> None:
    assert callable(pane(name).paint)
