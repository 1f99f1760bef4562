"""A mail made and handed to a server; until its words begin to go out, nothing was accepted."""

import asyncio
import hashlib
import re
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime
from typing import NamedTuple

import aiosmtplib

from warroom.checks.failure import of_network
from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.trust import trusting
from warroom.checks.net.wire import PER_ADDRESS_S, Steps, resolve
from warroom.checks.result import excerpt
from warroom.clock import SystemClock
from warroom.text import visible
from warroom.updates.senders import Lost, NotSent, Wrong
from warroom.updates.senders.email import PORTS, Options, parted
from warroom.updates.sending import Answer, Message

QUIT_S = 2.0
MOST_SUBJECT = 300
_REF = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
_NAME = re.compile(r"[A-Za-z0-9.-]{1,253}")


class Mail(NamedTuple):
    """The bytes of a mail, whose it is, and by which id later ones refer to its thread."""

    data: bytes
    sender: str
    ref: str


def compose(from_: str, to: Sequence[str], message: Message) -> Mail:
    """The mail: its id comes from the update's key, and it answers the incident's first."""
    name, sender = parted(from_, "from")
    domain = sender.rpartition("@")[2]
    own = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}.warroom@{domain}>"
    thread = message.ref if _REF.fullmatch(message.ref) else ""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address(name, addr_spec=sender)
    mail["To"] = [Address(n, addr_spec=a) for n, a in (parted(said, "to") for said in to)] or "undisclosed-recipients:;"
    mail["Subject"] = subject_of(message)
    mail["Date"] = format_datetime(SystemClock().now())
    mail["Message-ID"] = own
    if thread:
        mail["In-Reply-To"] = thread
        mail["References"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, charset="utf-8", cte="base64")
    return Mail(mail.as_bytes(), sender, thread or own)


def subject_of(message: Message) -> str:
    """One line that cannot become another header."""
    said = message.subject or f"[{message.severity or message.incident}] {message.title}: {message.status or 'update'}"
    line = visible(" ".join(said.split()))
    return line if len(line) <= MOST_SUBJECT else f"{line[: MOST_SUBJECT - 1]}…"


async def hand_over(options: Options, mail: Mail, recipients: Sequence[str], budget_s: float) -> Answer:
    """Send it to all who take it. Raises NotSent, Lost and Wrong as they are meant."""
    host, port = options.host, options.port or PORTS[options.security]
    where = f"{host}:{port}"
    talk = _Talk(options, where)
    try:
        async with asyncio.timeout(budget_s):
            context = None if options.security == "plain" else await asyncio.to_thread(trusting)
            await talk.open(await _connected(host, port), context)
            answer = await talk.hand_over(mail, recipients)
        # What the server does from here on changes nothing about the mail it took.
        await talk.quit()
        return answer
    except Forbidden as error:
        raise Wrong(f"{host} leads to {error}, a metadata address, where nothing is sent") from None
    except aiosmtplib.SMTPResponseException as error:
        raise _answered(error.code, error.message, where, talk.begun) from None
    except (TimeoutError, OSError, UnicodeError, aiosmtplib.SMTPException) as error:
        why = _why(error, host, port, budget_s, talk.begun)
        raise (Lost if talk.begun else NotSent)(why) from None
    finally:
        talk.close()


class _Talk:
    """One session; `begun` once the words themselves are on their way."""

    def __init__(self, options: Options, where: str) -> None:
        self._options = options
        self._where = where
        self._client: aiosmtplib.SMTP | None = None
        self.begun = False

    async def open(self, connected: socket.socket, context: ssl.SSLContext | None) -> None:
        """Greet, secure the way, log in."""
        options = self._options
        self._client = client = aiosmtplib.SMTP(
            hostname=options.host,
            sock=connected,
            use_tls=options.security == "tls",
            start_tls=False,
            tls_context=context,
            timeout=None,
            local_hostname=_own_name(),
        )
        try:
            await client.connect()
        except BaseException:
            connected.close()
            raise
        await client.ehlo()
        if options.security == "starttls":
            if not client.supports_extension("starttls"):
                raise Wrong(f"{self._where} does not offer STARTTLS, and nothing is sent in the open")
            await client.starttls()
            await client.ehlo()
        if options.username:
            if not client.supported_auth_methods:
                raise Wrong(f"{self._where} offers no way to log in that is known here")
            await client.login(options.username, str(options.password))

    async def hand_over(self, mail: Mail, recipients: Sequence[str]) -> Answer:
        """Name who it is for, then send it to those who may have it."""
        client = self._client
        assert client is not None
        await client.mail(mail.sender)
        refused: list[aiosmtplib.SMTPRecipientRefused] = []
        for recipient in recipients:
            try:
                await client.rcpt(recipient)
            except aiosmtplib.SMTPRecipientRefused as error:
                refused.append(error)
                if not client.is_connected:
                    break
        if len(refused) == len(recipients) or not client.is_connected:
            return _none_taken(refused, self._where)
        self.begun = True
        await client.data(mail.data)
        return Answer("sent", _left_out(refused, len(recipients)), ref=mail.ref)

    async def quit(self) -> None:
        """Say goodbye, and wait a moment for the other side to."""
        if self._client is not None and self._client.is_connected:
            with suppress(TimeoutError, OSError, aiosmtplib.SMTPException):
                async with asyncio.timeout(QUIT_S):
                    await self._client.quit()

    def close(self) -> None:
        """End it, wherever it is."""
        if self._client is not None:
            self._client.close()


async def _connected(host: str, port: int) -> socket.socket:
    """A connection to the first address that takes one. Raises OSError, Forbidden."""
    addresses = await resolve(host, port, "any", Steps())
    for n, (family, place) in enumerate(addresses):
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setblocking(False)
        try:
            async with asyncio.timeout(PER_ADDRESS_S if n + 1 < len(addresses) else None):
                await asyncio.get_running_loop().sock_connect(made, place)
            return made
        except OSError:  # TimeoutError is one
            made.close()
            if n + 1 == len(addresses):
                raise
        except BaseException:
            made.close()
            raise
    raise OSError(f"{host} has no address")


def _none_taken(refused: Sequence[aiosmtplib.SMTPRecipientRefused], where: str) -> Answer:
    first = next((error for error in refused if error.code >= 500), refused[0])
    others = f", and the other {len(refused) - 1} are not taken either" if len(refused) > 1 else ""
    said = f"{where} does not take {first.recipient}: {first.code} `{excerpt(first.message)}`{others}"
    return Answer("later" if all(400 <= error.code < 500 for error in refused) else "refused", said)


def _left_out(refused: Sequence[aiosmtplib.SMTPRecipientRefused], count: int) -> str:
    if not refused:
        return ""
    each = "; ".join(f"{error.recipient}: {error.code} `{excerpt(error.message)}`" for error in refused[:3])
    return f"it did not go to {len(refused)} of {count}: {each}{'; …' if len(refused) > 3 else ''}"


def _answered(code: int, said: str, where: str, begun: bool) -> Exception:
    """What a code means: 4yz and 5yz are certain, whenever they come; anything else is not."""
    why = f"{where} answered {code} `{excerpt(said)}`" if code > 0 else f"the answer of {where} was not SMTP"
    if 500 <= code < 600:
        return Wrong(why)
    return Lost(why) if begun and not 400 <= code < 500 else NotSent(why)


def _why(error: BaseException, host: str, port: int, budget_s: float, begun: bool) -> str:
    where = f"{host}:{port}"
    if isinstance(error, TimeoutError):
        return f"no word from {where} within {budget_s:g} s" + (", after the mail had gone out" if begun else "")
    if isinstance(error, aiosmtplib.SMTPServerDisconnected) and error.__cause__ is None:
        return f"{where} closed the connection" + (" before it said that it took the mail" if begun else "")
    cause = error.__cause__ if isinstance(error, aiosmtplib.SMTPException) else error
    failure = of_network(cause, host, port) if cause is not None else None
    if failure is not None:
        return failure.reason if not begun else f"{failure.reason}, after the mail had begun to go out"
    return f"{where}: {excerpt(str(error))}"


def _own_name() -> str:
    name = socket.gethostname()
    return name if _NAME.fullmatch(name) else "localhost"
