"""The commands of the runbooks: those that go on for ever, that need a terminal, that destroy, that are unfinished."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from warroom.playbook.lint.blanks import never_filled
from warroom.playbook.lint.finding import Finding, Key, Rule
from warroom.playbook.model import Playbook, Scenario, Step
from warroom.playbook.risk import destroyed

DESTROYS = Rule(
    name="destroys",
    group="commands",
    level="warning",
    title="commands that destroy, without a word on what to make sure of first or how to come back",
    why="tired people paste the next line; this one cannot be taken back",
    mend="say in `words` when it may be run, what is lost and who agrees, and give the scenario a `rollback`",
)
DESTROYS_WITH_CARE = Rule(
    name="destroys-with-care",
    group="commands",
    level="hint",
    title="commands that destroy, with a warning or a way back beside them",
    why="the room asks before it runs them",
    mend="read once more whether the words say what is lost",
)
ENDLESS = Rule(
    name="never-ends",
    group="commands",
    level="warning",
    title="commands that go on until somebody stops them",
    why="the room waits for an end that does not come, and what stands below is never reached",
    mend="ask for a number of lines or a time: without --follow, --tail, or with -n and -c",
)
TERMINAL = Rule(
    name="needs-terminal",
    group="commands",
    level="warning",
    title="commands that need a keyboard and a screen",
    why="run from here they hang or fail, and those after them run on the wrong machine",
    mend="put what is to be done on the command line: ssh HOST 'command', psql -c, a script instead of an editor",
)
UNFINISHED = Rule(
    name="command-unfinished",
    group="commands",
    level="error",
    title="commands that name what was never filled in",
    why="they fail, or reach somebody else's machine",
    mend="put in the team's own address or name",
)
FILL_IN = Rule(
    name="fill-in-first",
    group="commands",
    level="hint",
    title="commands that need something filled in each time",
    why="somebody has to know where the value is found, before the command can run",
    mend="say in `words` where it is found",
)
SAMPLE = Rule(
    name="sample-in-command",
    group="commands",
    level="warning",
    title="commands that carry an old incident's date or number",
    why="run as they stand they write into the wrong incident",
    mend="write a placeholder such as <incident> instead of the sample",
)
ENVIRONMENT = Rule(
    name="environment",
    group="commands",
    level="hint",
    title="commands that take a value from the environment",
    why="on another machine it is not set, and the command means something else",
    mend="say where these are set, and test it in a drill",
)
_CARE = re.compile(
    r"\b(?:confirm\w*|careful\w*|caution|warning|danger\w*|approv\w*|agree\w*|make sure|be sure|back ?up|snapshot"
    r"|only (?:if|when|after|once)|never|last resort|loses?|lost|irrevers\w*|cannot be undone|two people"
    r"|ask\s+(?:the|somebody|someone|a|your)|vorsicht|attention)\b",
    re.IGNORECASE,
)
_SAMPLE = re.compile(r"\bINC-\d[\w-]*|\b20\d\d-[01]\d-[0-3]\d\b")
_LONGEST = 70


class _At(NamedTuple):
    step: Step
    key: Key
    scenario: Scenario | None


def commands(playbook: Playbook) -> Iterator[Finding]:
    """What is wrong with the commands."""
    variables: dict[str, list[_At]] = {}
    for at in _every(playbook):
        step, key = at.step, (*at.key, "run")
        shown = shortened(step.run)
        yield from _danger(at, shown)
        if step.endless:
            yield ENDLESS.found(shown, key, step.source)
        if step.terminal:
            yield TERMINAL.found(shown, key, step.source)
        blanks = never_filled(step.run)
        if blanks:
            yield UNFINISHED.found(f"{shown}: {', '.join(blanks)}", key, step.source)
        samples = tuple(dict.fromkeys(_SAMPLE.findall(step.run)))
        if samples:
            yield SAMPLE.found(f"{shown}: {', '.join(samples)}", key, step.source)
        asked = [one for one in step.placeholders if not one.startswith("$") and one not in (*blanks, *samples)]
        if asked and step.risk != "shown":
            yield FILL_IN.found(f"{shown}: {', '.join(asked)}", key, step.source)
        for name in step.placeholders:
            if name.startswith("$"):
                variables.setdefault(name, []).append(at)
    for name, used in variables.items():
        times = f"{len(used)} commands" if len(used) > 1 else "one command"
        yield ENVIRONMENT.found(f"{name}, in {times}", (*used[0].key, "run"), used[0].step.source)


def shortened(command: str) -> str:
    """The first line of a command, cut where it is long."""
    lines = command.strip().split("\n")
    first = lines[0].rstrip(" \\")
    cut = len(first) > _LONGEST
    return f"{first[:_LONGEST].rstrip()}…" if cut or len(lines) > 1 else first


def _every(playbook: Playbook) -> Iterator[_At]:
    for n, step in enumerate(playbook.steps):
        if step.run:
            yield _At(step, ("steps", n), None)
    for scenario in playbook.scenarios:
        for n, step in enumerate(scenario.steps):
            if step.run:
                yield _At(step, ("scenarios", scenario.id, "steps", n), scenario)


def _danger(at: _At, shown: str) -> Iterator[Finding]:
    step = at.step
    why = destroyed(step.run, step.language)
    if step.risk != "destroys" and not why:
        return
    back = at.scenario is not None and any(one.stage == "rollback" for one in at.scenario.steps)
    careful = step.stage == "rollback" or back or bool(_CARE.search(f"{step.title} {step.words}"))
    rule = DESTROYS_WITH_CARE if careful else DESTROYS
    yield rule.found(f"{shown}: {why or 'marked so'}", (*at.key, "run"), step.source)
