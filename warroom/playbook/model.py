"""What a team has agreed: severities, clocks, roles, runbooks, templates, contacts, checks. Pure values.

Wherever a piece was read from somebody's page, `source` says where: "PLAYBOOK.md:42".
"""

import re
from typing import Any, Literal

import msgspec

from warroom.incident.words import parse_duration

FORMAT = 1


class Limit(msgspec.Struct, frozen=True):
    """How long something may take: seconds (None: words only), counted always or in business hours, as written."""

    seconds: float | None = None
    calendar: Literal["always", "business"] = "always"
    words: str = ""

    @property
    def counts(self) -> float | None:
        """Seconds that a clock can count down; None where only the words can be shown."""
        return self.seconds if self.calendar == "always" else None


def parse_limit(words: str) -> Limit | None:
    """The limit in "immediate", "< 5 min", "2 h business", "next business day"; None where there is none to read."""
    said = words.strip()
    low = re.sub(r"^(?:within|in|<=?|≤|\+|after)\s*", "", said.lower())
    if low in ("", "none", "no limit", "variable"):
        return None
    if low.startswith(("immediate", "now", "at once")):
        return Limit(seconds=0.0, words=said)
    if "business" in low:
        number = parse_duration(re.sub(r"\(?business\s*\w*\)?", "", low))
        return Limit(seconds=number, calendar="business", words=said)
    number = parse_duration(low)
    return Limit(seconds=number, words=said) if number is not None else None


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that speaks for a level: "error rate" ">" 5 "%", as the page says it in `words`."""

    metric: str
    op: Literal["<", "<=", ">", ">=", "in"]
    value: float
    high: float | None = None
    unit: str = ""
    words: str = ""


class Severity(msgspec.Struct, frozen=True, kw_only=True):
    """One level: its id ("P0"), its word, what makes it, response limit, update cadence, who is called and how.

    `escalate` is when it is taken further whatever happens, `channels` are where its updates go.
    """

    id: str
    name: str = ""
    meaning: str = ""
    criteria: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    response: Limit | None = None
    cadence: Limit | None = None
    escalate: Limit | None = None
    notify: str = ""
    channels: tuple[str, ...] = ()
    source: str = ""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed only on a condition: an e-mail once a P0 lasts 30 min, the CTO after 2 h."""

    id: str
    text: str
    after: Limit | None = None
    condition: str = ""
    severities: tuple[str, ...] = ()
    owner: str = ""
    channel: str = ""
    source: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the checklist: its number, stable id, words, limit after an anchor, and the fact that ticks it."""

    n: int
    id: str
    text: str
    short: str = ""
    limit: Limit | None = None
    anchor: str = "declared"
    done_by: str | None = None
    owner: str = ""
    severities: tuple[str, ...] = ()
    phase: str = ""
    why: str = ""
    source: str = ""

    @property
    def label(self) -> str:
        """The words that fit a row."""
        return self.short or self.text


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the escalation ladder: who is called, at which minute after declaring, and when only on a condition."""

    who: str
    after: Limit
    how: str = ""
    condition: str = ""
    severities: tuple[str, ...] = ()
    source: str = ""


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A hat somebody wears, and what it obliges to."""

    id: str
    name: str = ""
    duties: tuple[str, ...] = ()
    needed: bool = False
    severities: tuple[str, ...] = ()
    source: str = ""


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of an incident: when it begins and ends after declaring, as far as the team says, and what is done."""

    id: str
    title: str
    begins: Limit | None = None
    ends: Limit | None = None
    steps: tuple[str, ...] = ()
    source: str = ""


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """Questions to ask at one point: for the severity, at triage, about a cause, of a dashboard."""

    id: str
    title: str
    questions: tuple[str, ...] = ()
    source: str = ""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A way words go out, and to whom."""

    id: str
    name: str = ""
    audience: Literal["users", "team"] = "users"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be called, and how."""

    name: str
    role: str = ""
    how: str = ""
    source: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A page somebody will need: a dashboard, a tool, a document."""

    title: str
    url: str
    kind: str = ""
    source: str = ""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Something to probe. Times are seconds; `options` belong to the kind and are checked by its probe file.

    While one of `parents` is down this check rings no alarm; a `canary` tells our own network from an outage.
    """

    name: str
    kind: str = "http"
    every: float = 10.0
    timeout: float = 5.0
    recheck: float = 1.0
    fails: int = 3
    passes: int = 2
    expect: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    group: str = ""
    parents: tuple[str, ...] = ()
    canary: bool = False
    options: dict[str, Any] = {}

    @property
    def acts(self) -> bool:
        """Whether it does more than read by itself: it runs a program, or is allowed to write."""
        return self.kind == "command" or bool(self.options.get("writes"))


Stage = Literal["diagnose", "resolve", "rollback", "quick fix", "long-term fix", "verify", "escalate"]
Risk = Literal["reads", "changes", "destroys", "shown"]


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of a runbook: words, and at most one command, `run` as it stands on the page.

    `shown` commands are never run: code, settings, a prompt's own language. Steps with the same `group` come from one
    block: they share working directory and exports. `endless` never ends by itself, `terminal` needs one.
    """

    title: str = ""
    words: str = ""
    stage: Stage = "diagnose"
    run: str = ""
    language: str = ""
    risk: Risk = "changes"
    placeholders: tuple[str, ...] = ()
    group: str = ""
    endless: bool = False
    terminal: bool = False
    link: str = ""
    within: Limit | None = None
    source: str = ""

    @property
    def is_command(self) -> bool:
        """Whether somebody runs it: in a shell, at psql's prompt or in a chat; code and settings are only shown."""
        return bool(self.run) and (self.risk != "shown" or self.language in ("psql", "chat"))


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A way in which things go wrong: how bad it is as a rule, what is seen, and `when` it is likely.

    `when` are names of checks, patterns such as "db*", or kinds such as "kind:http", that turn red with it.
    """

    id: str
    title: str
    severity: str = ""
    symptoms: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    source: str = ""


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """Words for a channel at a status; `{name}` is filled in from the incident."""

    id: str
    body: str
    channel: str = ""
    status: str = ""
    title: str = ""
    subject: str = ""
    source: str = ""


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """When it is over: what must hold, what is tried by hand, and how long it is watched before."""

    criteria: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    watch: Limit | None = None
    watch_for: tuple[str, ...] = ()
    source: str = ""


class Ticklist(msgspec.Struct, frozen=True, kw_only=True):
    """A list with no clock of an incident: access, monitoring, what a shift hands over; ticked into `duty`."""

    id: str
    title: str
    items: tuple[str, ...] = ()
    source: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A section of the post-mortem, and what belongs into it."""

    id: str
    title: str
    asks: tuple[str, ...] = ()
    source: str = ""


class Postmortem(msgspec.Struct, frozen=True, kw_only=True):
    """How a team looks back: by when, who comes, what is talked about, the sections of the page."""

    within: Limit | None = None
    sections: tuple[Section, ...] = ()
    attendees: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    file: str = ""
    source: str = ""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A check that a page speaks of and nobody has accepted: what to probe, for people to look at."""

    name: str
    url: str
    source: str = ""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a page that were not understood: kept as they stand, and why."""

    source: str
    text: str
    why: str = ""


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """Everything above under one name; copied into an incident when it is adopted.

    `steps` are those of no scenario: general diagnosis, recovery, evidence. `channel_name` is how the team calls an
    incident's channel ("#incident-YYYY-MM-DD-slug"). `proposed` and `left` come from an import.
    """

    name: str
    format: int = FORMAT
    title: str = ""
    zone: str = ""
    severities: tuple[Severity, ...] = ()
    items: tuple[Item, ...] = ()
    ladder: tuple[Rung, ...] = ()
    roles: tuple[Role, ...] = ()
    channels: tuple[Channel, ...] = ()
    contacts: tuple[Contact, ...] = ()
    checks: tuple[Check, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    duties: tuple[Duty, ...] = ()
    phases: tuple[Phase, ...] = ()
    questions: tuple[Questions, ...] = ()
    steps: tuple[Step, ...] = ()
    templates: tuple[Template, ...] = ()
    resolution: Resolution = Resolution()
    lists: tuple[Ticklist, ...] = ()
    links: tuple[Link, ...] = ()
    metrics: tuple[str, ...] = ()
    postmortem: Postmortem = Postmortem()
    principles: tuple[str, ...] = ()
    prevention: tuple[str, ...] = ()
    channel_name: str = ""
    proposed: tuple[Proposed, ...] = ()
    left: tuple[Left, ...] = ()

    def severity(self, name: str) -> Severity | None:
        """The level called so, whatever the case."""
        return next((level for level in self.severities if level.id.casefold() == name.casefold()), None)

    def rank(self, name: str) -> int:
        """0 for the worst level; past the last for a name the playbook does not know."""
        return next((rank for rank, level in enumerate(self.severities) if level.id == name), len(self.severities))

    def item(self, n: int) -> Item | None:
        """The item with this number."""
        return next((item for item in self.items if item.n == n), None)

    def item_by_id(self, name: str) -> Item | None:
        """The item with this id."""
        return next((item for item in self.items if item.id == name), None)

    def scenarios_named(self, name: str) -> tuple[Scenario, ...]:
        """The scenario with this id, else all whose ids begin so; whatever the case."""
        low = name.casefold()
        exact = tuple(one for one in self.scenarios if one.id.casefold() == low)
        return exact[:1] or tuple(one for one in self.scenarios if one.id.casefold().startswith(low))

    def steps_of(self, scenario: str) -> tuple[Step, ...] | None:
        """The steps of the scenario with this very id, the playbook's own for ""; None where there is none."""
        if not scenario:
            return self.steps
        return next((one.steps for one in self.scenarios if one.id == scenario), None)

    def reaches_users(self, channel: str) -> bool:
        """Whether words on this channel count as told to users; a channel nobody declared does."""
        return all(known.audience == "users" for known in self.channels if known.id == channel)
