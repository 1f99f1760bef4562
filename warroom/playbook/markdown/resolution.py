"""When it is over: criteria, and how long everything is watched before."""

import re

from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.plain import bare, simple
from warroom.playbook.markdown.tree import Block

_WATCHES = re.compile(
    r"\b(?:watch|monitor\w*|observ\w*|stable|stability|stabil\w*|normal|beobacht\w*|uberwach\w*"
    r"|surveill\w*|vigilar|monitore\w*|green|soak|bake|no recurrence|steady)\b"
)


_AT_LEAST_SO_LONG = re.compile(
    r"\b(?:watch|monitor|observe|soak|bake)\w*(?: (?:it|everything|closely|the \w+|for|at least|another))*$"
)
_STABILITY = re.compile(
    r"\b(?:stability|stable|recurrence|before (?:closing|declaring|resolving|marking)|after (?:the |a )?(?:fix"
    r"|mitigation|repair)"
    r"|post ?fix)\b"
)
_CRITERION = re.compile(
    r"^(?:verify|confirm|check|validate|ensure)\b.*\b(?:fix(?:ed)?|recovery|recovered|resolved|resolution|restored)\b"
    r"|\bno recurrence\b|^(?:monitor|watch)(?: closely)? for (?:any )?recurrence\b"
    r"|\b(?:fix|recovery|service) (?:is )?(?:verified|confirmed|restored)\b"
)
_RESOLVING = re.compile(
    r"\b(?:resol\w+|recover\w*|clos(?:e|ing|ure)|all clear|verif\w+|validation|abschluss|cloture|cierre)\b"
)
_OPENS = re.compile(r"\b(?:declare|declaring|declared|call|open|opening|raise|start|trigger|create)\b")
_OVER = re.compile(r"\b(?:resolved|resolution|closed?|closing|over|done|all clear|end|ended|fixed|recovered)\b")
_OBJECTIVE = re.compile(
    r"\b(?:slos?|slas?|error budgets?)(?: \w+)? (?:allows?|permits?|targets?|gives?|means?)\b"
    r"|\b(?:our|the) (?:slos?|slas?|error budgets?) (?:is|are) \d|\b(?:alert|alarm)s? (?:fires?|trips?) (?:when"
    r"|if|once|at|above)\b"
)


def opens_incident(title: str) -> bool:
    """Whether a title asks when an incident is declared, and not when it is over."""
    said = simple(title)
    return bool(_OPENS.search(said)) and not _OVER.search(said)


def is_objective(text: str) -> bool:
    """Whether a sentence explains an objective or an alert: it is no criterion for the end of an incident."""
    return bool(_OBJECTIVE.search(simple(text)))


def says_when_over(text: str) -> bool:
    """Whether a sentence says when an incident is over: "The incident closes when …"."""
    return bool(re.search(r"\b(?:clos\w+|resolved|over|ends?)\b.*\b(?:when|once|if|after)\b", simple(text)))


def take_criterion(text: str, line: int, context: Context, draft: Draft) -> None:
    """A step of the phase that resolves, where it says what must hold before the end; it stays a step as well."""
    if context.phase is None or not _RESOLVING.search(simple(context.phase.title)):
        return
    if _CRITERION.search(simple(text)) and bare(text) not in draft.criteria:
        draft.criteria.append(bare(text))
        draft.resolution_line = draft.resolution_line or line


def take_stability(text: str, line: int, draft: Draft) -> bool:
    """Whether a step says how long everything is watched once it is fixed."""
    return bool(_STABILITY.search(simple(text))) and take_watch(text, line, draft)


def take_watch(text: str, line: int, draft: Draft, *, trusted: bool = False) -> bool:
    """Whether these words say how long it is watched; the longest such time counts."""
    if not trusted and not _WATCHES.search(simple(text)):
        return False
    for clock in clocks(text):
        bare_time = clock.sense == "bare" and _AT_LEAST_SO_LONG.search(simple(text[: clock.start]))
        if (clock.sense in ("for", "beyond") or bare_time) and clock.high is not None:
            if draft.watch is None or (draft.watch.seconds or 0) < clock.high:
                draft.watch = clock.limit
            draft.resolution_line = draft.resolution_line or line
            return True
    return False


def take_resolution(block: Block, context: Context, draft: Draft) -> list[Block]:
    """Criteria, or what is watched where the title sets a time to watch."""
    watching = take_watch(context.title, block.first, draft) or bool(
        re.match(r"^(?:watch|monitor|beobacht|surveill)", simple(context.title))
    )
    left = []
    draft.resolution_line = draft.resolution_line or block.first
    for item in block.children:
        if not item.text:
            left.append(item)
            continue
        if not watching and is_objective(item.text):
            left.append(item)
            continue
        (draft.watch_for if watching else draft.criteria).append(bare(item.text))
        if not watching:
            take_watch(item.text, item.first, draft, trusted=True)
        draft.use(item.first, item.lines[-1].no)
        for inner in item.children:
            if inner.kind == "list":
                (draft.watch_for if watching else draft.criteria).extend(
                    child.text for child in inner.children if child.text
                )
                draft.use_block(inner)
            else:
                left.append(inner)
    return left
