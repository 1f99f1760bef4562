"""Who hears the bell: the one whose it is, once a minute at most, and not while they type."""

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from tests.tui.scenes import PLAYBOOK, START, append
from warroom import themes
from warroom.checks.model import View
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.state import EMPTY, Incident
from warroom.tui.alarms import BELL_EVERY_S, Alarms, late, notification
from warroom.tui.look import Look
from warroom.tui.view import Scene, changed_scene

LOOK = Look(themes.load("dark"))


def incident(*intents: i.Intent) -> Incident:
    found = append(
        EMPTY, i.Declare(by="bo", severity="P0", title="API down", playbook=PLAYBOOK, sha256="0", channel=""), START
    )
    for intent in intents:
        found = append(found, intent, START)
    return found


def scene(state: Incident, now: datetime, me: str = "anna", *down: str) -> Scene:
    views = tuple(View(name, "http", "", "down", "down", "timeout", START, START, "no answer") for name in down)
    return Scene(
        look=LOOK, now=now, wall=now, incident=state, deadlines=tuple(deadlines(state, now)), me=me, views=views
    )


def rung(alarms: Alarms, what: Scene, now_s: float = 1000.0, typed_at_s: float = 0.0) -> list[str]:
    return [alarm.said for alarm in alarms.fresh(what, now_s, typed_at_s)]


def test_a_check_that_goes_down_rings_once() -> None:
    alarms, state = Alarms(), incident()
    assert rung(alarms, scene(state, START)) == []
    assert rung(alarms, scene(state, START, "anna", "api")) == ["api is down for 0s"]
    assert rung(alarms, scene(state, START, "anna", "api"), 2000.0) == []


def test_what_is_behind_a_dead_parent_or_flaps_rings_nobody() -> None:
    alarms, state = Alarms(), incident()
    alarms.forget(scene(state, START))
    found = scene(state, START, "anna", "api")
    for more in ({"behind": "db"}, {"flaps": 45.0}):
        quiet = msgspec.structs.replace(found.views[0], **more)
        assert rung(alarms, changed_scene(found, views=(quiet,))) == []
    assert rung(alarms, found) == ["api is down for 0s"]


def test_what_was_late_when_the_room_was_entered_is_no_news() -> None:
    alarms, state = Alarms(), incident()
    late = scene(state, START + timedelta(minutes=6))
    alarms.forget(late)
    assert rung(alarms, late) == []


def test_a_clock_rings_where_its_owner_sits_and_nowhere_else() -> None:
    state = incident(
        i.TakeRole(by="bo", role="commander", person="bo"), i.TakeRole(by="bo", role="comms", person="kim")
    )
    late = START + timedelta(minutes=5, seconds=1)
    said = {}
    for me in ("bo", "kim", "anna"):
        alarms = Alarms()
        alarms.forget(scene(state, START, me))
        said[me] = rung(alarms, scene(state, late, me))
    assert "status page set is late" in said["kim"]
    assert "team in channel is late" in said["bo"]
    assert "status page set is late" not in said["bo"]
    assert said["anna"] == ["nobody is scribe"], "a role that nobody holds is everybody's"


def test_while_nobody_holds_the_role_every_terminal_rings() -> None:
    alarms, state = Alarms(), incident()
    alarms.forget(scene(state, START, "anna"))
    assert "status page set is late" in rung(alarms, scene(state, START + timedelta(minutes=5, seconds=1)))


def test_a_time_box_rings_where_the_person_sits_who_has_it() -> None:
    state = incident(i.GiveTask(by="bo", owner="kim", text="check pool", seconds=180.0))
    late = START + timedelta(minutes=3, seconds=1)
    heard = {}
    for me in ("kim", "anna"):
        alarms = Alarms()
        alarms.forget(scene(state, START, me))
        heard[me] = rung(alarms, scene(state, late, me))
    nobody = [f"nobody is {role}" for role in ("commander", "comms", "scribe")]
    assert heard == {"kim": ["@kim: 3 min are up, check pool", *nobody], "anna": nobody}


def test_nothing_rings_while_somebody_types_or_within_a_minute_of_the_last() -> None:
    state = incident()
    alarms = Alarms()
    assert rung(alarms, scene(state, START, "anna", "api"), 1000.0, typed_at_s=998.0) == []
    alarms = Alarms()
    assert rung(alarms, scene(state, START, "anna", "api"), 1000.0)
    assert rung(alarms, scene(state, START, "anna", "api", "db"), 1000.0 + BELL_EVERY_S) == []
    assert rung(alarms, scene(state, START, "anna", "api", "db", "web"), 1000.1 + BELL_EVERY_S)


@pytest.mark.parametrize(
    ("program", "wanted"),
    [
        ("xterm-256color iTerm.app", "\x1b]9;API down: api is down\x1b\\"),
        ("xterm-kitty ", "\x1b]9;API down: api is down\x1b\\"),
        ("foot ", "\x1b]777;notify;API down;api is down\x1b\\"),
        ("rxvt-unicode-256color ", "\x1b]777;notify;API down;api is down\x1b\\"),
    ],
)
def test_a_notification_is_told_in_the_terminals_own_way(program: str, wanted: str) -> None:
    assert notification("API down", "api is down", program) == wanted


def test_hostile_words_in_a_notification_do_nothing() -> None:
    said = notification("a\x07\x1b]0;owned\x07", "b;c\x9c" + "x" * 500, "foot")
    assert said.count("\x1b") == 2
    assert "\x07" not in said
    assert "\x9c" not in said
    assert said.count(";") == 3
    assert len(said) < 300


def test_what_is_late_is_one_line_of_the_ledge_until_it_is_snoozed_or_done() -> None:
    state = incident(i.TakeRole(by="bo", role="commander", person="bo"))
    assert late(scene(state, START + timedelta(minutes=1))) == []
    [line] = late(scene(state, START + timedelta(minutes=6)))
    assert (line.name, line.said) == ("LATE", "team in channel is late (bo), 1 more; nobody is comms, scribe")
    for n in (2, 3):
        state = append(
            state, i.Snooze(by="bo", deadline=f"item:{n}", seconds=600, why="x"), START + timedelta(minutes=6)
        )
    [line] = late(scene(state, START + timedelta(minutes=6)))
    assert line.said == "nobody is comms, scribe"


def test_what_stays_late_rings_again_every_two_minutes_and_five_times_in_all() -> None:
    state = incident(
        i.TakeRole(by="bo", role="commander", person="bo"), i.GiveTask(by="bo", owner="kim", text="x", seconds=60.0)
    )
    alarms, rang = Alarms(), list[int]()
    alarms.forget(scene(state, START, "kim"))
    for second in range(0, 3600, 5):
        found = rung(alarms, scene(state, START + timedelta(seconds=second), "kim"), 1000.0 + second)
        if any(words.startswith("@kim: 1 min is up") for words in found):
            rang.append(second)
    assert len(rang) == 5
    assert all(120 <= later - before <= 180 for before, later in pairwise(rang))


def test_a_ring_that_had_to_wait_for_somebody_typing_comes_when_they_stop() -> None:
    alarms, state = Alarms(), incident()
    down = scene(state, START, "anna", "api")
    assert rung(alarms, down, 1000.0, typed_at_s=999.0) == []
    assert rung(alarms, down, 1003.0, typed_at_s=999.0) == ["api is down for 0s"]
