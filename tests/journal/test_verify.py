"""`verify` finds what was edited, what is missing and what was cut; an export holds by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.fakes import opened, write
from tests.journal.exports import rows_of, verify_file
from warroom.errors import BadInput
from warroom.journal.sqlite import Journal
from warroom.journal.verify import export, verify, walk

GUARDS = ("record_is_never_changed", "record_is_never_deleted", "body_is_never_deleted", "body_is_only_ever_erased")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with opened(tmp_path / "journal.db") as journal:
        for n in range(1, 11):
            write(journal, "a", f"line {n}")
        yield journal


@pytest.fixture
def file(journal: Journal, tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f"{line}\n" for line in export(journal, "a")), encoding="utf-8")
    return path


def tamper(journal: Journal, *statements: str) -> None:
    """What somebody with the file and no scruples could do."""
    for guard in GUARDS:
        journal._db.execute(f"DROP TRIGGER {guard}")
    for statement in statements:
        journal._db.execute(statement)


def fault(journal: Journal, remembered: tuple[int, str] | None = None) -> str:
    return str(verify(journal, "a", remembered).fault)


def test_what_was_written_holds_to_its_end(journal: Journal) -> None:
    found = verify(journal, "a")
    assert (found.fault, found.seq, found.hash) == (None, 10, journal.head("a")[1])
    assert verify(journal, "nowhere").seq == 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE body SET body = replace(body, 'line 4', 'line 5') WHERE seq = 4", "a #4: its words were changed"),
        ("UPDATE body SET salt = '00' WHERE seq = 4", "a #4: its words were changed"),
        (
            "UPDATE record SET envelope = replace(envelope, 'anna', 'bert') WHERE seq = 4",
            "a #4: its envelope was changed",
        ),
        ("UPDATE record SET envelope = 'x' WHERE seq = 4", "a #4: its envelope cannot be read"),
        ("UPDATE record SET id = 'x' WHERE seq = 4", "a #4: its place was changed"),
        ("DELETE FROM record WHERE seq = 4", "a #4: record 4 is missing"),
        ("DELETE FROM record WHERE seq = 1", "a #1: record 1 is missing"),
        ("DELETE FROM record WHERE seq < 4", "a #1: record 1 is missing"),
    ],
)
def test_what_was_done_to_the_file_is_found_where_it_was_done(journal: Journal, statement: str, said: str) -> None:
    tamper(journal, statement)
    assert fault(journal) == said
    found = verify(journal, "a")
    assert found.fault is not None
    assert found.seq == found.fault.seq - 1


def test_a_record_made_anew_with_a_fitting_hash_breaks_the_next_ones_chain(journal: Journal, tmp_path: Path) -> None:
    with opened(tmp_path / "other.db") as other:
        for n in range(1, 5):
            write(other, "a", f"forged {n}")
        forged = list(other.rows("a"))[3]
    before = list(journal.rows("a"))
    rows = [*before[:3], forged, *before[4:]]
    *_, last = walk(rows, "a")
    assert str(last.fault) == "a #4: it does not follow the record before it"


def test_a_cut_tail_is_found_by_who_saw_it(journal: Journal) -> None:
    remembered = journal.head("a")
    assert fault(journal, remembered) == "None"
    write(journal, "a", "one more")
    assert fault(journal, remembered) == "None", "that the record grew is no fault"
    tamper(journal, "DELETE FROM record WHERE seq > 7")
    assert fault(journal) == "None", "a cut tail leaves a whole chain"
    assert fault(journal, remembered) == "a #8: the journal once held 10 records and now ends at 7"


def test_a_history_written_anew_is_not_the_one_seen_before(journal: Journal) -> None:
    remembered = journal.head("a")
    tamper(journal, "DELETE FROM record WHERE seq = 10", "DELETE FROM body WHERE seq = 10")
    write(journal, "a", "another tenth")
    assert fault(journal) == "None"
    assert fault(journal, remembered) == "a #10: it is not the record seen before"


def test_a_stored_word_that_is_no_text_is_damage_and_not_a_crash(journal: Journal) -> None:
    tamper(journal, "UPDATE body SET body = CAST(x'ff00ff' AS TEXT) WHERE seq = 4")
    assert "a stored word is damaged" in fault(journal)


def test_an_export_is_byte_for_byte_and_holds_offline(journal: Journal, file: Path) -> None:
    assert rows_of(file) == list(journal.rows("a"))
    assert verify_file(file) == verify(journal, "a")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [msgspec.json.decode(line)["envelope"] for line in lines] == [row.envelope for row in journal.rows("a")]


def lines_changed(file: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    file.write_bytes(b"\n".join(change(file.read_bytes().splitlines())))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [line.replace(b"line 4", b"line 5") for line in lines], "a #4: its words were changed"),
        (lambda lines: [line.replace(b'\\"seq\\":4', b'\\"seq\\":5') for line in lines], "a #4: record 4 is missing"),
        (lambda lines: [line.replace(b"anna", b"bert") for line in lines], "a #1: its envelope was changed"),
        (lambda lines: [*lines[:3], *lines[4:]], "a #4: record 4 is missing"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "a #1: record 1 is missing"),
        (lambda lines: [*lines[:5], lines[4], *lines[5:]], "a #6: record 6 is missing"),
        (lambda lines: [*lines[:-1], lines[-1][:40]], "a #10: "),
        (lambda lines: [*lines[:4], b"\xff", *lines[4:]], "a #5: "),
    ],
)
def test_an_export_that_was_changed_or_cut_says_where(
    file: Path, change: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    lines_changed(file, change)
    found = verify_file(file)
    assert str(found.fault).startswith(said)


def test_a_cut_line_is_named_with_its_file_and_number(file: Path) -> None:
    lines_changed(file, lambda lines: [*lines[:-1], lines[-1][:40]])
    assert f"{file}:10: not a line of an export, or cut" in str(verify_file(file).fault)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "holds no record"), ("\n\n", "holds no record"), ("hello\n", ":1: not a line"), ("{}", ":1: not a line")],
)
def test_what_is_no_export_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(BadInput, match=said):
        verify_file(path)
    with pytest.raises(BadInput, match="No such file"):
        verify_file(tmp_path / "gone.jsonl")


def test_two_streams_in_one_file_are_no_export(journal: Journal, tmp_path: Path) -> None:
    write(journal, "b", "other")
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join([*export(journal, "a"), *export(journal, "b")]))
    assert str(verify_file(path).fault) == "a #11: a record of b stands in it"


def test_a_walk_goes_on_where_the_last_slice_ended(journal: Journal) -> None:
    seq, prev = 0, "0" * 64
    for _ in range(4):
        for step in walk(journal.rows("a", after=seq, limit=3), "a", after=seq, prev=prev):
            assert step.fault is None
            seq, prev = step.seq, step.hash
    assert (seq, prev) == journal.head("a")
