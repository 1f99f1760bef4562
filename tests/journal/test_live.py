"""The live sidecar: a lease, last readings, snapshots; disposable, and never in the journal's way."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes import Table, at, opened, write
from warroom.incident.state import EMPTY, changed
from warroom.journal.library import sqlite3
from warroom.journal.live import HERE_S, Live
from warroom.journal.unrecorded import Unrecorded


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def live(path: Path) -> Iterator[Live]:
    with closing(Live(path)) as live:
        yield live


def test_it_lies_beside_the_journal_and_is_its_owners_alone(live: Live, path: Path) -> None:
    live.remember_name("tty1", "anna")
    assert live.path == path.with_name("journal.db-live")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_one_holds_the_lease_of_a_scope_and_may_keep_it(live: Live, path: Path) -> None:
    with closing(Live(path)) as other:
        assert live.claim("duty", "a:1")
        assert live.claim("duty", "a:1")
        assert not other.claim("duty", "b:2")
        assert other.claim("drill", "b:2")
        assert (live.holder("duty"), other.holder("duty"), live.holder("drill")) == ("a:1", "a:1", "b:2")


def test_a_lease_given_up_can_be_had(live: Live) -> None:
    live.claim("duty", "a:1")
    live.release("duty", "b:2")
    assert live.holder("duty") == "a:1", "nobody gives up another's"
    live.release("duty", "a:1")
    assert live.holder("duty") == ""
    assert live.claim("duty", "b:2")


def test_a_lease_runs_out(live: Live) -> None:
    assert live.claim("duty", "a:1", seconds=0)
    assert live.holder("duty") == ""
    assert live.claim("duty", "b:2")
    assert not live.claim("duty", "a:1")


def test_a_lease_from_before_this_machine_started_holds_nobody_up(live: Live) -> None:
    live._db.execute("INSERT INTO lease VALUES ('duty', 'gone:1', 1e18)")
    assert live.holder("duty") == ""
    assert live.claim("duty", "a:1")


def test_a_holder_that_was_killed_is_followed_by_another(live: Live, path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from warroom.journal.live import Live\n"
        "print(Live(Path(sys.argv[1])).claim('duty', 'child:1', seconds=0.2), flush=True)\n"
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False, timeout=30
    )
    assert (ended.stdout, ended.returncode) == ("True\n", -9)
    while not live.claim("duty", "a:1"):
        pass
    assert live.holder("duty") == "a:1"


def test_readings_are_kept_by_scope_in_the_order_of_their_checks(live: Live) -> None:
    live.put_views("duty", {"db": (1, b"db"), "api": (0, b"api")})
    live.put_views("drill", {"x": (0, b"x")})
    live.put_views("duty", {"db": (1, b"db 2")})
    assert live.views("duty") == [b"api", b"db 2"]
    live.clear_views("duty")
    assert (live.views("duty"), live.views("drill")) == ([], [b"x"])


def test_another_terminals_reading_is_a_change(live: Live, path: Path) -> None:
    before = live.changed()
    with closing(Live(path)) as other:
        other.put_views("duty", {"api": (0, b"1")})
    assert live.changed() != before


def test_a_snapshot_comes_back_as_it_was(live: Live) -> None:
    incident = changed(Table().declare().incident, id="a")
    live.keep(incident)
    assert live.kept("a") == incident
    assert live.kept("b") is None


def test_a_snapshot_of_another_release_is_not_read(live: Live) -> None:
    live.keep(changed(EMPTY, id="a", seq=3, hash="ff"))
    live._db.execute("UPDATE snapshot SET code = '0.0.1/0000'")
    assert live.kept("a") is None


def test_a_snapshot_that_cannot_be_read_is_none(live: Live) -> None:
    live.keep(changed(EMPTY, id="a", seq=3, hash="ff"))
    live._db.execute("UPDATE snapshot SET incident = x'00ff'")
    assert live.kept("a") is None


def test_names_and_summaries_are_kept(live: Live) -> None:
    live.remember_name("tty1:5", "anna")
    live.remember_name("", "nobody")
    assert (live.name_of("tty1:5"), live.name_of("tty2:5"), live.name_of("")) == ("anna", "", "")
    live.keep_summary("a", 3, "ff", b"line")
    assert live.summaries() == {"a": (3, "ff", b"line")}


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_broken_sidecar_is_begun_anew(path: Path, content: bytes) -> None:
    side = path.with_name("journal.db-live")
    side.write_bytes(content)
    with closing(Live(path)) as live:
        assert live.claim("duty", "a:1")
        live.keep(changed(EMPTY, id="a", seq=1))
    with closing(Live(path)) as live:
        assert live.kept("a") is not None


def test_another_releases_sidecar_is_begun_anew(path: Path) -> None:
    with closing(Live(path)) as live:
        live.remember_name("tty1", "anna")
        live._db.execute("PRAGMA user_version = 99")
    with closing(Live(path)) as live:
        assert live.name_of("tty1") == ""
        assert live.claim("duty", "a:1")


def test_a_sidecar_in_use_is_never_thrown_away(live: Live, path: Path) -> None:
    live.remember_name("tty1", "anna")
    inode = live.path.stat().st_ino
    live._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    live._db.execute("PRAGMA locking_mode = EXCLUSIVE")
    live._db.execute("BEGIN EXCLUSIVE")
    with closing(Live(path)) as other:
        assert other.claim("duty", "b:2"), "it goes on by itself"
    live._db.execute("COMMIT")
    assert live.path.stat().st_ino == inode
    assert live.name_of("tty1") == "anna"


def test_where_no_sidecar_can_be_had_the_room_goes_on_without(path: Path) -> None:
    path.with_name("journal.db-live").mkdir()
    with closing(Live(path)) as live:
        assert live.claim("duty", "a:1")
        live.keep(changed(EMPTY, id="a", seq=1))
    with opened(path) as journal:
        assert len(write(journal, "a", "one")) == 1


def test_a_sidecar_that_fails_while_open_costs_a_reading_and_holds_nobody_up(live: Live, path: Path) -> None:
    live._db.execute("DROP TABLE reading")
    live._db.execute("DROP TABLE lease")
    live.put_views("duty", {"api": (0, b"1")})
    assert live.views("duty") == []
    assert not live.claim("duty", "a:1")
    assert live.holder("duty") == ""
    live.release("duty", "a:1")
    assert not live._db.in_transaction
    with closing(Live(path)) as other:
        assert other.claim("duty", "b:2")


def test_a_lock_that_lasts_costs_a_reading(live: Live) -> None:
    with closing(sqlite3.connect(str(live.path), isolation_level=None)) as other:
        live._db.execute("PRAGMA busy_timeout = 1")
        other.execute("BEGIN IMMEDIATE")
        assert not live.claim("duty", "a:1")
        live.put_views("duty", {"api": (0, b"1")})
        other.execute("COMMIT")
    assert live.claim("duty", "a:1")


def test_who_is_here_is_known_by_stream_until_they_go(live: Live) -> None:
    mine, dead = f"tty:{os.getpid()}", "tty:999999999"
    live.be_here(mine, "anna", "a")
    live.be_here(f"other:{os.getppid()}", "bo", "a")
    live.be_here(dead, "kim", "a")
    assert live.here("a") == ("anna", "bo"), "a process that ended without a word is not here"
    assert live.here("a", besides=mine) == ("bo",)
    assert live.here("b") == ()
    live.leave(f"other:{os.getppid()}")
    assert live.here("a") == ("anna",)


def test_presence_lapses(live: Live) -> None:
    mine = f"tty:{os.getpid()}"
    live.be_here(mine, "anna", "a")
    live._db.execute("UPDATE presence SET until = until - ?", [HERE_S + 1])
    assert live.here("a") == ()


def test_what_stood_unrecorded_at_an_ended_terminal_is_its_persons_to_take(live: Live) -> None:
    left = [Unrecorded(at(0), "half a line"), Unrecorded(at(1), "not written", "an id")]
    live.keep_drafts("tty:999999999", "anna", left)
    live.keep_drafts("tty:999999998", "bo", [Unrecorded(at(0), "another's")])
    mine = f"tty:{os.getpid()}"
    assert live.take_drafts(mine, "anna") == left
    live.be_here(mine, "anna", "a")
    assert live.take_drafts("tty:1", "anna") == [], "it stands at a terminal that is there"
    live.keep_drafts(mine, "anna", [])
    live.leave(mine)
    assert live.take_drafts("tty:1", "anna") == []
