"""Items of the checklist, with the clocks on the item or on the title above it."""

import re

from warroom.incident.words import ROLES
from warroom.playbook.markdown.clocks import Clock, clocks, heading_clock
from warroom.playbook.markdown.draft import MOST_ITEMS, Context, Draft
from warroom.playbook.markdown.fields import column_of
from warroom.playbook.markdown.plain import folded, simple, slug, tidy
from warroom.playbook.markdown.roles import role, role_id
from warroom.playbook.markdown.tree import Block, Line
from warroom.playbook.model import Item, Limit

_DAY = 86_400
_ANCHORS: tuple[tuple[str, str], ...] = (
    (
        "fixed",
        (
            r"(?:post|after|from|since)[ -]*(?:the )?(?:fix|mitigation|repair)(?:ed)?|fix(?:ed)? ?\+|\bf ?\+"
            r"|nach (?:dem "
            r"|der )?(?:fix|behebung|entstorung)|apres (?:le |la )?(?:correctif|correction|retablissement)"
            r"|tras (?:la |el )?(?:solucion|arreglo)"
        ),
    ),
    (
        "resolved",
        (
            r"(?:post|after|from|since|of)[ -]*(?:the )?(?:resolution|resolved|resolving|incident(?! (?:start"
            r"|begin|detect|declar|is (?:declared|detected)))|closure|recovery|restor\w+|all clear)"
            r"|resol\w+ ?\+|\br ?\+"
            r"|nach (?:dem |der |abschluss )?(?:vorfall|abschluss|losung)|apres (?:l |la )?(?:incident|resolution"
            r"|cloture)|tras (?:el )?(?:incidente|cierre)|despues del incidente"
        ),
    ),
    (
        "detected",
        (
            r"\bd ?\+|(?:after|from|since|of)[ -]*(?:the )?(?:detection|detected|alert(?: fires)?|page|paging)"
            r"|detect\w* ?\+|nach (?:der )?(?:erkennung|alarm\w*)|apres (?:la )?detection|tras (?:la )?deteccion"
        ),
    ),
    ("acknowledged", r"(?:after|from|since|of)[ -]*(?:the )?ack\w*|ack\w* ?\+"),
    (
        "declared",
        (
            r"(?:after|from|since|of)[ -]*(?:the )?(?:declar\w+|incident (?:start|begin|declar)\w*|opening)"
            r"|\bt ?\+|declar\w* ?\+"
        ),
    ),
)
_AFTERWARDS = re.compile(
    r"\b(?:post ?mortems?|retrospective|timeline (?:is )?documented|action items?|lessons|incident review"
    r"|follow ?ups?|nachbesprechung|retour d experience)\b"
)
_AFTER = re.compile(
    r"(?:(?:and |what (?:to do|happens) |to do |tasks |steps )?(?:after|afterwards?)(?: it(?: s| is) (?:over"
    r"|fixed|done))?"
    r"|aftermath|wrap(?:ping)? up|(?:once|when) (?:it|the incident) (?:is|s) (?:over|resolved|closed)"
    r"|danach|hinterher|nachher|im anschluss|apres|ensuite|despues|luego|dopo|daarna)"
)
_LETTER = re.compile(
    r"^([trfd] ?\+ ?\d{1,4}(?: ?(?:s|m|mins?|minutes?|h|hrs?|hours?|d|days?|w"
    r"|weeks?))?)\s+[–—-]?\s*(\S.*)$",
    re.IGNORECASE,
)
_STATE_OF = re.compile(
    r"\b(?:expir\w+|elaps\w+|valid(?:ity)?|times? out|lasts?|renewed automatically|ablauf\w*|lauft|laufen"
    r"|gultig|expirent?|valable|caducan?|vencen?)"
    r"(?: (?:is|are|of|for|only|again|automatically))?(?: (?:with)?in| by| under| less than| no later than"
    r"| sous| en)?$"
)
_STATE = re.compile(
    r"\b(?:expir\w+|ttls?|time to live|retention|retain(?:s|ed)|cached|stale|time ?outs?|(?:error|failure|burn"
    r"|success|hit|miss) (?:rate|ratio|budget)s?"
    r"|latenc\w+|p(?:50|90|95|99)|throughput|threshold\w*|quota|slos?|rto|rpo|uptime|backoff|(?:above|below|over"
    r"|exceed\w*|more than|less than|at least) \d|[<>≥≤] ?\d|(?:alert|alarm|monitor|it|this|which"
    r"|that) (?:fires|pages|trips)"
    r"|pages (?:on ?call|the|someone|us)|restarts? (?:itself|themselves|automatically)|fehlerrate|taux d erreur)\b"
)
_BY_ITSELF = re.compile(
    r"\b(?:drains?|propagates?|converges?|catch(?:es)? up|recovers?|heals?|expires?|refresh(?:es)?|rotates?|arrives?"
    r"|fails? over|rolls? over|resets?|warms? up|boots?|reconnects?|re ?sync(?:s|hroni[sz]es?)?|kicks? in"
    r"|scales? (?:up|out)"
    r"|times? out|runs? out|fills? up|comes? back|takes? effect)(?: (?:itself|themselves|automatically|again))?"
    r" (?:with)?in$"
)
_DOING = re.compile(
    r"^(?:please |then |also |always )?(?:ack\w*|add|agree|alert|announce|answer|apply|approve|ask|assemble"
    r"|assess|assign"
    r"|assure|back|begin|block|book|bring|build|call|check|clean|clear|close|collect|communicate|complete"
    r"|confirm|contact"
    r"|contain|coordinate|create|cut|decide|declare|deploy|diagnose|disable|do|document|draft|drain|drop|email|e mail"
    r"|enable|engage|ensure|escalate|establish|evacuate|export|extend|fail|file|fill|find|finish|fix|follow"
    r"|gather|get"
    r"|give|hand|have|hold|identify|implement|increase|inform|investigate|invite|isolate|join|keep|lower|make"
    r"|mark|measure"
    r"|meet|mention|mitigate|move|name|note|notify|open|order|phone|pick|pin|post|prepare|promote|publish|pull|purge"
    r"|push|put|raise|reach|read|rebuild|record|recover|reduce|refresh|release|remove|renew|repair|replace"
    r"|reply|report"
    r"|reproduce|request|reset|resolve|respond|restart|restore|return|revert|review|revoke|roll|rotate|run|save|say"
    r"|schedule|see|send|set|share|shift|shut|sign|silence|snapshot|start|state|stop|submit|summari[sz]e|swap|switch"
    r"|take|tell|test|trace|track|triage|try|turn|undo|unlock|update|upgrade|upload|use|validate|verify|wake"
    r"|warn|write)\b"
    r"|\b(?:must|should|shall|has to|have to|needs? to|muss|mussen|soll|doit|debe)\b"
)
_CONDITION = re.compile(
    r"^(?:if|when|whenever|unless|in case|wenn|falls|si|en cas|cuando|se|als)\b|\b(?:if|unless|wenn|falls)\b.*$"
)
_DEADLINE = re.compile(
    r"(?:within|no later than|not later than|less than|under|<=?|≤|in|by|innerhalb(?: von)?|binnen"
    r"|spatestens(?: nach)?|dans (?:les|un delai de)|sous|en moins de|en menos de|en|entro|dentro de)\s*$"
)
_DONE_BY: tuple[tuple[str, str], ...] = (
    (
        "role:commander",
        (
            r"(?:ic|incident (?:commander|manager|lead)|commander) (?:\w+ ){0,2}(?:assigned|named|appointed"
            r"|identified|designated|in place|takes? command)|(?:assign|appoint|name|designate"
            r"|identify)(?: an?| the)? (?:ic|incident (?:commander|manager|lead))|take command"
        ),
    ),
    ("role:comms", r"(?:assign|appoint|name)(?: an?| the)? comm\w*(?: lead| manager)?|comm\w* lead (?:assigned|named)"),
    ("role:scribe", r"(?:assign|appoint|name)(?: an?| the)? scribe|scribe (?:assigned|named)"),
    (
        "hypothesis",
        (
            r"(?:root cause )?hypothesis (?:\w+ )?(?:formed|stated|written|documented|made)"
            r"|form(?: an?| the)?(?: root cause| initial)? hypothesis"
        ),
    ),
    (
        "acknowledged",
        (
            r"(?:alert|page|incident) (?:is )?acknowledged|acknowledge(?: the)? (?:alert|page|incident"
            r"|pagerduty)\b"
        ),
    ),
    (
        "fixed",
        (
            r"(?:fix|mitigation|hotfix) (?:is |was )?(?:implemented|deployed|applied|in place)|(?:implement|deploy"
            r"|apply)(?: the| a)? (?:fix|mitigation)"
        ),
    ),
    (
        "resolved",
        (
            r"(?:incident|outage) (?:is )?(?:declared|marked)(?: as)? (?:resolved|over)|(?:declare"
            r"|mark)(?: the)? (?:incident|outage)(?: as)? resolved"
        ),
    ),
    (
        "update:status_page:resolved",
        (
            r"status page (?:is )?(?:updated|set|changed)(?: to)? resolved|(?:update"
            r"|set)(?: the)? status page(?: to)? resolved"
        ),
    ),
    (
        "update:status_page:investigating",
        (
            r"status page (?:is )?(?:updated|set|changed)(?: to)? investigating|(?:update"
            r"|set)(?: the)? status page(?: to)? investigating"
        ),
    ),
    ("update:email:resolved", r"resol\w+ e ?mail (?:is )?sent(?: \w+)*|send(?: the| a)? resol\w+ e ?mail(?: \w+)*"),
    ("update:users", r"(?:first|initial) (?:status )?(?:update|message|communication) (?:\w+ )?to (?:users|customers)"),
)
_FACTS = tuple((fact, re.compile(rf"\b(?:{words})\b")) for fact, words in _DONE_BY)
_OWNER = re.compile(
    r"\((?:owner|by|who|role)?:?\s*@?([A-Za-z ]{2,30})\)\s*$|^@?([A-Za-z ]{2,30}?)\s*(?::| to )\s", re.IGNORECASE
)


def take_items(block: Block, context: Context, draft: Draft, *, direct: bool = True) -> list[Block]:
    """The items of a list that could not become items of the checklist; nested lists become items as well."""
    left: list[Block] = []
    for item in block.children:
        if not item.lines or not item.text:
            left.append(item)
            continue
        if not add_item(item.lines, context, draft, direct=direct):
            draft.leave(item.first, item.last, f"more than {MOST_ITEMS} items")
            continue
        draft.use(item.first, item.lines[-1].no)
    return left


def add_item(lines: tuple[Line, ...], context: Context, draft: Draft, *, direct: bool = True, owner: str = "") -> bool:
    """Whether the item found room; its limit is its own, or that of the title it stands under."""
    if len(draft.items) >= MOST_ITEMS:
        return False
    first = lines[0]
    prefix, text, own = _own_clock(first)
    rest = " ".join(line.text for line in lines[1:])
    text = f"{text} {rest}".strip()
    clock = own
    anchor = anchor_in(prefix) or _anchor_beside(first.text, own)
    if clock is None and not _no_limit(prefix) and direct and context.clock is not None and not anchor:
        clock = context.clock
        anchor = anchor_in(context.title)
    limit = clock.limit if clock is not None else None
    anchor = anchor or context.anchor or _natural(limit, text, context)
    number = len(draft.items) + 1
    person = owner or _owner(text) or context.owner
    draft.items.append(
        Item(
            n=number,
            id=draft.new_id("item", _short(text)),
            text=text,
            limit=limit,
            anchor=anchor,
            done_by=_ticked_by(text),
            owner=person if person in ROLES else "",
            severities=draft.severities_in(text) if not context.severities and _leads(text) else context.severities,
            phase=context.phase.id if context.phase else "",
            source=draft.at(first.no),
        )
    )
    return True


def _leads(text: str) -> bool:
    return bool(re.match(r"^(?:for |\(?)?(?:p[0-5]|sev)", simple(text)))


def _short(text: str) -> str:
    words = simple(text).split()
    return slug(" ".join(words[:6]))


def own_clock(line: Line) -> Clock | None:
    """The clock that a line carries itself: "**0-5 min:** …", "… within 24 hours", "… (5 min)"."""
    return _own_clock(line)[2]


def _own_clock(line: Line) -> tuple[str, str, Clock | None]:
    """The prefix that is a clock or names an anchor, the words after it, and the clock."""
    if line.bold and line.rest:
        label = tidy(line.bold)
        if _is_prefix(label):
            return label, tidy(line.rest.lstrip(":：–—- ")), _first(label)
    for pattern in (
        r"^\[([^\]]{1,40})\]\s*[:\-–—]?\s*(\S.*)$",
        r"^\(([^)]{1,40})\)\s*[:\-–—]?\s*(\S.*)$",
        r"^([^:：]{1,40}?)\s*[:：]\s*(\S.*)$",
        r"^(.{1,40}?)\s+[–—|]\s+(\S.*)$",
        r"^(.{1,40}?)\s+-\s+(\S.*)$",
    ):
        match = re.match(pattern, line.text)
        if match and _is_prefix(match[1]):
            return tidy(match[1]), match[2].strip(), _first(match[1])
    if (match := _LETTER.match(line.text)) and _is_prefix(match[1]):
        return tidy(match[1]), match[2].strip(), _first(match[1])
    text = line.text
    found = [clock for clock in clocks(text) if not _tells_a_state(text, clock)]
    tail = re.search(r"[(\[]([^()\[\]]*)[)\]]\s*\.?$", text)
    if (
        tail
        and (inner := clocks(tail[1]))
        and len(inner) == 1
        and inner[0].sense in ("bare", "within", "offset", "after")
        and _is_prefix(tail[1])
        and not _tells_a_state(text[: tail.start()], None)
    ):
        return tail[1], text, inner[0]
    for clock in found:
        before = folded(text[: clock.start]).rstrip(" (")
        if before.endswith(("<", "<=", "≤")) and (clock.high or 0) < 60:
            continue  # a latency, not a deadline
        if clock.sense in ("within", "offset") and _DEADLINE.search(before) and not _CONDITION.search(simple(before)):
            return "", text, clock
        if clock.limit.calendar == "business" and clock.limit.seconds is None and not _CONDITION.search(simple(before)):
            return "", text, clock
    return "", text, None


def _tells_a_state(text: str, clock: Clock | None) -> bool:
    """Whether a sentence says how things are (an expiry, a threshold) and not what somebody does by then."""
    before = simple(text if clock is None else text[: clock.start])
    if _STATE_OF.search(before):
        return True
    if _DOING.search(simple(text)):
        return False
    rest = text if clock is None else f"{text[: clock.start]} … {text[clock.end :]}"
    return bool(_STATE.search(simple(rest)) or _STATE.search(folded(rest)) or _BY_ITSELF.search(before))


def _is_prefix(label: str) -> bool:
    """Whether a label is nothing but a time, an anchor, or "variable"."""
    if _no_limit(label):
        return True
    found = clocks(label)
    if any(clock.sense in ("every", "for", "window", "beyond") for clock in found):
        return False
    rest = folded(label)
    for clock in reversed(found):
        if len(rest) >= clock.end:
            rest = rest[: clock.start] + rest[clock.end :]
    for _, words in _ANCHORS:
        rest = re.sub(rf"\b(?:{words})|(?:{words})", " ", rest)
    rest = re.sub(
        r"\b(?:within|in|by|first|the|after|next|under|up|to|of|at|immediate(?:ly)?|time|deadline|due|t"
        r"|innerhalb|von|nach|dans|les|binnen|erste\w*|sous|premieres?|en|um|minute)\b",
        " ",
        rest,
    )
    rest = re.sub(r"[\W\d_]", "", rest)
    return not rest and (bool(found) or bool(anchor_in(label)) or "immediate" in folded(label))


def _no_limit(label: str) -> bool:
    return simple(label) in (
        "variable",
        "varies",
        "ongoing",
        "continuous",
        "as needed",
        "variabel",
        "variable duration",
        "fortlaufend",
        "en continu",
        "tbd",
    )


def _first(label: str) -> Clock | None:
    found = clocks(label)
    if not found and simple(label) in ("immediate", "immediately", "sofort", "immediatement"):
        return Clock(0, None, False, tidy(label), 0, len(label), "within")
    if not found and (counted := re.fullmatch(r"[rfd] ?\+ ?(\d{1,4})", folded(label).strip())):
        return next(iter(clocks(f"T+{counted[1]}")), None)  # R+30 counts minutes, as T+30 does
    return found[-1] if found else None


def anchor_in(words: str) -> str:
    """The milestone that these words count from; ""."""
    low = folded(words)
    for anchor, pattern in _ANCHORS:
        if re.search(rf"(?:^|\b)(?:{pattern})", low):
            return anchor
    return ""


def _anchor_beside(text: str, clock: Clock | None) -> str:
    return anchor_in(text[clock.end :][:30]) if clock is not None and len(text) >= clock.end else ""


def _natural(limit: Limit | None, text: str, context: Context) -> str:
    """The anchor where the page names none: what belongs after an incident counts from its resolution."""
    if context.within("postincident", "postmortem") or any(_AFTER.fullmatch(simple(one)) for one in context.titles):
        return "resolved"
    if limit is not None and ((limit.seconds or 0) >= _DAY or _AFTERWARDS.search(simple(text))):
        return "resolved"
    return "declared"


def _ticked_by(text: str) -> str | None:
    said = simple(text)
    return next((fact for fact, words in _FACTS if words.search(said)), None)


def _owner(text: str) -> str:
    match = _OWNER.search(text)
    return role_id((match[1] or match[2] or "").strip()) if match else ""


def is_clock_alone(line: Line) -> bool:
    """Whether a line is nothing but a time: "Within 1 hour:"."""
    return bool(tidy(line.text)) and not _no_limit(tidy(line.text)) and _is_prefix(tidy(line.text))


def is_clocked(block: Block) -> bool:
    """Whether most items of a list begin with a clock of their own."""
    marked = sum(bool(item.lines) and _is_clock_first(item.lines[0]) for item in block.children)
    return marked >= 2 and marked * 2 > len(block.children)


def _is_clock_first(line: Line) -> bool:
    prefix, text, clock = _own_clock(line)
    return clock is not None and bool(prefix) and text != line.text


def take_item_table(table: Block, context: Context, draft: Draft) -> bool:
    """Whether a table had a time and a task in each row."""
    heads = [cell.text for cell in table.rows[0]]
    kinds = [column_of(head) for head in heads]
    if "time" not in kinds or not {"task", "duties"} & set(kinds):
        return False
    when = kinds.index("time")
    what = kinds.index("task") if "task" in kinds else kinds.index("duties")
    who = next((kinds.index(kind) for kind in ("who", "role") if kind in kinds), None)
    timed = [row for row in table.rows[1:] if when < len(row) and _is_prefix(row[when].text)]
    if len(timed) * 2 <= len(table.rows) - 1:
        return False
    draft.use_block(table)
    for row in table.rows[1:]:
        if what >= len(row) or not row[what].text:
            continue
        owner = role_id(row[who].text) if who is not None and who < len(row) else ""
        if owner and who is not None:
            role(row[who].text, row[0].no, context, draft)
        label = row[when].text if when < len(row) else ""
        more = [
            cell.text
            for place, cell in enumerate(row)
            if place not in (when, what) and cell.text.strip(" -–—") and not (place == who and owner)
        ]
        text = row[what].text + (f" ({', '.join(more)})" if more else "")
        made = (
            Line(row[0].no, f"{label}: {text}", label, f": {text}")
            if label.strip(" -–—")
            else Line(row[0].no, text, "", text)
        )
        add_item((made,), context, draft, owner=owner)
    return True


def clock_of_title(title: str) -> Clock | None:
    """The clock a title sets for the list below it."""
    clock = heading_clock(title)
    if clock is None and re.search(
        r"\b(?:next|following|n[aä]chste\w*) (?:business|working|werk|arbeits)", title, re.IGNORECASE
    ):
        return next(iter(clocks(title)), None)
    return clock
