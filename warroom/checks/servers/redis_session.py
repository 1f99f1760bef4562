"""A session on Redis: RESP as far as PING and INFO need it, each reply bounded, every refusal in words."""

import asyncio
import errno
import time

from warroom.checks.failure import Failed, of_network, unknown
from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.wire import Steps, Stream, connect_unix
from warroom.checks.net.wire import connect as connect_tcp
from warroom.checks.probes import Probes
from warroom.checks.result import excerpt
from warroom.checks.servers.line import Lost
from warroom.checks.servers.redis_place import Place

MOST_BYTES = 1 << 20
"""A reply beyond this is not read: INFO takes 10 kB."""

Reply = bytes | int | None


class Refusal(Exception):
    """An error the server answered with, as it said it."""


class _Odd(Exception):
    """What no Redis says."""


class Session:
    """One connection, logged in; `steps` are those of making it, `asked` whether it was used before."""

    def __init__(self, stream: Stream, place: Place) -> None:
        self._stream = stream
        self._place = place
        self.steps = stream.steps
        self.asked = False

    @property
    def usable(self) -> bool:
        """Whether something can still be asked over it."""
        stream = self._stream
        return not (stream.writer.is_closing() or stream.reader.at_eof() or stream.reader.exception())

    def abort(self) -> None:
        """Close at once."""
        self._stream.writer.transport.abort()

    async def aclose(self) -> None:
        """Close; Redis needs no leave taken."""
        self.abort()

    async def log_in(self) -> None:
        """AUTH and SELECT where they are needed. Raises Failed, Lost."""
        words = [("SELECT", str(self._place.db))] if self._place.db else []
        if self._place.password:
            login = (self._place.username,) if self._place.username else ()
            words.insert(0, ("AUTH", *login, self._place.password))
        if words:
            began = time.perf_counter()
            self.send(*words)
            for command, *_ in words:
                if isinstance(reply := await self.reply(f"{command} was sent"), Refusal):
                    raise of_server(reply, self._place, command)
            self.steps.took["login"] = time.perf_counter() - began

    def send(self, *commands: tuple[str, ...]) -> None:
        """Send commands together; their replies come in the same order."""
        self._stream.writer.write(b"".join(map(_packed, commands)))

    async def reply(self, note: str) -> "Reply | Refusal":
        """The next reply; `note` says what was asked, for when none comes. Raises Failed, Lost."""
        try:
            return await _reply(self._stream.reader)
        except asyncio.CancelledError as ended:
            ended.add_note(f"connected to {self._place.server}, {note}, no whole answer came")
            raise
        except _Odd as odd:
            raise self.odd(str(odd)) from odd
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Lost(Failed("closed", f"connection closed by {self._place.server} before an answer")) from error

    def odd(self, said: str) -> Failed:
        """The failure of what no Redis says; nothing more is asked over this connection."""
        self.abort()
        return Failed("no RESP", f"what answers at {self._place.server} is not Redis: {said}", definite=True)


def _packed(command: tuple[str, ...]) -> bytes:
    words = [word.encode() for word in command]
    return b"*%d\r\n%s" % (len(words), b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))


async def _reply(reader: asyncio.StreamReader) -> "Reply | Refusal":
    try:
        line = (await reader.readuntil(b"\r\n"))[:-2]
    except asyncio.LimitOverrunError:
        raise _Odd("a line without an end came") from None
    sign, rest = line[:1], line[1:]
    if sign == b"+":
        return rest
    if sign == b"-":
        return Refusal(excerpt(rest.decode("utf-8", "replace")))
    if sign not in b":$" or not sign or not rest.removeprefix(b"-").isdigit() or len(rest) > 19:
        raise _Odd(f"`{excerpt(line.decode('utf-8', 'replace'))}` came")
    number = int(rest)
    if sign == b":":
        return number
    if number == -1:
        return None
    if not 0 <= number <= MOST_BYTES:
        raise _Odd(f"a reply of {number} bytes was announced")
    data = await reader.readexactly(number + 2)
    if data[-2:] != b"\r\n":
        raise _Odd("a reply did not end where it was said to")
    return data[:-2]


async def connect(place: Place, probes: Probes) -> Session:
    """A session that is logged in. Raises Failed."""
    steps = Steps()
    try:
        stream = await (connect_unix(place.unix, steps) if place.unix else _connect_tcp(place, steps, probes))
    except (OSError, UnicodeError, Forbidden) as error:
        raise _of_connecting(error, place) from error
    session = Session(stream, place)
    try:
        await session.log_in()
    except Lost as lost:
        session.abort()
        raise lost.failure from lost
    except BaseException:
        session.abort()
        raise
    return session


async def _connect_tcp(place: Place, steps: Steps, probes: Probes) -> Stream:
    context = await probes.tls(place.verify) if place.tls else None
    stream = await connect_tcp(place.host, place.port, "any", steps)
    return stream if context is None else await stream.start_tls(context, place.host)


def _of_connecting(error: BaseException, place: Place) -> Failed:
    if place.unix and isinstance(error, OSError):
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return Failed("no file", f"no socket at {place.unix}", definite=True)
        if error.errno == errno.ECONNREFUSED:
            return Failed("refused", f"nobody listens at {place.unix}", definite=True)
        if error.errno in (errno.EACCES, errno.EPERM):
            return unknown(f"no permission to connect to {place.unix}")
    failure = of_network(error, place.host or place.unix, place.port)
    return failure or unknown(f"no connection to {place.server}: {excerpt(str(error))}")


def of_server(refusal: Refusal, place: Place, asked: str) -> Failed:
    """The failure for an error the server answered a command with."""
    words, server = str(refusal), place.server
    match words.split(" ", 1)[0]:
        case "NOAUTH":
            return Failed("auth", f"{server} demands a password, and the check gave none: {words}", definite=True)
        case "WRONGPASS":
            return Failed("auth", f"login refused by {server}: {words}", definite=True)
        case "NOPERM":
            return unknown(f"the check's user may not ask {server} for {asked}: {words}")
        case "LOADING":
            return Failed("loads", f"{server} is still loading its data: {words}", definite=True)
        case "MISCONF":
            return Failed("misconf", f"{server} takes no writes, as it cannot save: {words}", definite=True)
        case "MASTERDOWN":
            return Failed("no link", f"{server} has lost its master and serves nothing old: {words}", definite=True)
        case "BUSY":
            return Failed("busy", f"{server} is busy with a script: {words}", definite=True)
        case "DENIED":
            return Failed("denied", f"{server} takes nobody from elsewhere: {words}", definite=True)
    if "max number of clients" in words:
        return Failed("full", f"all connections of {server} are taken: {words}", definite=True)
    if asked == "AUTH":
        return Failed("auth", f"login refused by {server}: {words}", definite=True)
    return Failed("error", f"{server} answered {asked} with an error: {words}", definite=True)
