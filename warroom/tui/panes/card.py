"""What the trainee of a drill may do: what comes next, the hints taken, the scenario's card, its acts, the verbs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from warroom.drill.score import HINT
from warroom.report.words import plural, since
from warroom.text import visible
from warroom.tui.content import left, wrap
from warroom.tui.look import CHECK_SIGNS, Row
from warroom.tui.panels.checks import sign_of
from warroom.tui.panes import Opened, Pane, scrolled
from warroom.tui.view import Painted, Scene

if TYPE_CHECKING:
    from warroom.drill.scenario import Scenario

ABOUT = 10
LONGEST = 12
VERBS = (
    ("/declare P0 TITLE", "open the incident; the clocks start"),
    ("/ic", "take command, which acknowledges it"),
    ("text", "a note of what you see and do"),
    ("/suspect WORDS", "what it might be; /cause 1 when it was that"),
    ("/update status_page investigating TEXT", "what users are told"),
    ("/tick 2", "item 2 of the checklist is done"),
    ("/fix", "it is healed; /unfix WHY when it was not"),
    ("/resolve", "it is over: the drill is scored"),
)


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """From the next step down to the verbs; it scrolls where it does not fit."""
    scenario: Scenario = opened.about
    rows: list[Row] = [_checks(scene), *_told("next", step(scene, scenario), width, "title")]
    taken = scenario.hints[: scene.incident.hints]
    for n, words in enumerate(taken, 1):
        rows += _told(f"hint {n}", words, width, "text")
    rows.append(())
    for n, words in enumerate(scenario.card):
        rows += _told("card" if n == 0 else "", words, width, "text")
    rows.append(())
    longest = max((len(act.name) for act in scenario.acts), default=0)
    for n, act in enumerate(scenario.acts):
        lead = f"/drill fix {act.name:<{longest}}  "
        rows.append(((left("acts" if n == 0 else "", ABOUT), "muted"), (lead, "title"), (visible(act.does), "text")))
    more = len(scenario.hints) - len(taken)
    hints = f"/drill hint takes the next of {plural(more, 'hint')}, for {HINT} points" if more else "all were taken"
    rows += [(), *_told("hints", hints, width, "muted"), ()]
    usage = max(len(usage) for usage, _ in VERBS) + 2
    rows += [
        ((left("verbs" if n == 0 else "", ABOUT), "muted"), (left(verb, usage), "title"), (words, "muted"))
        for n, (verb, words) in enumerate(VERBS)
    ]
    about = f"drill {visible(scenario.name)}, about {scenario.minutes:g} min"
    return scrolled((("card", "title"), (" ─ ", "line"), (about, "muted")), rows, opened, height)


def _told(about: str, words: str, width: int, style: str) -> list[Row]:
    lines: Sequence[str] = wrap(visible(words), max(20, width - ABOUT), LONGEST)
    return [((left(about if n == 0 else "", ABOUT), "muted"), (line, style)) for n, line in enumerate(lines)]


def _checks(scene: Scene) -> Row:
    """What is not up by name, the others counted: the panel that has them all lies beneath."""
    row: list[tuple[str, str]] = [(left("checks", ABOUT), "muted")]
    up = sum(view.state == "up" and not view.soft for view in scene.views)
    for view in scene.views:
        if view.state == "up" and not view.soft:
            continue
        sign, tone = scene.look.sign(sign_of(view))
        held = f" {since((scene.asked_now - view.since).total_seconds())}" if view.since else ""
        row += [(sign, tone), (f" {visible(view.name)} ", "text"), (f"{view.word}{held}   ", tone)]
    if not scene.views:
        return (*row, ("no reading yet", "muted"))
    every = "all " if up == len(scene.views) else ""
    return (*row, scene.look.sign(CHECK_SIGNS["up"]), (f" {every}{up} up", "muted"))


def step(scene: Scene, scenario: "Scenario") -> str:
    """What comes next, from what stands in the record and what the checks say now."""
    incident = scene.incident
    red = [view.name for view in scene.views if view.state in ("down", "degraded")]
    if incident.score is not None:
        return "it is over: /drill score shows what it was worth, ^Q leaves and prints it"
    if incident.when("resolved") or not incident.open:
        return "it is over and is being scored"
    if not incident.declared:
        if red:
            return f"{', '.join(red)} broke: /declare {scenario.severity} and a few words open the incident"
        return "all is well: Esc shows the room. Watch the checks, before long something breaks"
    if "acknowledged" not in incident.milestones:
        return "/ic takes command"
    if incident.last_told is None:
        return "/update status_page investigating and a sentence tells users that you are at it"
    if "fixed" in incident.milestones:
        if red:
            return f"{', '.join(red)} is red again: /unfix and why, then look for what heals for good"
        return "/resolve when you are sure that it holds: only what was healed for good passes"
    if red:
        return "look why it is red (the timeline has the reasons), /suspect what it might be, and act: /drill fix NAME"
    return "nothing is red: /fix says that it is healed, if it is"


PANE = Pane(paint)
