"""How the figures and marks of a playbook are said to people."""

import re

from warroom.incident.words import say_duration
from warroom.playbook.model import Limit, Phase, Playbook, Severity, Step, Trigger

STAGES = {
    "diagnose": "Diagnosis",
    "quick fix": "Quick fix",
    "resolve": "Resolution",
    "rollback": "Rollback",
    "verify": "Verification",
    "escalate": "Escalation",
    "long-term fix": "Long-term fix",
}
"""What people call the stages of a runbook."""
_SAYS_WITHIN = re.compile(
    r"(?:within|in|by|no later than|not later than|at most|less than|up to|under|max|immediate|immediately|at once|next"
    r"|as|no|before|after|innerhalb|binnen|dans|en|dentro)\b|[<≤+]",
    re.IGNORECASE,
)


def limit_words(limit: Limit | None) -> str:
    """A limit as it was written, else in the fewest words; "" for none."""
    if limit is None:
        return ""
    if limit.words:
        return limit.words
    if limit.seconds is None:
        return "next business day" if limit.calendar == "business" else "as needed"
    return say_duration(limit.seconds) + (" business" if limit.calendar == "business" else "")


def within_words(limit: Limit | None) -> str:
    """The same behind "within", which the words of a limit may have of their own; "" for none."""
    words = limit_words(limit)
    return words if not words or _SAYS_WITHIN.match(words) else f"within {words}"


def other_name(level: Severity) -> str:
    """What a level is called beside its id; "" where that is the same word."""
    return "" if level.name.strip().casefold() == level.id.casefold() else level.name


def level_words(level: Severity) -> str:
    """What a level is called: its id, and its name where that is another word."""
    return f"{level.id} {other_name(level)}".strip()


def window_words(phase: Phase) -> str:
    """From when to when a phase reaches, as far as the team says; "" where it does not."""
    begins, ends = limit_words(phase.begins), limit_words(phase.ends)
    if begins and ends:
        return f"{begins} to {ends}"
    return f"until {ends}" if ends else f"from {begins}" if begins else ""


def trigger_words(trigger: Trigger) -> str:
    """A figure as it was written, else in its parts."""
    if trigger.words:
        return trigger.words
    unit = f" {trigger.unit}" if trigger.unit else ""
    if trigger.high is not None:
        return f"{trigger.metric} {trigger.value:g}–{trigger.high:g}{unit}"
    return f"{trigger.metric} {trigger.op} {trigger.value:g}{unit}"


def marks(step: Step) -> list[str]:
    """What whoever runs a step has to know of its command first; nothing for a step without one."""
    if not step.run:
        return []
    language = [f"{step.language}, not run"] if step.risk == "shown" and step.language else []
    return [
        *(language or [step.risk]),
        *(["never ends by itself"] if step.endless else []),
        *(["needs a terminal"] if step.terminal else []),
        *([f"fill in {', '.join(step.placeholders)}"] if step.placeholders else []),
    ]


def counts(playbook: Playbook) -> dict[str, int]:
    """How much of each there is, by the names of the contract; `snippets` are what is shown and never run."""
    steps = [*playbook.steps, *(step for scenario in playbook.scenarios for step in scenario.steps)]
    return {
        "severities": len(playbook.severities),
        "escalation": len(playbook.ladder),
        "checklist": len(playbook.items),
        "phases": len(playbook.phases),
        "scenarios": len(playbook.scenarios),
        "commands": sum(step.is_command for step in steps),
        "snippets": sum(bool(step.run) and not step.is_command for step in steps),
        "templates": len(playbook.templates),
        "lists": len(playbook.lists),
        "checks": len(playbook.checks),
    }
