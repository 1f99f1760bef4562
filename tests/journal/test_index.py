"""The index beside the journal: derived, disposable, its owner's alone, and empty of what was erased."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from warroom.journal.asking import Asked, tag
from warroom.journal.index import About, Entry, Index
from warroom.journal.library import sqlite3
from warroom.journal.tokens import Phrase

AT = "2026-11-21T14:30:00.000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def index(path: Path) -> Iterator[Index]:
    with closing(Index(path, "an-id")) as index:
        yield index


def said(seq: int, words: str, **more: str) -> Entry:
    return Entry(seq, AT, said=words, tags=(tag("kind", "note"), tag("by", "bo")), **more)


def fill(index: Index, stream: str, *lines: str) -> None:
    assert index.put(stream, 0, [said(n, words) for n, words in enumerate(lines, 1)], (len(lines), "hash"))


def phrase(words: str, *, goes_on: bool = False) -> Asked:
    return Asked(phrases=(Phrase(tuple(words.split()), goes_on),))


def found(index: Index, asked: Asked) -> dict[str, tuple[int, ...]]:
    return {lot.stream: lot.seqs for lot in index.find(asked, 10).lots}


def test_it_lies_beside_the_journal_and_is_its_owners_alone(index: Index, path: Path) -> None:
    fill(index, "one", "pool full")
    assert index.path == path.with_name("journal.db-index")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_in_a_shared_folder_the_group_may_write_it(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2770)
    with closing(Index(shared / "journal.db")) as index:
        fill(index, "one", "pool full")
        assert {stat.S_IMODE(file.stat().st_mode) for file in shared.iterdir()} == {0o660}


def test_lines_are_found_by_words_in_a_row_and_by_beginnings(index: Index) -> None:
    fill(index, "one", "pool is full", "is full of pools", "empty")
    assert found(index, phrase("pool is")) == {"one": (1,)}
    assert found(index, phrase("pool", goes_on=True)) == {"one": (2, 1)}
    assert found(index, phrase("fu")) == {}


def test_nothing_typed_is_an_operator(index: Index) -> None:
    fill(index, "one", "a or b near not and")
    for words in ('"', '" OR "', "or", "near", "not", "*", "said", "a* b", "); DROP TABLE line; --"):
        index.find(phrase(words), 10)
    assert found(index, phrase("or b near")) == {"one": (1,)}
    assert index.kept


def test_lines_are_put_once_whoever_puts_them(index: Index, path: Path) -> None:
    with closing(Index(path, "an-id")) as other:
        fill(index, "one", "pool full")
        assert not other.put("one", 0, [said(1, "pool full")], (1, "hash"))
        assert other.put("one", 1, [said(2, "pool empty")], (2, "more"))
    assert index.known()["one"].seq == 2
    assert found(index, phrase("pool")) == {"one": (2, 1)}


def test_a_line_says_its_newest_words_alone(index: Index) -> None:
    fill(index, "one", "pool full")
    assert index.renew("one", [said(1, "disk full")])
    assert found(index, phrase("pool")) == {}
    assert found(index, phrase("disk")) == {"one": (1,)}


def test_a_stream_can_be_dropped(index: Index) -> None:
    fill(index, "one", "pool full")
    fill(index, "two", "pool full")
    index.drop("one")
    assert found(index, phrase("pool")) == {"two": (1,)}
    assert list(index.known()) == ["two"]


def test_what_is_forgotten_is_in_none_of_its_files_once_it_is_scrubbed(index: Index, path: Path) -> None:
    # So many that pages divide at words of every beginning.
    fill(index, "one", *(f"jabberwocky{n} vorpal{n * 7}" for n in range(3000)))
    seqs = list(range(1, 3001, 3))
    index.describe("one", About(features=b"jabberwocky0"))
    assert index.forget("one", seqs)
    assert not index.scrub(), "the rest of the stream is to be compared first"
    assert index.renew("one", [], review=3001)
    while not index.scrub():
        pass
    held = b"".join(file.read_bytes() for file in path.parent.iterdir())
    left = [n for n in range(0, 3000, 3) if f"jabberwocky{n}\0".encode() in held or f"jabberwocky{n} ".encode() in held]
    assert left == []
    assert b"jabberwocky0" not in held
    assert found(index, phrase("jabberwocky1")) == {"one": (2,)}
    assert found(index, phrase("jabberwocky3")) == {}


def test_scrubbing_waits_for_whoever_reads(index: Index, path: Path) -> None:
    fill(index, "one", "pool full", "jabberwocky")
    reader = sqlite3.connect(index.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM line").fetchone()
    index.forget("one", [2])
    index.renew("one", [], review=3)
    index._db.execute("PRAGMA busy_timeout = 1")
    assert not any(index.scrub() for _ in range(10))
    reader.close()
    while not index.scrub():
        pass
    assert not any(b"jabberwocky" in file.read_bytes() for file in path.parent.iterdir())


def test_a_damaged_one_is_begun_anew(path: Path) -> None:
    with closing(Index(path, "an-id")) as index:
        fill(index, "one", *(f"pool {n}" for n in range(2000)))
    file = path.with_name("journal.db-index")
    held = bytearray(file.read_bytes())
    held[4096 : len(held) - 100] = os.urandom(len(held) - 4196)
    file.write_bytes(held)
    with closing(Index(path, "an-id")) as index:
        index.find(phrase("pool"), 10)
        assert index.known() == {}
        fill(index, "one", "disk full")
        assert found(index, phrase("full")) == {"one": (1,)}
        assert index.kept


def test_what_is_no_database_is_begun_anew(path: Path) -> None:
    path.with_name("journal.db-index").write_bytes(b"this is no database, and longer than a header is" * 100)
    with closing(Index(path, "an-id")) as index:
        fill(index, "one", "pool full")
        assert found(index, phrase("pool")) == {"one": (1,)}
        assert index.kept


@pytest.mark.parametrize("change", ["PRAGMA user_version = 99", "UPDATE meta SET value = 'x' WHERE key = 'release'"])
def test_another_releases_is_begun_anew(path: Path, change: str) -> None:
    with closing(Index(path, "an-id")) as index:
        fill(index, "one", "pool full")
    with closing(sqlite3.connect(path.with_name("journal.db-index"), isolation_level=None)) as db:
        db.execute(change)
    with closing(Index(path, "an-id")) as index:
        assert index.known() == {}
        assert index.kept


def test_another_journals_is_begun_anew(path: Path) -> None:
    with closing(Index(path, "an-id")) as index:
        fill(index, "one", "pool full")
    with closing(Index(path, "another")) as index:
        assert index.known() == {}


def test_deleting_it_loses_nothing_but_time(path: Path) -> None:
    with closing(Index(path, "an-id")) as index:
        fill(index, "one", "pool full")
    path.with_name("journal.db-index").unlink()
    with closing(Index(path, "an-id")) as index:
        assert index.known() == {}
        fill(index, "one", "pool full")
        assert found(index, phrase("pool")) == {"one": (1,)}


def test_where_no_file_can_be_had_it_is_in_memory(tmp_path: Path) -> None:
    tmp_path.joinpath("journal.db-index").mkdir()
    with closing(Index(tmp_path / "journal.db", "an-id")) as index:
        assert not index.kept
        fill(index, "one", "pool full")
        assert found(index, phrase("pool")) == {"one": (1,)}


@pytest.mark.parametrize("few", [1, 2000])
def test_words_that_very_many_lines_have_give_the_newest_and_those_that_name_an_incident(
    index: Index, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("warroom.journal.asking.COMMON", 30)
    monkeypatch.setattr("warroom.journal.asking.FEW", few)
    fill(index, "old", "pool title")
    entries = [said(n, "pool") for n in range(1, 32)]
    entries[0] = Entry(1, AT, leading="pool")
    assert index.put("many", 0, entries, (len(entries), "hash"))
    index.describe("many", About(began="2026-11-20T00:00:00.000Z"))
    index.describe("old", About(began="2026-11-21T00:00:00.000Z"))
    lots = index.find(phrase("pool"), 10)
    assert (lots.total, lots.streams) == (32, 2)
    assert [(lot.stream, lot.count, lot.seqs) for lot in lots.lots] == [
        ("many", 31, (1, 31, 30)),
        ("old", 1, (1,)),
    ]


def test_the_last_lines_of_a_kind_before_another_are_known(index: Index) -> None:
    kinds = ("note", "decided", "note", "decided", "fixed", "decided")
    entries = [Entry(n, AT, said="x", tags=(tag("kind", kind),)) for n, kind in enumerate(kinds, 1)]
    index.put("one", 0, entries, (6, "hash"))
    assert index.last("one", [tag("kind", "decided")], 5) == [4, 2]
