"""What was chosen on the screen: kept at once for the next start, whatever stands in the way, and never an error."""

import os
import threading
from pathlib import Path

import msgspec
import pytest

from warroom.tui import remembered
from warroom.tui.remembered import Choices, Panels, Remembered, default_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "screen.json"


def held(file: Path) -> dict[str, object]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, object])


def test_a_choice_is_there_at_the_next_start(file: Path) -> None:
    first = Remembered(file)
    assert first.chosen == Choices()
    first.keep(theme="light")
    assert first.chosen.theme == "light"
    assert held(file) == {"theme": "light"}
    assert Remembered(file).chosen.theme == "light"


def test_a_choice_can_be_forgotten(file: Path) -> None:
    Remembered(file).keep(theme="light")
    Remembered(file).keep(theme=None)
    assert held(file) == {}
    assert Remembered(file).chosen == Choices()


def test_it_is_the_users_own_and_lies_in_the_state_directory(state: Path) -> None:
    path = default_file()
    assert path == state / "warroom" / "screen.json"
    Remembered(path).keep(theme="light")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["screen.json"]


def test_two_terminals_and_a_newer_warroom_keep_their_choices_beside_ours(file: Path) -> None:
    one, other = Remembered(file), Remembered(file)
    file.parent.mkdir()
    file.write_text('{"later": {"kept": [1, 2]}, "theme": "dark"}')
    one.keep(theme="light")
    assert held(file) == {"later": {"kept": [1, 2]}, "theme": "light"}
    other.keep(theme="terminal")
    one.keep()
    assert held(file) == {"later": {"kept": [1, 2]}, "theme": "terminal"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"theme": 3}',
        b'{"theme": ["light"]}',
        b"[" * 30_000,
        b"\0" * 99,
    ],
)
def test_what_cannot_be_read_counts_as_nothing_and_is_written_over(file: Path, body: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(body)
    found = Remembered(file)
    assert found.chosen == Choices()
    found.keep(theme="light")
    assert Remembered(file).chosen.theme == "light"


def test_a_field_that_cannot_be_read_takes_no_other_with_it(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"theme": "light", "bell": "loud", "panels": {"hidden": ["host"], "first": 4}}')
    found = Remembered(file)
    assert found.chosen == Choices(theme="light", panels=Panels(hidden=("host",), first=4))
    found.keep(panels=Panels(upper=2), bell=False)
    assert Remembered(file).chosen == Choices(theme="light", panels=Panels(upper=2), bell=False)


def test_a_place_that_is_none_is_borne_in_silence(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder" / "within").mkdir(parents=True)
    for place in (None, tmp_path / "a file" / "x.json", tmp_path / "folder", tmp_path / "pipe"):
        found = Remembered(place)
        assert found.chosen == Choices()
        found.keep(theme="light")
        assert found.chosen.theme == "light"


def test_a_disk_that_hangs_holds_nobody_up_and_the_last_choice_wins(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    really = Path.replace

    def late(self: Path, target: Path) -> Path:
        go.wait(10)
        return really(self, target)

    monkeypatch.setattr(Path, "replace", late)
    monkeypatch.setattr(remembered, "WAIT_S", 0.0)
    found = Remembered(file)
    for name in ("light", "terminal", "high-contrast"):
        found.keep(theme=name)
    assert found.chosen.theme == "high-contrast"
    assert not file.exists()
    go.set()
    for thread in threading.enumerate():
        if thread.name == "remember":
            thread.join(10)
    assert held(file) == {"theme": "high-contrast"}
