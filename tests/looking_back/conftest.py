"""What tests of looking back have: a shell on a journal that holds one odd incident, made once for all of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.looking_back.odd import HUGE, JOURNAL, ODD

Odd = Callable[[str], tuple[Shell, str]]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, str]]:
    """The folder of an odd incident's journal, by the incident's name, and its id."""
    made: dict[str, tuple[Path, str]] = {}

    def of(name: str) -> tuple[Path, str]:
        if name not in made:
            folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
            made[name] = folder, ({**ODD, **HUGE})[name](folder)
        return made[name]

    return of


@pytest.fixture
def odd(
    kept: Callable[[str], tuple[Path, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Odd:
    """A shell on the journal of an odd incident, and the incident's id; to be read only."""
    for name in ("CONFIG", "PLAYBOOK", "INCIDENT"):
        monkeypatch.delenv(f"WARROOM_{name}", raising=False)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("WARROOM_AS", "anna")
    monkeypatch.chdir(tmp_path)

    def of(name: str) -> tuple[Shell, str]:
        folder, stream = kept(name)
        monkeypatch.setenv("WARROOM_JOURNAL", str(folder / JOURNAL))
        return Shell(monkeypatch, capsys, folder), stream

    return of
