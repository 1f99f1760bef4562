"""What every test of the command line has: a home that holds nothing, a name, a shell."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, a folder to work in, and nothing of this machine's settings."""
    for name in ("CONFIG", "JOURNAL", "PLAYBOOK", "AS", "INCIDENT"):
        monkeypatch.delenv(f"WARROOM_{name}", raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "_WARROOM_COMPLETE"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LOGNAME", "root")
    monkeypatch.setenv("WARROOM_AS", "anna")
    monkeypatch.setenv("WARROOM_JOURNAL", str(tmp_path / "journal.sqlite"))
    monkeypatch.chdir(tmp_path)
    return home


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    """A shell in this process."""
    return Shell(monkeypatch, capsys, tmp_path)


@pytest.fixture
def incident(shell: Shell) -> str:
    """The id of an open incident, API down."""
    return shell.declared()
