"""All drills of a journal: when, who, what came of each, the best of each scenario, and how the scores went."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from warroom.incident.facts import DrillScored
from warroom.incident.state import Incident
from warroom.incident.words import MACHINES
from warroom.journal.record import stamp
from warroom.report.words import span
from warroom.text import visible

BARS, BARS_ASCII = "▁▂▃▄▅▆▇█", "_.:-=+*#"
TREND = 24


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One drill; `score` is None while it runs, and where it was left before its end. `best` is the best of its
    scenario under the newest rule, the first to reach it."""

    id: str
    scenario: str
    began: datetime
    speed: float
    who: tuple[str, ...] = ()
    status: str = ""
    score: DrillScored | None = None
    best: bool = False


def runs(incidents: Iterable[Incident]) -> list[Run]:
    """The drills among these, newest first, the best of each scenario marked."""
    found = sorted(filter(None, map(_run, incidents)), key=lambda run: (run.began, run.id), reverse=True)
    best = {run.id for run in best_of(found).values()}
    return [msgspec.structs.replace(run, best=run.id in best) for run in found]


def best_of(found: Sequence[Run]) -> dict[str, Run]:
    """By scenario, the run with most points; of equals the first."""
    best: dict[str, Run] = {}
    for run in sorted(found, key=lambda run: (run.began, run.id)):
        known = best.get(run.scenario)
        if run.score is not None and (known is None or _rank(run) > _rank(known)):
            best[run.scenario] = run
    return best


def _rank(run: Run) -> tuple[int, int]:
    return (run.score.rule, run.score.points) if run.score else (0, 0)


def _run(incident: Incident) -> Run | None:
    drill, score = incident.drill, incident.score
    if drill is None:
        return None
    named = tuple(score.entries) if score else tuple(name for name in incident.people if name not in MACHINES)
    return Run(
        id=incident.id,
        scenario=drill.scenario,
        began=drill.start,
        speed=drill.speed,
        who=named,
        status=incident.status or "undeclared",
        score=score,
    )


def trend(scores: Sequence[int], *, ascii_only: bool = False) -> str:
    """The newest scores as one bar each, oldest left, full at 100."""
    signs = BARS_ASCII if ascii_only else BARS
    return "".join(signs[min(7, points * 8 // 100)] for points in scores[-TREND:])


def lines(found: Sequence[Run], *, ascii_only: bool = False) -> list[str]:
    """A head with its trend and a table for each scenario; the one drilled last comes first."""
    said: list[str] = []
    for name in dict.fromkeys(run.scenario for run in found):
        these = [run for run in found if run.scenario == name]
        scores = [run.score.points for run in reversed(these) if run.score]
        way = f"  {trend(scores, ascii_only=ascii_only)}  {scores[0]} first, {scores[-1]} last" if scores else ""
        said += [*([""] if said else []), f"DRILL {visible(name)}{way}"]
        said.append(
            f"  {'begun (UTC)':<16} {'score':>5}  {'detect':>6} {'ack':>6} {'mitig.':>6} {'resolve':>7}  hints  who"
        )
        said += [_line(run) for run in these]
    return said


def _line(run: Run) -> str:
    who = visible(", ".join(run.who) or "-")
    if run.speed != 1:
        who = f"{who}, at speed {run.speed:g}"
    score = run.score
    if score is None:
        return f"  {run.began:%Y-%m-%d %H:%M} {'-':>5}  {_unscored(run.status):<30} {'':>4}  {who}"
    detect, ack, mitigate, resolve = (
        span(seconds) if seconds is not None else "-"
        for seconds in (score.detect_s, score.acknowledge_s, score.mitigate_s, score.resolve_s)
    )
    marks = f"{'' if score.passed else ', not passed'}{', best' if run.best else ''}"
    times = f"{detect:>6} {ack:>6} {mitigate:>6} {resolve:>7}"
    return f"  {run.began:%Y-%m-%d %H:%M} {score.points:>5}  {times}  {score.hints:>5}  {who}{marks}"


def _unscored(status: str) -> str:
    return "left before its end" if status == "cancelled" else f"not scored, {status}"


def data(run: Run) -> dict[str, Any]:
    """A run as `--history --json` prints it."""
    return {
        "id": run.id,
        "drill": True,
        "scenario": run.scenario,
        "began_at": stamp(run.began),
        "speed": run.speed,
        "who": list(run.who),
        "status": run.status,
        "best": run.best,
        "score": score_data(run.score) if run.score else None,
    }


def score_data(score: DrillScored) -> dict[str, Any]:
    """A score as JSON has it."""
    said: dict[str, Any] = msgspec.to_builtins(score)
    return said | {"trouble_at": stamp(score.trouble_at) if score.trouble_at else None}
