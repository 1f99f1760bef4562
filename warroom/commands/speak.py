"""stdout is data, stderr is narration."""

import sys
from typing import Any

import msgspec

from warroom.text import plain


def out(line: str) -> None:
    """A line of data."""
    sys.stdout.write(f"{line}\n")


def tell(sentence: str) -> None:
    """A line of narration."""
    sys.stderr.write(f"warroom: {plain(sentence)}\n")


def as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
