"""Status pages of other people: what Atlassian's API, and AWS's list of events, say of their parts and troubles."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from warroom.checks.result import excerpt

STATES = ("operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage")
"""The states of a part, from good to bad."""

_OTHER_STATES = {"full_outage": "major_outage", "maintenance": "under_maintenance", "degraded": "degraded_performance"}
_OF_INDICATOR = {
    "none": "operational",
    "maintenance": "under_maintenance",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
}
_INDICATOR_OF = {state: indicator for indicator, state in _OF_INDICATOR.items()}
_OF_AWS = {"0": "operational", "1": "degraded_performance", "2": "partial_outage", "3": "major_outage"}
_OVER = ("resolved", "postmortem", "completed", "scheduled")
_AWS_ID = re.compile(r"[a-z0-9-]+")
_BOMS = {b"\xfe\xff": "utf-16", b"\xff\xfe": "utf-16"}
_MOST_NAMES = 5


class NotAPage(ValueError):
    """What came is no status page, or lacks what was asked for; the message says what it is instead."""


class Part(NamedTuple):
    """A component: its state as the page spells it, and the names it goes by, ids and group included."""

    name: str
    state: str
    names: frozenset[str]
    within: str = ""


class Trouble(NamedTuple):
    """An incident that is not over, or maintenance under way; `parts` are the names and ids of those it touches."""

    title: str
    status: str
    update: str
    since: datetime | None
    updated: datetime | None
    parts: frozenset[str]
    planned: bool = False


class Page(NamedTuple):
    """What a page says; `lists_all` is False where parts that are well are not named."""

    description: str
    indicator: str
    parts: tuple[Part, ...]
    troubles: tuple[Trouble, ...]
    lists_all: bool = True

    @property
    def state(self) -> str:
        """The state of the whole page, in the words of a part's."""
        return _OF_INDICATOR.get(self.indicator) or state_of(self.indicator)


class Seen(NamedTuple):
    """The parts that were asked for, their worst state, and the troubles that touch them."""

    parts: tuple[Part, ...]
    state: str
    troubles: tuple[Trouble, ...]


def state_of(word: str) -> str:
    """The state in Atlassian's spelling; others' as they are."""
    folded = word.strip().casefold().replace(" ", "_").replace("-", "_")
    return _OTHER_STATES.get(folded, folded)


def worst(states: Iterable[str]) -> str:
    """The worst of them; one nobody knows counts as worse than operational and better than the rest."""
    return max(states, key=lambda state: STATES.index(state) if state in STATES else 0.5, default="operational")


def read(body: bytes) -> Page:
    """The page in an answer. Raises NotAPage."""
    try:
        encoding = _BOMS.get(body[:2], "utf-8-sig")
        data = msgspec.json.decode(body.decode(encoding))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        begins = excerpt(body[:400].decode("utf-8", "replace"))
        what = "a web page" if begins.startswith("<") else begins
        raise NotAPage(f"no JSON came but {what}" if what else "no JSON came: the answer is empty") from None
    try:
        page = _of_events(data) if isinstance(data, list) else _of_summary(data)
    except (TypeError, AttributeError, ValueError, KeyError, OverflowError):
        page = None
    if page is None:
        raise NotAPage("JSON came that is no status page's: it lacks `status` with an `indicator`")
    return page


def _of_summary(data: Mapping[str, Any]) -> Page | None:
    status = data["status"]
    if not isinstance(status, Mapping) or not isinstance(status.get("indicator"), str):
        return None
    raw = [one for one in data.get("components") or () if isinstance(one, Mapping)]
    groups = {one.get("id"): str(one.get("name", "")) for one in raw if one.get("group")}
    parts = tuple(_part(one, groups) for one in raw)
    troubles = [_trouble(one, planned=False) for one in data.get("incidents") or ()]
    troubles += [_trouble(one, planned=True) for one in data.get("scheduled_maintenances") or ()]
    running = tuple(one for one in troubles if one.status not in _OVER)
    return Page(str(status.get("description") or ""), status["indicator"].strip().casefold(), parts, running)


def _part(raw: Mapping[str, Any], groups: Mapping[object, str]) -> Part:
    name, within = str(raw["name"]), groups.get(raw.get("group_id"), "")
    names = {name, str(raw.get("id") or name)} | ({f"{within} / {name}"} if within else set())
    return Part(name, state_of(str(raw["status"])), _folded(names), within)


def _trouble(raw: Mapping[str, Any], *, planned: bool) -> Trouble:
    updates = [one for one in raw.get("incident_updates") or () if isinstance(one, Mapping)]
    latest = max(updates, key=lambda one: str(one.get("display_at") or one.get("created_at") or ""), default={})
    touched = [one for one in raw.get("components") or () if isinstance(one, Mapping)]
    return Trouble(
        str(raw.get("name") or "an incident without a title"),
        str(raw.get("status") or "").casefold(),
        " ".join(str(latest.get("body") or "").split()),
        _moment(raw.get("started_at") or raw.get("created_at")),
        _moment(latest.get("display_at") or latest.get("created_at")),
        _folded(str(one[key]) for one in touched for key in ("id", "name") if one.get(key)),
        planned,
    )


def _of_events(events: Sequence[Any]) -> Page | None:
    if not all(isinstance(one, Mapping) and "service" in one and "status" in one for one in events):
        return None
    parts, troubles = [], []
    for one in events:
        service, state = str(one["service"]), _OF_AWS.get(str(one["status"]), str(one["status"]))
        name = str(one.get("service_name") or service)
        names = _folded({service, name})
        parts.append(Part(service, state, names, str(one.get("region_name") or "")))
        if state != "operational":
            log = [each for each in one.get("event_log") or () if isinstance(each, Mapping)]
            latest = max(log, key=lambda each: int(each.get("timestamp") or 0), default={})
            said = " ".join(str(latest.get("message") or one.get("description") or "").split())
            since = _moment(one.get("date"))
            title = f"{name}: {one.get('summary') or 'an event'}"
            troubles.append(Trouble(title, "open", said, since, _moment(latest.get("timestamp")) or since, names))
    state = worst(part.state for part in parts)
    words = "no open events" if state == "operational" else f"{len(troubles)} open events"
    return Page(words, _INDICATOR_OF.get(state, state), tuple(parts), tuple(troubles), lists_all=False)


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _moment(said: object) -> datetime | None:
    """A time as pages write them, ISO or epoch seconds; None where it is none."""
    text = str(said or "")
    try:
        if text.isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def look(page: Page, names: Sequence[str]) -> Seen:
    """The parts of these names, all of them where none is named. Raises NotAPage that names the nearest."""
    if not names:
        return Seen(page.parts, page.state, page.troubles)
    parts = tuple(dict.fromkeys(part for name in names for part in _called(page, name)))
    state = worst(part.state for part in parts)
    touched = {name for part in parts for name in part.names} | _folded(names)
    inside = {name for part in page.parts for name in part.names if part.within.casefold() in touched and part.within}
    return Seen(parts, state, tuple(one for one in page.troubles if _touches(one, touched | inside, state)))


def _called(page: Page, name: str) -> Sequence[Part]:
    folded = name.strip().casefold()
    found = [part for part in page.parts if folded in part.names]
    if found:
        return found
    if not page.lists_all:
        of_region = [part for part in page.parts if part.name.casefold().endswith(f"-{folded}")]
        if of_region or _AWS_ID.fullmatch(name.strip()):
            return of_region
        raise NotAPage(f"`{excerpt(name)}` is neither a region like us-east-1 nor a service like ec2-us-east-1")
    if not page.parts:
        raise NotAPage("this page tells its indicator alone, no components: name its summary.json")
    known = {part.name for part in page.parts}
    close = difflib.get_close_matches(folded, {one.casefold(): one for one in known}, 1, 0.5)
    if close:
        meant = next(one for one in known if one.casefold() == close[0])
        raise NotAPage(f"no component `{excerpt(name)}` there, did you mean `{excerpt(meant)}`?")
    some = ", ".join(sorted(known)[:_MOST_NAMES]) + (" and more" if len(known) > _MOST_NAMES else "")
    raise NotAPage(f"no component `{excerpt(name)}` there, it has {some}")


def _touches(trouble: Trouble, names: set[str], state: str) -> bool:
    if trouble.parts:
        return bool(trouble.parts & names)
    return state != "operational"
