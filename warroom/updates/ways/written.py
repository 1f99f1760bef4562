"""Senders as people write them: a mapping from a name to a kind's keys, or one sentence that says where it is wrong."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warroom.checks.variables import names_in
from warroom.incident.words import MAX_NAME
from warroom.located import Misplaced, Place, Tree, convert, did_you_mean, quoted
from warroom.updates.senders import KINDS, SenderOptions, load
from warroom.updates.ways.model import Sender

MOST = 40
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_DEFAULT = re.compile(r"\$\{\w+:-[^}]")


def senders_in(tree: Tree, base: Path) -> tuple[Sender, ...]:
    """The senders under the file's key `senders`. Raises BadInput at the first that cannot be used."""
    raws = tree.value["senders"]
    if len(raws) > MOST:
        raise tree.fail(("senders",), f"{len(raws)} senders, and {MOST} are the most")
    return tuple(_sender(tree, str(name), raw, base) for name, raw in raws.items())


def _sender(tree: Tree, name: str, raw: Any, base: Path) -> Sender:
    at: Place = ("senders", name)
    if len(name) > MAX_NAME or not name.isprintable() or any(c.isspace() for c in name):
        raise tree.fail(at, f"{quoted(name)} is no name: 1 to {MAX_NAME} letters and no spaces, such as ops")
    if not isinstance(raw, dict):
        raise tree.fail(at, 'keys with values belong here, such as {kind: slack, channel: chat, url: "${SLACK_HOOK}"}')
    kind = raw.get("kind")
    if kind is None:
        raise tree.fail(at, f"`kind` is missing: one of {', '.join(KINDS)}")
    if not isinstance(kind, str) or kind not in KINDS:
        raise tree.fail((*at, "kind"), f"unknown kind {quoted(kind)}{did_you_mean(str(kind), KINDS)}")
    type_ = load(kind).Options
    _refuse_literals(tree, at, raw, type_)
    try:
        options = convert(tree, type_, at)
    except Misplaced as wrong:
        raise _nearer(tree, at, raw, wrong) from None
    return Sender(
        name=name,
        kind=kind,
        channel=options.channel or name,
        options=options,
        place=str(tree.fail(at, "")).rstrip(": "),
        base=str(base),
    )


def _refuse_literals(tree: Tree, at: Place, raw: dict[str, Any], type_: type[SenderOptions]) -> None:
    """A secret in the file would be in every copy of it, and in whoever's repository that is."""
    from warroom.secrets import mask_all

    for key in type_.secret_keys:
        value = raw.get(key)
        if isinstance(value, str) and value and (not names_in(value) or _DEFAULT.search(value)):
            raise tree.fail((*at, key), _way_out(f"`{key}` is a secret", key, type_))
    for path, key, value in _texts(at, raw):
        bare = _VARIABLE.sub("", value)
        if bare.strip() and mask_all({key: bare}) != {key: bare}:
            raise tree.fail(path, _way_out("this looks like a secret", key, type_))


def _way_out(said: str, key: str, type_: type[SenderOptions]) -> str:
    file = f", or {key}: {{file: /path}}" if key in type_.secret_keys else ""
    return f"{said}, which does not stand in settings: write {key}: ${{NAME}} and export NAME{file}"


def _texts(at: Place, value: Any, key: str = "") -> Iterator[tuple[Place, str, str]]:
    """Every text within a value: where it stands, and the nearest key above it."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts((*at, str(name)), item, str(name))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _texts((*at, n), item, key)
    elif isinstance(value, str):
        yield at, key, value


def _nearer(tree: Tree, at: Place, raw: dict[str, Any], wrong: Misplaced) -> Misplaced:
    """The error at the line of the key it speaks of, where it only knew the sender."""
    if wrong.parts["key"] != ".".join(map(str, at)):
        return wrong
    said = str(wrong.parts["problem"])
    named = next((key for key in re.findall(r"`([^`]+)`", said) if key in raw), None)
    return tree.fail((*at, named), said) if named else wrong
