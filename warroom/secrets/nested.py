"""Secrets in values as JSON has them: masked wherever they lie, and gathered so that an echo is known."""

from base64 import b64encode
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from warroom.secrets.finding import find, mask
from warroom.secrets.likeness import Proof, is_ordinary, is_secret, is_stand_in
from warroom.secrets.names import Name, promise_of_key
from warroom.secrets.span import MASKED, sign

LEAST_KNOWN = 6
# Passwords that are words of every record: masked wherever they stand, they would take the record with them.
_EVERYDAY = frozenset(
    ("password", "passwd", "secret", "default", "public", "private", "postgres", "readonly", "monitor")
)


def mask_all(value: Any, known: Collection[str] = ()) -> Any:
    """The same value with its secrets masked, whole under a key that names one; the same object if there are none."""
    if isinstance(value, str):
        masked = mask(value, known)
        return value if masked == value else masked
    if isinstance(value, dict):
        named = _named_beside(value)
        inside = {key: _under(named if key == "value" else _name(key), item, known) for key, item in value.items()}
        return inside if any(inside[key] is not item for key, item in value.items()) else value
    if isinstance(value, list | tuple):
        items = [mask_all(item, known) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else type(value)(items)
    return value


def _under(name: Name | None, value: Any, known: Collection[str]) -> Any:
    if name is None or isinstance(value, bool) or value is None:
        return mask_all(value, known)
    if isinstance(value, dict):
        if name.kind != "cookie":
            return mask_all(value, known)
        inside = {key: _under(name, item, known) for key, item in value.items()}
        return inside if any(inside[key] is not item for key, item in value.items()) else value
    if isinstance(value, list | tuple):
        items = [_under(_of_each(name), item, known) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else type(value)(items)
    if isinstance(value, str | int | float) and _is_whole(str(value), name):
        return sign(name.kind)
    return mask_all(value, known)


def _is_whole(value: str, name: Name) -> bool:
    """Whether all of a value under such a name is the secret."""
    if not value or MASKED.fullmatch(value):
        return False
    return name.proof is Proof.NAMED or is_secret(value, name.proof)


def _of_each(name: Name) -> Name:
    """What the plural promises of each: "tokens" is a number or a list of secrets."""
    return Name(name.kind) if name.proof is Proof.UNLIKE_WORDS else name


def _name(key: object) -> Name | None:
    return promise_of_key(key) if isinstance(key, str) else None


def _named_beside(value: dict[Any, Any]) -> Name | None:
    """What {"name": "DB_PASSWORD", "value": …} promises of its value."""
    return _name(value.get("name", value.get("key"))) if "value" in value else None


def known_in(value: Any) -> frozenset[str]:
    """The secrets in a check's options or in settings, of at least six letters, in every form a server may echo."""
    return frozenset(
        said for said in _gathered(value, None) if len(said) >= LEAST_KNOWN and said.lower() not in _EVERYDAY
    )


def _gathered(value: Any, name: Name | None) -> Iterator[str]:
    if isinstance(value, dict):
        beside = _named_beside(value)
        for key, item in value.items():
            yield from _gathered(item, _name(key) or (beside if key == "value" else None) or _kept(name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _gathered(item, _of_each(name) if name else None)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield from _in_scalar(str(value), name)


def _kept(name: Name | None) -> Name | None:
    return name if name and name.kind == "cookie" else None


def _in_scalar(value: str, name: Name | None) -> Iterator[str]:
    if name and _is_whole(value, name) and not is_stand_in(value):
        yield value
        scheme, _, bare = value.partition(" ")
        if bare and scheme.isalpha():
            yield bare.strip()
    cookies = name is not None and name.kind == "cookie"
    words = f"cookie: {value}" if cookies else value
    for secret in find(words):
        said = words[secret.start : secret.end]
        if not (cookies and is_ordinary(said)):
            yield said
            yield unquote(said)
    if "://" in value and "@" in value:
        yield from _basic(value)


def _basic(address: str) -> Iterator[str]:
    """A URL's user and password as a client sends them in a header."""
    try:
        url = urlsplit(address)
    except ValueError:
        return
    if url.password:
        pair = f"{unquote(url.username or '')}:{unquote(url.password)}"
        yield b64encode(pair.encode("utf-8", "replace")).decode()
