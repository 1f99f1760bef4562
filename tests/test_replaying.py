"""Replaying, without a screen: what was known when, any state again, and where one can go."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import Table, at, book, opened, replayed
from tests.looking_back.odd import JOURNAL, ODD
from warroom.clock import ReplayClock
from warroom.errors import BadInput
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, changed
from warroom.replaying.checks import views
from warroom.replaying.course import Course, Stretch
from warroom.replaying.target import target
from warroom.replaying.walk import Checkpoints, Walk


class Kept:
    """Records in memory, and how many were read."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self.count = 0

    def read(self, _stream: str, *, after: int = 0, limit: int = -1) -> Iterator[Record]:
        for record in self.records[after : after + limit if limit >= 0 else None]:
            self.count += 1
            yield record


def walked(records: list[Record], every: int = 3) -> tuple[Walk, Course, Kept]:
    kept = Kept(records)
    walk, course = Walk(kept, "table", len(records), every=every), Course()
    while not walk.whole:
        course.extend(walk.go_on(0))
    return walk, course, kept


def story() -> Table:
    """Declared, red, a note, fixed too early, fixed."""
    table = Table(book()).declare()
    table.go(1).do(i.Note(text="all clients"))
    table.go(1).happen(f.CheckChanged(check="api", from_="up", to="down", reason="503"), by="check")
    table.go(2).do(i.TakeRole(role="commander", person="bo"))
    table.go(5).do(i.MarkFixed())
    table.go(1).do(i.Unfix(why="it came back"))
    table.go(9).happen(f.CheckChanged(check="api", from_="down", to="up"), by="check")
    table.go(1).do(i.MarkFixed())
    return table


def test_any_state_is_the_one_the_records_up_to_it_fold_to() -> None:
    records = story().records
    walk, _, _ = walked(records)
    for seq in (*range(len(records) + 1), 1, len(records), 2):
        assert walk.state(seq) == replayed(records[:seq])


def test_a_state_is_folded_from_the_one_kept_before_it_and_no_further_back() -> None:
    table = Table().declare()
    for n in range(40):
        table.do(i.Note(text=f"note {n}"))
    walk, _, kept = walked(table.records, every=10)
    kept.count = 0
    walk.state(38)
    assert kept.count == 8


def test_a_step_on_folds_one_record() -> None:
    table = Table().declare()
    for n in range(40):
        table.do(i.Note(text=f"note {n}"))
    walk, _, kept = walked(table.records, every=1000)
    walk.state(20)
    kept.count = 0
    walk.state(21)
    assert kept.count == 1


def test_no_more_states_are_kept_than_was_said_however_long_the_record() -> None:
    kept = Checkpoints(every=2, most=4)
    for seq in range(1, 101):
        kept.pass_by(changed(EMPTY, seq=seq))
        assert len(kept) <= 4
    for seq in range(1, 101):
        assert seq - kept.every < kept.before(seq).seq <= seq


def test_a_record_noted_by_a_clock_that_went_back_is_known_no_earlier_than_the_one_before_it() -> None:
    table = Table().declare()
    table.go(10).do(i.Note(text="before the clock was set"))
    table.clock.go(-30)
    table.do(i.Note(text="after it was set back"))
    _, course, _ = walked(table.records)
    assert course.at(len(course)) == course.at(len(course) - 1) == at(10)
    assert course.seq_at(at(9.9)) == len(course) - 2


def test_a_back_dated_line_is_known_when_it_was_written_down() -> None:
    table = Table().declare()
    table.go(10).do(i.Note(text="it began with the deploy", at=at(2)))
    _, course, _ = walked(table.records)
    assert course.seq_at(at(9)) == len(course) - 1


def test_what_is_recorded_after_the_replay_began_is_no_part_of_it() -> None:
    table = story()
    walk = Walk(Kept(table.records), "table", 3)
    while not walk.whole:
        walk.go_on(0)
    assert walk.read == 3
    assert walk.state(99).seq == 3


def test_a_fix_that_did_not_hold_is_a_milestone_of_its_own() -> None:
    _, course, _ = walked(story().records)
    names = [mark.name for mark in course.marks]
    assert names.count("fixed") == 2
    first = course.named("fixed")
    assert first is not None
    again = course.named("fixed", first.seq)
    assert again is not None
    assert again.seq > first.seq


def test_red_lasts_from_when_it_was_known_to_when_it_was_known_to_be_over() -> None:
    _, course, _ = walked(story().records)
    assert list(course.reds()) == [(at(2), at(19))]


def test_the_next_entry_is_one_that_somebody_wrote() -> None:
    table = story()
    _, course, _ = walked(table.records)
    down = table.records[[r.kind for r in table.records].index("check_changed")].seq
    assert course.next_typed(down - 1, 1) == down + 1
    assert course.next_typed(down + 1, -1) == down - 1
    assert course.next_typed(len(course), 1) == 0
    assert course.next_typed(1, -1) == 0


@pytest.mark.parametrize(
    ("words", "minute"),
    [
        ("14:31", 1), ("+2m", 4), ("-1m", 1), ("-9h", 0), ("+9h", 20), ("2026-11-21T14:33:00Z", 3), ("14:35Z", 5),
        ("start", 0), ("end", 20), ("#1", 0), ("declared", 0), ("fix", 9),
    ],
)  # fmt: skip
def test_one_can_go_to_a_time_a_record_or_a_milestone(words: str, minute: float) -> None:
    _, course, _ = walked(story().records)
    found = target(words, course, at(2), course.seq_at(at(2)))
    assert found.at == at(minute)
    assert found.seq == course.seq_at(at(minute)) or words in ("#1", "start", "declared", "fix")


@pytest.mark.parametrize("words", ["", "closed", "#0", "#999", "14:20", "2020-01-01T00:00Z", "/note x", "-", "+", "#"])
def test_what_is_nowhere_in_the_record_is_said_in_a_sentence(words: str) -> None:
    _, course, _ = walked(story().records)
    with pytest.raises(BadInput, match=r"it goes|there is no|the record goes"):
        target(words, course, at(2), 3)


def test_a_time_of_day_is_first_looked_for_on_the_day_that_is_shown() -> None:
    table = Table().declare()
    for _ in range(3):
        table.go(24 * 60).do(i.Note(text="still"))
    _, course, _ = walked(table.records)
    day = timedelta(days=1)
    assert target("18:00", course, at() + day, 2).at == at(3.5 * 60) + day
    assert target("14:00", course, at(), 1).at == at(-30) + 3 * day


def test_checks_are_as_the_record_knew_them_and_have_no_readings() -> None:
    table = story()
    red = next(r.seq for r in table.records if r.kind == "check_changed")
    before, after = replayed(table.records[: red - 1]), replayed(table.records[:red])
    assert views(before, at(2)) == ()
    (view,) = views(after, at(3))
    assert (view.name, view.state, view.word, view.reason, view.since, view.value) == (
        "api", "down", "down", "503", at(2), "",
    )  # fmt: skip


def test_a_replays_clock_goes_at_its_speed_stands_and_is_set() -> None:
    seconds = [100.0]
    clock = ReplayClock(at(), lambda: seconds[0], 60)
    seconds[0] += 5
    assert clock.now() == at()
    clock.run()
    seconds[0] += 1
    assert clock.now() == at(1)
    clock.speed = 600
    seconds[0] += 0.1
    assert clock.now() == at(2)
    clock.run(False)
    seconds[0] += 50
    assert clock.now() == at(2)
    clock.go(at(-3))
    assert clock.now() == at(-3)


@pytest.mark.parametrize("name", ODD)
def test_every_odd_incident_can_be_walked_and_any_of_its_states_is_right(name: str, tmp_path: Path) -> None:
    stream = ODD[name](tmp_path)
    with opened(tmp_path / JOURNAL) as journal:
        records = list(journal.read(stream))
        walk, course = Walk(journal, stream, len(records), every=7), Course()
        while not walk.whole:
            course.extend(walk.go_on())
        assert len(course) == len(records)
        known = [course.at(seq) for seq in range(1, len(records) + 1)]
        assert known == sorted(known)
        for seq in (1, len(records) // 2, len(records)):
            assert walk.state(seq) == replayed(records[:seq])
        assert all(began <= ended for began, ended in course.reds())


def test_a_silence_of_days_leaves_the_hour_that_mattered_most_of_the_way() -> None:
    minute, day = 60_000, 86_400_000
    known = [n * minute for n in range(60)]
    course = Course()
    course.extend(Stretch(known_ms=(*known, known[-1] + 2 * day)))
    assert course.share(course.at(60)) > 0.9
    assert [course.moment(course.share(course.at(seq))) for seq in range(1, 62)] == [course.at(n) for n in range(1, 62)]
    ways = [course.share(course.at(1) + timedelta(hours=hour)) for hour in range(60)]
    assert ways == sorted(ways)
    assert (ways[0], ways[-1]) == (0.0, 1.0)


def test_who_had_written_how_much_is_counted_up_to_any_record() -> None:
    records = story().records
    _, course, _ = walked(records)
    for seq in range(1, len(records) + 1):
        wrote = course.wrote(seq)
        assert {name: count for name, (count, _) in wrote.items()} == Counter(one.by for one in records[:seq])
        for name, (_, last) in wrote.items():
            assert last == max(course.at(one.seq) for one in records[:seq] if one.by == name)
