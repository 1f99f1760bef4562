"""Ways words go out: from "Status page, email to all users" to ids."""

import re

from warroom.playbook.markdown.draft import Draft
from warroom.playbook.markdown.plain import simple
from warroom.playbook.model import Channel

_KNOWN: tuple[tuple[str, str, str, str], ...] = (
    (
        "status_page",
        "Status page",
        "users",
        (
            r"status ?(?:page|seite)s?|statuspage(?: io)?|page de statut|pagina de estado|statuspagina"
            r"|betriebsstatus|public status"
        ),
    ),
    (
        "email_team",
        "E-mail to the team",
        "team",
        (
            r"(?:internal|stakeholder|team|executive) e ?mails?|e ?mails? to (?:the )?(?:team"
            r"|stakeholders?|executives?|management|engineering)"
        ),
    ),
    ("email", "E-mail", "users", r"e ?mails?|newsletter|mailing|courriels?|correos?(?: electronicos?)?|subject"),
    ("sms", "SMS", "users", r"sms|text messages?"),
    ("social", "Social media", "users", r"social media|twitter|tweet|mastodon|x post|reseaux sociaux|redes sociales"),
    ("in_app", "In-app notice", "users", r"in ?app(?: \w+)?|banner"),
    (
        "chat",
        "Team chat",
        "team",
        (
            r"slack|(?:ms |microsoft )?teams(?= |$)|mattermost|discord|chat|war ?room|zulip|incident channel|irc"
            r"|google chat|rocket ?chat|canal"
        ),
    ),
    ("call", "Call", "team", r"(?:conference |bridge |zoom )?(?:call|bridge)|zoom|phone|google meet|telefonkonferenz"),
    ("ticket", "Ticket", "team", r"(?:jira|github|gitlab|linear|service ?now)? ?(?:issues?|tickets?)"),
    (
        "document",
        "Document",
        "team",
        r"post ?mortem|timeline|review|retrospective|wiki|confluence|google doc|report|incident log",
    ),
)
_PATTERNS = tuple((ident, re.compile(rf"\b(?:{words})\b")) for ident, _, _, words in _KNOWN)
_CALLED = {
    ident: Channel(id=ident, name=name, audience="team" if audience == "team" else "users")
    for ident, name, audience, _ in _KNOWN
}


def channel_in(words: str) -> str:
    """The id of the first way these words name; ""."""
    said = simple(words)
    found = [(match.start(), ident) for ident, pattern in _PATTERNS if (match := pattern.search(said))]
    return min(found, key=lambda one: one[0])[1] if found else ""


def channels_in(words: str) -> list[str]:
    """The ids of all ways these words name."""
    said = simple(words)
    found = [ident for ident, pattern in _PATTERNS if pattern.search(said)]
    return [one for one in found if one != "email" or "email_team" not in found]


def known(ident: str) -> Channel:
    """The channel with this id."""
    return _CALLED.get(ident, Channel(id=ident, name=ident))


def used_in(draft: Draft) -> tuple[Channel, ...]:
    """Every channel that a piece of the draft speaks of, in our own order."""
    named = {template.channel for template in draft.templates}
    named |= {duty.channel for duty in draft.duties}
    named |= {channel for level in draft.levels.values() for channel in level.channels}
    named |= {item.done_by.split(":")[1] for item in draft.items if item.done_by and item.done_by.startswith("update:")}
    return tuple(_CALLED[ident] for ident in _CALLED if ident in named)
