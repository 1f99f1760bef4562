"""A report's data as JSON; what could act on a terminal is written as \\uXXXX."""

from collections.abc import Iterator
from typing import Any

import msgspec

from warroom.report.document import Report
from warroom.report.formats.base import builtins, is_stream, whole
from warroom.text import safe_json


def render(report: Report) -> Iterator[str]:
    """The data, indented; of a list that is streamed a line a piece."""
    before = "{\n  "
    for key, value in whole(report).items():
        yield f"{before}{_encoded(key)}: "
        before = ",\n  "
        if is_stream(value):
            between = "[\n    "
            for one in value:
                yield f"{between}{_encoded(one)}"
                between = ",\n    "
            yield "[]" if between.startswith("[") else "\n  ]"
        else:
            yield _encoded(value, indent=2).replace("\n", "\n  ")
    yield "\n}\n"


def _encoded(value: Any, indent: int = -1) -> str:
    packed = msgspec.json.encode(builtins(value))
    text = (msgspec.json.format(packed, indent=indent) if indent > 0 else packed).decode()
    return safe_json(text)
