"""A playbook for people at a terminal."""

from collections.abc import Sequence

from warroom.playbook.model import Playbook, Scenario, Step
from warroom.playbook.sheet import Sheet
from warroom.playbook.words import (
    STAGES,
    counts,
    limit_words,
    marks,
    other_name,
    trigger_words,
    window_words,
    within_words,
)

_ONE = {
    "severities": "level", "escalation": "rung", "checklist": "item", "scenarios": "scenario", "commands": "command",
    "snippets": "snippet", "templates": "template", "lists": "list", "checks": "check", "phases": "phase",
}  # fmt: skip


def shown(playbook: Playbook, width: int, *, colours: bool = False) -> str:
    """Every part of it, in lines of `width` cells; commands stand as they are typed."""
    sheet = Sheet(width, colours=colours)
    sheet.words(f"{playbook.name}: {playbook.title}" if playbook.title else playbook.name, indent=0, style="heading")
    sheet.words(summary(playbook), indent=0, style="quiet")
    if playbook.zone:
        sheet.words(f"second time zone {playbook.zone}", indent=0, style="quiet")
    _agreed(sheet, playbook)
    _course(sheet, playbook)
    _runbooks(sheet, playbook)
    _spoken(sheet, playbook)
    _afterwards(sheet, playbook)
    _around(sheet, playbook)
    return str(sheet)


def summary(playbook: Playbook) -> str:
    """What there is, in one line: 4 levels, 14 items, 8 scenarios."""
    found = [(n, _ONE[name]) for name, n in counts(playbook).items() if n]
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in found)


def _agreed(sheet: Sheet, playbook: Playbook) -> None:
    """Levels, roles, ladder, duties."""
    sheet.heading("severities")
    widest = max((len(level.id) for level in playbook.severities), default=0)
    for n, level in enumerate(playbook.severities):
        if n:
            sheet.gap()
        clocks = [
            ("answer", limit_words(level.response)),
            ("tell users", limit_words(level.cadence)),
            ("escalate", limit_words(level.escalate)),
        ]
        said = " · ".join(f"{name}: {limit}" for name, limit in clocks if limit)
        called = f"{level.id.ljust(widest)}  {other_name(level)}".rstrip()
        sheet.words(f"{called}, {said}" if said else called, style="heading")
        if level.meaning:
            sheet.words(level.meaning, indent=6)
        sheet.bullets([*level.criteria, *map(trigger_words, level.triggers)], indent=6)
        if level.notify:
            sheet.words(f"calls {level.notify}", indent=6, style="quiet")
        if level.channels:
            sheet.words(f"on {', '.join(level.channels)}", indent=6, style="quiet")
    if playbook.roles:
        sheet.heading("roles")
    for role in playbook.roles:
        needed = " (needed)" if role.needed else ""
        sheet.words(f"{role.name or role.id}{needed}{_of(role.severities)}")
        sheet.bullets(role.duties, indent=4)
    if playbook.ladder:
        sheet.heading("escalation, from declaring")
        rows = [
            (str(n), limit_words(rung.after), rung.who, rung.how, rung.condition, _levels(rung.severities))
            for n, rung in enumerate(playbook.ladder, start=1)
        ]
        sheet.table(rows, wraps=2)
    if playbook.duties:
        sheet.heading("owed on a condition")
        for duty in playbook.duties:
            once = _once(limit_words(duty.after), duty.condition)
            sheet.words(" · ".join(filter(None, (once, duty.owner, duty.channel, _levels(duty.severities)))))
            sheet.words(duty.text, indent=4)


def _course(sheet: Sheet, playbook: Playbook) -> None:
    """Phases, checklist, questions."""
    if playbook.phases:
        sheet.heading("phases, from declaring")
    for phase in playbook.phases:
        window = window_words(phase)
        sheet.words(f"{phase.title}: {window}" if window else phase.title)
        sheet.bullets(phase.steps, indent=4)
    if playbook.items:
        sheet.heading("checklist")
        rows = [
            (
                str(item.n),
                item.text,
                f"{limit_words(item.limit)} after {item.anchor}" if item.limit else f"after {item.anchor}",
                item.owner,
                _levels(item.severities),
            )
            for item in playbook.items
        ]
        sheet.table(rows, wraps=1)
    if playbook.questions:
        sheet.heading("questions")
    for questions in playbook.questions:
        sheet.words(questions.title)
        sheet.bullets(questions.questions, indent=4)


def _runbooks(sheet: Sheet, playbook: Playbook) -> None:
    """Scenarios, and the steps of none."""
    if playbook.scenarios:
        sheet.heading("scenarios")
    for n, scenario in enumerate(playbook.scenarios):
        if n:
            sheet.gap()
        _scenario(sheet, scenario)
    if playbook.steps:
        sheet.heading("steps of no scenario")
        _steps(sheet, playbook.steps, indent=2)
    resolution = playbook.resolution
    if resolution.criteria or resolution.flows or resolution.watch or resolution.watch_for:
        sheet.heading("resolved when")
        sheet.bullets(resolution.criteria)
        if resolution.flows:
            sheet.words("tried by hand:")
            sheet.bullets(resolution.flows, indent=4)
        if resolution.watch or resolution.watch_for:
            sheet.words(f"watched for {limit_words(resolution.watch)}:" if resolution.watch else "watched:")
            sheet.bullets(resolution.watch_for, indent=4)


def _scenario(sheet: Sheet, scenario: Scenario) -> None:
    sheet.table([(scenario.severity, f"{scenario.title} ({scenario.id})")], wraps=1)
    sheet.bullets(scenario.symptoms, indent=6)
    if scenario.when:
        sheet.words(f"likely when red: {', '.join(scenario.when)}", indent=6, style="quiet")
    before = ""
    block: list[Step] = []
    for step in scenario.steps:
        if step.stage != before:
            _steps(sheet, block, indent=6)
            block = []
            sheet.words(STAGES[step.stage], indent=4, style="heading")
            before = step.stage
        block.append(step)
    _steps(sheet, block, indent=6)


def _steps(sheet: Sheet, steps: Sequence[Step], *, indent: int) -> None:
    for n, step in enumerate(steps, start=1):
        first = f"{n}. "
        said = [words for words in (step.title, step.words) if words]
        within = f" ({within_words(step.within)})" if step.within else ""
        if said or not step.run:
            sheet.words(f"{': '.join(said) or step.link}{within}", indent=indent, first=first)
            first = " " * len(first)
        if step.link and said:
            sheet.exactly(step.link, indent=indent + len(first))
        if step.run:
            sheet.exactly(step.run, indent=indent, first=f"{first}$ " if step.risk != "shown" else first)
            sheet.words(" · ".join(marks(step)), indent=indent + len(first) + 2, style=step.risk)


def _spoken(sheet: Sheet, playbook: Playbook) -> None:
    """Channels and templates."""
    if playbook.channels:
        sheet.heading("channels")
        rows = [
            (channel.id, channel.name, "users read it" if channel.audience == "users" else "the team reads it")
            for channel in playbook.channels
        ]
        sheet.table(rows, wraps=1)
    if playbook.channel_name:
        sheet.words(f"an incident's own: {playbook.channel_name}")
    if playbook.templates:
        sheet.heading("templates")
    for n, template in enumerate(playbook.templates):
        if n:
            sheet.gap()
        where = " · ".join(filter(None, (template.channel, template.status, template.title)))
        sheet.words(f"{template.id}: {where}" if where else template.id)
        if template.subject:
            sheet.exactly(f"Subject: {template.subject}", indent=4, first="│ ")
        for line in template.body.rstrip("\n").split("\n"):
            sheet.exactly(line, indent=4, first="│ ")


def _afterwards(sheet: Sheet, playbook: Playbook) -> None:
    """Post-mortem, metrics, lists, what is remembered."""
    back = playbook.postmortem
    if back.within or back.sections or back.agenda or back.attendees or back.file:
        sheet.heading(f"post-mortem{_of(back.severities)}")
        if back.within:
            sheet.words(within_words(back.within))
        for section in back.sections:
            sheet.words(f"{section.title}: {'; '.join(section.asks)}" if section.asks else section.title, first="• ")
        for name, said in (("comes", back.attendees), ("agenda", back.agenda), ("page", (back.file,))):
            if any(said):
                sheet.words(f"{name}: {'; '.join(said)}")
    for one in playbook.lists:
        sheet.heading(one.title)
        for item in one.items:
            sheet.words(item, first="☐ ")
    for name in ("metrics", "principles", "prevention"):
        if lines := getattr(playbook, name):
            sheet.heading(name)
            sheet.bullets(lines)


def _around(sheet: Sheet, playbook: Playbook) -> None:
    """Contacts, links, checks, and what an import could not use."""
    if playbook.contacts:
        sheet.heading("contacts")
        sheet.table([(one.name, one.role, one.how) for one in playbook.contacts], wraps=2)
    if playbook.links:
        sheet.heading("links")
        for link in playbook.links:
            sheet.exactly(f"{link.title}  {link.url}")
    if playbook.checks:
        sheet.heading("checks")
        sheet.table([(check.name, check.kind, ", ".join(check.expect)) for check in playbook.checks], wraps=2)
    if playbook.proposed:
        sheet.heading("checks the page speaks of, asked by nobody")
        for one in playbook.proposed:
            sheet.exactly(f"{one.name}  {one.url}  {one.source}")
    if playbook.left:
        sheet.heading("not understood")
    for left in playbook.left:
        sheet.words(f"{left.source}{f': {left.why}' if left.why else ''}")
        sheet.exactly(left.text, indent=4, first="│ ")


def _once(after: str, condition: str) -> str:
    return ", ".join(filter(None, (f"once it lasts {after}" if after else "", f"if {condition}" if condition else "")))


def _levels(severities: Sequence[str]) -> str:
    return " ".join(severities)


def _of(severities: Sequence[str]) -> str:
    return f", {' '.join(severities)}" if severities else ""
