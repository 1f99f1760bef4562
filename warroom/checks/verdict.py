"""From what a probe saw to a reading: conditions judged, in words that hold the value that was found."""

import math
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from warroom.checks.condition import Condition, Verdict
from warroom.checks.failure import Failed
from warroom.checks.model import Found, Reading
from warroom.checks.prepared import Prepared
from warroom.checks.result import Result, excerpt, in_cells

MAX_REASON = 200
MAX_VALUE = 7

_Judged = list[tuple[Condition, Verdict]]


def judged(asked: Prepared, at: datetime, result: Result) -> Reading:
    """Hold what the check expects and warns of against what was seen; the history takes in this reading first."""
    now = [(condition, condition.judge(result)) for condition in asked.expect if condition.window_s is None]
    answered = not any(verdict.ok is False for _, verdict in now)
    if result.window is None:
        asked.history.add(result.latency_s if answered else None)
        result.window = asked.history.over
    over = [(condition, condition.judge(result)) for condition in asked.expect if condition.window_s is not None]
    verdicts = [*now, *over]
    limits = [(condition, condition.judge(result)) for condition in asked.warn]
    return _reading(asked, at, result, verdicts, limits)


def _reading(asked: Prepared, at: datetime, result: Result, verdicts: _Judged, limits: _Judged) -> Reading:
    latency = "" if result.latency_s is None else in_cells(result.latency_s)
    shown = excerpt(result.shown)[:MAX_VALUE] or latency
    broken = _with(verdicts, False)
    warned = _with(limits, False) + [(c, v) for c, v in limits if v.ok is None and c.window_s is None]
    open_ = _with(verdicts, None) or [(c, v) for c, v in limits if v.ok is None and c.window_s is not None]
    reading = Reading(
        asked.check.name,
        at,
        "up",
        result.latency_s,
        shown,
        found=(*_found(verdicts), *(_found(limits, warns=True) if not broken else ())),
        suggests=tuple(dict.fromkeys(c.suggests for c, _ in (*broken, *_with(limits, False)) if c.suggests)),
        phases=result.phases,
        details=result.details,
        retry_after_s=result.retry_after_s,
    )
    if broken:
        over = all(condition.window_s is not None for condition, _ in broken)
        definite = any(condition.subject != "latency" for condition, _ in broken)
        value, reason = _short_value(broken, result) or shown, _sentence(broken, result)
        return replace(reading, state="down", value=value, reason=reason, definite=definite, over=over, far=result.far)
    if open_ and not (warned and not _with(verdicts, None)):
        return replace(reading, state="unknown", reason=_sentence(open_, result))
    if warned:
        slow = all(condition.subject == "latency" for condition, _ in warned)
        value, reason = _short_value(warned, result) or shown, _sentence(warned, result)
        return replace(reading, state="degraded", value=value, reason=reason, slow=slow)
    said = result.said or (verdicts[0][1].said if verdicts else f"answered in {latency}")
    return replace(reading, reason=_cut(said))


def failed(asked: Prepared, at: datetime, failure: Failed) -> Reading:
    """The reading of a failure that was expected; a window counts it as a latency without end."""
    state = "unknown" if asked.hearsay else failure.state
    if state == "down":
        asked.history.add(None)
    return Reading(
        asked.check.name,
        at,
        state,
        value=failure.value[:MAX_VALUE],
        reason=_cut(failure.reason),
        definite=failure.definite,
        details=failure.details,
        retry_after_s=failure.retry_after_s,
        far=failure.far,
    )


def _with(verdicts: _Judged, ok: bool | None) -> _Judged:
    return [(condition, verdict) for condition, verdict in verdicts if verdict.ok is ok]


def _short_value(wrong: _Judged, result: Result) -> str:
    """The value that is wrong, where it is a plain one that fits a cell: a status, a count."""
    for condition, _ in wrong:
        value = result.values.get(condition.subject)
        if condition.path or condition.window_s is not None or condition.unit not in ("number", "text"):
            continue
        if isinstance(value, str | int) and len(str(value)) <= MAX_VALUE:
            return str(value)
        if isinstance(value, float) and math.isfinite(value):
            return f"{value:.4g}"[:MAX_VALUE]
    return ""


def _found(verdicts: Sequence[tuple[Condition, Verdict]], *, warns: bool = False) -> tuple[Found, ...]:
    return tuple(
        Found(excerpt(condition.text), verdict.ok, verdict.said[:MAX_REASON], warns) for condition, verdict in verdicts
    )


def _sentence(verdicts: _Judged, result: Result) -> str:
    """What was wrong and which severity that suggests, within MAX_REASON letters."""
    return _cut("; ".join(_said(condition, verdict, result) for condition, verdict in verdicts))


def _said(condition: Condition, verdict: Verdict, result: Result) -> str:
    failed = verdict.ok is False
    said = (result.meant.get(condition.subject) if failed else None) or verdict.said
    return f"{said}: suggests {condition.suggests}" if failed and condition.suggests else said


def _cut(said: str) -> str:
    return said if len(said) <= MAX_REASON else f"{said[: MAX_REASON - 1]}…"
