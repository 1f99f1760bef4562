"""The parts of a playbook beside its levels, ladder and checklist: from keys to model, and what must hold of each."""

from typing import Any, NamedTuple

import msgspec

from warroom.incident.words import ROLES, STAGES
from warroom.located import Place, Tree, nearest, quoted
from warroom.playbook import keys as k
from warroom.playbook import model as m
from warroom.playbook.demands import (
    limit_at,
    need_all_known,
    need_each,
    need_ids,
    need_known,
    need_role,
    need_words,
)
from warroom.playbook.fields import FIELDS, named_in
from warroom.playbook.likely import KIND
from warroom.playbook.risk import destroyed, judged
from warroom.playbook.triggers import parse_trigger

STAGES_OF_STEPS: dict[str, m.Stage] = {
    "diagnose": "diagnose",
    "quick_fix": "quick fix",
    "resolve": "resolve",
    "rollback": "rollback",
    "verify": "verify",
    "escalate": "escalate",
    "long_term_fix": "long-term fix",
}
"""The keys of a scenario that hold the steps of one stage."""


class Names(NamedTuple):
    """What the file names, for others to refer to."""

    severities: list[str]
    roles: set[str]
    channels: list[str]
    phases: list[str]


def names_in(file: k.PlaybookKeys) -> Names:
    """The ids that other parts may use."""
    return Names(
        severities=[level.id for level in file.severities],
        roles={role.id for role in file.roles} | set(ROLES),
        channels=[channel.id for channel in file.channels],
        phases=[phase.id for phase in file.phases],
    )


def same(keys: k.Keys, *others: str) -> dict[str, Any]:
    """The values of all keys but these, by the names of the model."""
    return {name: getattr(keys, name) for name in keys.__struct_fields__ if name not in others}


def parts_in(tree: Tree, file: k.PlaybookKeys, names: Names) -> dict[str, Any]:
    """All of them, by the names of the model."""
    for key in ("metrics", "principles", "prevention"):
        need_each(tree, (key,), getattr(file, key))
    for place, left in enumerate(file.left):
        need_words(tree, ("left", place, "source"), left.source)
        need_words(tree, ("left", place, "text"), left.text)
    for place, proposed in enumerate(file.proposed):
        need_words(tree, ("proposed", place, "name"), proposed.name)
        need_words(tree, ("proposed", place, "url"), proposed.url)
    return {
        "duties": _duties(tree, file, names),
        "phases": _phases(tree, file),
        "questions": _questions(tree, file),
        "scenarios": _scenarios(tree, file, names),
        "steps": tuple(_step(tree, ("steps", n), keys, "diagnose") for n, keys in enumerate(file.steps)),
        "templates": _templates(tree, file, names),
        "resolution": _resolution(tree, file),
        "lists": _lists(tree, file),
        "links": _links(tree, file),
        "metrics": file.metrics,
        "postmortem": _postmortem(tree, file, names),
        "principles": file.principles,
        "prevention": file.prevention,
        "channel_name": file.channel_name,
        "proposed": tuple(m.Proposed(**same(keys)) for keys in file.proposed),
        "left": tuple(m.Left(**same(keys)) for keys in file.left),
    }


def triggers_at(tree: Tree, path: Place, said: tuple[str | k.TriggerKeys, ...]) -> tuple[m.Trigger, ...]:
    """The figures of a list, in words or in keys."""
    return tuple(_trigger(tree, (*path, place), one) for place, one in enumerate(said))


def _trigger(tree: Tree, path: Place, said: str | k.TriggerKeys) -> m.Trigger:
    if isinstance(said, str):
        if found := parse_trigger(said):
            return found
        raise tree.fail(path, f"cannot read {quoted(said)} as a figure: error rate > 5 %, p95 over 2 s, errors 1–5 %")
    if (said.op == "in") != (said.high is not None):
        raise tree.fail(path, "`high` goes with `op: in`, and with nothing else")
    return m.Trigger(**same(said))


def _duties(tree: Tree, file: k.PlaybookKeys, names: Names) -> tuple[m.Duty, ...]:
    found: list[m.Duty] = []
    for place, keys in enumerate(file.duties):
        at: Place = ("duties", place)
        need_words(tree, (*at, "text"), keys.text)
        need_all_known(tree, (*at, "severities"), keys.severities, names.severities, "no severity")
        need_role(tree, (*at, "owner"), keys.owner, names.roles)
        need_known(tree, (*at, "channel"), keys.channel, names.channels, "no channel")
        after = limit_at(tree, (*at, "after"), keys.after)
        if after is None and not keys.condition.strip():
            raise tree.fail(at, "a duty needs `after` a time or a `condition`; what always holds is an item")
        found.append(m.Duty(after=after, **same(keys, "after")))
    return tuple(found)


def _phases(tree: Tree, file: k.PlaybookKeys) -> tuple[m.Phase, ...]:
    found: list[m.Phase] = []
    for place, keys in enumerate(file.phases):
        at: Place = ("phases", place)
        need_words(tree, (*at, "title"), keys.title)
        need_each(tree, (*at, "steps"), keys.steps)
        begins, ends = limit_at(tree, (*at, "from"), keys.begins), limit_at(tree, (*at, "to"), keys.ends)
        if begins and ends and (begins.seconds or 0) > (ends.seconds if ends.seconds is not None else float("inf")):
            raise tree.fail((*at, "to"), "this phase ends before it begins")
        found.append(m.Phase(begins=begins, ends=ends, **same(keys, "begins", "ends")))
    return tuple(found)


def _questions(tree: Tree, file: k.PlaybookKeys) -> tuple[m.Questions, ...]:
    for place, keys in enumerate(file.questions):
        need_words(tree, ("questions", place, "title"), keys.title)
        need_each(tree, ("questions", place, "ask"), keys.ask)
    return tuple(m.Questions(questions=keys.ask, **same(keys, "ask")) for keys in file.questions)


def _scenarios(tree: Tree, file: k.PlaybookKeys, names: Names) -> tuple[m.Scenario, ...]:
    """Checks that nobody set up are no fault in `when`: a playbook does not know all that settings add."""
    found: list[m.Scenario] = []
    for place, keys in enumerate(file.scenarios):
        at: Place = ("scenarios", place)
        need_words(tree, (*at, "title"), keys.title)
        need_known(tree, (*at, "severity"), keys.severity, names.severities, "no severity")
        need_each(tree, (*at, "symptoms"), keys.symptoms)
        need_each(tree, (*at, "when"), [words.removeprefix(KIND) for words in keys.when])
        steps = tuple(
            _step(tree, (*at, key, n), step, STAGES_OF_STEPS.get(key, "diagnose"), key)
            for key in tree.at(at)  # in the order in which they stand in the file
            if key == "steps" or key in STAGES_OF_STEPS
            for n, step in enumerate(getattr(keys, key))
        )
        found.append(m.Scenario(steps=steps, **same(keys, "steps", *STAGES_OF_STEPS)))
    return tuple(found)


def _step(tree: Tree, at: Place, said: str | k.StepKeys, stage: m.Stage, key: str = "steps") -> m.Step:
    if isinstance(said, str):
        need_words(tree, at, said)
        return m.Step(words=said, stage=stage)
    if not (said.title.strip() or said.words.strip() or said.run.strip() or said.link.strip()):
        raise tree.fail(at, "a step needs a `title`, `words`, a `link` or something to `run`")
    if key != "steps" and said.stage not in (None, stage):
        raise tree.fail((*at, "stage"), f"what stands under `{key}` is of the stage {stage}: put it under `steps`")
    usual = judged(
        m.Step(
            within=limit_at(tree, (*at, "within"), said.within),
            stage=said.stage or stage,
            **same(said, "within", "stage", "risk", "placeholders", "endless", "terminal"),
        )
    )
    if said.risk in ("reads", "changes") and usual.risk == "destroys":
        why = destroyed(said.run, said.language)
        raise tree.fail((*at, "risk"), f"this command destroys ({why}), and is not said to be harmless")
    own = {name: getattr(said, name) for name in ("risk", "placeholders", "endless", "terminal")}
    return msgspec.structs.replace(usual, **{name: value for name, value in own.items() if value is not None})


def _templates(tree: Tree, file: k.PlaybookKeys, names: Names) -> tuple[m.Template, ...]:
    for place, keys in enumerate(file.templates):
        at: Place = ("templates", place)
        need_words(tree, (*at, "body"), keys.body)
        need_known(tree, (*at, "channel"), keys.channel, names.channels, "no channel")
        need_known(tree, (*at, "status"), keys.status, STAGES, "no status")
        for key in ("subject", "body"):
            for name in named_in(getattr(keys, key)):
                _need_field(tree, (*at, key), name)
    return tuple(m.Template(**same(keys)) for keys in file.templates)


def _need_field(tree: Tree, path: Place, name: str) -> None:
    if name in FIELDS:
        return
    near = nearest(name, FIELDS)
    way = f"did you mean `{{{near}}}`?" if near else "a blank for people to fill is written [so] or <so>"
    raise tree.fail(path, f"no incident knows {quoted(f'{{{name}}}')}, {way}")


def _resolution(tree: Tree, file: k.PlaybookKeys) -> m.Resolution:
    keys = file.resolution
    for key in ("criteria", "flows", "watch_for"):
        need_each(tree, ("resolution", key), getattr(keys, key))
    return m.Resolution(watch=limit_at(tree, ("resolution", "watch"), keys.watch), **same(keys, "watch"))


def _lists(tree: Tree, file: k.PlaybookKeys) -> tuple[m.Ticklist, ...]:
    for place, keys in enumerate(file.lists):
        need_words(tree, ("lists", place, "title"), keys.title)
        need_each(tree, ("lists", place, "items"), keys.items)
    return tuple(m.Ticklist(**same(keys)) for keys in file.lists)


def _links(tree: Tree, file: k.PlaybookKeys) -> tuple[m.Link, ...]:
    if isinstance(file.links, dict):
        for title, url in file.links.items():
            if not isinstance(url, str):
                raise tree.fail(("links", title), f"{quoted(title)} needs an address: https://status.example.com")
            need_words(tree, ("links", title), title and url)
        return tuple(m.Link(title=title, url=url) for title, url in file.links.items())
    for place, keys in enumerate(file.links):
        need_words(tree, ("links", place, "title"), keys.title)
        need_words(tree, ("links", place, "url"), keys.url)
    return tuple(m.Link(**same(keys)) for keys in file.links)


def _postmortem(tree: Tree, file: k.PlaybookKeys, names: Names) -> m.Postmortem:
    keys = file.postmortem
    at: Place = ("postmortem",)
    need_ids(tree, (*at, "sections"), [section.id for section in keys.sections])
    for place, section in enumerate(keys.sections):
        need_words(tree, (*at, "sections", place, "title"), section.title)
        need_each(tree, (*at, "sections", place, "ask"), section.ask)
    need_each(tree, (*at, "attendees"), keys.attendees)
    need_each(tree, (*at, "agenda"), keys.agenda)
    need_all_known(tree, (*at, "severities"), keys.severities, names.severities, "no severity")
    sections = tuple(m.Section(asks=section.ask, **same(section, "ask")) for section in keys.sections)
    within = limit_at(tree, (*at, "within"), keys.within)
    return m.Postmortem(within=within, sections=sections, **same(keys, "within", "sections"))
