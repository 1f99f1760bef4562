"""What is asked more often, less often, or believed less: focus, backing off, parents, canaries. In pretended time."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta

from tests.checks.fast_loop import now, run_fast
from warroom.checks.failure import Failed
from warroom.checks.model import State, Transition, View
from warroom.checks.prepared import Prepared
from warroom.checks.result import Result
from warroom.checks.schedule import Schedule
from warroom.playbook.model import Check

SILENT = Failed("timeout", "no answer from it", far=True)
REFUSED = Failed("refused", "connection refused", definite=True)
FINE = Result(latency_s=0.01, status=200)


def check(name: str, **more: object) -> Check:
    options = {"url": f"http://{name}.example/", **more.pop("options", {})}  # type: ignore[dict-item]  # fields by name, whatever their types
    return Check(name=name, options=options, **more)  # type: ignore[arg-type]  # fields by name, whatever their types


class Watch:
    """A schedule over pretended answers that a test sets by name; with what was asked, seen and turned."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self.answers: dict[str, Result | Failed] = {}
        self.asked: defaultdict[str, list[float]] = defaultdict(list)
        self.rows: dict[str, View] = {}
        self.turned: list[tuple[float, Transition]] = []
        self.schedule = Schedule(
            checks,
            self.probe,
            now,
            lambda view: self.rows.__setitem__(view.name, view),
            lambda change: self.turned.append((self.second(), change)),
            phase=lambda _: 0.0,
        )

    def second(self) -> float:
        return round(asyncio.get_running_loop().time(), 3)

    async def probe(self, asked: Prepared, _: float) -> Result:
        name = asked.check.name
        self.asked[name].append(self.second())
        answer = self.answers.get(name, FINE)
        if isinstance(answer, Failed):
            raise answer
        return answer

    def turns(self, name: str) -> list[tuple[float, State]]:
        return [(second, change.to) for second, change in self.turned if change.check == name]


Script = Mapping[float, Mapping[str, Result | Failed]]


def watch(
    checks: Iterable[Check],
    script: Script,
    seconds: float = 100,
    focus: tuple[float, ...] = (),
) -> Watch:
    """Play the answers from each second of the script on; focus begins at the first of `focus` and ends at another."""

    async def run() -> Watch:
        watched = Watch(checks)
        loop = asyncio.get_running_loop()
        watched.answers.update(script.get(0, {}))
        for second, answers in script.items():
            loop.call_at(second, watched.answers.update, dict(answers))
        for n, second in enumerate(focus):
            loop.call_at(second, watched.schedule.focus, n == 0, ["picked"])
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await watched.schedule.run()
        return watched

    return run_fast(run())


def between(times: list[float], begin: float, end: float) -> int:
    return sum(begin <= at < end for at in times)


def test_refused_is_down_within_an_interval_and_a_recheck() -> None:
    seen = watch([check("api")], {10.5: {"api": REFUSED}})
    assert seen.turns("api") == [(0.0, "up"), (21.0, "down")]


def test_in_focus_what_is_red_is_asked_every_second_and_what_is_green_is_not() -> None:
    seen = watch([check("api"), check("web")], {5: {"api": REFUSED}}, focus=(30, 60))
    assert between(seen.asked["api"], 30, 60) >= 30
    assert between(seen.asked["web"], 30, 60) == 3
    assert between(seen.asked["api"], 62, 100) == 3


def test_in_focus_a_recovery_is_seen_within_three_seconds() -> None:
    seen = watch([check("api")], {5: {"api": REFUSED}, 45.5: {"api": FINE}}, focus=(30,))
    assert seen.turns("api")[-1][1] == "up"
    assert seen.turns("api")[-1][0] <= 45.5 + 3


def test_in_focus_the_checks_of_the_open_scenario_are_asked_every_second() -> None:
    seen = watch([check("picked"), check("other")], {}, focus=(30,))
    assert between(seen.asked["picked"], 30, 60) >= 30
    assert between(seen.asked["other"], 30, 60) == 3


def test_a_third_party_that_asks_to_be_left_alone_is_unknown_and_left_alone_twice_as_long_each_time() -> None:
    throttled = Result(latency_s=0.01, status=429, retry_after_s=0.0)
    seen = watch([check("pay", options={"third_party": True})], {0: {"pay": throttled}}, seconds=700, focus=(1,))
    assert seen.asked["pay"][:6] == [0.0, 20.0, 60.0, 140.0, 300.0, 600.0]
    assert (seen.rows["pay"].state, seen.rows["pay"].value) == ("unknown", "later")


def test_a_third_party_is_left_alone_as_long_as_it_asked() -> None:
    throttled = Result(latency_s=0.01, status=429, retry_after_s=120.0)
    seen = watch([check("pay", options={"third_party": True})], {0: {"pay": throttled}, 60: {"pay": FINE}}, seconds=150)
    assert seen.asked["pay"] == [0.0, 120.0, 130.0, 140.0]


def test_ones_own_service_is_never_left_alone() -> None:
    throttled = Result(latency_s=0.01, status=429, retry_after_s=120.0)
    seen = watch([check("api")], {0: {"api": throttled}})
    assert between(seen.asked["api"], 0, 100) >= 10
    assert seen.rows["api"].state == "down"


def test_a_dead_parent_stands_before_what_needs_it_which_is_asked_all_the_same() -> None:
    down = {"db": REFUSED, "api": REFUSED}
    seen = watch([check("api", parents=("db",)), check("db"), check("web", parents=("api",))], {25: down})
    assert seen.rows["api"].behind == "db"
    assert seen.rows["api"].state == "down"
    assert seen.rows["web"].behind == "api"
    assert seen.rows["db"].behind == ""
    assert between(seen.asked["api"], 40, 100) == 6


def test_a_failing_check_has_its_parent_asked_at_once() -> None:
    seen = watch([check("api", parents=("db",)), check("db", every=60)], {25: {"db": REFUSED, "api": REFUSED}})
    assert dict(seen.turns("db"))[31.0] == "down"
    assert [change.reason for _, change in seen.turned if change.check == "api"][-1].startswith("connection refused")


def test_a_turn_behind_a_dead_parent_says_so() -> None:
    seen = watch([check("api", parents=("db",)), check("db")], {15: {"db": REFUSED}, 45: {"api": REFUSED}})
    assert [change.reason for _, change in seen.turned if change.check == "api"][-1] == "connection refused (behind db)"


def test_when_the_parent_comes_back_its_children_ring_again() -> None:
    seen = watch([check("api", parents=("db",)), check("db")], {15: {"db": REFUSED, "api": REFUSED}, 55: {"db": FINE}})
    assert (seen.rows["api"].state, seen.rows["api"].behind) == ("down", "")


CANARY = check("gateway", canary=True)


def test_when_the_canary_is_silent_too_it_is_our_own_network_and_nobody_is_down() -> None:
    dead = {"api": SILENT, "gateway": SILENT}
    seen = watch([check("api"), CANARY], {25: dead, 65: {"api": FINE, "gateway": FINE}})
    assert "down" not in [state for _, state in (*seen.turns("api"), *seen.turns("gateway"))]
    assert [state for _, state in seen.turns("api")] == ["up", "unknown", "up"]
    said = next(change.reason for _, change in seen.turned if change.check == "api" and change.to == "unknown")
    assert said == "our own network: gateway gives no answer either (no answer from it)"


def test_when_the_canary_answers_the_silence_is_an_outage() -> None:
    seen = watch([check("api"), CANARY], {25: {"api": SILENT}})
    assert [state for _, state in seen.turns("api")] == ["up", "down"]


def test_a_silent_canary_is_not_believed_while_others_answer() -> None:
    others = [check(f"other{n}", every=1.0) for n in range(3)]
    slow_to_fail = {25: {"api": SILENT, "gateway": SILENT}}

    async def run() -> Watch:
        watched = Watch([check("api"), CANARY, *others])
        fine = watched.probe

        async def probe(asked: Prepared, budget_s: float) -> Result:
            if isinstance(watched.answers.get(asked.check.name), Failed):
                await asyncio.sleep(2)
            return await fine(asked, budget_s)

        watched.schedule._probe = probe
        asyncio.get_running_loop().call_at(25, watched.answers.update, slow_to_fail[25])
        with suppress(TimeoutError):
            async with asyncio.timeout(100):
                await watched.schedule.run()
        return watched

    seen = run_fast(run())
    assert [state for _, state in seen.turns("api")] == ["up", "down"]


def test_what_lies_on_this_machine_is_down_whatever_the_canary_says() -> None:
    local = Check(name="local", options={"url": "http://127.0.0.1:9/"})
    seen = watch([local, CANARY], {25: {"local": SILENT, "gateway": SILENT}})
    assert [state for _, state in seen.turns("local")] == ["up", "down"]


def test_an_answer_that_refuses_is_an_outage_whatever_the_canary_says() -> None:
    seen = watch([check("api"), CANARY], {25: {"api": REFUSED, "gateway": SILENT}})
    assert [state for _, state in seen.turns("api")] == ["up", "down"]


def test_a_check_that_goes_up_and_down_flaps_and_is_said_so() -> None:
    script: dict[float, dict[str, Result | Failed]] = {
        3.0 * n: {"api": REFUSED if n % 2 else FINE} for n in range(1, 64)
    }
    seen = watch([check("api", every=1.0)], script, seconds=190)
    assert seen.rows["api"].flaps >= 20
    calm = watch([check("api", every=1.0)], {**script, 196.0: {"api": FINE}}, seconds=260)
    assert calm.rows["api"].flaps == 0


def test_a_ring_does_not_break_the_rest_a_third_party_asked_for() -> None:
    throttled = Result(latency_s=0.01, status=429, retry_after_s=60.0)
    pay = check("pay", options={"third_party": True})
    seen = watch([check("api", parents=("pay",)), pay], {0: {"pay": throttled}, 5: {"api": REFUSED}}, seconds=100)
    assert between(seen.asked["pay"], 0.1, 59) == 0


def test_a_parent_that_has_begun_to_fail_counts_as_down_for_its_children() -> None:
    seen = watch(
        [check("api", parents=("db",)), check("db", every=30.0)], {25: {"db": SILENT, "api": REFUSED}}, seconds=33
    )
    assert seen.rows["api"].behind == "db"


def test_parents_that_wait_for_each_other_hold_nobody_up() -> None:
    seen = watch([check("a", parents=("b",)), check("b", parents=("a",))], {15: {"a": REFUSED}}, seconds=40)
    assert seen.rows["b"].behind == "a"


def test_our_own_dead_network_counts_as_no_failure_in_a_window() -> None:
    dead: dict[str, Result | Failed] = {"api": SILENT, "gateway": SILENT}
    alive: dict[str, Result | Failed] = {"api": FINE, "gateway": FINE}
    api = check("api", every=1.0, expect=("error_rate(1m) < 5%",))
    seen = watch([api, CANARY], {70: dead, 100: alive}, seconds=130)
    assert "down" not in [state for _, state in seen.turns("api")]


def test_a_reading_begun_before_a_pause_ends_no_pause() -> None:
    async def run() -> Watch:
        watched = Watch([check("api")])
        fine = watched.probe

        async def slow(asked: Prepared, budget_s: float) -> Result:
            await asyncio.sleep(3)
            return await fine(asked, budget_s)

        watched.schedule._probe = slow
        task = asyncio.ensure_future(watched.schedule.run())
        await asyncio.sleep(11)
        watched.schedule.pause("api", now() + timedelta(seconds=60))
        await asyncio.sleep(10)
        task.cancel()
        await asyncio.wait([task])
        return watched

    assert run_fast(run()).rows["api"].state == "paused"


def test_endpoints_that_hang_hold_up_no_other_of_their_origin() -> None:
    options = {"url": "http://one.example/"}
    checks = [Check(name=f"stuck {n}", options=options) for n in range(30)] + [Check(name="fine", options=options)]

    async def run() -> Watch:
        watched = Watch(checks)
        quick = watched.probe

        async def probe(asked: Prepared, budget_s: float) -> Result:
            if asked.check.name.startswith("stuck"):
                await asyncio.sleep(1000)
            return await quick(asked, budget_s)

        watched.schedule._probe = probe
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                await watched.schedule.run()
        return watched

    seen = run_fast(run())
    assert next(second for second, to in seen.turns("fine") if to == "up") <= 6
    assert len(seen.asked["fine"]) >= 5
    assert {to for name in ("stuck 0", "stuck 29") for _, to in seen.turns(name)} == {"down"}
    assert max(second for second, _ in seen.turns("stuck 29")) <= 10 + 3 * 5 + 6


def test_a_name_that_is_not_found_is_no_sign_of_life() -> None:
    gone = Failed("no name", "name not found", definite=True)
    dead: dict[str, Result | Failed] = {"api": SILENT, "gateway": SILENT, "typo": gone}
    seen = watch([check("api"), CANARY, check("typo", every=1.0)], {25: dead})
    assert "down" not in [state for _, state in seen.turns("api")]
