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


def take_watch(text: str, line: int, draft: Draft, *, trusted: bool = False) -> bool:
    """Whether these words say how long it is watched; the longest such time counts."""
    if not trusted and not _WATCHES.search(simple(text)):
        return False
    for clock in clocks(text):
        if clock.sense in ("for", "beyond") and clock.high is not None:
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
