"""Options with their secrets in them, for the time of one attempt: from the environment, or a file of one's own."""

import os
import stat
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec

from warroom.checks.variables import Filled as Variables
from warroom.checks.variables import names_in
from warroom.errors import BadInput
from warroom.secrets import known_in
from warroom.text import visible
from warroom.updates.senders import FromFile, SenderOptions, Wrong
from warroom.updates.ways.model import Sender

MOST_BYTES = 16 * 1024
LEAST = 6
"""Letters of a part of a secret that is masked by itself."""


class Filled(NamedTuple):
    """The options as they are used, and every value in them that nobody may read."""

    options: SenderOptions
    known: frozenset[str]


def fill(sender: Sender, environ: Mapping[str, str]) -> Filled:
    """The options with variables and files read. Raises Wrong in a sentence that holds no secret."""
    type_ = type(sender.options)
    secrets: set[str] = set()
    fields: dict[str, Any] = {}
    for key in type_.__struct_fields__:
        filled, found = _fill(getattr(sender.options, key), sender.base, environ, key in type_.template_keys)
        fields[key] = filled
        secrets |= found
        if isinstance(filled, str) and key in type_.secret_keys and getattr(sender.options, key):
            if not filled.strip():
                raise Wrong(f"`{key}` is empty in the environment: export it with its value")
            secrets.add(filled)
    known = frozenset(form for secret in secrets for form in _forms(secret)) | known_in(fields)
    try:
        options = type_(**fields)
        return Filled(options, known | set(options.also_secret))
    except (ValueError, TypeError) as wrong:
        raise Wrong(visible(str(wrong))) from None


def needs(sender: Sender) -> tuple[str, ...]:
    """Where its secrets come from, for people: `$SLACK_HOOK`, `/run/secrets/token`."""
    return tuple(present(sender))


def present(sender: Sender, environ: Mapping[str, str] = os.environ) -> dict[str, bool]:
    """The same, each with whether it is there and may be used."""
    names = names_in(msgspec.to_builtins(sender.options))
    found = {f"${name}": bool(environ.get(name)) for name in sorted(names)}
    for key in type(sender.options).__struct_fields__:
        for value in _files(sender, key):
            try:
                found[value.file] = bool(_from_file(value.file, sender.base))
            except Wrong:
                found[value.file] = False
    return found


def _files(sender: Sender, key: str) -> Iterator[FromFile]:
    value = getattr(sender.options, key)
    if isinstance(value, FromFile):
        yield value
    elif isinstance(value, dict):
        yield from (item for item in value.values() if isinstance(item, FromFile))


def _fill(value: Any, base: str, environ: Mapping[str, str], template: bool) -> tuple[Any, set[str]]:
    """The value filled in, and what came from elsewhere; in a template braces from elsewhere are no placeholders."""
    match value:
        case FromFile():
            secret = _from_file(value.file, base)
            return (_doubled(secret) if template else secret), {secret}
        case str():
            names = names_in(value)
            if not names:
                return value, set()
            used = {name: environ[name] for name in names if environ.get(name)}
            try:
                given = {n: _doubled(v) for n, v in environ.items() if n in names} if template else environ
                filled = Variables({"": value}, given).options[""]
            except BadInput:
                missing = next((name for name in sorted(names) if name not in environ), "")
                raise Wrong(f"the variable ${missing} is not set: export it") from None
            return filled, set(used.values())
        case msgspec.Struct():
            fields, found = _fill(msgspec.structs.asdict(value), base, environ, template)
            return msgspec.structs.replace(value, **fields), found
        case dict():
            each = {key: _fill(item, base, environ, template) for key, item in value.items()}
            return {key: one for key, (one, _) in each.items()}, set().union(*(found for _, found in each.values()))
        case list() | tuple():
            parts = [_fill(item, base, environ, template) for item in value]
            return type(value)(one for one, _ in parts), set().union(*(found for _, found in parts))
        case _:
            return value, set()


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _from_file(said: str, base: str) -> str:
    try:
        path = Path(base) / Path(said).expanduser()
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Wrong(visible(f"{said}, where a secret should be: {why[:1].lower()}{why[1:]}")) from None
    with os.fdopen(opened, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Wrong(visible(f"{said}, where a secret should be, is no regular file"))
        if status.st_uid != os.getuid():
            raise Wrong(visible(f"{said} belongs to somebody else: a secret is read from a file of your own"))
        if status.st_mode & 0o077:
            raise Wrong(visible(f"{said} may be read by others: chmod 600 {said}"))
        data = file.read(MOST_BYTES + 1)
    secret = data.decode("utf-8", "replace").strip("\r\n")
    if not secret or len(data) > MOST_BYTES or not secret.isprintable() or "\ufffd" in secret:
        raise Wrong(visible(f"{said} must hold the secret and nothing else, on one line"))
    return secret


def _forms(secret: str) -> Iterator[str]:
    """A secret, and what of it a server or a library may say by itself."""
    if len(secret) >= 4:
        yield secret
        yield b64encode(secret.encode("utf-8", "replace")).decode()
    if "://" in secret:
        try:
            url = urlsplit(secret)
            parts = [*url.path.split("/"), *(value for _, value in parse_qsl(url.query)), url.password or ""]
        except ValueError:
            return
        yield from (each for each in (url.path, url.query) if len(each) >= LEAST)
        yield from (part for part in parts if len(part) >= LEAST and not (part.isalpha() and part.islower()))
