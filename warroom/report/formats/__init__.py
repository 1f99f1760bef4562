"""A document written in a format: a file a format, each with `render(report)`, which yields it piece by piece."""

from collections.abc import Callable, Iterator
from importlib import import_module

from warroom.report.document import Report


def renderer(format_: str) -> Callable[[Report], Iterator[str]]:
    """What writes this format; imported when it is asked for."""
    found: Callable[[Report], Iterator[str]] = import_module(f"{__name__}.{format_}").render
    return found
