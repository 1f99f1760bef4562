"""A team's own page to a playbook: deterministic, without network or clock; no line of it is lost."""

import re
import stat
from pathlib import Path

import msgspec

from warroom.errors import BadInput
from warroom.playbook.markdown.blocks import front_matter
from warroom.playbook.markdown.cadence import settle
from warroom.playbook.markdown.channels import used_in
from warroom.playbook.markdown.draft import MOST_ITEMS, Context, Draft
from warroom.playbook.markdown.encoding import MOST_BYTES, decoded, mended, too_large
from warroom.playbook.markdown.ladder import in_order
from warroom.playbook.markdown.leftovers import left_over
from warroom.playbook.markdown.links import proposals
from warroom.playbook.markdown.plain import slug
from warroom.playbook.markdown.postmortem import due_review
from warroom.playbook.markdown.sections import page_of
from warroom.playbook.markdown.severities import find_levels, mentioned, named_only
from warroom.playbook.markdown.titles import scenario_name
from warroom.playbook.markdown.tree import Section
from warroom.playbook.markdown.walk import walk
from warroom.playbook.model import Playbook, Postmortem, Resolution, Severity
from warroom.text import storable, visible

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".txt", ".html", ".htm")
STAND_IN = tuple(
    Severity(id=level, name=name)
    for level, name in (("P0", "critical"), ("P1", "high"), ("P2", "medium"), ("P3", "low"))
)
"""Levels of a page that names none, since an incident has one."""
_CHANNEL = re.compile(r"#(?:inc(?:ident)?s?|sev\d?|outage|war-?room|p\d)\b[\w<>{}\[\]-]*", re.IGNORECASE)
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}|y{4}-?m{2}-?d{2}|<?date>?", re.IGNORECASE)
_ZONE = re.compile(
    r"\b(?:time ?zone|zeitzone|fuseau horaire"
    r"|all times(?: are)?(?: in)?)\b[^A-Za-z]*([A-Z][A-Za-z]+/[A-Z][A-Za-z_]+|UTC)\b",
    re.IGNORECASE,
)


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """The playbook that a page became, and sentences for people about how it was read."""

    playbook: Playbook
    notes: tuple[str, ...] = ()


def load(path: Path | str) -> Imported:
    """The playbook of a page; BadInput where the file is none, cannot be read, or is too large."""
    place = Path(path).expanduser()
    try:
        status = place.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BadInput(visible(f"{path}: this is a directory: name the page itself"))
        if not stat.S_ISREG(status.st_mode):
            raise BadInput(visible(f"{path}: this is no regular file"))
        if status.st_size > MOST_BYTES:
            raise BadInput(visible(f"{path}: {too_large(status.st_size)}"))
        with place.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise BadInput(visible(f"{path}: no such file")) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(visible(f"{path}: cannot be read: {why}")) from None
    return read(data, str(path))


def read(page: str | bytes, name: str) -> Imported:
    """The playbook in this page; `name` is what sources and errors call it. BadInput where it is no playbook."""
    label = Path(name).name or name
    notes: tuple[str, ...] = ()
    if isinstance(page, bytes):
        page, notes = decoded(page, label)
    elif len(page) > MOST_BYTES:
        raise BadInput(visible(f"{label}: {too_large(len(page))}"))
    if not page.strip():
        raise BadInput(visible(f"{label}: the file is empty"))
    if "\0" in page:
        raise BadInput(visible(f"{label}: this is not a text file"))
    text, repaired = mended(storable(page), label)
    draft = Draft(label, text)
    draft.notes += [*notes, *repaired]
    root = page_of(text)
    find_levels(root, draft)
    mentioned(draft, _scenario_titles(root))
    named_only(draft)
    _front(draft)
    walk(root, Context(), draft)
    settle(draft)
    playbook = _built(draft, label)
    if not (_is_playbook(playbook) or (_about_incidents(text) and _says_something(playbook))):
        said = "no severity, no clock, no checklist, no runbook was recognised"
        raise BadInput(visible(f"{label}: this does not look like an incident playbook: {said}"))
    if not playbook.severities:
        playbook = msgspec.structs.replace(playbook, severities=STAND_IN)
        draft.notes.append(f"{label} names no levels: P0 to P3 stand in, without any clock")
    playbook = msgspec.structs.replace(playbook, left=left_over(draft, playbook))
    return Imported(playbook=playbook, notes=tuple(dict.fromkeys((*draft.notes, *_remarks(playbook, draft)))))


def _scenario_titles(root: Section) -> list[tuple[str, int]]:
    return [(section.title, section.line) for section in root.all() if section.title and scenario_name(section.title)]


def _front(draft: Draft) -> None:
    """The title in front matter is the page's; the rest is kept aside."""
    first, last = front_matter("\n".join(draft.lines))
    for number in range(first, last + 1):
        if not number:
            continue
        match = re.match(r"^title\s*:\s*[\"']?(.+?)[\"']?\s*$", draft.lines[number - 1])
        if match and not draft.title:
            draft.title = match[1]
            draft.use(number)
        else:
            draft.leave(number, number, "front matter")


def _built(draft: Draft, label: str) -> Playbook:
    text = "\n".join(draft.lines)
    all_steps = [*draft.steps, *(step for scenario in draft.scenarios for step in scenario.steps)]
    commands = [(step.run, step.source) for step in all_steps if step.run and step.language in ("", "zsh", "fish")]
    commands += [(step.link, step.source) for step in all_steps if step.link]
    due_review(draft)
    review = Postmortem(
        within=draft.review_within,
        sections=tuple(draft.review["sections"]),
        attendees=tuple(draft.review["attendees"]),
        agenda=tuple(draft.review["agenda"]),
        severities=draft.review_severities,
        file=draft.review_file,
        source=draft.at(draft.review_line) if draft.review_line else "",
    )
    resolution = Resolution(
        criteria=tuple(draft.criteria),
        flows=tuple(draft.flows),
        watch=draft.watch,
        watch_for=tuple(draft.watch_for),
        source=draft.at(draft.resolution_line) if draft.resolution_line else "",
    )
    zone = next(iter(sorted(_ZONE.finditer(text), key=lambda match: "/" not in match[1])), None)
    return Playbook(
        name=slug(Path(label).stem) or "playbook",
        title=draft.title,
        zone=zone[1] if zone and _zone_known(zone[1]) else "",
        severities=tuple(level.built(draft.at(level.line)) for level in draft.levels.values()),
        items=tuple(draft.items),
        ladder=in_order(draft),
        roles=tuple(role.built(draft.at(role.line)) for role in draft.roles.values()),
        channels=used_in(draft),
        contacts=tuple(draft.contacts),
        scenarios=tuple(scenario.built(draft.at(scenario.line)) for scenario in draft.scenarios),
        duties=tuple(draft.duties),
        phases=tuple(phase.built(draft.at(phase.line)) for phase in draft.phases),
        questions=tuple(draft.questions),
        steps=tuple(draft.steps),
        templates=tuple(draft.templates),
        resolution=resolution,
        lists=tuple(draft.lists),
        links=tuple(draft.links),
        metrics=tuple(draft.metrics),
        postmortem=review,
        principles=tuple(draft.principles),
        prevention=tuple(draft.prevention),
        channel_name=_channel_name(text),
        proposed=proposals(draft, commands),
    )


def _zone_known(name: str) -> bool:
    from warroom.playbook.zones import zone_problem

    return not zone_problem(name)


def _channel_name(text: str) -> str:
    """How the page names an incident's channel: a sample with a date stands for its pattern."""
    found = [match[0].rstrip("-") for match in _CHANNEL.finditer(text)]
    for name in found:
        if match := _DATED.search(name):
            rest = name[match.end() :].strip("-")
            sample = match[0][0].isdigit()
            return f"{name[: match.start()]}YYYY-MM-DD{'-slug' if rest else ''}" if sample else name
    return max(set(found), key=lambda name: (found.count(name), -found.index(name))) if found else ""


_SUBJECT = re.compile(
    r"\b(?:incidents?|outages?|on-?call|escalat\w*|pager|severity|runbooks?|post-?mortems?|störung\w*|vorf[aä]ll\w*|notfall\w*"
    r"|bereitschaft|pannes?|astreinte|incidentes?|guardia|alerts?)\b",
    re.IGNORECASE,
)


def _about_incidents(text: str) -> bool:
    """Whether a page speaks of incidents at all, and not only once."""
    return sum(1 for _ in _SUBJECT.finditer(text)) >= 3


def _says_something(playbook: Playbook) -> bool:
    """Whether anything was found that helps in an incident."""
    found = (playbook.steps, playbook.roles, playbook.ladder, playbook.templates, playbook.phases, playbook.questions)
    return any(found) or bool(playbook.resolution.criteria or playbook.postmortem.sections)


def _is_playbook(playbook: Playbook) -> bool:
    clocked = any(item.limit for item in playbook.items) or any(
        rung.after.seconds is not None for rung in playbook.ladder
    )
    phased = any(phase.ends for phase in playbook.phases)
    return bool(
        playbook.severities
        or clocked
        or phased
        or playbook.items
        or playbook.scenarios
        or playbook.lists
        or (playbook.ladder and playbook.roles)
    )


def _remarks(playbook: Playbook, draft: Draft) -> list[str]:
    """What a reader should know before trusting the result."""
    notes = []
    notes += [
        f"{level.source}: {level.id} is named and nowhere defined: it has no clocks"
        for level in playbook.severities
        if level.source
        and level.response is None
        and level.cadence is None
        and not level.criteria
        and not level.meaning
    ]
    if len(draft.items) == MOST_ITEMS:
        notes.append(f"{draft.name}: only the first {MOST_ITEMS} items of the checklist were taken")
    return notes
