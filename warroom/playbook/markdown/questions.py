"""Questions to ask: lists whose items end with a question mark."""

import re

from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.plain import bare, simple, tidy, without_parens
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Questions


def are_questions(block: Block) -> bool:
    """Whether more than half of the items ask something."""
    asked = sum(is_question(item.text) for item in block.children)
    return asked * 2 > len(block.children)


def is_question(text: str) -> bool:
    """Whether the words end with a question mark, but for what stands in brackets."""
    return bool(re.search(r"[?？]\W*$", without_parens(text) or text)) or bool(re.search(r"\?\)?\W*$", text))


def take_questions(block: Block, title: str, context: Context, draft: Draft) -> None:
    """All the items as one set of questions."""
    words = [bare(item.text) for item in block.children if item.text]
    more = [child.text for item in block.children for inner in item.children for child in inner.children if child.text]
    if not any(words) and not more:
        return
    for item in block.children:
        draft.use(item.first, item.lines[-1].no if item.lines else item.first)
        for inner in item.children:
            if inner.kind == "list":
                draft.use_block(inner)
            else:
                draft.leave(inner.first, inner.last, "beside a question")
    name = tidy(title) or "Questions"
    if simple(name) in ("ask", "ask yourself", "questions", "fragen", "preguntas") and len(context.titles) > 1:
        name = tidy(bare(context.titles[-2]))
    draft.questions.append(
        Questions(
            id=draft.new_id("questions", name), title=name, questions=tuple(words + more), source=draft.at(block.first)
        )
    )
