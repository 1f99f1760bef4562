"""A home of its own for every test in a terminal."""

from pathlib import Path

import pytest

from tests.tui.stage import declare


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home with nothing in it; what the test itself writes to its journal is known there too."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def incident(home: Path) -> str:
    """An open incident in the home's journal."""
    return declare(home / "journal.sqlite", by="anna")
