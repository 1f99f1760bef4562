"""The same thing said twice, and differently: whoever reads one place acts against the other."""

import re
from collections.abc import Iterator

from warroom.incident.words import say_duration
from warroom.playbook.lint.finding import Finding, Key, Level, Rule
from warroom.playbook.lint.levels import covered
from warroom.playbook.lint.pages import lies_within
from warroom.playbook.lint.spans import Span, said, span_of, spans_in
from warroom.playbook.lint.topics import is_postmortem, topic_of, topics_in
from warroom.playbook.model import Item, Phase, Playbook, Severity, Template

_WHY = "two people read two places, both are right, and the clock on the screen is wrong for one of them"
PHASE = Rule(
    name="item-against-phase",
    group="contradictions",
    level="error",
    title="due in one place before, or after, the time another gives it",
    why=_WHY,
    mend="give both the same minutes, or take the act out of one of them",
)
WATCH = Rule(
    name="resolved-before-watched",
    group="contradictions",
    level="error",
    title="called over before the watch is over",
    why="users hear that it is over while it may still come back; then they hear the opposite",
    mend="let the limit be at least as long as resolution.watch, or shorten the watch",
)
WATCHES = Rule(
    name="watch-said-twice",
    group="contradictions",
    level="error",
    title="how long it is watched is said twice",
    why="somebody stands the team down while somebody else still watches",
    mend="say one time, in resolution.watch, or say on which condition the other holds",
)
REVIEW = Rule(
    name="post-mortem-said-twice",
    group="contradictions",
    level="error",
    title="the post-mortem is due at two times",
    why="the later time wins, and by then nobody remembers",
    mend="give postmortem.within and the checklist's item the same time",
)
CADENCE = Rule(
    name="cadence-said-twice",
    group="contradictions",
    level="error",
    title="how often users are told is said twice",
    why="the message promises a time the clock does not know: the promise is broken without anybody noticing",
    mend="write {next_update} or {update_every} in the template, so that it says what the level says",
)
RESPONSE = Rule(
    name="response-said-twice",
    group="contradictions",
    level="error",
    title="how soon somebody answers is said twice",
    why="whoever is called late believes to be on time",
    mend="say it in the level's `response` alone, or give the item the levels it holds at",
)
TWICE = Rule(
    name="item-said-twice",
    group="contradictions",
    level="error",
    title="two items ask for the same with different limits",
    why="one is ticked and the other runs on, overdue, for something that is done",
    mend="keep one of them, or say at which level each holds",
)
PAGE = Rule(
    name="page-contradicts-itself",
    group="contradictions",
    level="error",
    title="the page says it twice, differently; the first was kept",
    why=_WHY,
    mend="say it once on the page",
)
_EVERY = re.compile(r"\b(?:every|each|alle|toutes les|cada)\s*$|\bnext update\W*(?:in)?\s*$", re.IGNORECASE)
_WATCHES = re.compile(r"\b(?:monitor|watch|observ)\w*\b[^.;]{0,30}?\bfor\s*(?:at least\s*)?$", re.IGNORECASE)
_WITHIN = re.compile(r"\bwithin\s*$", re.IGNORECASE)
_OF_A_NOTE = re.compile(r"^(?P<where>\S+:\d+): (?P<what>.*\bhas another (?:response time|update cadence) here\b.*)$")
_QUICK = 300.0


def contradictions(playbook: Playbook) -> Iterator[Finding]:
    """What this playbook says twice, and differently."""
    yield from _phases(playbook)
    yield from _watch(playbook)
    yield from _watches(playbook)
    yield from _review(playbook)
    yield from _cadences(playbook)
    yield from _responses(playbook)
    yield from _twice(playbook)


def noted(notes: tuple[str, ...]) -> Iterator[Finding]:
    """What an importer had to choose between."""
    for note in notes:
        if found := _OF_A_NOTE.match(note):
            yield PAGE.found(found["what"], (), found["where"])


def _phases(playbook: Playbook) -> Iterator[Finding]:
    """Items due within the minutes of a phase that comes later, or was over before."""
    timed = [(phase, span_of(phase.begins), span_of(phase.ends)) for phase in playbook.phases]
    spoken = _spoken(playbook)
    for item in playbook.items:
        due = span_of(item.limit)
        if due is None or item.anchor not in ("declared", "detected"):
            continue
        topic = topic_of(item)
        for phase, begins, ends in timed:
            where = "" if item.phase == phase.id else None if item.phase else spoken[phase.id].get(topic)
            early = begins is not None and begins.high > 0 and due.high <= begins.low
            late = ends is not None and due.high > ends.high
            if where is not None and (early or late):
                other = f" ({where})" if where else ""
                due_at = f"“{item.text}” is due {said(item.limit)} after {item.anchor}"
                what = f"{due_at}; the phase “{phase.title}”{other} has it {_window(phase)}"
                yield PHASE.found(what, ("checklist", item.id, "within"), item.source)
                break


def _spoken(playbook: Playbook) -> dict[str, dict[str, str]]:
    """The acts each phase speaks of, and where: in its own words, or on a page in the lines that belong to it."""
    beside = [(step.source, topic) for step in playbook.steps for topic in topics_in(f"{step.title} {step.words}")]
    beside += [(role.source, "commander") for role in playbook.roles if role.id == "commander"]
    found: dict[str, dict[str, str]] = {}
    for phase in playbook.phases:
        acts = found.setdefault(phase.id, {})
        for words in (phase.title, *phase.steps):
            acts.update((topic, phase.source) for topic in topics_in(words))
        for source, topic in beside:
            if topic not in acts and lies_within(source, phase, playbook.phases):
                acts[topic] = source
    return found


def _window(phase: Phase) -> str:
    begins, ends = span_of(phase.begins), span_of(phase.ends)
    first = say_duration(begins.low) if begins and begins.low else ""
    last = say_duration(ends.high) if ends else ""
    if not first:
        return f"until {last}"
    return f"from {first} to {last}" if last else f"from {first} on"


def _watch(playbook: Playbook) -> Iterator[Finding]:
    watch = span_of(playbook.resolution.watch)
    if watch is None:
        return
    for item in playbook.items:
        due = span_of(item.limit)
        over = topic_of(item) == "resolve" or (item.done_by or "").endswith(":resolved")
        if over and item.anchor == "fixed" and due is not None and due.high < watch.high:
            lasts = f"the watch lasts {said(playbook.resolution.watch)}"
            where = f" ({playbook.resolution.source})" if playbook.resolution.source else ""
            what = f"“{item.text}” is due {said(item.limit)} after the fix, and {lasts}{where}"
            yield WATCH.found(what, ("checklist", item.id, "within"), item.source)


def _watches(playbook: Playbook) -> Iterator[Finding]:
    watch = span_of(playbook.resolution.watch)
    if watch is None:
        return
    places: list[tuple[Key, str, str]] = [(("checklist", item.id), item.source, item.text) for item in playbook.items]
    for phase in playbook.phases:
        places += [(("phases", phase.id, "steps", n), phase.source, words) for n, words in enumerate(phase.steps)]
    for n, step in enumerate(playbook.steps):
        places.append((("steps", n), step.source, f"{step.title}. {step.words}"))
    for n, words in enumerate(playbook.resolution.criteria):
        places.append((("resolution", "criteria", n), playbook.resolution.source, words))
    for key, source, words in places:
        for other in _behind(words, _WATCHES):
            if not other.meets(watch):
                what = (
                    f"“{words.strip(' .')}” says {other.words}, and resolution.watch {said(playbook.resolution.watch)}"
                )
                yield WATCHES.found(what, key, source)


def _review(playbook: Playbook) -> Iterator[Finding]:
    within = span_of(playbook.postmortem.within)
    said_at: list[tuple[Span, Key, str, str]] = []
    if within is not None:
        said_at.append((within, ("postmortem", "within"), playbook.postmortem.source, "postmortem.within"))
    for item in playbook.items:
        due = span_of(item.limit)
        if due is not None and item.anchor in ("resolved", "closed") and is_postmortem(item.text):
            said_at.append((due, ("checklist", item.id, "within"), item.source, f"“{item.text}”"))
    for scenario in playbook.scenarios:
        for n, step in enumerate(scenario.steps):
            key: Key = ("scenarios", scenario.id, "steps", n)
            spans = _behind(step.words, _WITHIN) if is_postmortem(step.words) else ()
            said_at.extend((span, key, step.source, f"“{step.words}”") for span in spans)
    for span, key, source, words in said_at[1:]:
        if span.high != said_at[0][0].high:
            yield REVIEW.found(f"{words}: {span.words}; {said_at[0][3]}: {said_at[0][0].words}", key, source)


def _cadences(playbook: Playbook) -> Iterator[Finding]:
    levels = [(level, span) for level in playbook.severities if (span := span_of(level.cadence)) is not None]
    for template in playbook.templates:
        meant = _meant(template, levels)
        for span in _behind(f"{template.subject}\n{template.body}", _EVERY):
            others = [level for level, cadence in meant if not cadence.meets(span)]
            if not others:
                continue
            told = ", ".join(f"{level.id} every {said(level.cadence).removeprefix('Every ')}" for level in others)
            what = f"the template “{template.title or template.id}” says every {span.words}; {told}"
            none_fits: Level = "error" if len(others) == len(meant) else "warning"
            yield CADENCE.found(what, ("templates", template.id, "body"), template.source, none_fits)
            break


def _meant(template: Template, levels: list[tuple[Severity, Span]]) -> list[tuple[Severity, Span]]:
    """The levels a template is for: those it names, else those whose updates go where it goes, else all."""
    words = f"{template.title}\n{template.subject}\n{template.body}"
    named = [one for one in levels if re.search(rf"(?<!\w){re.escape(one[0].id)}(?![\w/])", words)]
    there = [one for one in levels if template.channel and template.channel in one[0].channels]
    return named or there or levels


def _responses(playbook: Playbook) -> Iterator[Finding]:
    for item in playbook.items:
        due = span_of(item.limit)
        if due is None or topic_of(item) != "acknowledge" or item.anchor not in ("declared", "detected"):
            continue
        levels = [level for level in covered(playbook, item.severities) if level.response is not None]
        others = [level for level in levels if not _same_response(level, due)]
        if others:
            told = ", ".join(f"{level.id} {said(level.response)}" for level in others)
            what = f"“{item.text}” is due {said(item.limit)} after {item.anchor}; the levels say {told}"
            # Written for the worst level, and for no other: it hurries people, and keeps nobody waiting.
            hurries: Level | None = "warning" if levels[0] not in others and not item.severities else None
            yield RESPONSE.found(what, ("checklist", item.id, "within"), item.source, hurries)


def _same_response(level: Severity, due: Span) -> bool:
    """Whether a level says this limit; at once is within five minutes."""
    response = span_of(level.response)
    if response is None:
        return False
    return response.high == due.high or (response.high == 0 and due.high <= _QUICK)


def _twice(playbook: Playbook) -> Iterator[Finding]:
    seen: list[tuple[str, Item, Span]] = []
    for item in playbook.items:
        topic, due = topic_of(item), span_of(item.limit)
        if not topic or due is None:
            continue
        for before, other, limit in seen:
            together = not item.severities or not other.severities or set(item.severities) & set(other.severities)
            if before == topic and other.anchor == item.anchor and together and limit != due:
                what = (
                    f"“{item.text}”: {said(item.limit)}; “{other.text}”: {said(other.limit)}, both after {item.anchor}"
                )
                yield TWICE.found(what, ("checklist", item.id, "within"), item.source)
                break
        seen.append((topic, item, due))


def _behind(words: str, before: re.Pattern[str]) -> Iterator[Span]:
    """The times that stand right behind these words."""
    for span, start, _ in spans_in(words):
        if before.search(words[:start]) or (before is _EVERY and words[start : start + 5].lower() == "every"):
            yield span
