"""Where the words go, how far they have come, and what else waits to be sent or answered."""

from datetime import datetime

from warroom.incident.update import Update
from warroom.report.words import moment, plural, utc
from warroom.text import visible
from warroom.tui.content import cut, fit, left, under, width_of
from warroom.tui.look import CHECK_SIGNS, CLOCK_SIGNS, LINE_SIGNS, Look, Row, Sign
from warroom.tui.panes.update.seen import TO_BE_ANSWERED, Seen, WayOut, others
from warroom.tui.view import Scene

NAME, LEADS = 18, 26
WAITS, DONE, BAD, UNKNOWN, LATER = (
    CLOCK_SIGNS["running"], CLOCK_SIGNS["met"], CHECK_SIGNS["down"], LINE_SIGNS["unknown"], CHECK_SIGNS["slow"]
)  # fmt: skip
NOT_YET = CLOCK_SIGNS["waiting"]


def head(scene: Scene, seen: Seen) -> Row:
    """How many ways lead there, and how many updates wait to go out."""
    unsent = [one for one in scene.incident.updates if one.unsent]
    unknown = sum(one.state == "unknown" for one in unsent)
    none = "waits to be accepted" if seen.waiting else "no way set up"
    ways = plural(len(ways_here(seen)), "way") if ways_here(seen) else none
    row: Row = (("goes to", "title"), (" ─ ", "line"), (ways, "text"))
    if unknown:
        row = (*row, (f"  {unknown} unknown", "soon+b"))
    if rest := len(unsent) - unknown:
        row = (*row, (f"  {rest} unsent", "soon"))
    return row


def ways_here(seen: Seen) -> list[WayOut]:
    """The ways out of the channel that is written for."""
    if seen.words is None:
        return []
    channel = seen.words.channel.casefold()
    return [way for way in seen.ways if way.channel.casefold() == channel]


def state_of(update: Update | None, now: datetime) -> tuple[Sign, str, str]:
    """A sign, a few words and their style for how far an update has come."""
    if update is None:
        return NOT_YET, "not recorded yet", "muted"
    match update.state:
        case "draft":
            return WAITS, "waits for approval", "muted"
        case "approved":
            return WAITS, "approved, not sent", "text"
        case "queued" if update.stale(now):
            return LATER, "past its time: send it?", "soon+b"
        case "queued":
            return WAITS, "waits to be sent", "text"
        case "trying":
            return WAITS, f"sending, by {visible(update.tried_by)}", "text"
        case "later":
            again = f"again {moment(update.retry_at, now)}" if update.retry_at else "tried again"
            return LATER, f"unsent, {again}", "soon"
        case "refused":
            return BAD, f"refused: {visible(update.why)}" if update.why else "refused", "bad+b"
        case "unknown" if update.retry_at is not None:
            return UNKNOWN, f"unknown, again {moment(update.retry_at, now)}", "soon"
        case "unknown":
            return UNKNOWN, "unknown: resend?", "soon+b"
        case "sent":
            return DONE, f"sent {moment(update.sent_at, now)}" if update.sent_at else "sent", "done"
    why = f", {visible(update.why)}" if update.why else ""
    return CLOCK_SIGNS["skipped"], f"{update.state}{why}", "muted"


def way_rows(scene: Scene, seen: Seen, width: int) -> list[Row]:
    """The ways out of this channel, and how far the update has come by each."""
    words = seen.words
    if words is None:
        return []
    update = seen.update(scene.incident)
    number = f" {update.n}" if update else ""
    if scene.incident.is_drill:
        return [fit((("a drill: nothing leaves this machine, sending is only recorded", "focus"),), width)]
    here = ways_here(seen)
    if not here:
        known = next((one for one in scene.incident.playbook.channels if one.id == words.channel), None)
        sign, _ = scene.look.sign(NOT_YET)
        said = visible(known.name if known and known.name else words.channel)
        return [
            fit(
                ((f"{sign} ", "muted"), (said, "text"), (": ", "muted"), _none(seen)),
                width,
            ),
            fit(
                (
                    ("  ", "text"),
                    (f"/copy{number}", "title"),
                    (" copies it; ", "muted"),
                    *((("/playbook accept", "title"), (" lets them send", "muted")) if seen.waiting else _IN_SETTINGS),
                ),
                width,
            ),
        ]
    named, leads = (NAME, LEADS) if width >= 70 else (min(14, width // 4), 0)
    columns = f"  {left('way', named)} " + (f"{left('leads to', leads)} " if leads else "") + "state"
    rows: list[Row] = [fit(((columns, "muted"),), width)]
    for way in here:
        taken = update is None or update.way in ("", way.name)
        glyph, said, tone = state_of(update, scene.now) if taken else (NOT_YET, "another way", "muted")
        mark, colour = scene.look.sign(glyph)
        row: Row = ((mark, colour), (" ", "text"), (left(visible(way.name), named), "text"), (" ", "text"))
        if leads:
            row = (*row, (left(visible(way.told), leads), "muted"), (" ", "text"))
        rows.append(fit((*row, (said, tone)), width))
    return rows


_IN_SETTINGS: Row = (("senders in settings send it", "muted"),)


def _none(seen: Seen) -> tuple[str, str]:
    if seen.waiting:
        return f"{plural(seen.waiting, 'sender')} of these settings wait to be accepted", "soon"
    return "no sender is set up", "muted"


def steps(scene: Scene, seen: Seen, width: int) -> list[Row]:
    """Draft, approved, sent: who and when, or who is waited for."""
    update, look = seen.update(scene.incident), scene.look
    column = max(12, min(26, (width - 2) // 3))
    heads = ("draft", "approved", "sent")
    return [
        tuple((left(word, column), "title") for word in heads),
        fit(tuple(part for word in heads for part in _step(scene, update, look, word, column)), width),
    ]


def _step(scene: Scene, update: Update | None, look: Look, step: str, column: int) -> Row:
    done = {
        "draft": (update.at, update.by) if update else None,
        "approved": (update.approved_at, update.approved_by) if update and update.approved_at else None,
        "sent": (update.sent_at, _sender(scene, update)) if update and update.sent_at else None,
    }[step]
    if done is not None and done[0] is not None:
        sign, tone = look.sign(DONE)
        said = f"{moment(done[0], scene.now)} {visible(done[1])}".rstrip()
        return ((sign, "done"), (" ", "text"), (left(cut(said, column - 3), column - 2), "text"))
    commander = scene.incident.commander
    waits = {
        "draft": "not recorded yet",
        "approved": f"IC {visible(commander)}" if commander else "anybody",
        "sent": "nobody yet",
    }[step]
    sign, tone = look.sign(NOT_YET)
    return ((sign, tone), (" ", "text"), (left(cut(waits, column - 3), column - 2), "muted"))


def _sender(scene: Scene, update: Update) -> str:
    told = next((one for one in reversed(scene.incident.told) if one.n == update.n), None)
    by = told.by if told else update.queued_by
    return f"{by}, {told.how}" if told and told.how == "copied" else by


def update_row(scene: Scene, update: Update, width: int, *, here: bool) -> Row:
    """Another update that is not done with: its number, where it goes, how it stands."""
    sign, said, tone = state_of(update, scene.now)
    glyph, colour = scene.look.sign(sign)
    room = max(8, min(14, width // 3))
    row: Row = (
        (glyph, colour),
        (f" {update.n:>2} ", "text"),
        (left(visible(update.channel), room), "text"),
        (" ", "text"),
        (said, tone),
    )
    if update.state in TO_BE_ANSWERED and width - width_of(row) > 30:
        keys = (
            (("  r", "title"), (" again", "muted")),
            ((" w", "title"), (" it went", "muted")),
            ((" d", "title"), (" drop", "muted")),
        )
        row = (*row, *(part for pair in keys for part in pair))
    row = fit(row, width)
    return under((*row, (" " * max(0, width - width_of(row)), "text")), here)


def waiting(scene: Scene, seen: Seen) -> list[Update]:
    """The updates with a row of their own."""
    here = seen.update(scene.incident)
    return [*([here] if here is not None and here.unsent else []), *others(scene.incident, seen)]


def said_of(update: Update, now: datetime) -> str:
    """One sentence for the row above the entry line."""
    since = f" since {utc(update.queued_at, now)}" if update.queued_at and update.unsent else ""
    return f"update {update.n} to {visible(update.channel)}: {state_of(update, now)[1]}{since}"
