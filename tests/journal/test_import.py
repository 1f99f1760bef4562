"""What is taken over from another journal: all of it and byte for byte, or nothing, and why."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from tests.fakes import HandClock, Place, at, opened, write
from warroom.checks.model import Transition
from warroom.directory import Directory
from warroom.errors import BadInput, Refused, WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import IncidentImported
from warroom.incident.words import DUTY
from warroom.journal import exported, importing
from warroom.journal.ids import IMPORTS, id_in, new_id
from warroom.journal.importing import Taken
from warroom.journal.record import GENESIS, sha256
from warroom.journal.verify import export, verify
from warroom.turns import Turns

STREAM = "2026-11-21-api-down"


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Place]:
    """Another journal, with an incident of some lines."""
    (tmp_path / "there").mkdir()
    place = Place(tmp_path / "there")
    room = place.declared()
    for n in range(1, 6):
        room.act(i.Note(by="bo", text=f"line {n} ü"))
    yield place
    place.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    """This journal, ten hours later."""
    (tmp_path / "here").mkdir()
    place = Place(tmp_path / "here", HandClock(at(600)))
    yield place
    place.close()


def told(place: Place, stream: str = STREAM) -> list[str]:
    return list(export(place.journal, stream))


def put(folder: Path, lines: list[str], name: str = "out.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    return path


def take(here: Place, path: Path) -> Taken:
    """As `warroom import` does."""
    room = here.room(DUTY)
    with exported.opened(path) as file:
        found = importing.verified(file)

        def note(taken: Taken) -> None:
            room.act_within(
                i.NoteImport(
                    id=id_in(IMPORTS, found.stream) if taken.how == "new" else new_id(),
                    by="kim",
                    incident=found.stream,
                    seq=found.seq,
                    head=found.hash,
                    sha256=taken.sha256,
                )
            )

        return importing.take(here.journal, file, found, note)


def refused(here: Place, path: Path) -> str:
    """Why it is not taken, once it was seen that nothing of it was."""
    before = {stream: list(here.journal.rows(stream)) for stream in here.journal.heads()}
    with pytest.raises(WarroomError) as raised:
        take(here, path)
    assert {stream: list(here.journal.rows(stream)) for stream in here.journal.heads()} == before
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_an_import_has_the_stored_bytes_verifies_and_is_a_fact_on_duty(
    there: Place, here: Place, tmp_path: Path
) -> None:
    path = put(tmp_path, told(there))
    taken = take(here, path)
    assert list(here.journal.rows(STREAM)) == list(there.journal.rows(STREAM))
    assert told(here) == told(there)
    assert verify(here.journal, STREAM).fault is None
    assert (taken.how, taken.fresh, taken.incident) == ("new", 7, there.room(STREAM).incident)
    record = here.journal.imported(STREAM)
    assert record is not None
    seq, head = there.journal.head(STREAM)
    assert record.fact == IncidentImported(incident=STREAM, seq=seq, head=head, sha256=sha256(path.read_text()))
    assert here.room(DUTY).incident.imported[STREAM].upto == seq


def test_the_same_file_again_changes_nothing(there: Place, here: Place, tmp_path: Path) -> None:
    path = put(tmp_path, told(there))
    take(here, path)
    heads = here.journal.heads()
    assert take(here, path).how == "here"
    assert take(here, put(tmp_path, told(there)[:4], "older.jsonl")).how == "here"
    assert here.journal.heads() == heads


def test_the_rest_of_an_imported_incident_is_taken_and_noted(there: Place, here: Place, tmp_path: Path) -> None:
    take(here, put(tmp_path, told(there)[:4]))
    taken = take(here, put(tmp_path, told(there), "more.jsonl"))
    assert (taken.how, taken.fresh) == ("more", 3)
    assert told(here) == told(there)
    assert here.room(DUTY).incident.imported[STREAM].upto == 7


def test_an_incident_of_our_own_is_never_continued_by_a_file(there: Place, here: Place, tmp_path: Path) -> None:
    own = put(tmp_path, told(there))
    there.room(STREAM).act(i.Note(by="bo", text="later"))
    longer = put(tmp_path, told(there), "longer.jsonl")
    take(here, own)
    here.room(STREAM).act(i.Note(by="kim", text="looked at afterwards"))
    said = refused(here, longer)
    assert f"{STREAM} #8 of the file is not the one that was written here since it was imported" in said
    there_again = put(tmp_path, [*told(here)], "back.jsonl")
    assert f"{STREAM} #8 of the file is not the one that is here (note by bo, there note by kim)" in refused(
        there, there_again
    )


def test_what_goes_on_elsewhere_is_not_put_behind_our_own(there: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    before = put(tmp_path, told(there))
    second = Place(copy)
    take(second, before)
    second.room(STREAM).act(i.Note(by="kim", text="written in the copy"))
    said = refused(there, put(tmp_path, told(second), "on.jsonl"))
    assert f"{STREAM} is this journal's own and ends at #7, where the file goes on to #8" in said
    second.close()


def _edit(n: int, old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line.replace(old, new) if at == n else line for at, line in enumerate(lines, 1)]


@pytest.mark.parametrize(
    ("edit", "where", "said"),
    [
        (_edit(4, "line 2", "line two"), ":4: ", "#4: its words were changed"),
        (_edit(4, '\\"bo\\"', '\\"eve\\"'), ":4: ", "#4: its envelope was changed"),
        (lambda lines: [*lines[:2], *lines[3:]], ":3: ", "#3: record 3 is missing"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], ":4: ", "#4: record 4 is missing"),
        (lambda lines: [*lines[:4], lines[4][:200]], ":5: ", "cut"),
        (_edit(5, STREAM, "2026-11-21-other"), ":5: ", "#5: a record of 2026-11-21-other stands in it"),
        (_edit(2, "{", "\0{"), ":2: ", "NUL"),
        (_edit(2, '{"envelope"', '{"signed":"x","envelope"'), ":2: ", "a newer warroom wrote it"),
        (lambda lines: ["", "", *lines[:1], "x"], ":4: ", "not a line of an export"),
    ],
    ids=["words", "name", "missing", "swapped", "cut", "another's id", "NUL", "newer line", "blank lines"],
)
def test_a_bad_line_is_named_and_nothing_is_taken(
    there: Place, here: Place, tmp_path: Path, edit: Callable[[list[str]], list[str]], where: str, said: str
) -> None:
    path = put(tmp_path, edit(told(there)))
    found = refused(here, path)
    assert found.startswith(f"{path}{where}")
    assert said in found
    assert found.endswith("; nothing was imported")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\n\n", "holds no record"),
        (b"\xff\xfe{\x00", "UTF-16"),
        (b"SQLite format 3\0 and so on", "it is a journal itself"),
        (b"PK\x03\x04", "zip"),
        (b"<!DOCTYPE html><html>", "HTML page"),
        (b'{"seq":1,"id":"x","incident":"y","kind":"note"}\n', "timeline --json"),
        (b'{"id": "x"}\n', "JSON of another kind"),
        (b"\x1f\x8b\x08\x00broken", "cannot be unpacked"),
        (b"hello\n", "not a line of an export"),
    ],
    ids=["empty", "blank", "utf16", "journal", "zip", "html", "timeline", "json", "gzip", "text"],
)
def test_a_file_of_another_kind_is_called_by_its_name(here: Place, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "some"
    path.write_bytes(content)
    assert said in refused(here, path)


def test_a_file_of_empty_lines_is_not_read_for_hours(
    here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "MOST_BLANK", 5)
    path = tmp_path / "blank.gz"
    path.write_bytes(gzip.compress(b"\n" * 1000))
    assert refused(here, path) == f"{path}:6: more than 5 empty lines: this is no export"


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_an_archive_that_claims_a_terabyte_is_not_unpacked(
    here: Place, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    header = tarfile.TarInfo("disk.img")
    header.size = 1 << 40
    path = tmp_path / "bomb.tar"
    path.write_bytes(pack(header.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 12)))
    assert "claims to have more than 16 GiB" in refused(here, path)


def test_a_file_that_the_disk_does_not_give_is_named(here: Place) -> None:
    assert refused(here, Path("/proc/self/mem")).startswith("/proc/self/mem: it cannot be read")


def test_a_pipe_without_an_end_does_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exported, "MOST_UNPACKED", 1 << 20)
    with pytest.raises(BadInput, match="stdin: more than"), exported.opened(io.BytesIO(b"{" * (1 << 22))):
        pass


def test_a_folder_and_a_file_that_is_not_there_are_refused(here: Place, tmp_path: Path) -> None:
    assert refused(here, tmp_path) == f"{tmp_path} is a folder: name the file in it"
    assert refused(here, tmp_path / "gone") == f"{tmp_path / 'gone'}: No such file or directory"


def test_a_line_that_never_ends_is_not_read_into_memory(
    here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "MOST_LINE", 1 << 16)
    path = tmp_path / "garbage"
    with path.open("wb") as file:
        file.truncate(1 << 33)
    assert refused(here, path).startswith(f"{path}:1: a line of more than")


def test_an_archive_whose_header_claims_to_be_huge_is_not_believed(
    here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "MOST_LINE", 1 << 16)
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 1 << 30
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + bytes(1 << 17)))
    assert "claims" in refused(here, path)


@pytest.mark.parametrize("name", ["2026/record.jsonl", "../../../etc/record.jsonl", "/record.jsonl"])
def test_an_archive_is_read_where_it_lies_and_its_names_are_not_used(
    there: Place, here: Place, tmp_path: Path, name: str
) -> None:
    data = put(tmp_path, told(there)).read_bytes()
    path = tmp_path / "e.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("record.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    before = set(tmp_path.rglob("*"))
    assert take(here, path).how == "new"
    assert told(here) == told(there)
    assert {one for one in set(tmp_path.rglob("*")) - before if "here" not in str(one)} == set()
    path.write_bytes(path.read_bytes()[:-300])
    assert str(path) in refused(here, path)


@pytest.mark.parametrize("mangle", [lambda d: b"\xef\xbb\xbf" + d, lambda d: d.replace(b"\n", b"\r\n")])
def test_what_a_mail_program_did_to_it_is_said_and_does_no_harm(
    there: Place, here: Place, tmp_path: Path, mangle: Callable[[bytes], bytes]
) -> None:
    path = put(tmp_path, told(there))
    path.write_bytes(mangle(path.read_bytes()))
    taken = take(here, path)
    assert len(taken.notes) == 1
    assert told(here) == told(there)


def rewritten(lines: list[str], n: int, change: Callable[[dict[str, Any]], dict[str, Any]]) -> list[str]:
    """The export as another release would have written it: the nth envelope otherwise, the chain whole."""
    prev = GENESIS
    found: list[str] = []
    for at_, line in enumerate(lines, 1):
        held = json.loads(line)
        envelope = json.loads(held["envelope"]) | {"prev": prev}
        envelope = change(envelope) if at_ == n else envelope
        held["envelope"] = rfc8785.dumps(envelope).decode()
        held["hash"] = prev = sha256(held["envelope"])
        found.append(json.dumps(held))
    return found


def renamed(lines: list[str], stream: str) -> list[str]:
    """The export with another incident's id, the chain whole."""
    for n in range(1, len(lines) + 1):
        lines = rewritten(lines, n, lambda envelope: envelope | {"stream": stream})
    return lines


def test_a_kind_that_only_a_newer_release_knows_is_kept_as_it_is(there: Place, here: Place, tmp_path: Path) -> None:
    lines = rewritten(told(there), 5, lambda envelope: envelope | {"kind": "later", "version": 7})
    taken = take(here, put(tmp_path, lines))
    assert taken.unknown == 1
    assert [json.loads(line) for line in told(here)] == [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda envelope: envelope | {"signed": "x"}, "a newer warroom wrote #5 in a shape that is not known here"),
        (lambda envelope: envelope | {"id": "mine"}, "#5 has no id that warroom gives"),
    ],
)
def test_a_newer_shape_of_envelope_is_refused(
    there: Place, here: Place, tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]], said: str
) -> None:
    assert said in refused(here, put(tmp_path, rewritten(told(there), 5, change)))


def test_another_journals_duty_and_hostile_ids_are_refused(there: Place, here: Place, tmp_path: Path) -> None:
    there.room(DUTY).act(i.Note(by="bo", text="x"))
    assert "duty" in refused(here, put(tmp_path, told(there, DUTY)))
    lines = told(there)
    for name in ("../../etc", "A B", "\x1b[2J", "x" * 300):
        bad = renamed(lines, name)
        assert "is no incident's id" in refused(here, put(tmp_path, bad))


def test_a_record_whose_id_is_taken_is_refused(there: Place, here: Place, tmp_path: Path) -> None:
    take(here, put(tmp_path, told(there)))
    lines = renamed(told(there), "2026-11-21-twin")
    assert f"has the id of {STREAM} #1 in this journal" in refused(here, put(tmp_path, lines, "twin.jsonl"))


def test_an_incident_that_took_the_id_of_its_own_import_does_not_pass_for_one_of_ours(
    there: Place, here: Place, tmp_path: Path
) -> None:
    lines = rewritten(told(there), 1, lambda envelope: envelope | {"id": id_in(IMPORTS, STREAM)})
    said = refused(here, put(tmp_path, lines))
    assert f"{STREAM} #1 has the id by which the import of {STREAM} is known here" in said


def test_nor_does_one_whose_id_another_import_took_before(there: Place, here: Place, tmp_path: Path) -> None:
    (tmp_path / "evil").mkdir()
    evil = Place(tmp_path / "evil")
    evil.declared("evil")
    taken = rewritten(told(evil, "2026-11-21-evil"), 2, lambda envelope: envelope | {"id": id_in(IMPORTS, STREAM)})
    evil.close()
    take(here, put(tmp_path, taken, "evil.jsonl"))
    assert "2026-11-21-evil #2 has the id by which the import" in refused(here, put(tmp_path, told(there)))


def test_others_can_write_while_a_file_is_read(
    there: Place, here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_TOLD_EVERY", 1)
    path = put(tmp_path, told(there))
    doing: list[str] = []

    def writes(what: str, _share: float) -> None:
        if what == "reading" and not doing:
            with opened(here.path) as other:
                write(other, "2026-11-22-own", "still here")
        doing.append(what)

    with exported.opened(path) as file:
        importing.take(here.journal, file, importing.verified(file), lambda _taken: noted(here), writes)
    assert doing == ["reading"] * 7 + ["importing"] * 7
    assert set(here.journal.heads()) == {STREAM, DUTY, "2026-11-22-own"}


def noted(here: Place) -> None:
    here.room(DUTY).act_within(i.NoteImport(id=id_in(IMPORTS, STREAM), by="kim", incident=STREAM, seq=7, head="x"))


def test_what_was_erased_there_is_erased_here_where_it_was_imported_before(
    there: Place, here: Place, tmp_path: Path
) -> None:
    take(here, put(tmp_path, told(there)))
    there.room(STREAM).act(i.Redact(by="anna", seq=4, why="a name"))
    assert take(here, put(tmp_path, told(there), "more.jsonl")).how == "more"
    assert told(here) == told(there)
    assert verify(here.journal, STREAM).fault is None


# What it is here.


def test_an_imported_incident_is_nobodys_to_run(there: Place, here: Place, tmp_path: Path) -> None:
    take(here, put(tmp_path, told(there)))
    directory = Directory(here.journal, here.live, here.clock)
    (summary,) = directory.look()
    assert (summary.imported, summary.open, summary.running, summary.status) == (True, False, False, "investigating")
    assert directory.open_real() == []
    with pytest.raises(WarroomError, match="no incident is open"):
        directory.choose()
    assert directory.choose("api") == directory.latest() == STREAM


def test_checks_append_nothing_to_it(there: Place, here: Place, tmp_path: Path) -> None:
    take(here, put(tmp_path, told(there)))
    directory = Directory(here.journal, here.live, here.clock)
    turns = Turns(here.journal, here.live, directory, here.room)
    here.live.claim(DUTY, "me")
    turns.add(DUTY, Transition("api", "up", "down", "refused", "", at(600)), "me")
    turns.write()
    assert here.journal.head(STREAM) == there.journal.head(STREAM)
    assert here.journal.head(DUTY)[0] == 2


@pytest.mark.parametrize(
    "intent",
    [
        i.TakeRole(role="commander", person="kim"),
        i.SetSeverity(to="P1"),
        i.Resolve(),
        i.StartCommand(command="true"),
        i.QueueUpdate(n=1, way="x"),
        i.ClaimUpdate(n=1),
        i.SetWatching(on=True, terminal="x"),
    ],
)
def test_it_takes_no_acts(there: Place, here: Place, tmp_path: Path, intent: i.Intent) -> None:
    take(here, put(tmp_path, told(there)))
    room = here.room(STREAM)
    with pytest.raises(Refused, match="was imported: it is read"):
        room.act(intent)


def test_it_takes_notes_corrections_and_redactions(there: Place, here: Place, tmp_path: Path) -> None:
    take(here, put(tmp_path, told(there)))
    room = here.room(STREAM)
    room.act(i.Note(by="kim", text="looked at afterwards"))
    room.act(i.Strike(by="kim", seq=3, why="not so"))
    room.act(i.Redact(by="kim", seq=4, why="a name"))
    assert verify(here.journal, STREAM).fault is None


def test_its_acts_are_not_taken_back_by_striking_their_lines(there: Place, here: Place, tmp_path: Path) -> None:
    room = there.room(STREAM)
    intents = (i.TakeRole(by="bo", role="commander", person="bo"), i.Resolve(by="bo", despite="x"))
    acts = [room.act(intent)[0] for intent in intents]
    take(here, put(tmp_path, told(there)))
    for act in acts:
        with pytest.raises(Refused, match="its acts are not taken back here"):
            here.room(STREAM).act(i.Strike(by="kim", seq=act.seq, why="not so"))
    assert here.journal.head(STREAM) == there.journal.head(STREAM)


def test_an_import_that_cannot_be_written_leaves_nothing(there: Place, here: Place, tmp_path: Path) -> None:
    path = put(tmp_path, told(there))
    with exported.opened(path) as file:
        found = importing.verified(file)

        def fails(_taken: Taken) -> None:
            raise BadInput("the disk is on fire")

        with pytest.raises(BadInput, match="on fire"):
            importing.take(here.journal, file, found, fails)
    assert here.journal.heads() == {}
