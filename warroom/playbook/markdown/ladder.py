"""The escalation ladder as a list or as sentences: who is called when."""

import re

import msgspec

from warroom.playbook.markdown.clocks import Clock, clocks
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fields import split_label
from warroom.playbook.markdown.ladder_words import CALLS, NO_ANSWER, NO_TIME, PEOPLE, after_of, unanswered, who_in
from warroom.playbook.markdown.levels import RANKS, keys_in
from warroom.playbook.markdown.plain import bare, simple, tidy
from warroom.playbook.markdown.tree import Block, Line
from warroom.playbook.model import Contact, Duty, Rung


def take_ladder(block: Block, context: Context, draft: Draft) -> list[Block]:
    """The items of a list that are no rungs; the others were taken, in order."""
    left = []
    if context.kind == "criteria_to_escalate" or (not block.ordered and not _calls(block)):
        return take_conditions(block, context, draft)
    for item in block.children:
        rungs = len(draft.ladder)
        if not item.lines or not take_rung(item.lines[0], context, draft, trusted=True):
            left.append(item)
            continue
        if len(draft.ladder) == rungs:  # a duty instead: what else the item says is read on its own
            draft.use(item.first, item.lines[-1].no)
            _more_to_a_duty(item, draft)
            continue
        draft.use(item.first, item.lines[-1].no)
        more = " ".join(
            [line.text for line in item.lines[1:]]
            + [child.text for nested in item.children for child in nested.children]
        )
        for nested in item.children:
            if nested.kind == "list":
                draft.use_block(nested)
            elif nested.kind == "para":
                draft.use_block(nested)
                more = f"{more} {nested.text}".strip()
            else:
                draft.leave(nested.first, nested.last, "beside a rung of the ladder")
        if more:
            last = draft.ladder[-1]
            later = next(
                (clock for clock in clocks(more) if clock.sense in ("within", "after", "bare", "offset")), None
            )
            after = last.after
            if after.words == NO_TIME and later is not None:
                after = later.limit
            draft.ladder[-1] = Rung(
                who=last.who,
                after=after,
                how=f"{last.how}; {more}" if last.how else more,
                condition=last.condition,
                severities=last.severities,
                source=last.source,
            )
    return left


def _more_to_a_duty(item: Block, draft: Draft) -> None:
    """What stands under a level that owes something belongs to what it owes."""
    more = [line.text for line in item.lines[1:]]
    for nested in item.children:
        if nested.kind in ("list", "para"):
            more += [child.text for child in nested.children] or [nested.text]
            draft.use_block(nested)
        else:
            draft.leave(nested.first, nested.last, "beside a rung of the ladder")
    if more:
        last = draft.duties[-1]
        draft.duties[-1] = msgspec.structs.replace(last, text="; ".join([last.text, *more]))


def _calls(block: Block) -> bool:
    """Whether the items of a list name people to call, rather than reasons to call them."""
    people = sum(
        bool(
            PEOPLE.search(simple(item.text))
            and not re.match(r"^(?:if|when|unable|need|risk|wenn|si|cuando)\b", simple(item.text))
        )
        or bool(clocks(item.text))
        for item in block.children
    )
    return people * 2 >= len(block.children)


def take_rung(line: Line, context: Context, draft: Draft, *, trusted: bool) -> bool:
    """Whether this line says who is called, and when; `trusted` where the title above announces a ladder."""
    text = bare(line.text)
    found = [clock for clock in clocks(text) if clock.sense in ("within", "bare", "offset", "after", "beyond", "for")]
    clock = found[0] if found else None
    label, value = split_label(line)
    if label and _only_levels(label, draft):
        line = Line(line.no, value, "", value, line.links)
        who, how = who_in(line, value, clock)
        if not PEOPLE.search(simple(who)):
            return _owed(text, value, clock, draft, line.no)
    else:
        who, how = who_in(line, text, clock)
    if not who or (not trusted and clock is None):
        return False
    if clock is None and not label and len(who.split()) > 5 and not PEOPLE.search(simple(who)):
        return False
    condition = ""
    said = simple(text)
    relative = bool(NO_ANSWER.search(said))
    if relative or (
        re.search(r"(?:^|[:,(]\s*|\b)(?:if|when|for|wenn|falls|si|cuando|bei|pour)\b[^,)]*", how, re.IGNORECASE)
        and clock is not None
    ):
        condition = how
        how = ""
    severities = draft.severities_in(text) or context.severities
    after = after_of(clock, text, draft, relative=relative, severities=severities)
    channel = how if how and (clock is None or simple(how) != simple(clock.words)) else ""
    rung = Rung(who=who, after=after, how=channel, condition=condition, severities=severities, source=draft.at(line.no))
    draft.ladder.append(rung)
    return True


def _only_levels(label: str, draft: Draft) -> bool:
    """Whether a label names severity levels and nothing else: "P0 (Critical)", "SEV1/SEV2"."""
    keys = keys_in(label)
    if not keys or not draft.severities_in(label):
        return False
    rest = label
    for start, end, _ in reversed(keys):
        rest = rest[:start] + " " + rest[end:]
    return all(word in RANKS or word in ("and", "incidents", "incident", "or") for word in simple(rest).split())


def _owed(text: str, value: str, clock: Clock | None, draft: Draft, line: int) -> bool:
    """What a level owes where nobody is named: "P1: Resolve within 2 hours"."""
    named = draft.severities_in(text)
    draft.duties.append(
        Duty(
            id=draft.new_id("duty", f"escalate {' '.join(named)}"),
            text=value,
            after=clock.limit if clock else None,
            condition="" if clock else text,
            severities=named,
            source=draft.at(line),
        )
    )
    return True


def take_conditions(block: Block, context: Context, draft: Draft) -> list[Block]:
    """Reasons to escalate become duties with a condition."""
    left = []
    text = context.title or "Escalate"
    for item in block.children:
        if not item.text:
            left.append(item)
            continue
        label, value = split_label(item.lines[0])
        condition = item.text
        named = draft.severities_in(item.text) or context.severities
        clock = next(
            (one for one in clocks(item.text) if one.sense in ("after", "beyond", "for", "within", "bare")), None
        )
        draft.duties.append(
            Duty(
                id=draft.new_id("duty", f"escalate {label or value}"),
                text=tidy(text),
                condition=condition,
                severities=named,
                after=clock.limit if clock and not NO_ANSWER.search(simple(item.text)) else None,
                source=draft.at(item.first),
            )
        )
        draft.use(item.first, item.lines[-1].no)
        if item.children:
            for nested in item.children:
                draft.leave(nested.first, nested.last, "beside a reason to escalate")
    return left


def take_sentences(line: Line, context: Context, draft: Draft, *, unanswered_only: bool = False) -> bool:
    """Whether a paragraph of an escalation chapter said when somebody is called, sentence by sentence."""
    taken = False
    for sentence in re.split(r"(?<=[.;!])\s+", line.text):
        if not clocks(sentence) or not CALLS.search(sentence.lower()):
            continue
        one = Line(line.no, sentence, "", sentence)
        if unanswered_only and not unanswered(one):
            continue
        rungs = len(draft.ladder)
        if not take_rung(one, context, draft, trusted=False):
            continue
        taken = True
        if len(draft.ladder) > rungs:
            last = draft.ladder[-1]
            draft.ladder[-1] = Rung(
                who=last.who,
                after=last.after,
                how="" if last.how == sentence else last.how,
                condition=last.condition or sentence,
                severities=last.severities,
                source=last.source,
            )
    return taken


def also_contacts(block: Block, draft: Draft) -> None:
    """A ladder under "Contacts" is a list of people as well."""
    for item in block.children:
        if not item.lines:
            continue
        label, value = split_label(item.lines[0])
        name, how = (label, value) if label else who_in(item.lines[0], bare(item.lines[0].text), None)
        if name and how and not clocks(how):
            draft.contacts.append(Contact(name=tidy(name), how=how, source=draft.at(item.first)))


def in_order(draft: Draft) -> tuple[Rung, ...]:
    """The rungs by their minutes; those without stay where they stand. A note where the page has another order."""
    timed = [rung for rung in draft.ladder if rung.after.counts is not None]
    if all(not _too_late(rung, later) for place, rung in enumerate(timed) for later in timed[place + 1 :]):
        return tuple(draft.ladder)
    ordered = iter(sorted(timed, key=lambda rung: rung.after.counts or 0))
    made = tuple(next(ordered) if rung.after.counts is not None else rung for rung in draft.ladder)
    draft.notes.append(f"{timed[0].source}: the steps of the ladder were put in the order of their minutes")
    return made


def _too_late(rung: Rung, following: Rung) -> bool:
    """Whether a rung stands above one that is called before it, at some level."""
    meet = not rung.severities or not following.severities or bool(set(rung.severities) & set(following.severities))
    return meet and (rung.after.counts or 0) > (following.after.counts or 0)
