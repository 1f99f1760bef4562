"""URLs and header fields as people write them in a check: what can be asked, and what is shown of it."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from warroom.checks.net.addresses import is_metadata
from warroom.checks.result import excerpt

READS = ("GET", "HEAD", "OPTIONS")
MOST_HOPS = 10


def split(text: str) -> SplitResult:
    """The URL taken apart. Raises ValueError in the words of whoever wrote it."""
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError as wrong:
        raise ValueError(f"`url` cannot be read: {wrong}") from None
    if url.scheme not in ("http", "https"):
        raise ValueError(f"`url` must begin with http:// or https://, not `{excerpt(text)}`")
    if not host or port == 0 or not text.isprintable() or " " in text:
        raise ValueError(f"`url` names no host that can be asked: `{excerpt(ascii(text)[1:-1])}`")
    if url.username is not None or url.password is not None:
        raise ValueError("`url` holds a name or password, which screen and record would show: use `headers`")
    if is_metadata(host):
        raise ValueError("`url` points at the cloud's metadata address, which is never probed")
    return url


def check_headers(headers: Mapping[str, str]) -> None:
    """Raises ValueError for header fields no request may have."""
    for name, value in headers.items():
        if not name.replace("-", "").isalnum() or not name.isascii() or not value.isascii() or not value.isprintable():
            raise ValueError(f"`headers`: `{excerpt(ascii(name)[1:-1])}` has characters no header may have")


def port_of(url: SplitResult) -> int:
    """The port written, or the scheme's own."""
    return url.port or (443 if url.scheme == "https" else 80)


def origin_of(url: SplitResult) -> str:
    """Scheme, host and port."""
    return f"{url.scheme}://{(url.hostname or '').lower()}:{port_of(url)}"


def shown(url: SplitResult) -> str:
    """The URL without its query, which may hold a token."""
    return f"{url.scheme}://{url.netloc}{url.path}{'?…' if url.query else ''}"
