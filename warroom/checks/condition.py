"""What a check demands of an answer, in words people can read: `status in 200..299`, `latency < 800ms`."""

import difflib
import math
import operator
import re
import warnings
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import msgspec

from warroom.checks.result import Gap, Result, exactly, excerpt, say
from warroom.errors import BadInput
from warroom.incident.words import parse_duration

SUBJECTS = ("status", "latency", "body")
EXAMPLE = 'write it like `status in 200..299`, `latency < 800ms`, `body contains "ok"` or `body.db.up == true`'
MAX_CONDITION = 500

_SUBJECT = re.compile(r"\s*([A-Za-z_]\w*)((?:\.[\w-]+|\[(?:-?\d{1,6}|\"[^\"]*\"|'[^']*')\])*)")
_STEP = re.compile(r"\.([\w-]+)|\[(-?\d+)\]|\[\"([^\"]*)\"\]|\['([^']*)'\]")
_OPERATOR = re.compile(r"\s*(==|!=|<=|>=|<|>|(not\s+)?(in|contains|matches)\b)\s*")
_NUMBER = r"-?\d{1,15}(?:\.\d{1,15})?(?:\s*(?:ms|s|m|min|h|d)\b|\s*%)?"
_ITEM = re.compile(
    rf"\s*(?:(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    rf"|(?P<bare>[^,\"']*[^,\"'\s]))\s*"
)
_REGEX = re.compile(r"/(.+)/(i?)\s*", re.DOTALL)
_REPEATED_REPEAT = re.compile(r"[+*}]\??\)+[+*{]")
_FIXED: dict[str, Any] = {"true": True, "false": False, "null": None}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Verdict(NamedTuple):
    """Whether a condition holds (None: cannot be known), and the sentence with the value that was found."""

    ok: bool | None
    said: str


class Wanted(NamedTuple):
    """A value a condition names, as typed, or the two ends of a range."""

    text: str
    value: Any
    high: Any = None
    is_range: bool = False

    def holds(self, value: object) -> bool:
        """Whether the value equals this one, or lies in the range (both ends count)."""
        if self.is_range:
            return _is_number(value) and self.value <= value <= self.high
        if isinstance(value, bool) or isinstance(self.value, bool) or value is None or self.value is None:
            return value is self.value
        return bool(value == self.value)


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of `expect` or `warn`, taken apart."""

    text: str
    subject: str
    path: tuple[str | int, ...] = ()
    op: str
    negated: bool = False
    wanted: tuple[Wanted, ...] = ()
    pattern: re.Pattern[str] | None = None

    @property
    def what(self) -> str:
        """The thing judged, as typed: `body.items[0].state`."""
        steps = (
            f"[{step}]" if isinstance(step, int) else f".{step}" if re.fullmatch(r"[\w-]+", step) else f'["{step}"]'
            for step in self.path
        )
        return self.subject + "".join(steps)

    def judge(self, result: Result) -> Verdict:
        """Hold the condition against what a probe saw; never raises."""
        value = result.look(self.subject, self.path)
        if isinstance(value, Gap):
            return Verdict(value.ok, f"{self.what} {value.said}")
        if isinstance(value, float) and math.isnan(value):
            return Verdict(None, f"{self.what} is not a number")
        seconds = self.subject == "latency" and isinstance(value, float)
        found = f"{self.what} {exactly(value) if seconds and isinstance(value, float) else say(value)}"
        ok, demand = self._hold(value)
        if ok is None or (self.subject == "body" and not self.path and result.cut and not ok):
            return Verdict(None, f"{self.what} was cut at {len(result.body or b'') >> 10} KiB, wanted {demand}")
        if ok:
            return Verdict(True, found)
        return Verdict(False, f"{found}, wanted {demand}")

    def _hold(self, value: object) -> tuple[bool | None, str]:
        """Whether the value satisfies the operator, and what was asked for in words."""
        names = ", ".join(wanted.text for wanted in self.wanted)
        not_ = "not " if self.negated else ""
        match self.op:
            case "==" | "in":
                ok = any(wanted.holds(value) for wanted in self.wanted)
                return ok != self.negated, not_ + names
            case "!=":
                return not self.wanted[0].holds(value), f"not {names}"
            case "contains":
                return _contains(value, self.wanted[0]) != self.negated, f"{not_}to contain {names}"
            case "matches":
                assert self.pattern is not None
                ok = isinstance(value, str) and self.pattern.search(value) is not None
                return ok != self.negated, f"{not_}to match /{self.pattern.pattern}/"
            case _:
                limit = self.wanted[0].value
                return _is_number(value) and _ORDER[self.op](value, limit), f"{self.op} {names}"


def parse(text: str, subjects: Collection[str] = SUBJECTS) -> Condition:
    """Take a condition apart; `subjects` is what this kind of check sees. Raises BadInput, saying how to write it."""
    if len(text) > MAX_CONDITION:
        raise BadInput(f"a condition of {len(text)} letters, at most {MAX_CONDITION} are read")
    head = _SUBJECT.match(text)
    if head is None:
        raise BadInput(f"`{excerpt(text)}` names nothing to look at: {EXAMPLE}")
    subject = head[1]
    if subject not in subjects:
        raise BadInput(f"`{excerpt(text)}`: unknown `{subject}`{nearest(subject, subjects)}")
    if head[2] and subject in ("status", "latency"):
        raise BadInput(f"`{excerpt(text)}`: {subject} has no parts, write `{subject}` alone")
    sign = _OPERATOR.match(text, head.end())
    if sign is None:
        raise BadInput(f"`{excerpt(text)}`: no comparison after `{excerpt(head[0].strip())}`: {EXAMPLE}")
    op, rest = sign[3] or sign[1], text[sign.end() :].strip()
    if not rest:
        raise BadInput(f"`{excerpt(text)}`: nothing after `{op}`: {EXAMPLE}")
    pattern = _regex(rest, text) if op == "matches" else None
    wanted = () if pattern else _wanted(rest, op, subject, text)
    path = tuple(_step(step) for step in _STEP.finditer(head[2]))
    return Condition(
        text=text.strip(), subject=subject, path=path, op=op, negated=bool(sign[2]), wanted=wanted, pattern=pattern
    )


def nearest(word: str, known: Collection[str]) -> str:
    """The tail of a refusal: the known word nearest to a mistyped one, else all of them."""
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f", did you mean `{close[0]}`?" if close else f", known are {', '.join(sorted(known))}"


def _step(step: re.Match[str]) -> str | int:
    if step[2] is not None:
        return int(step[2])
    return next(part for part in (step[1], step[3], step[4]) if part is not None)


def _regex(rest: str, text: str) -> re.Pattern[str]:
    body = _REGEX.fullmatch(rest)
    if body is None:
        raise BadInput(f"`{excerpt(text)}`: a pattern stands between slashes, like `body matches /ready|ok/`")
    if _REPEATED_REPEAT.search(body[1]):
        raise BadInput(f"`{excerpt(text)}`: a repeat of a repeat, as in `(a+)+`, can take for ever: write it flat")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(body[1], re.IGNORECASE if body[2] else 0)
    except (re.error, RecursionError, OverflowError, Warning) as wrong:
        raise BadInput(f"`{excerpt(text)}`: the pattern cannot be read: {wrong}") from None


def _wanted(rest: str, op: str, subject: str, text: str) -> tuple[Wanted, ...]:
    if op == "in" and rest[0] == "[" and rest[-1] == "]":
        rest = rest[1:-1]
    found, at = [], 0
    while (item := _ITEM.match(rest, at)) is not None:
        found.append(_value(item, subject, text))
        at = item.end()
        if rest[at : at + 1] != ",":
            break
        at += 1
    if item is None or at != len(rest):
        raise BadInput(f"`{excerpt(text)}`: cannot read `{excerpt(rest)}`: {EXAMPLE}")
    if len(found) > 1 and op != "in":
        raise BadInput(f"`{excerpt(text)}`: several values stand after `in`; put quotes around words with a comma")
    if found[0].is_range and op != "in":
        raise BadInput(f"`{excerpt(text)}`: a range stands after `in`, like `status in 200..299`")
    if op in _ORDER and not _is_number(found[0].value):
        raise BadInput(f"`{excerpt(text)}`: `{op}` compares numbers, like `latency < 800ms`")
    return tuple(found)


def _value(item: re.Match[str], subject: str, text: str) -> Wanted:
    if item["low"] is not None:
        low, high = _number(item["low"], subject, text), _number(item["high"], subject, text)
        if low is None or high is None or low > high:
            raise BadInput(f"`{excerpt(text)}`: a range goes from the smaller to the larger, like `200..299`")
        return Wanted(f"{item['low']}..{item['high']}", low, high, True)
    for quoted in (item["double"], item["single"]):
        if quoted is not None:
            return Wanted(f'"{excerpt(quoted)}"', quoted)
    bare = item["bare"]
    number = _number(bare, subject, text) if re.fullmatch(_NUMBER, bare) else None
    if number is not None:
        return Wanted(exactly(number) if subject == "latency" else bare, number)
    if subject == "latency":
        raise BadInput(f"`{excerpt(text)}`: a latency is a number with a unit, like `latency < 800ms`")
    return Wanted(bare, _FIXED.get(bare, bare))


def _number(word: str, subject: str, text: str) -> float | None:
    bare = word.rstrip("%").strip()
    if bare[-1:].isdigit():
        if subject == "latency":
            raise BadInput(f"`{excerpt(text)}`: a latency needs a unit, like `latency < 800ms`")
        return float(bare) if "." in bare else int(bare)
    return parse_duration(bare)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _contains(value: object, wanted: Wanted) -> bool:
    if isinstance(value, str):
        return (wanted.value if isinstance(wanted.value, str) else wanted.text) in value
    return isinstance(value, list) and any(wanted.holds(part) for part in value)
