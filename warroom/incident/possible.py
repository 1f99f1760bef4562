"""Which verbs can do anything now: each is tried on the rules with words that would suit it."""

from collections.abc import Iterable

from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.arguments import Context, lists_of
from warroom.incident.choices import choices
from warroom.incident.decide import decide
from warroom.incident.entry import Asked, parse
from warroom.incident.read_back import right_words
from warroom.incident.state import changed
from warroom.incident.verbs import Verb

_TRIED = 6
_CHOSEN = {
    "declare": "x",
    "sev": "x",
    "status": "",
    "escalate": "",
    "tick": "",
    "untick": "",
    "skip": "x",
    "take": "",
    "extend": "5m x",
    "done": "",
    "snooze": "5m x",
    "rule-out": "x",
    "cause": "",
    "confirm": "",
    "unconfirm": "",
    "update": "x",
    "approve": "",
    "send": "",
    "discard": "x",
    "resend": "",
    "went": "",
    "fill": "x",
    "step": "",
    "pause": "10m x",
}
"""Verbs whose first word is one of few, and what follows it here."""
_WORDS = {
    "started": "-1m",
    "detected": "-1m",
    "title": "x x",
    "ic": "@x-x",
    "role": "deputy @x-x",
    "handover": "@x-x",
    "do": "@x-x x",
    "action": "@x-x x",
    "cadence": "61m x",
    "resolve": "anyway x",
    "close": "anyway x",
    "link": "x",
    "amend": "1 x",
    "strike": "1 x",
    "pin": "1",
    "playbook": "reload",
}
"""Words that suit the others; where none are here and the verb takes some, any do."""
_OF_LINES = (i.Amend, i.Strike, i.Undo)


def possible(verb: Verb, context: Context, me: str = "") -> bool:
    """Whether the rules would take it now from `me`, with the right words; what the screen does itself is always so."""
    if verb.build is None:
        return True
    if verb.name == "tick" and lists_of(context) and not context.incident.is_drill:
        return True
    if not context.incident.seq:
        return verb.name == "declare" or (context.shift and verb.name == "handover")
    return any(_taken(f"/{verb.name} {words}".rstrip(), context, me) for words in _suiting(verb, context))


def _suiting(verb: Verb, context: Context) -> Iterable[str]:
    if verb.name == "accept":
        return (right_words(context.incident, context.now),)
    tail = _CHOSEN.get(verb.name)
    if tail is None:
        return (_WORDS.get(verb.name, "x" if verb.usage and not verb.usage.startswith("[") else ""),)
    found = choices(verb.name, (), "", context)
    return (f"{choice.word} {tail}".rstrip() for choice in found[:_TRIED])


def _taken(line: str, context: Context, me: str) -> bool:
    read = parse(line, context)
    if not isinstance(read, Asked):
        return False
    if isinstance(read.intent, _OF_LINES):
        # What they speak of is in the journal; that there is any line is all that is known here.
        return True
    try:
        decide(context.incident, changed(read.intent, by=me or "you"), context.now)
    except Refused:
        return False
    return True
