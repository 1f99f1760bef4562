"""What a list is by its shape and by the titles above it."""

import re

from warroom.playbook.markdown.checklist import clock_of_title
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.ladder import take_sentences
from warroom.playbook.markdown.ladder_words import unanswered
from warroom.playbook.markdown.lists import take_phrases
from warroom.playbook.markdown.phases import window_of
from warroom.playbook.markdown.plain import simple
from warroom.playbook.markdown.postmortem import take_review
from warroom.playbook.markdown.titles import kind_of, stage_of
from warroom.playbook.markdown.tree import LABEL, Block, Line, Section


def without_calls(block: Block, context: Context, draft: Draft) -> Block:
    """The list without the items that say who is called when nobody answers: those are rungs now."""
    kept = []
    for item in block.children:
        taken = item.lines and not item.children and unanswered(Line(item.first, item.text, "", item.text))
        if taken and take_sentences(Line(item.first, item.text, "", item.text), context, draft, unanswered_only=True):
            draft.use_block(item)
        else:
            kept.append(item)
    return Block("list", block.first, block.last, children=tuple(kept), ordered=block.ordered)


def is_timed(block: Block, section: Section, context: Context) -> bool:
    """Whether the time in the title above is a limit for each item: not where it only says how long a phase takes."""
    if context.clock is None or not _direct(section):
        return False
    if context.phase is None or "triage" in simple(context.phase.title):
        return True
    return block.ordered and section.level < LABEL


def _direct(section: Section) -> bool:
    """Whether the list stands right under the title with the clock, or under a label there."""
    return (
        True if section.level >= LABEL else clock_of_title(section.title) is not None or bool(window_of(section.title))
    )


def is_stepwise(context: Context) -> bool:
    return any(stage_of(title) and not kind_of(title) for title in context.titles[-2:]) and context.kind in (
        "",
        "links",
        "commands",
    )


def is_commanding(block: Block, context: Context) -> bool:
    return context.stage != "diagnose" and is_stepwise(context) and block.ordered


def holds_code(item: Block) -> bool:
    return any(child.kind == "fence" for child in item.children)


def review_or_phase(block: Block, context: Context, draft: Draft) -> list[Block]:
    if (
        context.phase is not None
        and not re.search(r"document|template|section|attend|agenda|includ", simple(context.title))
        and len(context.titles)
        and context.clock is None
    ):
        return take_phrases(block, context.phase.steps, draft)
    return take_review(block, context, draft)


def texts_of(blocks: list[Block]) -> list[str]:
    made = []
    for block in blocks:
        made += [line.text for line in block.lines]
        for child in block.children:
            made += [f"- {text}" if block.kind == "list" else text for text in texts_of([child])]
    return made
