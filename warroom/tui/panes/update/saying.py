"""What can be done with the words that are shown, in the row above the entry line."""

from warroom.text import visible
from warroom.tui.look import Row
from warroom.tui.panes.update.goes import said_of, ways_here
from warroom.tui.panes.update.lint_rows import MUST, in_short
from warroom.tui.panes.update.seen import TO_BE_ANSWERED, Seen
from warroom.tui.view import Scene


def saying(scene: Scene, seen: Seen) -> Row:
    """What comes next for this update, or what stands in its way."""
    words, update = seen.words, seen.update(scene.incident)
    if words is None:
        return ()
    n = update.n if update is not None else 0
    number = f" {n}" if n else ""
    if update is not None and update.state in TO_BE_ANSWERED:
        return (
            (f"{said_of(update, scene.now)}: ", "soon+b"),
            (f"/resend {n}", "title"),
            (" again  ", "muted"),
            (f"/went {n}", "title"),
            (" it did go out  ", "muted"),
            (f"/discard {n} WHY", "title"),
        )
    if update is not None and not update.open and not words.changed:
        return ((said_of(update, scene.now), "text"),)
    if said := in_short(seen):
        sign, _ = scene.look.sign(MUST)
        return (
            ("approve", "title"),
            (" is not offered: ", "muted"),
            (f"{sign} {said}", "bad+b"),
            (f" (or /approve{number} WHY)", "muted"),
        )
    if update is None or update.state == "draft" or words.changed:
        commander = scene.incident.commander
        mine = not commander or commander.casefold() == scene.me.casefold()
        who = "" if mine else f" is for {visible(commander)} to say, who commands"
        return ((f"/approve{number}", "title"), (who or " lets it go out", "muted"), *_out(seen, number, mine=mine))
    return _out(seen, number, mine=True)


def _out(seen: Seen, number: str, *, mine: bool) -> Row:
    if not mine:
        return ()
    ways = ways_here(seen)
    if not ways:
        return ((f"  /copy{number}", "title"), (" copies it", "muted"))
    return (
        (f"  /send{number}", "title"),
        (f" goes out by {visible(ways[0].name)}", "muted"),
        (f"  /copy{number}", "title"),
        (" copies it", "muted"),
    )
