"""Playbooks of the library, read once and then known by their hash; what was kept is never in the way."""

from pathlib import Path

import pytest

from warroom.located.kept import entries
from warroom.playbook import kept
from warroom.playbook import yaml as files


@pytest.fixture
def kept_file(state: Path) -> Path:
    return state / "cache" / "warroom" / "playbooks.msgpack"


def forget() -> None:
    entries.cache_clear()


def test_a_playbook_that_was_read_is_the_same_without_being_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = files.load("default")
    forget()
    monkeypatch.setattr("warroom.playbook.yaml._playbook_in", None)
    assert files.load("default") == first


def test_another_warroom_reads_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = files.load("default").sha256
    assert kept.known(sha256) is not None
    monkeypatch.setattr(kept, "_reader", lambda: "another")
    assert kept.known(sha256) is None


def test_a_damaged_copy_is_read_anew(kept_file: Path) -> None:
    book = files.load("default").playbook
    data = bytearray(kept_file.read_bytes())
    data[-1] ^= 1
    kept_file.write_bytes(data)
    forget()
    assert files.load("default").playbook == book


def test_a_copy_that_others_may_write_is_not_believed(kept_file: Path) -> None:
    sha256 = files.load("default").sha256
    kept_file.chmod(0o666)
    forget()
    assert kept.known(sha256) is None


def test_a_playbook_with_checks_is_never_kept(kept_file: Path) -> None:
    assert files.load("drill").playbook.checks
    assert not kept_file.exists()


def test_where_nothing_can_be_kept_it_is_read_each_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert files.load("default").playbook == files.load("default").playbook
