"""Who watches, told to the incidents that count on it: from declaring on, and not past the last sign of life."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import Place, at, book, replayed
from warroom.checks.model import Transition
from warroom.directory import Directory
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.closing import gate
from warroom.incident.facts import CheckChanged, WatchingStarted, WatchingStopped
from warroom.incident.words import DUTY
from warroom.journal.live import NEVER
from warroom.playbook.model import Limit, Resolution
from warroom.report.lines import describe
from warroom.turns import Turns

WINDOW = book(resolution=Resolution(watch=Limit(600)))
ON = i.SetWatching(terminal="a:1", checks=("api",))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.close()


def turns(place: Place) -> Turns:
    return Turns(place.journal, place.live, Directory(place.journal, place.live, place.clock), place.room)


def kinds(place: Place, stream: str) -> list[type]:
    told = (WatchingStarted, WatchingStopped, CheckChanged)
    return [type(record.fact) for record in place.journal.read(stream) if isinstance(record.fact, told)]


def test_an_incident_that_is_declared_while_somebody_watches_knows_it_from_its_first_second(place: Place) -> None:
    place.live.claim(DUTY, "a:1")
    place.live.put_views(DUTY, {"db": (1, b"{}"), "api": (0, b"{}")})
    room = place.declared(playbook=WINDOW)
    assert (room.incident.watched.terminal, room.incident.watched.checks) == ("a:1", ("api", "db"))


def test_an_incident_knows_what_was_down_or_held_long_before_it_was_declared(place: Place) -> None:
    place.live.claim(DUTY, "a:1")
    place.live.put_views(DUTY, {"api": (0, b"{}"), "db": (1, b"{}"), "dns": (2, b"{}")})
    duty = place.room(DUTY)
    for name, to in (("api", "down"), ("dns", "down"), ("dns", "up")):
        duty.act(i.ReportTransition(change=CheckChanged(check=name, from_="up", to=to, reason="503"), by="check"))
    duty.act(i.PauseCheck(check="db", seconds=86_400, why="moved", by="anna"))
    place.clock.go(180)
    place.live.claim(DUTY, "a:1")
    late = CheckChanged(check="dns", from_="up", to="down", reason="timeout")
    duty.act(i.ReportTransition(change=late, by="check"))
    room = place.declared(playbook=WINDOW)
    room.act(i.MarkFixed(by="anna"))
    place.clock.go(20)
    asked = gate(room.incident, room.now())
    assert [(one.what, one.state) for one in asked if one.kind == "check"] == [
        ("check api", "down"),
        ("check db", "held"),
        ("check dns", "down"),
    ]
    assert [one.met for one in asked if one.kind == "window"] == [False]
    begun = next(record for record in place.journal.read(room.stream) if isinstance(record.fact, WatchingStarted))
    assert "api down, db paused already" in describe(begun, room.incident, room.now()).text
    assert room.incident == replayed(list(place.journal.read(room.stream)))


def test_beginning_and_end_are_told_on_duty_and_in_each_open_incident_and_then_the_lease_is_free(place: Place) -> None:
    stream = place.declared(playbook=WINDOW).stream
    place.live.claim(DUTY, "a:1")
    waiting = turns(place)
    waiting.watching(DUTY, ON)
    waiting.add(DUTY, Transition("api", "up", "down", "503", "", at()), "a:1")
    waiting.watching(DUTY, i.SetWatching(terminal="a:1", on=False))
    assert place.live.holder(DUTY) == "a:1", "nobody else begins before the end is written"
    waiting.write()
    wanted = [WatchingStarted, CheckChanged, WatchingStopped]
    assert kinds(place, DUTY) == kinds(place, stream) == wanted
    assert (place.live.holder(DUTY), place.live.last_beat(DUTY)) == ("", None)


def test_one_whose_right_was_taken_over_tells_nothing_any_more(place: Place) -> None:
    place.live.claim(DUTY, "b:2")
    waiting = turns(place)
    waiting.watching(DUTY, i.SetWatching(terminal="a:1", on=False))
    waiting.write()
    assert kinds(place, DUTY) == []
    assert place.live.holder(DUTY) == "b:2"


def test_nobody_is_counted_on_past_the_last_sign_of_life(place: Place) -> None:
    assert place.live.unwatched_since(DUTY) == NEVER
    place.live.beat(DUTY, "a:1", at(3))
    assert place.live.unwatched_since(DUTY) == at(3)
    place.live.claim(DUTY, "a:1")
    assert place.live.unwatched_since(DUTY) is None
    place.live.ended(DUTY, "a:1")
    assert place.live.last_beat(DUTY) is None


@pytest.mark.parametrize(
    "end", [i.Resolve(by="anna"), i.SetStatus(by="anna", to="resolved"), i.SetItem(by="anna", n=8, done=True)]
)
def test_resolving_by_any_way_asks_the_sidecar_whether_somebody_still_watches(place: Place, end: i.Intent) -> None:
    room = place.declared(playbook=WINDOW)
    room.act(i.SetWatching(by="check", terminal="a:1", checks=("api",)))
    for intent in (i.SetMilestone(name="started", moment=at(-1)), i.Acknowledge(), i.MarkFixed()):
        room.act(type(intent)(**{**{name: getattr(intent, name) for name in intent.__struct_fields__}, "by": "anna"}))
    place.clock.go(minutes=11)
    place.live.beat(DUTY, "a:1", at(4))
    with pytest.raises(Refused, match="4 min so far, held: nobody watches"):
        room.act(end)
    place.live.claim(DUTY, "a:1")
    with pytest.raises(Refused, match="check api, never read"):
        room.act(end)
    place.live.put_views(DUTY, {"api": (0, b'{"name": "api", "state": "up"}')})
    assert room.act(end)[0].kind == "resolved"
