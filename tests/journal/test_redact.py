"""The words of a line erased: gone from every byte of every file, while the incident's course stays what it was."""

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import T0, Place, Table, at, replayed
from tests.incident.anything import facts, intents
from tests.journal.exports import verify_file
from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.erasing import ERASED_FIELDS, GONE, can_be_erased, left_of, words_of
from warroom.incident.evolve import evolve
from warroom.incident.facts import KINDS, Erased, Fact, Record
from warroom.incident.intents import Intent
from warroom.incident.state import EMPTY, Incident
from warroom.journal.live import Live
from warroom.journal.record import data_of, decode, encode
from warroom.journal.sqlite import Journal
from warroom.journal.unrecorded import Unrecorded
from warroom.journal.verify import export, verify
from warroom.redacting import beside
from warroom.room import Room

SECRET = "xyzzy-plugh-4711"
STREAM = "2026-11-21-api-down"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    place.declared().act(i.TakeRole(by="anna", role="commander", person="me"))
    yield place
    place.close()


def bytes_with(folder: Path, word: str) -> list[str]:
    """The files in which a word stands, in UTF-8 or as SQLite could hold it otherwise."""
    wanted = (word.encode(), word.encode("utf-16-le"))
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and any(w in p.read_bytes() for w in wanted))


def clean(place: Place, stream: str = STREAM) -> None:
    """What `warroom redact` does after the record."""
    assert place.journal.scrub() == ""
    assert place.live.forget(stream, [SECRET]) == ""


def erased(place: Place, seq: int, **asked: object) -> list[Record]:
    return place.room(STREAM).act(i.Redact(by="anna", seq=seq, why="a secret", **asked))  # type: ignore[arg-type]  # fields by name, whatever their types


def test_the_word_is_gone_from_every_byte_of_every_file(place: Place, tmp_path: Path) -> None:
    room = place.room(STREAM)
    for n in range(60):
        room.act(i.Note(by="bo", text=f"line {n} " + "of many words " * (n % 7)))
    (note,) = room.act(i.Note(by="bo", text=f"it needs {SECRET} now"))
    room.act(i.Amend(by="bo", seq=note.seq, text=f"it needs {SECRET} indeed"))
    room.act(i.Suspect(by="bo", text=f"{SECRET} was revoked"))
    for n in range(60):
        room.act(i.Note(by="bo", text=f"line {n} " + "of many words " * (n % 5)))
    place.live.keep(room.incident)
    place.live.keep_drafts("t:1", "bo", [Unrecorded(T0, f"half of {SECRET}")])
    with closing(Live(place.path)) as other, closing(Journal(place.path)) as open_elsewhere:
        assert other.kept(STREAM) is not None
        assert open_elsewhere.head(STREAM)[0] == room.incident.seq
        assert bytes_with(tmp_path, SECRET)
        suspect = room.incident.suspects[0].seq
        erased(place, note.seq)
        erased(place, suspect)
        clean(place)
        assert bytes_with(tmp_path, SECRET) == []
    assert verify(place.journal, STREAM).fault is None


def test_the_words_of_newer_versions_and_of_quotes_go_with_it(place: Place) -> None:
    room = place.room(STREAM)
    (note,) = room.act(i.Note(by="bo", text=f"it needs {SECRET}"))
    room.act(i.Amend(by="bo", seq=note.seq, text="it needs something else"))
    room.act(i.Pin(by="bo", seq=note.seq))
    room.act(i.OfferHandover(by="anna", to="kim"))
    room.act(i.Note(by="kim", text=f"seen: it needs {SECRET}, changed"))
    room.act(i.Note(by="kim", text="it needs something"))
    kinds = [(record.seq, record.kind) for record in beside(place.journal, note)]
    assert [kind for _, kind in kinds] == ["amended", "handover_offered", "note"]
    made = erased(place, note.seq)
    assert [record.fact.seq for record in made if isinstance(record.fact, f.Redacted)] == [
        note.seq,
        *(seq for seq, _ in kinds),
    ]
    assert [r.fact.text for r in place.journal.read(STREAM) if isinstance(r.fact, f.Noted)] == ["it needs something"]


def test_a_room_that_is_open_forgets_the_words_when_it_hears_of_it(place: Place) -> None:
    here, there = place.room(STREAM), place.room(STREAM)
    here.act(i.Suspect(by="bo", text=SECRET))
    there.catch_up()
    assert SECRET in repr(there.incident)
    erased(place, there.incident.suspects[0].seq)
    there.catch_up()
    assert SECRET not in repr(there.incident)
    assert there.incident == place.room(STREAM).incident
    assert [suspect.text for suspect in there.incident.suspects] == [GONE]


def test_a_snapshot_of_before_is_not_believed(place: Place) -> None:
    room = place.room(STREAM)
    room.act(i.Suspect(by="bo", text=SECRET))
    old = room.incident
    erased(place, old.suspects[0].seq)
    place.live.keep(old)
    assert SECRET not in repr(place.room(STREAM).incident)


def test_an_old_export_still_verifies_and_a_new_one_names_what_was_erased(place: Place, tmp_path: Path) -> None:
    (note,) = place.room(STREAM).act(i.Note(by="bo", text=SECRET))

    def out(name: str) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in export(place.journal, STREAM)))
        return path

    before = out("before.jsonl")
    erased(place, note.seq)
    after = out("after.jsonl")
    assert verify_file(before).fault is None
    assert verify_file(after).fault is None
    assert SECRET not in after.read_text()
    assert isinstance(place.journal.record(STREAM, note.seq).fact, Erased)  # type: ignore[union-attr]  # the record is there


def test_what_is_kept_is_read_however_a_record_is_read(place: Place) -> None:
    erased(place, 1)
    every = next(iter(place.journal.read(STREAM)))
    one, last = place.journal.record(STREAM, 1), [*place.journal.backwards(STREAM)][-1]
    (of_kind,) = place.journal.of_kinds(STREAM, ["declared"])
    assert every == one == last == of_kind
    assert data_of(every) == {"title": GONE, "severity": "P0", "channel": "", "drill": False, "zone": ""}
    with closing(Journal(place.path)) as anew:
        assert anew.record(STREAM, 1) == one


def test_a_redaction_that_was_not_written_erased_nothing(place: Place) -> None:
    (note,) = place.room(STREAM).act(i.Note(by="bo", text=SECRET))
    room = place.room(STREAM)
    with pytest.raises(ZeroDivisionError), place.journal.transaction():
        room.act_within(i.Redact(by="anna", seq=note.seq, why="a secret"))
        assert isinstance(place.journal.record(STREAM, note.seq).fact, Erased)  # type: ignore[union-attr]  # the record is there
        raise ZeroDivisionError
    assert place.journal.record(STREAM, note.seq) == note


@pytest.mark.parametrize(
    ("seq", "said"),
    [
        (2, "/playbook reload adopts one without the words"),
        (3, "it holds no words of its own"),
        (9, "no line 9"),
    ],
)
def test_what_cannot_be_erased_is_refused_with_the_way_out(place: Place, seq: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        erased(place, seq)


def test_what_is_erased_stays_so_and_its_reason_does_not_repeat_it(place: Place) -> None:
    room = place.room(STREAM)
    (note,) = room.act(i.Note(by="bo", text=SECRET))
    with pytest.raises(Refused, match="repeats the words"):
        room.act(i.Redact(by="anna", seq=note.seq, why=f"it said {SECRET}"))
    (made,) = erased(place, note.seq)
    with pytest.raises(Refused, match="erased already"):
        erased(place, note.seq)
    with pytest.raises(Refused, match="has to stay"):
        erased(place, made.seq)


def test_an_update_that_may_still_go_out_is_discarded_first(place: Place) -> None:
    room = place.room(STREAM)
    (draft,) = room.act(i.DraftUpdate(by="bo", channel="email", status="identified", text=f"we know: {SECRET}"))
    with pytest.raises(Refused, match="/discard 1 WHY first"):
        erased(place, draft.seq)
    room.act(i.DiscardUpdate(by="bo", n=1, why="wrong"))
    erased(place, draft.seq)
    assert SECRET not in repr(place.room(STREAM).incident)


def test_a_run_loses_its_command_and_last_words_and_on_demand_its_output(place: Place) -> None:
    room = place.room(STREAM)
    (started,) = room.act(i.StartCommand(by="bo", command=f"curl {SECRET}"))
    ended = f.CommandFinished(run=1, exit=0, sha256="a" * 64, evidence="b" * 64, last=f"{SECRET} ok")
    (finished,) = room.act(i.FinishCommand(by="bo", ended=ended))
    erased(place, started.seq)
    (run,) = place.room(STREAM).incident.runs
    assert (run.command, run.last, run.exit, run.evidence) == (GONE, GONE, 0, "b" * 64)
    other = place.room(STREAM)
    (started,) = other.act(i.StartCommand(by="bo", command="curl again"))
    (finished,) = other.act(i.FinishCommand(by="bo", ended=msgspec.structs.replace(ended, run=2)))
    erased(place, finished.seq, evidence=True)
    assert (place.room(STREAM).incident.runs[1].evidence, place.room(STREAM).incident.runs[1].sha256) == ("", "")


# Of any kind.


def _record(fact: Fact, seq: int = 1) -> Record:
    return Record(
        stream="s",
        seq=seq,
        id="x",
        kind=fact.kind or "later",
        version=1,
        at=T0,
        noted_at=T0,
        by="bo",
        hash="",
        fact=fact,
    )


@given(facts)
@settings(max_examples=300)
def test_nothing_of_its_words_is_left_of_a_fact_of_any_kind(fact: Fact) -> None:
    record = _record(fact)
    if can_be_erased(record) and (left := left_of(record)) is not None:
        after = msgspec.convert(left, type(fact), strict=False)
        assert set(words_of(after)) <= {"brief"}


def test_no_field_that_may_hold_anybodys_words_is_forgotten() -> None:
    kept = {
        f"{kind}.{name}"
        for kind, made in KINDS.items()
        for name, type_ in get_type_hints(made).items()
        if name in made.__struct_fields__ and ("str" in str(type_) or isinstance(type_, type(msgspec.Struct)))
        if can_be_erased(msgspec.structs.replace(_record(Erased()), kind=kind))
        if name not in ERASED_FIELDS.get(kind, made.__struct_fields__)
    }
    assert kept == {
        "blank_filled.name", "check_changed.check", "check_changed.from_", "check_changed.to", "check_paused.check",
        "command_finished.evidence", "command_finished.sha256", "command_finished.signal",
        "command_started.by_what", "command_started.risk", "command_started.scenario", "declared.channel",
        "declared.severity", "declared.zone", "duty_set.id", "escalated.how", "escalated.who",
        "handover_accepted.person", "handover_accepted.role", "handover_declined.person", "handover_declined.role",
        "handover_offered.from_", "handover_offered.role", "handover_offered.to", "incident_imported.head",
        "incident_imported.incident", "incident_imported.sha256", "item_skipped.id", "list_ticked.list_",
        "section_written.section", "severity_set.from_", "severity_set.to", "shift_declined.person",
        "shift_offered.from_", "shift_offered.to", "snoozed.deadline", "status_set.from_", "status_set.to",
        "step_ticked.scenario", "task_given.owner", "task_given.priority",
        "update_drafted.channel", "update_drafted.status", "update_drafted.template", "update_recorded.channel",
        "update_recorded.how", "update_recorded.ref", "update_recorded.status", "watching_started.checks",
        "watching_started.terminal", "watching_stopped.terminal",
    }  # fmt: skip


def test_every_kind_says_whether_it_can_be_erased() -> None:
    blank = _record(Erased())
    assert {kind for kind in KINDS if not can_be_erased(msgspec.structs.replace(blank, kind=kind))} == {
        "acknowledged", "cause_found", "checks_accepted", "drill_scored", "drill_started", "fixed",
        "handover_withdrawn", "item_set", "milestone_set", "pinned", "playbook_adopted", "redacted", "role_released",
        "role_taken", "shift_handed_over", "shift_withdrawn", "task_done", "task_taken", "update_attempted",
        "update_queued",
    }  # fmt: skip


def course(incident: Incident) -> object:
    """All that is not words."""
    now = at(240)
    return (
        incident.status,
        incident.severity,
        {name: moment.at for name, moment in incident.milestones.items()},
        {n: (tick.at, tick.skipped is None) for n, tick in incident.ticks.items()},
        [(d.id, d.state, d.due_at) for d in deadlines(incident, now)],
        {role: held.person for role, held in incident.roles.items()},
        [(suspect.n, suspect.state) for suspect in incident.suspects],
        [(task.n, task.owner, task.due_at, task.done_at) for task in incident.tasks],
        [(update.n, update.state, update.version) for update in incident.updates],
        [(told.channel, told.at, told.next_at) for told in incident.told],
        {name: check.state for name, check in incident.checks.items()},
        [(run.n, run.outcome, run.exit) for run in incident.runs],
        incident.cadence,
        incident.breach_at,
        incident.open,
        sorted(incident.offers),
    )


steps = st.lists(st.tuples(intents, st.integers(0, 1800)), min_size=8, max_size=24)


@given(steps)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_erased_the_incidents_course_is_what_it_was(asked: list[tuple[Intent, int]]) -> None:
    table = Table().declare()
    for intent, seconds in asked:
        table.go(seconds=seconds)
        with suppress(Refused):
            table.do(intent, by=intent.by or "anna")
    before = course(replayed(table.records))
    incident = EMPTY
    for record in table.records:
        incident = evolve(incident, _without_words(record))
    assert course(incident) == before


def _without_words(record: Record) -> Record:
    """The record as the journal gives it back once it was erased."""
    if not can_be_erased(record) or isinstance(record.fact, f.Redacted):
        return record
    row = encode(
        record.fact,
        stream=record.stream,
        seq=record.seq,
        id_=record.id,
        prev="0" * 64,
        at=record.at,
        noted_at=record.noted_at,
        by=record.by,
        via={},
    )
    said = f.Redacted(seq=record.seq, why="x", kept=left_of(record))
    kept = data_of(_record(said, 2))["kept"]
    gone = decode(msgspec.structs.replace(row, salt=None, body=None), kept)
    return msgspec.structs.replace(gone, hash=record.hash)


def test_the_clock_of_a_later_redaction_moves_nothing(place: Place) -> None:
    room = place.room(STREAM)
    room.act(i.SetSeverity(by="anna", to="P1", why=SECRET))
    before = course(room.incident)
    place.clock.go(30)
    erased(place, room.incident.severities[-1].seq)
    after: Room = place.room(STREAM)
    assert course(after.incident) == before
    assert after.now() - at(0) >= timedelta(minutes=30)
