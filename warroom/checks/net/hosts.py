"""Hosts and ports as people write them in a check: what can be asked, and how a place is said."""

from warroom.checks.net.addresses import is_metadata
from warroom.checks.result import excerpt

MOST_LETTERS = 253
MOST_PORT = 65_535
MOST_SOCKET_BYTES = 103
"""Of a path, on the system that takes the fewest."""


def check_host(host: str, key: str = "host") -> None:
    """Raises ValueError, in the words of whoever wrote it, for what is no host or never probed."""
    said = excerpt(ascii(host)[1:-1])
    if not host:
        raise ValueError(f"`{key}` is missing: the name or address to ask")
    if "/" in host:
        raise ValueError(f"`{key}` is a name or an address alone, not a URL: `{said}`")
    if "[" in host or "]" in host:
        raise ValueError(f"`{key}` is written without brackets: `{said}`")
    name, _, port = host.rpartition(":")
    if name and ":" not in name and port.isdecimal():
        raise ValueError(f"`{key}` is a name or an address alone: write `port: {excerpt(port)}` beside it")
    if host.startswith((".", "-")) or not host.isprintable() or set(host) & set(" @\\") or len(host) > MOST_LETTERS:
        raise ValueError(f"`{key}` names no host that can be asked: `{said}`")
    if is_metadata(host):
        raise ValueError(f"`{key}` is the cloud's metadata address, which is never probed")


def check_port(port: int) -> None:
    """Raises ValueError for what is no port."""
    if not 1 <= port <= MOST_PORT:
        raise ValueError(f"`port` must be from 1 to {MOST_PORT}, not {port}")


def check_socket(path: str) -> None:
    """Raises ValueError for what can be no Unix socket."""
    if not path.startswith("/") or not path.isprintable() or len(path.encode()) > MOST_SOCKET_BYTES:
        raise ValueError(f"`unix` must be the whole path of a socket, at most {MOST_SOCKET_BYTES} bytes")


def place(host: str, port: int) -> str:
    """Host and port in one word: `example.com:443`, `[::1]:443`."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
