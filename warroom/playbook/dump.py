"""A playbook written as a file that loads to the same; what has its default is left out."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec

from warroom.playbook.demands import read_limit
from warroom.playbook.model import Check, Limit, Link, Playbook, Postmortem, Scenario, Severity, Step, Trigger
from warroom.playbook.parts import STAGES_OF_STEPS
from warroom.playbook.risk import judged
from warroom.playbook.triggers import parse_trigger
from warroom.playbook.words import limit_words

_TURNS = ("every", "timeout", "recheck")
_KEY_OF_STAGE = {stage: key for key, stage in STAGES_OF_STEPS.items()}
_JUDGED = ("risk", "placeholders", "endless", "terminal")
_OTHER_NAMES = {"begins": "from", "ends": "to", "questions": "ask", "asks": "ask"}


def dump(playbook: Playbook) -> str:
    """The playbook as YAML."""
    parts: list[dict[str, Any]] = [
        {"format": playbook.format, "name": playbook.name} | _said({"title": playbook.title, "zone": playbook.zone}),
        {"severities": [_severity(level) for level in playbook.severities]},
        {"roles": [_keys(role) for role in playbook.roles]},
        {"phases": [_keys(phase) for phase in playbook.phases]},
        {"ladder": [_keys(rung) for rung in playbook.ladder]},
        {"duties": [_keys(duty) for duty in playbook.duties]},
        {"checklist": _checklist(playbook)},
        {"questions": [_keys(questions) for questions in playbook.questions]},
        {"channels": [msgspec.structs.asdict(channel) for channel in playbook.channels]},
        _said({"channel_name": playbook.channel_name}),
        {"templates": [_keys(template) for template in playbook.templates]},
        {"scenarios": [_scenario(scenario) for scenario in playbook.scenarios]},
        {"steps": [_step(step, "diagnose") for step in playbook.steps]},
        {"resolution": _keys(playbook.resolution)},
        {"postmortem": _postmortem(playbook.postmortem)},
        {"lists": [_keys(one) for one in playbook.lists]},
        {"metrics": list(playbook.metrics)},
        {"principles": list(playbook.principles)},
        {"prevention": list(playbook.prevention)},
        {"contacts": [_keys(contact) for contact in playbook.contacts]},
        {"links": _links(playbook.links)},
        {"groups": {check.group: {} for check in playbook.checks if check.group}},
        {"checks": [_check(check) for check in playbook.checks]},
        {"proposed": [_keys(one) for one in playbook.proposed]},
        {"left": [_keys(one) for one in playbook.left]},
    ]
    return "\n".join(_yaml(part) for part in parts if any(part.values()))


def _said(keys: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in keys.items() if value not in (None, "", (), False)}


def _keys(struct: msgspec.Struct) -> dict[str, Any]:
    """What is said in a piece, by the keys of the file."""
    said = _said(msgspec.structs.asdict(struct))
    return {
        _OTHER_NAMES.get(name, name): _words(value) if isinstance(value, Limit) else value
        for name, value in said.items()
    }


def _words(limit: Limit) -> str | dict[str, Any]:
    """Words that are read as this limit; those it was written in, where it was."""
    if limit.words:
        try:
            as_written = read_limit(limit.words)
        except ValueError:
            as_written = None
        if as_written == limit:
            return limit.words
        seconds = {} if limit.seconds is None else {"seconds": limit.seconds}
        calendar = {} if limit.calendar == "always" else {"calendar": limit.calendar}
        return seconds | calendar | {"words": limit.words}
    return limit_words(limit)


def _severity(level: Severity) -> dict[str, Any]:
    return _keys(level) | _said({"triggers": tuple(_trigger(one) for one in level.triggers)})


def _trigger(trigger: Trigger) -> str | dict[str, Any]:
    if parse_trigger(trigger.words) == trigger:
        return trigger.words
    value = {"metric": trigger.metric, "op": trigger.op, "value": trigger.value}
    high = {} if trigger.high is None else {"high": trigger.high}
    return value | high | _said({"unit": trigger.unit, "words": trigger.words})


def _checklist(playbook: Playbook) -> list[dict[str, Any]]:
    lines = []
    following = 1
    for item in playbook.items:
        keys = {"id": item.id} | ({"n": item.n} if item.n != following else {}) | {"text": item.text}
        within = {"within": _words(item.limit)} if item.limit else {}
        rest = _said({"done_by": item.done_by, "owner": item.owner, "severities": item.severities})
        beside = _said({"phase": item.phase, "why": item.why, "source": item.source})
        lines.append(keys | _said({"short": item.short}) | within | {"after": item.anchor} | rest | beside)
        following = item.n + 1
    return lines


def _scenario(scenario: Scenario) -> dict[str, Any]:
    keys = _keys(scenario)
    keys.pop("steps", None)
    source = {"source": keys.pop("source")} if scenario.source else {}
    return keys | _staged(scenario.steps) | source


def _staged(steps: Sequence[Step]) -> dict[str, Any]:
    """By stage, where each stage is one run of steps; else one list."""
    runs = [(stage, list(some)) for stage, some in groupby(steps, key=lambda step: step.stage)]
    if len({stage for stage, _ in runs}) == len(runs):
        return {_KEY_OF_STAGE[stage]: [_step(step, stage) for step in some] for stage, some in runs}
    return {"steps": [_step(step, "diagnose") for step in steps]}


def _step(step: Step, stage: str) -> str | dict[str, Any]:
    usual = judged(msgspec.structs.replace(step, risk="changes", placeholders=(), endless=False, terminal=False))
    own = {name: getattr(step, name) for name in _JUDGED if getattr(step, name) != getattr(usual, name)}
    keys = {name: value for name, value in _keys(step).items() if name not in ("stage", *_JUDGED)}
    keys |= own | ({} if step.stage == stage else {"stage": step.stage})
    return step.words if list(keys) == ["words"] else keys


def _postmortem(postmortem: Postmortem) -> dict[str, Any]:
    keys = _keys(postmortem)
    return keys | ({"sections": [_keys(section) for section in postmortem.sections]} if postmortem.sections else {})


def _links(links: Sequence[Link]) -> dict[str, str] | list[dict[str, Any]]:
    short = all(len(link.title) < 60 and link.title.isprintable() and not (link.kind or link.source) for link in links)
    if short and len({link.title for link in links}) == len(links):
        return {link.title: link.url for link in links}
    return [_keys(link) for link in links]


def _check(check: Check) -> dict[str, Any]:
    usual = Check(name=check.name)
    # Another kind may have another usual interval, which only its file knows.
    written = ("every",) if check.kind != usual.kind else ()
    changed = {
        key: getattr(check, key) for key in _TURNS if key in written or getattr(check, key) != getattr(usual, key)
    }
    times = {key: f"{value:.0f}s" if value == int(value) else value for key, value in changed.items()}
    counts = {key: getattr(check, key) for key in ("fails", "passes") if getattr(check, key) != getattr(usual, key)}
    kind = {"kind": check.kind} if check.kind != usual.kind else {}
    beside = _said({"group": check.group, "parents": check.parents, "canary": check.canary})
    conditions = _said({"expect": check.expect, "warn": check.warn})
    return {"name": check.name} | kind | beside | check.options | times | counts | conditions


def _yaml(part: dict[str, Any]) -> str:
    import yaml

    class Plain(yaml.SafeDumper):
        """Our spelling: no anchors, short lists in brackets, lists indented, several lines as a block."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's
            super().increase_indent(flow, indentless=False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        lines = value.split("\n")
        odd = not "".join(lines).isprintable()  # PyYAML's other styles lose rare line breaks such as U+0085
        # A block keeps neither blanks at the ends of its lines nor a first line that begins with some.
        block = len(lines) > 1 and all(line == line.rstrip() for line in lines) and value[0] not in " \n"
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if odd else "|" if block else None)

    def words(dumper: yaml.SafeDumper, value: tuple[Any, ...]) -> yaml.Node:
        short = sum(len(str(word)) for word in value) < 60 and all(isinstance(word, str) for word in value)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", list(value), flow_style=short)

    Plain.add_representer(str, text)
    Plain.add_representer(tuple, words)
    return yaml.dump(part, Dumper=Plain, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)
