"""The registry of keys: every key does something, and no two mean the same press in the same place."""

from itertools import combinations

import pytest

from warroom.errors import BadInput
from warroom.tui.acts import act
from warroom.tui.binding import bindings
from warroom.tui.keys import EVERYWHERE, KEYS, LIST, SCOPES, Key, clash, shown, with_changes
from warroom.tui.navigating import Navigating
from warroom.tui.panels.registry import WALKED
from warroom.tui.panes import PANES, pane


@pytest.mark.parametrize("key", [key for key in KEYS if key.where in SCOPES.values()], ids=lambda key: key.id)
def test_every_key_of_a_panel_has_its_act(key: Key) -> None:
    assert callable(act(key.id))
    assert key.where == SCOPES[key.id.partition(".")[0]]


def test_every_other_key_has_an_action_of_the_app_or_belongs_to_the_entry() -> None:
    for key in KEYS:
        if key.where in (EVERYWHERE, LIST):
            assert hasattr(Navigating, f"action_{key.action.partition('(')[0]}"), key.id


def test_no_two_keys_are_the_same_press_in_the_same_place() -> None:
    assert [(one.id, other.id) for one, other in combinations(KEYS, 2) if clash(one, other)] == []


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_keys_are_shown_as_they_are_spelled(key: Key) -> None:
    assert key.id == "list.tab" or key.shown == shown(key.key)


@pytest.mark.parametrize(
    ("said", "key", "seen"),
    [("F15", "f15", "F15"), ("^G", "ctrl+g", "^G"), ("alt+X", "alt+x", "M-x"), ("shift+f5", "shift+f5", "S-F5")],
)
def test_a_key_can_be_changed_and_is_shown_as_changed(said: str, key: str, seen: str) -> None:
    found = {one.id: one for one in with_changes([("brief", said, "warroom.yaml:3: keys.brief")])}
    assert (found["brief"].key, found["brief"].shown) == (key, seen)


def test_a_panels_letter_keeps_its_case() -> None:
    found = {one.id: one for one in with_changes([("checks.pause", "P", "w")])}
    assert found["checks.pause"].key == "P"


@pytest.mark.parametrize(
    ("id_", "said", "reason"),
    [
        ("breif", "f5", "no key is called `breif`, did you mean `brief`"),
        ("brief", "f99", "`f99` is no key"),
        ("brief", "pageupp", "did you mean `pageup`"),
        ("brief", "x", "needed for typing"),
        ("entry.clear", "enter", "needed for typing"),
        ("brief", "f1", "`f1` is help already"),
        ("checks.pause", "j", "`j` is list.down already"),
        ("checks.pause", "r", "`r` is checks.ask already"),
        ("entry.split", "f7", "`f7` is lobby already"),
        ("list.tab", "x", "cannot be changed"),
        ("brief", "ctrl+m", "a terminal sends `ctrl+m` as Enter"),
        ("brief", "ctrl+1", "no terminal sends `ctrl+1`"),
        ("checks.pause", "shift+x", "write a capital letter"),
        ("brief", "", "is no key"),
        ("brief", "ctrl+", "is no key"),
        ("brief", "ctrl+ctrl+x", "is no key"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_place_and_reason(id_: str, said: str, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        with_changes([(id_, said, "warroom.yaml:3: keys")])
    assert str(caught.value).startswith("warroom.yaml:3: keys: ")
    assert reason in str(caught.value)


def test_two_keys_may_change_places() -> None:
    found = {one.id: one.key for one in with_changes([("help", "f8", "w"), ("brief", "f1", "w")])}
    assert (found["help"], found["brief"]) == ("f8", "f1")


def test_ids_are_given_once() -> None:
    ids = [binding.id for binding in bindings()]
    assert len(set(ids)) == len(ids)


def test_keys_hold_in_panels_and_panes_that_exist() -> None:
    walked = {name for names in WALKED.values() for name in names}
    assert set(SCOPES) - {"replay"} <= walked | set(PANES)


@pytest.mark.parametrize("name", PANES)
def test_every_pane_can_be_opened_by_its_name(name: str) -> None:
    assert callable(pane(name).paint)
