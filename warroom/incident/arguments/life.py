"""Reading the words behind the verbs from declaring to resolving."""

import re
from collections.abc import Callable

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent

_ANYWAY = re.compile(r"(?:^|(?<=\s))anyway(?=\s|$)", re.IGNORECASE)


def declare(words: str, context: Context) -> Intent:
    usage = "/declare P0 TITLE"
    first, rest = c.split(words, usage)
    levels = context.playbook.severities
    level = context.playbook.severity(first)
    if level is None and levels and first[:1].lower() in "ps" and any(c.isdigit() for c in first) and len(first) <= 6:
        raise BadInput(f"no severity {first}: {', '.join(s.id for s in levels)}")
    if not levels:
        raise BadInput(f"playbook {context.playbook.name} has no severities")
    title = rest if level else words
    return i.Declare(
        severity=(level or levels[0]).id,
        title=c.need(title, usage),
        playbook=context.playbook,
        sha256=context.playbook_sha256,
        zone=context.zone,
    )


def started(words: str, context: Context) -> Intent:
    return i.SetMilestone(name="started", moment=c.moment(words, context, "/started -20m"))


def detected(words: str, context: Context) -> Intent:
    usage = "/detected 14:28 by alert|user|team"
    when, _, by_what = words.partition(" by ")
    return i.SetMilestone(name="detected", moment=c.moment(when, context, usage), by_what=by_what.strip().lower())


def severity(words: str, _context: Context) -> Intent:
    to, why = c.split(words, "/sev P1 WHY")
    return i.SetSeverity(to=to, why=why)


def status(words: str, _context: Context) -> Intent:
    to, why = c.split(words, "/status identified")
    return i.SetStatus(to=to, why=why)


def resolve(words: str, context: Context) -> Intent:
    usage = "/resolve [fixed -10m] [anyway WHY]"
    when, despite = _anyway(words, usage)
    if not when:
        return i.Resolve(despite=despite)
    when = when.removeprefix("fixed").strip()
    return i.Resolve(fixed_at=c.moment(when, context, usage), despite=despite)


def close(words: str, _context: Context) -> Intent:
    usage = "/close [anyway WHY]"
    rest, despite = _anyway(words, usage)
    c.none(rest, "close")
    return i.Close(despite=despite)


def confirm(met: bool, usage: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        return i.ConfirmCriterion(n=c.number(c.need(words, usage), "a criterion"), met=met)

    return build


def _anyway(words: str, usage: str) -> tuple[str, str]:
    """What stands before "anyway", and the reason behind it."""
    match = _ANYWAY.search(words)
    if match is None:
        return words, ""
    return words[: match.start()].strip(), c.need(words[match.end() :], usage)
