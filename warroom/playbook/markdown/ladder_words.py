"""Who is called and after how long, as a line says it."""

import re

from warroom.playbook.markdown.clocks import Clock, at_once, clocks
from warroom.playbook.markdown.draft import Draft
from warroom.playbook.markdown.fields import split_label
from warroom.playbook.markdown.plain import bare, simple, tidy
from warroom.playbook.markdown.tree import Line
from warroom.playbook.model import Limit

NO_ANSWER = re.compile(
    r"\b(?:no (?:answer|response|ack\w*|reply|reaction)|(?:nobody|no one|noone) (?:\w+ )?(?:respon\w+|answer\w*|ack\w*"
    r"|pick\w*|react\w*|repl\w+)|(?:doesn t|does not|do not|don t|not|hasn t"
    r"|has not|without|fails to) (?:\w+ ){0,2}?(?:respon\w+|answer\w*|ack\w*|pick\w*|react\w*|repl\w+)"
    r"|un(?:acknowledged|answered|responsive)|not acknowledged|keine (?:antwort|reaktion|ruckmeldung)"
    r"|nicht (?:\w+ )?(?:erreichbar|reagiert|antwortet)|sans (?:reponse|reaction)|pas de reponse"
    r"|ne repond pas|sin respuesta|no responde|geen (?:reactie|antwoord))\b"
)


CALLS = re.compile(
    r"(?<!on-)(?<!on )\b(?:page[sd]?|paging|call(?:s|ed)?|notif(?:y|ies|ied)"
    r"|escalate[sd]?(?: to)?|contact(?:s|ed)?|alert(?:s|ed)?|ring|phone|wake(?: up)?|involve|bring in"
    r"|inform|engage|goes to|loop in|pull in"
    r"|benachrichtigen|anrufen|alarmieren|informieren|eskalieren an|eskalation an|rufe|appeler|prevenir"
    r"|contacter|alerter|escalader (?:a|au|vers)|llamar(?: a)?|avisar(?: a)?|contactar|escalar a"
    r"|notificar(?: a)?)\b\s*(?:the |an? |to |den |die |das |le |la |l |el |al )?",
)


_LEVEL = re.compile(
    r"^(?:(?:level|tier|step|stage|l|stufe|niveau|nivel|rung)\s*\d\b|l\d\b|t\d\b)(?=[\s:.)\-–—]|$)\s*[:.)\-–—]*\s*",
    re.IGNORECASE,
)


PEOPLE = re.compile(
    r"\b(?:on ?call|engineers?|lead|manager|director|vp|cto|ceo|coo|ciso|head|team|primary|secondary"
    r"|backup|commander|support|dba|sre|ops|owner|chief|executive|vendor|officer|leadership|supervisor|"
    r"leiter\w*|teamleit\w*|bereitschaft|geschaftsfuhr\w*|techniker\w*|responsable|directeur|astreinte"
    r"|ingenieur\w*|equipe|chef|director\w*|jefe|gerente|ingenier\w*|guardia)\b"
)


NO_TIME = "no time named"


def after_of(clock: Clock | None, text: str, draft: Draft, *, relative: bool, severities: tuple[str, ...]) -> Limit:
    if clock is None:
        if at_once(text) or re.search(
            r"\b(?:paged? first|first (?:paged|called|responder)|zuerst|en premier)\b", simple(text)
        ):
            return Limit(seconds=0, words="immediate")
        return Limit(words=NO_TIME)
    seconds = clock.low if clock.low is not None else clock.high
    if seconds is None:
        return clock.limit
    before = next(
        (
            rung
            for rung in reversed(draft.ladder)
            if not rung.severities or not severities or set(rung.severities) & set(severities)
        ),
        None,
    )
    if relative and before is not None and before.after.seconds:
        total = before.after.seconds + seconds
        return Limit(seconds=total, calendar=clock.limit.calendar, words=_spelled(total))
    if clock.low is not None:
        return clock.beginning or Limit(seconds=seconds)
    return clock.limit


def _spelled(seconds: float) -> str:
    from warroom.incident.words import say_duration

    return say_duration(seconds)


def who_in(line: Line, text: str, clock: Clock | None) -> tuple[str, str]:
    """Who is called, and the rest of the words."""
    text = _LEVEL.sub("", text).strip()
    label, value = split_label(line)
    label = _LEVEL.sub("", bare(label)).strip() if label else ""
    if label and not clocks(label) and simple(label) and not NO_ANSWER.search(simple(label)):
        return tidy(_without_level(label)), value
    if label and clocks(label) and (called := _after_verb(label)):
        return called[0], text
    source = value if label else (_LEVEL.sub("", bare(value)).strip() if value else text)
    if match := _after_verb(source if not label else value):
        who, rest = match
        return who, rest
    if label and clocks(label):
        return _trimmed(value), ""
    if not label and _LEVEL.match(bare(line.text)) and not clocks(text):
        return _trimmed(text), ""
    if clock is None:
        how = re.search(r"\(([^()]+)\)\s*$", text)
        return _trimmed(re.sub(r"\s*\([^()]*\)\s*$", "", text)), how[1] if how else ""
    brackets = [inner for inner in re.findall(r"\(([^()]*)\)", text) if clocks(inner)]
    if brackets:
        rest = text.replace(f"({brackets[0]})", " ")
        return _trimmed(rest), brackets[0]
    cut = re.split(r"\s+(?:[–—]|-|→|->|after|nach|après|apres|within|if|when)\s+", text)
    named = [part for part in cut if part.strip() and not clocks(part)]
    return (_trimmed(named[0]), text) if named else ("", "")


def _after_verb(text: str) -> tuple[str, str] | None:
    folded_text = text.lower()
    calls = list(CALLS.finditer(folded_text))
    if not calls or len(folded_text) != len(text):
        return None
    found = [one for call in calls if (one := _called(text[call.end() :], text))]
    named = [one for one in found if PEOPLE.search(simple(one[0])) or re.match(r"l\d\b", simple(one[0]))]
    return named[0] if named else found[-1] if found else None


def _called(tail: str, text: str) -> tuple[str, str] | None:
    """Who stands right after a verb that calls, and the whole sentence."""
    who = re.split(
        r"[,.;(]|\s(?:after|within|if|when|by|via|on|using|nach|wenn|si|per|immediately|for|and (?:if|then"
        r"|ask|tell))\s",
        tail,
        maxsplit=1,
    )[0]
    who = _trimmed(who)
    if not who or len(who.split()) > 8:
        return None
    return who, text


def _trimmed(words: str) -> str:
    words = re.sub(r"\s+", " ", tidy(_without_level(words)))
    for clock in reversed(clocks(words)):
        before = re.sub(
            r"(?:after|within|in|at|\+|t\+|nach|apr[eè]s)\s*$", "", words[: clock.start].rstrip(), flags=re.IGNORECASE
        )
        words = f"{before} {words[clock.end :]}"
    return tidy(re.sub(r"\s+", " ", words.replace("()", ""))).strip(" ,;:–-")


def _without_level(words: str) -> str:
    return _LEVEL.sub("", words.strip()) or words.strip()


def unanswered(line: Line) -> bool:
    """Whether a line says what happens when nobody answers."""
    return bool(NO_ANSWER.search(simple(line.text)))
