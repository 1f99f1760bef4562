"""One incident: what several terminals, retries, snapshots and the duty stream do to it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tests.fakes import T0, HandClock, Place, at, book, replayed
from warroom.clock import DrillClock
from warroom.errors import Damaged, NotHere, NotWritten, Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged, Record
from warroom.incident.intents import Intent
from warroom.incident.state import EMPTY, Incident, changed
from warroom.incident.words import DUTY
from warroom.journal.ids import new_id
from warroom.journal.library import sqlite3
from warroom.journal.live import Live
from warroom.journal.verify import verify
from warroom.room import Room, act_in_all, slug


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.close()


def kinds(records: list[Record]) -> list[str]:
    return [record.kind for record in records]


def turn(to: str, check: str = "api") -> i.ReportTransition:
    return i.ReportTransition(change=CheckChanged(check=check, from_="?", to=to, reason="503"), by="check")


def yes() -> bool:
    return True


def test_declaring_names_the_stream_by_day_and_title_and_a_clash_gets_a_number(place: Place) -> None:
    titles = ("API: complete outage!", "api complete outage", "Überlast 東京", "東京", "x" * 80)
    assert [place.declared(title).stream for title in titles] == [
        "2026-11-21-api-complete-outage",
        "2026-11-21-api-complete-outage-2",
        "2026-11-21-uberlast",
        "2026-11-21-incident",
        "2026-11-21-" + "x" * 48,
    ]
    assert slug("- -") == "incident"


def test_a_room_folds_what_it_writes_and_tells_who_listens(place: Place) -> None:
    room = place.declared()
    told: list[tuple[Incident, list[Record]]] = []
    room.subscribe(lambda incident, records: told.append((incident, list(records))))
    made = room.act(i.MarkFixed(by="bo"))
    assert kinds(made) == ["fixed", "status_set"]
    assert told == [(room.incident, made)]
    assert room.incident == replayed(list(place.journal.read(room.stream)))
    assert made[0].by == "bo"


def test_two_rooms_on_one_file_see_each_others_records_in_one_order(place: Place) -> None:
    mine = place.declared()
    other = Place(place.path.parent, place.clock)
    theirs = other.room(mine.stream)
    heard: list[str] = []
    theirs.subscribe(lambda _incident, records: heard.extend(kinds(list(records))))
    mine.act(i.Note(text="one", by="anna"))
    assert kinds(theirs.catch_up()) == ["note"]
    mine.act(i.TakeRole(role="commander", person="anna", by="anna"))
    made = theirs.act(i.Note(text="two", by="bo"))
    assert kinds(made) == ["note"]
    assert heard == ["note", "role_taken", "note"]
    mine.catch_up()
    assert mine.incident == theirs.incident
    assert theirs.catch_up() == []
    other.close()


def test_a_decision_is_made_on_what_others_wrote_a_moment_before(place: Place) -> None:
    mine = place.declared()
    theirs = place.room(mine.stream)
    mine.act(i.SetSeverity(to="P1", by="anna"))
    with pytest.raises(Refused, match="severity is P1 already, by anna"):
        theirs.act(i.SetSeverity(to="P1", by="bo"))
    first = mine.act(i.Suspect(text="the pool", by="anna"))[0].fact
    second = theirs.act(i.Suspect(text="the deploy", by="bo"))[0].fact
    assert isinstance(first, f.Suspected)
    assert isinstance(second, f.Suspected)
    assert (first.n, second.n) == (1, 2)


def test_a_retry_answers_with_the_same_records_and_counts_once(place: Place) -> None:
    room = place.declared()
    heard: list[Record] = []
    room.subscribe(lambda _incident, records: heard.extend(records))
    told = i.TellUsers(channel="email", text="we look", by="anna", id=new_id())
    first = room.act(told)
    assert room.act(told) == first
    assert heard == first
    assert len(room.incident.told) == 1
    assert place.journal.head(room.stream)[0] == first[-1].seq


def test_a_record_kept_but_not_acknowledged_is_folded_once_when_it_is_tried_again(place: Place) -> None:
    room = place.declared()
    heard: list[Record] = []
    room.subscribe(lambda _incident, records: heard.extend(records))
    told = i.TellUsers(channel="email", text="we look", by="anna", id=new_id())
    with place.journal.transaction():
        room.act_within(told)
    assert room.incident.told == (), "nobody settled it: as if the program had died after the commit"
    assert kinds(room.act(told)) == ["update_recorded"]
    assert len(room.incident.told) == 1
    assert kinds(heard) == ["update_recorded"]


def test_a_declaration_tried_again_in_another_room_opens_no_second_incident(place: Place) -> None:
    declare = i.Declare(title="API down", severity="P0", playbook=book(), by="anna", id=new_id())
    first = place.room()
    made = first.act(declare)
    again = place.room()
    assert again.act(declare) == made
    assert (again.stream, again.incident) == (first.stream, first.incident)
    assert list(place.journal.heads()) == [first.stream]


def test_a_refusal_or_a_failure_leaves_no_trace(place: Place) -> None:
    room = place.room()
    with pytest.raises(Refused):
        room.act(i.Declare(title="API down", severity="P9", playbook=book(), by="anna"))
    assert (room.stream, room.incident) == ("", EMPTY)
    with pytest.raises(NotHere, match="no incident is open: /declare P0 TITLE"):
        room.act(i.Note(text="x", by="anna"))
    assert place.journal.heads() == {}
    room.act(i.Declare(title="Another title", severity="P0", playbook=book(), by="anna"))
    assert room.stream == "2026-11-21-another-title"


def test_what_could_not_be_written_is_not_folded(place: Place) -> None:
    room = place.declared()
    before = room.incident
    place.journal._db.execute("PRAGMA busy_timeout = 1")
    other = Place(place.path.parent)
    note = i.Note(text="x", by="anna", id=new_id())
    with other.journal.transaction(), pytest.raises(NotWritten):
        room.act(note)
    assert room.incident == before
    assert kinds(room.act(note)) == ["note"]
    other.close()


def test_an_incident_that_is_not_there_is_told(place: Place) -> None:
    with pytest.raises(NotHere, match=r"no incident nowhere in .*: warroom list shows them"):
        place.room("nowhere")
    assert place.room(DUTY).incident == EMPTY


def test_snapshot_and_tail_make_the_same_state_as_everything_from_the_start(place: Place) -> None:
    room = place.declared()
    room.act(i.Suspect(text="the pool", by="anna"))
    room.act(i.SetItem(n=2, done=True, by="anna"))
    place.live.keep(room.incident)
    room.act(i.MarkFixed(by="bo"))
    restored = place.room(room.stream)
    assert restored.incident == room.incident == replayed(list(place.journal.read(room.stream)))


def test_what_took_long_to_fold_is_kept_for_whoever_reads_it_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = place.declared()
    monkeypatch.setattr("warroom.room.WORTH_KEEPING", room.incident.seq)
    place.room(room.stream)
    kept = place.live.kept(room.stream)
    assert kept == room.incident
    room.act(i.Note(text="x", by="anna"))
    assert place.room(room.stream).incident == room.incident
    assert place.live.kept(room.stream) == kept


def test_a_snapshot_the_journal_does_not_know_is_not_believed(place: Place) -> None:
    room = place.declared()
    for wrong in (
        changed(room.incident, hash="ff" * 32, title="forged"),
        changed(room.incident, seq=99, title="forged"),
    ):
        place.live.keep(wrong)
        assert place.room(room.stream).incident.title == "API down"


def test_deleting_the_sidecar_loses_nothing(place: Place) -> None:
    room = place.declared()
    place.live.keep(room.incident)
    place.live.close()
    for file in place.path.parent.glob("journal.db-live*"):
        file.unlink()
    place.live = Live(place.path)
    assert place.room(room.stream).incident == room.incident
    assert verify(place.journal, room.stream).fault is None


def test_declaring_copies_the_last_hours_turns_marked_and_at_their_own_time(place: Place) -> None:
    duty = place.room(DUTY)
    for to in ("down", "up"):
        duty.act(turn(to))
    place.clock.go(30)
    duty.act(turn("down"))
    duty.act(i.SetWatching(terminal="a:1", by="check"))
    place.clock.go(40)
    duty.act(turn("unknown"))
    room = place.declared()
    copied = [r for r in place.journal.read(room.stream) if isinstance(r.fact, CheckChanged)]
    assert [(r.fact.to, r.fact.copied, r.at) for r in copied if isinstance(r.fact, CheckChanged)] == [
        ("down", True, at(30)),
        ("unknown", True, at(70)),
    ]
    assert room.incident.checks["api"].state == "unknown"
    assert [(r.by, r.back_dated) for r in copied] == [("check", False), ("check", False)]


def test_a_turn_goes_to_duty_and_every_open_incident_at_once(place: Place) -> None:
    rooms = [place.room(DUTY), place.declared("one"), place.declared("two")]
    made = act_in_all(place.journal, rooms, turn("down"), yes)
    assert [(r.stream, r.kind) for r in made] == [(room.stream, "check_changed") for room in rooms]
    assert len({r.id for r in made}) == 3
    assert [room.incident.checks["api"].state for room in rooms] == ["down"] * 3
    assert act_in_all(place.journal, rooms, turn("down"), yes) == [], "what is so already is no news"


def test_a_turn_is_written_only_by_who_still_holds_the_lease_inside_the_transaction(place: Place) -> None:
    rooms = [place.room(DUTY), place.declared()]
    place.live.claim("duty", "a:1")
    heads = place.journal.heads()
    assert act_in_all(place.journal, rooms, turn("down"), lambda: place.live.claim("duty", "b:2")) == []
    assert place.journal.heads() == heads
    asked_within: list[bool] = []

    def allowed() -> bool:
        asked_within.append(place.journal._db.in_transaction)
        return place.live.claim("duty", "a:1")

    assert len(act_in_all(place.journal, rooms, turn("down"), allowed)) == 2
    assert asked_within == [True]


def test_one_intent_for_all_tried_again_is_written_once_in_each(place: Place) -> None:
    rooms = [place.room(DUTY), place.declared()]
    change = msgspec.structs.replace(turn("down"), id=new_id())
    first = act_in_all(place.journal, rooms, change, yes)
    again = act_in_all(place.journal, [place.room(room.stream) for room in rooms], change, yes)
    assert again == first


def test_one_refusal_keeps_the_intent_out_of_every_stream(place: Place) -> None:
    rooms = [place.room(DUTY), place.declared()]
    rooms[1].act(i.PauseCheck(check="api", seconds=600, why="x", by="anna"))
    heads = place.journal.heads()
    with pytest.raises(Refused, match="api is paused"):
        act_in_all(place.journal, rooms, i.PauseCheck(check="api", seconds=60, why="x", by="anna"), yes)
    assert place.journal.heads() == heads
    assert rooms[0].incident.checks == {}


def test_undo_finds_ones_own_last_intent_between_others_records(place: Place) -> None:
    room = place.declared()
    room.act(i.MarkFixed(by="anna"))
    place.clock.go(seconds=20)
    room.act(i.Note(text="hm", by="bo"))
    place.clock.go(seconds=40)
    assert kinds(room.act(i.Undo(by="anna"))) == ["unfixed", "status_set"]
    with pytest.raises(Refused, match="nothing of yours"):
        room.act(i.Undo(by="kim"))
    place.clock.go(2)
    with pytest.raises(Refused, match="nothing of yours from the last 60 s"):
        room.act(i.Undo(by="bo"))


def test_undo_finds_what_was_written_into_several_streams(place: Place) -> None:
    room = place.declared()
    for n in range(3):
        room.act(i.Note(text=str(n), by="bo"))
    act_in_all(place.journal, [room, place.room(DUTY)], i.PauseCheck(check="api", seconds=60, why="x", by="anna"), yes)
    with pytest.raises(Refused, match=r"line 6 \(check_paused\) cannot be taken back: it ends by itself"):
        room.act(i.Undo(by="anna"))


def test_amend_and_strike_find_the_record_they_speak_of(place: Place) -> None:
    room = place.declared()
    (note,) = room.act(i.Note(text="the db", by="anna"))
    room.act(i.Amend(seq=note.seq, text="the pool", by="anna"))
    room.act(i.Strike(seq=note.seq, why="wrong host", by="anna"))
    assert room.incident.amended[note.seq].text == "the pool"
    assert note.seq in room.incident.struck
    with pytest.raises(Refused, match="no line 999: the last is 5"):
        room.act(i.Amend(seq=999, text="x", by="anna"))


@pytest.mark.parametrize("let_out", [i.ApproveUpdate(n=1), i.QueueUpdate(n=1, way="page"), i.MarkSent(n=1)])
def test_words_that_somebody_changed_meanwhile_are_not_let_out_by_whoever_read_the_old_ones(
    place: Place, let_out: Intent
) -> None:
    mine = place.declared()
    mine.act(i.TakeRole(role="commander", person="anna", by="anna"))
    mine.act(i.DraftUpdate(channel="status_page", text="All is well. Next update by 16:00 UTC.", by="bo"))
    theirs = place.room(mine.stream)
    theirs.act(i.DraftUpdate(n=1, channel="status_page", text="Nothing is. Next update by 16:00 UTC.", by="bo"))
    let_out = changed(let_out, by="anna", despite="a test")
    with pytest.raises(Refused, match="update 1 was changed by bo at 14:30:00 UTC, just before you"):
        mine.act(let_out)
    mine.catch_up()
    assert mine.act(let_out), "once it was read it goes"


def test_a_drill_has_its_own_stream_and_clock_that_a_second_terminal_derives(place: Place) -> None:
    duty = place.room(DUTY)
    duty.act(turn("down"))
    room = place.room()
    room.act(i.StartDrill(start=T0, playbook=book(name="drill"), speed=10, scenario="pool", seed=7, by="trainee"))
    assert room.stream == "2026-11-21-drill-pool"
    first = next(place.journal.read(room.stream))
    assert first.fact == f.DrillStarted(start=T0, speed=10, scenario="pool", seed=7)
    place.clock.go(3)
    second = place.room(room.stream)
    assert isinstance(second._clock, DrillClock)
    assert room.now() == second.now() == at(30)
    second.act(i.Declare(title="pool", severity="P0", playbook=book(), by="trainee"))
    room.catch_up()
    assert (room.incident.when("declared"), room.incident.is_drill) == (at(30), True)
    assert room.incident.checks == {}, "what happened to the real checks is none of the drill's"


def test_who_typed_where_is_recorded_beside_the_name(tmp_path: Path) -> None:
    place = Place(tmp_path, HandClock())
    room = Room(place.journal, place.live, place.clock, via={"user": "root", "tty": "/dev/pts/1"})
    (record, *_) = room.act(i.Declare(title="x", severity="P0", playbook=book(), by="anna"))
    assert (record.by, record.via) == ("anna", {"user": "root", "tty": "/dev/pts/1"})
    place.close()


def test_an_older_copy_put_back_under_an_open_room_is_told_before_anything_is_acknowledged(tmp_path: Path) -> None:
    place = Place(tmp_path)
    room = place.declared()
    with closing(sqlite3.connect(tmp_path / "older.db")) as older:
        place.journal._db.backup(older)
        room.act(i.Note(text="two", by="anna"))
        older.backup(place.journal._db)
    with pytest.raises(Damaged, match="is not there any more as it was read"):
        room.act(i.Note(text="three", by="anna"))
    assert [record.kind for record in place.journal.read(room.stream)] == ["declared", "playbook_adopted"]
    place.close()


def test_a_check_that_never_answered_keeps_an_incident_from_being_over(place: Place) -> None:
    room = place.declared()
    watching = i.SetWatching(terminal="a:1", checks=("api", "db"), by="check")
    for intent in (watching, i.Acknowledge(), i.SetMilestone(name="started", moment=T0), i.MarkFixed()):
        room.act(msgspec.structs.replace(intent, by=intent.by or "anna"))
    place.live.claim("duty", "a:1")
    views = {name: {"name": name, "state": state} for name, state in (("api", "unknown"), ("db", "up"))}
    place.live.put_views("duty", {name: (n, msgspec.json.encode(views[name])) for n, name in enumerate(views)})
    with pytest.raises(Refused, match="check api, never read"):
        room.act(i.Resolve(by="anna"))
    room.act(i.Resolve(by="anna", despite="looked at by hand"))
    assert room.incident.despite == "looked at by hand"
