"""Mail servers on loopback: a real one, and one that follows a script to where it breaks off."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as POLICY
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Mailbox:
    """What a real server took; `refuses` are its answers to recipients, `answers` its answer to the words."""

    def __init__(self, refuses: dict[str, str] | None = None, answers: str = "250 OK") -> None:
        self.refuses = refuses or {}
        self.answers = answers
        self.taken: list[Envelope] = []
        self.logins: list[tuple[str, str]] = []
        self.secured = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if said := self.refuses.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        self.secured = server.transport is not None and server.transport.get_extra_info("sslcontext") is not None
        if self.answers.startswith("250"):
            self.taken.append(envelope)
        return self.answers

    def mails(self) -> list[EmailMessage]:
        """The mails as a reader has them."""
        found = [BytesParser(policy=POLICY).parsebytes(one.original_content or b"") for one in self.taken]
        assert all(isinstance(one, EmailMessage) for one in found)
        return found


@asynccontextmanager
async def serving_mail(
    box: Mailbox, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, password: str = ""
) -> AsyncIterator[int]:
    """The port of a server that keeps its mail in this box; with a password everybody must log in by it."""

    def check(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        login = (data.login.decode(), data.password.decode())
        box.logins.append(login)
        return AuthResult(success=login[1] == password, handled=False)

    def made() -> SMTP:
        return SMTP(
            box,
            hostname="localhost",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=bool(password),
            auth_require_tls=tls is None and starttls is not None,
            authenticator=check,
        )

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


HANGS = "hangs"
CLOSES = "closes"
GOOD = ("220 hello", "250 hello", "250 sender", "250 recipient", "354 go on", "250 taken")
"""Greeting, EHLO, MAIL, RCPT, DATA, the words."""


@asynccontextmanager
async def scripted(answers: Sequence[str]) -> AsyncIterator[int]:
    """The port of a server that says these one after another, and ends as the last of them says."""
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for n, answer in enumerate(answers):
                if n:
                    await reader.readuntil(b"\r\n.\r\n" if answers[n - 1].startswith("354") else b"\r\n")
                if answer == HANGS:
                    await asyncio.Event().wait()
                if answer == CLOSES:
                    break
                writer.write(f"{answer}\r\n".encode())
                await writer.drain()
            else:
                await reader.read()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
