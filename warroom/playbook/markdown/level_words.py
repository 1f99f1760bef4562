"""What a level says of itself: response time, update cadence, who is called, and what makes it."""

import re
from collections.abc import Callable

from warroom.playbook.markdown.channels import channels_in
from warroom.playbook.markdown.clocks import at_once, clocks, limit_in
from warroom.playbook.markdown.draft import Draft, LevelDraft
from warroom.playbook.markdown.fields import Pair, field_of
from warroom.playbook.markdown.levels import Level, rank_of, unwrapped
from warroom.playbook.markdown.plain import parens, simple, tidy, without_parens, words_of
from warroom.playbook.markdown.thresholds import thresholds
from warroom.playbook.model import Duty, Limit

_WORDS_ONLY = re.compile(
    r"\b(?:daily|weekly|as needed|if needed|when needed|best effort|real ?time|continuous(?:ly)?|ongoing"
    r"|as required|on demand"
    r"|bei bedarf|taglich|laufend|quotidien\w*|au besoin|si necesario|diario|none|n a|no sla)\b"
)
_CLAUSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words))
    for name, words in (
        (
            "cadence",
            (
                r"\b(?:updat\w+|status(?:es)?|communicat\w+|inform\w*|report\w*|aktualisier\w*|statusmeldung\w*"
                r"|mise a jour|mises a jour|points?|actualiza\w*|every|each|alle|toutes les|cada|jede)\b"
            ),
        ),
        ("resolve", r"\b(?:resol\w+|fix\w*|restor\w+|mitigat\w+|behoben|behebung|losung|resolu\w*|solucion\w*)\b"),
        ("escalate", r"\b(?:escalat\w+|eskalier\w*|escalad\w*)\b"),
        (
            "response",
            (
                r"\b(?:respon[ds]\w*|answer\w*|ack\w*|react\w*|reaktion\w*|reagier\w*|antwort\w*|reponse|repondre"
                r"|prise en charge|respuesta|responder|risposta|within|innerhalb|binnen|sla|immediate\w*|sofort"
                r"|next business day)\b"
            ),
        ),
    )
)
_NOTIFY = re.compile(
    r"^(?:page|call|notify|alert|wake|involve|all hands|everyone|informs?|benachrichtig\w*|alarmier\w*"
    r"|rufe?|appeler|prevenir|avisar|llamar|ticket|create (?:a )?ticket|no page)\b"
)
_ROUND_THE_CLOCK = re.compile(r"24 ?x? ?7(?: 365)?|(?:a)?round the clock|day and night|rund um die uhr")


def level_of(draft: Draft, found: Level, line: int) -> LevelDraft:
    """The level with this key, made where it is new."""
    known = draft.levels.get(found.key)
    if known is None:
        known = next(
            (
                one
                for one in draft.levels.values()
                if found.name and simple(one.name) == simple(found.name) and found.key == simple(found.name)
            ),
            None,
        )
    if known is None:
        known = draft.levels[found.key] = LevelDraft(found.key, found.id, line=line)
    known.name = known.name or found.name
    return known


def take_meaning(level: LevelDraft, rest: str, line: int, draft: Draft) -> None:
    """What a title says beside the level's name."""
    rest = tidy(unwrapped(rest))
    if not rest or field_of(rest):
        return
    if clocks(rest) or at_once(rest):
        take_clauses(level, rest, line, draft)
    elif not level.meaning:
        level.meaning = rest
    else:
        level.criteria.append(rest)


def take_pair(level: LevelDraft, pair: Pair, draft: Draft) -> None:
    """A label and its value, or a line without a label."""
    last = pair.block.last if pair.block else pair.line
    draft.use(pair.line, last)
    name = field_of(pair.label) if pair.label else ""
    if not pair.label or not name:
        words = f"{pair.label}: {pair.value}" if pair.label else pair.value
        if pair.label and not name:
            take_unknown(level, pair.label, pair.value, pair.line, draft)
        else:
            take_clauses(level, words, pair.line, draft)
        return
    take_field(level, name, pair.label, pair.value, pair.line, draft)


def take_unknown(level: LevelDraft, label: str, value: str, line: int, draft: Draft) -> None:
    """A label that no field has."""
    words = f"{label}: {value}"
    said = simple(value)
    if (clocks(value) or _NOTIFY.match(said)) and any(
        pattern.search(said) for _, pattern in (*_CLAUSES, ("notify", _NOTIFY))
    ):
        take_clauses(level, value, line, draft)
    elif limit_in(value) and re.search(r"updat|cadence|every", simple(words)):
        take_field(level, "cadence", label, value, line, draft)
    else:
        level.criteria.append(words)
        level.triggers += thresholds(words)


def take_field(level: LevelDraft, name: str, label: str, value: str, line: int, draft: Draft) -> None:
    """The value of a known field."""
    value = value.strip()
    if not value or value in "-–—/" or simple(value) in ("n a", "none"):
        return
    match name:
        case "response":
            _set_response(level, label, value, line, draft)
        case "cadence":
            _set_cadence(level, value, line, draft)
        case "escalate":
            limit = limit_in(value)
            if limit is None and _WORDS_ONLY.search(simple(value)):
                limit = Limit(words=value)
            if limit and not level.escalate:
                level.escalate = limit
            _rest(value, limit, lambda words: _notified(level, words))
        case "resolve":
            _duty(level, "resolve", f"{label}: {value}", value, line, draft)
        case "notify":
            _take_actions(level, label, value, line, draft)
        case "channels":
            found = clocks(value)
            if any(clock.sense == "every" for clock in found) or (
                found and (re.search(r"updat", simple(value)) or simple(value) == simple(found[0].words))
            ):
                _set_cadence(level, value, line, draft)
            elif re.search(r"\b(?:updates?|daily|real ?time)\b", simple(value)) and _WORDS_ONLY.search(simple(value)):
                if level.cadence is None:
                    level.cadence = Limit(words=value)
                else:
                    _told(level, value)
            else:
                _told(level, value)
        case "name":
            level.name = level.name or value
        case _:
            for part in _listed(value):
                level.triggers += thresholds(part)
            named = re.match(r"^(\w+)\s*[-–—:]\s+(\S.*)$", value)
            if named and not level.name and rank_of(named[1]) is not None:
                level.name, value = named[1], named[2]
            if (
                not level.meaning
                and len(_listed(value)) > 1
                and simple(label).startswith(("description", "definition", "meaning", "impact", "beschreibung"))
            ):
                level.meaning = value
            else:
                level.criteria += (
                    _listed(value) if re.match(r"example|impact|beispiel|exemple|ejemplo", simple(label)) else [value]
                )


_ANSWERS = re.compile(r"\b(?:ack\w*|respon[ds]\w*|answer\w*|react\w*|reagier\w*|repondre|responder)\b")


def _take_actions(level: LevelDraft, label: str, value: str, line: int, draft: Draft) -> None:
    """What is done at a level: a clause with an answer or a rhythm sets a clock, the rest says who is told."""
    kept = []
    for sentence in re.split(r"(?<=[.;])\s+", value):
        clauses = [sentence] if not clocks(sentence) else re.split(r",\s+(?![^()]*\))", sentence)
        others = [words for words in clauses if not _set_clock(level, label, words.strip(" .;"), line, draft)]
        if others:
            kept.append(", ".join(others).strip(" ;"))
    _notified(level, " ".join(kept))


def _set_clock(level: LevelDraft, label: str, words: str, line: int, draft: Draft) -> bool:
    """Whether a clause set the response or the cadence of a level that had none."""
    found = clocks(words)
    if not found:
        return False
    said = simple(words)
    if level.cadence is None and found[0].sense == "every" and re.match(r"(?:post |send )?updat", said):
        _set_cadence(level, words, line, draft)
        return True
    if level.response is None and (_ANSWERS.search(said) or said == simple(found[0].words)):
        _set_response(level, label, words, line, draft)
        return True
    return False


def _set_response(level: LevelDraft, label: str, value: str, line: int, draft: Draft) -> None:
    limit = limit_in(value)
    if limit is None:
        if _WORDS_ONLY.search(simple(value)):
            limit = Limit(words=value)
        elif clocks(label):
            limit = limit_in(label)
    if limit is None:
        level.criteria.append(f"{label}: {value}")
        return
    if level.response is None:
        level.response = limit
    elif level.response != limit:
        draft.notes.append(f"{draft.at(line)}: {level.id} has another response time here, {value}; the first was kept")
        level.criteria.append(f"{label}: {value}")
        return
    _rest(value, limit, lambda words: _notified(level, words))


def _set_cadence(level: LevelDraft, value: str, line: int, draft: Draft) -> None:
    found = [clock for clock in clocks(value) if clock.sense in ("every", "bare", "within")]
    limit = found[0].limit if found else None
    if limit is None:
        limit = Limit(words=value)
    if level.cadence is None:
        level.cadence = limit
    elif level.cadence != limit:
        draft.notes.append(f"{draft.at(line)}: {level.id} has another update cadence here, {value}; the first was kept")
    _rest(value, limit, lambda words: _told(level, words))


def _rest(value: str, limit: Limit | None, put: Callable[[str], None]) -> None:
    """What a value says beside its time, as one more piece of the level."""
    if limit is None:
        put(value)
        return
    if limit.words and simple(limit.words) == simple(value):
        return
    kept = value
    for clock in reversed(clocks(value)):
        kept = kept[: clock.start] + kept[clock.end :]
    if match := at_once(kept):
        kept = kept[: match.start()] + kept[match.end() :]
    words = [word for word in simple(kept).split() if word not in BESIDE_A_TIME]
    if words:
        inner = [one for one in parens(kept) if one.strip()]
        put(inner[0] if len(inner) == 1 and not re.search(r"\w", without_parens(kept)) else value)


BESIDE_A_TIME = words_of(
    "until mitigated resolved resolution thereafter while active acknowledged not if "
    "immediate immediately at once within in every each of up to less than max maximum approx about the a "
    "an updates update time response and or by business hours innerhalb von alle sofort dans les toutes "
    "en cada der die das nach immediat immediatement inmediato inmediata maximum answer answers customers "
    "customer users stakeholders status page post send provide public team slack email statusmeldungen "
    "meldung once twice respond response responses reaktion minutes hours while during business working "
    "day next ack acks acknowledge acknowledges "
)


def _told(level: LevelDraft, words: str) -> None:
    """Where updates go: the channels the words name, and the words where they say more."""
    for part in _listed(words):
        found = [one for one in channels_in(part) if one not in level.channels]
        level.channels += found
        if not found or len(simple(part).split()) > len(" ".join(found).replace("_", " ").split()):
            _notified(level, part)


def _notified(level: LevelDraft, words: str) -> None:
    words = words.strip()
    if words and words not in level.notify:
        level.notify = f"{level.notify}; {words}" if level.notify else words


def _duty(level: LevelDraft, kind: str, text: str, value: str, line: int, draft: Draft) -> None:
    after = limit_in(value)
    draft.duties.append(
        Duty(
            id=draft.new_id("duty", f"{kind} {level.id}"),
            text=text,
            after=after,
            condition="" if after else level.id,
            severities=(level.id,),
            source=draft.at(line),
        )
    )


def _listed(value: str) -> list[str]:
    """The parts between commas that are in no brackets."""
    if re.search(r"[.;]\s", value):
        return [value.strip()]
    parts = re.split(r",\s+(?![^()]*\))", value)
    return [part.strip() for part in parts if part.strip()]


def take_clauses(level: LevelDraft, text: str, line: int, draft: Draft) -> None:
    """A sentence such as "everything down; respond in 5 min, update every 15 min" clause by clause."""
    kept: list[str] = []
    for clause in re.split(r"(?:[;.]\s+|\s(?:[–—|→⇒]|->|=>)\s|,\s+(?=[^()]*$|[^()]*\())", text):
        words = clause.strip(" .;,")
        if not words:
            continue
        found = [clock for clock in clocks(words) if clock.sense in ("within", "bare", "every", "offset", "after")]
        said = simple(words)
        names = [name for name, pattern in _CLAUSES if pattern.search(said)]
        every = any(clock.sense == "every" for clock in found)
        if every and not re.search(r"backup|cron|poll", said):
            _set_cadence(level, words, line, draft)
        elif found and "resolve" in names and "response" not in names[:1] and not re.search(r"respon|ack", said):
            _duty(level, "resolve", words, words, line, draft)
        elif found and "escalate" in names:
            level.escalate = level.escalate or found[0].limit
            _rest(words, found[0].limit, lambda more: _notified(level, more))
        elif (found and "cadence" in names) and not re.search(r"respon|ack", said):
            _set_cadence(level, words, line, draft)
        elif (found or at_once(words)) and "response" in names and not thresholds(words):
            _set_response(level, "response", words, line, draft)
        elif len(found) == 1 and simple(words) == simple(found[0].words) and level.response is None:
            level.response = found[0].limit
        elif _NOTIFY.match(said) or _ROUND_THE_CLOCK.fullmatch(said):
            _notified(level, words)
        else:
            kept.append(words)
    for words in kept:
        level.criteria.append(words)
        level.triggers += thresholds(words)


def take_rest(level: LevelDraft, found: Level, line: int, draft: Draft) -> None:
    """The words after a level's name: a meaning, or clauses with times."""
    rest = tidy(unwrapped(found.rest))
    if not rest:
        return
    if clocks(rest) or at_once(rest) or ";" in rest:
        take_clauses(level, rest, line, draft)
    elif not level.meaning:
        level.meaning = rest
        level.triggers += thresholds(rest)
    else:
        level.criteria.append(rest)
