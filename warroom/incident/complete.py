"""What the entry line can offer to finish a half-typed word: verbs, people, items, statuses, severities, checks."""

from warroom.incident.deadlines import deadlines
from warroom.incident.entry import Context, offered
from warroom.incident.moment import leading
from warroom.incident.words import ROLES, STATUSES


def complete(line: str, context: Context) -> tuple[str, ...]:
    """Whole lines this one could become, best first; () where there is nothing to offer."""
    at, rest = leading(line, context.now, context.zone)
    head = line[: len(line) - len(rest)] if at else ""
    if not rest.startswith("/"):
        return ()
    verb, gap, words = rest[1:].partition(" ")
    if not gap:
        return tuple(f"{head}/{v.name} " if v.usage else f"{head}/{v.name}" for v in offered() if _begins(v.name, verb))
    before, _, last = words.rpartition(" ")
    start = f"{head}/{verb} {before} " if before else f"{head}/{verb} "
    return tuple(start + choice for choice in _choices(verb.lower(), before, last, context) if choice != last)[:12]


def _begins(word: str, part: str) -> bool:
    return word.casefold().startswith(part.casefold()) and word.casefold() != part.casefold()


def _choices(verb: str, before: str, last: str, context: Context) -> list[str]:
    incident = context.incident
    playbook = incident.playbook if incident.declared else context.playbook
    if last.startswith("@") or (verb in ("ic", "handover") and not before):
        names = dict.fromkeys((*incident.people, *context.people))
        return [f"@{name}" for name in names if _begins(f"@{name}", last if last.startswith("@") else f"@{last}")]
    if before:
        return []
    match verb:
        case "declare" | "sev":
            found = [level.id for level in playbook.severities]
        case "status":
            found = list(STATUSES[:5])
        case "role":
            found = list(ROLES)
        case "tick" | "skip":
            found = [
                str(d.item) for d in deadlines(incident, context.now) if d.id.startswith("item:") and _open(d.state)
            ]
        case "untick":
            found = [str(n) for n in incident.ticks]
        case "take" | "extend" | "done":
            found = [str(task.n) for task in incident.tasks if task.done_at is None]
        case "rule-out" | "cause":
            found = [str(suspect.n) for suspect in incident.suspects if suspect.state == "open"]
        case "update":
            found = [channel.id for channel in playbook.channels]
        case "pause":
            found = list(context.checks)
        case "playbook":
            found = ["reload"]
        case _:
            found = []
    return [choice for choice in found if _begins(choice, last) or (not last and choice)]


def _open(state: str) -> bool:
    return state in ("waiting", "running", "due", "overdue", "none")
