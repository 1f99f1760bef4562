"""The line above the entry: what Enter will do, before it does it; refusals and questions; the last acknowledgement."""

from collections.abc import Sequence
from datetime import datetime

from warroom.clock import local_name
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.complete import Completion
from warroom.incident.decide import decide
from warroom.incident.entry import Asked, Blank, Context, Parsed, Tool, Unsure, Verb, Wrong
from warroom.incident.read_back import right_words
from warroom.incident.state import changed
from warroom.incident.words import MAX_TEXT
from warroom.report.words import plural, span, utc
from warroom.secrets import kinds
from warroom.text import visible
from warroom.tui.content import cut, fit, width_of
from warroom.tui.gating import as_end
from warroom.tui.look import Row
from warroom.tui.panels.intended import tool, what
from warroom.tui.panes.declare import unsaid

GAP = 3
MEANS = 24
"""Cells of what a completed number stands for."""
HINTS: tuple[Row, ...] = (
    (
        ("a line you type is a note, ", "muted"),
        ("/", "title"),
        (" shows the verbs, ", "muted"),
        ("-5m", "title"),
        (" in front says it was 5 minutes ago", "muted"),
    ),
    (
        ("text is a note, ", "muted"),
        ("/", "title"),
        (" shows the verbs, ", "muted"),
        ("-5m", "title"),
        (" back-dates", "muted"),
    ),
    (("text is a note, ", "muted"), ("/", "title"), (" a verb", "muted")),
    (("text, or ", "muted"), ("/", "title"), ("verb", "muted")),
)
_LOBBY_HINTS: tuple[Row, ...] = (
    (
        ("text alone is not a note here: ", "muted"),
        ("/declare P0 TITLE", "title"),
        (" opens a room", "muted"),
    ),
    (("/declare P0 TITLE", "title"), (" opens a room", "muted")),
    (("/declare P0 TITLE", "title"),),
)


def preview(
    line: str,
    parsed: Parsed,
    context: Context,
    me: str,
    width: int,
    options: Sequence[Completion] = (),
    *,
    lobby: bool,
) -> Row:
    """What this line will become, and what Tab makes of it, in so many cells; `options` are Tab's, the next first."""
    read = _read(line, parsed, context, me, width, lobby=lobby)
    if not options:
        return read
    if isinstance(parsed, Wrong):
        return (*completions(options, width), ("  ", "text"), *((text, "muted") for text, _ in read))
    # What Tab takes next is said as well, though what Enter does has half of the room at least.
    read = fit(read, max(width // 2, width - width_of(completions(options[:1], 0)) - GAP))
    left = max(0, width - width_of(read) - GAP)
    return (*read, (" " * GAP, "text"), *fit(completions(options, left), left))


def completions(options: Sequence[Completion], width: int) -> Row:
    """What Tab takes, the next first, as many as fit; beside it what a number stands for, where there is room."""
    row: list[tuple[str, str]] = [("Tab ", "muted")]
    for n, option in enumerate(options):
        word = (("  " * bool(n), "text"), (visible(option.word), "title" if n == 0 else "text"))
        verb = option.line.rstrip().endswith(f"/{option.word}")
        told = option.means and (len(options) == 1 or not verb)
        whole = (*word, (visible(f" {cut(option.means, MEANS)}"), "muted")) if told else word
        fits = width_of((*row, *whole)) <= width
        if n and not fits:
            break
        row += whole if fits else word
    return tuple(row)


def _read(line: str, parsed: Parsed, context: Context, me: str, width: int, *, lobby: bool) -> Row:
    match parsed:
        case Blank():
            return _hint(lobby, width)
        case Wrong(said=said):
            return ((visible(said), "soon"),)
        case Unsure(meant=meant):
            return (("Enter asks: ", "muted"), (f"/{meant}", "title"), (" or a note?", "muted"))
        case Tool():
            return tool(parsed, context)
        case Asked(intent=intent, verb=verb):
            refused = "" if lobby else _refusal(intent, context, me)
            if refused:
                return (("would be refused: ", "soon"), (visible(refused), "text"))
            return _asked(intent, verb, line, context, lobby=lobby)
    return ()


def masking(line: str, *, as_typed: bool) -> Row:
    """Which secrets in the line will be masked, and the key against it."""
    found = kinds(line) if len(line) <= MAX_TEXT else ()
    if not found:
        return ()
    said = ", ".join(dict.fromkeys(found))
    if as_typed:
        return ((f"{said} as typed", "bad+b"), (", ", "muted"), ("^O", "title"), (" masks it; ", "muted"))
    return ((f"{said} masked", "soon+b"), (", ", "muted"), ("^O", "title"), (" records it as typed; ", "muted"))


def _hint(lobby: bool, width: int) -> Row:
    """What may be typed: the longest of these that fits."""
    return next((row for row in (_LOBBY_HINTS if lobby else HINTS) if width_of(row) <= width), ())


def _refusal(intent: i.Intent, context: Context, me: str) -> str:
    """What the rules would say to it now, "" where they would take it; what needs the journal is not tried."""
    if isinstance(intent, i.Amend | i.Strike | i.Undo | i.TickList):
        return ""
    if isinstance(intent, i.AcceptHandover):
        # What is read back is compared once it is entered: who tries until it fits has not read the brief.
        intent = changed(intent, read_back=right_words(context.incident, context.now))
    intent = as_end(context.incident, intent)
    if isinstance(intent, i.Resolve | i.Close):
        # What stands open is asked about, not refused.
        intent = changed(intent, despite=intent.despite or "asked")
    try:
        decide(context.incident, changed(intent, by=me or "you"), context.now)
    except Refused as error:
        return str(error)
    return ""


def _asked(intent: i.Intent, verb: Verb | None, line: str, context: Context, *, lobby: bool) -> Row:
    if lobby and not isinstance(intent, (i.Declare, *i.ON_DUTY)):
        return (
            ("no incident is open: ", "muted"),
            ("/declare P0 TITLE", "title"),
            (" opens one; your text is kept", "muted"),
        )
    if isinstance(intent, i.Declare) and not context.incident.declared and unsaid(line, context):
        levels = context.playbook.severities
        return (
            ("Enter asks how bad it is; ", "muted"),
            (visible(f"/declare {levels[0].id}" if levels else "/declare"), "title"),
            (" and the title says it at once", "muted"),
        )
    row: list[tuple[str, str]] = [("will ", "muted"), (verb.name if verb else "be a note", "title")]
    row += what(intent, context) or (((f": {verb.help}", "muted"),) if verb else ())
    if intent.at is not None:
        ago = (context.now - intent.at).total_seconds()
        row += [(" at ", "muted"), (utc(intent.at, context.now), "title")]
        if context.zone:
            local, place = local_name(intent.at, context.zone)
            row.append((f" ({local} {place})", "muted"))
        if ago >= 0:
            row.append((f", {_ago(ago)} ago, marked back-dated", "muted"))
        else:
            row.append((f", {span(ago)} ahead", "soon"))
    lines = line.strip().count("\n")
    if lines:
        row.append((f", {plural(lines + 1, 'line')} in one; F12 makes each a note", "muted"))
    return tuple(row)


def _ago(seconds: float) -> str:
    if seconds < 3600:
        return f"{int(seconds // 60)} min" if seconds >= 60 else f"{int(seconds)} s"
    return span(seconds)


def saved(seq: int, at: datetime, now: datetime, look_ok: str, *, short: bool) -> Row:
    """The acknowledgement: what is on disk."""
    row: Row = ((f"{look_ok} saved", "done+b"), (f" #{seq}", "muted"))
    return row if short else (*row, (f" {utc(at, now).removesuffix(' UTC')}", "muted"))
