"""A line of prose: what a title above it announces decides what it says."""

import re
from dataclasses import replace

from warroom.playbook.markdown.cadence import take_cadence
from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.markdown.contacts import take_contacts
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fields import split_label
from warroom.playbook.markdown.ladder import take_sentences
from warroom.playbook.markdown.ladder_words import unanswered
from warroom.playbook.markdown.links import take_link
from warroom.playbook.markdown.plain import tidy
from warroom.playbook.markdown.postmortem import take_due, take_file, take_sentence
from warroom.playbook.markdown.resolution import is_objective, says_when_over, take_watch
from warroom.playbook.markdown.roles import role
from warroom.playbook.markdown.scenarios import add_step
from warroom.playbook.markdown.templates import take_words
from warroom.playbook.markdown.tree import Block, Line

_ORDERS = re.compile(
    r"^(?P<label>(?:fix|mitigation|resolution|remedy|solution|what to do|action)\s*:\s+)"
    r"|^(?:run|restart|roll back|execute|type)\s",
    re.IGNORECASE,
)


def take_line(line: Line, context: Context, draft: Draft) -> None:
    if not line.text:
        return
    if context.scenario is not None:
        _scenario_line(line, context, draft)
        return
    taken = False
    if context.within("ladder", "criteria_to_escalate") or re.search(r"\bescalat|eskalier|escalad", line.text.lower()):
        taken = take_sentences(line, context, draft)
    elif unanswered(line):
        taken = take_sentences(line, context, draft, unanswered_only=True)
    if context.kind == "templates" and len(line.text.split()) >= 6 and not clocks(line.text):
        take_words(line.text, context.title, line.no, context, draft)
        taken = True
    taken = take_cadence(line.text, line.no, context, draft) or taken
    if context.within("resolution") or re.search(r"\bmonitor|watch|beobacht|surveill", line.text.lower()):
        over = context.kind == "resolution" and says_when_over(line.text)
        taken = (take_watch(line.text, line.no, draft, trusted=over) and not over) or taken
    if context.within("postmortem", "review_template", "postincident"):
        taken = take_sentence(line.text, line.no, draft) or taken
        taken = (context.kind == "postmortem" and take_due(line.text, line.no, draft)) or taken
        taken = (context.within("postmortem", "review_template") and take_file(line.text, line.links, draft)) or taken
    if context.kind == "resolution" and not taken and not is_objective(line.text):
        draft.criteria.append(line.text)
        draft.resolution_line = draft.resolution_line or line.no
        taken = True
    elif context.kind == "principles":
        draft.principles.append(line.text)
        taken = True
    elif context.role and context.kind == "roles":
        role(context.role, line.no, context, draft).duties.append(line.text)
        taken = True
    elif context.kind == "contacts" and (split_label(line)[0]):
        item = Block("item", line.no, line.no, lines=(line,))
        taken = not take_contacts(Block("list", line.no, line.no, children=(item,)), context, draft)
    elif context.kind == "links" and line.links:
        for title, url in line.links:
            take_link(title or tidy(line.text.replace(url, "")), url, line.no, context, draft)
        taken = True
    if taken:
        draft.use(line.no)


def _scenario_line(line: Line, context: Context, draft: Draft) -> None:
    orders = _ORDERS.match(line.text) if context.kind == "symptoms" else None
    if context.kind == "symptoms" and orders is None:
        assert context.scenario is not None
        context.scenario.symptoms.append(line.text)
    elif context.kind in ("templates",):
        take_words(line.text, context.title, line.no, context, draft)
    else:
        if orders is not None:
            context = context.but(kind="steps", stage="resolve")
            words = line.text[orders.end("label") :] if orders["label"] else line.text
            line = replace(line, text=words, bold="", rest=words)
        add_step((line,), context, draft)
    draft.use(line.no)
