"""What a check demands of an answer, in words people can read: `status in 200..299`, `latency < 800ms`."""

import difflib
import math
import operator
import re
import warnings
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from warroom.checks.result import Gap, Result, excerpt
from warroom.checks.units import EXAMPLES, Unit, parse_number, say_value
from warroom.checks.windows import FUNCTIONS
from warroom.errors import BadInput
from warroom.incident.words import parse_duration

if TYPE_CHECKING:
    import regex

SUBJECTS: dict[str, Unit] = {"status": "number", "latency": "duration", "body": "tree"}
EXAMPLE = 'write it like `status in 200..299`, `latency < 800ms`, `body contains "ok"` or `body.db.up == true`'
MAX_CONDITION = 500
MATCHED_WITHIN_S = 0.1
"""A pattern that takes longer would hold up every other check."""
LEAST_WINDOW_S, MOST_WINDOW_S = 10.0, 86_400.0

_SUBJECT = re.compile(r"\s*([A-Za-z_]\w*)((?:\.[\w-]+|\[(?:-?\d{1,6}|\"[^\"]*\"|'[^']*')\])*)")
_STEP = re.compile(r"\.([\w-]+)|\[(-?\d+)\]|\[\"([^\"]*)\"\]|\['([^']*)'\]")
_OPERATOR = re.compile(r"\s*(==|!=|<=|>=|<|>|(not\s+)?(in|contains|matches)\b)\s*")
_WINDOW = re.compile(r"\(\s*([^()]{1,20}?)\s*\)")
_SUGGESTS = re.compile(r"\s+else\s+([\w.-]{1,40})\s*$")
_NUMBER = r"-?\d{1,15}(?:\.\d{1,15})?(?:\s*(?:ms|s|m|min|h|d)\b|\s*(?:[kKMGTP]i?B?|B)\b|\s*%)?"
_ITEM = re.compile(
    rf"\s*(?:(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    rf"|(?P<bare>[^,\"']*[^,\"'\s]))\s*"
)
_REGEX = re.compile(r"/(.+)/(i?)\s*", re.DOTALL)
REPEATED_REPEAT = re.compile(r"[+*}]\??\)+[+*{]")
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
    """One sentence of `expect` or `warn`, taken apart; `suggests` is the severity it names for when it fails."""

    text: str
    subject: str
    unit: Unit = "tree"
    window_s: float | None = None
    window: str = ""
    suggests: str = ""
    path: tuple[str | int, ...] = ()
    op: str
    negated: bool = False
    wanted: tuple[Wanted, ...] = ()
    pattern: Any = None
    """A compiled regex.Pattern, which is imported only where one is written."""

    @property
    def what(self) -> str:
        """The thing judged, as typed: `body.items[0].state`."""
        steps = (
            f"[{step}]" if isinstance(step, int) else f".{step}" if re.fullmatch(r"[\w-]+", step) else f'["{step}"]'
            for step in self.path
        )
        return self.subject + (f"({self.window})" if self.window else "") + "".join(steps)

    def judge(self, result: Result) -> Verdict:
        """Hold the condition against what a probe saw; never raises."""
        value = result.look(self.subject, self.path, self.window_s)
        if isinstance(value, Gap):
            return Verdict(value.ok, f"{self.what} {value.said}")
        if isinstance(value, float) and math.isnan(value):
            return Verdict(None, f"{self.what} is not a number")
        if self.window_s is not None and value == math.inf:
            return Verdict(False, f"{self.what} is without end, wanted {self._hold(value)[1]}: too many gave no answer")
        found = f"{self.what} {say_value(value, self.unit)}"
        ok, demand = self._hold(value)
        if ok is None:
            return Verdict(None, f"{self.what}: wanted {demand}")
        if self.subject == "body" and not self.path and result.cut and not ok:
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
                demand = f"{not_}to match /{self.pattern.pattern}/"
                try:
                    ok = isinstance(value, str) and self.pattern.search(value, timeout=MATCHED_WITHIN_S) is not None
                except TimeoutError:
                    return None, f"{demand}, which takes too long to find out: write it simpler"
                return ok != self.negated, demand
            case _:
                limit = self.wanted[0].value
                return _is_number(value) and _ORDER[self.op](value, limit), f"{self.op} {names}"


def parse(text: str, subjects: Mapping[str, Unit] = SUBJECTS, windows: Mapping[str, Unit] = FUNCTIONS) -> Condition:
    """Take a condition apart; `subjects` and `windows` are what this kind of check sees, at once and over a time.

    Raises BadInput, saying how to write it.
    """
    if len(text) > MAX_CONDITION:
        raise BadInput(f"a condition of {len(text)} letters, at most {MAX_CONDITION} are read")
    head = _SUBJECT.match(text)
    if head is None:
        raise BadInput(f"`{excerpt(text)}` names nothing to look at: {EXAMPLE}")
    subject, whole = head[1], text
    if named := _SUGGESTS.search(text):
        text = text[: named.start()]
    window, at = _window_of(head, whole, subjects, windows)
    if subject not in (windows if window else subjects):
        known = [*subjects, *(f"{name}(5m)" for name in windows)]
        near = nearest(f"{subject}(5m)" if window else subject, known)
        raise BadInput(f"`{excerpt(whole)}`: unknown `{subject}`{near}")
    unit = windows[subject] if window else subjects[subject]
    if head[2] and unit != "tree":
        raise BadInput(f"`{excerpt(whole)}`: {subject} has no parts, write `{subject}` alone")
    sign = _OPERATOR.match(text, at)
    if sign is None:
        raise BadInput(f"`{excerpt(text)}`: no comparison after `{excerpt(head[0].strip())}`: {EXAMPLE}")
    op, rest = sign[3] or sign[1], text[sign.end() :].strip()
    if not rest:
        raise BadInput(f"`{excerpt(text)}`: nothing after `{op}`: {EXAMPLE}")
    pattern = _regex(rest, text) if op == "matches" else None
    wanted = () if pattern else _wanted(rest, op, unit, text)
    path = tuple(_step(step) for step in _STEP.finditer(head[2]))
    return Condition(
        text=whole.strip(),
        subject=subject,
        unit=unit,
        window_s=window[0] if window else None,
        window=window[1] if window else "",
        suggests=named[1] if named else "",
        path=path,
        op=op,
        negated=bool(sign[2]),
        wanted=wanted,
        pattern=pattern,
    )


def _window_of(
    head: re.Match[str], text: str, subjects: Mapping[str, Unit], windows: Mapping[str, Unit]
) -> tuple[tuple[float, str] | None, int]:
    """The window of `p95(5m)` in seconds and as written, and where the comparison begins."""
    found = _WINDOW.match(text, head.end())
    if found is None:
        if head[1] in windows and head[1] not in subjects:
            raise BadInput(f"`{excerpt(text)}`: {head[1]} is taken over a time, like `{head[1]}(5m)`")
        return None, head.end()
    if head[1] in subjects and head[1] not in windows:
        raise BadInput(f"`{excerpt(text)}`: {head[1]} is of this moment, write it without `{found[0]}`")
    seconds = parse_duration(found[1])
    if seconds is None or not LEAST_WINDOW_S <= seconds <= MOST_WINDOW_S:
        raise BadInput(f"`{excerpt(text)}`: a window is a time from 10s to 24h, like `{head[1]}(5m)`")
    return (seconds, found[1]), found.end()


def nearest(word: str, known: Collection[str]) -> str:
    """The tail of a refusal: the known word nearest to a mistyped one, else all of them."""
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f", did you mean `{close[0]}`?" if close else f", known are {', '.join(sorted(known))}"


def _step(step: re.Match[str]) -> str | int:
    if step[2] is not None:
        return int(step[2])
    return next(part for part in (step[1], step[3], step[4]) if part is not None)


def _regex(rest: str, text: str) -> "regex.Pattern[str]":
    import regex  # its searches can be ended; those of the standard library hold up everything until they are done

    body = _REGEX.fullmatch(rest)
    if body is None:
        raise BadInput(f"`{excerpt(text)}`: a pattern stands between slashes, like `body matches /ready|ok/`")
    if REPEATED_REPEAT.search(body[1]):
        raise BadInput(f"`{excerpt(text)}`: a repeat of a repeat, as in `(a+)+`, can take for ever: write it flat")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return regex.compile(body[1], regex.IGNORECASE if body[2] else 0)
    except (regex.error, RecursionError, OverflowError, ValueError, Warning) as wrong:
        raise BadInput(f"`{excerpt(text)}`: the pattern cannot be read: {wrong}") from None


def _wanted(rest: str, op: str, unit: Unit, text: str) -> tuple[Wanted, ...]:
    if op == "in" and rest[0] == "[" and rest[-1] == "]":
        rest = rest[1:-1]
    found, at = [], 0
    while (item := _ITEM.match(rest, at)) is not None:
        found.append(_value(item, unit, text))
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


def _value(item: re.Match[str], unit: Unit, text: str) -> Wanted:
    if item["low"] is not None:
        low, high = _number(item["low"], unit, text), _number(item["high"], unit, text)
        if low is None or high is None or low > high:
            raise BadInput(f"`{excerpt(text)}`: a range goes from the smaller to the larger, like `200..299`")
        return Wanted(f"{item['low']}..{item['high']}", low, high, True)
    for quoted in (item["double"], item["single"]):
        if quoted is not None:
            return Wanted(f'"{excerpt(quoted)}"', quoted)
    bare = item["bare"]
    number = _number(bare, unit, text) if re.fullmatch(_NUMBER, bare) else None
    if number is not None:
        return Wanted(say_value(number, unit) if unit == "duration" else bare, number)
    if unit == "duration":
        raise BadInput(f"`{excerpt(text)}`: a {unit} is a number with a unit, like `{EXAMPLES[unit]}`")
    return Wanted(bare, _FIXED.get(bare, bare))


def _number(word: str, unit: Unit, text: str) -> float | None:
    number = parse_number(word, unit)
    if number is None and unit == "duration":
        raise BadInput(f"`{excerpt(text)}`: a {unit} needs a unit, like `{EXAMPLES[unit]}`")
    return number


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _contains(value: object, wanted: Wanted) -> bool:
    if isinstance(value, str):
        return (wanted.value if isinstance(wanted.value, str) else wanted.text) in value
    return isinstance(value, list) and any(wanted.holds(part) for part in value)
