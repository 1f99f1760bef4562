"""The options that only some kinds of report have."""

import calendar
from datetime import date
from typing import TYPE_CHECKING, Any

from warroom.errors import BadInput
from warroom.text import visible

if TYPE_CHECKING:
    from warroom.report.trends.counted import Wanted

METRICS, ACTIONS = "metrics", "actions"


def fields(kind: str, since: str | None, until: str | None, severities: tuple[str, ...], issue: str) -> dict[str, Any]:
    """What `Asked` has of them. Raises BadInput for a day that is none, and for an option of another kind."""
    given = {"--since": since, "--until": until, "--severity": severities}
    for option, value in given.items():
        if value and kind != METRICS:
            raise BadInput(f"{option} is an option of metrics: warroom report metrics {option} …")
    if issue and kind != ACTIONS:
        raise BadInput("--issue is an option of actions: warroom report actions ID --issue t2")
    return (
        {"issue": issue}
        if kind == ACTIONS
        else {"wanted": _wanted(since, until, severities)}
        if any(given.values())
        else {}
    )


def _wanted(since: str | None, until: str | None, severities: tuple[str, ...]) -> "Wanted":
    from warroom.report.trends.counted import Wanted

    first, last = _day(since, "--since", 1), _day(until, "--until", 31)
    if first and last and last < first:
        raise BadInput(f"--until {last} lies before --since {first}: nothing was declared in between")
    return Wanted(first, last, severities)


def _day(text: str | None, option: str, of_month: int) -> date | None:
    """A day, or of a month alone its first or last."""
    if not text:
        return None
    try:
        if len(text) == len("2026-11"):
            year, month = int(text[:4]), int(text[5:])
            return date(year, month, min(of_month, calendar.monthrange(year, month)[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{option} {visible(text)[:40]} is no day: 2026-11-22, or a month: 2026-11") from None
