"""Atlassian Statuspage by its API v1: one incident there for one here, created, updated and resolved."""

import asyncio
import re
from typing import Any, ClassVar, Literal
from urllib.parse import quote, urlsplit

import msgspec

from warroom.updates.senders import Lost, NotSent, Secret, SenderOptions, Sending, Wrong
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.addresses import web_address

MOST_NAME = 255
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_STATUSES = ("investigating", "identified", "monitoring", "resolved")
State = Literal["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]


class Options(SenderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of this kind."""

    secret_keys: ClassVar[tuple[str, ...]] = ("token",)

    page: str
    """The page's id, as its API settings show it."""
    token: Secret
    """An API key of the account."""
    url: str = "https://api.statuspage.io/v1"
    """Where the API is."""
    components: dict[str, State] = msgspec.field(default_factory=dict)
    """Components by their ids, with what they are while it lasts; resolved makes them operational again."""
    impacts: dict[str, Literal["none", "minor", "major", "critical"]] = msgspec.field(default_factory=dict)
    """The page's impact by the playbook's severity; without it the page works it out from the components."""
    notify: bool = True
    """Whether the page's subscribers are told."""

    def __post_init__(self) -> None:
        super().__post_init__()
        web_address(self.url)
        for said in (self.page, *self.components):
            if "${" not in said and not _ID.fullmatch(said):
                raise ValueError("`page` and `components` take ids of letters and digits, such as kctbh9vrtdwd")

    @property
    def target(self) -> str:
        return f"page {self.page} at {urlsplit(self.url).netloc}"


async def send(options: Options, message: Message, sending: Sending) -> Answer:
    """Update the incident the page has of this one, else create it; what it has already is not said twice."""
    over = asyncio.get_running_loop().time() + sending.budget_s
    ref = message.ref
    if ref and not _ID.fullmatch(ref):
        raise Wrong("what the page called this incident is no id: the page has to be updated by hand")
    if not ref:
        known = await _known(options, message, sending.budget_s / 2)
        if isinstance(known, Answer):
            return known
        ref = known
    left = max(0.1, over - asyncio.get_running_loop().time())
    if ref:
        return await _write(options, "PATCH", f"incidents/{ref}", update_of(options, message), ref, left)
    return await _write(options, "POST", "incidents", creation_of(options, message), "", left)


def creation_of(options: Options, message: Message) -> dict[str, Any]:
    """The incident as it is created; `metadata` is how it is found again when the page's answer was lost."""
    name = " ".join((message.subject or message.title or "Incident").split())
    incident: dict[str, Any] = {
        "name": name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1]}…",
        "status": message.status if message.status in _STATUSES else "investigating",
        "body": message.text,
        "deliver_notifications": options.notify,
        "metadata": {"warroom": {"incident": message.incident}},
        **_components(options, message),
    }
    if impact := options.impacts.get(message.severity):
        incident["impact_override"] = impact
    return {"incident": incident}


def update_of(options: Options, message: Message) -> dict[str, Any]:
    """What changes: its words, and its status where the update has one."""
    incident: dict[str, Any] = {"body": message.text, "deliver_notifications": options.notify}
    if message.status in _STATUSES:
        incident["status"] = message.status
    if impact := options.impacts.get(message.severity):
        incident["impact_override"] = impact
    return {"incident": incident | _components(options, message)}


def _components(options: Options, message: Message) -> dict[str, Any]:
    if not options.components:
        return {}
    over = message.status == "resolved"
    states = {id_: "operational" if over else state for id_, state in options.components.items()}
    return {"components": states, "component_ids": list(states)}


async def _known(options: Options, message: Message, budget_s: float) -> str | Answer:
    """The page's id for this incident, "" where it has none; an Answer where that is settled otherwise."""
    from warroom.updates.ways.judging import judged
    from warroom.updates.ways.posting import ask, said_of

    try:
        reply = await ask(
            _address(options, "incidents/unresolved"),
            method="GET",
            headers=_headers(options),
            budget_s=budget_s,
            cap=1 << 20,
        )
    except (NotSent, Lost) as error:
        return Answer("later", f"nothing was sent yet: {error}")
    if reply.status != 200:
        answer = judged(reply, "Statuspage")
        return answer if answer.outcome != "unknown" else Answer("later", f"nothing was sent yet: {answer.why}")
    found = reply.json()
    if not isinstance(found, list):
        return Answer("later", f"nothing was sent yet: Statuspage answered {said_of(reply)}")
    for incident in found:
        if isinstance(incident, dict) and _ours(incident, message):
            id_ = str(incident.get("id", ""))
            if not _ID.fullmatch(id_):
                break
            return Answer("sent", "the page had it already", ref=id_) if _says(incident, message) else id_
    return ""


def _ours(incident: dict[str, Any], message: Message) -> bool:
    metadata = incident.get("metadata")
    ours = metadata.get("warroom") if isinstance(metadata, dict) else None
    return isinstance(ours, dict) and ours.get("incident") == message.incident


def _says(incident: dict[str, Any], message: Message) -> bool:
    """Whether the page's newest words are these already."""
    updates = incident.get("incident_updates")
    newest = updates[0] if isinstance(updates, list) and updates else None
    if not isinstance(newest, dict):
        return False
    return newest.get("body") == message.text and message.status in ("", newest.get("status"))


async def _write(options: Options, method: str, path: str, body: dict[str, Any], ref: str, budget_s: float) -> Answer:
    from warroom.updates.ways.judging import judged
    from warroom.updates.ways.posting import ask, said_of

    reply = await ask(
        _address(options, path),
        method=method,
        headers=_headers(options) | {"content-type": "application/json"},
        body=msgspec.json.encode(body).decode(),
        budget_s=budget_s,
    )
    if reply.status not in (200, 201):
        return judged(reply, "Statuspage")
    found = reply.json()
    id_ = str(found.get("id", "")) if isinstance(found, dict) else ""
    if not _ID.fullmatch(id_):
        return Answer("unknown", f"Statuspage answered {said_of(reply)}, without the incident's id", ref=ref)
    return Answer("sent", ref=id_)


def _address(options: Options, path: str) -> str:
    return f"{options.url.rstrip('/')}/pages/{quote(options.page, safe='')}/{path}"


def _headers(options: Options) -> dict[str, str]:
    return {"authorization": f"OAuth {options.token}", "accept": "application/json"}
