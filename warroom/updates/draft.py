"""A draft of what users are told: the playbook's words for a channel and a status, filled in from the record."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from warroom.incident import intents as i
from warroom.incident.state import Incident
from warroom.incident.words import STAGES
from warroom.playbook.fields import named_in
from warroom.playbook.model import Template
from warroom.report.filling import fill


class Draft(msgspec.Struct, frozen=True):
    """Words that may go out; `template` is the id of whose they are, `blanks` name what nobody has said yet."""

    channel: str
    status: str
    subject: str
    text: str
    next_at: datetime | None = None
    template: str = ""
    blanks: tuple[str, ...] = ()

    def intent(self, n: int | None = None) -> i.DraftUpdate:
        """The intent that records it, as a newer version of number `n` where that is given."""
        return i.DraftUpdate(
            n=n,
            channel=self.channel,
            status=self.status,
            subject=self.subject,
            text=self.text,
            next_at=self.next_at,
            template=self.template,
        )


def draft(incident: Incident, channel: str, status: str, now: datetime) -> Draft:
    """What a person begins with; status "" is the incident's own. The time of the next word is always in it."""
    status = status or _next_status(incident, channel)
    template = template_for(incident, channel, status)
    body = template.body if template else _own_words(incident, channel, status)
    if _goes_on(incident, status) and "next_update" not in named_in(body):
        body = f"{body.rstrip()}\n{_promise(incident, channel)}"
    # A draft that is made while the minute ends must not name another time than it keeps.
    now = now.replace(second=0, microsecond=0)
    text = fill(body, incident, now)
    subject = fill(template.subject if template else _own_subject(channel, status), incident, now)
    return Draft(
        channel=channel,
        status=status,
        subject=" ".join(subject.text.split()),
        text=text.text.rstrip(),
        next_at=next_word(incident, status, now),
        template=template.id if template else "",
        blanks=tuple(dict.fromkeys((*subject.blanks, *text.blanks))),
    )


def _next_status(incident: Incident, channel: str) -> str:
    """The incident's own, or what this channel was told last where that is further: a page does not go back."""
    told = [one for one in incident.told if one.channel == channel and one.status in STAGES[:3]]
    own = [incident.status] if incident.status in STAGES else []
    if incident.past_fixes or incident.past_resolutions or not told:
        return own[0] if own else ""
    return max((told[-1].status, *own), key=STAGES.index)


def template_for(incident: Incident, channel: str, status: str) -> Template | None:
    """The playbook's words for this channel and status; its words for the channel at any status where it has no own."""
    of_channel = [one for one in incident.playbook.templates if one.channel.casefold() == channel.casefold()]
    wanted: tuple[Callable[[Template], bool], ...] = (
        lambda one: one.status == status and bool(status),
        lambda one: not one.status,
    )
    return next((one for fits in wanted for one in of_channel if fits(one)), None)


def next_word(incident: Incident, status: str, now: datetime) -> datetime | None:
    """When the next word is promised by what goes out now, to the minute; None where it is not, or by no agreement."""
    every = incident.cadence_s
    if not every or not _goes_on(incident, status):
        return None
    return now.replace(second=0, microsecond=0) + timedelta(seconds=every // 60 * 60)


def _goes_on(incident: Incident, status: str) -> bool:
    return incident.running and status != "resolved"


def _promise(incident: Incident, channel: str) -> str:
    """The promise in the words in which this channel's other templates make it, else in plain ones."""
    for template in incident.playbook.templates:
        if template.channel.casefold() == channel.casefold():
            line = next((line for line in template.body.splitlines() if "{next_update}" in line), "")
            sentence = _sentence_with(line, "{next_update}")
            if sentence and named_in(sentence) == ("next_update",):
                return sentence
    if incident.playbook.reaches_users(channel):
        return "We write again by {next_update}."
    return "Next word: {next_update}"


def _sentence_with(line: str, words: str) -> str:
    """The sentence of a line that has these words, whole."""
    sentences = line.strip().replace("! ", ". ").split(". ")
    found = next((sentence for sentence in sentences if words in sentence), "")
    return f"{found}." if found and sentences[-1] != found else found


_USERS = {
    "investigating": "We are looking into a problem since {started}: {impact}.",
    "identified": "We know the cause of the problem since {started} and are working on it. Still affected: {impact}.",
    "monitoring": "A fix is in place since {fixed}, and we are watching whether it holds.",
    "resolved": "The problem is solved. It lasted from {started} to {resolved}, {duration} in all.",
}


_TEAM = "{severity} {title}\nStatus: {status}\nImpact: {impact}\nCause: {cause}\nIn command: {commander}"


def _own_words(incident: Incident, channel: str, status: str) -> str:
    if incident.playbook.reaches_users(channel):
        return _USERS.get(status, "{title}: {impact}.")
    return _TEAM


def _own_subject(channel: str, status: str) -> str:
    return "{title}" + (f": {status}" if status else "") if "mail" in channel.casefold() else ""
