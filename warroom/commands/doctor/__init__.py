"""`warroom doctor`: what works on this machine, a line each, with what to do about the rest; nothing is written."""

from collections.abc import Callable, Iterator

from warroom.commands.doctor import libraries, terminal
from warroom.commands.doctor.finding import Finding, bad, ok
from warroom.commands.speak import as_json, out
from warroom.errors import EXIT_BAD, EXIT_DONE, WarroomError
from warroom.settings import Settings
from warroom.text import visible


def doctor(settings_of: Callable[[], Settings], format_: str) -> int:
    """Look at everything; exit 1 where something is to be put right."""
    worst = EXIT_DONE
    for finding in _found(settings_of):
        out(as_json(finding) if format_ == "json" else visible(finding.line), now=True)
        worst = EXIT_BAD if finding.state == "BAD" else worst
    return worst


def _found(settings_of: Callable[[], Settings]) -> Iterator[Finding]:
    yield from libraries.look()
    yield from terminal.look()
    try:
        settings = settings_of()
    except WarroomError as error:
        yield bad("settings", f"settings: {error}")
        return
    yield ok("settings", f"settings from {settings.source or 'defaults, no warroom.yaml found'}")
    from warroom.commands.doctor import access, checks, clock, record, written

    for part in (record.look, access.look, clock.look, written.look, checks.look):
        yield from part(settings)
