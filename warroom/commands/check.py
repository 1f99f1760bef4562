"""`warroom check`: each check asked once, all of them looked through, or their keys described."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from warroom import wiring
from warroom.checks.acceptance import Standing, hidden_said, sources, stand, waits_said
from warroom.checks.model import Reading, View
from warroom.clock import SystemClock
from warroom.commands import around, opening
from warroom.commands.signals import Ended, ended_by_signals
from warroom.commands.speak import as_json, out, put, tell
from warroom.errors import EXIT_BAD, EXIT_DONE, EXIT_UNKNOWN, EXIT_USAGE, BadInput
from warroom.incident.state import Accepted
from warroom.incident.words import DUTY
from warroom.located import did_you_mean, quoted
from warroom.settings import Settings
from warroom.text import visible


def standing(settings: Settings) -> tuple[Standing, Mapping[str, Accepted]]:
    """What may be asked here, and who accepted what; the journal is read only where something depends on it."""
    found = sources(settings, wiring.playbook(settings))
    accepted: Mapping[str, Accepted] = {}
    if not all(source.own for source in found) and wiring.has_journal(settings):
        with opening.house(settings, reading=True) as house:
            accepted = house.room(DUTY).incident.accepted
    return stand(found, accepted), accepted


def allowed(settings: Settings, names: Sequence[str] = ()) -> Standing:
    """The same, refused where nothing may be asked, or where what is asked for waits to be accepted."""
    found, accepted = standing(settings)
    if not found.checks:
        raise BadInput("no checks are set up: warroom init writes a warroom.yaml to put them in")
    known = [check.name for check in found.checks]
    for name in names:
        if name not in known:
            raise BadInput(f"no check {quoted(name)}{did_you_mean(name, known)}")
    wanted = [source for source, check in found.unasked if not names or check.name in names]
    if wanted:
        raise BadInput("; ".join(dict.fromkeys(waits_said(source, accepted) for source in wanted)))
    if found.hidden:
        tell(hidden_said(found.hidden))
    return found


def check(settings: Settings, names: Sequence[str], format_: str) -> int:
    """Each check once."""
    import asyncio

    from warroom.checks.schedule import probe_once

    asked = [one for one in allowed(settings, names).asked if not names or one.name in names]
    try:
        with ended_by_signals():
            readings = asyncio.run(probe_once(asked, SystemClock().now, _seen(settings)))
    except Ended as end:  # a program that a check runs must not outlive this one
        return end.exit_code
    states = {reading.state for reading in readings}
    with suppress(BrokenPipeError):  # whoever reads a line or two still gets the right exit code
        _print(readings, format_)
    return EXIT_BAD if "down" in states else EXIT_UNKNOWN if "unknown" in states else EXIT_DONE


def _print(readings: Sequence[Reading], format_: str) -> None:
    width = max(len(visible(reading.check)) for reading in readings)
    for reading in readings:
        if format_ == "json":
            out(as_json(reading))
        else:
            for line in lines(reading, width):
                out(line)


def _seen(settings: Settings) -> list[View]:
    """The rows of whoever asks the checks all the time, for what is taken over a time; none where nobody does."""
    if not wiring.has_journal(settings):
        return []
    with opening.house(settings, reading=True) as house:
        return list(around.views(house.live, DUTY))


def lines(reading: Reading, width: int) -> list[str]:
    """A reading as a row, and a line for each condition that did not hold, with what was there instead."""
    head = (
        f"{reading.state:<9} {visible(reading.check):<{width}} {visible(reading.value):>8}  {visible(reading.reason)}"
    )
    failed = [
        f"          {'warn' if one.warns else 'expect'} {visible(one.condition)}: {visible(one.said)}"
        for one in reading.found
        if one.ok is not True
    ]
    return [head.rstrip(), *failed]


def schema() -> int:
    """What may stand under `checks`, `groups` and `defaults`, for editors and other programs."""
    import json

    from warroom.checks.schema import schema as described

    put(f"{json.dumps(described(), indent=2, ensure_ascii=False)}\n")
    return EXIT_DONE


def validate(files: Sequence[Path], format_: str) -> int:
    """Look through every check of these files, without asking any; everything that is wrong is told."""
    from warroom.commands.validating import looked_through

    looked = [looked_through(file) for file in files]
    problems = [problem for one in looked for problem in one.problems]
    if format_ == "json":
        out(
            as_json(
                {
                    "sound": not problems,
                    "files": [{"file": one.file, "checks": one.checks} for one in looked],
                    "problems": [problem.parts for problem in problems],
                }
            )
        )
        return EXIT_USAGE if problems else EXIT_DONE
    for problem in problems:
        out(visible(str(problem)))
    for one in looked:
        if not one.problems:
            count = f"{one.checks} check{'' if one.checks == 1 else 's'}"
            out(visible(f"{count} in {one.file} {'is' if one.checks == 1 else 'are'} sound"))
    return EXIT_USAGE if problems else EXIT_DONE


def names_from(settings: Settings, begun: str) -> list[str]:
    """The checks whose names begin so, for a shell to complete; what waits to be accepted is among them."""
    found = stand(sources(settings, wiring.playbook(settings)), {})
    return [one.name for one in found.checks if one.name.startswith(begun)]
