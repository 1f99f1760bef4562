"""A file to which every update is added whole, or not at all."""

import asyncio
import errno
import fcntl
import os
import stat
import threading
from pathlib import Path
from typing import ClassVar, Literal

import msgspec

from warroom.text import plain
from warroom.updates.senders import Lost, NotSent, SenderOptions, Sending, Wrong
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.rendering import values_of

_GIVES_WAY = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EAGAIN, errno.EINTR, errno.ENOLCK, errno.ESTALE)


class Options(SenderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of this kind."""

    needs: ClassVar[tuple[str, ...]] = ()

    path: str
    """The file, taken from where the settings lie; made where it is missing."""
    format: Literal["text", "json"] = "text"
    """text for people, or json, a line each."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.path.strip() or "\0" in self.path:
            raise ValueError("`path` names no file")

    @property
    def target(self) -> str:
        return self.path


async def send(options: Options, message: Message, sending: Sending) -> Answer:
    """Add it to the file, in a thread of its own: a file on a network may hang for ever."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answer] = loop.create_future()

    def settle(answer: Answer | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(answer or Answer("sent"))

    def write() -> None:
        answer: Answer | None = None
        failed: Exception | None = None
        try:
            answer = add(Path(sending.base), options, message)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
            failed = error
        try:
            loop.call_soon_threadsafe(settle, answer, failed)
        except RuntimeError:
            return  # the loop has ended meanwhile

    threading.Thread(target=write, name="write an update", daemon=True).start()
    try:
        async with asyncio.timeout(sending.budget_s):
            return await done
    except TimeoutError:
        raise Lost(f"{options.path} was not written within {sending.budget_s:g} s") from None


def add(base: Path, options: Options, message: Message) -> Answer:
    """Add one entry under a lock and sync it; what could not be written whole is taken back. Raises NotSent, Wrong."""
    entry = entry_of(options, message).encode()
    try:
        path = base / Path(options.path).expanduser()
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except (OSError, RuntimeError) as error:
        raise _failed(options.path, error) from None
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise Wrong(f"{options.path} is no regular file")
        try:
            fcntl.flock(opened, fcntl.LOCK_EX)
            _add(opened, entry)
        except OSError as error:
            raise _failed(options.path, error) from None
    finally:
        os.close(opened)
    return Answer("sent")


def _add(opened: int, entry: bytes) -> None:
    before = os.fstat(opened).st_size
    try:
        written = os.write(opened, entry)
        if written < len(entry):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(opened)
    except OSError:
        os.ftruncate(opened, before)
        raise


def _failed(path: str, error: Exception) -> Exception:
    why = getattr(error, "strerror", None) or str(error)
    said = f"{path}: {why[:1].lower()}{why[1:]}"
    return NotSent(said) if getattr(error, "errno", None) in _GIVES_WAY else Wrong(said)


def entry_of(options: Options, message: Message) -> str:
    """What is added: a line of JSON, or words for people under a line that names the update."""
    if options.format == "json":
        return msgspec.json.encode(values_of(message)).decode() + "\n"
    head = " · ".join(filter(None, (message.incident, f"update {message.n}", message.status, message.subject)))
    return f"== {' '.join(plain(head).split())}\n{message.text.rstrip()}\n\n"
