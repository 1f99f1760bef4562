"""Where a Redis server is and how to log in to it: from the keys of a check, or the URL that applications use."""

from typing import NamedTuple, Protocol

from warroom.checks.net.hosts import check_host, check_port, check_socket
from warroom.checks.net.hosts import place as said_place
from warroom.checks.servers.server_urls import take_apart

PORT = 6379
_SCHEMES = ("redis", "rediss", "valkey", "valkeys", "unix")


class Keys(Protocol):
    """The keys of a check that say where."""

    @property
    def url(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def db(self) -> int: ...
    @property
    def username(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def tls(self) -> bool: ...
    @property
    def verify(self) -> bool: ...
    @property
    def unix(self) -> str: ...


class Place(NamedTuple):
    """One server and how to log in to it; `unix` is the path of its socket, in place of host and port."""

    host: str
    port: int
    unix: str
    db: int
    username: str
    password: str
    tls: bool
    verify: bool

    @property
    def server(self) -> str:
        """Host and port or the socket, for people."""
        return self.unix or said_place(self.host, self.port)

    @property
    def shown(self) -> str:
        """The server, and the number of the database where it is not 0, for people."""
        return f"{self.server}/{self.db}" if self.db else self.server


def place_of(keys: Keys) -> Place:
    """The place that the keys name. Raises ValueError, in words that hold no password."""
    place = _of_url(keys) if keys.url else Place(*(getattr(keys, key) for key in Place._fields))
    if place.unix:
        if place.host:
            raise ValueError("`unix` and `host` cannot go together")
        check_socket(place.unix)
        if place.tls:
            raise ValueError("`tls` cannot go with `unix`")
    elif not place.host:
        raise ValueError("`url` is missing: write `url: ${REDIS_URL}`, or `host`, or `unix`")
    else:
        check_host(place.host)
        check_port(place.port)
    if not 0 <= place.db < 1 << 31:
        raise ValueError("`db` is the number of a database, 0 or more")
    if place.username and not place.password:
        raise ValueError("`username` goes with a `password`")
    return place


def _of_url(keys: Keys) -> Place:
    for key in ("host", "unix", "username", "password"):
        if getattr(keys, key):
            raise ValueError(f"`url` and `{key}` cannot go together")
    url = take_apart("url", keys.url, _SCHEMES)
    if len(url.hosts) > 1:
        raise ValueError("`url` names several hosts: write a check for each")
    unix = f"/{url.path}" if url.scheme == "unix" else ""
    db = url.query.get("db", "" if unix else url.path.strip("/")) or str(keys.db)
    if not (db.isdecimal() and db.isascii() and len(db) < 10):
        raise ValueError("`url` ends in what is no number of a database")
    host, port = url.hosts[0] if url.hosts else ("", 0)
    unverified = url.query.get("ssl_cert_reqs", "").lower().removeprefix("cert_") == "none"
    return Place(
        host=host,
        port=port or PORT,
        unix=unix,
        db=int(db),
        username=url.user if url.password else "",
        password=url.password,
        tls=url.scheme in ("rediss", "valkeys") or keys.tls,
        verify=keys.verify and not unverified,
    )
