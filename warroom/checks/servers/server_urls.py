"""URLs of servers with a password inside, `postgresql://user:password@host:5432/shop`: nothing of them is said back."""

from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from warroom.checks.net.hosts import MOST_PORT, check_host

_MOST_LETTERS = 4000
_ENCODE = "a password's @ : / ? # % are written %40 %3A %2F %3F %23 %25"


class ServerUrl(NamedTuple):
    """Its parts, decoded; a host that is a folder or a socket begins with a slash. Ports left out are 0."""

    scheme: str
    user: str
    password: str
    hosts: tuple[tuple[str, int], ...]
    path: str
    query: dict[str, str]


def take_apart(key: str, text: str, schemes: Collection[str]) -> ServerUrl:
    """The URL in its parts. Raises ValueError in words that hold no letter of it."""
    if len(text) > _MOST_LETTERS or not text.isprintable() or " " in text:
        raise ValueError(f"`{key}` has spaces or characters no URL may have, or too many")
    scheme, found, rest = text.partition("://")
    if not found or scheme not in schemes:
        raise ValueError(f"`{key}` must begin with {' or '.join(f'{each}://' for each in schemes)}")
    if "#" in rest or rest.count("@") > 1:
        raise ValueError(f"`{key}` cannot be read: {_ENCODE}")
    rest, _, query = rest.partition("?")
    authority, _, path = rest.partition("/")
    if "@" in path or "@" in query:
        raise ValueError(f"`{key}` cannot be read: {_ENCODE}")
    login, _, hosts = authority.rpartition("@")
    user, _, password = login.partition(":")
    return ServerUrl(
        scheme,
        unquote(user),
        unquote(password),
        tuple(_host(key, each) for each in hosts.split(",")) if hosts else (),
        unquote(path),
        dict(parse_qsl(query)),
    )


def _host(key: str, text: str) -> tuple[str, int]:
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
        bad = not closed or (bool(rest) and not rest.startswith(":"))
    else:
        host, _, port = text.partition(":")
        bad = False
    if bad or (port and not (port.isdecimal() and port.isascii() and len(port) < 6 and 1 <= int(port) <= MOST_PORT)):
        raise ValueError(f"`{key}` has a port that is no number from 1 to {MOST_PORT}; {_ENCODE}")
    host = unquote(host)
    if not host.startswith("/"):
        try:
            check_host(host, key)
        except ValueError:
            raise ValueError(f"`{key}` names no host that can be asked; {_ENCODE}") from None
    return host, int(port or 0)
