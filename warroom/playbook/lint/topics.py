"""Which acts of an incident words speak of, so that the same act can be found in two places."""

import re
from collections.abc import Iterable

from warroom.playbook.model import Item

_FACTS = {
    "role:commander": "commander",
    "hypothesis": "hypothesis",
    "acknowledged": "acknowledge",
    "fixed": "fix",
    "resolved": "resolve",
}
_COMMANDER = r"(?:incident commander|incident lead|incident manager|commander|\bIC\b)"
_ASSIGNS = (
    rf"\b(?:assign|appoint|designat|nam|identif)\w*\b[^.;]*{_COMMANDER}"
    rf"|{_COMMANDER}[^.;]*\b(?:assigned|appointed|named|takes?)\b|\btakes? command\b"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(words, re.IGNORECASE))
    for topic, words in (
        ("commander", _ASSIGNS),
        ("team", r"\b(?:mobili[sz]|assembl)\w*\b|\bteam (?:is )?(?:gathered|in (?:one )?channel)\b"),
        ("status page", r"\bstatus[ -]?page\b(?!.*\bresolved\b)"),
        ("triage", r"\btriage\b"),
        ("hypothesis", r"\bhypothes[ie]s\b"),
        ("acknowledge", r"^\W*ack(?:nowledge\w*)?\b"),
        ("resolve", r"\bdeclared? (?:\w+ )?resolved\b"),
    )
)
_POSTMORTEM = re.compile(r"\bpost-? ?mortems?\b|\bretrospective\b|\bincident review\b", re.IGNORECASE)
_ONLY_BEGUN = re.compile(r"\b(?:schedul\w*|creat\w*|draft\w*|open\w*|document in|template|invit\w*)\b", re.IGNORECASE)


def topic_of(item: Item) -> str:
    """The act an item of the checklist asks for; "" for none that is known."""
    if item.done_by in _FACTS:
        return _FACTS[item.done_by]
    if item.done_by == "update:status_page:investigating":
        return "status page"
    return next(iter(topics_in(item.text)), "")


def topics_in(words: str) -> Iterable[str]:
    """The acts that words speak of."""
    return (topic for topic, pattern in _PATTERNS if pattern.search(words))


def is_postmortem(words: str) -> bool:
    """Whether words speak of holding the post-mortem, not of preparing it."""
    return bool(_POSTMORTEM.search(words)) and not _ONLY_BEGUN.search(words)
