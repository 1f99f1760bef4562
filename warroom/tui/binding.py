"""Keys of the registry as Textual's bindings, and the ones a user chose in their place."""

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import _character_to_key

from warroom.tui.keys import ENTRY, KEYS, Key


def bindings() -> list[Binding]:
    """What the screen binds; a key that several panels use acts in the one that has the keys."""
    found: list[Binding] = []
    for key in KEYS:
        if key.where == ENTRY or key.id == "palette":
            continue  # the entry line's and Textual's own
        if key.id == "list.tab":
            found += [Binding(n, f"app.tab({n})", id=f"{key.id}.{n}", show=False) for n in key.key.split(",")]
        else:
            action = key.action or f"act('{key.id}')"
            found.append(Binding(key.key, f"app.{action}", key.help, id=key.id, show=False))
    return found


def event_name(key: str) -> str:
    """What Textual calls the press of a character or of a key of the registry: "slash" for "/"."""
    return _character_to_key(key) if len(key) == 1 else key


def presses(key: Key) -> frozenset[str]:
    """What Textual calls the presses that mean this key."""
    return frozenset(map(event_name, key.key.split(",")))


def rebind(node: DOMNode, keys: Iterable[Key]) -> None:
    """Give a widget's bindings the keys that differ from the registry's; those of other ids stay.

    Textual's own keymap would take a key from every panel when one panel gets it.
    """
    by_key = node._bindings.key_to_bindings  # noqa: SLF001  Textual has no other way to change one widget's
    for key in set(keys) - set(KEYS):
        bound = [binding for held in by_key.values() for binding in held if binding.id == key.id]
        for pressed, held in list(by_key.items()):
            by_key[pressed] = [binding for binding in held if binding.id != key.id]
        for fresh in Binding.make_bindings(_anew(bound[:1], key.key)):
            by_key.setdefault(fresh.key, []).append(fresh)


def _anew(bound: Sequence[Binding], keys: str) -> list[Binding]:
    return [binding.with_key(keys) for binding in bound]
