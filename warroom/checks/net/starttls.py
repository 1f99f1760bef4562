"""The words that lead from plain text to TLS: SMTP, IMAP, PostgreSQL."""

import asyncio
import struct
from typing import Literal

from warroom.checks.failure import Failed
from warroom.checks.result import excerpt

Protocol = Literal["smtp", "imap", "postgres"]

_MOST_LINES = 100
_SSL_REQUEST = struct.pack("!ii", 8, 80_877_103)


async def ask_for_tls(protocol: Protocol, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, at: str) -> None:
    """Bring the other side to where the handshake begins. Raises Failed, OSError."""
    try:
        match protocol:
            case "smtp":
                await _smtp(reader, writer, at)
            case "imap":
                await _imap(reader, writer, at)
            case "postgres":
                await _postgres(reader, writer, at)
    except ValueError as endless:  # a line beyond the reader's limit
        raise Failed("no tls", f"{at} does not speak {protocol}: a line without end", definite=True) from endless
    except asyncio.CancelledError as ended:
        ended.add_note(f"connected to {at}, asking for TLS over {protocol}")
        raise


async def _smtp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, at: str) -> None:
    await _reply("220", reader, at)
    writer.write(b"EHLO localhost\r\n")
    offered = await _reply("250", reader, at)
    if "STARTTLS" not in (line[4:].strip().upper() for line in offered):
        raise Failed("no tls", f"{at} offers no STARTTLS", definite=True)
    writer.write(b"STARTTLS\r\n")
    await _reply("220", reader, at)


async def _reply(code: str, reader: asyncio.StreamReader, at: str) -> list[str]:
    """The lines of an SMTP reply with this code."""
    lines: list[str] = []
    while len(lines) < _MOST_LINES:
        line = await _line(reader, at)
        lines.append(line)
        if not line.startswith(code):
            raise Failed("no tls", f"{at} answered `{excerpt(line)}` where SMTP says {code}", definite=True)
        if line[3:4] != "-":
            break
    return lines


async def _imap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, at: str) -> None:
    greeting = await _line(reader, at)
    if not greeting.upper().startswith(("* OK", "* PREAUTH")):
        raise Failed("no tls", f"{at} answered `{excerpt(greeting)}` where IMAP says `* OK`", definite=True)
    writer.write(b"a STARTTLS\r\n")
    for _ in range(_MOST_LINES):
        line = await _line(reader, at)
        if line.startswith("a "):
            if line.upper().startswith("A OK"):
                return
            break
    raise Failed("no tls", f"{at} offers no STARTTLS: `{excerpt(line)}`", definite=True)


async def _postgres(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, at: str) -> None:
    writer.write(_SSL_REQUEST)
    answer = await reader.read(1)
    if not answer:
        raise _closed(at)
    if answer == b"N":
        raise Failed("no tls", f"the PostgreSQL at {at} offers no TLS", definite=True)
    if answer != b"S":
        raise Failed("no tls", f"{at} does not speak PostgreSQL", definite=True)


async def _line(reader: asyncio.StreamReader, at: str) -> str:
    line = await reader.readline()
    if not line:
        raise _closed(at)
    return line.decode("utf-8", "replace").strip()


def _closed(at: str) -> Failed:
    return Failed("closed", f"connection closed by {at} before TLS")
