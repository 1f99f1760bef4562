"""The history of drills: newest first, by scenario, the best marked, and how the scores went."""

from datetime import timedelta

import msgspec

from tests.drill.plays import Played
from tests.fakes import T0
from warroom.drill.history import BARS, TREND, best_of, data, lines, runs, trend
from warroom.incident import intents as i
from warroom.incident.facts import DrillScored, DrillStarted
from warroom.incident.state import EMPTY, Incident, changed


def drill(
    day: int, points: int | None, scenario: str = "pool", *, rule: int = 1, speed: float = 1, status: str = "resolved"
) -> Incident:
    """A drill of that day; None for one without a score."""
    score = DrillScored(
        points=points, passed=points >= 60, rule=rule, detect_s=30, entries={"anna": 4}
    ) if points is not None else None  # fmt: skip
    return changed(
        EMPTY,
        id=f"drill-{day}-{scenario}",
        seq=3,
        is_drill=True,
        status=status,
        drill=DrillStarted(start=T0 + timedelta(days=day), speed=speed, scenario=scenario),
        people=("drill", "bo"),
        score=score,
    )


def test_drills_come_newest_first_and_real_incidents_not_at_all() -> None:
    found = runs([drill(1, 50), drill(3, 70), changed(EMPTY, id="real", seq=1), drill(2, 60)])
    assert [run.id for run in found] == ["drill-3-pool", "drill-2-pool", "drill-1-pool"]


def test_the_best_of_each_scenario_is_marked_and_of_equals_the_first() -> None:
    found = runs([drill(1, 80), drill(2, 80), drill(3, 20), drill(4, 10, "disk"), drill(5, None, "disk")])
    assert [run.id for run in found if run.best] == ["drill-4-disk", "drill-1-pool"]


def test_a_score_by_an_older_rule_is_not_better_than_one_by_a_newer() -> None:
    best = best_of(runs([drill(1, 100, rule=1), drill(2, 40, rule=2)]))
    assert best["pool"].id == "drill-2-pool"


def test_the_text_has_a_table_and_a_trend_for_each_scenario_the_one_drilled_last_first() -> None:
    said = lines(runs([drill(1, 10), drill(2, 55), drill(3, 100), drill(4, 64, "disk", speed=4)]))
    heads = [line for line in said if line.startswith("DRILL")]
    assert heads == [f"DRILL disk  {BARS[5]}  64 first, 64 last", "DRILL pool  ▁▅█  10 first, 100 last"]
    rows = [line for line in said if line.startswith("  2026")]
    assert [line.split()[2] for line in rows] == ["64", "100", "55", "10"]
    assert rows[0].endswith("anna, at speed 4, best")
    assert rows[1].endswith("anna, best")
    assert rows[2].endswith("anna, not passed")
    assert "00:30" in rows[1]


def test_a_drill_without_a_score_says_why_and_who_was_there() -> None:
    [row] = [line for line in lines(runs([drill(1, None, status="cancelled")])) if line.startswith("  2026")]
    assert "left before its end" in row
    assert row.endswith("bo")
    [row] = [line for line in lines(runs([drill(1, None, status="")])) if line.startswith("  2026")]
    assert "not scored, undeclared" in row


def test_the_trend_has_a_bar_a_score_up_to_its_width_and_an_ascii_spelling() -> None:
    assert trend([0, 100]) == "▁█"
    assert trend([0, 100], ascii_only=True) == "_#"
    assert len(trend(list(range(100)))) == TREND


def test_a_run_as_json_can_be_compared_without_reading_words() -> None:
    play = Played().led().healed().resolved()
    play.do(i.ScoreDrill(score=play.score), by="drill")
    [run] = runs([play.incident])
    said = msgspec.json.decode(msgspec.json.encode(data(run)))
    assert said["drill"] is True
    assert said["began_at"] == "2026-11-21T14:30:00.000Z"
    assert said["score"]["points"] == 100
    assert said["score"]["trouble_at"] == "2026-11-21T14:30:20.000Z"
    assert said["who"] == ["anna"]
    assert said["best"] is True
    assert {one["state"] for one in said["score"]["deadlines"]} <= {"met", "late", "missed", "skipped", "open"}


def test_nobody_knows_how_hostile_a_name_is_and_the_table_is_safe() -> None:
    said = "\n".join(lines(runs([drill(1, 50, "\x1b[2J"), changed(drill(2, None), people=("\x1b]0;x\x07",))])))
    assert "\x1b" not in said
    assert "\x07" not in said
