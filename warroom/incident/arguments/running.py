"""The words behind /run, /fill and /step."""

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments.common import Context, need, number, quoted, split
from warroom.incident.intents import Intent
from warroom.playbook.model import Playbook, Step

RUN = "/run [SCENARIO:]3"
FILL = "/fill NAME VALUE"
STEP = "/step [SCENARIO:]3 [skip WHY|undo]"


def place(word: str, playbook: Playbook, usage: str) -> tuple[str, int]:
    """The scenario's id and the step's place in "api_down:3" or "api:3"; "3" is one of the playbook's own steps.

    Where the playbook has none of its own and one scenario only, "3" is that one's.
    """
    name, colon, n = word.rpartition(":")
    if not n:
        raise BadInput(f"it goes: {usage}")
    if not colon:
        only = playbook.scenarios[0].id if len(playbook.scenarios) == 1 and not playbook.steps else ""
        return only, number(n, "a step")
    return _scenario(name, playbook), number(n, "a step")


def _scenario(name: str, playbook: Playbook) -> str:
    ids = [one.id for one in playbook.scenarios]
    near = [one.id for one in playbook.scenarios_named(name)]
    if len(near) == 1:
        return near[0]
    said = f"{quoted(name)} may be any of these: {', '.join(near)}" if near and name else f"no scenario {quoted(name)}"
    raise BadInput(said if near and name else f"{said}: {', '.join(ids) or 'this playbook has none'}")


def step(words: str, context: Context) -> Intent:
    """A step in words was followed, was not, or was skipped."""
    first, rest = split(words, STEP)
    scenario, n = place(first, context.incident.playbook, STEP)
    how, _, why = rest.partition(" ")
    match how.casefold():
        case "":
            return i.TickStep(scenario=scenario, step=n)
        case "undo" if not why.strip():
            return i.TickStep(scenario=scenario, step=n, done=False)
        case "skip":
            return i.TickStep(scenario=scenario, step=n, done=False, skipped=need(why, STEP))
    raise BadInput(f"it goes: {STEP}")


def fill(words: str, context: Context) -> Intent:
    """What a placeholder stands for; without a value it is blank again."""
    words = need(words, FILL)
    names = sorted(blanks_of(context.incident.playbook), key=len, reverse=True)
    for name in (*names, *(name.strip("<>{}$ ") for name in names)):
        if words.casefold() == name.casefold() or words.casefold().startswith(f"{name.casefold()} "):
            return i.FillBlank(name=_as_written(name, names), value=words[len(name) :].strip())
    first, rest = split(words, FILL)
    if first.startswith("$") and first[1:].isidentifier():
        return i.FillBlank(name=first, value=rest)
    known = ", ".join(sorted(names)) or "this playbook has none"
    raise BadInput(f"no placeholder is called {quoted(first)}: {known}")


def _as_written(name: str, names: list[str]) -> str:
    return name if name in names else next(one for one in names if one.strip("<>{}$ ") == name)


def blanks_of(playbook: Playbook) -> tuple[str, ...]:
    """Every placeholder of a playbook's commands, each once, in order."""
    steps: list[Step] = [step for scenario in playbook.scenarios for step in scenario.steps]
    run = [step for step in (*steps, *playbook.steps) if step.is_command or "sql" in step.language.casefold()]
    return tuple(dict.fromkeys(name for step in run for name in step.placeholders))
