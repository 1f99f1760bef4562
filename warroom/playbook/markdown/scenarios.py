"""Scenarios: what is seen, and steps to diagnose, resolve, roll back, with what they say of themselves."""

import re

import msgspec

from warroom.playbook.markdown.draft import Context, Draft, ScenarioDraft
from warroom.playbook.markdown.fences import is_inline_command, is_slash_command
from warroom.playbook.markdown.fields import column_of, split_label
from warroom.playbook.markdown.levels import keys_in
from warroom.playbook.markdown.plain import bare, simple, tidy, words_of
from warroom.playbook.markdown.titles import is_phase, kind_of, scenario_name, stage_of
from warroom.playbook.markdown.tree import Block, Line, Section, every_block
from warroom.playbook.model import Stage, Step
from warroom.playbook.risk import judged

_NO_SCENARIO = words_of(
    "severities ladder roles contacts links templates review_template checklist postincident postmortem "
    "metrics principles prevention ticklist questions resolution cadence process communication commands "
    "sample "
)


_CHAPTERS = words_of("severities ladder roles postmortem scenarios ticklist cadence")


def is_scenario(section: Section, context: Context) -> bool:
    """Whether a section is one scenario: it says so, or it tells symptoms and what to do, or stands among scenarios."""
    if context.scenario is not None or not section.title:
        return False
    if scenario_name(section.title) is not None:
        chapters = {kind_of(part.title) for part in section.parts} & _CHAPTERS
        return bool(section.body or section.parts) and not (section.level == 1 and chapters)
    kind = kind_of(section.title)
    stages = [stage_of(part.title) for part in section.parts]
    phases = sum(
        is_phase(part.title, in_process=False)
        or kind_of(part.title) in ("postmortem", "severities", "process", "roles")
        for part in section.parts
    )
    if (
        "symptoms" in stages
        and {"diagnose", "resolve", "quick fix", "rollback", "long-term fix", "verify"} & set(stages)
        and not phases
    ):
        return kind not in _NO_SCENARIO and not is_phase(section.title, in_process=context.within("process"))
    if context.kind == "scenarios" and "scenarios" in context.kinds:
        if kind in _NO_SCENARIO or stage_of(section.title) in ("verify", "escalate"):
            return False
        if any(is_scenario(part, context.but(kind="")) for part in section.parts):
            return False
        return bool(section.body or section.parts)
    told = [stage for stage in stages if stage and stage != "symptoms"]
    useful = len(set(told)) >= 2 and not phases and section.level > 1 and kind == "" and not context.within("process")
    return useful and not stage_of(section.title) and not is_phase(section.title, in_process=context.within("process"))


def begin_scenario(section: Section, context: Context, draft: Draft) -> ScenarioDraft:
    """The scenario, registered, with the level its title names."""
    named = scenario_name(section.title)
    title = named or tidy(bare(section.title))
    keys = keys_in(section.title)
    severity = next((draft.levels[key].id for _, _, key in keys if key in draft.levels), "") or (
        context.severities[0] if len(context.severities) == 1 else ""
    )
    if severity and re.fullmatch(r"[\w -]{1,12}", title[: keys[0][1]] if keys else "") and named is None:
        title = tidy(re.sub(r"^\W*(?:p|s|sev(?:erity)?)[ -]?[0-5]\b\W*", "", title, flags=re.IGNORECASE)) or title
    made = ScenarioDraft(draft.new_id("scenario", title), title, section.line, severity=severity)
    draft.scenarios.append(made)
    return made


def take_step(item: Block, context: Context, draft: Draft) -> list[tuple[str, int, Block]]:
    """The item as a step by hand; (title, line, block) of what stands inside it comes back."""
    if not item.lines and not item.children:
        return []
    text = item.text
    commands = [child for child in item.children if child.kind == "fence"]
    if text and (not commands or len(text) > 100 or item.links):
        add_step(item.lines, context, draft)
    if text:
        draft.use(item.first, item.lines[-1].no)
    return [(tidy(bare(text)), item.first, child) for child in item.children]


def add_step(lines: tuple[Line, ...], context: Context, draft: Draft) -> None:
    """One step in words."""
    first = lines[0]
    label, value = split_label(first)
    more = " ".join(line.text for line in lines[1:])
    links = [url for line in lines for _, url in line.links]
    title, words = (
        (label, f"{value} {more}".strip())
        if label and len(label.split()) <= 6 and first.bold
        else ("", f"{bare(first.text)} {more}".strip())
    )
    heading = "" if kind_of(context.title) or stage_of(context.title) else tidy(context.title)
    if (context.scenario is None and not title) or (
        context.scenario is not None
        and not title
        and simple(heading) not in (simple(context.scenario.title), "")
        and not scenario_name(heading)
    ):
        title = heading
    stage: Stage = context.stage
    if context.scenario is not None and (match := re.match(r"^(long|short)[ -]?term\b", first.text, re.IGNORECASE)):
        stage = "long-term fix" if match[1].lower() == "long" else "quick fix"
    within = context.clock.limit if context.clock and context.scenario else None
    step = Step(
        title=title,
        words=words,
        stage=stage,
        link=links[0] if links else "",
        within=within,
        source=draft.at(first.no),
    )
    for run, line in inline_commands(lines) or [("", first.no)]:
        put(with_command(msgspec.structs.replace(step, source=draft.at(line)), run), context, draft)
        step = Step(title=title or words, stage=stage, within=within)


def inline_commands(lines: tuple[Line, ...]) -> list[tuple[str, int]]:
    """(command, line) of what these words hold as code and somebody types."""
    return [
        (code, line.no)
        for line in lines
        for code in line.codes
        if is_inline_command(code, line.text.partition(code)[0])
    ]


def with_command(step: Step, run: str) -> Step:
    """The step with what is typed for it, judged; itself where that is nothing."""
    if not run:
        return step
    return judged(msgspec.structs.replace(step, run=run, language="chat" if is_slash_command(run) else ""))


def put(step: Step, context: Context, draft: Draft) -> None:
    """The step to its scenario, or to those of none; nothing where it says nothing."""
    if not (step.title.strip() or step.words.strip() or step.run.strip() or step.link.strip()):
        return
    (context.scenario.steps if context.scenario is not None else draft.steps).append(step)


def take_symptoms(block: Block, context: Context, draft: Draft) -> None:
    """Every line of the block as a symptom."""
    assert context.scenario is not None
    for one in every_block([block]):
        if one.kind in ("item", "para") and one.text:
            context.scenario.symptoms.append(bare(one.text) if one.kind == "item" else one.text)
            draft.use(one.first, one.lines[-1].no)


def take_scenario_table(table: Block, draft: Draft) -> bool:
    """Whether a table told a problem and what helps in each row."""
    kinds = [column_of(cell.text) for cell in table.rows[0]]
    if "symptom" not in kinds or not {"fix", "task"} & set(kinds) or len(table.rows) < 2:
        return False
    seen = kinds.index("symptom")
    draft.use_block(table)
    for row in table.rows[1:]:
        if seen >= len(row) or not row[seen].text:
            continue
        title = row[seen].text
        made = ScenarioDraft(draft.new_id("scenario", title), title, row[0].no)
        keys = [key for cell in row for _, _, key in keys_in(cell.text) if key in draft.levels]
        made.severity = draft.levels[keys[0]].id if keys else ""
        for place, cell in enumerate(row):
            if place != seen and cell.text.strip(" -–—"):
                made.steps.append(_cell_step(cell, table.rows[0], place, kinds, draft))
        draft.scenarios.append(made)
    return True


def _cell_step(cell: Line, heads: tuple[Line, ...], place: int, kinds: list[str], draft: Draft) -> Step:
    """A cell as a step: what helps, or under its column's name what else is said of the problem."""
    helps = place < len(kinds) and kinds[place] in ("fix", "task")
    words = cell.text if helps or place >= len(heads) else f"{heads[place].text}: {cell.text}"
    stage: Stage = "resolve" if helps else "diagnose"
    return Step(words=words, stage=stage, link=cell.links[0][1] if cell.links else "", source=draft.at(cell.no))
