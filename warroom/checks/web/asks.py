"""The keys of every kind that asks over HTTP: where, with which header fields and credentials, over which way."""

from base64 import b64encode
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import urlsplit

import msgspec

from warroom.checks.net.hosts import check_socket
from warroom.checks.probes import ProbeOptions
from warroom.checks.web.urls import check_headers, origin_of, shown, split

if TYPE_CHECKING:
    from warroom.checks.web.fetch import Request


class Basic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name and a password, from the environment."""

    username: str
    """The name."""
    password: str
    """The password, as ${NAME} from the environment."""


class HttpOptions(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the options of such a kind."""

    needs: ClassVar[tuple[str, ...]] = ("httpcore", "warroom.checks.web.fetch")
    secret_keys: ClassVar[tuple[str, ...]] = ("bearer", "basic")

    url: str
    """The address to ask."""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    """Header fields to send, by name."""
    bearer: str = ""
    """A token for the Authorization header, as ${NAME} from the environment."""
    basic: Basic | None = None
    """A name and a password for the Authorization header."""
    verify: bool = True
    """Whether the certificate must be valid."""
    unix: str = ""
    """A socket file to connect to instead of the host."""
    ip: Literal["any", "4", "6"] = "any"
    """Which addresses to use: 4, 6 or any."""
    third_party: bool = False
    """Whether it is somebody else's: not asked more often in an incident, and left alone where it says so."""

    def __post_init__(self) -> None:
        split(self.url)
        if self.bearer and self.basic:
            raise ValueError("`bearer` and `basic` cannot go together")
        check_headers(self.headers)
        check_headers({"authorization": self.bearer})
        if self.unix:
            check_socket(self.unix)

    @property
    def target(self) -> str:
        """The URL without its query, which may hold a token."""
        return shown(urlsplit(self.url))

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return origin_of(urlsplit(self.url))

    def asking(self, url: str, **more: Any) -> "Request":
        """The request for this URL with these options, ready to be sent often; `more` as `fetch.build` takes it."""
        from warroom.checks.web.fetch import build

        headers = {**more.pop("headers", {}), **self.headers}
        if self.bearer:
            headers["authorization"] = f"Bearer {self.bearer}"
        elif self.basic is not None:
            pair = f"{self.basic.username}:{self.basic.password}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        return build(url, headers=headers, verify=self.verify, family=self.ip, unix=self.unix, **more)
