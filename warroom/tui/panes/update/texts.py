"""Texts of updates as they are begun, taken from the record, and asked to be recorded. Pure."""

from datetime import datetime

from warroom.incident import intents as i
from warroom.incident.state import Incident
from warroom.incident.update import Update
from warroom.incident.words import STAGES
from warroom.tui.panes.update.seen import SHELVED, Words, joined, text_of
from warroom.updates.draft import draft
from warroom.updates.lint import next_time

GOING = ("queued", "later", "refused")
"""On their way, and may still be rewritten."""


def fresh(incident: Incident, stream: str, channel: str, status: str, now: datetime) -> Words:
    """The playbook's words, filled in."""
    made = draft(incident, channel, status, now)
    has_subject = bool(made.subject) or "mail" in channel
    text = joined(made.subject if has_subject else None, made.text)
    return Words(
        stream=stream,
        channel=channel,
        status=made.status or status,
        text=text,
        kept=text,
        fresh=text,
        template=made.template,
        blanks=made.blanks,
        kept_status=made.status or status,
    )


def recorded(update: Update, incident: Incident, stream: str, now: datetime) -> Words:
    """The words that the record has under a number."""
    text = text_of(update)
    begun = fresh(incident, stream, update.channel, update.status, now)
    return Words(
        stream=stream,
        channel=update.channel,
        status=update.status,
        text=text,
        kept=text,
        fresh=begun.text,
        template=update.template,
        blanks=begun.blanks if begun.template == update.template else (),
        n=update.n,
        seq=update.seq,
        kept_status=update.status,
        spent=spent(update),
    )


def newest(incident: Incident, stream: str, channel: str, status: str, now: datetime) -> Words:
    """The newest draft of a channel, else the playbook's words."""
    open_ = [one for one in incident.updates if one.open and one.channel == channel]
    return recorded(open_[-1], incident, stream, now) if open_ else fresh(incident, stream, channel, status, now)


def goes_on(words: Words | None, incident: Incident) -> bool:
    """Whether somebody goes on with this text rather than with a new one."""
    if words is None:
        return False
    update = incident.update(words.n) if words.n is not None else None
    if update is None:
        return words.changed or words.handed is not None
    return update.open or update.state in GOING


def spent(update: Update) -> bool:
    """Whether it went out, or may have: another version of it would be another update."""
    return update.state in (*SHELVED, "trying", "unknown") or bool(update.tries)


def asked(words: Words, now: datetime, zone: str = "") -> i.DraftUpdate:
    """What records it: a newer version of its number, or a new one where that is spent."""
    subject, text = words.parted
    return i.DraftUpdate(
        n=None if words.spent else words.n,
        channel=words.channel,
        status=words.status if words.status in STAGES else "",
        subject=" ".join((subject or "").split()),
        text=text.strip("\n"),
        next_at=next_time(text, now, zone) if words.status != "resolved" else None,
        template=words.template,
    )


def arrived(words: Words, incident: Incident, me: str) -> Update | None:
    """What the record made of a text that was handed over by `me`; None while it has not."""
    found = [
        one
        for one in incident.updates
        if one.seq > max(words.seq, words.since) and one.channel == words.channel and one.by.casefold() == me.casefold()
    ]
    same = [one for one in found if one.n == words.n] or found
    return max(same, key=lambda one: one.seq, default=None)
