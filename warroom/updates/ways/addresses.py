"""Where something may be sent: to https, or to this very machine."""

import ipaddress
from urllib.parse import urlsplit

from warroom.checks.net.addresses import is_metadata


def web_address(text: str, key: str = "url") -> None:
    """Raises ValueError for a URL nothing is sent to, in words without the URL, which may be a secret.

    One with variables in it is looked at when they are filled in.
    """
    if "${" in text:
        return
    try:
        url = urlsplit(text)
        host, port = url.hostname or "", url.port
    except ValueError:
        raise ValueError(f"`{key}` is no URL") from None
    if url.scheme not in ("http", "https") or not host or port == 0 or " " in text or not text.isprintable():
        raise ValueError(f"`{key}` must be a URL such as https://example.com/hook")
    if url.username is not None or url.password is not None:
        raise ValueError(f"`{key}` holds a name or password: use `headers`")
    if url.fragment:
        raise ValueError(f"`{key}` has a # part, which is never sent")
    not_metadata(host, key)
    if url.scheme == "http" and not is_loopback(host):
        raise ValueError(f"`{key}` must begin with https://, words and secrets are not sent in the open")


def not_metadata(host: str, key: str) -> None:
    """Raises ValueError for the metadata service of a cloud, in any spelling."""
    if is_metadata(host):
        raise ValueError(f"`{key}` leads to the cloud's metadata address, where nothing is sent")


def is_loopback(host: str) -> bool:
    """Whether a host, as it is written, is this very machine."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
