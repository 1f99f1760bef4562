"""The terminal lent to somebody's own editor: its words come back, and none are lost where it goes wrong."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import App, SuspendNotSupported

from warroom.tui import lending
from warroom.tui.lent_editor import edited


class Lender(App[int]):
    """An app whose terminal can be lent, or not."""

    def __init__(self, *, lends: bool = True) -> None:
        super().__init__()
        self.lends = lends

    @contextmanager
    def suspend(self) -> Iterator[None]:
        if not self.lends:
            raise SuspendNotSupported
        yield


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Those that were lent are as they were."""
    before = {number: signal.getsignal(number) for number in lending._OURS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "warroom" / "drafts"


def does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *lines: str) -> None:
    """The editor is a script that has the file's path in `path`."""
    script = tmp_path / "editor.py"
    script.write_text("\n".join(["import os, sys", "path = sys.argv[1]", *lines]))
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")


def came_back(lender: Lender) -> tuple[str | None, str]:
    async def lend() -> tuple[str | None, str]:
        return edited(lender, "The pool was full.", "root/cause", lambda _signal: None)

    return asyncio.run(lend())


def test_what_was_written_comes_back_and_leaves_no_file(
    tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(
        monkeypatch, tmp_path, "assert open(path).read() == 'The pool was full.\\n'", "open(path, 'a').write('Two.\\n')"
    )
    assert came_back(Lender()) == ("The pool was full.\nTwo.", "")
    assert list(drafts.iterdir()) == []


def test_an_editor_that_fails_leaves_the_words_in_a_file_that_is_named(
    tmp_path: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, tmp_path, "open(path, 'w').write('An hour of work.')", "sys.exit(3)")
    found, trouble = came_back(Lender())
    (file,) = drafts.iterdir()
    assert found is None
    assert trouble.endswith(f"ended with 3: nothing was taken from it, your words are kept in {file}")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("An hour of work.", 0o600)


@pytest.mark.parametrize(
    ("visual", "lends", "why"),
    [
        ("no-such-editor", True, "the editor (no-such-editor): No such file or directory"),
        ("'unclosed", True, "$VISUAL cannot be read"),
        ("true", False, "this terminal cannot be lent to an editor: e writes here"),
    ],
)
def test_what_keeps_an_editor_from_being_opened_is_told_and_leaves_no_file(
    drafts: Path, monkeypatch: pytest.MonkeyPatch, visual: str, lends: bool, why: str
) -> None:
    monkeypatch.setenv("VISUAL", visual)
    found, trouble = came_back(Lender(lends=lends))
    assert (found, trouble.startswith(why)) == (None, True)
    assert not drafts.exists() or list(drafts.iterdir()) == []
