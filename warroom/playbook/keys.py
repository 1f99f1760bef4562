"""The keys of a playbook file: what stands in it, before it is known whether it holds."""

from typing import Any, Literal

import msgspec

from warroom.playbook.model import Risk, Stage

Texts = tuple[str, ...]


class Keys(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What every mapping of the file shares: a key nobody knows is an error."""


class LimitKeys(Keys):
    """A limit whose words do not say its figure."""

    seconds: float | None = None
    """How long; nothing where only the words can be shown."""
    calendar: Literal["always", "business"] = "always"
    """Whether it is counted always or in business hours."""
    words: str = ""
    """How the team says it."""


Span = str | LimitKeys
"""A limit in words, "5 min", "1 h", "immediate", "next business day", "no limit"; or with its seconds."""


class TriggerKeys(Keys):
    """A figure that speaks for a level."""

    metric: str
    """What is measured, such as error rate."""
    op: Literal["<", "<=", ">", ">=", "in"]
    """How it is compared; `in` reaches from `value` to `high`."""
    value: float
    """With what."""
    high: float | None = None
    """The upper end, with `in`."""
    unit: str = ""
    """Of the value, such as %."""
    words: str = ""
    """How the team says it."""


class SeverityKeys(Keys):
    """A level."""

    id: str
    """Its short name, such as P0."""
    name: str = ""
    """Its word, such as critical."""
    meaning: str = ""
    """What it means, in one sentence."""
    criteria: Texts = ()
    """What makes an incident one of this level."""
    triggers: tuple[str | TriggerKeys, ...] = ()
    """Figures that speak for it, such as error rate > 5 %."""
    response: Span = ""
    """How soon somebody answers, from detection."""
    cadence: Span = ""
    """How often users are told."""
    escalate: Span = ""
    """When it is taken further, whatever happens."""
    notify: str = ""
    """Who is called."""
    channels: Texts = ()
    """The channels its updates go to, by id."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class RoleKeys(Keys):
    """A hat somebody wears."""

    id: str
    """Its short name, such as commander."""
    name: str = ""
    """How people call it."""
    duties: Texts = ()
    """What it obliges to."""
    needed: bool = False
    """Whether nobody wearing it is an alarm."""
    severities: Texts = ()
    """At which levels it is given; at all of them without."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class RungKeys(Keys):
    """A step of the escalation ladder."""

    who: str
    """Who is called."""
    after: Span
    """How long after declaring."""
    how: str = ""
    """By which way."""
    condition: str = ""
    """Only if, such as: the one before does not answer."""
    severities: Texts = ()
    """At which levels; at all of them without."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class ItemKeys(Keys):
    """A line of the checklist."""

    id: str
    """Its short name."""
    text: str
    """What has to be so."""
    n: int | None = None
    """Its number; given by order without."""
    short: str = ""
    """The words that fit a row."""
    within: Span = ""
    """By when, counted from `after`."""
    after: str = "declared"
    """Where its clock begins: started, detected, declared, acknowledged, fixed, resolved, closed or item:ID."""
    done_by: str = ""
    """The fact that ticks it."""
    owner: str = ""
    """The role that sees to it."""
    severities: Texts = ()
    """At which levels it holds; at all of them without."""
    phase: str = ""
    """The phase it belongs to, by id."""
    why: str = ""
    """What it is good for."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class ChannelKeys(Keys):
    """A way words go out."""

    id: str
    """Its short name, such as status_page."""
    name: str = ""
    """How people call it."""
    audience: Literal["users", "team"] = "users"
    """Whether users read it, or the team alone."""


class ContactKeys(Keys):
    """Somebody who can be called."""

    name: str
    """Who."""
    role: str = ""
    """What for."""
    how: str = ""
    """By which way."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class DutyKeys(Keys):
    """What is owed only on a condition."""

    id: str
    """Its short name."""
    text: str
    """What has to be done."""
    after: Span = ""
    """Once the incident lasts so long."""
    condition: str = ""
    """Only if, in words."""
    severities: Texts = ()
    """At which levels; at all of them without."""
    owner: str = ""
    """The role that sees to it."""
    channel: str = ""
    """The channel it is said on, by id."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class PhaseKeys(Keys):
    """A stretch of an incident."""

    id: str
    """Its short name."""
    title: str
    """How people call it."""
    begins: Span = msgspec.field(name="from", default="")
    """How long after declaring it begins."""
    ends: Span = msgspec.field(name="to", default="")
    """How long after declaring it ends."""
    steps: Texts = ()
    """What is done in it."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class QuestionsKeys(Keys):
    """Questions to ask at one point."""

    id: str
    """Its short name."""
    title: str
    """What they are about."""
    ask: Texts
    """The questions."""
    source: str = ""
    """Where they were read, as FILE:LINE."""


class StepKeys(Keys):
    """A step of a runbook: words, a command, or both. Words alone may stand without keys."""

    title: str = ""
    """What it does, in a few words."""
    words: str = ""
    """More about it, or what is done by hand."""
    stage: Stage | None = None
    """What it belongs to: diagnose, resolve, rollback, quick fix, long-term fix, verify or escalate."""
    run: str = ""
    """The command as it is typed."""
    language: str = ""
    """What it is written in; a shell's without. Others are shown and never run."""
    risk: Risk | None = None
    """What it does: reads, changes, destroys or shown; judged by its words without."""
    placeholders: Texts | None = None
    """What has to be filled in first; found in the command without."""
    group: str = ""
    """Steps of one group share folder and exports."""
    endless: bool | None = None
    """Whether it goes on until it is stopped."""
    terminal: bool | None = None
    """Whether it needs a keyboard and a screen."""
    link: str = ""
    """A page to open."""
    within: Span = ""
    """By when."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


Steps = tuple[str | StepKeys, ...]


class ScenarioKeys(Keys):
    """A way in which things go wrong."""

    id: str
    """Its short name."""
    title: str
    """How people call it."""
    severity: str = ""
    """How bad it is as a rule, by id."""
    symptoms: Texts = ()
    """What is seen."""
    when: Texts = ()
    """The checks that turn red with it: names, patterns such as db*, kinds such as kind:http."""
    steps: Steps = ()
    """What is done, in order, each with its `stage`."""
    diagnose: Steps = ()
    """What is looked at."""
    quick_fix: Steps = ()
    """What helps at once."""
    resolve: Steps = ()
    """What brings it to an end."""
    rollback: Steps = ()
    """How the last change is taken back."""
    verify: Steps = ()
    """How one sees that it is over."""
    escalate: Steps = ()
    """Who else is called."""
    long_term_fix: Steps = ()
    """What keeps it from coming back."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class TemplateKeys(Keys):
    """Words that go out."""

    id: str
    """Its short name."""
    body: str
    """The words; {name} is filled in, [blank] and <blank> are left to people."""
    channel: str = ""
    """Where they go, by id."""
    status: str = ""
    """At which status: investigating, identified, monitoring or resolved."""
    title: str = ""
    """How people call it."""
    subject: str = ""
    """The subject of an e-mail."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class ResolutionKeys(Keys):
    """When it is over."""

    criteria: Texts = ()
    """What must hold."""
    flows: Texts = ()
    """What is tried by hand."""
    watch: Span = ""
    """How long it is watched before."""
    watch_for: Texts = ()
    """What is watched."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class TicklistKeys(Keys):
    """A list with no clock of an incident."""

    id: str
    """Its short name."""
    title: str
    """How people call it."""
    items: Texts
    """What is ticked."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class LinkKeys(Keys):
    """A page somebody will need."""

    title: str
    """What it is."""
    url: str
    """Where it is: an address, or a path beside the playbook."""
    kind: str = ""
    """What sort of page, such as dashboard."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class SectionKeys(Keys):
    """A section of the post-mortem."""

    id: str
    """Its short name."""
    title: str
    """Its heading."""
    ask: Texts = ()
    """What belongs into it."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class PostmortemKeys(Keys):
    """How a team looks back."""

    within: Span = ""
    """By when, after it was resolved."""
    sections: tuple[SectionKeys, ...] = ()
    """The sections of the page."""
    attendees: Texts = ()
    """Who comes."""
    agenda: Texts = ()
    """What is talked about."""
    severities: Texts = ()
    """For which levels; for all of them without."""
    file: str = ""
    """Where the page lies."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class ProposedKeys(Keys):
    """A check that a page speaks of and nobody has taken in."""

    name: str
    """What it would be called."""
    url: str
    """What it would ask."""
    source: str = ""
    """Where it was read, as FILE:LINE."""


class LeftKeys(Keys):
    """Lines of a page that were not understood."""

    source: str
    """Where they stand, as FILE:LINE."""
    text: str
    """The lines."""
    why: str = ""
    """What about them was not understood."""


class PlaybookKeys(Keys):
    """The whole file."""

    name: str
    """What the playbook is called: one word."""
    severities: tuple[SeverityKeys, ...]
    """The levels, worst first."""
    format: int = 1
    """The version of this format."""
    title: str = ""
    """What it is for."""
    zone: str = ""
    """A second time zone beside UTC, such as Europe/Berlin."""
    roles: tuple[RoleKeys, ...] = ()
    """The hats."""
    ladder: tuple[RungKeys, ...] = ()
    """Who is called when nobody has fixed it yet."""
    checklist: tuple[ItemKeys, ...] = ()
    """What has to be so, and by when."""
    channels: tuple[ChannelKeys, ...] = ()
    """Where words go out."""
    contacts: tuple[ContactKeys, ...] = ()
    """Who can be called."""
    duties: tuple[DutyKeys, ...] = ()
    """What is owed only on a condition."""
    phases: tuple[PhaseKeys, ...] = ()
    """The stretches of an incident."""
    questions: tuple[QuestionsKeys, ...] = ()
    """What is asked, and when."""
    scenarios: tuple[ScenarioKeys, ...] = ()
    """What it may be, and what helps."""
    steps: Steps = ()
    """Steps of no scenario: general diagnosis, recovery, evidence."""
    templates: tuple[TemplateKeys, ...] = ()
    """Words that go out, by channel and status."""
    resolution: ResolutionKeys = msgspec.field(default_factory=ResolutionKeys)
    """When it is over."""
    lists: tuple[TicklistKeys, ...] = ()
    """Lists for the start of a shift: access, monitoring, hand-over."""
    links: dict[str, Any] | tuple[LinkKeys, ...] = ()
    """Pages somebody will need: a list, or {title: address}."""
    metrics: Texts = ()
    """What is measured about every incident."""
    postmortem: PostmortemKeys = msgspec.field(default_factory=PostmortemKeys)
    """How the team looks back."""
    principles: Texts = ()
    """What everybody remembers."""
    prevention: Texts = ()
    """What is done so that it happens less."""
    channel_name: str = ""
    """How an incident's channel is called, such as #incident-YYYY-MM-DD-slug."""
    proposed: tuple[ProposedKeys, ...] = ()
    """Checks that a page speaks of, for people to look at; none of them is asked."""
    left: tuple[LeftKeys, ...] = ()
    """What an import did not understand."""
    checks: tuple[dict[str, Any], ...] = ()
    """What is probed."""
    defaults: dict[str, Any] = {}
    """Keys of every check that does not say otherwise."""
    groups: dict[str, Any] = {}
    """Keys that checks of a group share."""
