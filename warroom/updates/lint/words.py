"""The languages whose commonest phrases are known, and which of them a text is in."""

import re
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_COMMON = {
    "en": """a an and are as at be been but by can cause for from has have if in is it may not of on or our so some that
        the their there they this to until was we were when which will with you your again all working users customers
        investigating identified resolved monitoring looking since impact status update back soon shortly fixed
        next down outage""",
    "de": """aber alle als am auf aus bei bis das dass dem den der des die ein eine einem einen einer es fehler für hat
        im in ist kann können mit nach nicht noch nutzer oder seit sich sie sind störung uhr um und uns unser unsere vom
        von war waren was wieder wir wird wurde wurden zu zum zur über""",
    "es": """al algunos con cuando de del desde el ella en entre es esta estamos está están este hemos la las lo los más
        no nos nuestro nuestra para pero por problema que se ser servicio sin sobre son su sus todos un una usuarios y
        ya hasta""",
    "fr": """à au aux avec ce ces cette dans de depuis des du elle en est et été il ils je la le les leur mais ne nos
        notre nous on ou où par pas plus pour qui que sa se ses son sont sur un une vos votre vous jusque jusqu'à""",
    "nl": """aan al als bij dat de deze die dit door een en er gebruikers geen had heb hebben het hun ik in is kan
        maar met naar niet nog of om ook onderzoeken onze op over storing te tot uit uur van volgende voor wij wordt we
        zijn zodra""",
    "it": """al alcuni alla anche che con da dal degli dei del della delle di e è gli i il in la le lo loro ma nel nella
        non per più problema prossimo questo se si siamo sono stiamo su sul un una utenti""",
    "pt": """ao aos as com como da das de do dos e em estamos está foi já mais mas na não nas no nos o os ou para pela
        pelo por problema que se sem seu são um uma usuários utilizadores""",
    "sv": """att av den det efter en ett för från har i inte kan kl med men nu och om på senast ska som till under
        undersöker uppdatering vara vi är så""",
    "pl": """a aby ale bo być co dla do i jak jest już lub ma na nie o od oraz po pod przez przy się są ten to tym w wy
        z za że""",
}
"""Of those without phrases of their own the words are here so that nothing is taken for another language."""

KNOWN = ("en", "de", "es", "fr")
_SETS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
LEAST_SHARE = 0.12
FEW = 6


class Language(NamedTuple):
    """What is said in it: patterns, matched without regard to case."""

    fix: str
    future: str
    bound: str
    news: str
    past: str
    next: str
    who: str
    total: str
    partial: str


def language_of(text: str) -> str:
    """The language by its commonest words, "" where none is known or too few of them are there."""
    said = [word.lower() for word in WORD.findall(text[:4000])]
    if not said:
        return ""
    counts = {name: sum(word in known for word in said) for name, known in _SETS.items()}
    best = max(counts.values())
    if not best or (len(said) >= FEW and best < LEAST_SHARE * len(said)):
        return ""
    found = next(name for name in counts if counts[name] == best)
    return found if found in KNOWN else ""


_CLOCK = r"(?:\d{1,2}[:.h]\d{2}|\d{1,2}\s*(?:am|pm|a\.m\.|p\.m\.|uhr|h|heures)\b|noon|midnight|midday)"
_COUNT = r"(?:\d+(?:[.,]\d+)?(?:\s*(?:-|–|to|bis|a|à)\s*\d+)?)"

LANGUAGES = {
    "en": Language(
        fix=r"\b(?:fix(?:ed|es)?|resolv(?:e|ed|es|ing)|resolution|restor(?:e|ed|es|ing|ation)|recover(?:y|ed|s)?|solved"
        r"|repair(?:ed|s)?|normal(?:ly)?|working again|available again|(?:be|are|is|get|bring\w*|have|everything"
        r"|service)(?: \w+){0,3}? back(?! to you)(?: up| online| to normal)?|back (?:up|online|to normal|in|by|soon"
        r"|shortly)|up and running|back in service|over)\b",
        future=r"\b(?:will|won't|shall|should|expect\w*|anticipat\w*|hop(?:e|es|ing)|estimat\w*|aim\w*|plan\w*"
        r"|going to|promise\w*|confident|ought to|to be|likely)\b|['’]ll\b",
        bound=rf"\b(?:by|before|until|at|around|within|in|about|under|in (?:under|less than|up to)"
        r"|no later than|not later than)\s+(?:the |about |around |approximately |next |~ ?)*"
        rf"(?:{_CLOCK}|(?:{_COUNT}|an?|half an|a few|a couple of|one|two|three|five|ten|fifteen|twenty|thirty|the)\s+"
        r"(?:more )?(?:min(?:ute)?s?|hours?|hrs?|days?|moments?|seconds?)|minutes|hours?\b"
        r"|(?:the )?end of (?:the )?(?:day|week|business)|eod|lunch|tonight|tomorrow|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
        r"|\b(?:very soon|(?<!as )(?<!too )soon(?! as| after| to say)|shortly(?! after| before)|any (?:minute|moment)"
        r"(?: now)?|momentarily|imminent(?:ly)?|later today|tonight|tomorrow)\b",
        news=r"\b(?:(?:next|another|further|more|an?|the|this|status|provide|post|share|send) (?:\w+ )?"
        r"(?:updates?|news|words?|messages?|posts?|information|page|details|report)|updates?|updated|write|writ(?:es|ing)"
        r"|inform|notify|let you know|keep you|tell you|hear from|follow up|get back to you|report back|post again"
        r"|publish|share|post-?mortem|review|maintenance)\b",
        past=r"\b(?:was|were|has been|have been|had been|came|got|is now|are now|did)\b",
        next=r"\b(?:next|another|further|more)\s+(?:\w+\s+)?(?:updates?|news|words?|messages?|posts?|information|details"
        r"|status|report)\b|\b(?:write|post|report|update|inform|speak|be back|share more|follow up|check in)\b"
        r"[^.\n]{0,40}?\b(?:again|back|you|here|page|by|at|every)\b|\bhear\b[^.\n]{0,30}\bus\b|\bkeep\w* you\b"
        r"|\b(?:provide|post|share|send|give|issue)\b[^.\n]{0,30}\bupdates?\b|\bupdates?\b[^.\n]{0,20}\b(?:by|at|in|every"
        r"|within|no later)\b|\bupdates? (?:to )?follow",
        who=r"\b(?:users?|customers?|everyone|everybody|all|people|accounts?|visitors?|members?|some|merchants?|teams?"
        r"|regions?|clients?|guests?|shoppers?|players?|readers?|subscribers?|students?|affected|impacted|affects?"
        r"|impacts?|no ?one|nobody|you|requests?|orders?|payments?|traffic|orgs?|organi[sz]ations?|tenants?|workspaces?"
        r"|projects?|jobs|builds|logins?)\b",
        total=r"\b(?<!partial )(?<!minor )(?<!no )(?<!not an )(?<!planned )(?<!local )outages?\b"
        r"|\b(?:is|are|was|were|been|be|being|completely|fully|entirely|totally|all|went|gone|currently|still)\s+"
        r"down\b(?!\s+(?:to|by|from|for (?:planned )?maintenance|the|on|a|in half)\b)"
        r"|\bcomplete(?:ly)? (?:failure|unavailable|offline)\b"
        r"|\b(?:is|are|was|were) (?:completely |fully |totally )?(?:offline|unavailable)\b(?! (?:for|to) some)",
        partial=r"\b(?:some|partial(?:ly)?|degrad\w*|slow\w*|subset|intermittent\w*|a few|elevated|increased|part of"
        r"|(?:small )?(?:number|portion|percentage|fraction) of|latency|delay\w*|minor)\b",
    ),
    "de": Language(
        fix=r"\b(?:behoben|gelöst|wiederhergestellt|repariert|beseitigt|wieder (?:da|verfügbar|erreichbar|online|normal"
        r"|nutzbar|funktion\w*|laufen|hergestellt)|funktionier\w* wieder|normalbetrieb|läuft wieder)\b",
        future=r"\b(?:wird|werden|sollte\w*|erwart\w*|rechnen|voraussichtlich|dürfte\w*|hoffen|geplant|sein)\b",
        bound=rf"\b(?:in|innerhalb|binnen)\s+(?:etwa |ca\.? |rund |den nächsten |der nächsten |von )*(?:{_COUNT}|einer"
        r"|einem|wenigen|zwei|drei|fünf|zehn)\s+(?:minuten?|min\b|stunden?|tagen?|augenblick\w*)"
        rf"|\b(?:bis|gegen|um|vor)\s+(?:etwa |ca\.? )?(?:{_CLOCK}|mittag|abend|morgen)|\b(?:in kürze|demnächst|gleich"
        r"|(?<!so )bald(?! wie)|jeden moment|noch heute|heute noch)\b",
        news=r"\b(?:nächste\w*|weitere\w*)\s+(?:\w+\s+)?(?:update\w*|meldung\w*|nachricht\w*|information\w*|stand)\b"
        r"|\b(?:melden|informier\w*|schreiben|update\w*|halten sie|berichten|benachrichtig\w*)\b",
        past=r"\b(?:wurden?|war|waren|konnte\w*|ist seit|sind seit|hat|haben)\b",
        next=r"\b(?:nächste\w*|weitere\w*)\s+(?:\w+\s+)?(?:update\w*|meldung\w*|nachricht\w*|information\w*)\b"
        r"|\b(?:melden|informier\w*|schreiben|berichten|aktualisier\w*|halten sie)\b",
        who=r"\b(?:nutzer\w*|kund\w*|alle\w*|betroffen\w*|betrifft|einige\w*|anwender\w*|benutzer\w*|sie|ihnen|anfragen"
        r"|bestellungen|niemand|mitglieder\w*|teilnehmer\w*)\b",
        total=r"\b(?:total|komplett|voll)?ausf(?:all|älle|alls)\b|\b(?:komplett|vollständig|völlig) (?:ausgefallen"
        r"|nicht (?:verfügbar|erreichbar))\b|\bist (?:komplett )?ausgefallen\b",
        partial=r"\b(?:einige\w*|teilweise|teil\w*|vereinzelt\w*|langsam\w*|verzöger\w*|beeinträchtig\w*|manche\w*)\b",
    ),
    "es": Language(
        fix=r"\b(?:resuelt\w+|solucionad\w+|restablecid\w+|restaurad\w+|reparad\w+|recuperad\w+|de vuelta|normalidad"
        r"|volver\w* a funcionar|funcionar\w*)\b",
        future=r"\b(?:estar\w+|esperamos|se espera|prevemos|ser[áa]n?|deber\w+|quedar\w+|volver\w+|confiamos)\b",
        bound=rf"\b(?:en|dentro de)\s+(?:unos |unas |aproximadamente |los próximos |las próximas |menos de |el plazo "
        rf"de )*(?:{_COUNT}|una?|pocos|pocas|breves|dos|cinco|diez)\s+(?:minutos?|horas?|días?|instantes|momentos)"
        rf"|\b(?:antes de|hacia|sobre|para)\s+las\s+\d|\b(?:pronto|en breve|en seguida|enseguida|hoy mismo|mañana)\b",
        news=r"\b(?:actualizaci\w+|actualizar\w*|informar\w*|próxim\w+ (?:aviso|mensaje|noticia|comunicado)|noticias"
        r"|comunicar\w*|avisar\w*)\b",
        past=r"\b(?:fue|fueron|ha sido|han sido|quedó|se ha|se han|estaba\w*)\b",
        next=r"\b(?:próxim\w+|nuev\w+|siguiente)\s+(?:actualizaci\w+|aviso|mensaje|noticia\w*|comunicado|información)\b"
        r"|\b(?:actualizar\w*|informar\w*|avisar\w*|comunicar\w*)\b",
        who=r"\b(?:usuari\w+|client\w+|tod[oa]s|algun[oa]s|afecta\w*|personas|pedidos|pagos|solicitudes|nadie|ustedes)\b",
        total=r"\b(?:caíd[ao]s?|fuera de servicio|interrupción total|inoperativ[oa]s?)\b",
        partial=r"\b(?:algun[oa]s|parcial\w*|lent\w+|intermiten\w+|degrad\w+|parte de)\b",
    ),
    "fr": Language(
        fix=r"\b(?:résolu\w*|rétabli\w*|répar\w+|corrig\w+|de retour|retour à la normale|normale|rétablissement"
        r"|fonctionn\w+ à nouveau|de nouveau (?:disponible|opérationnel)\w*|à nouveau disponible\w*)(?!\w)",
        future=r"\b(?:sera|serons|seront|devra\w*|devrait|devraient|prévoyons|espérons|attendons|pensons|prévu\w*)\b",
        bound=rf"\b(?:dans|sous|d['’]ici|en moins de)\s+(?:environ |les |moins de |l['’])*(?:{_COUNT}|une?|quelques"
        r"|deux|cinq|dix|prochaines?|heure)\s*(?:minutes?|heures?|jours?|instants?|prochaines?)?"
        rf"|\b(?:avant|vers|à|pour|d['’]ici)\s+{_CLOCK}|\b(?:bientôt|sous peu|prochainement|très vite|dans la journée"
        r"|d['’]un instant à l['’]autre)(?!\w)",
        news=r"\b(?:mises? à jour|prochain\w*|informations?|informer\w*|tiendrons|nouvelles?|point|communiqu\w+"
        r"|publierons|reviendrons)\b",
        past=r"\b(?:a été|ont été|était|étaient|est désormais|sont désormais|fut)\b",
        next=r"\b(?:prochain\w*|nouvelle)\s+(?:mise à jour|point|information|message|nouvelle|communiqué)\w*"
        r"|\b(?:tiendrons|informerons|publierons|reviendrons|mettrons à jour)\b",
        who=r"\b(?:utilisat\w+|clients?|tous|toutes|certain\w+|touch\w+|affect\w+|concern\w+|vous|personnes?|commandes"
        r"|paiements|requêtes|personne)\b",
        total=r"\b(?:panne (?:totale|générale|complète)|hors service|totalement indisponible\w*|panne)\b",
        partial=r"\b(?:certain\w+|partiel\w*|lent\w*|ralenti\w*|intermitten\w+|dégrad\w+|une partie)\b",
    ),
}
