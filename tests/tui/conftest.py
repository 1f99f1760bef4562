"""What every test of the screen has: quick hands and a journal of its own."""

from pathlib import Path

import pytest
from textual import _wait


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot looks every millisecond whether the app is idle, instead of every twenty."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.001)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", 0.0005)


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of today, whatever the tests are run in."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where this test's journal is kept."""
    return tmp_path / "journal.sqlite"
