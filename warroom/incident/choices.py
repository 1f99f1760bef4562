"""What may stand behind each verb: the words that make sense in its first place, in its second, as things are now."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from warroom.incident.arguments import Context, lists_of
from warroom.incident.arguments.running import blanks_of
from warroom.incident.closing import criteria
from warroom.incident.deadlines import deadlines, sign_of
from warroom.incident.sections import find, sections_of
from warroom.incident.words import DETECTORS, MACHINES, ROLES, STAGES
from warroom.playbook.model import Playbook, Severity

SPANS = ("5m", "10m", "15m", "30m", "1h")
FILTERS = ("kind:", "by:", "since:", "until:")
_TO_DO = ("waiting", "running", "due", "overdue", "none")
_DONE = ("met", "met late", "skipped")


class Choice(NamedTuple):
    """A word that may be taken, what it stands for where it does not say so itself, and whether more has to follow."""

    word: str
    means: str = ""
    more: bool = False


Chooser = Callable[[Context, Sequence[str]], Iterable[Choice]]


def choices(
    verb: str, before: Sequence[str], last: str, context: Context, kinds: Sequence[str] = ()
) -> tuple[Choice, ...]:
    """What the word `last` of a verb may become, behind the words `before`; `kinds` are the words of a timeline."""
    if verb == "filter":
        return tuple(_filters(last, context, kinds))
    places = _PLACES.get(verb, ())
    return tuple(places[len(before)](context, before)) if len(before) < len(places) else ()


def people(context: Context, _before: Sequence[str] = ()) -> list[Choice]:
    """Everybody known, as they are written."""
    names = dict.fromkeys((*context.incident.people, *context.people))
    return [Choice(f"@{name}") for name in names]


def _filters(last: str, context: Context, kinds: Sequence[str]) -> Iterable[Choice]:
    """ "kind:note,de" goes on with another kind."""
    key, colon, said = last.partition(":")
    if not colon:
        return (Choice(token) for token in FILTERS)
    found = kinds if key == "kind" else (*context.incident.people, *MACHINES) if key == "by" else ()
    before, comma, _ = said.rpartition(",")
    return (Choice(f"{key}:{before}{comma}{word}") for word in found)


def _playbook(context: Context) -> Playbook:
    return context.incident.playbook if context.incident.declared else context.playbook


def _severity(level: Severity) -> Choice:
    return Choice(level.id, level.name)


def _severities(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (_severity(level)._replace(more=True) for level in _playbook(context).severities)


def _other_severities(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (_severity(level) for level in _playbook(context).severities if level.id != context.incident.severity)


def _statuses(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    last = ("closed",) if "resolved" in context.incident.milestones else ()
    return (Choice(status) for status in (*STAGES, *last) if status != context.incident.status)


def _roles(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    held = context.incident.roles
    for role in dict.fromkeys((*ROLES, *(role.id for role in context.incident.playbook.roles))):
        yield Choice(role, held[role].person if role in held else "nobody", more=True)


def _holders(context: Context, before: Sequence[str]) -> Iterable[Choice]:
    held = context.incident.roles.get(before[0])
    others = [one for one in people(context) if held is None or one.word != f"@{held.person}"]
    return [*others, Choice("@nobody", "empties it")] if held else others


def _others(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (one for one in people(context) if one.word != f"@{context.incident.commander}")


def _held_roles(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(role, held.person) for role, held in context.incident.roles.items())


def _owners(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (one._replace(more=True) for one in people(context))


def _rungs(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    ladder = context.incident.playbook.ladder
    return (Choice(str(n), rung.who) for n, rung in enumerate(ladder, 1) if n not in context.incident.calls)


def _items(states: Sequence[str], *, more: bool = False) -> Chooser:
    def chooser(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
        found = deadlines(context.incident, context.now)
        return (
            Choice(sign_of(d.id), d.label, more)
            for d in found
            if d.kind in ("checklist", "after", "condition") and d.state in states
        )

    return chooser


def _items_or_lists(states: Sequence[str]) -> Chooser:
    items = _items(states)

    def chooser(context: Context, before: Sequence[str]) -> Iterable[Choice]:
        lists = [] if context.incident.is_drill else lists_of(context)
        return [*items(context, before), *(Choice(one.id, one.title, more=True) for one in lists)]

    return chooser


def _in_list(context: Context, before: Sequence[str]) -> Iterable[Choice]:
    listed = (one for one in lists_of(context) if one.id.casefold() == before[0].casefold())
    return (Choice(str(n), item) for one in listed for n, item in enumerate(one.items, 1))


def _tasks(*, more: bool = False) -> Chooser:
    def chooser(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
        return (Choice(str(t.n), f"{t.owner} {t.text}", more) for t in context.incident.tasks if t.done_at is None)

    return chooser


def _open_suspects(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(str(s.n), s.text, more=True) for s in context.incident.suspects if s.state == "open")


def _suspects(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(str(s.n), s.text) for s in context.incident.suspects if s.state != "cause")


def _clocks(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (
        Choice(sign_of(d.id), d.label, more=True)
        for d in deadlines(context.incident, context.now)
        if d.live and not d.over
    )


def _criteria(met: bool) -> Chooser:
    def chooser(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
        every = enumerate(criteria(context.incident), 1)
        return (Choice(str(n), words) for n, words in every if (n in context.incident.criteria_met) == met)

    return chooser


def _spans(_context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(span, more=True) for span in SPANS)


def _channels(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(channel.id, channel.name, more=True) for channel in _playbook(context).channels)


def _stages(_context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(stage, more=True) for stage in STAGES)


def _updates(*states: str, more: bool = False) -> Chooser:
    def chooser(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
        found = (one for one in context.incident.updates if one.state in states)
        return (Choice(str(one.n), f"{one.channel} {one.state}: {one.text}", more) for one in found)

    return chooser


def _ways(context: Context, before: Sequence[str]) -> Iterable[Choice]:
    sent = next((one for one in context.incident.updates if before[0].lstrip("#") == str(one.n)), None)
    return (Choice(name, channel) for name, channel in context.ways if sent is None or channel == sent.channel)


def _checks(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(name, more=True) for name in context.checks)


def _pauses(context: Context, before: Sequence[str]) -> Iterable[Choice]:
    known = context.incident.checks.get(before[0])
    held = known is not None and known.state_at(context.now) == "paused"
    return [*([Choice("off", "ask it again")] if held else []), *_spans(context, before)]


def _steps(*, commands: bool) -> Chooser:
    def chooser(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
        book = _playbook(context)
        every = (*((one.id, one.steps) for one in book.scenarios), ("", book.steps))
        return (
            Choice(f"{name}:{n}" if name else str(n), step.title or step.words or step.run)
            for name, steps in every
            for n, step in enumerate(steps, 1)
            if bool(step.run) == commands
        )

    return chooser


def _blanks(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    known = context.incident.blanks
    return (Choice(name, known.get(name, ""), more=True) for name in blanks_of(_playbook(context)))


def _acts(context: Context, before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(name) for name in context.acts) if before[0] == "fix" else ()


def _sections(context: Context, _before: Sequence[str]) -> Iterable[Choice]:
    return (Choice(one.id, one.title, more=True) for one in sections_of(context.incident.playbook))


def _left(context: Context, before: Sequence[str]) -> Iterable[Choice]:
    """Only what somebody wrote can be left to the record again."""
    section = find(context.incident, before[0])
    if section is None or section.id not in context.incident.sections:
        return ()
    return (Choice("record", "leaves it to the record again"),)


def _just(*found: Choice) -> Chooser:
    return lambda _context, _before: found


_PLACES: dict[str, tuple[Chooser, ...]] = {
    "declare": (_severities,),
    "detected": (_just(), _just(Choice("by", more=True)), _just(*map(Choice, DETECTORS))),
    "sev": (_other_severities,),
    "status": (_statuses,),
    "resolve": (_just(Choice("fixed", "and when", more=True), Choice("anyway", "and why", more=True)),),
    "close": (_just(Choice("anyway", "and why", more=True)),),
    "confirm": (_criteria(met=False),),
    "unconfirm": (_criteria(met=True),),
    "ic": (_others,),
    "role": (_roles, _holders),
    "handover": (_others, _held_roles),
    "escalate": (_rungs,),
    "tick": (_items_or_lists(_TO_DO), _in_list),
    "untick": (_items_or_lists(_DONE), _in_list),
    "skip": (_items(_TO_DO, more=True),),
    "do": (_owners,),
    "action": (_owners,),
    "take": (_tasks(),),
    "extend": (_tasks(more=True), _spans),
    "done": (_tasks(),),
    "snooze": (_clocks, _spans),
    "rule-out": (_open_suspects,),
    "cause": (_suspects,),
    "cadence": (_spans,),
    "update": (_channels, _stages),
    "approve": (_updates("draft"),),
    "send": (_updates("draft", "approved", "queued", "later"), _ways),
    "copy": (_updates("draft", "approved"),),
    "discard": (_updates("draft", "approved", "queued", "later", "refused", "unknown", more=True),),
    "resend": (_updates("unknown", "refused"),),
    "went": (_updates("unknown", "draft", "approved", "queued", "later", "refused", more=True),),
    "run": (_steps(commands=True),),
    "step": (_steps(commands=False), _just(Choice("skip", "and why", more=True), Choice("undo"))),
    "fill": (_blanks,),
    "pause": (_checks, _pauses),
    "write": (_sections, _left),
    "drill": (_just(Choice("card"), Choice("hint"), Choice("score"), Choice("fix", more=True)), _acts),
    "playbook": (_just(Choice("reload"), Choice("accept")),),
}
