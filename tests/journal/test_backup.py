"""`backup` is the journal at one moment, whole and proven, whoever writes meanwhile; and it never harms a file."""

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import opened, write
from tests.journal.damage import PAGE, rows
from tests.journal.test_processes import start
from warroom.errors import BadInput, NotWritten
from warroom.journal import backup as module
from warroom.journal import network
from warroom.journal.backup import Copied, refuse_taken
from warroom.journal.backup import backup as backup_
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify

LIMITED = """
import resource, sys
from pathlib import Path
from warroom.errors import NotWritten
from warroom.journal.backup import backup
from warroom.journal.sqlite import Journal
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    backup(Journal(Path(sys.argv[1])), Path(sys.argv[2]), {}, lambda *_: None)
except NotWritten as error:
    sys.stdout.write(str(error))
"""


def backup(source: Path, target: Path, remembered: dict[str, tuple[int, str]] | None = None) -> Copied:
    with opened(source) as journal:
        return backup_(journal, target, remembered or {}, lambda _doing, _share: None)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with opened(tmp_path / "journal.db") as journal:
        for n in range(1, 11):
            write(journal, "a", f"line {n}")
        write(journal, "b", "other", "and long " * 2000)
        yield journal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies go."""
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


def test_a_copy_is_the_same_journal_in_one_file_for_its_owner(journal: Journal, folder: Path) -> None:
    target = folder / "copy.db"
    old = os.umask(0)
    try:
        copied = backup(journal.path, target)
    finally:
        os.umask(old)
    assert [file.name for file in folder.iterdir()] == ["copy.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    data = target.read_bytes()
    assert (copied.size, copied.sha256, copied.fault) == (len(data), hashlib.sha256(data).hexdigest(), "")
    assert data[18:20] == b"\x01\x01", "a rollback journal: whoever reads the copy makes no file beside it"
    assert copied.streams == (verify(journal, "a"), verify(journal, "b"))
    with opened(target) as copy:
        assert copy.id == journal.id
        assert [list(copy.rows(s)) for s in "ab"] == [list(journal.rows(s)) for s in "ab"]
        write(copy, "a", "goes on")
    assert journal.head("a")[0] == 10


@pytest.mark.slow
def test_copies_taken_while_four_write_hold_each_to_its_moment(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(path) as journal:
        write(journal, "a", "first")
    writers = [start(path, stream, f"w{n}", 400) for n, stream in enumerate("aabc")]
    heads: list[dict[str, int]] = []
    try:
        while any(writer.poll() is None for writer in writers):
            copied = backup(path, folder / f"{len(heads)}.db")
            assert copied.fault == ""
            heads.append({one.stream: one.seq for one in copied.streams})
    finally:
        for writer in writers:
            assert writer.communicate(timeout=100)[1] == ""
    for before, after in itertools.pairwise(heads):
        assert all(seq <= after[stream] for stream, seq in before.items())
    with opened(path) as journal:
        for n, head in enumerate(heads):
            with opened(folder / f"{n}.db") as copy:
                for stream, seq in head.items():
                    assert list(copy.rows(stream)) == list(journal.rows(stream, limit=seq))
    assert len(heads) > 1


def test_what_is_written_during_the_copy_is_not_in_it(
    journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SLICE", 1)
    said: list[str] = []

    def told(doing: str, _share: float) -> None:
        if doing not in said:
            write(journal, "a", f"while {doing}")
        said.append(doing)

    with opened(journal.path) as reader:
        copied = backup_(reader, folder / "copy.db", {}, told)
    assert said.count("copying") > 10
    assert (copied.fault, copied.streams[0].seq, journal.head("a")[0]) == ("", 10, 12)


def test_a_copy_that_does_not_hold_is_kept_and_says_so(journal: Journal, folder: Path) -> None:
    journal._db.execute("DROP TRIGGER body_is_only_ever_erased")
    journal._db.execute("UPDATE body SET body = replace(body, 'line 4', 'lime 4') WHERE seq = 4")
    copied = backup(journal.path, folder / "copy.db")
    assert copied.fault == "a #4: its words were changed"
    assert copied.streams[0].seq == 3
    assert (folder / "copy.db").exists()


def test_a_copy_of_a_file_with_a_damaged_page_is_kept_and_says_so(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(path) as journal:
        for n in range(200):
            write(journal, "a", f"line {n}")
    data = bytearray(path.read_bytes())
    page = next(p for p in range(20, len(data) // PAGE) if b'"version":1}' in data[p * PAGE : (p + 1) * PAGE])
    data[page * PAGE : (page + 1) * PAGE] = b"\x55" * PAGE
    path.write_bytes(data)
    copied = backup(path, folder / "copy.db")
    assert copied.fault
    assert ".part" not in copied.fault
    assert (folder / "copy.db").exists()


def test_a_journal_that_lost_what_was_seen_in_it_says_so_in_its_copy(journal: Journal, folder: Path) -> None:
    seen = {"a": (12, "0" * 64), "gone": (1, "0" * 64)}
    copied = backup(journal.path, folder / "copy.db", seen)
    assert copied.fault == "a #11: the journal once held 12 records and now ends at 10"
    assert [one.stream for one in copied.streams if one.fault] == ["a", "gone"]


def test_a_full_disk_is_told_and_leaves_nothing(journal: Journal, folder: Path) -> None:
    target = folder / "copy.db"
    write(journal, "b", *("a long story " * 200 for _ in range(100)))
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    limit = journal.path.stat().st_size // PAGE // 2 * PAGE
    assert limit > 8 * PAGE
    said = subprocess.run(
        [sys.executable, "-c", LIMITED, str(journal.path), str(target), str(limit)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert said.stdout.startswith(f"{target} cannot be written: "), said
    assert list(folder.iterdir()) == []
    assert verify(journal, "a").fault is None


def test_names_that_will_not_do_are_refused_and_nothing_is_touched(journal: Journal, folder: Path) -> None:
    taken, link, dangling = folder / "taken.db", folder / "link.db", folder / "dangling.db"
    taken.write_text("mine")
    link.symlink_to(journal.path)
    dangling.symlink_to(folder / "nowhere")
    (folder / "left.db-wal").write_text("another's")
    for target, said in {
        taken: "is there already and is left as it is",
        dangling: "is there already and is left as it is",
        link: "is the journal itself",
        journal.path: "is the journal itself",
        folder: "is a folder: name a file in it",
        folder / "no" / "copy.db": "there is no folder",
        journal.path.with_name("journal.db-live"): "is a name the journal keeps for itself",
        journal.path.with_name("journal.db-journal"): "is a name the journal keeps for itself",
        folder / "left.db": "left.db-wal is left from another database",
    }.items():
        with pytest.raises(BadInput, match=said):
            backup(journal.path, target)
    assert taken.read_text() == "mine"
    assert sorted(file.name for file in folder.iterdir()) == ["dangling.db", "left.db-wal", "link.db", "taken.db"]


def test_a_journal_behind_a_link_keeps_its_names_where_it_lies(journal: Journal, folder: Path, tmp_path: Path) -> None:
    link = folder / "link.db"
    link.symlink_to(journal.path)
    journal.close()
    for live, beside in itertools.product(("", "-live", "-index"), ("-wal", "-shm", "-journal")):
        for target in (tmp_path / f"journal.db{live}{beside}", folder / f"link.db{live}{beside}"):
            assert not target.exists()
            with pytest.raises(BadInput, match="is a name the journal keeps for itself"):
                refuse_taken(target, link)
    assert backup(link, folder / "copy.db").fault == ""
    assert rows(folder / "copy.db") == rows(journal.path)


def test_a_folder_that_may_not_be_looked_into_is_told(journal: Journal, tmp_path: Path) -> None:
    name = tmp_path / "file"
    name.touch()
    with pytest.raises(BadInput, match="there is no folder"):
        backup(journal.path, name / "copy.db")
    with pytest.raises(BadInput, match=f"^{tmp_path / ('x' * 300)} cannot be reached: File name too long$"):
        backup(journal.path, tmp_path / ("x" * 300))


def test_a_name_taken_at_the_last_moment_is_left_as_it_is(
    journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "copy.db"

    def too_late(part: Path) -> None:
        real(part)
        target.write_text("mine")

    real = module.alone
    monkeypatch.setattr(module, "alone", too_late)
    with pytest.raises(NotWritten, match="File exists"):
        backup(journal.path, target)
    assert (target.read_text(), len(list(folder.iterdir()))) == ("mine", 1)


@pytest.mark.parametrize("over_a_network", [False, True])
def test_a_disk_without_hard_links_takes_a_copy_as_well(
    journal: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch, over_a_network: bool
) -> None:
    def refused(_part: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    if over_a_network:
        monkeypatch.setattr(network, "file_system", lambda where: "nfs4" if where == folder else "")
    assert backup(journal.path, folder / "copy.db").fault == ""
    assert [file.name for file in folder.iterdir()] == ["copy.db"]
    assert (folder / "copy.db").stat().st_mode & 0o777 == 0o600
    with opened(folder / "copy.db") if not over_a_network else opened(journal.path) as copy:
        assert verify(copy, "a").seq == 10
