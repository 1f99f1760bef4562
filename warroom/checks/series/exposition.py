"""Prometheus' text format and OpenMetrics: the samples of a few wanted metrics, without reading the rest."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from warroom.checks.result import excerpt

_NAME = re.compile(rb"\n[ \t]*([A-Za-z_:][\w:]*)(?=[ \t{])", re.ASCII)
_KIND = rb"\n#[ \t]+TYPE[ \t]+(%s)[ \t]+(\w+)"
# Nothing is given back once it was taken (`*+`), so that no line however odd takes longer than its length.
_SAMPLE = (
    rb"\n[ \t]*+(%s)(?=[ \t{])[ \t]*+"
    rb"(?:\{([^\"}\n]*+(?:\"(?:[^\"\\\n]|\\[^\n])*+\"[^\"}\n]*+)*+)\})?+"
    rb"[ \t]*+([^\s#]++)?+(?:[ \t]++(-?[0-9.eE+-]++))?+[ \t]*+(#[^\n]*+)?(?=\r?\n|\r?\Z)|\n[ \t]*+(%s)(?=[ \t{])[^\n]*"
)
_PAIR = re.compile(rb"[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*\"((?:[^\"\\]|\\.)*)\"[ \t]*(?:,|$)", re.ASCII | re.DOTALL)
_ESCAPE = re.compile(r"\\([\\n\"])")
_ESCAPES = {"n": "\n", "\\": "\\", '"': '"'}
_SUFFIXES = ("_total", "_bucket", "_count", "_sum")
_VALUE = re.compile(r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[Ii]nf(?:inity)?|[Nn]a[Nn])", re.ASCII)

Labels = Mapping[str, str]


class Sample(NamedTuple):
    """One line: the metric, its labels, the value, and when it was taken in epoch seconds where the line says so."""

    name: str
    labels: Labels
    value: float
    at: float | None = None


class Unreadable(ValueError):
    """A line of a wanted metric is none; the message says which."""


class Reader:
    """Reads the samples of these metrics, answer after answer; labels seen before are not taken apart again."""

    def __init__(self, names: Collection[str]) -> None:
        wanted = b"|".join(re.escape(name.encode()) for name in sorted(names, key=len, reverse=True))
        self._sample = re.compile(_SAMPLE % (wanted, wanted))
        families = {name.removesuffix(part) for name in names for part in ("", *_SUFFIXES)}
        self._kind = re.compile(_KIND % b"|".join(re.escape(name.encode()) for name in families))
        self._labels: dict[bytes, Labels] = {}

    def read(self, body: bytes, openmetrics: bool = False) -> list[Sample]:
        """The samples in the order they came; `openmetrics` gives timestamps in seconds. Raises Unreadable."""
        seen: dict[bytes, Labels] = {}
        samples = []
        per_second = 1.0 if openmetrics else 1000.0
        for found in self._sample.finditer(b"\n" + body):
            name, inside, value, at = found[1], found[2] or b"", found[3], found[4]
            text = (value or b"").decode("ascii", "replace")
            if name is None or not _VALUE.fullmatch(text):
                raise Unreadable(f"this line cannot be read: {excerpt(found[0].decode('utf-8', 'replace'))}")
            labels = seen.get(inside)
            if labels is None:
                labels = seen[inside] = self._labels.get(inside) or _labels(inside)
            try:
                when = float(at) / per_second if at is not None else None
            except ValueError:
                raise Unreadable(f"this line cannot be read: {excerpt(found[0].decode('utf-8', 'replace'))}") from None
            samples.append(Sample(name.decode(), labels, float(text), when))
        self._labels = seen
        return samples

    def kinds(self, body: bytes) -> dict[str, str]:
        """What the answer says these metrics, or those they are parts of, are: counter, gauge, histogram, summary."""
        return {name.decode(): kind.decode() for name, kind in self._kind.findall(b"\n" + body)}


def _labels(inside: bytes) -> Labels:
    pairs, at = {}, 0
    while at < len(inside.rstrip()):
        found = _PAIR.match(inside, at)
        if found is None:
            raise Unreadable(f"these labels cannot be read: {excerpt(inside.decode('utf-8', 'replace'))}")
        pairs[found[1].decode()] = _ESCAPE.sub(lambda one: _ESCAPES[one[1]], found[2].decode("utf-8", "replace"))
        at = found.end()
    return dict(sorted(pairs.items()))


def metrics_in(body: bytes) -> set[str]:
    """The metrics an answer holds."""
    return {name.decode() for name in _NAME.findall(b"\n" + body)}


def nearest_metrics(name: str, known: Collection[str], most: int = 3) -> list[str]:
    """The known metrics nearest to one that is not there, those that begin or end alike first."""
    close = difflib.get_close_matches(name, known, most, 0.6)
    return close or sorted(_related(name, known), key=len)[:most]


def _related(name: str, known: Collection[str]) -> Iterator[str]:
    return (each for each in known if name in each or each in name)


def series(labels: Labels) -> str:
    """Labels as people write them: `{code="500", method="GET"}`; empty where there are none."""
    inside = ", ".join(f'{label}="{value}"' for label, value in labels.items())
    return f"{{{inside}}}" if inside else ""
