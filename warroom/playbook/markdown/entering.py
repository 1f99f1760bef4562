"""What a title changes for the words below it."""

import re

from warroom.playbook.markdown.cadence import take_cadence
from warroom.playbook.markdown.checklist import anchor_in, clock_of_title
from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.links import take_link
from warroom.playbook.markdown.phases import begin_phase, window_of
from warroom.playbook.markdown.plain import simple, tidy, words_of
from warroom.playbook.markdown.postmortem import take_deadline
from warroom.playbook.markdown.resolution import opens_incident, take_watch
from warroom.playbook.markdown.roles import role_id, wearable, whose
from warroom.playbook.markdown.scenarios import (
    begin_scenario,
    is_scenario,
)
from warroom.playbook.markdown.titles import as_stage, is_phase, kind_of, stage_of
from warroom.playbook.markdown.tree import LABEL, Section
from warroom.playbook.model import Duty

_NO_CLOCK = words_of(
    "cadence communication templates review_template resolution ladder severities contacts links metrics sample "
)


_TITLES_THAT_ARE_CHAPTERS = words_of(
    "sample severities ladder roles contacts checklist templates ticklist postincident postmortem cadence "
    "review_template"
)


def entered(section: Section, context: Context, draft: Draft) -> Context:
    """The context below this title."""
    title = section.title
    if not title:
        return context
    if section.level == 1 and not context.titles and not draft.title:
        draft.title = title
        draft.use(section.line)
        scenario = is_scenario(section, context)
        kind = kind_of(title) if kind_of(title) in _TITLES_THAT_ARE_CHAPTERS else ""
        here = context.but(titles=(title,), kind=kind, kinds=(kind,) if kind else ())
        return here.but(scenario=begin_scenario(section, context, draft)) if scenario else here
    if (
        not draft.title
        and not context.titles
        and section.line == draft.first_line
        and not kind_of(title)
        and not section.body
    ):
        draft.title = title
    here = context.but(titles=(*context.titles, title))
    draft.use(section.line)
    for name, url in section.links:
        take_link(name or title, url, section.line, context, draft)
    if named := draft.severities_in(title):
        here = here.but(severities=named)
    if is_scenario(section, context):
        return here.but(
            scenario=begin_scenario(section, here, draft),
            kind="scenario",
            kinds=(*here.kinds, "scenario"),
            clock=None,
            phase=None,
        )
    stage = stage_of(title)
    if context.scenario is not None:
        return _in_scenario(title, stage, here)
    kind = kind_of(title) if not (context.within("roles") and role_id(title)) else ""
    if kind == "resolution" and opens_incident(title):
        kind = "declaring"
    phase = section.level < LABEL and is_phase(
        title, in_process=context.kind == "process" or (context.within("process") and context.phase is None)
    )
    if phase:
        here = here.but(
            phase=begin_phase(section, draft),
            kind=kind if kind != "process" else "",
            kinds=(*here.kinds, "phase", kind),
            clock=None,
            stage=as_stage(stage),
        )
    elif kind:
        here = here.but(kind=kind, kinds=(*here.kinds, kind), stage=as_stage(stage) if stage else here.stage)
    elif stage and context.kind in ("", "process", "links", "commands", "scenarios"):
        here = here.but(stage=as_stage(stage), kind="" if context.kind in ("process", "scenarios") else context.kind)
    if kind == "postincident" or kind == "postmortem":
        here = here.but(anchor="resolved")
    return _clocked(section, here, kind, draft, phase=phase)


def _clocked(section: Section, here: Context, kind: str, draft: Draft, *, phase: bool) -> Context:
    title = section.title
    owner = whose(title)
    ident = role_id(owner) if owner else "" if kind or phase else role_id(title)
    if ident:
        here = here.but(owner=ident, role=owner or title)
    elif owner and wearable(owner) and kind == "roles":
        here = here.but(role=owner)
    elif here.kind == "roles" and not kind and wearable(title):
        here = here.but(role=title)
    elif kind == "roles":
        parent = here.titles[-2] if len(here.titles) > 1 else ""
        on_call = re.search(r"on ?call", simple(parent))
        here = here.but(role="On-call engineer" if on_call and "responsibilities" in simple(title) else "")
    elif section.level < LABEL:
        here = here.but(role="")
    if kind in ("postmortem", "review_template") or here.within("postmortem"):
        take_deadline(title, section.line, draft)
    if here.within("cadence", "communication") or kind in ("cadence", "templates"):
        take_cadence(title, section.line, here, draft)
    if kind == "resolution" or re.match(r"(?:watch|monitor)\b", simple(title)):
        take_watch(title, section.line, draft)
    _condition(section, here, draft)
    if here.kind in _NO_CLOCK:
        return here.but(clock=None)
    clock = clock_of_title(title) or (window_of(title) if phase else None)
    if clock is not None:
        return here.but(clock=clock, anchor=anchor_in(title) or here.anchor)
    if section.level < LABEL and not phase:
        return (
            here.but(clock=None)
            if here.clock is not None and section.level <= 6 and not here.within("postincident", "checklist")
            else here
        )
    return here


def _condition(section: Section, here: Context, draft: Draft) -> None:
    """ "Email/SMS (for P0 incidents lasting > 30 minutes)" is owed only then."""
    if not here.within("communication", "templates", "cadence"):
        return
    from warroom.playbook.markdown.channels import channel_in

    for clock in clocks(section.title):
        if clock.sense in ("beyond", "for", "after") and re.search(
            r"\b(?:lasting|lasts|longer|more than|after|over|exceed\w*)\b|>", section.title
        ):
            draft.duties.append(
                Duty(
                    id=draft.new_id("duty", section.title),
                    text=tidy(section.title),
                    after=clock.limit,
                    severities=here.severities,
                    channel=channel_in(section.title),
                    source=draft.at(section.line),
                )
            )
            return


def _in_scenario(title: str, stage: str, here: Context) -> Context:
    clock = clock_of_title(title)
    here = here.but(clock=clock if clock is not None else here.clock)
    if stage == "symptoms":
        return here.but(kind="symptoms", kinds=(*here.kinds, "symptoms"))
    if stage:
        return here.but(kind="steps", kinds=(*here.kinds, "steps"), stage=as_stage(stage))
    kind = kind_of(title)
    if kind in ("templates", "links", "contacts", "questions", "communication"):
        return here.but(kind=kind, kinds=(*here.kinds, kind))
    return here.but(kind="steps" if here.kind in ("scenario", "symptoms") else here.kind)
