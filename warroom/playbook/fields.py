"""What a template may name in braces, and what stands there once it is filled in."""

import re

FIELDS = {
    "title": "what the incident is called",
    "id": "the incident's id",
    "severity": "the level in force, such as P0",
    "severity_name": "its word, such as critical",
    "status": "investigating, identified, monitoring or resolved",
    "impact": "what users notice, in the words last recorded",
    "users": "how many users are hit",
    "data": "what is known about data: none, at risk, lost",
    "revenue": "what it costs, where somebody said",
    "started": "when it began",
    "detected": "when it was noticed",
    "declared": "when it was declared",
    "fixed": "when the fix was in place",
    "resolved": "when it was declared resolved",
    "duration": "from its start until it was resolved, or until now",
    "commander": "who is in command",
    "deputy": "who stands in for the commander",
    "technical": "who leads the search for the cause",
    "comms": "who speaks with users",
    "scribe": "who writes the record",
    "liaison": "who speaks with management, partners and suppliers",
    "next_update": "when users hear the next word",
    "update_every": "how often users are told at this level",
    "channel": "where the team talks about this incident",
    "actions": "what is being done now, and by whom",
    "timeline": "the milestones and decisions so far, a line each",
    "cause": "the cause that was found, or the idea that is being followed",
    "fix": "what was done about it",
    "follow_ups": "the action items, a line each",
    "link": "the link last recorded",
    "status_page": "where users can read on",
    "support": "how users reach somebody",
    "now": "the time of writing, with its zone",
    "date": "the day of writing",
    "time": "the time of day, with its zone",
}
"""By name: what it stands for."""

_NAMED = re.compile(r"(?<!\{)\{([A-Za-z][\w-]{0,39})\}(?!\})")


def named_in(text: str) -> tuple[str, ...]:
    """The names that stand in single braces, each once, in order; `{{NAME}}`, `[name]` and `<name>` stay blanks."""
    return tuple(dict.fromkeys(_NAMED.findall(text)))
