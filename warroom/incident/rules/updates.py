"""What users are told: drafted, approved, queued, tried, sent; what is sent twice is sent twice on somebody's word."""

from datetime import datetime
from typing import NoReturn

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.intents import Draft
from warroom.incident.rules.gate import Facts, clock, later, rule, text_of
from warroom.incident.state import Incident
from warroom.incident.update import OPEN, Update
from warroom.incident.words import STAGES

DRILL = "recorded, not sent: a drill"
MAX_SUBJECT = 200


@rule.register
def _(intent: i.TellUsers, incident: Incident, now: datetime) -> Facts:
    words = text_of(intent.text, "/update")
    _known_channel(incident, intent.channel)
    return [told(incident, intent.channel, intent.status, words, intent.at or now)]


def told(incident: Incident, channel: str, status: str, words: str, at: datetime) -> f.UpdateRecorded:
    """Words that went out by hand, and when the next are promised."""
    return f.UpdateRecorded(
        channel=channel, status=status, text=words, next_at=_promised(incident, channel, status, at)
    )


def _promised(incident: Incident, channel: str, status: str, at: datetime) -> datetime | None:
    seconds = incident.cadence_s
    goes_on = incident.running and status != "resolved" and incident.playbook.reaches_users(channel)
    return later(at, seconds) if seconds and goes_on else None


def _known_channel(incident: Incident, channel: str) -> None:
    known = [one.id for one in incident.playbook.channels]
    if known and channel not in (*known, "users"):
        raise Refused(f"no channel {channel[:40]}: {', '.join(known)}")


# Which one is meant, and what stands in the way.


def _named(incident: Incident, n: int) -> Update:
    update = incident.update(n)
    if update is None:
        numbers = sorted(one.n for one in incident.updates)
        have = f"{numbers[0]} to {numbers[-1]}" if numbers else "none yet: F2, or /update CHANNEL, drafts one"
        raise Refused(f"no update {n}: {have}")
    return update


def _meant(incident: Incident, n: int | None, states: tuple[str, ...], verb: str) -> Update:
    """The named one, or the only one in one of these states."""
    if n is not None:
        return _named(incident, n)
    found = [one for one in incident.updates if one.state in states]
    if not found:
        raise Refused(f"nothing waits to be {verb}: F2, or /update CHANNEL, drafts an update")
    if len(found) > 1:
        raise Refused(f"which one? {', '.join(f'{one.n} to {one.channel}' for one in found)}")
    return found[0]


def _in_the_way(update: Update) -> NoReturn:
    """Say why an update in this state cannot be what was asked, and what can be done with it."""
    n = update.n
    match update.state:
        case "sent":
            raise Refused(f"update {n} went out at {_at(update.sent_at)}: another one corrects it")
        case "trying":
            raise Refused(f"update {n} is being sent by {update.tried_by} since {_at(update.tried_at)}")
        case "unknown":
            raise Refused(
                f"update {n} may have gone out: /resend {n} sends it again, /went {n} says that it did, "
                f"/discard {n} WHY drops it"
            )
        case "refused":
            raise Refused(f"update {n} was refused: change it with F2, or /resend {n}, or /discard {n} WHY")
        case "queued" | "later":
            raise Refused(f"update {n} is on its way by {update.way} since {_at(update.queued_at)}")
        case "approved":
            raise Refused(f"update {n} was approved by {update.approved_by} at {_at(update.approved_at)}: /send {n}")
        case "draft":
            raise Refused(f"update {n} is a draft: /send {n} or /copy {n}")
    why = f", {update.why}" if update.why else ""
    raise Refused(f"update {n} was {update.state}{why}: draft another")


def _at(moment: datetime | None) -> str:
    return clock(moment) if moment else "a time nobody noted"


# Drafts and approval.


@rule.register
def _(intent: i.DraftUpdate, incident: Incident, _now: datetime) -> Facts:
    text = text_of(intent.text, "an update")
    channel, status = intent.channel.strip().lower(), intent.status.strip().lower()
    if not channel:
        raise Refused("an update goes to a channel: /update status_page")
    _known_channel(incident, channel)
    if status and status not in STAGES:
        raise Refused(f"no status {status[:40]}: {', '.join(STAGES)}")
    subject = " ".join(intent.subject.split())
    if len(subject) > MAX_SUBJECT:
        raise Refused(f"a subject may have {MAX_SUBJECT} characters and this has {len(subject)}")
    n = intent.n
    if n is None:
        n = max((one.n for one in incident.updates), default=0) + 1
    else:
        _may_be_rewritten(_named(incident, n))
    return [
        f.UpdateDrafted(
            n=n,
            channel=channel,
            status=status,
            subject=subject,
            text=text,
            next_at=intent.next_at,
            template=intent.template,
        )
    ]


def _may_be_rewritten(known: Update) -> None:
    if known.state in ("trying", "unknown", "sent", "superseded", "discarded"):
        _in_the_way(known)
    if known.tries:
        raise Refused(f"update {known.n} may have gone out once already: /discard {known.n} WHY and draft another")


@rule.register
def _(intent: i.ApproveUpdate, incident: Incident, _now: datetime) -> Facts:
    update = _meant(incident, intent.n, ("draft",), "approved")
    if update.state != "draft":
        _in_the_way(update)
    if not _may_approve(incident, intent.by):
        raise Refused(f"update {update.n} is for {incident.commander} to approve, who commands")
    _as_read(update, intent)
    return [_approved(update, intent.despite, intent.faults)]


def _as_read(update: Update, intent: i.ApproveUpdate | i.QueueUpdate | i.MarkSent) -> None:
    """Nobody lets out words that somebody else put in the place of those they read."""
    if intent.version in (None, update.version) or update.by.casefold() == intent.by.casefold():
        return
    raise Refused(
        f"update {update.n} was changed by {update.by} at {_at(update.at)}, just before you: read it and ask again"
    )


def _may_approve(incident: Incident, by: str) -> bool:
    """The commander may; while nobody commands anybody may."""
    return not incident.commander or by.casefold() == incident.commander.casefold()


def _approved(update: Update, despite: str, faults: tuple[str, ...]) -> f.UpdateApproved:
    """It may go out; with faults in it only for a reason."""
    why = despite.strip()
    if faults and not why:
        raise Refused(f"update {update.n}: {'; '.join(faults)}. Change it, or say why it goes out as it is")
    return f.UpdateApproved(n=update.n, despite=text_of(why, "a reason") if faults else "", faults=faults)


def _approval(
    update: Update, incident: Incident, by: str, despite: str, faults: tuple[str, ...]
) -> list[f.UpdateApproved | Draft]:
    """What is missing until a draft may go out: nothing once it is approved, else the commander's word.

    What the commander wrote is approved by being sent.
    """
    if update.state != "draft":
        return []
    if _may_approve(incident, by):
        return [_approved(update, despite, faults)]
    if _may_approve(incident, update.by):
        return [Draft(_approved(update, despite, faults), by=update.by)]
    raise Refused(f"update {update.n} waits for {incident.commander}, who commands: /approve {update.n}")


@rule.register
def _(intent: i.DiscardUpdate, incident: Incident, _now: datetime) -> Facts:
    update = _named(incident, intent.n)
    if update.state in ("trying", "sent", "superseded", "discarded"):
        _in_the_way(update)
    return [f.UpdateDiscarded(n=update.n, why=text_of(intent.why, "/discard"))]


# The way out: intention, attempt, outcome.


@rule.register
def _(intent: i.QueueUpdate, incident: Incident, now: datetime) -> Facts:
    update = _meant(incident, intent.n, OPEN, "sent")
    # By another way nobody tells a repeat of what may have gone out already.
    elsewhere = update.state in ("queued", "later", "refused") and intent.way != update.way and not update.tries
    at_once = update.state == "later" and not update.barred(now)
    if not (update.open or update.stale(now) or elsewhere or at_once):
        _in_the_way(update)
    if not intent.way:
        raise Refused(f"no way out leads to {update.channel}: /copy {update.n}, or name one under senders in settings")
    _as_read(update, intent)
    approval = _approval(update, incident, intent.by, intent.despite, intent.faults)
    if incident.is_drill:
        return [*approval, _went(update, incident, DRILL, now)]
    return [*approval, _queued(update, intent.way, intent.id)]


def _queued(update: Update, way: str, fresh: str) -> f.UpdateQueued:
    """The same version by the same way keeps its key, so that the other side can tell a repeat."""
    kept = update.key if way == update.way else ""
    return f.UpdateQueued(n=update.n, way=way, key=kept or fresh or f"update-{update.n}-{update.seq}")


def _went(
    update: Update, incident: Incident, how: str, at: datetime, attempt: int = 0, ref: str = ""
) -> f.UpdateRecorded:
    """What users heard, and the next word they were promised: in the update's own words, else as agreed."""
    agreed = _promised(incident, update.channel, update.status, at)
    own = update.next_at if update.next_at and update.next_at > at and update.status != "resolved" else None
    return f.UpdateRecorded(
        channel=update.channel,
        status=update.status,
        text=update.text,
        subject=update.subject,
        next_at=own or agreed,
        how=how,
        n=update.n,
        ref=ref,
        attempt=attempt,
    )


def _really(incident: Incident) -> None:
    if incident.is_drill:
        raise Refused("a drill sends nothing")


@rule.register
def _(intent: i.ClaimUpdate, incident: Incident, now: datetime) -> Facts:
    _really(incident)
    update = _named(incident, intent.n)
    if not update.waits:
        _in_the_way(update)
    if update.stale(now):
        raise Refused(
            f"update {update.n} is past its time: /send {update.n} sends it all the same, /discard {update.n} WHY"
        )
    bar = next((one for one in incident.updates if one.way == update.way and one.barred(now)), None)
    if bar is not None:
        raise Refused(f"{update.way} asked to be left alone until {_at(bar.retry_at)}")
    return [f.UpdateAttempted(n=update.n, attempt=update.attempts + 1)]


@rule.register
def _(intent: i.AnswerUpdate, incident: Incident, now: datetime) -> Facts:
    _really(incident)
    update = _named(incident, intent.n)
    if intent.attempt not in update.tries:
        raise Refused(f"update {update.n}: attempt {intent.attempt} is over, or never was")
    if intent.outcome == "sent":
        went = _went(update, incident, update.way, intent.at or now, intent.attempt, intent.ref)
        # It was said by whoever asked for it; which terminal brought it out is in the attempt.
        return [Draft(went, by=update.queued_by)]
    if intent.attempt != update.attempts or update.state not in ("trying", "unknown"):
        return []
    if update.state == intent.outcome == "unknown":
        return []
    return [
        f.UpdateAnswered(
            n=update.n,
            attempt=intent.attempt,
            outcome=intent.outcome,
            why=intent.why,
            retry_at=intent.retry_at if intent.outcome != "refused" else None,
            throttled=intent.throttled and intent.outcome == "later",
        )
    ]


@rule.register
def _(intent: i.MarkSent, incident: Incident, now: datetime) -> Facts:
    update = _meant(incident, intent.n, OPEN, "sent")
    if update.state in ("trying", "sent", "superseded", "discarded"):
        _in_the_way(update)
    _as_read(update, intent)
    approval = _approval(update, incident, intent.by, intent.despite, intent.faults)
    return [*approval, _went(update, incident, text_of(intent.how, "how it went out"), intent.at or now)]


@rule.register
def _(intent: i.ResendUpdate, incident: Incident, now: datetime) -> Facts:
    _really(incident)
    update = _named(incident, intent.n)
    if update.state not in ("unknown", "refused") and not update.stale(now):
        _in_the_way(update)
    return [_queued(update, update.way, intent.id)]


@rule.register
def _(intent: i.SupersedeUpdate, incident: Incident, _now: datetime) -> Facts:
    update = _named(incident, intent.n)
    if not update.waits:
        _in_the_way(update)
    if intent.by_n:
        newer = _named(incident, intent.by_n)
        if newer.n <= update.n or newer.channel != update.channel:
            raise Refused(f"update {newer.n} is not what follows update {update.n}")
    elif not intent.why:
        raise Refused(f"why is update {update.n} not sent any more?")
    return [f.UpdateSuperseded(n=update.n, by=intent.by_n, why=intent.why)]
