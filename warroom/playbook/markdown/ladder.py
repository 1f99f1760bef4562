"""The escalation ladder: who is called when, as a list, as sentences, or as a table."""

import re

import msgspec

from warroom.playbook.markdown.clocks import Clock, at_once, clocks
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fields import column_of, split_label
from warroom.playbook.markdown.ladder_shape import caller_column, condition_column
from warroom.playbook.markdown.levels import RANKS, keys_in
from warroom.playbook.markdown.plain import bare, simple, tidy
from warroom.playbook.markdown.tree import Block, Line
from warroom.playbook.model import Contact, Duty, Limit, Rung

_NO_ANSWER = re.compile(
    r"\b(?:no (?:answer|response|ack\w*|reply|reaction)|(?:nobody|no one|noone) (?:\w+ )?(?:respon\w+|answer\w*|ack\w*"
    r"|pick\w*|react\w*|repl\w+)|(?:doesn t|does not|do not|don t|not|hasn t"
    r"|has not|without|fails to) (?:\w+ ){0,2}?(?:respon\w+|answer\w*|ack\w*|pick\w*|react\w*|repl\w+)"
    r"|un(?:acknowledged|answered|responsive)|not acknowledged|keine (?:antwort|reaktion|ruckmeldung)"
    r"|nicht (?:\w+ )?(?:erreichbar|reagiert|antwortet)|sans (?:reponse|reaction)|pas de reponse"
    r"|ne repond pas|sin respuesta|no responde|geen (?:reactie|antwoord))\b"
)
_CALLS = re.compile(
    r"(?<!on-)(?<!on )\b(?:page[sd]?|paging|call(?:s|ed)?|notif(?:y|ies|ied)"
    r"|escalate[sd]?(?: to)?|contact(?:s|ed)?|alert(?:s|ed)?|ring|phone|wake(?: up)?|involve|bring in"
    r"|inform|engage|goes to|loop in|pull in"
    r"|benachrichtigen|anrufen|alarmieren|informieren|eskalieren an|eskalation an|rufe|appeler|prevenir"
    r"|contacter|alerter|escalader (?:a|au|vers)|llamar(?: a)?|avisar(?: a)?|contactar|escalar a"
    r"|notificar(?: a)?)\b\s*(?:the |an? |to |den |die |das |le |la |l |el |al )?",
)
_LEVEL = re.compile(
    r"^(?:(?:level|tier|step|stage|l|stufe|niveau|nivel|rung)\s*\d\b|l\d\b|t\d\b)(?=[\s:.)\-–—]|$)\s*[:.)\-–—]*\s*",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:on ?call|engineers?|lead|manager|director|vp|cto|ceo|coo|ciso|head|team|primary|secondary"
    r"|backup|commander|support|dba|sre|ops|owner|chief|executive|vendor|officer|leadership|supervisor|"
    r"leiter\w*|teamleit\w*|bereitschaft|geschaftsfuhr\w*|techniker\w*|responsable|directeur|astreinte"
    r"|ingenieur\w*|equipe|chef|director\w*|jefe|gerente|ingenier\w*|guardia)\b"
)


_NO_TIME = "no time named"


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
            if after.words == _NO_TIME and later is not None:
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
            _PEOPLE.search(simple(item.text))
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
        who, how = _who(line, value, clock)
        if not _PEOPLE.search(simple(who)):
            return _owed(text, value, clock, draft, line.no)
    else:
        who, how = _who(line, text, clock)
    if not who or (not trusted and clock is None):
        return False
    if clock is None and not label and len(who.split()) > 5 and not _PEOPLE.search(simple(who)):
        return False
    condition = ""
    said = simple(text)
    relative = bool(_NO_ANSWER.search(said))
    if relative or (
        re.search(r"(?:^|[:,(]\s*|\b)(?:if|when|for|wenn|falls|si|cuando|bei|pour)\b[^,)]*", how, re.IGNORECASE)
        and clock is not None
    ):
        condition = how
        how = ""
    severities = draft.severities_in(text) or context.severities
    after = _after(clock, text, draft, relative=relative, severities=severities)
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


def _after(clock: Clock | None, text: str, draft: Draft, *, relative: bool, severities: tuple[str, ...]) -> Limit:
    if clock is None:
        if at_once(text) or re.search(
            r"\b(?:paged? first|first (?:paged|called|responder)|zuerst|en premier)\b", simple(text)
        ):
            return Limit(seconds=0, words="immediate")
        return Limit(words=_NO_TIME)
    seconds = clock.low if clock.low is not None else clock.high
    if seconds is None:
        return clock.limit
    before = next(
        (
            rung
            for rung in reversed(draft.ladder)
            if not rung.severities or not severities or set(rung.severities) & set(severities)
        ),
        None,
    )
    if relative and before is not None and before.after.seconds:
        total = before.after.seconds + seconds
        return Limit(seconds=total, calendar=clock.limit.calendar, words=_spelled(total))
    if clock.low is not None:
        return clock.beginning or Limit(seconds=seconds)
    return clock.limit


def _spelled(seconds: float) -> str:
    from warroom.incident.words import say_duration

    return say_duration(seconds)


def _who(line: Line, text: str, clock: Clock | None) -> tuple[str, str]:
    """Who is called, and the rest of the words."""
    text = _LEVEL.sub("", text).strip()
    label, value = split_label(line)
    label = _LEVEL.sub("", bare(label)).strip() if label else ""
    if label and not clocks(label) and simple(label) and not _NO_ANSWER.search(simple(label)):
        return tidy(_without_level(label)), value
    if label and clocks(label) and (called := _after_verb(label)):
        return called[0], text
    source = value if label else (_LEVEL.sub("", bare(value)).strip() if value else text)
    if match := _after_verb(source if not label else value):
        who, rest = match
        return who, rest
    if label and clocks(label):
        return _trimmed(value), ""
    if not label and _LEVEL.match(bare(line.text)) and not clocks(text):
        return _trimmed(text), ""
    if clock is None:
        how = re.search(r"\(([^()]+)\)\s*$", text)
        return _trimmed(re.sub(r"\s*\([^()]*\)\s*$", "", text)), how[1] if how else ""
    brackets = [inner for inner in re.findall(r"\(([^()]*)\)", text) if clocks(inner)]
    if brackets:
        rest = text.replace(f"({brackets[0]})", " ")
        return _trimmed(rest), brackets[0]
    cut = re.split(r"\s+(?:[–—]|-|→|->|after|nach|après|apres|within|if|when)\s+", text)
    named = [part for part in cut if part.strip() and not clocks(part)]
    return (_trimmed(named[0]), text) if named else ("", "")


def _after_verb(text: str) -> tuple[str, str] | None:
    folded_text = text.lower()
    calls = list(_CALLS.finditer(folded_text))
    if not calls or len(folded_text) != len(text):
        return None
    found = [one for call in calls if (one := _called(text[call.end() :], text))]
    named = [one for one in found if _PEOPLE.search(simple(one[0])) or re.match(r"l\d\b", simple(one[0]))]
    return named[0] if named else found[-1] if found else None


def _called(tail: str, text: str) -> tuple[str, str] | None:
    """Who stands right after a verb that calls, and the whole sentence."""
    who = re.split(
        r"[,.;(]|\s(?:after|within|if|when|by|via|on|using|nach|wenn|si|per|immediately|for|and (?:if|then"
        r"|ask|tell))\s",
        tail,
        maxsplit=1,
    )[0]
    who = _trimmed(who)
    if not who or len(who.split()) > 8:
        return None
    return who, text


def _trimmed(words: str) -> str:
    words = re.sub(r"\s+", " ", tidy(_without_level(words)))
    for clock in reversed(clocks(words)):
        before = re.sub(
            r"(?:after|within|in|at|\+|t\+|nach|apr[eè]s)\s*$", "", words[: clock.start].rstrip(), flags=re.IGNORECASE
        )
        words = f"{before} {words[clock.end :]}"
    return tidy(re.sub(r"\s+", " ", words.replace("()", ""))).strip(" ,;:–-")


def _without_level(words: str) -> str:
    return _LEVEL.sub("", words.strip()) or words.strip()


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
                after=clock.limit if clock and not _NO_ANSWER.search(simple(item.text)) else None,
                source=draft.at(item.first),
            )
        )
        draft.use(item.first, item.lines[-1].no)
        if item.children:
            for nested in item.children:
                draft.leave(nested.first, nested.last, "beside a reason to escalate")
    return left


def unanswered(line: Line) -> bool:
    """Whether a line says what happens when nobody answers."""
    return bool(_NO_ANSWER.search(simple(line.text)))


def take_sentences(line: Line, context: Context, draft: Draft, *, unanswered_only: bool = False) -> bool:
    """Whether a paragraph of an escalation chapter said when somebody is called, sentence by sentence."""
    taken = False
    for sentence in re.split(r"(?<=[.;!])\s+", line.text):
        if not clocks(sentence) or not _CALLS.search(sentence.lower()):
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


def take_ladder_table(table: Block, context: Context, draft: Draft) -> bool:
    """Whether a table was a ladder: a time and somebody to call in each row, or levels against times."""
    heads = [cell.text for cell in table.rows[0]]
    if _people_by_level(table, heads, draft) or _matrix(table, heads, draft):
        draft.use_block(table)
        return True
    kinds = [column_of(head) for head in heads]
    who = caller_column(heads)
    if who is None:
        who = kinds.index("task") if "task" in kinds else None
    when = kinds.index("time") if "time" in kinds else None
    if when is None:
        when = next(
            (
                place
                for place in range(len(heads))
                if place != who
                and sum(bool(clocks(row[place].text)) for row in table.rows[1:] if place < len(row)) * 2
                > len(table.rows) - 1
            ),
            None,
        )
    if who is None:
        who = next(
            (
                place
                for place in range(len(heads))
                if place != when and kinds[place] not in ("step", "how", "phone", "mail")
            ),
            None,
        )
    if who is None or (when is None and context.kind != "ladder"):
        return False
    why = condition_column(heads)
    why = None if why in (who, when) else why
    draft.use_block(table)
    for row in table.rows[1:]:
        if who >= len(row) or not row[who].text.strip(" -–—"):
            draft.used.difference_update(range(row[0].no, row[0].no + 1))
            continue
        cell = row[when].text if when is not None and when < len(row) else ""
        found = clocks(cell)
        after = Limit(seconds=0, words=cell) if not found and at_once(cell) else Limit(words=cell or _NO_TIME)
        if found:
            after = _after(
                found[0],
                cell,
                draft,
                relative=bool(_NO_ANSWER.search(simple(heads[when] if when is not None else ""))),
                severities=context.severities,
            )
        elif re.fullmatch(r"\d{1,4}", cell.strip()) and re.search(
            r"min", simple(heads[when] if when is not None else "")
        ):
            after = Limit(seconds=float(cell) * 60, words=f"{cell.strip()} min")
        more = [
            row[place].text
            for place in range(len(row))
            if place not in (who, when, why) and row[place].text.strip(" -–—")
        ]
        condition = row[why].text if why is not None and why < len(row) else ""
        said = " ".join([heads[when] if when is not None else "", *(cell.text for cell in row)])
        severities = draft.severities_in(said) or context.severities
        draft.ladder.append(
            Rung(
                who=row[who].text,
                after=after,
                how=", ".join(more),
                condition=condition,
                severities=severities,
                source=draft.at(row[0].no),
            )
        )
    return True


def _people_by_level(table: Block, heads: list[str], draft: Draft) -> bool:
    """People down, levels across, times in the cells."""
    columns = [(place, named) for place, head in enumerate(heads) if place and (named := draft.severities_in(head))]
    if len(columns) < 2:
        return False
    cells = [row[place].text for row in table.rows[1:] for place, _ in columns if place < len(row)]
    if sum(_cell_time(cell) is not None for cell in cells) * 2 <= len(cells):
        return False
    timed = {place for place, _ in columns}
    called = caller_column(heads)
    called = 0 if called is None or called in timed else called
    for place, named in columns:
        rungs = []
        for row in table.rows[1:]:
            cell = row[place].text.strip() if place < len(row) else ""
            if called < len(row) and cell.strip(" -–—") and simple(cell) not in ("no", "n a", "never", "none"):
                after = _cell_time(cell) or Limit(words=cell)
                more = [one.text for at, one in enumerate(row) if at not in timed | {called} and one.text.strip(" -–—")]
                who, how = row[called].text, ", ".join(more)
                rungs.append(Rung(who=who, how=how, after=after, severities=named, source=draft.at(row[0].no)))
        far = float("inf")
        draft.ladder += sorted(rungs, key=lambda rung: rung.after.counts if rung.after.counts is not None else far)
    return True


def _cell_time(cell: str) -> Limit | None:
    found = clocks(cell)
    if found:
        return found[0].limit
    if at_once(cell):
        return Limit(seconds=0, words=cell)
    return Limit(words=cell) if re.search(r"\b(?:business|working) hours|next day|weekly\b", simple(cell)) else None


def _matrix(table: Block, heads: list[str], draft: Draft) -> bool:
    """Levels down, times across, people in the cells."""
    columns = [(place, after) for place, head in enumerate(heads) if (after := _column_time(head)) is not None]
    if len(columns) < 2:
        return False
    rows = [(row, draft.severities_in(row[0].text)) for row in table.rows[1:] if row]
    if not any(levels for _, levels in rows):
        return False
    for row, levels in rows:
        for place, after in columns:
            if place < len(row) and row[place].text.strip(" -–—"):
                draft.ladder.append(
                    Rung(who=row[place].text, after=after, severities=levels, source=draft.at(row[0].no))
                )
        for place, cell in enumerate(row[1:], start=1):
            if place not in dict(columns) and cell.text.strip(" -–—"):
                draft.why.setdefault(cell.no, "a column beside the times of the ladder")
    return True


def _column_time(head: str) -> Limit | None:
    """The minute that a column stands for; the beginning of a range."""
    found = clocks(head)
    if not found:
        return Limit(seconds=0, words="immediate") if at_once(head) else None
    if found[0].low is None:
        return found[0].limit
    return Limit(seconds=found[0].low, words=found[0].words)


def also_contacts(block: Block, draft: Draft) -> None:
    """A ladder under "Contacts" is a list of people as well."""
    for item in block.children:
        if not item.lines:
            continue
        label, value = split_label(item.lines[0])
        name, how = (label, value) if label else _who(item.lines[0], bare(item.lines[0].text), None)
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
