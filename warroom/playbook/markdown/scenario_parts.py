"""Parts of a scenario that a page writes as items of a list, and lists that tell what to do."""

import re

from warroom.playbook.markdown.draft import Context
from warroom.playbook.markdown.fields import split_label
from warroom.playbook.markdown.plain import bare, simple, tidy
from warroom.playbook.markdown.scenarios import inline_commands
from warroom.playbook.markdown.sections import inside
from warroom.playbook.markdown.titles import stage_of
from warroom.playbook.markdown.tree import Block, Line, Section


def part_of_scenario(item: Block) -> Section | None:
    """The section that an item such as "Symptoms" with a list in it is, or "Fix: restart it"; None of any other."""
    if not item.lines:
        return None
    first = item.lines[0]
    label, value = split_label(first)
    title = tidy(bare(item.text))
    if item.children and len(item.lines) == 1 and _names_a_part(title, bold=bool(first.bold)):
        return inside(Line(first.no, title, "", title, first.links), item.children)
    if label and value and _names_a_part(label, bold=bool(first.bold)):
        said = Line(first.no, value, "", value, first.links, first.codes)
        return inside(
            Line(first.no, label, "", label),
            [Block("para", first.no, item.lines[-1].no, lines=(said, *item.lines[1:])), *item.children],
        )
    return None


_PARTS = re.compile(
    r"(?:symptoms?|signs?|impact|(?:quick |long ?term |possible |permanent )?(?:fix(?:es)?|steps|actions|resolution"
    r"|solution|remedy|remediation|mitigation|workaround|recovery|procedure)|diagnosis|investigation|causes?|root cause"
    r"|roll ?back|verification|escalation|what to do)(?: steps)?"
)


def _names_a_part(title: str, *, bold: bool) -> bool:
    """Whether a title is that of a part of a scenario ("Symptoms", "Steps") and no step ("Check the logs")."""
    if not stage_of(title) or len(title.split()) > 3:
        return False
    return bool(_PARTS.fullmatch(simple(title))) or (bold and not _IMPERATIVE.match(title))


_IMPERATIVE = re.compile(
    r"^(?:check|restart|run|verify|roll|scale|increase|look|open|review|contact|notify|if|use|clear|kill"
    r"|stop|start|disable|enable|page|call|wait|fail|prüf\w*|neustart\w*|vérifi\w*|redémarr\w*"
    r"|reinici\w*)\b",
    re.IGNORECASE,
)


def begun(block: Block, context: Context) -> bool:
    """Whether a numbered list after what is seen goes on with what is done about it."""
    assert context.scenario is not None
    return bool(context.scenario.steps) or any(inline_commands(item.lines) for item in block.children)


def is_imperative(block: Block) -> bool:
    return sum(bool(_IMPERATIVE.match(bare(item.text))) for item in block.children) * 2 >= len(block.children)
