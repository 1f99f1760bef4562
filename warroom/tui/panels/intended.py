"""What an intent will come to, said before it is asked for: the words behind "will tick"."""

from collections.abc import Callable
from typing import Any

from warroom.errors import BadInput
from warroom.incident import closing, duties
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.entry import Context, Tool
from warroom.incident.intents import Intent
from warroom.incident.offered import role_words, standing
from warroom.incident.words import say_duration
from warroom.playbook.words import level_words
from warroom.report.matching import parse
from warroom.report.query import SYNTAX
from warroom.report.words import plural, span, utc
from warroom.text import visible
from warroom.tui.content import cut
from warroom.tui.look import Row

_OF_A_ROOM = ("filter", "similar", "brief", "playbook")
_OF_PLAYBOOK = {
    "": "opens it here, every part, to read and find",
    "accept": "shows what would be asked, then asks you",
    "reload": "reads its file again",
}
_LISTED = ("list all lines again", "list only these")
NO_ROOM = "no incident is open: /declare P0 TITLE opens one"
LONGEST = 50
"""Cells of somebody's own words that are said back."""


def what(intent: Intent, context: Context) -> Row:
    """The words for this intent as things are now, () where the verb's own help says all."""
    found = _SAID.get(type(intent))
    return tuple((visible(text), style) for text, style in found(intent, context)) if found else ()


def of_a_room(name: str, words: str) -> bool:
    """Whether a tool does nothing in the lobby; what is accepted, is for every room."""
    return name in _OF_A_ROOM and (name, words) not in (("playbook", "accept"), ("playbook", ""))


def tool(read: Tool, context: Context) -> Row:
    """What a line that is no fact will do, or why it will not."""
    name, words, incident = read.verb.name, read.words, context.incident
    refused = ""
    if of_a_room(name, words) and not incident.seq:
        refused = NO_ROOM
    elif name == "drill" and not incident.is_drill:
        refused = "this is no drill: warroom drill, in a shell, starts one"
    elif (name == "find" and not words and incident.seq) or (name == "save-as" and not words):
        refused = f"it goes: /{name} {read.verb.usage}"
    elif name == "filter":
        try:
            parse(words, context.now, context.zone)
        except BadInput as error:
            refused = str(error)
    if refused:
        return ("would be refused: ", "soon"), (visible(refused), "text")
    said = f" {cut(words, LONGEST)}" if words else ""
    after = _LISTED[bool(words)] if name == "filter" else read.verb.help
    if name == "find" and not incident.seq:
        after = "lines of all incidents" if words else SYNTAX
    if name == "playbook":
        after = _OF_PLAYBOOK.get(words, read.verb.help)
    return ("will ", "muted"), (visible(f"{name}{said}"), "title"), (f": {after}", "muted")


def _declare(intent: i.Declare, _context: Context) -> Row:
    playbook, severity = intent.playbook, intent.severity
    level = playbook.severity(severity)
    clocks = sum(
        item.limit is not None and (not item.severities or severity in item.severities) for item in playbook.items
    )
    name = f" {level_words(level) if level else severity}".rstrip()
    return (name, "title"), (f", playbook {playbook.name}, {plural(clocks, 'clock')} start", "muted")


def _milestone(intent: i.SetMilestone, context: Context) -> Row:
    by = f", by {intent.by_what}" if intent.by_what else ""
    return (" at ", "muted"), (utc(intent.moment, context.now), "title"), (by, "muted")


def _severity(intent: i.SetSeverity, context: Context) -> Row:
    return (f" {intent.to}", "title"), (f", now {context.incident.severity}; clocks follow", "muted")


def _status(intent: i.SetStatus, context: Context) -> Row:
    return (f" {intent.to.upper()}", "title"), (f", now {context.incident.status}", "muted")


def _resolve(intent: i.Resolve, context: Context) -> Row:
    fixed = intent.fixed_at or context.incident.when("fixed")
    said = f", fixed at {utc(fixed, context.now)}" if fixed else "; Enter asks when it was fixed"
    incident = closing.as_if_fixed(context.incident, intent.fixed_at)
    left = len(closing.unmet(incident, min(intent.at or context.now, context.now)))
    return (f": it is over{said}", "muted"), *_left(left, intent.despite)


def _close(intent: i.Close, context: Context) -> Row:
    left = len(closing.left_open(context.incident, context.now))
    return (": nothing is left to do" if not left else ": it is closed", "muted"), *_left(left, intent.despite)


def _left(left: int, despite: str) -> Row:
    """How much stands open, and that it is asked about."""
    if not left:
        return ()
    return (f"; {left} open", "soon"), (f": {cut(despite, LONGEST)}" if despite else ", Enter asks why", "muted")


def _criterion(intent: i.ConfirmCriterion, context: Context) -> Row:
    every = closing.criteria(context.incident)
    words = every[intent.n - 1] if 1 <= intent.n <= len(every) else ""
    return (f" {intent.n} {cut(words, LONGEST)}", "title"), ("" if intent.met else ", not so after all", "muted")


def _duty(intent: i.SetDuty, context: Context) -> Row:
    one = duties.find(context.incident, intent.n)
    return ((f" d{intent.n} {cut(one.duty.text, LONGEST)}" if one else f" d{intent.n}: no such duty", "title"),)


def _take_role(intent: i.TakeRole, context: Context) -> Row:
    person = intent.person or "you"
    held = context.incident.roles.get(intent.role)
    known = {name.casefold() for name in (*context.people, *context.incident.people)}
    new = "" if person.casefold() in (*known, "you", "me") else ", a new name"
    now = f", now {held.person}" if held else ""
    return (f": {intent.role} is {person}", "title"), (f"{now}{new}", "muted")


def _release_role(intent: i.ReleaseRole, context: Context) -> Row:
    held = context.incident.roles.get(intent.role)
    now = f", now {held.person}" if held else ""
    return (f": {intent.role} is nobody", "title"), (now, "muted")


def _handover(intent: i.OfferHandover, context: Context) -> Row:
    held = context.incident.roles.get(intent.role)
    until = f"; {held.person} holds it until then" if held else ""
    return (f": {role_words(intent.role)} to {intent.to}", "title"), (f", who takes it with /accept{until}", "muted")


def _accept(intent: i.AcceptHandover, context: Context) -> Row:
    offer = next((one for one in standing(context.incident, context.now) if intent.role in ("", one.role)), None)
    if offer is None:
        return ()
    what = f"{role_words(offer.role)} is yours"
    if not intent.read_back:
        return (": SEVERITY CLOCK", "title"), (f" read back as the brief has them; then {what}", "muted")
    return (f": {what}", "title"), (f", from {offer.from_}, if it is read back right", "muted")


def _escalate(intent: i.Escalate, context: Context) -> Row:
    ladder = context.incident.playbook.ladder
    n = intent.rung or next((n for n in range(1, len(ladder) + 1) if n not in context.incident.calls), 0)
    how = f" by {intent.how}" if intent.how else ""
    answer = {None: "", True: ", and answered", False: ", no answer"}[intent.acknowledged]
    if intent.rung is None and intent.who:
        return (f": {intent.who}", "title"), (f" was called{how}{answer}", "muted")
    if not 1 <= n <= len(ladder):
        return ()
    return (f": {n} {ladder[n - 1].who}", "title"), (f" was called{how}{answer}", "muted")


def _shift(intent: Any, _context: Context) -> Row:
    match intent:
        case i.OfferShift(to=to):
            return (f": the shift to {to}", "title"), (", who takes it with /accept here", "muted")
        case i.AcceptShift():
            return (": the shift is yours", "title"), (", and its lists begin anew", "muted")
    return ((": the shift stays where it is", "muted"),)


def _item(intent: i.SetItem | i.SkipItem, context: Context) -> Row:
    item = context.incident.item(intent.n)
    return ((f" {intent.n} {item.label}" if item else f" {intent.n}: no such item", "title" if item else "soon"),)


def _list_item(intent: i.TickList, _context: Context) -> Row:
    return (f" {intent.list_} {intent.item}: {cut(intent.text, LONGEST)}", "title"), (", on duty", "muted")


def _give(intent: i.GiveTask, context: Context) -> Row:
    if intent.due_at:
        limit = f" by {intent.due_at:%Y-%m-%d}"
    else:
        limit = f" in {span(intent.seconds)}" if intent.seconds else ", no limit"
    known = {name.casefold() for name in (*context.people, *context.incident.people)}
    new = "" if intent.owner.casefold() in known else ", a new name"
    priority = f", {intent.priority}" if intent.priority else ""
    return (f": {intent.owner}, {cut(intent.text, LONGEST)}{priority}", "title"), (f"{limit}{new}", "muted")


def _task(intent: Any, context: Context) -> Row:
    task = context.incident.task(intent.n)
    if task is None:
        return ((f" {intent.n}: no such task", "soon"),)
    after = f", for {span(intent.seconds)} more" if isinstance(intent, i.ExtendTask) else ""
    owner = f"yours, now {task.owner}'s" if isinstance(intent, i.TakeTask) else f"{task.owner}'s"
    return (f" {task.n} {cut(task.text, LONGEST)}", "title"), (f", {owner}{after}", "muted")


def _snooze(intent: i.Snooze, context: Context) -> Row:
    label = next((d.label for d in deadlines(context.incident, context.now) if intent.deadline in (d.id, d.kind)), "")
    number = f" {intent.deadline.replace(':', ' ')}" if ":" in intent.deadline else ""
    return (f"{number} {label}".rstrip(), "title"), (f" for {span(intent.seconds)}", "muted")


def _suspect(intent: i.RuleOut | i.FindCause, context: Context) -> Row:
    suspect = context.incident.suspect(intent.n)
    return ((f" {intent.n} {cut(suspect.text, LONGEST)}" if suspect else f" {intent.n}: no such suspect", "title"),)


def _impact(intent: i.SetImpact, _context: Context) -> Row:
    fields = " ".join(f"{key}={value}" for key, value in intent.fields.items())
    return ((f": {cut(' '.join(filter(None, [fields, intent.text])), LONGEST)}", "title"),)


def _cadence(intent: i.SetCadence, _context: Context) -> Row:
    return ((": users hear from us every ", "muted"), (say_duration(intent.seconds), "title"))


def _tell(intent: i.TellUsers, context: Context) -> Row:
    status = f" {intent.status.upper()}" if intent.status else ""
    reached = context.incident.playbook.reaches_users(intent.channel)
    after = ", told by hand; the cadence starts anew" if reached else ", told by hand; to the team, not to users"
    return (f": {intent.channel}{status}", "title"), (after, "muted")


def _pause(intent: i.PauseCheck, _context: Context) -> Row:
    return (f" {intent.check}", "title"), (
        f" for {span(intent.seconds)}" if intent.seconds else ": ask it again",
        "muted",
    )


def _amend(intent: i.Amend, context: Context) -> Row:
    last = context.incident.last_at
    # On what is past, a time of today is most likely not what was meant.
    today = intent.moment is not None and last is not None and last.date() < intent.moment.date()
    day = f" today, {intent.moment:%Y-%m-%d}," if intent.moment and today else ""
    at = f", happened{day} at {utc(intent.moment, context.now)}" if intent.moment else ""
    words = f": {cut(intent.text, LONGEST)}" if intent.text else ""
    return (f" line {intent.seq}", "title"), (f"{words}{at}; the first words stay on record", "muted")


def _strike(intent: i.Strike, _context: Context) -> Row:
    return (f" line {intent.seq}", "title"), ("; it stays, shown struck; an act is taken back", "muted")


def _pin(intent: i.Pin, _context: Context) -> Row:
    return ((f" line {intent.seq}{'' if intent.pinned else ', no longer'}", "title"),)


def _section(intent: i.WriteSection, _context: Context) -> Row:
    if not intent.text:
        return (f" {intent.section}", "title"), (": left to the record again; your words stay in it", "muted")
    return (f" {intent.section}: {cut(intent.text, LONGEST)}", "title"), (", in place of what is derived", "muted")


def _words(intent: Any, _context: Context) -> Row:
    said = getattr(intent, "title", "") or getattr(intent, "text", "") or getattr(intent, "url", "")
    return ((f": {cut(said, LONGEST)}", "title"),)


_SAID: dict[type[Intent], Callable[[Any, Context], Row]] = {
    i.Declare: _declare,
    i.SetMilestone: _milestone,
    i.SetSeverity: _severity,
    i.SetStatus: _status,
    i.Resolve: _resolve,
    i.Close: _close,
    i.ConfirmCriterion: _criterion,
    i.SetDuty: _duty,
    i.SetTitle: _words,
    i.TakeRole: _take_role,
    i.ReleaseRole: _release_role,
    i.OfferHandover: _handover,
    i.AcceptHandover: _accept,
    i.Escalate: _escalate,
    i.OfferShift: _shift,
    i.AcceptShift: _shift,
    i.DeclineShift: _shift,
    i.WithdrawShift: _shift,
    i.SetItem: _item,
    i.SkipItem: _item,
    i.TickList: _list_item,
    i.GiveTask: _give,
    i.TakeTask: _task,
    i.ExtendTask: _task,
    i.FinishTask: _task,
    i.Snooze: _snooze,
    i.NoteChange: _words,
    i.Suspect: _words,
    i.RuleOut: _suspect,
    i.FindCause: _suspect,
    i.Decide: _words,
    i.SetImpact: _impact,
    i.Link: _words,
    i.SetCadence: _cadence,
    i.TellUsers: _tell,
    i.PauseCheck: _pause,
    i.Amend: _amend,
    i.Strike: _strike,
    i.Pin: _pin,
    i.WriteSection: _section,
}
