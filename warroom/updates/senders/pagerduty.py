"""PagerDuty by its Events API v2: one alert an incident, triggered, acknowledged and resolved under the same key."""

import hashlib
from typing import Any, ClassVar, Literal

import msgspec

from warroom.located import did_you_mean, quoted
from warroom.updates.senders import Secret, SenderOptions, Sending
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.addresses import web_address

EVENTS = {
    "": "trigger",
    "investigating": "trigger",
    "identified": "acknowledge",
    "monitoring": "acknowledge",
    "resolved": "resolve",
}
MOST_SUMMARY = 1024
MOST_KEY = 255
MOST_BYTES = 512 * 1024
Level = Literal["critical", "error", "warning", "info"]
_LEVELS: dict[str, Level] = {"P0": "critical", "P1": "error", "P2": "warning", "P3": "info", "P4": "info"}


class Options(SenderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of this kind."""

    secret_keys: ClassVar[tuple[str, ...]] = ("routing_key",)

    routing_key: Secret
    """The integration key of a service or of event orchestration."""
    url: str = "https://events.pagerduty.com/v2/enqueue"
    """Where events go; https://events.eu.pagerduty.com/v2/enqueue in the EU."""
    source: str = "warroom"
    """What PagerDuty shows as where the event comes from."""
    severities: dict[str, Level] = msgspec.field(default_factory=dict)
    """PagerDuty's level by the playbook's severity; without it P0 critical, P1 error, P2 warning, others info."""
    events: dict[str, Literal["trigger", "acknowledge", "resolve"]] = msgspec.field(default_factory=dict)
    """What an update of a status does; without it investigating triggers, identified and monitoring acknowledge."""

    def __post_init__(self) -> None:
        super().__post_init__()
        web_address(self.url)
        if unknown := next((status for status in self.events if status not in EVENTS), None):
            raise ValueError(f"`events`: no status {quoted(unknown)}{did_you_mean(unknown, [s for s in EVENTS if s])}")

    @property
    def target(self) -> str:
        from urllib.parse import urlsplit

        return urlsplit(self.url).netloc

    @property
    def repeats_safely(self) -> bool:
        return True


async def send(options: Options, message: Message, sending: Sending) -> Answer:
    """Send the event; PagerDuty queues what it answers with 202."""
    from warroom.updates.ways.judging import judged
    from warroom.updates.ways.posting import ask, said_of

    event = event_of(options, message)
    body = msgspec.json.encode(event).decode()
    if len(body.encode()) > MOST_BYTES:
        return Answer("refused", f"PagerDuty takes {MOST_BYTES // 1024} KB, and this is more: shorten it")
    headers = {"content-type": "application/json", "accept": "application/json"}
    reply = await ask(options.url, headers=headers, body=body, budget_s=sending.budget_s)
    if reply.status == 202:
        found = reply.json()
        if isinstance(found, dict) and found.get("status") == "success":
            return Answer("sent", ref=str(event["dedup_key"]))
        return Answer("unknown", f"PagerDuty answered {said_of(reply)}, which is no word of success")
    return judged(reply, "PagerDuty")


def event_of(options: Options, message: Message) -> dict[str, Any]:
    """The event: words that say nothing to an alert which PagerDuty does not know yet trigger it."""
    action = {**EVENTS, **options.events}.get(message.status, "trigger")
    if message.first and action == "acknowledge":
        action = "trigger"
    event: dict[str, Any] = {
        "routing_key": options.routing_key,
        "event_action": action,
        "dedup_key": key_of(message.incident),
        "client": "warroom",
        "payload": {
            "summary": _summary(message),
            "source": options.source,
            "severity": options.severities.get(message.severity) or _LEVELS.get(message.severity, "info"),
            "custom_details": {
                "text": message.text,
                "incident": message.incident,
                "status": message.status,
                "severity": " ".join(filter(None, (message.severity, message.severity_name))),
                "impact": message.impact,
                "next_update": message.next_at.strftime("%Y-%m-%dT%H:%M:%SZ") if message.next_at else "",
                "key": message.key,
            },
        },
    }
    if message.url:
        event["client_url"] = message.url
        event["links"] = [{"href": message.url, "text": message.incident}]
    return event


def key_of(incident: str) -> str:
    """The one key of an incident's alert, within the length that PagerDuty takes."""
    key = f"warroom/{incident}"
    return key if len(key) <= MOST_KEY else f"warroom/{hashlib.sha256(incident.encode()).hexdigest()}"


def _summary(message: Message) -> str:
    said = message.subject or message.title or message.text
    line = " ".join(f"{message.severity} {said}".split())
    return line if len(line) <= MOST_SUMMARY else f"{line[: MOST_SUMMARY - 1]}…"
