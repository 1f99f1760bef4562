"""A home of its own for every test in a terminal."""

from pathlib import Path

import pytest

from tests.pty.terminal import shell


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's home with nothing in it."""
    return tmp_path


@pytest.fixture
def incident(home: Path) -> str:
    """An open incident in the home's journal."""
    done = shell(home, "declare", "P0", "API down")
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()
