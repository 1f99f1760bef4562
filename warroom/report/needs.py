"""What an incident lacks: roles, answers, people to call, words that did not go out."""

from datetime import datetime

from warroom.incident import breach
from warroom.incident.called import Unanswered, unanswered
from warroom.incident.offered import role_words, standing
from warroom.incident.state import Incident
from warroom.incident.vacant import vacancies
from warroom.report.words import plural, utc


def needs(incident: Incident, now: datetime) -> list[str]:
    """Each in a few words, the most pressing first."""
    empty = [vacancy.role for vacancy in vacancies(incident)]
    parts = [f"nobody is {' or '.join(empty)}"] if empty else []
    parts += [f"{offer.to} to accept {role_words(offer.role)}" for offer in standing(incident, now)]
    parts += [unanswered_said(one, now) for one in unanswered(incident, now)]
    if said := breach.needs(incident):
        parts.append(said)
    if incident.unsent:
        parts.append(f"{plural(len(incident.unsent), 'update')} unsent")
    return parts


def unanswered_said(one: Unanswered, now: datetime) -> str:
    """Who does not answer since when, and whom to call next."""
    how = f" by {one.call.how}" if one.call.how else ""
    following = f", next: {one.next_rung} {one.next_who}" if one.next_rung else ""
    return f"{one.call.who} does not answer, called{how} {utc(one.since, now)}{following}"
