"""A status page of a third party: Atlassian's API and those that speak it, and AWS's list of events."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from warroom.checks.probes import Probes
from warroom.checks.result import Gap, Result, excerpt
from warroom.checks.units import Unit
from warroom.checks.web.asks import HttpOptions
from warroom.incident.words import say_duration

if TYPE_CHECKING:
    from warroom.checks.prepared import Prepared
    from warroom.checks.web.fetch import Answer, Request
    from warroom.checks.web.pages import Page, Seen, Trouble

CAP = 5 << 20
MOST_HOPS = 5

_SUMMARY = "/api/v2/summary.json"
_AWS = ("status.aws.amazon.com", "health.aws.amazon.com")
_AWS_EVENTS = "https://health.aws.amazon.com/public/currentevents"
_TOP = 10
_MOST_TROUBLES = 3
_LONGEST_UPDATE = 300
_CELLS = {
    "operational": "ok",
    "under_maintenance": "maint",
    "degraded_performance": "poor",
    "partial_outage": "partial",
    "major_outage": "outage",
}


class Options(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a statuspage check; `url` may be the page's root, `component` one name or several."""

    needs: ClassVar[tuple[str, ...]] = (*HttpOptions.needs, "warroom.checks.web.pages")
    subjects: ClassVar[Mapping[str, Unit]] = {
        "component": "text",
        "components": "tree",
        "indicator": "text",
        "incidents": "number",
        "latency": "duration",
    }
    usual_expect: ClassVar[tuple[str, ...]] = ("component != major_outage",)
    usual_warn: ClassVar[tuple[str, ...]] = ("component == operational",)
    usual_every: ClassVar[float] = 60.0
    least_every: ClassVar[float] = 30.0
    backs_off: ClassVar[bool] = True
    hearsay: ClassVar[bool] = True

    component: str | list[str] = ""
    """The component to look at, or several; without it the whole page."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.component, list) and not all(name.strip() for name in self.component):
            raise ValueError("`component` is the name of a component, or a list of them")

    @property
    def names(self) -> tuple[str, ...]:
        """The components that are looked at; all where none is named."""
        return tuple(self.component) if isinstance(self.component, list) else tuple(filter(None, [self.component]))

    @property
    def api(self) -> str:
        """Where the page says it all in JSON."""
        parts = urlsplit(self.url)
        if parts.path.endswith(".json") or "/api/" in parts.path or parts.path.endswith("/currentevents"):
            return self.url
        if parts.hostname in _AWS:
            return _AWS_EVENTS
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") + _SUMMARY, fragment=""))


class _Last(NamedTuple):
    """The page that came last, when, and what to say to be told no more than that it has not changed."""

    page: "Page"
    at: datetime
    unless: Mapping[str, str]


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Read the page once; what is wrong with the page itself says nothing about the third party."""
    from warroom.checks.failure import Failed, unknown
    from warroom.checks.web.fetch import fetch
    from warroom.checks.web.pages import NotAPage, look

    last: _Last | None = asked.kept.get("last")
    try:
        answer = await fetch(_request(asked, last), probes)
        if answer.status == 304 and last is not None:
            page = last.page
        else:
            page = _page(answer)
            asked.kept["last"] = _Last(page, probes.now(), _unless(answer))
        return _result(answer, page, look(page, asked.options.names), asked.options.names)
    except NotAPage as wrong:
        raise unknown(str(wrong)) from None
    except Failed as failure:
        if last is not None:
            ago = say_duration(max(0.0, (probes.now() - last.at).total_seconds()))
            failure.details = (
                *failure.details,
                ("last read", f"{last.page.description or last.page.state}, {ago} ago"),
            )
        raise


def _request(asked: "Prepared", last: _Last | None) -> "Request":
    """The request, built anew only where what to say of the last answer has changed."""
    unless = last.unless if last is not None else {}
    kept: tuple[Mapping[str, str], Request] | None = asked.kept.get("request")
    if kept is None or kept[0] != unless:
        options: Options = asked.options
        headers = {"accept": "application/json", **unless}
        kept = asked.kept["request"] = (
            unless,
            options.asking(options.api, headers=headers, redirects=MOST_HOPS, cap=CAP),
        )
    return kept[1]


def _unless(answer: "Answer") -> Mapping[str, str]:
    """The header fields that ask for an answer only if it differs from this one."""
    pairs = (("if-none-match", "etag"), ("if-modified-since", "last-modified"))
    return {ours: said for ours, theirs in pairs if (said := answer.headers.get(theirs, "")) and said.isascii()}


def _page(answer: "Answer") -> "Page":
    """The page in an answer. Raises Failed, NotAPage."""
    from warroom.checks.failure import Failed, unknown
    from warroom.checks.web.pages import NotAPage, read

    if answer.status == 429:
        raise Failed("later", "asked too often", state="unknown", retry_after_s=answer.retry_after_s)
    if answer.status != 200:
        hint = ": no summary.json there, `url` may name its status.json" if answer.status == 404 else ""
        reason = f"status {answer.status} from the status page{hint}"
        raise Failed(str(answer.status), reason, state="unknown", retry_after_s=answer.retry_after_s)
    body, cut = answer.unzipped()
    if cut or body is None:
        raise unknown("the status page's answer cannot be read, it is too long or packed in a way not asked for")
    try:
        return read(body)
    except NotAPage as wrong:
        raise unknown(f"{wrong}: `url` is a status page of Atlassian's kind, or its summary.json") from None


def _result(answer: "Answer", page: "Page", seen: "Seen", names: tuple[str, ...]) -> Result:
    from warroom.checks.web.pages import STATES

    known = seen.state in STATES
    words = _words(page, seen, names)
    parts = sorted(seen.parts, key=lambda part: (part.state == "operational", part.within, part.name))
    told = [part for part in parts if names or part.state != "operational"]
    details = [(part.name, _spoken(part.state)) for part in told[:_TOP]]
    if len(told) > _TOP:
        details.append(("components", f"and {len(told) - _TOP} more"))
    for trouble in seen.troubles[:_MOST_TROUBLES]:
        details += _told(trouble)
    if names and not page.lists_all and not seen.parts:
        details.append(("components", "none of these has an open event; the list names no others"))
    values: dict[str, Any] = {
        "component": seen.state if known else Gap(f"is in a state not known, {excerpt(seen.state)}", None),
        "components": {part.name: part.state for part in reversed(parts)},
        "indicator": page.indicator,
        "incidents": sum(not one.planned for one in seen.troubles),
    }
    return Result(
        latency_s=answer.latency_s,
        phases=answer.phases,
        shown=_CELLS.get(seen.state, "?"),
        said=words,
        meant=dict.fromkeys(("component", "indicator"), words),
        details=[*details, ("page", page.description or page.indicator)],
        **values,
    )


def _words(page: "Page", seen: "Seen", names: tuple[str, ...]) -> str:
    """What the page says, in a sentence: the state, the trouble's title, how far it is, its latest update."""
    bad = [part.name for part in seen.parts if part.state == seen.state]
    who = ", ".join(dict.fromkeys(bad or names)) if names else ""
    state = f"{who}: {_spoken(seen.state)}" if who else (page.description or _spoken(seen.state))
    planned = seen.state == "under_maintenance"
    trouble = next((one for one in seen.troubles if one.planned == planned), next(iter(seen.troubles), None))
    if trouble is None or seen.state == "operational":
        return state
    update = f": {trouble.update}" if trouble.update else ""
    return f"{state}: {trouble.title} ({_spoken(trouble.status)}){update}"


def _told(trouble: "Trouble") -> list[tuple[str, str]]:
    since = f" since {trouble.since:%Y-%m-%d %H:%M} UTC" if trouble.since else ""
    label = "maintenance" if trouble.planned else "incident"
    lines = [(label, f"{trouble.title}, {_spoken(trouble.status)}{since}")]
    if trouble.update:
        at = f"{trouble.updated:%H:%M} UTC: " if trouble.updated else ""
        lines.append(("update", f"{at}{trouble.update[:_LONGEST_UPDATE]}"))
    return lines


def _spoken(state: str) -> str:
    return state.replace("_", " ")
