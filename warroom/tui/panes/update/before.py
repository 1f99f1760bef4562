"""What was said before, what it promised, and how long ago that is."""

from warroom.incident.state import Told
from warroom.incident.words import say_duration
from warroom.report.words import moment, span
from warroom.text import visible
from warroom.tui.content import fit, folded
from warroom.tui.look import LINE_SIGNS, Row
from warroom.tui.view import Scene


def told(scene: Scene, channel: str) -> list[Told]:
    """What went to users or by this channel, the newest first."""
    struck = scene.incident.struck
    found = (one for one in scene.incident.told if (one.to_users or one.channel == channel) and one.seq not in struck)
    return sorted(found, key=lambda one: (one.at, one.seq), reverse=True)


def head(scene: Scene, channel: str) -> Row:
    """How often something was said, and what is promised now."""
    said = told(scene, channel)
    row: Row = (("said before", "title"), (" ─ ", "line"), (str(len(said)) if said else "nothing yet", "text"))
    last = next((one for one in said if one.to_users), None)
    if last is not None and last.next_at is not None:
        late = last.next_at < scene.now
        promised = f"  promised {moment(last.next_at, scene.now, seconds=False)} UTC"
        row = (*row, (promised, "bad+b" if late else "muted"))
    return row


def rows(scene: Scene, channel: str, width: int, height: int) -> list[Row]:
    """The gap so far against the cadence, then what was said, the newest first."""
    said = told(scene, channel)
    found: list[Row] = [_gap(scene, said)]
    sign, _ = scene.look.sign(LINE_SIGNS["sent"])
    for place, one in enumerate(said):
        by = next((update.approved_by for update in scene.incident.updates if update.n == one.n and one.n), "")
        approved = f", approved {visible(by)}" if by and by != one.by else ""
        where = "" if one.channel == channel else f" {visible(one.channel)}"
        kept = _kept(said, place)
        front: Row = (
            (f"{moment(one.at, scene.now)} ", "muted"),
            (sign, "text"),
            (f"{where} {visible(one.by)}{approved}", "muted"),
            *kept,
        )
        found.append(fit(front, width))
        if one.status:
            found.append(((visible(one.status).upper(), "text"),))
        words = one.text or one.how
        found += [((line, "text"),) for line in folded(visible(" ".join(words.split())), max(8, width))]
        if len(found) > height:
            break
    return [fit(row, width) for row in found[:height]]


def _kept(said: list[Told], place: int) -> Row:
    """Whether the word that it promised came in time: the next newer one says."""
    one = said[place]
    after = next((other for other in reversed(said[:place]) if other.to_users), None)
    if after is None or one.next_at is None:
        return ()
    late = (after.at - one.next_at).total_seconds()
    return (("  next ", "muted"), (f"late {span(late)}", "bad")) if late > 0 else (("  next in time", "muted"),)


def _gap(scene: Scene, said: list[Told]) -> Row:
    incident = scene.incident
    cadence = incident.cadence_s
    last = next((one for one in said if one.to_users), None)
    begun = last.at if last else incident.when("declared")
    every = f", cadence every {say_duration(cadence)}" if cadence else ""
    if begun is None:
        return ()
    gap = (scene.now - begun).total_seconds()
    style = "bad+b" if cadence and gap > cadence else "soon" if cadence and gap > 0.8 * cadence else "text"
    what = "gap so far " if last else "nothing said for "
    return ((what, "muted"), (span(max(0.0, gap)), style), (every, "muted"))
