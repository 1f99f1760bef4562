"""When checks are asked, in pretended time."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.checks.fast_loop import START, now, run_fast
from warroom.checks.failure import Failed
from warroom.checks.model import State, Transition, View
from warroom.checks.prepared import Prepared
from warroom.checks.result import Result
from warroom.checks.schedule import Schedule, next_slot, phase
from warroom.errors import BadInput, NotHere
from warroom.playbook.model import Check

API = Check(name="api", options={"url": "http://127.0.0.1:1/"})


class Watch:
    """A schedule over a pretended probe, with everything it did, by time since the start."""

    def __init__(self, checks: Iterable[Check] = (API,), takes: float = 0.0, place: float = 0.0) -> None:
        self.asked: defaultdict[str, list[float]] = defaultdict(list)
        self.views: list[tuple[float, View]] = []
        self.turned: list[tuple[float, Transition]] = []
        self.state: State = "up"
        self.takes = takes
        self.in_flight = 0
        self.most = 0
        place_of: Callable[[Check], float] = (lambda _: place) if place else phase
        self.schedule = Schedule(
            checks,
            self.probe,
            now,
            lambda view: self.views.append((self.second(), view)),
            lambda change: self.turned.append((self.second(), change)),
            phase=place_of,
        )

    def second(self) -> float:
        return round((now() - START).total_seconds(), 3)

    async def probe(self, asked: Prepared, budget_s: float) -> Result:
        assert budget_s == asked.check.timeout
        self.asked[asked.check.name].append(self.second())
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.in_flight -= 1
        if self.state != "up":
            raise Failed("1 ms", "said", definite=self.state == "down", state=self.state)
        return Result(latency_s=self.takes, shown="1 ms", said="said", status=200)

    async def run(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.schedule.run()


def many(count: int) -> list[Check]:
    return [replace(API, name=f"check {n}", options={"url": f"http://h{n}.example/"}) for n in range(count)]


def test_every_check_is_asked_within_two_seconds_then_on_its_own_place_of_the_interval() -> None:
    async def run() -> Watch:
        watch = Watch(many(200))
        await watch.run(100)
        return watch

    watch = run_fast(run())
    assert len(watch.asked) == 200
    for check in many(200):
        first, *rest = watch.asked[check.name]
        assert first <= 2
        assert rest == pytest.approx([rest[0] + 10 * n for n in range(len(rest))], abs=0.01)
        assert rest[0] % 10 == pytest.approx(phase(check), abs=0.01)
        assert 0 < rest[0] - first <= 10
    per_second = Counter(int(second) for times in watch.asked.values() for second in times if second >= 20)
    assert max(per_second.values()) <= 40
    assert watch.most <= 64


def test_a_place_in_the_interval_is_the_same_after_every_start() -> None:
    assert phase(API) == pytest.approx(2.5456, abs=0.0001)
    places = [phase(check) for check in many(1000)]
    assert all(60 < sum(int(place) == second for place in places) < 140 for second in range(10))


@pytest.mark.parametrize(
    ("slot", "after", "expected"), [(3, 2.9, 3), (3, 3, 13), (3, 12.9, 13), (3, 45, 53), (103, 2, 103), (3, 13, 23)]
)
def test_missed_slots_are_skipped(slot: float, after: float, expected: float) -> None:
    assert next_slot(slot, 10, after) == expected


def test_a_probe_longer_than_the_interval_neither_overlaps_nor_catches_up() -> None:
    async def run() -> Watch:
        watch = Watch([replace(API, timeout=60)], takes=25, place=4)
        await watch.run(200)
        return watch

    watch = run_fast(run())
    assert watch.most == 1
    assert watch.asked["api"] == [0.6, 34, 64, 94, 124, 154, 184]


def test_a_failing_check_is_asked_again_soon_until_its_state_is_settled() -> None:
    async def run() -> Watch:
        watch = Watch(place=4)
        task = asyncio.ensure_future(watch.run(100))
        await asyncio.sleep(20)
        watch.state = "down"
        await asyncio.sleep(30)
        watch.state = "up"
        await task
        return watch

    watch = run_fast(run())
    assert watch.asked["api"] == [0.6, 4, 14, 24, 25, 34, 44, 54, 55, 64, 74, 84, 94]
    assert [(second, change.from_, change.to) for second, change in watch.turned] == [
        (0.6, "unknown", "up"),
        (25, "up", "down"),
        (55, "down", "up"),
    ]
    assert watch.turned[1][1].since == START + timedelta(seconds=24)
    assert [view.word for _, view in watch.views][:6] == ["up", "up", "up", "1/2", "down", "down"]


def test_a_probe_that_hangs_ends_at_the_checks_timeout() -> None:
    async def run() -> Watch:
        watch = Watch(takes=1000, place=4)
        await watch.run(30)
        return watch

    watch = run_fast(run())
    assert watch.asked["api"] == [0.6, 6.6, 12.6, 24]
    second, view = watch.views[0]
    assert (second, view.value, view.word) == (5.6, "timeout", "1/3")
    assert view.reason == "no answer within 5 s"
    assert watch.turned[0][0] == 17.6


def test_a_probe_that_raises_is_told_and_harms_nobody() -> None:
    async def run() -> Watch:
        watch = Watch([API, replace(API, name="other")])
        fine = watch.probe

        async def probe(check: Prepared, budget_s: float) -> Result:
            reading = await fine(check, budget_s)
            if check.check.name == "api":
                raise ZeroDivisionError("x" * 500)
            return reading

        watch.schedule._probe = probe
        await watch.run(60)
        return watch

    watch = run_fast(run())
    rows = {view.name: view for _, view in watch.views}
    assert rows["api"].state == "unknown"
    assert rows["api"].reason.startswith("the probe itself failed: ZeroDivisionError: xxx")
    assert len(rows["api"].reason) < 120
    assert rows["other"].state == "up"
    assert len(watch.asked["api"]) >= 5


def test_a_timeout_the_probe_raises_itself_is_not_the_budget() -> None:
    async def run() -> Watch:
        watch = Watch()

        async def probe(_: Prepared, __: float) -> Result:
            raise TimeoutError("mine")

        watch.schedule._probe = probe
        await watch.run(3)
        return watch

    assert run_fast(run()).views[0][1].reason == "the probe itself failed: TimeoutError: mine"


def test_64_are_in_flight_and_6_of_one_origin() -> None:
    async def run(checks: list[Check]) -> Watch:
        watch = Watch(checks, takes=0.9)
        await watch.run(9)
        return watch

    assert run_fast(run(many(300))).most == 64
    same = [replace(API, name=f"check {n}") for n in range(20)]
    assert run_fast(run(same)).most == 6


def test_a_dead_host_holds_up_no_other() -> None:
    async def run() -> Watch:
        dead = [replace(API, name=f"dead {n}") for n in range(100)]
        watch = Watch([*dead, *many(5)], takes=5)
        await watch.run(30)
        return watch

    watch = run_fast(run())
    assert all(len(watch.asked[check.name]) >= 3 for check in many(5))


def test_asking_now_leaves_the_grid_where_it_is() -> None:
    async def run() -> Watch:
        watch = Watch(place=4)
        task = asyncio.ensure_future(watch.run(40))
        await asyncio.sleep(17)
        watch.schedule.probe_now("api")
        await task
        return watch

    assert run_fast(run()).asked["api"] == [0.6, 4, 14, 17, 24, 34]


def test_asked_for_during_a_probe_one_more_follows() -> None:
    async def run() -> Watch:
        watch = Watch(takes=3, place=4)
        task = asyncio.ensure_future(watch.run(30))
        await asyncio.sleep(15)
        watch.schedule.probe_now("api")
        await task
        return watch

    assert run_fast(run()).asked["api"] == [0.6, 4, 14, 17, 24]


def test_a_held_check_is_not_asked_until_its_pause_is_over() -> None:
    async def run() -> Watch:
        watch = Watch(place=4)
        task = asyncio.ensure_future(watch.run(80))
        await asyncio.sleep(15)
        watch.schedule.pause("api", now() + timedelta(seconds=30))
        watch.schedule.probe_now("api")
        assert watch.schedule.views[0].word == "held"
        await task
        return watch

    watch = run_fast(run())
    before, first, *rest = [second for second in watch.asked["api"] if second > 5]
    assert before == 14
    assert 45 <= first <= 46.1
    assert rest == [54, 64, 74]
    assert [view.word for second, view in watch.views if 15 <= second < 45] == ["held"]


def test_a_pause_without_end_is_taken_back() -> None:
    async def run() -> Watch:
        watch = Watch(place=4)
        task = asyncio.ensure_future(watch.run(60))
        await asyncio.sleep(15)
        watch.schedule.pause("api", None)
        await asyncio.sleep(25.5)
        watch.schedule.resume("api")
        await task
        return watch

    assert run_fast(run()).asked["api"] == [0.6, 4, 14, 40.5, 44, 54]


def test_names_are_unique_and_known() -> None:
    with pytest.raises(BadInput, match="two checks are called api"):
        Watch([API, API])
    with pytest.raises(NotHere, match="no check is called db"):
        Watch().schedule.probe_now("db")


def test_what_a_listener_raises_ends_the_watch() -> None:
    async def run() -> None:
        watch = Watch()

        def fails(_: View) -> None:
            raise OSError("disk full")

        watch.schedule._on_view = fails
        await watch.schedule.run()

    with pytest.raises(ExceptionGroup) as ended:
        run_fast(run())
    assert ended.group_contains(OSError, match="disk full")


def test_without_checks_it_waits_to_be_cancelled() -> None:
    async def run() -> float:
        await Watch([]).run(10)
        return asyncio.get_running_loop().time()

    assert run_fast(run()) >= 10
