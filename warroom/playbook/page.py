"""A playbook as a Markdown page, in the forms that such pages usually have."""

import re
from collections.abc import Iterable, Sequence

from warroom.playbook.model import Item, Limit, Playbook, Rung, Scenario, Severity, Step, Template
from warroom.playbook.words import STAGES, limit_words, marks, other_name, trigger_words, window_words
from warroom.text import plain, visible

_ACTS = re.compile(r"([\\`*\[\]]|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w+;))")
_BEGINS = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#=>~]))")
_OF = {
    "started": "of the start",
    "detected": "of detection",
    "declared": "of declaring",
    "acknowledged": "of acknowledging",
    "fixed": "of the fix",
    "resolved": "of resolution",
    "closed": "of closing",
}


def page(playbook: Playbook) -> str:
    """The whole of it, from levels to links; checks are named, since a page cannot hold them."""
    parts = [
        f"# {_line(playbook.title or playbook.name)}",
        f"Playbook `{playbook.name}`." + (f" Times are in UTC and {_line(playbook.zone)}." if playbook.zone else ""),
        *_section("Severity levels", [_severity(level) for level in playbook.severities]),
        *_section("Roles", [_titled(role.name or role.id, role.duties) for role in playbook.roles]),
        *_section("Escalation path", [_numbered([_rung(rung) for rung in playbook.ladder])]),
        *_section("Conditional duties", [_duties(playbook)]),
        *_section(
            "Response process",
            [
                f"### Phase {n}: {_line(phase.title)}"
                + (f" ({_line(window)})" if (window := window_words(phase)) else "")
                + f"\n\n{_bullets(phase.steps)}"
                for n, phase in enumerate(playbook.phases, start=1)
            ],
        ),
        *_section("Incident checklist", ["\n".join(_item(item) for item in playbook.items)]),
        *_section("Questions", [_titled(one.title, one.questions) for one in playbook.questions]),
        *_section("Scenarios", [_scenario(scenario) for scenario in playbook.scenarios]),
        *_section("General steps", [_steps(playbook.steps)]),
        *_section("Resolution criteria", [_resolution(playbook)]),
        *_section("Communication", [_communication(playbook)]),
        *_section("Communication templates", [_template(template) for template in playbook.templates]),
        *_section("Post-mortem", [_postmortem(playbook)]),
        *_section("Metrics", [_bullets(playbook.metrics)]),
        *(part for one in playbook.lists for part in _section(one.title, [_ticks(one.items)])),
        *_section("Prevention", [_bullets(playbook.prevention)]),
        *_section("Contacts", [_contacts(playbook)]),
        *_section("Links", ["\n".join(f"- [{_line(one.title)}](<{_url(one.url)}>)" for one in playbook.links)]),
        *_section("Checks", [_bullets([f"{check.name} ({check.kind})" for check in playbook.checks])]),
        *_section("Remember", [_bullets(playbook.principles)]),
        *_section("Not understood", [_fenced("", left.text) for left in playbook.left]),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, parts: Iterable[str]) -> list[str]:
    said = [part for part in parts if part.strip()]
    return [f"## {_line(title)}", *said] if said else []


def _line(words: str) -> str:
    """Words of one line that stand as they are: nothing in them is markup."""
    return _BEGINS.sub(r"\1\\", _ACTS.sub(r"\\\1", visible(" ".join(words.split()))))


def _url(url: str) -> str:
    return visible(url).replace("<", "%3C").replace(">", "%3E")


def _bare(limit: Limit) -> str:
    """A limit without the "within" it may have been written with."""
    words = limit_words(limit)
    return words[7:] if words[:7].casefold() == "within " else words


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_line(line)}" for line in lines)


def _ticks(lines: Iterable[str]) -> str:
    return "\n".join(f"- [ ] {_line(line)}" for line in lines)


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))


def _titled(title: str, lines: Sequence[str]) -> str:
    return f"### {_line(title)}" + (f"\n\n{_bullets(lines)}" if lines else "")


def _named(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- **{name}**: {_line(words)}" for name, words in pairs if words)


def _fenced(language: str, text: str, indent: str = "") -> str:
    """A fence longer than any within."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    lines = [f"{fence}{visible(language)}", *plain(text.rstrip("\n")).split("\n"), fence]
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def _severity(level: Severity) -> str:
    head = f"### {_line(level.id)}" + (f" - {name}" if (name := _line(other_name(level))) else "")
    cadence = limit_words(level.cadence)
    said = _named(
        (
            ("Response time", limit_words(level.response)),
            ("Updates", f"every {cadence}" if cadence[:1].isdigit() else cadence),
            ("Escalation", limit_words(level.escalate)),
            ("Notification", level.notify),
            ("Channels", ", ".join(level.channels)),
        )
    )
    why = _bullets([*level.criteria, *map(trigger_words, level.triggers)])
    meaning = _line(level.meaning[:1].upper() + level.meaning[1:]) + "." if level.meaning else ""
    return "\n\n".join(part for part in (head, meaning, "\n".join(filter(None, (why, said)))) if part)


def _rung(rung: Rung) -> str:
    how = f": {_line(rung.how)}" if rung.how else ""
    when = f", if {_line(rung.condition)}" if rung.condition else ""
    levels = f" [{', '.join(map(_line, rung.severities))}]" if rung.severities else ""
    return f"{_line(rung.who)} ({_line(limit_words(rung.after))}){how}{when}{levels}"


def _duties(playbook: Playbook) -> str:
    said = []
    for duty in playbook.duties:
        after = f"after {limit_words(duty.after)}" if duty.after else ""
        condition = f"if {duty.condition}" if duty.condition else ""
        levels = f"{', '.join(duty.severities)} " if duty.severities else ""
        owner = f" ({_line(duty.owner)})" if duty.owner else ""
        said.append(f"- **{_line(levels + ' '.join(filter(None, (after, condition))))}**: {_line(duty.text)}{owner}")
    return "\n".join(said)


def _item(item: Item) -> str:
    of = _OF.get(item.anchor, f"of {item.anchor}")
    clock = f"**Within {_line(_bare(item.limit))} {of}:** " if item.limit else ""
    beside = [
        *([f"owner: {item.owner}"] if item.owner else []),
        *([", ".join(item.severities)] if item.severities else []),
    ]
    return f"- [ ] {clock}{_line(item.text)}" + (f" ({_line('; '.join(beside))})" if beside else "")


def _scenario(scenario: Scenario) -> str:
    level = f" ({_line(scenario.severity)})" if scenario.severity else ""
    parts = [f"### {_line(scenario.title)}{level}"]
    if scenario.symptoms:
        parts.append(f"**Symptoms:**\n\n{_bullets(scenario.symptoms)}")
    stages = list(dict.fromkeys(step.stage for step in scenario.steps))
    done = (
        f"**{STAGES[stage]}:**\n\n{_steps([step for step in scenario.steps if step.stage == stage])}"
        for stage in stages
    )
    return "\n\n".join([*parts, *done])


def _steps(steps: Sequence[Step]) -> str:
    return "\n".join(_step(f"{n}. ", step) for n, step in enumerate(steps, start=1))


def _step(first: str, step: Step) -> str:
    indent = " " * len(first)
    said = ": ".join(_line(words) for words in (step.title, step.words) if words)
    within = f" (within {_line(_bare(step.within))})" if step.within else ""
    link = f" <{_url(step.link)}>" if step.link else ""
    known = ", ".join(_line(mark) for mark in marks(step) if mark not in ("reads", "changes"))
    head = f"{first}{said or ('Run' if step.run else 'Open')}{within}{link}" + (f" ({known})" if known else "")
    if not step.run:
        return head
    language = step.language or "bash"
    return f"{head}\n\n{_fenced(language, step.run, indent)}\n"


def _resolution(playbook: Playbook) -> str:
    over = playbook.resolution
    watch = f"Watch for {_line(limit_words(over.watch))} before it is called resolved." if over.watch else ""
    flows = f"**Tried by hand:**\n\n{_bullets(over.flows)}" if over.flows else ""
    seen = f"**Watched:**\n\n{_bullets(over.watch_for)}" if over.watch_for else ""
    return "\n\n".join(filter(None, (_bullets(over.criteria), flows, watch, seen)))


def _communication(playbook: Playbook) -> str:
    channels = "\n".join(
        f"- **{_line(channel.name or channel.id)}**: for {'users' if channel.audience == 'users' else 'the team'}"
        for channel in playbook.channels
    )
    name = f"The channel of an incident is called `{visible(playbook.channel_name)}`." if playbook.channel_name else ""
    return "\n\n".join(filter(None, (channels, name)))


def _template(template: Template) -> str:
    where = ", ".join(filter(None, (template.channel, template.status)))
    title = f"{template.title} ({where})" if template.title and where else template.title or where or template.id
    subject = f"Subject: {template.subject}\n\n" if template.subject else ""
    return f"### {_line(title)}\n\n{_fenced('text', subject + template.body)}"


def _postmortem(playbook: Playbook) -> str:
    back = playbook.postmortem
    levels = f" for {_line(', '.join(back.severities))}" if back.severities else ""
    within = f"Within {_line(_bare(back.within))}{levels}." if back.within else ""
    sections = "\n".join(
        f"- **{_line(one.title)}**" + (f": {_line('; '.join(one.asks))}" if one.asks else "") for one in back.sections
    )
    attendees = f"### Attendees\n\n{_bullets(back.attendees)}" if back.attendees else ""
    agenda = f"### Agenda\n\n{_numbered([_line(words) for words in back.agenda])}" if back.agenda else ""
    file = f"The page: `{visible(back.file)}`." if back.file else ""
    return "\n\n".join(filter(None, (within, file, sections, attendees, agenda)))


def _contacts(playbook: Playbook) -> str:
    lines = []
    for one in playbook.contacts:
        role = f" ({_line(one.role)})" if one.role else ""
        lines.append(f"- **{_line(one.name)}**{role}" + (f": {_line(one.how)}" if one.how else ""))
    return "\n".join(lines)
