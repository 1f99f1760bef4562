"""The words that go out: blanks nobody fills, an old incident's times, and no promise of the next word."""

import re
from collections.abc import Iterator

from warroom.playbook.lint.blanks import never_filled
from warroom.playbook.lint.finding import Finding, Level, Rule
from warroom.playbook.model import Playbook, Template

UNFILLED = Rule(
    name="template-unfilled",
    group="messages",
    level="error",
    title="templates with something that nobody fills in",
    why="it goes out to users as it stands there",
    mend="put in the team's own, a field such as {impact}, or a blank for people in [brackets]",
)
SAMPLE = Rule(
    name="template-sample",
    group="messages",
    level="error",
    title="templates that still tell of an old incident",
    why="sent in a hurry they give users times and numbers of another day",
    mend="write fields instead: {started}, {duration}, {users}, {now}",
)
NO_NEXT = Rule(
    name="template-without-next",
    group="messages",
    level="warning",
    title="templates that do not say when the next word comes",
    why="people who do not know when you write again ask all the time",
    mend="end them with {next_update}",
)
_SAMPLES = (
    re.compile(r"\b20\d\d-[01]\d-[0-3]\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?\b"),
    re.compile(r"\b(?:[01]?\d|2[0-3]):[0-5]\d(?::\d\d)?\b(?:\s*(?:[AP]M|UTC|GMT|[CE]?EST|[CEP]S?T|Z)\b)?"),
    re.compile(r"\bINC-\d[\w-]*"),
    re.compile(r"(?<=@)(?:engineer\d|anders|john|jane|alice|bob)\b|\b(?:Jane|John) (?:Smith|Doe)\b", re.IGNORECASE),
    re.compile(r"~\s?\d[\d,.]*(?= users)"),
    re.compile(r"(?<=ETA: )\d+ \w+|(?<=Duration: )\d+ \w+", re.IGNORECASE),
)
_NEXT = re.compile(
    r"next[ _-]?update|next word|update_every|\bevery (?:\d|\{|half|hour)|again (?:by|at|in)"
    r"|(?:write|report|update)[^.\n]{0,20}\b(?:by|at|in) \{|nächste|prochaine|próxima",
    re.IGNORECASE,
)
_TO_PEOPLE = ("investigating", "identified", "monitoring", "")
_PAPERS = ("document", "ticket")
_PAPER = re.compile(r"timeline|post-?mortem|retrospective|review|record|document|template of", re.IGNORECASE)
_MOST = 3


def messages(playbook: Playbook) -> Iterator[Finding]:
    """What is wrong with the templates."""
    for template in playbook.templates:
        name = template.title or template.id
        key = ("templates", template.id, "body")
        text = f"{template.subject}\n{template.body}"
        paper = _is_paper(template)
        # What is still to do is what a review's own table says.
        if blanks := tuple(one for one in never_filled(text) if not (paper and one.isalpha())):
            yield UNFILLED.found(f"“{name}”: {_few(blanks)}", key, template.source)
        samples = tuple(dict.fromkeys(found[0].strip() for pattern in _SAMPLES for found in pattern.finditer(text)))
        if samples:
            level: Level | None = "warning" if paper else None
            yield SAMPLE.found(f"“{name}”: {_few(samples)}", key, template.source, level)
        if _promises_nothing(template):
            yield NO_NEXT.found(f"“{name}”", key, template.source)


def _promises_nothing(template: Template) -> bool:
    about_people = template.status in _TO_PEOPLE and not _is_paper(template)
    typed = template.body.lstrip().startswith("/")
    return about_people and not typed and not _NEXT.search(template.body)


def _is_paper(template: Template) -> bool:
    """Whether a template is a page the team keeps, not a message."""
    if template.channel or template.status:
        return template.channel in _PAPERS
    return bool(_PAPER.search(f"{template.id} {template.title}"))


def _few(words: tuple[str, ...]) -> str:
    more = len(words) - _MOST
    return ", ".join(words[:_MOST]) + (f" and {more} more" if more > 0 else "")
