"""A score in words: what it is made of, the rule beside every figure, and how each deadline ended."""

import msgspec

from warroom.drill.score import DEADLINES, HINT, PASS_MARK, SPANS, UPDATES, WRONG_ACT
from warroom.incident.facts import DrillScored, Judged
from warroom.incident.words import say_duration
from warroom.report.words import span
from warroom.text import visible

FROM = {"acknowledge": "after detection"}
NEVER = "never"
WORDS = {"met": "met", "late": "met late", "missed": "missed", "skipped": "skipped", "open": "not due yet"}


class Part(msgspec.Struct, frozen=True):
    """A row of the score: its name, the points ("9 of 10", "-5"), the figure they are for, and the rule."""

    name: str
    points: str
    figure: str
    rule: str


def verdict(score: DrillScored) -> str:
    """The number in a sentence, and what stands in the way of passing."""
    state = "passed" if score.passed else "not passed"
    reason = _reason(score)
    return f"{score.points} of 100, {state}{': ' + reason if reason and not score.passed else ''}"


def _reason(score: DrillScored) -> str:
    if not score.resolved:
        return "it was not resolved"
    if score.still_down:
        return f"{', '.join(score.still_down)} {'was' if len(score.still_down) == 1 else 'were'} still down"
    if score.unhealed:
        return "it would have come back, what was done heals for a while only"
    if score.resolve_s is None:
        return "nothing had broken yet"
    return f"{PASS_MARK} passes"


def parts(score: DrillScored) -> list[Part]:
    """What the number is made of, row by row."""
    figures = {
        "detect": score.detect_s,
        "acknowledge": score.acknowledge_s,
        "mitigate": score.mitigate_s,
        "resolve": score.resolve_s,
    }
    found: list[Part] = []
    for one in SPANS:
        whole, nothing = (say_duration(limit) for limit in one.limits(score.minutes))
        seconds = figures[one.name]
        took = f"{span(seconds)} {FROM.get(one.name, 'after it broke')}" if seconds is not None else NEVER
        found.append(Part(one.name, _of(score, one.name, one.points), took, f"all to {whole}, 0 from {nothing}"))
    kept = f"{score.met} met, {score.missed} missed"
    if score.too_mild:
        kept = f"{kept}, but {score.too_mild} was too mild"
    found.append(Part("deadlines", _of(score, "deadlines", DEADLINES), kept, "the share that was met"))
    told = f"{score.updates_sent} of {score.updates_promised} sent, {score.updates_late} late"
    found.append(Part("updates", _of(score, "updates", UPDATES), told, "the share sent in time"))
    found.append(Part("hints", _minus(score, "hints"), f"{score.hints} taken", f"{HINT} less for each"))
    acts = f"{len(score.wrong_acts)}{': ' if score.wrong_acts else ''}{', '.join(score.wrong_acts)}"
    found.append(Part("wrong acts", _minus(score, "wrong acts"), acts, f"{WRONG_ACT} less for each"))
    return found


def _of(score: DrillScored, name: str, most: int) -> str:
    return f"{score.earned.get(name, 0)} of {most}"


def _minus(score: DrillScored, name: str) -> str:
    return str(score.earned.get(name, 0))


def margin(one: Judged) -> str:
    """How much was left or lacking: "03:10 left", "01:12 late"."""
    if one.margin_s is None:
        return ""
    return f"{span(one.margin_s)} {'left' if one.margin_s >= 0 else 'late'}"


def entries(score: DrillScored) -> str:
    """Who entered how much."""
    return ", ".join(f"{name} {count}" for name, count in score.entries.items()) or "nobody entered anything"


def rule(score: DrillScored) -> str:
    """How far it can be compared."""
    return (
        f"{PASS_MARK} of 100 passes, and only what was healed and resolved. "
        f"Rule {score.rule}: compare it with other runs by this rule."
    )


def lines(score: DrillScored, title: str, began: str, cause: str = "") -> list[str]:
    """The whole score for a terminal or a pipe, made safe; `cause` tells at last what it was."""
    found = [f"DRILL  {visible(title)}", f"begun  {began}", f"score  {verdict(score)}", ""]
    rows = parts(score)
    figures = max(len(part.figure) for part in rows)
    found += [
        f"  {part.name:<12}{part.points:>8}   {visible(part.figure):<{figures}}   {part.rule}".rstrip() for part in rows
    ]
    if score.deadlines:
        found += ["", "deadlines"]
        labels = max(len(visible(one.label)) for one in score.deadlines)
        found += [
            f"  {visible(one.label):<{labels}}  {WORDS.get(one.state, one.state):<11}  {margin(one):>12}"
            f"   of {say_duration(one.limit_s)}"
            for one in score.deadlines
        ]
    found += ["", f"entries  {visible(entries(score))}", rule(score)]
    if cause:
        found += ["", f"cause  {visible(cause)}"]
    return found
