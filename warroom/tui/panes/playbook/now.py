"""What the playbook pane tells of this moment: red checks, answers, ticks."""

from functools import lru_cache

from warroom.checks.model import View
from warroom.incident.shift import done
from warroom.incident.state import ListTick
from warroom.playbook.likely import RED, Standing, likely, of
from warroom.playbook.model import Playbook
from warroom.report.answers import Answer, answered
from warroom.report.offers import standings
from warroom.report.words import utc
from warroom.secrets import mask
from warroom.tui.panes.playbook.layout import Known
from warroom.tui.panes.playbook.seen import Answered, Seen
from warroom.tui.view import Scene

NOTHING = Known({}, {}, {})


def likely_now(scene: Scene, playbook: Playbook) -> tuple[int, ...]:
    """The places of the scenarios that fit what is red, the likeliest first."""
    places = {scenario.id: n for n, scenario in enumerate(playbook.scenarios)}
    return tuple(places[one.id] for one in likely(playbook, _standings(scene, playbook)))


def red_checks(scene: Scene, playbook: Playbook, scenario: int | None) -> list[View]:
    """The red checks that a scenario names, worst first."""
    if scenario is None or scenario >= len(playbook.scenarios) or not any(view.state in RED for view in scene.views):
        return []
    names = set(of(playbook.scenarios[scenario], (Standing(v.name, v.kind, v.state) for v in scene.views)))
    red = [view for view in scene.views if view.state in RED and view.name in names]
    return sorted(red, key=lambda view: RED.index(view.state))


def _standings(scene: Scene, playbook: Playbook) -> list[Standing]:
    return standings(scene.incident, scene.views, scene.now, playbook)


def answers_now(scene: Scene, seen: Seen) -> dict[str, Answer]:
    """The answers that the open incident's record holds, as far as it was read; looked for once a record."""
    studied = scene.studied
    if studied is None or studied.stream != scene.incident.id:
        return {}
    before = seen.answered
    if before is None or before.studied is not studied or before.seq != scene.incident.seq:
        asked = [question for group in seen.playbook.questions for question in group.questions]
        found = answered(asked, studied.answers, scene.incident)
        seen.answered = before = Answered(studied, scene.incident.seq, found)
    return before.found


def ticks_now(scene: Scene, playbook: Playbook) -> dict[tuple[str, int], ListTick]:
    """What is ticked on the lists in this shift."""
    found: dict[tuple[str, int], ListTick] = {}
    for one in playbook.lists:
        for n in scene.lists.get(one.id, ()):
            text = _recorded(one.items[n - 1]) if 1 <= n <= len(one.items) else ""
            if tick := done(scene.lists, one.id, n, text, scene.wall):
                found[one.id, n] = tick
    return found


@lru_cache(256)
def _recorded(words: str) -> str:
    """An item's words as a tick of it holds them."""
    return mask(words)


def known_of(scene: Scene, seen: Seen) -> Known:
    """What the chosen part shows of the record; nothing for most of them."""
    part = seen.here.key
    if part == "questions":
        answers = answers_now(scene, seen)
        return Known(answers, {}, {one.seq: utc(one.at, scene.now) for one in answers.values()})
    if part == "lists":
        ticks = ticks_now(scene, seen.playbook)
        return Known({}, ticks, {tick.seq: utc(tick.at, scene.wall) for tick in ticks.values()})
    return NOTHING
