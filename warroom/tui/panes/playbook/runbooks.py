"""What is done when it happens: scenarios with their steps, and the commands of none."""

from collections.abc import Sequence

from warroom.playbook.model import Playbook, Scenario, Step
from warroom.playbook.words import STAGES, marks, within_words
from warroom.tui.panes.playbook.blocks import Block, Piece, above, bullets, nothing, quiet


def index(playbook: Playbook) -> list[Block]:
    """A block a scenario, in the playbook's order."""
    return [
        Block(
            (
                Piece(scenario.title, "title"),
                *quiet(scenario.severity, _amount(scenario), *scenario.symptoms[:2]),
            ),
            kind="scenario",
            n=n,
        )
        for n, scenario in enumerate(playbook.scenarios)
    ]


def _amount(scenario: Scenario) -> str:
    commands = sum(bool(step.run) for step in scenario.steps)
    return f"{len(scenario.steps)} steps, {commands} commands"


def scenario_blocks(scenario: Scenario) -> list[Block]:
    """What is seen, then a block a step; the first of each stage has its name above."""
    seen = Block(
        (
            Piece("Symptoms" if scenario.symptoms else scenario.title, "title"),
            *bullets(scenario.symptoms),
            *quiet(f"likely when red: {', '.join(scenario.when)}" if scenario.when else ""),
            *quiet(scenario.severity, scenario.id, scenario.source),
        )
    )
    found = [seen]
    found += _numbered(scenario.steps)
    return found if scenario.steps else [*found, nothing("It has no steps.")]


def commands(playbook: Playbook) -> list[Block]:
    """The steps of no scenario."""
    return _numbered(playbook.steps, gap=False)


def _numbered(steps: Sequence[Step], *, gap: bool = True) -> list[Block]:
    """Numbered through, as they are run by; the first of each stage has its name above."""
    found: list[Block] = []
    for n, step in enumerate(steps, 1):
        begins = n == 1 or steps[n - 2].stage != step.stage
        heading = above(STAGES[step.stage], gap=gap or bool(found)) if begins else ()
        found.append(step_block(step, n, heading))
    return found


def step_block(step: Step, n: int, heading: tuple[Piece, ...] = ()) -> Block:
    """Its words, its command exactly as it is written with what to know before it is run, its link and its source."""
    first = f"{n} "
    indent = len(first)
    within = within_words(step.within)
    said = ": ".join(words for words in (step.title, step.words) if words)
    command: tuple[Piece, ...] = ()
    if step.run:
        said = said or ("a command" if step.risk != "shown" else "for reading")
        command = (Piece(step.run, "title" if step.risk != "shown" else "text", indent, exact=True),)
    return Block(
        (
            Piece(said or step.link, first=first, risk=step.risk if step.run else None),
            *command,
            *((Piece(step.link, "text+u", indent),) if step.link and said else ()),
            *quiet(*_to_know(step), within, step.source, indent=indent),
        ),
        heading,
        kind="command" if step.run else "",
        copied=step.run or step.link,
    )


def _to_know(step: Step) -> list[str]:
    """What the risk does not say: the language, that it never ends, that it needs a terminal, what to fill in."""
    said = marks(step)
    return [word for word in said if word != step.risk]
