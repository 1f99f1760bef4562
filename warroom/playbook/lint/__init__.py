"""What in a playbook will mislead people during an incident: contradictions, gaps, commands to be careful with."""

from collections.abc import Iterable

from warroom.playbook.lint.anchors import anchors
from warroom.playbook.lint.commands import commands
from warroom.playbook.lint.contradictions import contradictions, noted
from warroom.playbook.lint.fences import fences
from warroom.playbook.lint.finding import Finding, Key, Level
from warroom.playbook.lint.gaps import gaps
from warroom.playbook.lint.levels import levels
from warroom.playbook.lint.messages import messages
from warroom.playbook.lint.people import people
from warroom.playbook.model import Playbook

__all__ = ["GROUPS", "LEVELS", "Finding", "Key", "Level", "lint", "lint_page"]

LEVELS: tuple[Level, ...] = ("error", "warning", "hint")
GROUPS = ("contradictions", "clocks", "people", "commands", "messages", "gaps")
_LOOKS = (contradictions, levels, anchors, people, commands, messages, gaps)


def lint(playbook: Playbook) -> tuple[Finding, ...]:
    """Everything found, the worst of each group first."""
    return _sorted(finding for look in _LOOKS for finding in look(playbook))


def lint_page(playbook: Playbook, text: str, name: str, notes: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """The same for a page, with what only its text shows and what its importer had to choose between."""
    return _sorted([*lint(playbook), *noted(notes), *fences(text, name)])


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By group and level; within them as they were found."""
    order = {group: place for place, group in enumerate(GROUPS)}
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: (order[one.group], LEVELS.index(one.level))))
