"""`warroom senders`: by which ways updates go out from here, and what is missing. Nothing is sent."""

from typing import Any

from warroom import wiring
from warroom.commands import opening
from warroom.commands.speak import as_json, out, tell
from warroom.errors import EXIT_BAD, EXIT_DONE
from warroom.incident.state import Accepted
from warroom.incident.words import DUTY
from warroom.settings import Settings
from warroom.text import visible
from warroom.updates.sending import unused
from warroom.updates.ways.filled import present
from warroom.updates.ways.prepared import prepared


def senders(settings: Settings, format_: str, *, check: bool) -> int:
    """A line for each way out; with `check` exit 1 where one of them could not send."""
    found = [_found(settings, n) for n in range(len(settings.senders))]
    held = unused(settings, _accepted(settings)) if settings.senders else ""
    if not found:
        where = settings.source or "a settings file, which warroom init writes"
        tell(f"no way out: updates are copied by hand until `senders:` in {where} names one")
    if held:
        tell(held)
    for one in found:
        out(as_json(one | {"used": not held}) if format_ == "json" else visible(_line(one, check)))
    return EXIT_BAD if check and (held or any(one["problem"] for one in found)) else EXIT_DONE


def _found(settings: Settings, n: int) -> dict[str, Any]:
    sender = settings.senders[n]
    way = prepared(sender)
    return {
        "name": way.name,
        "kind": way.kind,
        "channel": way.channel,
        "target": way.target,
        "secrets": present(sender),
        "repeats_safely": way.repeats_safely,
        "problem": way.problem() or None,
    }


def _line(one: dict[str, Any], check: bool) -> str:
    secrets = ", ".join(f"{name} {'is there' if there else 'is missing'}" for name, there in one["secrets"].items())
    said = f"{one['name']:<14} {one['kind']:<11} {one['channel']:<14} {one['target']}"
    if check:
        state = "BAD" if one["problem"] else "ok"
        return f"{state:<5} {said}" + (f"; {one['problem']}" if one["problem"] else "")
    return said + (f"; {secrets}" if secrets else "")


def _accepted(settings: Settings) -> dict[str, Accepted]:
    if settings.senders_trusted or not wiring.has_journal(settings):
        return {}
    with opening.house(settings, reading=True) as house:
        return house.room(DUTY).incident.accepted
