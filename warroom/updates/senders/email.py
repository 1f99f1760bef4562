"""E-mail by SMTP: the updates of one incident are one thread."""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import ClassVar, Literal

from warroom.located import quoted
from warroom.updates.senders import Secret, SenderOptions, Sending
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.addresses import is_loopback, not_metadata

PORTS = {"starttls": 587, "tls": 465, "plain": 25}
MOST_TO = 100
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
_SPEC = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<spec>[^<>]+)>\s*")


class Options(SenderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """The keys of this kind."""

    needs: ClassVar[tuple[str, ...]] = ("warroom.updates.ways.mail",)
    secret_keys: ClassVar[tuple[str, ...]] = ("password",)

    host: str
    """The mail server."""
    port: int = 0
    """Its port; without it 587 for starttls, 465 for tls, 25 for plain."""
    security: Literal["starttls", "tls", "plain"] = "starttls"
    """How the way to it is secured; plain is for this machine alone."""
    username: str = ""
    """The account to log in as; without it nobody logs in."""
    password: Secret = ""
    """Its password."""
    from_: str
    """Who it comes from, such as Shop status <status@example.com>."""
    to: tuple[str, ...] = ()
    """Addresses that see each other: one's own people."""
    bcc: tuple[str, ...] = ()
    """Addresses that nobody sees: customers."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if "${" not in self.host:
            if not _HOST.fullmatch(self.host):
                raise ValueError(f"`host`: {quoted(self.host)} is no name of a host")
            not_metadata(self.host, "host")
            if self.security == "plain" and not is_loopback(self.host):
                raise ValueError("`security`: plain sends words and password in the open: write starttls or tls")
        if not 0 <= self.port < 65536:
            raise ValueError("`port` is a number from 1 to 65535")
        if bool(self.username) != bool(self.password):
            raise ValueError("`username` and `password` go together")
        if not self.to and not self.bcc:
            raise ValueError("`to` is missing: name an address there, or under `bcc`")
        if len(self.to) + len(self.bcc) > MOST_TO:
            raise ValueError(f"`to`: {MOST_TO} addresses are the most: write to a list")
        for key, said in (("from", self.from_), *(("to", one) for one in self.to), *(("bcc", one) for one in self.bcc)):
            if "${" not in said:
                parted(said, key)

    @property
    def target(self) -> str:
        count = len(self.to) + len(self.bcc)
        first = (*self.to, *self.bcc)[0]
        return f"{first}{f' and {count - 1} more' if count > 1 else ''} by {self.host}"

    @property
    def also_secret(self) -> Iterator[str]:
        """How the password travels, which a server may say back."""
        if self.password:
            yield b64encode(f"\0{self.username}\0{self.password}".encode()).decode()


async def send(options: Options, message: Message, sending: Sending) -> Answer:
    """Hand it to the mail server, once for all addresses."""
    from warroom.updates.ways.mail import compose, hand_over

    mail = compose(options.from_, options.to, message)
    recipients = [parted(said, "to")[1] for said in (*options.to, *options.bcc)]
    return await hand_over(options, mail, recipients, sending.budget_s)


def parted(said: str, key: str) -> tuple[str, str]:
    """Name and address in `Shop <status@example.com>`. Raises ValueError for what is none."""
    found = _NAMED.fullmatch(said)
    name, spec = (found["name"].strip().strip('"'), found["spec"]) if found else ("", said.strip())
    if not _SPEC.fullmatch(spec) or not name.isprintable():
        raise ValueError(
            f"`{key}`: {quoted(said)} is no address: write status@example.com or Shop <status@example.com>"
        )
    return name, spec
