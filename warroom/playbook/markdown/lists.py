"""Lists without a clock of an incident, and lists of words: access, hand-over, metrics, what to remember."""

from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.plain import bare, tidy
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Ticklist


def take_ticklist(block: Block, context: Context, draft: Draft) -> list[Block]:
    """The whole list, to be ticked between incidents."""
    words, left = _words(block, draft)
    title = tidy(context.title) or "List"
    if words:
        draft.lists.append(
            Ticklist(id=draft.new_id("list", title), title=title, items=tuple(words), source=draft.at(block.first))
        )
    return left


def take_phrases(block: Block, into: list[str], draft: Draft) -> list[Block]:
    """The items' words, one after the other."""
    words, left = _words(block, draft)
    into += words
    return left


def _words(block: Block, draft: Draft) -> tuple[list[str], list[Block]]:
    words: list[str] = []
    left: list[Block] = []
    for item in block.children:
        if not item.text:
            left.append(item)
            continue
        words.append(bare(item.text) or item.text)
        draft.use(item.first, item.lines[-1].no)
        for inner in item.children:
            if inner.kind == "list":
                more, rest = _words(inner, draft)
                words += more
                left += rest
            else:
                left.append(inner)
    return words, left
