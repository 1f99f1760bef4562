"""Any HTTP API that takes words: a chat's webhook, a team's own status page by POST and PATCH."""

import re
from typing import Any, ClassVar, Literal
from urllib.parse import quote, urlencode

import msgspec

from warroom.located import did_you_mean, quoted
from warroom.updates.senders import Secret, SenderOptions, Sending, Wrong
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.addresses import web_address
from warroom.updates.ways.rendering import check_names, render, speaks_of, values_of

Method = Literal["POST", "PUT", "PATCH"]
STATES = ("investigating", "identified", "monitoring", "resolved")
MOST_BYTES = 1 << 20
_BODIES = ("json", "form", "text")
_ELSEWHERE = (302, 303)
"""Where to read on: to the page that a post made, as often as to a login."""
_IN_HEADERS = ("incident", "key", "ref", "status", "channel", "n")
"""What may stand in a header: names and numbers, no sentences."""
_RANGE = re.compile(r"(\d{3})(?:\s*\.\.\s*(\d{3}))?")
_REF = re.compile(r"[\x21-\x7e]{1,200}")


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a request has of its own; what it leaves out is that of the whole."""

    method: Method | None = None
    """How it is sent."""
    url: str = ""
    """Where to."""
    json: dict[str, Any] | list[Any] | None = None
    """The body as JSON."""
    form: dict[str, str] | None = None
    """The body as a form."""
    text: str | None = None
    """The body as plain text."""


class Options(SenderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of this kind."""

    secret_keys: ClassVar[tuple[str, ...]] = ("bearer",)
    template_keys: ClassVar[tuple[str, ...]] = ("url", "headers", "bearer", *_BODIES, "then", "states")

    url: str
    """Where to; `{ref}` and the like are filled in."""
    method: Method = "POST"
    """How it is sent."""
    headers: dict[str, Secret] = msgspec.field(default_factory=dict)
    """Header fields, by name."""
    bearer: Secret = ""
    """A token for the Authorization header."""
    json: dict[str, Any] | list[Any] | None = None
    """The body as JSON, with `{text}`, `{status}` and so on in it; without a body, {text: "{text}"}."""
    form: dict[str, str] | None = None
    """The body as a form."""
    text: str | None = None
    """The body as plain text."""
    then: Part | None = None
    """What is different from the second update of an incident on, such as {method: PATCH, url: "https://…/{ref}"}."""
    states: dict[str, Part] = msgspec.field(default_factory=dict)
    """What is different at a status."""
    ref: str = ""
    """Where the first answer names what it made, as in `data.id`."""
    expect: tuple[int | str, ...] = ("200..299",)
    """Statuses that mean it was accepted."""
    later: tuple[int, ...] = (429,)
    """Statuses by which this API says that it did not accept it, and may later."""
    later_text: str = ""
    """Words in an expected answer by which it says the same."""
    safe_to_repeat: bool = False
    """Whether it tells a repeat by its key, sent as in {idempotency-key: "{key}"}."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for n, part in enumerate((self, self.then, *self.states.values())):
            if part is None:
                continue
            if part.url:
                web_address(re.sub(r"\{\w+\}", "x", part.url) if "${" not in part.url else part.url)
            elif n == 0:
                raise ValueError("`url` is empty")
            bodies = [key for key in _BODIES if getattr(part, key) is not None]
            if len(bodies) > 1:
                raise ValueError(f"`{bodies[1]}`: of {', '.join(_BODIES)} a request has one")
            for key in ("url", *_BODIES):
                check_names(getattr(part, key), key)
        for value in self.headers.values():
            check_names(value, "headers")
            wrong = next((name for name in names_of_places(value) if name not in _IN_HEADERS), None)
            if wrong:
                raise ValueError(f"`headers`: {{{wrong}}} may hold what no header may: use the body")
        if self.text is not None and "json" in self._content_type():
            raise ValueError("`text` is not JSON: write `json`, and every quote is escaped as it must be")
        if unknown := next((status for status in self.states if status not in STATES), None):
            raise ValueError(f"`states`: no status {quoted(unknown)}{did_you_mean(unknown, STATES)}")
        for said in self.expect:
            match = _RANGE.fullmatch(str(said))
            if not match or not 200 <= int(match[1]) <= int(match[2] or match[1]) < 600:
                raise ValueError(f"`expect`: {quoted(said)} is no status: 200 or 200..299")
        if self.bearer and any(name.casefold() == "authorization" for name in self.headers):
            raise ValueError("`bearer` is the Authorization header, which `headers` has too")

    def _content_type(self) -> str:
        return next((str(v).lower() for name, v in self.headers.items() if name.casefold() == "content-type"), "")

    @property
    def target(self) -> str:
        from urllib.parse import urlsplit

        if "${" in self.url:
            return "an address from the environment"
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def repeats_safely(self) -> bool:
        return self.safe_to_repeat


class Request(msgspec.Struct, frozen=True):
    """One request, filled in."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


def names_of_places(said: object) -> list[str]:
    """The names of the placeholders in a header's value."""
    return re.findall(r"(?<![${])\{([A-Za-z_]\w*)\}", said) if isinstance(said, str) else []


async def send(options: Options, message: Message, sending: Sending) -> Answer:
    """Send the request that the message's place and status call for."""
    from warroom.updates.ways.judging import judged
    from warroom.updates.ways.posting import ask, said_of

    request = request_of(options, message)
    reply = await ask(
        request.url, method=request.method, headers=request.headers, body=request.body, budget_s=sending.budget_s
    )
    who = "it"
    if reply.status in options.later:
        return Answer("later", f"{who} asks to wait: {said_of(reply)}", retry_after_s=reply.retry_after_s)
    if not _is_expected(options, reply.status):
        if reply.status in _ELSEWHERE:
            leads = "it leads elsewhere, and nobody can tell what became of it"
            return Answer("unknown", f"{who} answered {reply.status}: {leads}", ref=message.ref)
        return judged(reply, who)
    if options.later_text and options.later_text in reply.text:
        return Answer("later", f"{who} answered {said_of(reply)}", retry_after_s=reply.retry_after_s)
    if options.later_text and not reply.whole:
        return Answer("unknown", f"{who} answered {said_of(reply)}", ref=message.ref)
    found = ref_in(reply.json(), options.ref) if options.ref else ""
    ref = found or message.ref
    if options.ref and not ref:
        return Answer("sent", f"its answer names no `{options.ref}`: the next update begins anew", "")
    return Answer("sent", ref=ref)


def request_of(options: Options, message: Message) -> Request:
    """The request as it goes out. Raises Wrong where what is filled in makes none."""
    parts = [options, _then(options, message), options.states.get(message.status)]
    chosen = [part for part in parts if part is not None]
    values = values_of(message)
    if message.ref and (not _REF.fullmatch(message.ref) or set(message.ref) <= {"."}):
        raise Wrong("what the other side called the earlier message cannot stand in an address")
    url = render(next(part.url for part in reversed(chosen) if part.url), values, lambda said: quote(said, safe=""))
    method = next(part.method for part in reversed(chosen) if part.method)
    headers = {name: render(str(value), values) for name, value in options.headers.items()}
    if options.bearer:
        headers["authorization"] = f"Bearer {render(str(options.bearer), {})}"
    kind, body = _body(chosen, values)
    if not any(name.casefold() == "content-type" for name in headers):
        headers["content-type"] = kind
    if len(body.encode()) > MOST_BYTES:
        raise Wrong(f"it is longer than {MOST_BYTES >> 20} MiB, the most that is sent")
    return Request(method, url, headers, body)


def _then(options: Options, message: Message) -> Part | None:
    """The later request, once there is something it can be about."""
    then = options.then
    if then is None or message.ref:
        return then
    about_ref = any(speaks_of(getattr(then, key), "ref") for key in ("url", *_BODIES))
    return None if message.first or about_ref else then


def _body(parts: list[Any], values: dict[str, str]) -> tuple[str, str]:
    for part in reversed(parts):
        if part.json is not None:
            return "application/json", msgspec.json.encode(render(part.json, values)).decode()
        if part.form is not None:
            return "application/x-www-form-urlencoded", urlencode(render(part.form, values))
        if part.text is not None:
            return "text/plain; charset=utf-8", str(render(part.text, values))
    return "application/json", msgspec.json.encode({"text": values["text"]}).decode()


def _is_expected(options: Options, status: int) -> bool:
    for said in options.expect:
        match = _RANGE.fullmatch(str(said))
        if match and int(match[1]) <= status <= int(match[2] or match[1]):
            return True
    return False


def ref_in(found: Any, path: str) -> str:
    """The text or number at a path like `data.0.id`; "" where there is none that could be told again."""
    for step in path.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return ""
    said = str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
    return said if _REF.fullmatch(said) else ""
