"""What every test has: state and cache directories of its own, so that nothing of one is remembered by another."""

import gc
import signal
import tempfile
from pathlib import Path

import pytest

# Begun behind an `&` of a script, everything below would ignore an interrupt, and so would what the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Ten thousand tests stay to the end: they are looked through for rubbish once, not again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def state_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests' state directories are made: pytest's own way looks through all of them to number the next."""
    return tmp_path_factory.mktemp("states")


@pytest.fixture(autouse=True)
def state(state_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty state directory, the cache within it."""
    folder = Path(tempfile.mkdtemp(dir=state_root))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    return folder
