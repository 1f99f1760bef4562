"""Labels such as "Response Time" and columns such as "Who to call": a vocabulary, and reading "label: value"."""

import re
from functools import lru_cache
from typing import NamedTuple

from warroom.playbook.markdown.plain import bare, simple, tidy, without_parens
from warroom.playbook.markdown.tree import Block, Line, Section

_LEVEL_FIELDS: tuple[tuple[str, str], ...] = (
    (
        "resolve",
        (
            r"(?:target |expected |max )?(?:resol\w+|fix|repair|restor\w+|recovery)(?: time)?(?: (?:target|sla"
            r"|goal|objective|within|by))?|time to (?:resolve|resolution|fix|restore|recover|mitigate)|mttr|rto"
            r"|losungszeit|wiederherstellungszeit|behebung\w*|delai de (?:resolution|retablissement)"
            r"|temps de resolution|tiempo de resolucion|tempo di risoluzione|workaround within"
        ),
    ),
    (
        "cadence",
        (
            r"(?:status |customer |stakeholder |public |internal )*updates?(?: (?:cadence|frequency|interval|every"
            r"|rhythm|schedule))?|(?:communications?|comms|reporting|status|notification) (?:cadence|frequency"
            r"|interval|rhythm|schedule)|cadence|aktualisierung\w*|update ?(?:intervall?|rhythmus|takt)\w*"
            r"|statusmeldung\w*|informationsintervall|frequence(?: \w+)*|mises? a jour|points? de situation"
            r"|frecuencia(?: \w+)*|actualizacion\w*|aggiornament\w*|updatefrequentie"
        ),
    ),
    (
        "response",
        (
            r"(?:target |initial |first |max |expected )*(?:response|ack(?:nowledge?ment)?|reaction|acknowledge"
            r"|respond|react)(?: time)?s?(?: (?:target|sla|slo|goal|within|by|time|deadline|expectation))*|sla"
            r"|time to (?:respond|response|acknowledge|ack|engage)|mtta|reaktion(?:szeit)?|antwortzeit|reagieren"
            r"|temps de (?:reponse|reaction)|delai(?: de (?:reponse|reaction|prise en charge))?|prise en charge"
            r"|tiempo de (?:respuesta|reaccion)|tempo di (?:risposta|reazione)|tempo de resposta|reactietijd"
            r"|responstijd|время реакции|responder within"
        ),
    ),
    (
        "escalate",
        r"(?:auto(?:matic)? ?)?escalat\w*(?: \w+)?|eskalation\w*|escalade|escalamiento|escalado|escalazione|escalatie",
    ),
    ("name", r"name|label|title|bezeichnung|nom|nombre|nome|naam|urgency"),
    (
        "notify",
        (
            r"who (?:to|gets|is) \w+|what (?:to do|we do|happens)"
            r"|(?:who )?(?:notif\w+|notify|page[ds]?|paging|alert(?:ed|s|ing)?|call(?:ed)?|inform\w*|involve\w*)"
            r"(?: who| whom| to)?|(?:response )?teams?|who|whom"
            r"|actions?|responders?|owners?|responsible(?: \w+)?|assigned(?: to)?|on ?call|wer|benachrichtig\w*"
            r"|alarmier\w*|informiert|zustandig|prevenir|notifi\w*|qui|equipes?|equipos?|quien|avisar|participants"
            r"|personnel|staffing|attendance|mobilisation|mobilization"
        ),
    ),
    (
        "channels",
        (
            r"communications?|comms|(?:communication )?channels?|medium|notification method|kommunikation"
            r"|kan[aä]le?|canal|canaux|canales|comunicacion|communicatie|via"
        ),
    ),
    (
        "criteria",
        (
            r"examples?|(?:user |business |customer )?impact|criteria|descriptions?|definitions?|meaning"
            r"|symptoms?|scope|when(?: to use)?|what|conditions?|typical \w+"
            r"|beispiele?|auswirkung(?:en)?|beschreibung|kriterien|bedeutung|merkmale"
            r"|exemples?|impacts?|definition|criteres?|descripcion|ejemplos?|impacto|criterios|significado|esempi"
            r"|impatto|descrizione|voorbeelden|omschrijving|affected|characteristics|qualifies|trigger\w*"
        ),
    ),
)
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("phone", r"(?:tele)?phone(?: number)?|mobile|cell|tel|nummer|telefon\w*|telephone|telefono|numero"),
    ("mail", r"e ?mail|mail|correo|courriel"),
    (
        "how",
        (
            r"contact(?: (?:method|info|information|details|via|how))?|how|slack(?: handle)?|handle"
            r"|pager(?: ?duty)?|method|channel|erreichbar\w*|kontakt|reach|contacto|schedule|availability|hours"
            r"|escalation policy"
        ),
    ),
    (
        "time",
        (
            r"time(?: ?frame| limit| window)?s?|when|after|within|deadline|due(?: by)?|elapsed|delay|timing"
            r"|minutes|duration|zeit(?:punkt|rahmen)?|wann|nach|frist|delai|quand|apres|temps|tiempo|cuando|plazo"
            r"|target|t|unacknowledged|no response|wait(?: time)?"
        ),
    ),
    ("phase", r"phase|stage|etappe|etape|fase"),
    ("step", r"step|#|no|nr|n|order|level|tier|rung|stufe|niveau|nivel|escalation level|support level"),
    (
        "duties",
        (
            r"responsibilit(?:y|ies)|duties|duty|does|aufgaben?|verantwortung\w*|zustandigkeit\w*"
            r"|responsabilites?|taches|responsabilidad(?:es)?|tareas|what they do|description"
        ),
    ),
    ("role", r"roles?|function|position|rolle|funktion|rol|job title|title|team|service|vendor|provider"),
    (
        "who",
        (
            r"who|whom|names?|person|people|contacts?|primary|owner|escalate to|notify|call|wer|name|qui|nom|quien"
            r"|nombre|engineer|assignee|responsible|verantwortlich\w*|responsable"
        ),
    ),
    ("url", r"urls?|links?|address|location|adresse|lien|enlace"),
    ("tool", r"tools?|system|dashboard|resource|werkzeug|outil|herramienta|site|document|purpose|used for"),
    (
        "symptom",
        (
            r"symptoms?|problems?|issues?|alerts?(?: name)?|signals?|error|incident|problem|storung|fehler"
            r"|probleme|panne|problema|fallo|scenario|failure"
        ),
    ),
    ("cause", r"(?:likely |possible |probable )?(?:root )?causes?|ursachen?|causas?|causes? probables?"),
    (
        "fix",
        (
            r"fix|solutions?|resolution|remed\w+|mitigation|response|losung|massnahmen?|correctif|solucion"
            r"|first action|immediate action|what to do"
        ),
    ),
    ("task", r"actions?|tasks?|items?|steps?|activity|what|todo|aufgabe|massnahme|taches?|tarea|accion|check(?:list)?"),
)
FIELDS = tuple((name, re.compile(words)) for name, words in _LEVEL_FIELDS)
COLUMNS = tuple((name, re.compile(words)) for name, words in _COLUMNS)
_FILLERS = re.compile(r"\b(?:the|expected|required|maximum|max|sla|target|goal|initial|minimum)\b ?")


class Pair(NamedTuple):
    """A label with its value and where it stands; label "" where there is none."""

    label: str
    value: str
    line: int
    block: Block | None = None


@lru_cache(maxsize=2048)
def field_of(label: str) -> str:
    """The field of a level that a label or column means; ""."""
    return _looked_up(label, FIELDS)


@lru_cache(maxsize=2048)
def column_of(label: str) -> str:
    """What a column of a table holds; ""."""
    return _looked_up(label, COLUMNS)


def _looked_up(label: str, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    said = simple(without_parens(label)) or simple(label)
    if label.strip() == "#":
        return "step"
    for form in dict.fromkeys((said, _FILLERS.sub("", said).strip())):
        for name, words in table:
            if form and words.fullmatch(form):
                return name
    return ""


def split_label(line: Line) -> tuple[str, str]:
    """("Response Time", "15 minutes") for "**Response Time:** 15 minutes"; ("", text) where there is no label."""
    if line.bold:
        rest = line.rest.strip()
        cut = rest.lstrip(":：").lstrip("–—-").strip() if rest[:1] in ":：–—-" else rest
        if line.bold.rstrip().endswith((":", "：")) or rest[:1] in (":", "：", "–", "—", "-"):
            return tidy(line.bold), cut
        if rest.startswith("(") and "):" in rest:
            inner, _, value = rest.partition("):")
            return f"{tidy(line.bold)} {inner})", value.strip()
        return "", line.text
    match = re.match(r"^([^:：]{1,60}?)\s*[:：]\s+(\S.*)$", line.text)
    if match and not re.search(r"https?$|\b\d{1,2}$", match[1]):
        return tidy(match[1]), match[2].strip()
    match = re.match(r"^(.{1,60}?)\s+(?:[–—]|-|→|->|=>)\s+(\S.*)$", line.text)
    if match:
        return tidy(match[1]), match[2].strip()
    return "", line.text


def pairs_of(section: Section) -> list[Pair]:
    """Labels and values of a section: from its items, its paragraphs, its two-column tables and its labels."""
    found: list[Pair] = []
    for block in section.body:
        if block.kind == "list":
            for item in block.children:
                found += _item_pairs(item)
        elif block.kind == "para":
            found += [Pair(*split_label(line), line.no, None) for line in block.lines]
        elif block.kind == "table" and all(len(row) == 2 for row in block.rows):
            found += [Pair(tidy(row[0].text), row[1].text, row[0].no, None) for row in block.rows if len(row) == 2]
        elif block.kind == "quote":
            for child in block.children:
                found += [Pair(*split_label(line), line.no, None) for line in child.lines]
    for part in section.parts:
        inner = [block for block in part.body if block.kind == "para"]
        for block in inner:
            found += [Pair(part.title, line.text, line.no, None) for line in block.lines]
        for block in part.body:
            if block.kind == "list":
                found += [Pair(part.title, item.text, item.first, item) for item in block.children]
        if not part.body and field_of(part.title):
            found.append(Pair("", part.title, part.line, None))
    return found


def _item_pairs(item: Block) -> list[Pair]:
    if not item.lines:
        return []
    label, value = split_label(item.lines[0])
    more = " ".join(line.text for line in item.lines[1:])
    nested = [child for block in item.children if block.kind == "list" for child in block.children]
    if nested and field_of(label or tidy(item.text)):
        name = label or tidy(item.text)
        own = [Pair(name, value, item.first, item)] if label else []
        return [*own, *(Pair(name, child.text, child.first, child) for child in nested)]
    own = [Pair(label, f"{value} {more}".strip(), item.first, item)]
    return [*own, *(Pair(*split_label(child.lines[0]), child.first, child) for child in nested if child.lines)]


def clean(words: str) -> str:
    """The words without bullets and emoji in front."""
    return bare(words)
