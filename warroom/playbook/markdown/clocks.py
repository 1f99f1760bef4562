"""Times in words: "within 15 minutes", "0-5 min", "every 2 h", "innerhalb von 15 Minuten", "next business day".

What stands before a time says what it is: a limit, a rhythm, a length, a window one looks back on, or a threshold.
"""

import re
from dataclasses import dataclass
from typing import Literal

from warroom.incident.words import say_duration
from warroom.playbook.markdown.plain import folded
from warroom.playbook.model import Limit, parse_limit

Sense = Literal["within", "bare", "every", "for", "window", "beyond", "offset", "after"]

_UNITS: dict[float, str] = {
    1: "seconds?|secs?|s|sekunden?|sek|secondes?|segundos?|secondi|seconden|sekund\\w*|секунд\\w*|秒|초",
    60: "minutes?|mins?|min|mn|m|minuten?|minutos?|minuti|minut|minuut|minuter|minutter|минут\\w*|мин|分钟|分鐘|分|분",
    3600: "hours?|hrs?|h|std|stunden?|heures?|horas?|ora|ore|uur|uren|godzin\\w*|timmar|timer|час\\w*|小时|小時|時間"
    "|시간",
    86_400: "days?|d|tage?n?|jours?|j|dias?|giorn[oi]|dag(?:en|ar|e)?|dni|дн\\w*|день|天|日|일",
    604_800: "weeks?|wks?|w|wochen?|semaines?|semanas?|settiman[ae]|week|weken|недел\\w*|周|週間|주",
}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "sixty": 60,
    "half an": 0.5,
    "half a": 0.5,
    "eine": 1,
    "einer": 1,
    "einem": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "funf": 5,
    "zehn": 10,
    "funfzehn": 15,
    "zwanzig": 20,
    "dreissig": 30,
    "einer halben": 0.5,
    "eine halbe": 0.5,
    "halbe": 0.5,
    "une": 1,
    "un": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "dix": 10,
    "quinze": 15,
    "vingt": 20,
    "trente": 30,
    "una": 1,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "diez": 10,
    "quince": 15,
    "veinte": 20,
    "treinta": 30,
    "jede": 1,
    "every": 1,
    "each": 1,
    "chaque": 1,
    "cada": 1,
    "ogni": 1,
    "elk": 1,
    "per": 1,
    "toutes les": 1,
}
_BUSINESS_UNIT = (
    "(?:business|working|office)[ -](?:days?|hours?|hrs?)|werktage?n?|arbeitstage?n?|arbeitsstunden?|geschaftsstunden?"
    "|jours? (?:ouvres?|ouvrables?)|heures? (?:ouvrees?|ouvrables?)|dias? (?:habil(?:es)?|laborables?|uteis|util)"
    "|horas? (?:habiles|laborables|uteis)|giorn[oi] lavorativ[oi]|werkdag(?:en)?"
)
_NEXT_DAY = re.compile(
    r"\b(?:(?:the )?(?:next|following) (?:business|working|work) (?:days?|morning)"
    r"|(?:am |zum )?(?:nachste[nr]?|folgende[nr]?) (?:werk|arbeits)tag\w*"
    r"|(?:le )?(?:prochain jour (?:ouvre|ouvrable)|jour (?:ouvre|ouvrable) suivant)|lendemain ouvre"
    r"|(?:proximo|siguiente) dia (?:habil|laborable|util)|dia (?:habil|laborable|util) siguiente"
    r"|(?:prossimo )?giorno lavorativo(?: successivo)?|volgende werkdag|next workday)\b"
)
_AT_ONCE = re.compile(
    r"\b(?:immediate(?:ly)?|at once|right away|straight away|instant(?:ly"
    r"|aneous)?|sofort(?:ig\w*)?|umgehend|unverzuglich"
    r"|immediat\w*|inmediat\w*|onmiddellijk|omedelbart|natychmiast|немедленно|сразу|立即|即時|즉시)(?!\w)"
)
_SUFFIX = re.compile(
    r"^\s*(?:\(?\s*(?:during |in |within )?(?:normal )?(?:business|working|office) (?:hours|days)(?: only)?\s*\)?"
    r"|\(?\s*(?:wahrend der )?(?:geschafts|buro|arbeits)zeit(?:en)?\s*\)?|\(?\s*(?:aux )?heures ouvre\w*\s*\)?"
    r"|\(?\s*(?:en )?horario (?:laboral|de oficina)\s*\)?)"
)
_LEADS: tuple[tuple[Sense, str], ...] = (
    ("every", r"every|each|alle|jede[nrs]?|toutes les|tous les|chaque|cada|ogni|elke|om de|каждые|每|co"),
    ("window", r"(?:last|past|previous|preceding|prior|letzten?|vergangenen|dernier\w*|ultim\w+|laatste)"),
    (
        "for",
        (
            r"(?:for|lasting|lasts?|takes?|wahrend|fur|seit|pendant|durant|durante|por|depuis|per|voor|over)"
            r"(?: (?:at least|the next|the first|mindestens|au moins|al menos|about|approximately|up to"
            r"|a (?:full|further)))?"
        ),
    ),
    (
        "beyond",
        (
            r">=?|≥|(?:more|longer|greater|older|later) than|exceed(?:s|ing|ed)?|beyond|above|at least|mindestens"
            r"|(?:mehr|langer|alter) als|plus de|depuis plus de|mas de|piu di|meer dan|langer dan|lasting >|by"
        ),
    ),
    ("offset", r"\+|t ?\+"),
    ("after", r"after|nach|apres|despues de|tras|dopo|na|still .{0,20}after"),
    (
        "within",
        (
            r"within|in|under|less than|up to|no later than|not later than|at most|max(?:imum|imal|\.)?|by|<=?|≤|⩽"
            r"|~|innerhalb"
            r"(?: von)?|binnen|spatestens(?: nach)?|dans (?:les|un delai de|l)|en(?: menos de)?|sous"
            r"|moins de|menos de|entro"
            r"|dentro de|em ate|ate|inom|(?:within |in )?(?:the )?first|die ersten|den ersten|premieres"
            r"|primeros|primi|в течение|за"
        ),
    ),
)
_FOLLOWS: tuple[tuple[Sense, str], ...] = (
    ("window", r"(?:ago|earlier|window|history|old|retention|lang)\b"),
    ("beyond", r"(?:or (?:more|longer)|plus)\b|\+"),
)
_UNIT_OF = [(seconds, re.compile(f"(?:{words})")) for seconds, words in _UNITS.items()]
_ANY_UNIT = "|".join(f"(?:{words})" for words in _UNITS.values())
_NUMBER = r"\d{1,6}(?:[.,]\d{1,3})?"
_WORD_NUMBER = "|".join(sorted((re.escape(word) for word in _NUMBERS), key=len, reverse=True))
_CLOCK = re.compile(
    rf"(?<![\w.,:/$%#@-])(?:(?P<low>{_NUMBER})\s*(?P<lowunit>{_ANY_UNIT})?\s*(?:-|–|—|−|to|bis|a|y|ate|until|до|~)\s*)?"
    rf"(?P<high>{_NUMBER})(?P<plus>\s?\+)?[\s-]*(?:(?P<biz>{_BUSINESS_UNIT})"
    rf"|(?P<unit>{_ANY_UNIT}))(?:(?![\w%])|(?<=[^\x00-\x7f])|(?<=\dh)(?=\d\d?\b))"
    rf"(?:\s*(?P<more>\d{{1,2}})\s*(?P<moreunit>min(?:utes?|uten)?|m|mins)?(?![\w%:.]))?"
)
_WORDED = re.compile(rf"\b(?P<number>{_WORD_NUMBER})[ -](?:(?P<biz>{_BUSINESS_UNIT})|(?P<unit>{_ANY_UNIT}))(?!\w)")
_T_PLUS = re.compile(r"(?<!\w)t ?\+ ?(?P<low>\d{1,4})(?: ?[-–] ?(?:t ?\+ ?)?(?P<high>\d{1,4}))?(?![\w.:])")
_RHYTHM = re.compile(r"\b(?P<hourly>hourly|stundlich|toutes les heures|cada hora|ogni ora)\b")
_TOO_MANY_IN = re.compile(
    r"(?:more than|over|at least|>=?|≥|mehr als|plus de|mas de|exceeds?)\s*\d[\d.,]*\s*(?!\s*(?:"
    + _ANY_UNIT
    + r")\b)[a-z%]"
)


@dataclass(frozen=True)
class Clock:
    """A time that was read: seconds (None: words only), from and to, what it is, and where it stands in the text."""

    high: float | None
    low: float | None
    business: bool
    words: str
    start: int
    end: int
    sense: Sense

    @property
    def limit(self) -> Limit:
        """The upper end as a limit, in words that are read as the same."""
        return _limit(self.high, self.words, business=self.business)

    @property
    def beginning(self) -> Limit | None:
        """The lower end of a range as a limit."""
        if self.low is None:
            return None
        return _limit(self.low, "", business=self.business)


def _limit(seconds: float | None, words: str, *, business: bool) -> Limit:
    calendar: Literal["always", "business"] = "business" if business else "always"
    said = parse_limit(words)
    if said is not None and (said.seconds, said.calendar) == (seconds, calendar):
        return said
    if seconds is None:
        return Limit(seconds=None, calendar=calendar, words=words)
    return Limit(seconds=seconds, calendar=calendar, words=words or say_duration(seconds))


def clocks(text: str) -> list[Clock]:
    """Every time in the text, in order; figures of a threshold ("more than 5 errors in 5 minutes") are no times."""
    low = folded(text)
    if len(low) != len(text):  # folding keeps lengths but for rare letters: the places would not fit
        text = low
    found = [
        Clock(None, None, True, text[match.start() : match.end()], match.start(), match.end(), "within")
        for match in _NEXT_DAY.finditer(low)
    ]
    found += [clock for match in _CLOCK.finditer(low) if (clock := _read(text, low, match))]
    for match in _WORDED.finditer(low):
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(_worded(text, low, match))
    for match in _T_PLUS.finditer(low):  # T+15 counts minutes
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            first = float(match["low"]) * 60 if match["high"] else None
            minutes = float(match["high"] or match["low"]) * 60
            found.append(Clock(minutes, first, False, "", match.start(), match.end(), "offset"))
    for match in _RHYTHM.finditer(low):
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(
                Clock(3600, None, False, text[match.start() : match.end()], match.start(), match.end(), "every")
            )
    return sorted(_no_thresholds(low, found), key=lambda clock: clock.start)


def at_once(text: str) -> re.Match[str] | None:
    """Where the text says "immediately" in one of the languages known."""
    return _AT_ONCE.search(folded(text))


def limit_in(text: str) -> Limit | None:
    """The limit that a value such as "Immediate (< 5 minutes)" or "Within 2 hours (business hours)" sets."""
    found = [clock for clock in clocks(text) if clock.sense in ("within", "bare", "offset", "after", "beyond")]
    if found:
        limit = found[0].limit
        sooner = at_once(text[: found[0].start])
        if sooner is None or limit.seconds is None:
            return limit
        words = text[sooner.start() : found[0].end]  # "Immediate (< 5 minutes)" is said whole
        closed = words.count("(") - words.count(")")
        return Limit(seconds=limit.seconds, calendar=limit.calendar, words=words + ")" * closed)
    if match := at_once(text):
        words = text[match.start() : match.end()]
        return _limit(0, words, business=False)
    return None


def heading_clock(title: str) -> Clock | None:
    """The time a title sets for what stands under it: "Within 1 hour:", "Phase 2 (5-15 minutes)", "T+30"."""
    found = clocks(title)
    if len(found) == 1 and found[0].sense in ("within", "bare", "offset", "after"):
        return found[0]
    if len(found) == 2 and found[0].sense == "bare" and found[1].sense in ("bare", "within"):
        return found[1]
    return None


def _read(text: str, low: str, match: re.Match[str]) -> Clock | None:
    unit, business = match["unit"], match["biz"] is not None
    seconds = _seconds(match["high"], unit) if unit else None
    if business and re.search(r"hour|hrs|stunde|heure|hora", match["biz"]):
        seconds = _seconds(match["high"], "h")
    if unit and _single(unit) and _capital(text, match.end("unit")):
        return None
    first = None
    if match["low"] is not None and unit:
        first = _seconds(match["low"], match["lowunit"] or unit)
        if first is not None and seconds is not None and first > seconds:
            return None
    end = match.end("biz") if business else match.end("unit")
    if match["more"] and unit and _seconds("1", unit) == 3600 and seconds is not None:
        seconds += float(match["more"]) * 60
        end = match.end("moreunit") if match["moreunit"] else match.end("more")
    if suffix := _SUFFIX.match(low[end:]):
        business = True
        end += suffix.end()
    start = match.start()
    sense = _sense(low[:start], low[end:])
    if match["plus"] and sense == "bare":
        sense = "beyond"
    return Clock(seconds, first, business, _with_sign(text, start, end), start, end, sense)


def _worded(text: str, low: str, match: re.Match[str]) -> Clock:
    number = _NUMBERS[match["number"]]
    business = match["biz"] is not None
    unit = "h" if business and re.search(r"hour|stunde|heure|hora", match["biz"]) else match["unit"]
    one = _seconds("1", unit) if unit else None
    sense = _sense(low[: match.start()], low[match.end() :])
    if sense == "bare" and match["number"] in ("every", "each", "jede", "chaque", "cada", "ogni", "elk", "toutes les"):
        sense = "every"
    words = text[match.start() : match.end()]
    return Clock(one * number if one else None, None, business, words, match.start(), match.end(), sense)


def _with_sign(text: str, start: int, end: int) -> str:
    before = text[:start].rstrip()
    sign = re.search(r"(?:<=?|≤)$", before)
    return text[sign.start() : end].strip() if sign else text[start:end].strip()


def _seconds(number: str, unit: str) -> float | None:
    for seconds, words in _UNIT_OF:
        if words.fullmatch(unit):
            return float(number.replace(",", ".")) * seconds
    return None


def _single(unit: str) -> bool:
    return len(unit) == 1 and unit.isascii()


def _capital(text: str, end: int) -> bool:
    return text[end - 1].isupper() and text[end - 1] not in "H"


def _sense(before: str, after: str) -> Sense:
    before = before[-40:].rstrip(" (\"'“„[~*_:")
    for sense, words in _FOLLOWS:
        if re.match(rf"\s*(?:{words})", after):
            return sense
    for sense, words in _LEADS:
        if re.search(rf"(?:^|(?<![\w])|(?<=[\s(]))(?:{words})$", before):
            return sense
    return "bare"


def _no_thresholds(low: str, found: list[Clock]) -> list[Clock]:
    kept = []
    for clock in found:
        clause = re.split(r"[.;:!?]\s|\n", low[: clock.start])[-1]
        if clock.sense in ("within", "window", "bare") and _TOO_MANY_IN.search(clause):
            continue
        if clock.sense == "within" and re.search(
            r"\d+(?:\.\d+)?\s*(?:%|x)?\s*(?:errors?|failures?|requests?|alerts?|times|"
            r"crashes|fehler|erreurs|errores)\s+(?:with)?in\s*$",
            clause,
        ):
            continue
        kept.append(clock)
    return kept
