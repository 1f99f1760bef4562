"""Words that say more than is so, lay blame, name people, or speak of another status."""

import re
from collections.abc import Iterator
from functools import lru_cache

from warroom.updates.lint.found import Against, Fault, Spot, fault, lacking
from warroom.updates.lint.pieces import clauses, sentences
from warroom.updates.lint.words import LANGUAGES

_COUNTED = re.compile(
    r"\b(?:rates?|errors?|numbers?|latenc\w+|load|traffic|queues?|times?|counts?|usage|levels?)\b", re.IGNORECASE
)


@lru_cache(8)
def _total(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = LANGUAGES[language]
    return re.compile(words.total, re.IGNORECASE), re.compile(words.partial, re.IGNORECASE)


def too_much(text: str, language: str, against: Against) -> Iterator[Fault]:
    """ "Outage" or "down" where only a part fails."""
    if language not in LANGUAGES or against.whole:
        return
    total, partial = _total(language)
    own = partial.search(text)
    if against.whole is None and not own:
        return
    why = against.why_part or (f"the text says “{own[0].lower()}”" if own else "")
    for match in total.finditer(text):
        around = text[max(0, match.start() - 60) : match.start()]
        clause = re.split(r"[.\n;]", around)[-1]
        if match[0].lower().endswith("down") and _COUNTED.search(clause):
            continue
        if re.search(
            r"\b(?:partial|minor|not an?|no|not|nicht|kein\w*|teil|keine|partielle?|parcial)\W*$", clause, re.I
        ):
            continue
        must = against.whole is False and bool(against.why_part) and "level" not in against.why_part
        said = f"only a part fails ({why})" if why else "only a part fails"
        yield fault(text, match.span(), "too much", "says more than fails", said, must=must)


_ERROR = re.compile(
    r"\b(?:human|operator|engineer(?:'s)?|employee|manual|user|pilot)[ -]errors?\b"
    r"|\bmenschliche\w* (?:fehler\w*|versagen\w*)"
    r"|\berror(?:es)? humanos?\b|\berreurs? humaines?\b|\b(?:someone|somebody|an engineer|a colleague|a developer|an "
    r"employee|an intern|one of our (?:engineers|developers|employees|admins|team))\b[^.\n]{0,30}\b(?:deleted|dropped"
    r"|forgot|broke|misconfigured|pushed|made|accidentally|mistaken\w*|caused)\b|\b(?:caused|introduced|triggered) by "
    r"(?:an?|the|our|one of our) (?:\w+ )?(?:engineers?|developers?|employees?|admins?|colleagues?|interns?"
    r"|contractors?|operators?|teams?|staff)\b|\b(?:fault|mistake|negligence) (?:of|by)\b"
    r"|\b\w+['’]s (?:fault|mistake)\b"
    r"|\b(?:is|are|was|were) to blame\b|\bnegligen\w+\b",
    re.IGNORECASE,
)
_VENDOR = re.compile(
    r"\b(?:caused by|due to|because of|fault of|thanks to)\s+(?:an? |the |our |(?:issues?|problems?) (?:at|with) "
    r"|(?:outage|failures?) (?:at|of) )*(?:(?:third[ -]party|upstream|cloud|hosting|payment|network|external) )*"
    r"(?:providers?|vendors?|suppliers?|partners?|AWS|Amazon|Cloudflare|Google|GCP|Azure|Microsoft|Stripe|Fastly|Akamai"
    r"|Heroku|GitHub|Twilio|Okta|Auth0|DigitalOcean|Hetzner|OVH|Vercel|Netlify)\b"
)
_CUSTOMER = re.compile(
    r"\b(?:[Cc]ustomer|[Cc]lient|[Tt]enant|[Kk]unde|[Cc]liente)s?:? (?:(?:the|our|named|called) )?"
    r"(?!(?:Support|Service|Success|Care|API|APIs|Portal|UTC|Data|Accounts?|Area|Dashboard|App|IDs?|Updates?|Impact"
    r"|Center|Centre|Experience|Facing|Side)\b)[A-Z][a-z]\w+(?: [A-Z]\w+)*"
    r"|\b(?:[A-Z][\w&]+ ){1,3}(?:Inc|Ltd|LLC|GmbH|Corp|PLC|S\.A|B\.V|AG|Pty)\b\.?"
)
_WORDS = "check drill team system admin root user oncall on-call ops bot nobody will may mark art"
_NO_NAMES = frozenset(_WORDS.split())


def blame(text: str, against: Against) -> Iterator[Fault]:
    """Blame, and people or customers by name."""
    done: list[tuple[int, int]] = []

    def apart(spot: tuple[int, int]) -> bool:
        free = not any(spot[0] < end and begin < spot[1] for begin, end in done)
        done.append(spot)
        return free

    for match in _ERROR.finditer(text):
        if apart(match.span()):
            why = "say what failed, not who"
            yield fault(text, match.span(), "blame", "lays blame", why, must=against.to_users)
    if not against.to_users:
        return
    for match in _VENDOR.finditer(text):
        if apart(match.span()):
            yield fault(text, match.span(), "blame", "lays blame", "say what failed, not whose it is", must=False)
    for name in against.people:
        if len(name) < 3 or name.casefold() in _NO_NAMES:
            continue
        for match in re.finditer(rf"(?<![\w.@-])@?{re.escape(name)}(?![\w-])", text, re.IGNORECASE):
            if apart(match.span()):
                yield fault(text, match.span(), "person", "names a person", f"{match[0]} is one of us", must=False)
    for match in _CUSTOMER.finditer(text):
        if apart(match.span()):
            yield fault(text, match.span(), "customer", "names a customer", "others read it too", must=False)


STATUSES = ("investigating", "identified", "monitoring", "resolved")
_SAID = re.compile(
    r"^[\s*_#>\-🔴✅🚨]*(?:\[[^\]\n]*\d[^\]\n]*\]\s*)?(?:(?:current )?status\s*:\**\s*)?[\[*]*"
    r"(investigating|identified|monitoring|resolved)\b(?:\]|\**:?\**\s*$|\s*[-–—:]\s|\*\*)",
    re.IGNORECASE | re.MULTILINE,
)
_OVER = re.compile(
    r"\b(?:(?:incident|issue|problem|outage|this|it|everything|disruption|service)\s+(?:is|has been|was|are)\s+(?:now "
    r"|fully |completely )*(?:resolved|solved|fixed|over)"
    r"|(?:wurde|ist)\s+(?:nun |jetzt |vollständig )*(?:behoben|gelöst)"
    r"|(?:ha sido|está) (?:ya )?(?:resuelt[oa]|solucionad[oa])|(?:a été|est) (?:désormais |maintenant )?(?:résolue?"
    r"|rétablie?))\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:not|until|once|when|if|before|after|ensure|confirm\w*|verify\w*|whether|sobald|bis|wenn|cuando|hasta|lorsque"
    r"|dès|quand|jusqu|believe|should|will|think|expect\w*)\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\b(?:we are (?:currently |still |actively )*(?:investigating|looking into)|we continue to investigate"
    r"|are working on a fix|wir untersuchen|estamos investigando|nous enquêtons)\b"
    r"(?![^.\n]{0,30}\b(?:cause|root|why|prevent)\b)",
    re.IGNORECASE,
)


def disagreeing(text: str, against: Against) -> tuple[list[Fault], list[str]]:
    """Whether text, status and severity say the same."""
    status = against.status
    found: list[Fault] = []
    if status in STATUSES:
        for match in _SAID.finditer(text):
            if match[1].lower() != status:
                why = f"the text says {match[1].lower()}, the update is {status}"
                found.append(fault(text, match.span(1), "status", "another status", why, must=True))
        found += _over(text, status)
    if status == "resolved" and against.running:
        why = "the incident is not resolved yet: /resolve first"
        found.append(lacking("status", "not resolved yet", why, must=False))
    found += list(_levels(text, against))
    return found, [] if found or not status else ["severity and status agree"]


def _over(text: str, status: str) -> Iterator[Fault]:
    for sentence in sentences(text):
        for clause in clauses(text, sentence):
            words = text[clause.begin : clause.end]
            over = _OVER.search(words) if status in ("investigating", "identified") else None
            if over and not _NOT_YET.search(words[: over.end()]):
                spot = Spot(clause.begin + over.start(), clause.begin + over.end())
                why = f"the text says it is over, the update is {status}"
                yield fault(text, spot, "status", "another status", why, must=True)
            still = _STILL.search(words) if status == "resolved" else None
            if still:
                spot = Spot(clause.begin + still.start(), clause.begin + still.end())
                yield fault(text, spot, "status", "another status", "the update says it is over", must=True)


def _levels(text: str, against: Against) -> Iterator[Fault]:
    for level in against.severities:
        if not level or level == against.severity or not re.search(r"\d", level):
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(level)}(?![\w-])", text):
            around = text[max(0, match.start() - 40) : match.end() + 20]
            if against.severity in around:
                continue
            why = f"it is {against.severity} now"
            yield fault(text, match.span(), "severity", "another severity", why, must=True)
