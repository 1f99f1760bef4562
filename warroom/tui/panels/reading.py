"""The line above the entry: what Enter will do, before it does it; refusals and questions; the last acknowledgement."""

from datetime import datetime

from warroom.clock import local_name
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.complete import complete
from warroom.incident.decide import decide
from warroom.incident.entry import Asked, Blank, Context, Parsed, Tool, Unsure, Verb, Wrong
from warroom.incident.state import changed
from warroom.incident.words import MAX_TEXT
from warroom.report.words import plural, span, utc
from warroom.secrets import kinds
from warroom.text import visible
from warroom.tui.content import cut
from warroom.tui.look import Row


def preview(line: str, parsed: Parsed, context: Context, me: str, width: int, *, lobby: bool) -> Row:
    """What this line will become."""
    match parsed:
        case Blank():
            return _hint(lobby, width)
        case Wrong(said=said):
            options = _options(line, context)
            return (
                (*_completions(options), ("  ", "text"), (visible(said), "muted"))
                if options
                else ((visible(said), "soon"),)
            )
        case Unsure(meant=meant):
            return (("Enter asks: ", "muted"), (f"/{meant}", "title"), (" or a note?", "muted"))
        case Tool(verb=verb):
            return (("will ", "muted"), (verb.name, "title"), (f": {verb.help}", "muted"))
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
    if not lobby and width < 90:
        return (
            ("text is a note, ", "muted"),
            ("/", "title"),
            (" shows the verbs, ", "muted"),
            ("-5m", "title"),
            (" back-dates", "muted"),
        )
    if lobby:
        return (
            ("text alone is not a note here: ", "muted"),
            ("/declare P0 TITLE", "title"),
            (" opens a room", "muted"),
        )
    return (
        ("a line you type is a note, ", "muted"),
        ("/", "title"),
        (" shows the verbs, ", "muted"),
        ("-5m", "title"),
        (" in front says it was 5 minutes ago", "muted"),
    )


def _options(line: str, context: Context) -> tuple[str, ...]:
    return complete(line, context)


def _completions(options: tuple[str, ...]) -> Row:
    shown = "  ".join(visible(option.strip().rpartition(" ")[2]) for option in options[:8])
    return (("Tab ", "muted"), (cut(shown, 70), "title"))


def _refusal(intent: i.Intent, context: Context, me: str) -> str:
    """What the rules would say to it now, "" where they would take it; what needs the journal is not tried."""
    if isinstance(intent, i.Amend | i.Strike | i.Undo):
        return ""
    try:
        decide(context.incident, changed(intent, by=me or "you"), context.now)
    except Refused as error:
        return str(error)
    return ""


def _asked(intent: i.Intent, verb: Verb | None, line: str, context: Context, *, lobby: bool) -> Row:
    if lobby and not isinstance(intent, i.Declare):
        return (
            ("no incident is open: ", "muted"),
            ("/declare P0 TITLE", "title"),
            (" opens one; your text is kept", "muted"),
        )
    row: list[tuple[str, str]] = []
    options = complete(line, context)
    if options and not line.endswith(" "):
        row += [*_completions(options), ("   ", "text")]
    row += [("will ", "muted"), (verb.name if verb else "be a note", "title")]
    what = _what(intent, context)
    row += what or (((f": {verb.help}", "muted"),) if verb else ())
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


def _what(intent: i.Intent, context: Context) -> Row:
    match intent:
        case i.Declare(severity=severity, playbook=playbook):
            level = playbook.severity(severity)
            clocks = sum(
                item.limit is not None and (not item.severities or severity in item.severities)
                for item in playbook.items
            )
            word = f" {severity} {level.name if level else ''}".rstrip()
            return (
                (visible(word), "title"),
                (f", playbook {visible(playbook.name)}, {plural(clocks, 'clock')} start", "muted"),
            )
        case i.SetItem(n=n) | i.SkipItem(n=n):
            item = context.incident.item(n)
            return ((f" {n} {visible(item.label)}" if item else f" {n}: no such item", "title" if item else "soon"),)
        case i.SetSeverity(to=to):
            return ((f" {visible(to)}", "title"), (f", now {context.incident.severity}", "muted"))
        case i.TakeRole(role=role, person=person):
            person = person or "you"
            held = context.incident.roles.get(role)
            known = {name.casefold() for name in (*context.people, *context.incident.people)}
            new = "" if person.casefold() in (*known, "you", "me") else ", a new name"
            now = f", now {held.person}" if held else ""
            return ((f": {role} is {visible(person)}", "title"), (visible(f"{now}{new}"), "muted"))
        case i.SetMilestone(name=name, moment=at):
            return ((f": {name} at ", "muted"), (utc(at, context.now), "title"))
        case i.GiveTask(owner=owner, text=text, seconds=seconds, due_at=due):
            limit = f" in {span(seconds)}" if seconds else f" by {due:%Y-%m-%d}" if due else ", no limit"
            return ((visible(f": {owner}, {cut(text, 40)}"), "title"), (limit, "muted"))
        case i.TellUsers(channel=channel, status=status):
            return (
                (visible(f": {channel}{' ' + status if status else ''}"), "title"),
                (", by hand; the cadence starts anew", "muted"),
            )
        case i.Escalate(rung=rung):
            ladder = context.incident.playbook.ladder
            n = rung or next((n for n in range(1, len(ladder) + 1) if n not in context.incident.calls), 0)
            return ((f": {n} {visible(ladder[n - 1].who)}", "title"), (" was called", "muted"))
        case i.Snooze(deadline=deadline, seconds=seconds):
            return ((f" {deadline.replace(':', ' ')}", "title"), (f" for {span(seconds)}", "muted"))
        case i.PauseCheck(check=check, seconds=seconds):
            how = f" for {span(seconds)}" if seconds else ": ask it again"
            return ((visible(f" {check}"), "title"), (how, "muted"))
        case i.OfferHandover(to=to):
            return ((visible(f": command to {to}"), "title"), (", who takes it with /accept", "muted"))
        case i.Suspect(text=text) | i.Decide(text=text) | i.SetTitle(title=text):
            return ((visible(f": {cut(text, 50)}"), "title"),)
        case i.Strike(seq=seq) | i.Amend(seq=seq) | i.Pin(seq=seq):
            return ((f" line {seq}", "title"),)
    return ()


def saved(seq: int, at: datetime, now: datetime, look_ok: str, *, short: bool) -> Row:
    """The acknowledgement: what is on disk."""
    row: Row = ((f"{look_ok} saved", "done+b"), (f" #{seq}", "muted"))
    return row if short else (*row, (f" {utc(at, now).removesuffix(' UTC')}", "muted"))
