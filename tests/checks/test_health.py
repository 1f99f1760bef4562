"""The state of a check over many readings: each row is what came, the state it led to, and what the screen says."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from warroom.checks.health import Health
from warroom.checks.model import Reading, State, View
from warroom.checks.prepared import Prepared
from warroom.checks.trail import sparks
from warroom.playbook.model import Check

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
CHECK = Check(name="api", options={"url": "http://127.0.0.1:8080/health?token=x"})

SORTS: dict[str, tuple[State, str, float | None, bool, bool]] = {
    "ok": ("up", "41 ms", 0.041, False, False),
    "slow": ("degraded", "1.9 s", 1.9, False, True),
    "warn": ("degraded", "41 ms", 0.041, False, False),
    "lost": ("down", "timeout", None, False, False),
    "refused": ("down", "refused", None, True, False),
    "odd": ("unknown", "?", None, False, False),
}


def reading(sort: str, second: int) -> Reading:
    state, value, latency_s, definite, slow = SORTS[sort]
    return Reading("api", START + timedelta(seconds=second), state, latency_s, value, sort, definite, slow)


def after(words: str, check: Check = CHECK) -> tuple[Health, list[str]]:
    """Health after these readings, a second apart, and its transitions as `from>to@since`."""
    health = Health(Prepared(check))
    turned = []
    for second, sort in enumerate(words.split()):
        if change := health.observe(reading(sort, second)):
            turned.append(f"{change.from_}>{change.to}@{(change.since - START).seconds}")
    return health, turned


UP = "unknown>up@0"


@pytest.mark.parametrize(
    ("words", "turned", "state", "word", "soft", "settled"),
    [
        ("", [], "unknown", "none", "", True),
        ("ok", [UP], "up", "up", "", True),
        ("lost", [], "unknown", "1/3", "failing 1/3", False),
        ("lost lost lost", ["unknown>down@0"], "down", "down", "", True),
        ("lost ok", ["unknown>up@1"], "up", "up", "", True),
        ("refused", [], "unknown", "1/2", "failing 1/2", False),
        ("refused refused", ["unknown>down@0"], "down", "down", "", True),
        ("ok lost", [UP], "up", "1/3", "failing 1/3", False),
        ("ok lost lost", [UP], "up", "2/3", "failing 2/3", False),
        ("ok lost ok", [UP], "up", "up", "", True),
        ("ok lost lost lost", [UP, "up>down@1"], "down", "down", "", True),
        ("ok lost ok lost lost", [UP], "up", "2/3", "failing 2/3", False),
        ("ok refused refused", [UP, "up>down@1"], "down", "down", "", True),
        ("ok lost refused", [UP], "up", "1/2", "failing 1/2", False),
        ("ok lost refused refused", [UP, "up>down@1"], "down", "down", "", True),
        ("ok lost refused lost", [UP, "up>down@1"], "down", "down", "", True),
        ("ok slow", [UP], "up", "1/3", "failing 1/3", False),
        ("ok slow slow slow", [UP, "up>degraded@1"], "degraded", "slow", "", True),
        ("ok warn warn warn", [UP, "up>degraded@1"], "degraded", "warn", "", True),
        ("ok warn warn warn slow", [UP, "up>degraded@1"], "degraded", "slow", "", True),
        ("ok lost slow slow", [UP, "up>degraded@1"], "degraded", "slow", "", True),
        ("ok slow slow lost", [UP, "up>degraded@1"], "degraded", "1/3", "failing 1/3", False),
        ("ok slow lost lost lost", [UP, "up>degraded@1", "degraded>down@2"], "down", "down", "", True),
        ("ok refused refused ok", [UP, "up>down@1"], "down", "down", "answering 1/2", False),
        ("ok refused refused ok ok", [UP, "up>down@1", "down>up@3"], "up", "up", "", True),
        ("ok refused refused ok lost ok", [UP, "up>down@1"], "down", "down", "answering 1/2", False),
        ("ok refused refused slow slow", [UP, "up>down@1", "down>degraded@3"], "degraded", "slow", "", True),
        (
            "ok refused refused slow ok",
            [UP, "up>down@1", "down>degraded@3"],
            "degraded",
            "warn",
            "answering 1/2",
            False,
        ),
        ("ok odd", [UP], "up", "1/3", "no reading 1/3", False),
        ("ok odd odd odd", [UP, "up>unknown@1"], "unknown", "none", "", True),
        ("ok odd odd odd ok", [UP, "up>unknown@1", "unknown>up@4"], "up", "up", "", True),
        ("ok lost odd lost lost", [UP, "up>down@1"], "down", "down", "", True),
        ("odd odd odd odd", [], "unknown", "none", "", True),
    ],
)
def test_a_state_changes_when_it_has_lasted_and_shows_before(
    words: str, turned: list[str], state: str, word: str, soft: str, settled: bool
) -> None:
    health, changes = after(words)
    assert changes == turned
    view = health.view()
    assert (view.state, view.word, view.soft) == (state, word, soft)
    assert health.settled is settled
    assert len(view.word) <= 4


def test_thresholds_are_the_checks_own() -> None:
    eager = msgspec.structs.replace(CHECK, fails=1, passes=1)
    health, changes = after("ok lost ok", eager)
    assert changes == [UP, "up>down@1", "down>up@2"]
    assert health.settled
    _, changes = after("ok refused lost lost lost lost", msgspec.structs.replace(CHECK, fails=5))
    assert changes == [UP, "up>down@1"]


def test_a_row_tells_what_is_probed_since_when_and_what_came() -> None:
    health, _ = after("ok ok refused refused refused")
    view = health.view()
    assert view.target == "http://127.0.0.1:8080/health?…"
    assert view.since == START + timedelta(seconds=2)
    assert view.at == START + timedelta(seconds=4)
    assert (view.value, view.reason) == ("refused", "refused")
    assert sparks(view.trail) == (0.041, 0.041, 5.0, 5.0, 5.0)


def test_a_spark_keeps_the_last_60() -> None:
    health, _ = after("ok " * 70 + "lost")
    found = sparks(health.view().trail)
    assert len(found) == 60
    assert found[-1] == CHECK.timeout


def test_a_kind_of_a_later_release_is_shown_without_its_target() -> None:
    assert Health(Prepared(Check(name="x", kind="telepathy"))).view() == View(
        "x", "telepathy", "", "unknown", "none", "", None, None, "not asked yet"
    )


def test_a_held_check_takes_no_readings_and_goes_on_where_it_was() -> None:
    health, _ = after("ok refused refused ok")
    health.pause(START + timedelta(seconds=100), START + timedelta(seconds=10))
    assert health.observe(reading("ok", 50)) is None
    view = health.view()
    assert (view.state, view.word, view.value) == ("paused", "held", "")
    assert view.since == START + timedelta(seconds=10)
    assert view.reason == "held until 2026-11-21 14:01:40 UTC"
    assert health.settled is False
    assert health.observe(reading("ok", 100)) is None
    assert health.view().soft == "answering 1/2"
    turned = health.observe(reading("ok", 101))
    assert turned is not None
    assert (turned.from_, turned.to, turned.since) == ("down", "up", START + timedelta(seconds=100))


def test_a_pause_ends_at_its_moment_or_when_taken_back() -> None:
    health, _ = after("ok")
    health.pause(START + timedelta(seconds=100))
    assert health.view(START + timedelta(seconds=99)).state == "paused"
    assert health.view(START + timedelta(seconds=100)).state == "up"
    health.pause(None)
    assert health.paused(START + timedelta(days=99))
    assert health.view().reason == "held until it is asked for again"
    health.resume()
    assert health.view().state == "up"
