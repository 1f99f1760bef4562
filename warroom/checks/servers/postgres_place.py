"""Where a PostgreSQL server is and how to log in to it: from the keys of a check, or the URL that applications use."""

import os
from pathlib import Path
from typing import Literal, NamedTuple, Protocol
from urllib.parse import urlencode

from warroom.checks.net.hosts import check_host, check_port, place
from warroom.checks.result import excerpt
from warroom.checks.servers.server_urls import take_apart

PORT = 5432
SslMode = Literal["", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl")
_SCHEMES = ("postgresql", "postgres")


class Keys(Protocol):
    """The keys of a check that say where."""

    @property
    def dsn(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def dbname(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def sslmode(self) -> SslMode: ...
    @property
    def sslrootcert(self) -> str: ...


class Place(NamedTuple):
    """One database of one or several servers; a host that begins with a slash is the folder of a socket."""

    hosts: tuple[tuple[str, int], ...]
    dbname: str
    user: str
    password: str
    sslmode: str
    files: tuple[tuple[str, str], ...] = ()
    session: str = ""
    options: str = ""

    @property
    def server(self) -> str:
        """Host and port, for people."""
        return ",".join(host if host.startswith("/") else place(host, port) for host, port in self.hosts)

    @property
    def shown(self) -> str:
        """Host, port and database, for people."""
        return f"{self.server}/{self.dbname or self.user}"

    @property
    def files_url(self) -> str:
        """The files for TLS in the one spelling that asyncpg reads them in."""
        return f"postgresql://?{urlencode(self.files)}" if self.files else ""

    @property
    def system_trust(self) -> bool:
        """Whether the certificate is held against the system's authorities, as nobody named others."""
        named = dict(self.files).get("sslrootcert", "") or os.environ.get("PGSSLROOTCERT", "")
        if self.sslmode != "verify-full" or "sslcert" in dict(self.files):
            return False
        return named == "system" or not (named or Path("~/.postgresql/root.crt").expanduser().exists())


def place_of(keys: Keys) -> Place:
    """The place that the keys name. Raises ValueError, in words that hold no password."""
    found = _of_url(keys) if keys.dsn else _of_keys(keys)
    if found.sslmode not in ("", *_MODES):
        raise ValueError(f"`sslmode` must be {', '.join(_MODES[:-1])} or {_MODES[-1]}, not `{excerpt(found.sslmode)}`")
    if dict(found.files).get("sslrootcert") == "system" and found.sslmode != "verify-full":
        if found.sslmode:
            raise ValueError("`sslrootcert` system goes with `sslmode: verify-full` alone")
        found = found._replace(sslmode="verify-full")
    return found


def _of_keys(keys: Keys) -> Place:
    if not keys.host:
        raise ValueError("`dsn` is missing: write `dsn: ${DATABASE_URL}`, or `host`, `dbname` and `user`")
    if not keys.host.startswith("/"):
        check_host(keys.host)
    check_port(keys.port)
    files = (("sslrootcert", keys.sslrootcert),) if keys.sslrootcert else ()
    return Place(((keys.host, keys.port),), keys.dbname, keys.user, keys.password, keys.sslmode, files)


def _of_url(keys: Keys) -> Place:
    for key in ("host", "dbname", "user", "password"):
        if getattr(keys, key):
            raise ValueError(f"`dsn` and `{key}` cannot go together")
    scheme, _, rest = keys.dsn.partition("://")
    url = take_apart("dsn", f"{scheme.partition('+')[0]}://{rest}" if rest else keys.dsn, _SCHEMES)
    query = url.query
    if "service" in query or "passfile" in query:
        raise ValueError("`dsn` names a file of connections or passwords, which is not read: name the server itself")
    port = query.get("port", "")
    if port and not (port.isdecimal() and len(port) < 6):
        raise ValueError("`dsn` has a port that is no number")
    usual = int(port or PORT)
    hosts = tuple((host, given or usual) for host, given in url.hosts)
    if not hosts and (named := query.get("host", "")):
        hosts = tuple((host, usual) for host in named.split(","))
    if not hosts:
        raise ValueError("`dsn` names no host")
    for host, number in hosts:
        if not host.startswith("/"):
            check_host(host, "dsn")
        check_port(number)
    files = tuple((key, query[key]) for key in _FILES if query.get(key))
    if keys.sslrootcert:
        files = (*(each for each in files if each[0] != "sslrootcert"), ("sslrootcert", keys.sslrootcert))
    return Place(
        hosts,
        url.path or query.get("dbname", ""),
        url.user or query.get("user", ""),
        url.password or query.get("password", ""),
        keys.sslmode or query.get("sslmode", ""),
        files,
        query.get("target_session_attrs", ""),
        query.get("options", ""),
    )
