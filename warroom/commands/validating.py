"""A settings or playbook file looked through for everything that is wrong with it."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from warroom import located, settings
from warroom.checks.prepared import Prepared
from warroom.checks.variables import names_in
from warroom.errors import BadInput
from warroom.located import Misplaced
from warroom.playbook import pages
from warroom.playbook.checks import read_checks
from warroom.playbook.model import Check
from warroom.playbook.shape import playbook_in


class Looked(msgspec.Struct, frozen=True):
    """A file, how many sound checks it holds, and what is wrong, each thing once, in the order of its lines."""

    file: str
    checks: int
    problems: tuple[Misplaced, ...]


def looked_through(path: Path) -> Looked:
    """Everything that is wrong with a file's checks, and the first thing that is wrong with the rest of it."""
    if pages.is_page(path):
        return _page(path)
    try:
        tree = located.read(path, may_be_empty=True)
    except BadInput as error:
        return Looked(str(path), 0, (_placed(error, path),))
    checks, problems = read_checks(tree)
    problems += _unfilled(tree, checks)
    try:
        if is_playbook(tree):
            playbook_in(tree)
        else:
            settings.load(str(path), {}, {}, Path.cwd())
    except BadInput as error:
        problems = [error, *problems]
    every = {str(problem): _placed(problem, path) for problem in problems}
    return Looked(tree.name, len(checks), tuple(sorted(every.values(), key=lambda one: one.line)))


def _page(path: Path) -> Looked:
    """A page for people has no checks: those it speaks of are proposed."""
    try:
        pages.load(str(path))
    except BadInput as error:
        return Looked(str(path), 0, (_placed(error, path),))
    return Looked(str(path), 0, ())


def _unfilled(tree: located.Tree, checks: Sequence[Check]) -> list[BadInput]:
    """What the environment of this terminal leaves wrong; in the room such a check reads UNKNOWN."""
    places = {raw.get("name"): n for n, raw in enumerate(tree.value.get("checks") or []) if isinstance(raw, dict)}
    found = ((check.name, Prepared(check).wrong) for check in checks if names_in(check.options))
    return [tree.fail(("checks", places.get(name, 0)), str(wrong)) for name, wrong in found if wrong is not None]


def is_playbook(tree: located.Tree) -> bool:
    """Whether a file is a playbook, and not settings."""
    return "severities" in tree.value or "name" in tree.value


def _placed(error: BadInput, path: Path) -> Misplaced:
    return error if isinstance(error, Misplaced) else Misplaced(str(path), 1, "", str(error).removeprefix(f"{path}: "))
