"""What a section of somebody's template is about: by its id, its title, and what it asks."""

import re
from collections.abc import Iterable

from warroom.playbook.model import Section

_TOPICS = (
    (
        "actions",
        r"action (?:items?|plan|points?)|\bactions\b(?! taken)|corrective|next steps|to.?dos?\b|remediation items",
    ),
    ("follow_up", r"follow.?ups?"),
    ("improve", r"improve|went (?:badly|wrong|poorly)|(?:not|n't) go well|was hard|be better|got unlucky|could have"),
    ("went_well", r"went well|worked(?! on)|go(?:ne)? well|positives?|strengths"),
    ("lessons", r"lessons?|learn\w*|takeaways?|retrospective"),
    ("prevention", r"prevent\w*|keep it from|coming back|recurrence|safeguards?"),
    ("impact", r"impact|blast radius|affected|damage|consequences|whom it hit"),
    ("causes", r"causes?\b|\brca\b|why it happened|contributing|five whys|5 whys|triggers?\b|hypothes[ei]s"),
    ("timeline", r"time ?lines?|chronolog\w*|sequence of events|course of events|log of events"),
    ("story", r"what happened|narrative|description|story|background|details?$"),
    (
        "resolution",
        r"resol\w+|what was done|actions taken|mitigat\w*|remediation|recover\w*|\bfix\w*|response\b|repair",
    ),
    ("went", r"detection|communications?\b"),
    ("links", r"links?\b|references?|appendi(?:x|ces)|related|resources|tickets?\b"),
    ("people", r"attendees|participants|responders|people|who was (?:there|involved)|team\b|roles"),
    ("metrics", r"metrics|key figures|\bnumbers\b|time to|statistics"),
    ("evidence", r"evidence|artifacts?|logs?\b"),
    (
        "summary",
        r"summary|overview|tl;?dr|abstract|in short|at a glance|incident (?:details|information)|executive|header",
    ),
)
"""The more telling words first: "impact summary" is about the impact."""


def topic_of(section: Section) -> str:
    """What a section is about; "" where neither its id, its title nor what it asks says so."""
    for words in (section.title, section.id.replace("_", " ").replace("-", " "), *section.asks):
        if found := _topic(words):
            return found
    return ""


def first_named(words: str, patterns: Iterable[tuple[str, str]]) -> str:
    """The first name whose pattern the words hold, whatever their case; "" for none."""
    said = words.casefold()
    return next((name for name, pattern in patterns if re.search(pattern, said)), "")


def _topic(words: str) -> str:
    return first_named(words, ((topic, rf"(?:^|\b)(?:{pattern})") for topic, pattern in _TOPICS))


def pieces(ask: str) -> tuple[str, ...]:
    """The single things that a line asks for: "users hit, revenue" asks for two."""
    _, colon, behind = ask.partition(": ")
    listed = behind if colon and "," in behind else ask
    return tuple(piece for one in re.split(r",|;| / ", listed) if (piece := one.strip(" .?*_")))
