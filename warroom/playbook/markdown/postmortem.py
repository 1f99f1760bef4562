"""How a team looks back: who comes, what is talked about, what the page says, and by when."""

import re

from warroom.playbook.markdown.checklist import clock_of_title
from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fields import split_label
from warroom.playbook.markdown.plain import bare, simple, tidy
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Section

_DOCUMENTS = re.compile(
    r"\b(?:document\w*|sections?|includes?|contains?|covers?|template|should|structure|inhalte?|contenu"
    r"|doit|debe|secciones|abschnitte)\b"
)


_HELD = re.compile(
    r"\b(?:conduct\w*|hold|held|meeting|schedul\w*|complet\w*|run|publish\w*|write|durchgefuhrt"
    r"|abgeschlossen)\b.*\bpost ?mortem\b|\bpost ?mortem\b.*\b(?:conduct\w*|held|meeting|schedul\w*"
    r"|complet\w*|publish\w*|written|done|durchgefuhrt)\b"
)


def take_deadline(title: str, line: int, draft: Draft) -> None:
    """The deadline of a title such as "Post-mortem (within 48 hours)"; the first is kept."""
    clock = clock_of_title(title)
    if clock is not None and draft.review_within is None:
        draft.review_within = clock.limit
        draft.review_line = draft.review_line or line
    named = draft.severities_in(title)
    if named and not draft.review_severities:
        draft.review_severities = named


def take_review(block: Block, context: Context, draft: Draft) -> list[Block]:
    """Items as attendees, agenda or sections, as the title says; [] of the rest."""
    kind = context.kind
    draft.review_line = draft.review_line or block.first
    left = []
    documents = kind == "review_template" or bool(_DOCUMENTS.search(simple(context.title)))
    for item in block.children:
        if not item.lines:
            left.append(item)
            continue
        nested = [child.text for inner in item.children for child in inner.children if child.text]
        if kind == "attendees":
            draft.review["attendees"] += [bare(item.text), *nested]
        elif kind == "agenda" or not documents:
            draft.review["agenda"] += [bare(item.text), *nested]
        else:
            label, value = split_label(item.lines[0])
            title = label or bare(item.text)
            if not label and (match := re.match(r"^(.+?)\s*\(([^()]+)\)$", title)):
                title, value = tidy(match[1]), match[2]
            asks = [
                words for words in (value if label or value != item.text else "", *nested) if words and words != title
            ]
            draft.review["sections"].append(
                Section(
                    id=draft.new_id("section", title), title=tidy(title), asks=tuple(asks), source=draft.at(item.first)
                )
            )
        draft.use(item.first, item.lines[-1].no)
        for inner in item.children:
            if inner.kind == "list":
                draft.use_block(inner)
            else:
                left.append(inner)
    return left


def take_sentence(text: str, line: int, draft: Draft) -> bool:
    """Whether a sentence says by when the post-mortem is due."""
    if not re.search(
        r"\b(?:post ?mortem|review|retrospective|nachbesprechung|retour d experience|rca)\b", simple(text)
    ):
        return False
    found = [clock for clock in clocks(text) if clock.sense == "within"]
    if not found:
        return False
    if draft.review_within is None:
        draft.review_within = found[0].limit
        draft.review_line = draft.review_line or line
    return draft.review_within == found[0].limit


_DUE = re.compile(
    r"\b(?:h[eo]ld|due|published?|written|complet\w+|done|conducted|finished|shared|delivered|ready|scheduled|write|publish"
    r"|finish|deliver|share|schedule|stattfinden|fertig|termine\w*|publie\w*|realizar\w*)\b"
)


def take_due(text: str, line: int, draft: Draft) -> bool:
    """Whether words about the post-mortem say when it is held or written: "Held within 72 hours"; the first counts."""
    found = [clock for clock in clocks(text) if clock.sense == "within"]
    if draft.review_within is not None or not found or not _DUE.search(simple(text)):
        return False
    draft.review_within = found[0].limit
    draft.review_line = draft.review_line or line
    return True


def take_file(text: str, links: tuple[tuple[str, str], ...], draft: Draft) -> bool:
    """Whether the words name the file of the template."""
    match = re.search(r"(?<![\w:/])(?:\.{0,2}/)?[\w.-]+(?:/[\w.-]+)*\.(?:md|docx?|rst|txt|adoc)\b", text)
    found = match[0] if match else next((url for _, url in links), "")
    if found and not draft.review_file:
        draft.review_file = found
        return True
    return False


def due_review(draft: Draft) -> None:
    """Where no title says by when the post-mortem is due, the item of the checklist that holds it does."""
    if draft.review_within is not None:
        return
    for item in draft.items:
        if item.limit is not None and _HELD.search(simple(item.text)):
            draft.review_within = item.limit
            draft.review_line = draft.review_line or int(item.source.rpartition(":")[2])
            return
