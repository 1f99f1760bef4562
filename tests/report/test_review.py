"""A look back: what was reached in which order, which clocks were kept, what was said otherwise later, who did what."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes import T0, Place, Table, at, opened, replayed
from tests.looking_back.complete import complete
from tests.looking_back.odd import JOURNAL, ODD
from warroom.gathering import Gathering, gather
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.incident.state import EMPTY
from warroom.report.gathered import Gathered, Wrote
from warroom.report.looked_back import summary
from warroom.report.review import Reached, Review, counted_from, milestones, people, review

NOTHING = Gathered()


def reached(table: Table) -> dict[str, Reached]:
    return {one.name: one for one in milestones(table.incident)}


def looked(table: Table, gathered: Gathered = NOTHING) -> Review:
    return review(table.incident, gathered, table.clock.now())


def test_a_milestone_that_nobody_said_is_named_as_missing() -> None:
    found = reached(Table().declare())
    assert {name for name, one in found.items() if one.trouble == "missing"} == {
        "started", "acknowledged", "fixed", "resolved", "closed",
    }  # fmt: skip
    assert found["detected"].trouble == "assumed"
    assert found["declared"].trouble == ""


def test_a_milestone_before_one_that_comes_first_is_marked_with_its_name() -> None:
    table = Table().declare()
    table.go(30).do(i.SetMilestone(name="started", moment=at(20)))
    table.do(i.SetMilestone(name="detected", moment=at(10)))
    found = reached(table)
    assert found["detected"].trouble == "before started"
    assert found["declared"].trouble == "before started"


def test_milestones_are_counted_from_the_declaration() -> None:
    assert counted_from(Table().declare().incident) == at(0)
    assert counted_from(EMPTY) is None


def test_clocks_are_missed_kept_skipped_or_owed_and_each_is_one_of_them() -> None:
    table = Table().declare()
    table.go(3).do(i.Acknowledge())
    table.do(i.SkipItem(n=2, why="nobody is there"))
    table.go(60)
    found = looked(table)
    groups = [found.missed, found.kept, found.skipped, found.owed]
    ids = [d.id for group in groups for d in group]
    assert len(ids) == len(set(ids))
    assert "response" in [d.id for d in found.kept]
    assert "item:2" in [d.id for d in found.skipped]
    assert "item:4" in [d.id for d in found.missed]


def test_promised_words_that_never_came_are_late() -> None:
    table = Table().declare().go(45)
    (gap,) = looked(table).gaps
    assert gap.late_s == 15 * 60


def test_the_busiest_comes_first_and_checks_are_nobody() -> None:
    table = Table().declare()
    table.do(i.GiveTask(owner="bo", text="look"))
    wrote = (Wrote("kim", 3, at(0), at(1)), Wrote("check", 90, at(0), at(1)), Wrote("anna", 9, at(0), at(1)))
    found = people(table.incident, Gathered(wrote=wrote))
    assert [(one.person, one.records, one.tasks) for one in found] == [("anna", 9, 0), ("kim", 3, 0), ("bo", 0, 1)]


def test_a_record_of_one_line_is_looked_back_upon(tmp_path: Path) -> None:
    stream = ODD["one record"](tmp_path)
    with opened(tmp_path / JOURNAL) as journal:
        gathered = gather(journal, stream)
    assert [one.records for one in gathered.wrote] == [1]


def test_what_is_gathered_in_slices_is_what_is_gathered_in_one_go(tmp_path: Path) -> None:
    stream = complete(tmp_path)
    with opened(tmp_path / JOURNAL) as journal:
        whole = gather(journal, stream)
        slices = Gathering(journal, stream)
        while not slices.go_on(0):
            pass
        assert slices.gathered == whole
        assert len(slices.moments) == slices.seq == journal.head(stream)[0]
        assert slices.go_on(0)
        assert slices.gathered == whole
        every = list(journal.read(stream))
        wrote = {one.person: (one.records, one.first, one.last) for one in whole.wrote}
        noted = {by: [record.noted_at for record in every if record.by == by] for by in {record.by for record in every}}
        assert wrote == {by: (len(found), min(found), max(found)) for by, found in noted.items()}


def test_a_whole_incident_has_its_points_its_corrections_and_its_lanes(tmp_path: Path) -> None:
    stream = complete(tmp_path)
    with opened(tmp_path / JOURNAL) as journal:
        gathered = gather(journal, stream)
        incident = replayed(list(journal.read(stream)))
    found = review(incident, gathered, incident.last_at or at(0))
    labels = [mark.label for mark in found.chart.marks if mark.kind == "milestone"]
    assert {"declared", "cause", "hand-over", "unfixed", "resolved"} <= set(labels)
    assert [lane.check for lane in found.lanes][:2] == ["api", "payments"]
    assert {one.how for one in found.corrections} >= {"amended", "struck", "back-dated"}
    assert [mark.at for mark in found.chart.marks] == sorted(mark.at for mark in found.chart.marks)
    said = summary(incident, found)
    assert "clocks kept" in said
    assert "down: api" in said
    assert "\x1b" not in said


def test_a_turn_whose_reason_was_erased_keeps_its_place_in_the_lanes(tmp_path: Path) -> None:
    place = Place(tmp_path)
    room = place.declared()
    down = CheckChanged(check="api", from_="up", to="down", reason="the token abc was refused", since=T0)
    room.act(i.ReportTransition(by="check", change=down))
    turn = room.incident.seq
    place.clock.go(5)
    room.act(i.ReportTransition(by="check", change=CheckChanged(check="api", from_="down", to="up", since=at(5))))
    before = gather(place.journal, room.stream)
    room.act(i.Redact(by="anna", seq=turn, why="a secret"))
    gathered = gather(place.journal, room.stream)
    found = review(room.incident, gathered, place.clock.now())
    place.close()
    assert "abc" in repr(before)
    assert "abc" not in repr(gathered)
    assert [(lane.check, lane.down_s, lane.times) for lane in found.lanes] == [("api", 300.0, 1)]


def test_a_chart_ends_where_the_calendar_does() -> None:
    last = datetime.max.replace(tzinfo=at(0).tzinfo) - timedelta(minutes=1)
    table = Table(start=last - timedelta(minutes=1)).declare()
    chart = looked(table).chart
    assert chart.begin <= chart.end


@pytest.mark.parametrize("words", ["\x1b[2Jgone", "a\nb"])
def test_a_summary_holds_nothing_that_acts(words: str) -> None:
    table = Table().declare(title=words)
    assert "\x1b" not in summary(table.incident, looked(table))
    assert words not in summary(table.incident, looked(table))
