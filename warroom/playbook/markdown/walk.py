"""From section to section: what a title announces decides who reads the words below it."""

from warroom.playbook.markdown.cadence import take_cadence, take_cadence_list
from warroom.playbook.markdown.checklist import (
    anchor_in,
    clock_of_title,
    is_clock_alone,
    is_clocked,
    own_clock,
    take_item_table,
    take_items,
)
from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.markdown.commands import code_step, query_steps, session_steps, steps_in
from warroom.playbook.markdown.contacts import looks_like_contacts, take_contact_table, take_contacts
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.entering import entered
from warroom.playbook.markdown.fences import nature_of
from warroom.playbook.markdown.fields import split_label
from warroom.playbook.markdown.ladder import also_contacts, take_conditions, take_ladder
from warroom.playbook.markdown.ladder_shape import is_ladder
from warroom.playbook.markdown.ladder_tables import take_ladder_table
from warroom.playbook.markdown.links import only_links, take_link, take_link_table, take_links
from warroom.playbook.markdown.list_shapes import (
    holds_code,
    is_commanding,
    is_stepwise,
    is_timed,
    review_or_phase,
    texts_of,
    without_calls,
)
from warroom.playbook.markdown.lists import take_phrases, take_ticklist
from warroom.playbook.markdown.matrix import take_table
from warroom.playbook.markdown.phases import take_phase_table
from warroom.playbook.markdown.plain import bare, simple, tidy
from warroom.playbook.markdown.postmortem import take_due, take_review, take_sentence
from warroom.playbook.markdown.prose import take_line
from warroom.playbook.markdown.questions import are_questions, take_questions
from warroom.playbook.markdown.resolution import take_criterion, take_resolution, take_stability, take_watch
from warroom.playbook.markdown.roles import role_id, take_role_table, take_roles
from warroom.playbook.markdown.scenario_parts import begun, is_imperative, part_of_scenario
from warroom.playbook.markdown.scenarios import (
    inline_commands,
    put,
    take_scenario_table,
    take_step,
    take_symptoms,
    with_command,
)
from warroom.playbook.markdown.sections import inside
from warroom.playbook.markdown.templates import take_template, take_words
from warroom.playbook.markdown.titles import as_stage, stage_of
from warroom.playbook.markdown.tree import Block, Line, Section
from warroom.playbook.model import Step

_DEEPEST = 60


def walk(section: Section, context: Context, draft: Draft, depth: int = 0) -> None:
    """Read this section and all inside it."""
    if id(section) in draft.done or depth > _DEEPEST:
        return
    here = entered(section, context, draft)
    if here.kind == "sample":
        draft.leave(section.line, section.last, "a sample, a drill, settings or history: nothing in it is live")
        return
    before = ""
    for block in section.body:
        _take(block, section, here, draft, before, depth)
        before = block.children[-1].text if block.kind == "list" and block.children else ""
    for part in section.parts:
        walk(part, here, draft, depth + 1)


def _take(block: Block, section: Section, context: Context, draft: Draft, before: str, depth: int) -> None:
    if id(block) in draft.done:
        return
    match block.kind:
        case "fence":
            _fence(block, context, draft, before)
        case "table":
            _table(block, context, draft)
        case "list":
            _list(block, section, context, draft, depth)
        case "quote":
            _quote(block, section, context, draft, depth)
        case "para":
            for line in block.lines:
                take_line(line, context, draft)
        case _:
            pass


def _fence(block: Block, context: Context, draft: Draft, before: str) -> None:
    title = tidy(bare(before)) or tidy(bare(context.title))
    if (
        context.scenario is not None
        and not before
        and (stage_of(context.title) or simple(title) == simple(context.scenario.title))
    ):
        title = ""
    match nature_of(block, context):
        case "shell":
            steps, flows = steps_in(block, title, context, draft)
            draft.flows += flows
        case "session":
            steps = session_steps(block, title, context, draft)
        case "query":
            steps = query_steps(block, title, context, draft)
        case "code":
            steps = code_step(block, title, context, draft)
        case "template":
            take_template(block, title or context.title, context, draft)
            return
        case "drawing":
            draft.leave(block.first, block.last, "a drawing")
            return
        case _:
            draft.leave(block.first, block.last, "a block that is neither commands nor a message")
            return
    for step in steps:
        put(step, context, draft)
    draft.use_block(block)


def _table(table: Block, context: Context, draft: Draft) -> None:
    if len(table.rows) < 2 or context.within("review_template"):
        draft.leave(table.first, table.last, "a table that fits no part of a playbook")
        return
    if context.within("metrics", "sample"):
        draft.leave(table.first, table.last, "a table that fits no part of a playbook")
        return
    taken = (
        (context.kind == "cadence" and take_table(table, draft, among=False, only="cadence"))
        or (context.within("contacts") and take_contact_table(table, context, draft))
        or ((context.kind == "ladder" or is_ladder(table.rows)) and take_ladder_table(table, context, draft))
        or (context.kind == "roles" and take_role_table(table, context, draft))
        or take_phase_table(table, draft)
        or (context.kind not in ("contacts", "links") and take_item_table(table, context, draft))
        or take_link_table(table, context, draft)
        or take_contact_table(table, context, draft)
        or take_role_table(table, context, draft)
        or take_scenario_table(table, draft)
    )
    if not taken:
        draft.leave(table.first, table.last, "a table that fits no part of a playbook")


def _list(block: Block, section: Section, context: Context, draft: Draft, depth: int) -> None:
    boxes = sum(item.box for item in block.children) * 2 >= len(block.children) > 0
    for left in _listed(block, section, context, draft, boxes=boxes):
        if left.kind == "item":
            for child in left.children:
                _nested(tidy(left.text), left.first, child, context, draft, depth)
        else:
            _nested("", left.first, left, context, draft, depth)


def _listed(block: Block, section: Section, context: Context, draft: Draft, *, boxes: bool) -> list[Block]:
    """Who reads this list; what comes back was not read and may hold more."""
    kind = context.kind
    if context.scenario is not None and kind not in ("templates", "links", "contacts", "questions"):
        return _scenario_list(block, context, draft)
    if kind == "declaring":
        draft.leave(block.first, block.last, "when to declare an incident: for people to weigh")
        return []
    if kind == "ticklist" and not is_clocked(block):
        return take_ticklist(block, context, draft)
    if kind in ("criteria_to_escalate",):
        return take_conditions(block, context, draft)
    if boxes and kind not in ("severities",):
        return _items(block, context, draft)
    if (
        only_links(block)
        and not context.as_steps
        and kind in ("links", "scenarios", "contacts", "", "postmortem", "metrics")
        and not is_commanding(block, context)
    ):
        return take_links(block, context, draft)
    if are_questions(block) and kind not in ("principles", "prevention"):
        take_questions(block, context.title, context, draft)
        return []
    if context.as_steps:
        return _steps(block, context, draft)
    match kind:
        case "cadence":
            return take_cadence_list(block, context, draft)
        case "ladder":
            left = take_ladder(block, context, draft)
            if context.within("contacts"):
                also_contacts(block, draft)
            return left
        case "roles":
            return take_roles(block, context, draft)
        case "contacts":
            return take_contacts(without_calls(block, context, draft), context, draft)
        case "links":
            if any(item.links for item in block.children):
                return take_links(block, context, draft)
        case "resolution":
            return take_resolution(block, context, draft)
        case "attendees" | "agenda" | "review_template":
            return take_review(block, context, draft)
        case "postmortem":
            for item in block.children:
                take_due(item.text, item.first, draft)
            return review_or_phase(block, context, draft)
        case "metrics":
            return take_phrases(block, draft.metrics, draft)
        case "principles":
            return take_phrases(block, draft.principles, draft)
        case "prevention":
            return take_phrases(block, draft.prevention, draft)
        case "checklist":
            return _items(block, context, draft)
        case "postincident":
            if context.phase is None or context.clock is not None or block.ordered:
                return _items(block, context, draft)
        case "questions" | "assess":
            take_questions(block, context.title, context, draft)
            return []
        case "templates":
            return _template_items(block, context, draft)
        case _:
            pass
    return _by_content(block, section, context, draft)


def _by_content(block: Block, section: Section, context: Context, draft: Draft) -> list[Block]:
    """A list under a title that announces nothing is read for what it is."""
    if is_clocked(block):
        return take_items(block, context, draft)
    if block.ordered and context.phase is None and any(one.lines and own_clock(one.lines[0]) for one in block.children):
        return _items(block, context, draft)
    if context.role and context.kind != "links" and not context.clock:
        return take_roles(block, context, draft)
    if looks_like_contacts(block):
        return take_contacts(block, context, draft)
    named = sum(bool(item.lines and role_id(split_label(item.lines[0])[0])) for item in block.children)
    if named >= 2:
        return take_roles(block, context.but(kind="roles"), draft)
    if context.kind == "communication":
        left = take_cadence_list(block, context, draft)
        if len(left) < len(block.children) and context.phase is None:
            return left
        block = Block("list", block.first, block.last, children=tuple(left), ordered=block.ordered)
    if is_timed(block, section, context) and (
        (context.phase is not None and block.ordered) or not any(holds_code(item) for item in block.children)
    ):
        return _items(block, context, draft)
    if any(holds_code(item) for item in block.children) or (context.phase is None and is_commanding(block, context)):
        return _steps(block, context, draft)
    if context.phase is not None:
        for item in block.children:
            take_watch(item.text, item.first, draft)
            take_criterion(item.text, item.first, context, draft)
            take_cadence(
                item.text,
                item.first,
                context.but(kinds=(*context.kinds, "communication"))
                if "communicat" in simple(context.phase.title)
                else context,
                draft,
            )
            take_sentence(item.text, item.first, draft)
            for title, url in item.links:
                take_link(title or tidy(item.text.replace(url, "")), url, item.first, context, draft)
        return take_phrases(block, context.phase.steps, draft)
    if block.ordered or context.within("process") or is_stepwise(context):
        return _steps(block, context, draft)
    return list(block.children)


def _items(block: Block, context: Context, draft: Draft) -> list[Block]:
    for item in block.children:
        take_watch(item.text, item.first, draft)
        take_sentence(item.text, item.first, draft)
        take_cadence(item.text, item.first, context, draft)
        for title, url in item.links:
            take_link(title or tidy(item.text.replace(url, "")), url, item.first, context, draft)
    left = _under_clocks(block, context, draft)
    done = {id(item) for item in left}
    rest = Block("list", block.first, block.last, children=tuple(one for one in block.children if id(one) not in done))
    refused = take_items(rest, context, draft)
    for item in rest.children:
        if item not in refused:
            for run, line in inline_commands(item.lines):
                made = Step(title=tidy(bare(item.text)), stage=context.stage, source=draft.at(line))
                put(with_command(made, run), context, draft)
    return [*refused, *(item for item in rest.children if item.children and item not in refused)]


def _under_clocks(block: Block, context: Context, draft: Draft) -> list[Block]:
    """The items that are only a time ("Within 1 hour:"): what is nested in them is due then."""
    found = []
    for item in block.children:
        nested = [child for child in item.children if child.kind == "list"]
        clock = clock_of_title(item.text) if nested and item.lines and is_clock_alone(item.lines[0]) else None
        if clock is None:
            continue
        found.append(item)
        draft.use(item.first, item.lines[-1].no)
        here = context.but(clock=clock, anchor=anchor_in(item.text) or context.anchor)
        for child in item.children:
            if child.kind == "list":
                _items(child, here, draft)
            else:
                _nested(item.text, item.first, child, here, draft, 0)
    return found


def _steps(block: Block, context: Context, draft: Draft) -> list[Block]:
    for item in block.children:
        if context.scenario is None:
            take_stability(item.text, item.first, draft)
        for title, line, child in take_step(item, context, draft):
            _nested(title, line, child, context.but(as_steps=True), draft, 0)
    return []


def _scenario_list(block: Block, context: Context, draft: Draft) -> list[Block]:
    parts = [part_of_scenario(item) for item in block.children]
    if any(parts):
        for item, part in zip(block.children, parts, strict=True):
            if part is not None:
                walk(part, context, draft)
            else:
                alone = Block("list", item.first, item.last, children=(item,), ordered=block.ordered)
                _scenario_list(alone, context, draft)
        return []
    if context.kind == "symptoms" and block.ordered and (is_imperative(block) or begun(block, context)):
        return _steps(block, context.but(kind="steps", stage="resolve"), draft)
    if context.kind == "symptoms" or (
        context.kind == "scenario"
        and not block.ordered
        and not any(holds_code(item) for item in block.children)
        and context.scenario
        and not context.scenario.symptoms
        and not context.scenario.steps
        and not is_imperative(block)
    ):
        take_symptoms(block, context, draft)
        return []
    return _steps(block, context, draft)


def _template_items(block: Block, context: Context, draft: Draft) -> list[Block]:
    left = []
    for item in block.children:
        label, value = split_label(item.lines[0]) if item.lines else ("", "")
        quoted = [child for child in item.children if child.kind in ("quote", "para")]
        if take_cadence(item.text, item.first, context.but(kinds=(*context.kinds, "cadence")), draft):
            draft.use(item.first, item.lines[-1].no)
        elif label and len(value.split()) >= 4 and not clocks(label):
            take_words("\n".join([value, *(line.text for line in item.lines[1:])]), label, item.first, context, draft)
            draft.use(item.first, item.lines[-1].no)
            left += list(item.children)
        elif quoted and item.text:
            take_words("\n".join(texts_of(quoted)), item.text, item.first, context, draft)
            draft.use_block(item)
        else:
            left.append(item)
    return left


def _nested(title: str, line: int, block: Block, context: Context, draft: Draft, depth: int) -> None:
    """What stands inside an item, under the item's words."""
    if block.kind == "item":
        return
    if block.kind == "list" and depth > 12:
        return
    section = inside(Line(line, title, "", title), [block])
    here = context.but(titles=(*context.titles, title)) if title else context
    if context.scenario is None and context.kind == "" and title and stage_of(title):
        here = here.but(stage=as_stage(stage_of(title)))
    for child in section.body:
        _take(child, section, here, draft, title if child.kind == "fence" else "", depth + 1)
    for part in section.parts:
        walk(part, here, draft, depth + 1)


def _quote(block: Block, section: Section, context: Context, draft: Draft, depth: int) -> None:
    if context.within("templates") or (context.within("communication", "cadence") and len(block.children)):
        take_words("\n".join(texts_of(list(block.children))), context.title, block.first, context, draft)
        draft.use_block(block)
        return
    for child in block.children:
        _take(child, section, context, draft, "", depth + 1)
