"""A PromQL query asked of a Prometheus server, or of whatever answers its API, at this moment."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from warroom.checks.probes import Probes
from warroom.checks.result import Gap, Result, excerpt
from warroom.checks.units import Unit
from warroom.checks.web.asks import HttpOptions

if TYPE_CHECKING:
    from warroom.checks.prepared import Prepared
    from warroom.checks.web.fetch import Answer, Request

TOP = 10
"""Series told to whoever opens the check."""

_PATH = "/api/v1/query"
_MOST_WARNINGS = 3
_HINTS = {
    401: "set `bearer` or `basic`",
    403: "these credentials may not ask",
    404: "no Prometheus answers there, `url` is its root",
    429: "asked too often",
}


class Options(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a prometheus check; `empty` is the value where the query gives no series, unknown otherwise."""

    needs: ClassVar[tuple[str, ...]] = (*HttpOptions.needs, "warroom.checks.series.exposition", "warroom.checks.cells")
    subjects: ClassVar[Mapping[str, Unit]] = {
        "value": "number",
        "min": "number",
        "max": "number",
        "count": "number",
        "series": "tree",
        "latency": "duration",
    }
    usual_every: ClassVar[float] = 15.0
    hearsay: ClassVar[bool] = True

    query: str
    """The expression to ask for, in PromQL."""
    empty: float | None = None
    """The value where it gives no series, which is unknown otherwise."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.query.strip():
            raise ValueError("`query` is PromQL, such as `sum(rate(http_requests_total[5m]))`")
        if self.empty is not None and not math.isfinite(self.empty):
            raise ValueError("`empty` is a number, such as 0")

    def request(self, timeout_s: float) -> "Request":
        """The query at the server's root, or at the path of the API itself; the server gives up when we do."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/").removesuffix(_PATH) + _PATH
        asked = urlencode({"query": self.query, "timeout": f"{timeout_s * 1000:.0f}ms"})
        query = f"{parts.query}&{asked}" if parts.query else asked
        return self.asking(urlunsplit(parts._replace(path=path, query=query)), headers={"accept": "application/json"})


class Series(NamedTuple):
    """One series of an instant vector."""

    labels: Mapping[str, str]
    value: float


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:
    """Ask the query once; an answer without a number in it is unknown, and so is no answer."""
    from warroom.checks.web.fetch import fetch

    request: Request | None = asked.kept.get("request")
    if request is None:
        request = asked.kept["request"] = asked.options.request(budget_s)
    answer = await fetch(request, probes)
    said = _said(answer)
    found = _series(said["data"])
    told = [one for key in ("warnings", "infos") if isinstance(said.get(key), list) for one in said[key]]
    warnings = [("warning", excerpt(str(one))) for one in told]
    result = _result(answer, found, asked.options.empty, warnings[:_MOST_WARNINGS])
    if asked.expect:
        result.said = ""
    return result


def _said(answer: "Answer") -> Mapping[str, Any]:
    """What the server answered. Raises Failed for its errors, in its own words, and for what is no answer of its."""
    from warroom.checks.failure import Failed, unknown

    said: Any = answer.result().json
    of_api = isinstance(said, Mapping) and said.get("status") in ("success", "error")
    if of_api and said["status"] == "error":
        what = {"bad_data": "the query cannot be read", "execution": "the query cannot be worked out"}
        kind = str(said.get("errorType", ""))
        reason = f"{what.get(kind) or f'Prometheus says {kind}'}: {_words(said.get('error', ''))}"
        value = "query" if kind in what else str(answer.status)
        raise Failed(value, reason, state="unknown", retry_after_s=answer.retry_after_s)
    if answer.status != 200:
        hint = _HINTS.get(answer.status, "")
        reason = f"status {answer.status} from Prometheus" + (f": {hint}" if hint else "")
        raise Failed(str(answer.status), reason, state="unknown", retry_after_s=answer.retry_after_s)
    if answer.cut:
        raise unknown("the answer is too long: aggregate in the query, as with topk() or sum()")
    if not of_api or not isinstance(said.get("data"), Mapping):
        raise unknown(f"no answer of Prometheus' API, it begins {excerpt(answer.result().text)}")
    return cast("Mapping[str, Any]", said)


def _words(said: object) -> str:
    return " ".join(str(said)[:300].split())


def _series(data: Mapping[str, Any]) -> list[Series]:
    """The series of the answer, the largest first, those that are no number last. Raises Failed for other shapes."""
    from warroom.checks.failure import unknown

    kind = data.get("resultType")
    result: Any = data.get("result")
    try:
        match kind:
            case "scalar":
                return [Series({}, float(result[1]))]
            case "vector":
                if any("histogram" in one and "value" not in one for one in result):
                    raise unknown("the query gives histograms, not numbers: put histogram_quantile() around it")
                found = [Series(dict(one["metric"]), float(one["value"][1])) for one in result]
                return sorted(found, key=lambda one: (math.isnan(one.value), -one.value, *sorted(one.labels.items())))
            case "matrix":
                raise unknown("the query gives a range, not a moment: put rate() or last_over_time() around it")
            case "string":
                raise unknown("the query gives a text, not a number")
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        raise unknown(f"an answer of Prometheus' API that cannot be read, a {excerpt(str(kind))}") from None
    raise unknown(f"an answer of Prometheus' API of a kind not known: {excerpt(str(kind))}")


def _result(
    answer: "Answer", found: Sequence[Series], empty: float | None, warnings: Sequence[tuple[str, str]]
) -> Result:
    from warroom.checks.cells import number_in_cells
    from warroom.checks.failure import Failed, unknown
    from warroom.checks.series.exposition import series

    if found and all(math.isnan(one.value) for one in found):
        raise unknown("the query gives NaN, not a number: 0 was divided by 0, or nothing was observed", "NaN")
    if not found and empty is None:
        reason = "the query gives no series: write `empty: 0` if that means 0"
        raise Failed("empty", reason, state="unknown", details=tuple(warnings))
    values = _values(found, empty)
    value = values["value"]
    led = value if isinstance(value, float) else values["max"]
    details = [(series(one.labels) or "value", f"{one.value:.6g}") for one in found[:TOP]]
    if len(found) > TOP:
        details.append(("series", f"and {len(found) - TOP} more"))
    return Result(
        latency_s=answer.latency_s,
        phases=answer.phases,
        shown=number_in_cells(led) if isinstance(led, float) else "?",
        said=_in_words(found, led),
        details=(*details, *warnings),
        **values,
    )


def _in_words(found: Sequence[Series], led: float | Gap) -> str:
    if isinstance(led, Gap):
        return f"value {led.said}"
    return f"value {led:.6g}" if len(found) < 2 else f"{len(found)} series, the largest {led:.6g}"


def _values(found: Sequence[Series], empty: float | None) -> dict[str, Any]:
    """What conditions may speak of; series that are no number do not count for `min` and `max`, as in PromQL."""
    numbers = [one.value for one in found if not math.isnan(one.value)]
    one = numbers[0] if len(found) == 1 and numbers else None
    least, most = min(numbers, default=None), max(numbers, default=None)
    if not found:
        one = least = most = empty
    several = f"is not one number: {len(found)} series came, write `max`, `min` or `count` instead"
    return {
        "value": Gap(several, None) if len(found) > 1 else _finite(one),
        "min": _finite(least),
        "max": _finite(most),
        "count": len(found),
        "series": [{"labels": dict(each.labels), "value": each.value} for each in found],
    }


def _finite(value: float | None) -> float | Gap:
    if value is None:
        return Gap("is not a number", None)
    return float(value) if math.isfinite(value) else Gap("is infinite, something was divided by 0", None)
