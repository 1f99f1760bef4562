"""What a playbook does not say, and somebody will want to know."""

import re
from collections.abc import Iterator

from warroom.playbook.lint.blanks import never_filled
from warroom.playbook.lint.finding import Finding, Level, Rule
from warroom.playbook.lint.topics import is_postmortem
from warroom.playbook.model import Playbook

NO_SCENARIOS = Rule(
    name="no-scenarios",
    group="gaps",
    level="warning",
    title="no scenarios",
    why="whoever is on call has to remember what helped the last time",
    mend="write down the last three outages under `scenarios`",
)
NO_WHEN = Rule(
    name="scenario-without-when",
    group="gaps",
    level="hint",
    title="scenarios that name no check",
    why="they are not offered when their checks turn red; somebody has to think of them",
    mend="give each `when`: the checks that turn red with it, such as [db*, kind:postgres]",
)
NO_STEPS = Rule(
    name="scenario-without-steps",
    group="gaps",
    level="warning",
    title="scenarios that say nothing to do",
    why="it is found, opened, and empty",
    mend="give it steps: diagnose, quick_fix, resolve, rollback",
)
SAME_TITLE = Rule(
    name="scenario-said-twice",
    group="gaps",
    level="warning",
    title="scenarios of the same name",
    why="half of the steps stand in the one nobody opened",
    mend="make one of them, or name them apart",
)
NO_CRITERIA = Rule(
    name="no-resolution-criteria",
    group="gaps",
    level="warning",
    title="nothing says when it is over",
    why="it is called resolved by whoever is most tired",
    mend="write `resolution.criteria`: what must hold",
)
NO_WATCH = Rule(
    name="no-watch",
    group="gaps",
    level="warning",
    title="nothing says how long a fix is watched",
    why="the team goes to bed and is called again an hour later",
    mend="write `resolution.watch`, such as 30 min",
)
NO_REVIEW = Rule(
    name="no-post-mortem-deadline",
    group="gaps",
    level="warning",
    title="nothing says by when the post-mortem is held",
    why="after some days nobody remembers why what was done was done",
    mend="write `postmortem.within`, such as 48 h",
)
RELATIVE = Rule(
    name="link-is-a-file",
    group="gaps",
    level="warning",
    title="links to files beside the page",
    why="they open only where the repository lies, and not from here",
    mend="write the whole address",
)
LINK = Rule(
    name="link-unfinished",
    group="gaps",
    level="error",
    title="links that lead to an address of the manual",
    why="they open somebody else's page",
    mend="put in the team's own address",
)
LEFT = Rule(
    name="not-understood",
    group="gaps",
    level="warning",
    title="lines of the page that were not understood",
    why="what stands there has no clock and no place; it can only be read",
    mend="read them, and say what matters of them in the playbook's own keys",
)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNIMPORTANT = re.compile(r"^a (?:title|sample|drawing)|front matter", re.IGNORECASE)
_MOST = 6
_FEW = 5


def gaps(playbook: Playbook) -> Iterator[Finding]:
    """What is missing."""
    yield from _scenarios(playbook)
    yield from _end(playbook)
    yield from _links(playbook)
    yield from _left(playbook)


def _scenarios(playbook: Playbook) -> Iterator[Finding]:
    if not playbook.scenarios:
        yield NO_SCENARIOS.found("there are no scenarios", ("scenarios",))
    blind = [one for one in playbook.scenarios if not one.when]
    if blind:
        names = ", ".join(one.title for one in blind)
        count = (
            "every scenario" if len(blind) == len(playbook.scenarios) else f"{len(blind)} of {len(playbook.scenarios)}"
        )
        yield NO_WHEN.found(f"{count}: {names}", ("scenarios", blind[0].id), blind[0].source)
    seen: dict[str, str] = {}
    for one in playbook.scenarios:
        if not one.steps:
            yield NO_STEPS.found(f"“{one.title}”", ("scenarios", one.id), one.source)
        before = seen.setdefault(one.title.casefold(), one.source or one.id)
        if before != (one.source or one.id):
            yield SAME_TITLE.found(f"“{one.title}”, also at {before}", ("scenarios", one.id, "title"), one.source)


def _end(playbook: Playbook) -> Iterator[Finding]:
    over = playbook.resolution
    if not over.criteria and not over.flows and not over.watch_for:
        yield NO_CRITERIA.found("there are no resolution criteria", ("resolution", "criteria"), over.source)
    if over.watch is None:
        yield NO_WATCH.found("there is no watch after a fix", ("resolution", "watch"), over.source)
    held = any(item.limit is not None and is_postmortem(item.text) for item in playbook.items)
    if playbook.postmortem.within is None and not held:
        yield NO_REVIEW.found("the post-mortem has no deadline", ("postmortem", "within"), playbook.postmortem.source)


def _links(playbook: Playbook) -> Iterator[Finding]:
    for place, link in enumerate(playbook.links):
        key = ("links", place)
        if not _ADDRESS.match(link.url):
            yield RELATIVE.found(f"{link.title}: {link.url}", key, link.source)
        elif never_filled(link.url):
            yield LINK.found(f"{link.title}: {link.url}", key, link.source)


def _left(playbook: Playbook) -> Iterator[Finding]:
    left = [one for one in playbook.left if not _UNIMPORTANT.match(one.why)]
    if not left:
        return
    lines = sum(len([line for line in one.text.split("\n") if line.strip()]) for one in left)
    numbers = [one.source.rpartition(":")[2] for one in left]
    more = len(numbers) - _MOST
    where = ", ".join(numbers[:_MOST]) + (f" and {more} places more" if more > 0 else "")
    count = "one line" if lines == 1 else f"{lines} lines"
    few: Level | None = "hint" if lines <= _FEW else None
    yield LEFT.found(f"{count}, at {where}", ("left",), left[0].source, few)
