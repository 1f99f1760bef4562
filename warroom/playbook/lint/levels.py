"""The levels: clocks they lack, orders that are the wrong way round, and what wakes people for a trifle."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from warroom.playbook.lint.finding import Finding, Level, Rule
from warroom.playbook.lint.spans import said, span_of, within
from warroom.playbook.model import Limit, Playbook, Severity, Trigger
from warroom.playbook.words import trigger_words

NONE = Rule(
    name="no-levels",
    group="clocks",
    level="error",
    title="no severity levels",
    why="nobody can say how bad it is, and no clock knows how fast to run",
    mend="name at least two levels under `severities`, the worst first",
)
NO_RESPONSE = Rule(
    name="no-response",
    group="clocks",
    level="warning",
    title="levels that do not say how soon somebody answers",
    why="nothing rings when nobody has answered",
    mend="give each level a `response`, such as 15 min or next business day",
)
NO_CADENCE = Rule(
    name="no-cadence",
    group="clocks",
    level="warning",
    title="levels that do not say how often users are told",
    why="nothing reminds anybody to tell users, and silence is what they complain about",
    mend="give each level a `cadence`, such as 30 min, or `no limit` where nobody waits for word",
)
ORDER = Rule(
    name="worse-is-slower",
    group="contradictions",
    level="error",
    title="a worse level is slower than a lesser one",
    why="whoever raises the level to get help faster gets it later",
    mend="exchange the two limits, or the order of the levels: the worst comes first",
)
TRIGGERS = Rule(
    name="worse-is-sooner-reached",
    group="contradictions",
    level="error",
    title="a worse level is reached by a smaller figure than a lesser one",
    why="by its figures the same outage is both levels at once",
    mend="let the figure of the worse level be the larger one",
)
UPDATES_FIRST = Rule(
    name="told-before-answered",
    group="clocks",
    level="warning",
    title="users are told before anybody has to have answered",
    why="the first update is overdue while the person on call is still on time",
    mend="lengthen the cadence of this level, or answer sooner",
)
FIRST_WORD = Rule(
    name="first-word-after-cadence",
    group="clocks",
    level="warning",
    title="the first word to users may come later than the next ones",
    why="the update is overdue by the level's clock while the checklist still shows time",
    mend="let the first word be due no later than the level's cadence",
)
WAKES = Rule(
    name="minutes-for-business-hours",
    group="clocks",
    level="warning",
    title="a level that can wait for business hours wakes people all the same",
    why="somebody is called at night for what could wait until morning, and does not get up the next time",
    mend="say under `severities` at which levels the steps of the ladder and the items of the checklist hold",
)
ESCALATES = Rule(
    name="ladder-against-level",
    group="contradictions",
    level="error",
    title="the level goes further sooner than the ladder does",
    why="the level promises help that the ladder has not called yet",
    mend="give the ladder's second step the minutes of the level's `escalate`, or the other way round",
)
FIRST_RUNG = Rule(
    name="ladder-after-response",
    group="clocks",
    level="warning",
    title="the ladder calls its first person after somebody should have answered",
    why="the response is overdue before anybody was called",
    mend="begin the ladder at 0 min, or say in `notify` who is called at once",
)
_A_DAY = 86_400.0


def levels(playbook: Playbook) -> Iterator[Finding]:
    """What is wrong with the levels and their clocks."""
    if not playbook.severities:
        yield NONE.found("without levels no clock of a level can run", ("severities",))
        return
    for level in playbook.severities:
        key = ("severities", level.id)
        if level.response is None:
            yield NO_RESPONSE.found(f"{level.id} has no response limit", (*key, "response"), level.source)
        if level.cadence is None and not waits(level):
            yield NO_CADENCE.found(f"{level.id} has no update cadence", (*key, "cadence"), level.source)
        yield from _first(playbook, level)
    yield from _order(playbook.severities)
    yield from _triggers(playbook.severities)
    yield from _wakes(playbook)
    yield from _ladder(playbook)


def covered(playbook: Playbook, severities: Sequence[str]) -> list[Severity]:
    """The levels at which something with these `severities` holds: all of them without."""
    return [level for level in playbook.severities if not severities or level.id in severities]


def waits(level: Severity) -> bool:
    """Whether a level waits for business hours, by its own words."""
    return level.response is not None and level.response.calendar == "business" and level.response.seconds is None


def _first(playbook: Playbook, level: Severity) -> Iterator[Finding]:
    response, cadence = span_of(level.response), span_of(level.cadence)
    key = ("severities", level.id, "cadence")
    if cadence is None:
        return
    if response is not None and response.low > cadence.high:
        what = f"{level.id} is answered {within(level.response)}, and users are told every {said(level.cadence)}"
        yield UPDATES_FIRST.found(what, key, level.source)
    for item in playbook.items:
        due = span_of(item.limit)
        first = (item.done_by or "") == "update:users" and item.anchor == "declared"
        if first and due and level in covered(playbook, item.severities) and due.low > cadence.high:
            every = f"{level.id} tells users every {said(level.cadence)}"
            what = f"“{item.text}” is due {said(item.limit)} after declaring, and {every}"
            yield FIRST_WORD.found(what, ("checklist", item.id, "within"), item.source)


def _order(severities: Sequence[Severity]) -> Iterator[Finding]:
    for worse, lesser in pairwise(severities):
        for name in ("response", "cadence", "escalate"):
            one, other = _worth(getattr(worse, name)), _worth(getattr(lesser, name))
            if one is not None and other is not None and one > other:
                words = f"{said(getattr(worse, name))} for {worse.id}, {said(getattr(lesser, name))} for {lesser.id}"
                yield ORDER.found(f"{name}: {words}", ("severities", worse.id, name), worse.source)


def _worth(limit: Limit | None) -> float | None:
    """How long a limit is, for comparing; business hours are at least as long as they say."""
    span = span_of(limit)
    if span is not None:
        return span.high
    return limit.seconds if limit is not None else None


def _triggers(severities: Sequence[Severity]) -> Iterator[Finding]:
    for place, worse in enumerate(severities):
        for lesser in severities[place + 1 :]:
            for one in worse.triggers:
                for other in lesser.triggers:
                    if _is_sooner(one, other):
                        what = f"{worse.id}: {trigger_words(one)}; {lesser.id}: {trigger_words(other)}"
                        yield TRIGGERS.found(what, ("severities", worse.id, "triggers"), worse.source)


def _is_sooner(worse: Trigger, lesser: Trigger) -> bool:
    """Whether the worse level's figure is met by everything that meets the lesser one's."""
    if worse.metric.casefold() != lesser.metric.casefold() or worse.unit != lesser.unit:
        return False
    if worse.op in (">", ">=") and lesser.op in (">", ">="):
        return worse.value < lesser.value
    if worse.op in ("<", "<=") and lesser.op in ("<", "<="):
        return worse.value > lesser.value
    return False


def _wakes(playbook: Playbook) -> Iterator[Finding]:
    for level in filter(waits, playbook.severities):
        rungs = [rung for rung in playbook.ladder if level in covered(playbook, rung.severities)]
        called = [rung.who for rung in rungs if rung.after.counts is not None and not rung.condition]
        items = [
            item
            for item in playbook.items
            if level in covered(playbook, item.severities)
            and item.anchor in ("declared", "detected")
            and item.limit is not None
            and item.limit.counts is not None
            and item.limit.counts < _A_DAY
        ]
        said_so = [
            *([f"the ladder calls {', '.join(called)}"] if called else []),
            *([f"{len(items)} item{'s' * (len(items) != 1)} of the checklist count from declaring"] if items else []),
        ]
        if said_so:
            what = f"{level.id} is answered {within(level.response)}, and {' and '.join(said_so)}"
            yield WAKES.found(what, ("severities", level.id, "response"), level.source)


def _ladder(playbook: Playbook) -> Iterator[Finding]:
    for level in playbook.severities:
        rungs = [
            (rung, span.low)
            for rung in playbook.ladder
            if level in covered(playbook, rung.severities) and (span := span_of(rung.after)) is not None
        ]
        if not rungs or waits(level):
            continue
        rungs.sort(key=lambda one: one[1])
        escalate, response = span_of(level.escalate), span_of(level.response)
        at_once = escalate is not None and escalate.high == 0 and bool(level.notify.strip())
        following = rungs[1] if len(rungs) > 1 else rungs[0]
        if escalate is not None and not at_once and following[1] > escalate.high:
            calls = f"the ladder calls {following[0].who} at {said(following[0].after)}"
            what = f"{level.id} goes further {within(level.escalate)}, and {calls}"
            yield ESCALATES.found(what, ("severities", level.id, "escalate"), level.source)
        first, minute = rungs[0]
        if response is not None and minute > response.high and not first.condition:
            place = playbook.ladder.index(first)
            calls = f"the ladder calls {first.who} at {said(first.after)}"
            what = f"{level.id} is answered {within(level.response)}, and {calls}"
            called_otherwise: Level | None = "hint" if level.notify.strip() else None
            yield FIRST_RUNG.found(what, ("ladder", place, "after"), first.source, called_otherwise)
