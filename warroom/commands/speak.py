"""stdout is data, stderr is narration."""

import os
import sys
from contextlib import suppress
from typing import Any, TextIO

import msgspec

from warroom.errors import BadInput
from warroom.text import plain, safe_json


def out(line: str, *, now: bool = False) -> None:
    """A line of data; `now` does not wait for more."""
    put(f"{line}\n", now=now)


def put(words: str, *, now: bool = False) -> None:
    """Data as it stands. Raises BadInput where stdout cannot take it, BrokenPipeError where nobody reads any more."""
    try:
        sys.stdout.write(words)
        if now:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        let_go(sys.stdout)
        raise BadInput(f"stdout cannot be written: {error.strerror}; what was recorded is kept") from error


def let_go(stream: TextIO) -> None:
    """Send what `stream` still holds nowhere, so that the end of the program does not stumble over it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell(sentence: str, who: str = "warroom") -> None:
    """A line of narration, by `who`; nothing depends on its being heard."""
    try:
        sys.stderr.write(f"{who}: {plain(sentence)}\n")
    except OSError:
        let_go(sys.stderr)


def as_json(value: Any) -> str:
    """The value as JSON for a pipe or a terminal."""
    return safe_json(msgspec.json.encode(value).decode())
