"""A playbook in the making: what was found so far, the ids that are taken, and the lines that were used."""

from dataclasses import dataclass, field, replace
from typing import Any

from warroom.playbook.markdown.clocks import Clock
from warroom.playbook.markdown.levels import keys_in
from warroom.playbook.markdown.plain import slug
from warroom.playbook.markdown.tree import Block, Section
from warroom.playbook.model import (
    Contact,
    Duty,
    Item,
    Limit,
    Link,
    Phase,
    Questions,
    Role,
    Rung,
    Scenario,
    Severity,
    Stage,
    Step,
    Template,
    Ticklist,
    Trigger,
)

MOST_ITEMS = 999


@dataclass
class LevelDraft:
    """A severity being put together from headings, tables, lists and sentences."""

    key: str
    id: str
    name: str = ""
    meaning: str = ""
    criteria: list[str] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    response: Limit | None = None
    cadence: Limit | None = None
    escalate: Limit | None = None
    notify: str = ""
    channels: list[str] = field(default_factory=list)
    line: int = 0

    def built(self, source: str) -> Severity:
        """The level as a value."""
        return Severity(
            id=self.id,
            name=self.name,
            meaning=self.meaning,
            criteria=tuple(self.criteria),
            triggers=tuple(self.triggers),
            response=self.response,
            cadence=self.cadence,
            escalate=self.escalate,
            notify=self.notify,
            channels=tuple(self.channels),
            source=source,
        )


@dataclass
class ScenarioDraft:
    """A scenario being put together."""

    id: str
    title: str
    line: int
    severity: str = ""
    symptoms: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def built(self, source: str) -> Scenario:
        """The scenario as a value."""
        return Scenario(
            id=self.id,
            title=self.title,
            severity=self.severity,
            symptoms=tuple(self.symptoms),
            steps=tuple(self.steps),
            source=source,
        )


@dataclass
class PhaseDraft:
    """A phase being put together."""

    id: str
    title: str
    line: int
    begins: Limit | None = None
    ends: Limit | None = None
    steps: list[str] = field(default_factory=list)

    def built(self, source: str) -> Phase:
        """The phase as a value."""
        return Phase(
            id=self.id, title=self.title, begins=self.begins, ends=self.ends, steps=tuple(self.steps), source=source
        )


@dataclass
class RoleDraft:
    """A role being put together from several places."""

    id: str
    name: str
    line: int
    duties: list[str] = field(default_factory=list)
    severities: tuple[str, ...] = ()

    def built(self, source: str) -> Role:
        """The role as a value."""
        return Role(id=self.id, name=self.name, duties=tuple(self.duties), severities=self.severities, source=source)


@dataclass(frozen=True)
class Context:
    """What the titles above say about the words below them."""

    kind: str = ""
    kinds: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    phase: PhaseDraft | None = None
    scenario: ScenarioDraft | None = None
    stage: Stage = "diagnose"
    clock: Clock | None = None
    anchor: str = ""
    owner: str = ""
    role: str = ""
    as_steps: bool = False

    @property
    def title(self) -> str:
        """The nearest title."""
        return self.titles[-1] if self.titles else ""

    def within(self, *kinds: str) -> bool:
        """Whether any title above announced one of these."""
        return any(kind in self.kinds for kind in kinds)

    def but(self, **changes: Any) -> "Context":
        """The same with changes."""
        return replace(self, **changes)


class Draft:
    """What was found so far."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.split("\n")
        self.title = ""
        self.first_line = next((number for number, line in enumerate(self.lines, start=1) if line.strip()), 0)
        self.levels: dict[str, LevelDraft] = {}
        self.items: list[Item] = []
        self.ladder: list[Rung] = []
        self.roles: dict[str, RoleDraft] = {}
        self.contacts: list[Contact] = []
        self.scenarios: list[ScenarioDraft] = []
        self.duties: list[Duty] = []
        self.phases: list[PhaseDraft] = []
        self.questions: list[Questions] = []
        self.steps: list[Step] = []
        self.templates: list[Template] = []
        self.criteria: list[str] = []
        self.flows: list[str] = []
        self.watch: Limit | None = None
        self.watch_for: list[str] = []
        self.resolution_line = 0
        self.lists: list[Ticklist] = []
        self.links: list[Link] = []
        self.metrics: list[str] = []
        self.principles: list[str] = []
        self.prevention: list[str] = []
        self.review: dict[str, list[Any]] = {"sections": [], "attendees": [], "agenda": []}
        self.review_within: Limit | None = None
        self.review_severities: tuple[str, ...] = ()
        self.review_file = ""
        self.review_line = 0
        self.channel_name = ""
        self.zone = ""
        self.general_cadence: tuple[Limit, int] | None = None
        self.notes: list[str] = []
        self.used: set[int] = set()
        self.why: dict[int, str] = {}
        self.done: set[int] = set()
        self._ids: dict[str, set[str]] = {}

    def at(self, line: int) -> str:
        """Where this is: "PAGE.md:42"."""
        return f"{self.name}:{line}"

    def new_id(self, kind: str, words: str) -> str:
        """An id for these words that no other piece of the kind has."""
        taken = self._ids.setdefault(kind, set())
        base = slug(words) or f"{kind}"
        made, number = base, 1
        while made in taken:
            number += 1
            made = f"{base[: 39 - len(str(number))]}-{number}"
        taken.add(made)
        return made

    def new_group(self, line: int) -> str:
        """A name for the commands of one block."""
        return f"block-{line}"

    def use(self, first: int, last: int | None = None) -> None:
        """These lines said something the playbook now says."""
        self.used.update(range(first, (last or first) + 1))

    def use_block(self, block: Block) -> None:
        """All the lines of a block."""
        self.use(block.first, block.last)

    def leave(self, first: int, last: int, why: str) -> None:
        """These lines stay as they are, for this reason."""
        for line in range(first, last + 1):
            self.why.setdefault(line, why)

    def finish_section(self, section: Section) -> None:
        """This section was read as a whole; nothing inside is looked at again."""
        self.done.add(id(section))

    def severities_in(self, text: str) -> tuple[str, ...]:
        """The ids of the known levels that a text names."""
        if not self.levels:
            return ()
        found: list[str] = []
        for _, end, key in keys_in(text):
            if text[end : end + 1] == "+" and key in self.levels:  # "SEV2+" is that level and all above it
                found += list(self.levels)[: list(self.levels).index(key)]
            found += [key] if key in self.levels else []
        return tuple(dict.fromkeys(self.levels[key].id for key in found))

    def level(self, ident: str) -> LevelDraft | None:
        """The level with this id."""
        return next((level for level in self.levels.values() if level.id == ident), None)
