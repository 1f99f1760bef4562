"""What a probe saw, looked into by conditions, and how its values are said."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

MAX_EXCERPT = 80
CUT = "…"
"""Stands where words go on."""
LEAST_LEFT = 4
"""Letters of a value that are too many to show, where the rest of it was cut off."""
_BOM = b"\xef\xbb\xbf"


class Gap(NamedTuple):
    """A value that is not there: why in words, and whether that fails a condition (False) or leaves it open (None)."""

    said: str
    ok: bool | None


class Result:
    """What one probe saw: latency in seconds, the body as bytes (None: not read), and plain values such as `status`.

    `shown` fits 7 cells and stands for the latency in the row, `said` for the first condition's words; `phases` are
    parts of the latency in seconds, `details` lines for whoever opens the check. `meant` says in other words, by
    subject, what fails a condition. `window` answers `p95(5m)` where the kind knows better than the check's history.
    `retry_after_s`: asked to come back later (0: no time named).
    """

    def __init__(
        self,
        *,
        latency_s: float | None = None,
        body: bytes | None = None,
        cut: bool = False,
        latin: bool = False,
        unread: str = "was not read",
        shown: str = "",
        said: str = "",
        phases: Sequence[tuple[str, float]] = (),
        details: Sequence[tuple[str, str]] = (),
        meant: Mapping[str, str] | None = None,
        window: "Callable[[str, float], float | Gap] | None" = None,
        retry_after_s: float | None = None,
        far: bool = False,
        **values: object,
    ) -> None:
        self.latency_s = latency_s
        self.body = body
        self.cut = cut
        self.values = values
        self.shown = shown
        self.said = said
        self.phases = tuple(phases)
        self.details = tuple(details)
        self.meant = meant or {}
        self.window = window
        self.retry_after_s = retry_after_s
        self.far = far
        self._latin = latin
        self._unread = unread

    @cached_property
    def text(self) -> str:
        """The body as text; bytes that are none become U+FFFD."""
        return (self.body or b"").removeprefix(_BOM).decode("latin-1" if self._latin else "utf-8", "replace")

    @cached_property
    def json(self) -> Any:
        """The body read as JSON, or the Gap that says why it cannot be."""
        try:
            return msgspec.json.decode((self.body or b"").removeprefix(_BOM))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            if self.cut:
                return Gap("cannot be known, the body was cut before its end", None)
            begins = f"the body begins {say(self.text)}" if self.text.strip() else "the body is empty"
            return Gap(f"is missing, {begins}, which is not JSON", False)

    def look(self, subject: str, path: Sequence[str | int], window_s: float | None = None) -> Any:
        """The value at a path, or that of a function over a window, or the Gap that says why there is none."""
        if window_s is not None:
            return self.window(subject, window_s) if self.window else Gap("is not known", None)
        if subject == "latency":
            return Gap("is not known", None) if self.latency_s is None else self.latency_s
        if subject == "body":
            if self.body is None:
                return Gap(self._unread, None)
            return _walk(self.json, path) if path else self.text
        if subject not in self.values:
            return Gap("is not known", None)
        return _walk(self.values[subject], path)


def _walk(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        if isinstance(value, Gap):
            return value
        if isinstance(value, Mapping) and str(step) in value:
            value = value[str(step)]
        elif isinstance(value, list | tuple) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return Gap("is missing", False)
    return value


def excerpt(text: str) -> str:
    """Text from outside on one line, cut to 80 letters."""
    line = " ".join(text[: MAX_EXCERPT * 4].split())
    return line if len(line) <= MAX_EXCERPT else f"{line[: MAX_EXCERPT - 1]}{CUT}"


def without(words: str, value: str, sign: str) -> str:
    """Words with a sign where this value stands, also where its end was cut off by an excerpt."""
    words = words.replace(value, sign)
    for length in range(len(value) - 1, LEAST_LEFT - 1, -1) if CUT in words else ():
        words = words.replace(value[:length] + CUT, sign + CUT)
    return words


def say(value: object) -> str:
    """A value in the words of JSON: `true`, `null`, `"text"`, `a list of 3`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{excerpt(value)}"'
        case float():
            return f"{value:.6g}"
        case int():
            return excerpt(str(value))
        case list() | tuple():
            return f"a list of {len(value)}"
        case Mapping():
            return "an object"
        case _:
            return excerpt(str(value))


def in_cells(seconds: float) -> str:
    """A latency for a column of 7 cells: "0.4 ms", "41 ms", "1.9 s", "12 s"."""
    if not math.isfinite(seconds):
        return "?"
    if seconds < 0.00095:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"


def exactly(seconds: float) -> str:
    """A latency for a sentence: "812 ms", "1.24 s", "5 s"."""
    return in_cells(seconds) if seconds < 0.9995 else f"{seconds:.2f}".rstrip("0").rstrip(".") + " s"
