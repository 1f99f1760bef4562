"""What a title announces: a vocabulary of kinds, in the words of several languages, and the first that fits wins."""

import re
from functools import lru_cache
from typing import get_args

from warroom.playbook.markdown.plain import simple
from warroom.playbook.model import Stage

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "sample",
        (
            r"(?:fire ?)?drills?(?: script| scenario)?s?|game ?days?|table ?top\w*"
            r"|simulations?|chaos experiments?|training exercises?"
            r"|(?:sample|example)s?(?: of)?(?: an?)? (?:incident|timeline|post ?mortem|response"
            r"|log)s?|(?:worked|real) examples?"
            r"|^(?:past|previous|prior|earlier) (?:incidents?|outages?)"
            r"|^(?:incident |outage )?(?:history|archive)$"
            r"|^vergangene (?:vorfalle|storungen)|^incidents passes|^incidentes (?:pasados|anteriores)"
            r"|change ?log|change history|(?:revision|document|version) (?:history|control)|release notes"
            r"|slos?|slas? and slos?|service level objectives?|error budgets?(?: policy)?|configuration(?: reference"
            r"| options)?"
            r"|config(?: file| reference)?|environment variables|table of contents|contents|toc|inhalt"
            r"|inhaltsverzeichnis|sommaire|indice"
            r"|glossar\w*|glossaire|anderungshistorie|historique"
        ),
    ),
    ("assess", r"(?:determine|assess|choose|decide|set|evaluate)(?: the)? (?:severity|impact|priority)"),
    (
        "review_template",
        (
            r"(?:post ?mortem|retrospective|(?:post )?incident review|review|pir|rca|incident report"
            r"|timeline) (?:document )?(?:template|form|outline|format|structure)"
            r"|template(?: for)?(?: the)? (?:post ?mortem|review)|(?:postmortem"
            r"|nachbesprechungs)vorlage|modele de post ?mortem"
        ),
    ),
    (
        "templates",
        (
            r"templates?|(?:message|canned|holding) (?:drafts?|messages?|responses?|statements?)"
            r"|canned (?:messages|responses)|boilerplate"
            r"|(?:status page|slack|teams|email|e mail|twitter"
            r"|sms)(?: sms)? (?:updates?|messages?|posts?|announcements?)"
            r"|(?:initial|resolution|resolved|incident|internal|external|customer"
            r"|all clear)(?: incident)? (?:notifications?|announcements?|message|update|email)"
            r"|initial update|(?:vorlagen?|textbausteine|\w+vorlagen?)"
            r"|modeles?(?: de \w+)?|plantillas?|modelli|sjablonen|szablony|шаблоны?"
        ),
    ),
    (
        "ticklist",
        (
            r"hand ?(?:off|over)s?|shift (?:change|start|end|notes)|start of shift|required access"
            r"|access(?: checklist| list| requirements| needed)?$"
            r"|(?:monitoring|readiness|preparedness|preparation"
            r"|onboarding) (?:check ?)?lists?|readiness|prerequisites|(?:before|start of)(?: your"
            r"| the)? shift"
            r"|on ?call (?:preparation|setup|readiness|prep|onboarding)|ubergabe\w*|schichtubergabe"
            r"|zugange?|zugriffe|passation|releve|traspaso|relevo|overdracht"
        ),
    ),
    (
        "criteria_to_escalate",
        (
            r"escalation (?:criteria|triggers?|conditions?)|when(?: and how)? to escalate|escalate(?: further"
            r"| immediately)? (?:when|if)"
            r"|escalate to .* if|eskalationskriterien|wann eskalieren|quand escalader"
            r"|cuando escalar|criteres d escalade"
        ),
    ),
    (
        "ladder",
        (
            r"escalations?\b.*|escalate|eskalation\w*|escalade|escalamiento|escalado|escalacion|escalazione"
            r"|escalatie\w*|on ?call (?:chain|order)|call(?:ing)? (?:tree|chain|order)|эскалация"
        ),
    ),
    (
        "postincident",
        (
            r"(?:post|after)(?: the)? ?(?:incident|outage|resolution|event)(?: (?:checklist|actions?|activities"
            r"|tasks|process|procedures?|follow ?ups?|steps|work))?"
            r"|after action|follow ?ups?(?: actions?| tasks?)?|aftercare|nach dem (?:vorfall"
            r"|incident)|nach der (?:storung|behebung)|nachbereitung|nacharbeit\w*"
            r"|apres (?:l )?incident|despues del incidente|tras el incidente|dopo l incidente"
            r"|na het incident"
        ),
    ),
    (
        "checklist",
        (
            r"check ?lists?|\w*checklisten?|to ?dos?|task lists?|listes? de (?:controle|verification)"
            r"|listas? de (?:verificacion|control|comprobacion|chequeo)|liste? di controllo"
            r"|(?:the )?first (?:\w+ )?(?:minutes?|hour)|golden hour|ersten? (?:\w+ )?minuten"
            r"|premieres? (?:\w+ )?minutes|primeros? (?:\w+ )?minutos|чек ?лист"
        ),
    ),
    (
        "scenarios",
        (
            r"(?:common|typical|known|frequent|possible|specific"
            r"|top)(?: \w+)? (?:incidents?|issues?|problems?|scenarios?|failures?|outages?|alerts?|errors?|patterns?"
            r"|causes)(?: and \w+)?"
            r"|(?:incident )?scenarios?|incident (?:types?|patterns?|runbooks?|playbooks?)(?: and mitigations?)?"
            r"|failure (?:modes?|scenarios?)"
            r"|runbooks?|playbooks?|troubleshooting(?: guide)?"
            r"|common incident types(?: and mitigations)?|szenari\w+|(?:haufige|bekannte"
            r"|typische) (?:storungen|probleme|vorfalle|fehler|storfalle)|storungsbilder"
            r"|fehlerbilder"
            r"|scenarios? (?:courants?|frequents?|types?)"
            r"|(?:incidents?|pannes?|problemes?) (?:courante?s?|frequente?s?|connus?)"
            r"|escenarios?|(?:incidentes|problemas|fallos) (?:comunes|frecuentes|conocidos)|scenari"
            r"|сценарии"
        ),
    ),
    (
        "cadence",
        (
            r"(?:update|communication|comms|status|reporting) (?:cadence|frequency|interval|schedule"
            r"|rhythm)s?|cadence|status updates?|how often|updates? (?:by|per) \w+"
            r"|aktualisierungs\w+|kommunikationsintervall\w*|update intervall?\w*|statusmeldungen"
            r"|frequence\w*|frecuencia\w*|points? de situation"
        ),
    ),
    (
        "severities",
        (
            r"(?:determine )?severit(?:y|ies)|sev levels?|priority|priorities|(?:incident|impact|priority|alert"
            r"|urgency) (?:levels?|class\w*|categor\w+|severit\w+|priorit\w+)|classifications?|levels"
            r"|schweregrade?\w*|priorit\w+|storungsklassen?|einstufung|klassifi\w+"
            r"|niveaux? de (?:gravite|severite|priorite|criticite)|gravites?|criticite"
            r"|niveles? de \w+|severidad\w*|gravedad\w*|criticidad"
            r"|livelli di \w+|gravita|ernstniveaus?|уровни \w+|severities"
        ),
    ),
    (
        "questions",
        (
            r"(?:key |triage |initial |important )?questions?(?: to ask)?|ask(?: yourself| these)?|fragen"
            r"|leitfragen|questions? (?:cles?|a poser)|preguntas(?: clave)?|domande|vragen|вопросы"
        ),
    ),
    (
        "contacts",
        (
            r"(?:emergency |key |important |on ?call |vendor |external |internal )*contacts?(?: (?:information"
            r"|info|lists?|details|directory|sheet|numbers?|us))?|phone (?:list|numbers|book)|who to call"
            r"|directory"
            r"|external support|vendors?(?: support)?|kontakte?|kontaktliste|notfallkontakte"
            r"|ansprechpartner\w*|telefonliste|rufnummern|numeros? (?:d urgence|utiles)"
            r"|contactos?(?: de emergencia)?|contatti|contacten|контакты"
        ),
    ),
    (
        "links",
        (
            r"(?:key |useful |important |quick |related |further "
            r"|external )*(?:resources?|links?|references?|urls?|dashboards?|documentation|documents|docs|pages"
            r"|reading)|(?:tools?|tooling)(?: (?:and|used) \w+)*|see also|appendix|bookmarks"
            r"|ressourcen|werkzeuge|nutzliche links|weiterfuhrend\w*(?: \w+)*|verweise|outils"
            r"|liens(?: utiles)?|enlaces(?: \w+)?|recursos|herramientas|risorse|strumenti|hulpmiddelen"
            r"|ссылки"
        ),
    ),
    (
        "resolution",
        (
            r"(?:resolution|exit|closing|closure|recovery|success|resolved) criteria|criteria for (?:resolution"
            r"|closing)|(?:when|how)(?: is it|to|can we)? ?(?:to )?(?:mark|declare|call|close"
            r"|consider)\w*(?: \w+)* ?(?:resolved|closed|over|done|incident)?"
            r"|definition of (?:done|resolved)|monitor for stability|watch for(?: \w+)*"
            r"|stability(?: \w+)?|(?:incident is )?(?:resolved|over|closed) when"
            r"|all clear(?: criteria)?"
            r"|abschlusskriterien|wann (?:ist|gilt) .*|criteres de (?:resolution|cloture|fin)"
            r"|criterios de (?:resolucion|cierre)|behoben wenn"
        ),
    ),
    ("attendees", r"attendees|participants|invitees|teilnehmer\w*|participantes?|who (?:attends|should attend)|invite"),
    ("agenda", r"(?:meeting )?agenda|tagesordnung|ordre du jour"),
    (
        "postmortem",
        (
            r"post ?mortems?(?: \w+)*|retrospectives?|retrospektive|lessons learned"
            r"|(?:post )?incident reviews?|blameless \w+|rca|after action reviews?|nachbesprechung"
            r"|retour d experience|rex|nachanalyse|learning review|analisis posterior|root cause analysis document"
        ),
    ),
    (
        "metrics",
        (
            r"(?:incident |key |response )?(?:metrics"
            r"|kpis?|measurements)(?: to track)?|key (?:performance )?indicators|track for each incident"
            r"|(?:what to )?measure|kennzahlen|metriken|metriques|indicateurs|metricas|metriche"
        ),
    ),
    (
        "principles",
        (
            r"remember|(?:key |guiding |core |our )?(?:principles|tenets|values|rules)|golden rules|mindset"
            r"|ground rules|do s and don ts|dos and don ts|philosophy|culture|grundsatze|prinzipien|merke"
            r"|principes|rappels?|principios|recuerda|a retenir"
        ),
    ),
    (
        "prevention",
        (
            r"prevention|preventi(?:ve|on) (?:measures|actions)|proactive(?: measures)?|vorbeugung|pravention"
            r"|vorsorge|prevencion|prevenzione|preventie"
        ),
    ),
    (
        "commands",
        (
            r"(?:quick|useful|handy|common) (?:commands?|reference|checks?)|cheat ?sheet|commands|befehle"
            r"|commandes(?: utiles)?|comandos(?: utiles)?"
        ),
    ),
    (
        "roles",
        (
            r"(?:incident |key |response |team |assign |the )*roles?(?: (?:and|assignments?) ?\w*)*|assign roles"
            r"|(?:roles and )?responsibilit(?:y|ies)|(?:incident )?response team|incident team|who does what"
            r"|duties"
            r"|rollen(?: und \w+)?|verantwortlichkeit\w*|zustandigkeit\w*|aufgaben"
            r"|roles? et responsabilites|responsabilites|roles y responsabilidades|responsabilidades"
            r"|ruoli(?: e \w+)?|rollen en \w+|equipe|роли"
        ),
    ),
    (
        "process",
        (
            r"(?:(?:incident|response|incident response|incident management|on ?call) )*(?:process|work ?flow|flow"
            r"|life ?cycle|phases|procedures?|stages)|response (?:steps|plan)|how (?:we|to) (?:respond"
            r"|handle)(?: \w+)*|step by step"
            r"|ablauf|\w*prozess|vorgehen\w*|vorgehensweise|deroulement|processus(?: \w+)*|etapes"
            r"|proceso(?: de \w+)*|procedimiento|processo|procedura|proces|процесс"
        ),
    ),
    (
        "communication",
        (
            r"communications?(?: (?:plan|guidelines|channels|protocol"
            r"|strategy))?|stakeholder\w*(?: \w+)?|(?:internal|external) communications?|kommunikation\w*"
            r"|comunicaci\w+|comunicazione|communicatie|update status page|announcements?|оповещение"
        ),
    ),
)

_STAGES: tuple[tuple[str, str], ...] = (
    (
        "symptoms",
        (
            r"symptoms?(?: and \w+)?|signs?(?: and \w+)?|indicators?|what you(?: will|ll)? (?:see|notice)"
            r"|how (?:it|this) (?:looks|shows)|alerts?(?: that fire)?|trigger(?:s|ed by)?|detection|impact"
            r"|observed|detected by"
            r"|symptome?n?|anzeichen|auswirkung\w*|symptomes?|signes?|sintom\w+|senales|indizi"
            r"|симптомы|when to use(?: this)?"
        ),
    ),
    (
        "quick fix",
        (
            r"(?:quick|emergency|immediate|temporary|short ?term|interim"
            r"|hot) ?(?:fix(?:es)?|wins?|mitigations?|remed\w+"
            r"|workarounds?|solutions?)?|workarounds?|stop the bleeding|stabili[sz]e"
            r"|sofortmassnahmen?|schnelle losung|kurzfristig\w*|correctif rapide|contournement"
            r"|solution (?:rapide|temporaire)|solucion (?:rapida|temporal)"
        ),
    ),
    (
        "long-term fix",
        (
            r"long ?term(?: \w+)*|permanent(?: \w+)*|prevent(?:ion|ing|ive)?(?: \w+)*|root cause fix|lasting fix"
            r"|langfristig\w*|dauerhaft\w*|a long terme|solution (?:perenne|definitive|permanente)|largo plazo"
            r"|solucion (?:definitiva|permanente)|vorbeugung"
        ),
    ),
    (
        "rollback",
        (
            r"(?:emergency )?roll ?back(?: \w+)*|revert(?: \w+)*|back ?out(?: \w+)*|ruckrollen|zuruckrollen"
            r"|retour arriere|reversion|undo"
        ),
    ),
    (
        "escalate",
        (
            r"escalat\w+(?: \w+)*|eskalation\w*|eskalieren|escalade|escalamiento|escalado|if (?:this|that"
            r"|it) (?:does not|doesn t|fails).*|still (?:broken|failing).*"
        ),
    ),
    (
        "verify",
        (
            r"(?:manual |automated )?verif\w+(?: \w+)*|validat\w+(?: \w+)*|confirm\w*(?: \w+)*"
            r"|(?:post fix )?checks after.*|test(?:ing)? (?:the )?fix|recovery(?: \w+)*|after (?:rollback"
            r"|fix forward|the fix|recovery)|pruf\w+|kontrolle|uberprufung|verification|verificacion|comprobacion"
        ),
    ),
    (
        "diagnose",
        (
            r"(?:root cause )?investigat\w+(?: \w+)*|diagnos\w+(?: \w+)*|(?:initial |first )?(?:checks?|triage)"
            r"|check(?: \w+)*|debug\w*(?: \w+)*|immediate actions?|immediate steps|first (?:steps|response"
            r"|actions)|initial (?:actions?|steps|response|assessment)|assess\w*(?: \w+)*|analy\w+"
            r"|root causes?(?: \w+)*|(?:possible |likely |common )?causes?|troubleshoot\w*"
            r"|what to check|gather\w*(?: \w+)*|recent changes|review(?: \w+)*|logs"
            r"|dashboards?|untersuchung|diagnostic\w*|ursachen?\w*|fehlersuche|recherche"
            r"|investigacion|causas?|indagine|analisi"
            r"|quick checks?|first (?:\w+ )?minutes|immediate|erste schritte"
            r"|premieres? actions?|primeros pasos|диагностика"
        ),
    ),
    (
        "resolve",
        (
            r"(?:implement|apply|deploy)(?: \w+){0,2} fix\w*|resol\w+(?: \w+)*|mitigat\w+(?: \w+)*|(?:common "
            r"|possible |potential )?(?:fix(?:es)?|remed\w+|solutions?)(?: \w+)*|actions?|steps?|response"
            r"|recover\w*(?: \w+)*|procedure|what to do|how to fix|repair|restore|manual(?: \w+)*"
            r"|emergency procedures?"
            r"|behebung\w*|losung\w*|massnahmen?|wiederherstellung|entstorung|vorgehen|resolution"
            r"|remise en service|correction|actions? correctives?|solucion\w*|mitigacion|acciones"
            r"|rimedi\w*|risoluzione|oplossing|решение|устранение"
        ),
    ),
)

KINDS = tuple((kind, re.compile(rf"(?:{words})")) for kind, words in _KINDS)
STAGES = tuple((stage, re.compile(rf"(?:{words})")) for stage, words in _STAGES)
_PHASE = re.compile(
    r"^(?:phase|stage|step|schritt|etape|paso|fase|passo|etap)\s+(?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five)\b\s*"
)
_PHASES = re.compile(
    r"(?:detect\w*|discovery|alert\w*|acknowledg\w*|triage|assess\w*|declar\w*|mobili[sz]\w*|investigat\w*|diagnos\w*"
    r"|contain\w*|mitigat\w*|communicat\w*|eradicat\w*|resol\w*|recover\w*|verif\w*|monitor\w*|review|follow ?up"
    r"|post ?mortem|post ?incident|closure|close|prepar\w*|identif\w*|respon\w*|respond|learn\w*|escalat\w*|analy\w*"
    r"|erkenn\w*|meldung|alarmierung|einstufung|diagnose|behebung|nachbereitung|wiederherstellung|abschluss|bewertung"
    r"|qualification|diagnostic|cloture|retablissement|deteccion|resolucion|cierre|contencion|recuperacion)"
    r"(?: (?:and|und|et|y|the|of|initial|\w+))*"
)
_SCENARIO = re.compile(
    r"^(?:scenario|pattern|szenario|scenario|escenario|scenario|case|fall|cas|caso|incident type|playbook"
    r"|runbook|storfall|alert)"
    r"\s*(?:\d{1,3}|[a-z]|[ivx]{1,4})?\s*[:.)\-–—|]\s*",
    re.IGNORECASE,
)
_IN_A_SCENARIO = re.compile(
    r"^(?:p[0-5]|sev ?[0-5]|s[0-5]|severity [0-5]) (?:incident|outage|alert|scenario|event)s?\b"
)
FILLING = (
    r"(?:incident|incidents|the|our|your|production|key|general|main|basic|\d+|and|for|by|of|during|critical"
    r"|definitions?|levels?|matrix|overview|guide|guidelines|table|section|policy|policies|path|paths|chart"
    r"|information|list|details)"
)
_TRIMMED = re.compile(rf"^(?:{FILLING} )+|(?: {FILLING})+$")


@lru_cache(maxsize=4096)
def kind_of(title: str) -> str:
    """What a title announces ("severities", "ladder", …), or ""."""
    said = _core(title)
    if not said or len(said) > 100:
        return ""
    for whole in (True, False):
        for kind, words in KINDS:
            for form in (said, _TRIMMED.sub("", said)):
                if form and (words.fullmatch(form) if whole else _holds(words, form, kind)):
                    return kind
    return ""


@lru_cache(maxsize=4096)
def stage_of(title: str) -> str:
    """The part of a scenario that a title announces: "symptoms" or a stage of steps, or ""."""
    said = _core(title)
    if not said or len(said) > 100:
        return ""
    for form in (said, _TRIMMED.sub("", said)):
        for stage, words in STAGES:
            if form and words.fullmatch(form):
                return stage
    for stage, words in STAGES:
        if len(said.split()) <= 5 and re.match(
            rf"(?:{words.pattern})(?:$| (?:and|or|steps?|actions?|fuer|fur|for|the)\b)", said
        ):
            return stage
    return ""


def is_phase(title: str, *, in_process: bool) -> bool:
    """Whether a title is that of a phase: "Phase 2: …" anywhere, or "Triage" within a process."""
    said = simple(title)
    if _PHASE.match(said):
        return True
    return in_process and bool(_PHASES.fullmatch(_core(title)))


def phase_name(title: str) -> str:
    """The title without "Phase 2:"."""
    from warroom.playbook.markdown.plain import bare, tidy

    said = re.sub(
        r"^(?:phase|stage|step|schritt|[ée]tape|paso|fase|passo)\s+(?:\d{1,2}|[ivx]{1,4})\s*[:.)\-–—]*\s*",
        "",
        bare(title),
        flags=re.IGNORECASE,
    )
    return tidy(said) or tidy(title)


_GENERIC = re.compile(
    r"(?:(?:general|generic|default|production|major|security|service|the|our|team)\s)*"
    r"(?:(?:incident|outage|emergency)s?(?: (?:response|management|handling|process|procedure|command))?"
    r"|on ?call|operations|ops)"
    r"(?: (?:guide|handbook|manual|overview|index|team|engineer|engineers))?"
)


def scenario_name(title: str) -> str | None:
    """The title of a scenario that says it is one ("Scenario A: Disk full"), without that word; else None."""
    from warroom.playbook.markdown.plain import bare, tidy

    said = bare(title)
    if (match := _SCENARIO.match(said)) and said[match.end() :].strip():
        named = tidy(said[match.end() :])
        return None if _GENERIC.fullmatch(simple(named)) else named
    if _IN_A_SCENARIO.match(simple(title)) and kind_of(title) in ("", "scenarios"):
        return tidy(re.sub(r"^[\w-]+\s*\d?\s+\w+\s*[:.)\-–—|]*\s*", "", said, count=1)) or tidy(said)
    return None


def as_stage(stage: str) -> Stage:
    """The stage of a step under this title; "diagnose" where the title names none."""
    return _AS_STAGE.get(stage, "diagnose")


_AS_STAGE: dict[str, Stage] = {stage: stage for stage in get_args(Stage)}


def _core(title: str) -> str:
    from warroom.playbook.markdown.plain import without_parens

    said = simple(without_parens(title)) or simple(title)
    return _COUNTED.sub("", said) or said


_COUNTED = re.compile(r"^(?:procedure|section|part|chapter|abschnitt|kapitel|section|partie|chapitre|seccion) \d{1,2} ")


_LOOSE = ("sample", "roles", "process", "communication", "links", "commands", "severities", "principles", "questions",
          "scenarios", "contacts", "metrics", "agenda", "attendees", "prevention", "cadence")  # fmt: skip


def _holds(words: re.Pattern[str], said: str, kind: str) -> bool:
    """Whether the words stand inside the title; kinds with everyday words must be at its beginning or end."""
    if len(said.split()) > 8:
        return False
    if kind in _LOOSE:
        return len(said.split()) <= 6 and bool(
            re.search(rf"\b(?:{words.pattern})$|^(?:{words.pattern})\b(?! (?:down|fail))", said)
        )
    return bool(re.search(rf"\b(?:{words.pattern})(?!\w)", said))
