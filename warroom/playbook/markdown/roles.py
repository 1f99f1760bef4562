"""Roles and their duties: "Incident Commander: leads the response", and lists under a role's own title."""

import re

from warroom.playbook.markdown.draft import Context, Draft, RoleDraft
from warroom.playbook.markdown.fields import column_of, split_label
from warroom.playbook.markdown.plain import bare, parens, simple, slug, tidy, without_parens
from warroom.playbook.markdown.tree import Block

_ROLES: tuple[tuple[str, str], ...] = (
    (
        "deputy",
        (
            r"deputy(?: \w+)*|(?:backup|secondary|assistant) (?:incident )?(?:commander|ic|manager)"
            r"|stellvertret\w*(?: \w+)*|adjoint|suplente"
        ),
    ),
    (
        "commander",
        (
            r"(?:the )?(?:major )?incident (?:commander|manager|lead(?:er)?|coordinator|owner|captain|controller"
            r"|command)(?: ic| im)?|ic|im|commander|incident response (?:lead|manager)|crisis manager"
            r"|einsatzleit\w*|incident ?leit\w*|vorfallsleit\w*|storungsleit\w*|koordinator\w*|responsable (?:d "
            r"|de l )?incident|pilote(?: (?:d |de l )?incident)?|directeur de crise|commandant\w*(?: \w+)*"
            r"|comandante(?: \w+)*|coordinador\w*(?: \w+)*|responsable del? incidente|incident commander on call"
        ),
    ),
    (
        "technical",
        (
            r"(?:tech(?:nical)?|operations?|ops|engineering|sre) lead(?: tl)?|tl|technical (?:commander|owner"
            r"|responder)|ops commander|lead engineer|operations|technische\w* (?:leit\w*|verantwort\w*)"
            r"|technikleit\w*|responsable technique|lead technique|lider tecnico|responsable tecnico"
        ),
    ),
    (
        "comms",
        (
            r"(?:external |internal |customer )?comm(?:unication)?s?(?: and liaison)?(?: (?:lead|manager|officer"
            r"|coordinator|owner|commander))?(?: cl)?|public relations|kommunikation\w*(?: \w+)?|(?:responsable"
            r"|charge) (?:de la |de )?communication|comunicacion\w*|responsable de comunicacion"
        ),
    ),
    (
        "scribe",
        (
            r"scribe|(?:note ?taker|recorder|logger|secretary|timekeeper)|protokollant\w*|protokollfuhr\w*"
            r"|schriftfuhr\w*|secretaire|greffier|scribe|redactor|escriba"
        ),
    ),
    (
        "liaison",
        (
            r"(?:customer|business|external|internal|executive|vendor|stakeholder"
            r"|support)? ?liaison(?: officer)?|customer (?:support )?lead|verbindungs\w+"
        ),
    ),
)
NAMES = tuple((ident, re.compile(words)) for ident, words in _ROLES)
_OF_SOMEBODY = re.compile(
    r"^(?P<who>.+?)(?: s)?(?: role| key)? (?:responsibilities|duties|tasks|actions|role|checklist|aufgaben"
    r"|responsabilites)$"
)
_FOR_SOMEBODY = re.compile(
    r"^(?:steps|duties|responsibilities|tasks|instructions|actions|role|what to do|guide)"
    r" (?:for|of|as)(?: an?| the)? (?P<who>.+)$",
    re.IGNORECASE,
)
_WEARABLE = re.compile(
    r"\b(?:engineer|lead|manager|officer|commander|on ?call|responder|expert|sme|dba|cto|ceo|ciso|vp"
    r"|director|owner|support|team|coordinator|scribe|liaison|leiter\w*|verantwortlich\w*|responsable"
    r"|ingenieur\w*|ingenier\w*)\b"
)


def role_id(name: str) -> str:
    """The id of a role with one of the usual names; ""."""
    for form in (simple(without_parens(name)), simple(name), *(simple(inner) for inner in parens(name))):
        for ident, words in NAMES:
            if form and words.fullmatch(form):
                return ident
    return ""


def whose(title: str) -> str:
    """The name in a title such as "IC Responsibilities" or "Incident Commander Checklist"; ""."""
    if (of := _FOR_SOMEBODY.match(bare(title))) and wearable(of["who"]):
        return tidy(of["who"])
    match = _OF_SOMEBODY.match(simple(without_parens(title)))
    if match is None:
        return ""
    words = without_parens(title).split()
    return " ".join(words[: len(match["who"].split())]).removesuffix("'s").removesuffix("’s")


def wearable(name: str) -> bool:
    """Whether this is the name of a role."""
    return bool(role_id(name)) or (len(simple(name).split()) <= 6 and bool(_WEARABLE.search(simple(name))))


def role(name: str, line: int, context: Context, draft: Draft) -> RoleDraft:
    """The role with this name, made where it is new."""
    ident = role_id(name) or slug(without_parens(name)) or slug(name) or "role"
    made = draft.roles.get(ident)
    if made is None:
        severities = draft.severities_in(name) or context.severities
        made = draft.roles[ident] = RoleDraft(ident, tidy(name), line, severities=severities)
    elif simple(name) != simple(made.name) and len(simple(name)) > len(simple(made.name)) and role_id(name):
        made.name = tidy(name)
    return made


def take_roles(block: Block, context: Context, draft: Draft) -> list[Block]:
    """The items of a list that are neither roles nor duties of the role in the title."""
    left = []
    owner = context.role
    for item in block.children:
        if not item.lines:
            left.append(item)
            continue
        label, value = split_label(item.lines[0])
        more = [line.text for line in item.lines[1:]]
        nested = [child for inner in item.children if inner.kind == "list" for child in inner.children]
        if owner and not (label and role_id(label)):
            role(owner, item.first, context, draft).duties.append(" ".join([item.text]))
        elif label and (wearable(label) or context.kind == "roles"):
            made = role(label, item.first, context, draft)
            named = draft.severities_in(value)
            if named:
                made.severities = named
            made.duties += [" ".join([value, *more]).strip()] if value else []
            made.duties += [child.text for child in nested]
        elif nested or (wearable(item.text) and len(item.text.split()) <= 6):
            made = role(item.text, item.first, context, draft)
            made.duties += [child.text for child in nested]
        else:
            left.append(item)
            continue
        draft.use(item.first, item.lines[-1].no)
        for inner in item.children:
            if inner.kind == "list":
                draft.use_block(inner)
                if owner:
                    role(owner, item.first, context, draft).duties += [child.text for child in nested if child.text]
            elif inner.kind == "para":
                draft.use_block(inner)
                role(owner or label or item.text, item.first, context, draft).duties.append(inner.text)
            else:
                draft.leave(inner.first, inner.last, "beside a role")
    return left


def take_role_table(table: Block, context: Context, draft: Draft) -> bool:
    """Whether a table had a role and its duties in each row."""
    kinds = [column_of(cell.text) for cell in table.rows[0]]
    name = next((kinds.index(kind) for kind in ("role", "who") if kind in kinds), None)
    duty = next((kinds.index(kind) for kind in ("duties", "task") if kind in kinds and kinds.index(kind) != name), None)
    if name is None or duty is None:
        return False
    draft.use_block(table)
    for row in table.rows[1:]:
        if name >= len(row) or not row[name].text:
            continue
        made = role(row[name].text, row[0].no, context, draft)
        made.duties += [cell.text for place, cell in enumerate(row) if place != name and cell.text.strip(" -–—")]
    return True
