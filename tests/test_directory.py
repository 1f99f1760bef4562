"""Which incident is meant, and all of them in a line each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import T0, Place, at, book
from warroom.directory import Directory
from warroom.errors import BadInput, NotHere
from warroom.incident import intents as i
from warroom.incident.words import DUTY
from warroom.room import Room


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.close()


def directory(place: Place) -> Directory:
    return Directory(place.journal, place.live, place.clock)


def drill(place: Place) -> Room:
    room = place.room()
    room.act(i.StartDrill(start=place.clock.now(), playbook=book(), scenario="pool", by="trainee"))
    return room


def resolve(room: Room, place: Place) -> None:
    room.act(i.Resolve(by="anna", despite="a test"))
    place.clock.go(1)


def test_an_empty_journal_has_nothing_to_choose(place: Place) -> None:
    place.room(DUTY).act(i.SetWatching(terminal="a:1", by="check"))
    assert directory(place).look() == []
    with pytest.raises(NotHere, match="no incident is open: warroom declare P0 TITLE"):
        directory(place).choose()
    with pytest.raises(NotHere, match="the journal holds no incident yet"):
        directory(place).latest()


def test_the_only_running_real_incident_is_meant(place: Place) -> None:
    done = place.declared("done")
    resolve(done, place)
    running = place.declared("running")
    drill(place)
    assert directory(place).choose() == running.stream


def test_several_running_ones_must_be_told_apart(place: Place) -> None:
    place.declared("one")
    place.declared("two")
    with pytest.raises(BadInput, match=r"say which with --incident: 2026-11-21-two, 2026-11-21-one"):
        directory(place).choose()
    assert directory(place).choose("one") == "2026-11-21-one"


def test_with_none_running_the_one_resolved_last_is_meant(place: Place) -> None:
    first, second = place.declared("first"), place.declared("second")
    place.clock.go(10)
    resolve(second, place)
    resolve(first, place)
    assert directory(place).choose() == first.stream
    first.act(i.Close(by="anna", despite="a test"))
    assert directory(place).choose() == second.stream


def test_a_drill_is_meant_only_when_nothing_real_is_open(place: Place) -> None:
    real = place.declared("real")
    practice = drill(place)
    resolve(real, place)
    assert directory(place).choose() == real.stream
    real.act(i.Close(by="anna", despite="a test"))
    assert directory(place).choose() == practice.stream
    practice.act(i.Declare(title="pool", severity="P0", playbook=book(), by="trainee"))
    assert directory(place).choose() == practice.stream


def test_a_report_speaks_of_the_newest_when_none_is_open(place: Place) -> None:
    old, new = place.declared("old"), place.declared("new")
    for room in (new, old):
        room.act(i.Cancel(why="a test", by="anna"))
    with pytest.raises(NotHere):
        directory(place).choose()
    assert directory(place).latest() == directory(place).look()[0].id
    assert directory(place).latest("old") == old.stream


def test_a_name_may_be_a_part_of_one(place: Place) -> None:
    place.declared("api down")
    place.declared("api down")
    place.declared("db down")
    look = directory(place)
    assert look.choose("db") == "2026-11-21-db-down"
    assert look.choose("2026-11-21-api-down") == "2026-11-21-api-down", "a whole name is no part of another"
    with pytest.raises(BadInput, match="api fits several incidents: "):
        look.choose("api")
    with pytest.raises(NotHere, match="no incident mail: warroom list shows them"):
        look.choose("mail")


def test_the_list_is_newest_first_and_grows_with_the_record(place: Place) -> None:
    look = directory(place)
    first = place.declared("first")
    assert [s.id for s in look.look()] == [first.stream]
    place.clock.go(5)
    second = place.declared("second", "P1")
    first.act(i.TakeRole(role="commander", person="anna", by="anna"))
    summaries = look.look()
    assert [(s.id, s.severity, s.commander, s.declared_at) for s in summaries] == [
        (second.stream, "P1", "", at(5)),
        (first.stream, "P0", "anna", T0),
    ]
    assert summaries == directory(place).look(), "a second look reads the lines that were kept"
    assert [s.id for s in look.open_real()] == [second.stream, first.stream]


def test_kept_lines_that_cannot_be_read_are_made_anew(place: Place) -> None:
    room = place.declared()
    before = directory(place).look()
    place.live._db.execute("UPDATE summary SET summary = x'00ff'")
    assert directory(place).look() == before
    place.live._db.execute("UPDATE summary SET hash = 'other'")
    assert directory(place).look() == before
    assert before[0].id == room.stream


def test_states_are_kept_for_the_ones_asked_about(place: Place) -> None:
    first, second = place.declared("first"), place.declared("second")
    look = directory(place)
    look.look()
    assert look.states([first.stream]) == {first.stream: first.incident}
    first.act(i.Note(text="x", by="anna"))
    look.look()
    assert look.states([first.stream, second.stream])[first.stream] == first.incident
