"""The parts of a playbook in their places: a row each in the list, whether there is anything in them or not."""

from collections.abc import Callable
from typing import NamedTuple

from warroom.playbook.model import Playbook
from warroom.tui.panes.playbook import agreed, around, runbooks
from warroom.tui.panes.playbook.blocks import Block, nothing

LIKELY, SCENARIO = "likely:", "scenario:"


class Section(NamedTuple):
    """A part: its id, what it is called, how much of it there is, its blocks, and what is said where it is empty."""

    id: str
    title: str
    count: Callable[[Playbook], int]
    blocks: Callable[[Playbook], list[Block]]
    empty: str = ""


def _over(playbook: Playbook) -> int:
    over = playbook.resolution
    return len(over.criteria) + len(over.flows) + len(over.watch_for)


SECTIONS = (
    Section("severities", "severities", lambda p: len(p.severities), agreed.severities),
    Section("roles", "roles", lambda p: len(p.roles), agreed.roles),
    Section("escalation", "escalation", lambda p: len(p.ladder) + len(p.duties), agreed.escalation),
    Section("phases", "phases", lambda p: len(p.phases), agreed.phases),
    Section("checklist", "checklist", lambda p: len(p.items), agreed.checklist),
    Section("scenarios", "scenarios", lambda p: len(p.scenarios), runbooks.index),
    Section("commands", "other commands", lambda p: len(p.steps), runbooks.commands, "commands of no scenario"),
    Section("questions", "questions", lambda p: sum(len(g.questions) for g in p.questions), agreed.questions),
    Section("templates", "templates", lambda p: len(p.templates), around.templates),
    Section("resolution", "resolution", _over, around.resolution, "criteria of its end"),
    Section("lists", "lists of a shift", lambda p: sum(len(one.items) for one in p.lists), around.lists),
    Section("contacts", "contacts", lambda p: len(p.contacts), around.contacts),
    Section("links", "links", lambda p: len(p.links), around.links),
    Section("postmortem", "post-mortem", lambda p: len(p.postmortem.sections), around.postmortem, "post-mortem"),
    Section("metrics", "metrics", lambda p: len(p.metrics), around.metrics),
    Section("principles", "principles", lambda p: len(p.principles) + len(p.prevention), around.principles),
    Section("checks", "checks", lambda p: len(p.checks) + len(p.proposed), around.checks),
    Section("left", "not understood", lambda p: len(p.left), around.left),
    Section("about", "about it", lambda _p: 0, around.about),
)
BY_ID = {section.id: section for section in SECTIONS}


class Entry(NamedTuple):
    """A row of the list: the key it is known by, its title, how much is behind it; `scenario` is that one's place."""

    key: str
    title: str
    amount: str = ""
    scenario: int | None = None

    @property
    def likely(self) -> bool:
        """Whether it stands in front because it fits what is red."""
        return self.key.startswith(LIKELY)


def entries(playbook: Playbook, likely: tuple[int, ...] = ()) -> list[Entry]:
    """The rows of the list: first these scenarios, then every part in its place, the scenarios under theirs."""
    found = [_scenario(playbook, n, LIKELY) for n in likely]
    for section in SECTIONS:
        count = section.count(playbook)
        found.append(Entry(section.id, section.title, "" if section.id == "about" else str(count)))
        if section.id == "scenarios":
            found += [_scenario(playbook, n, SCENARIO) for n in range(len(playbook.scenarios))]
    return found


def _scenario(playbook: Playbook, n: int, prefix: str) -> Entry:
    scenario = playbook.scenarios[n]
    return Entry(f"{prefix}{n}", scenario.title, scenario.severity, n)


def blocks_of(playbook: Playbook, entry: Entry) -> list[Block]:
    """What stands behind a row of the list; one block says so where there is nothing."""
    if entry.scenario is not None:
        return runbooks.scenario_blocks(playbook.scenarios[entry.scenario])
    section = BY_ID[entry.key]
    return section.blocks(playbook) or [nothing(none_said(section))]


def none_said(section: Section) -> str:
    """The sentence of an empty part."""
    if section.id == "left":
        return "Nothing was left over: every line of its page was understood, or it was not imported."
    return f"This playbook has no {section.empty or section.title}."
