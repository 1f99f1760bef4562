"""A journal of many incidents is read a few at a time: nobody waits for those that are long over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import Place
from tests.tui.test_keeper import Kept
from warroom.directory import Directory
from warroom.incident import intents as i
from warroom.tui import keeper as module
from warroom.tui import messages as m


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.close()


def several(place: Place, count: int) -> list[str]:
    """So many incidents, each a day after the one before; the last one runs, the others are closed."""
    found = []
    for n in range(count):
        room = place.declared(f"number {n}")
        found.append(room.stream)
        if n < count - 1:
            room.act(i.Resolve(by="anna", despite="a test"))
            room.act(i.Close(by="anna", despite="a test"))
        place.clock.go(24 * 60)
    return found


def directory(place: Place) -> Directory:
    return Directory(place.journal, place.live, place.clock)


def test_what_grew_is_folded_the_newest_first_and_how_much_is_left_is_told(place: Place) -> None:
    streams = several(place, 4)
    found = directory(place)
    assert found.go_on(0.0) == 3
    assert [s.id for s in found.known()] == [streams[-1]]
    assert found.go_on(0.0) == 2
    heard: list[tuple[int, int]] = []
    found.told = lambda done, every: heard.append((done, every))
    assert [s.id for s in found.look()] == streams[::-1]
    assert heard == [(1, 2), (2, 2)]
    assert found.go_on(0.0) == 0


def test_what_was_folded_once_is_kept_for_the_next_process(place: Place) -> None:
    several(place, 3)
    directory(place).look()
    again = directory(place)
    heard: list[tuple[int, int]] = []
    again.told = lambda done, every: heard.append((done, every))
    assert len(again.look()) == 3
    assert heard == []


def test_of_what_is_over_and_short_no_state_and_no_snapshot_is_kept(place: Place) -> None:
    streams = several(place, 3)
    found = directory(place)
    found.look()
    assert set(found._states) == {streams[-1]}
    assert place.live.kept(streams[0]) is None
    assert found.states([streams[0]])[streams[0]].title == "number 0"


def test_a_state_is_that_of_the_newest_record_also_once_its_incident_is_over(place: Place) -> None:
    [stream] = several(place, 1)
    found = directory(place)
    assert found.states([s.id for s in found.look()])[stream].running
    place.room(stream).act(i.Resolve(by="anna", despite="a test"))
    found.look()
    assert not found.states([stream])[stream].running


def test_an_incident_named_in_full_is_found_without_reading_the_others(place: Place) -> None:
    streams = several(place, 3)
    found = directory(place)
    assert found.latest(streams[0]) == streams[0]
    assert found.known() == []


def test_the_lobby_fills_while_older_incidents_are_still_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = several(place, 5)
    monkeypatch.setattr(module, "SLICE_S", 0.0)
    kept = Kept(place.journal.path)
    kept.keeper.enter("", "")
    last = kept.ear.hears(m.LobbyRead, lambda read: not read.unread)
    assert [s.id for s in last.summaries] == streams[::-1]
    unread = [read.unread for read in kept.ear.every(m.LobbyRead)]
    assert unread == sorted(unread, reverse=True)
    assert unread[0] > 0
    assert kept.keeper.stop(10)


def test_the_newest_incident_that_runs_is_entered_before_all_are_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = several(place, 5)
    monkeypatch.setattr(module, "SLICE_S", 0.0)
    kept = Kept(place.journal.path)
    kept.keeper.enter_first("")
    assert kept.ear.hears(m.Opened).stream == streams[-1]
    assert kept.keeper.stop(10)
