"""What a person chose on the screen, kept in the state directory for the next start; small, and never in the way."""

import os
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

import msgspec

MOST_BYTES = 64 * 1024
WAIT_S = 0.05
"""A file is written long before that; a disk that hangs holds the screen up no longer."""


class Panels(msgspec.Struct, frozen=True, kw_only=True):
    """How the room's panels stand: those not shown, and the columns and rows that were added."""

    hidden: tuple[str, ...] = ()
    first: int = 0
    second: int = 0
    upper: int = 0


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """A choice a field; None where nothing was chosen. A new one needs no more than its line here."""

    theme: str | None = None
    bell: bool | None = None
    panels: Panels | None = None


class Remembered:
    """The choices of one user. Never raises: where the file cannot be read or written nothing is remembered."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = Lock()
        self._changed: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.chosen = _choices(_read(file))

    def keep(self, **choices: Any) -> None:
        """Remember these by their fields in Choices, None to forget one; what other terminals chose stays."""
        self.chosen = msgspec.structs.replace(self.chosen, **choices)
        self._changed.put(msgspec.to_builtins(choices))
        writer = Thread(target=self._write, name="remember", daemon=True)
        writer.start()
        writer.join(WAIT_S)

    def _write(self) -> None:
        file = self._file
        if file is None:
            return
        with self._lock, suppress(OSError):
            # What another terminal, or a newer warroom, keeps there is kept.
            held = _read(file)
            with suppress(Empty):
                while True:
                    held |= self._changed.get_nowait()
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = file.with_suffix(f".{os.getpid()}")
            beside.touch(mode=0o600)
            beside.write_bytes(msgspec.json.encode({name: one for name, one in held.items() if one is not None}))
            beside.replace(file)


def default_file() -> Path | None:
    """In the user's state directory; None where there is none."""
    from platformdirs import user_state_path

    with suppress(OSError, RuntimeError, KeyError):
        return user_state_path("warroom") / "screen.json"
    return None


def _read(file: Path | None) -> dict[str, Any]:
    """What the file holds, by name; nothing where it is missing, damaged or no file."""
    if file is None:
        return {}
    try:
        with open(file, "rb", opener=_without_waiting) as stream:
            return msgspec.json.decode(stream.read(MOST_BYTES), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def _choices(held: dict[str, Any]) -> Choices:
    """Field by field, so that one that cannot be read takes no other with it."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Choices):
        if field.name in held:
            with suppress(msgspec.ValidationError):
                found[field.name] = msgspec.convert(held[field.name], field.type)
    return Choices(**found)
