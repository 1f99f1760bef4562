"""Faults made on purpose: in SQLite's answers, on the disk, in what a process may do. Each ends with its block.

`python -m tests.journal.faulty WORDS` is `warroom WORDS` without root's right to pass over permissions.
"""

import ctypes
import os
import resource
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from warroom.journal.library import sqlite3

WITHIN_S = 60.0
WARROOM = (sys.executable, "-m", "warroom")
_DROP_FROM_BOUNDS = 24
_PASS_OVER_PERMISSIONS = (1, 2)
_HOLD = """
import sys
from warroom.journal.library import sqlite3
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
db.execute("ROLLBACK")
"""


class Statements:
    """Every statement of the journal's connections, also of those opened later; some fail when told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fired = 0
        self._seen = 0
        self._fails: Callable[[str, int], bool] = lambda _sql, _number: False
        self._error: BaseException = sqlite3.OperationalError()
        self._after = self._beside = False
        connect = sqlite3.connect
        heard = self._heard

        def sidecar() -> bool:
            return self._beside

        class Connection(sqlite3.Connection):
            beside = False

            def execute(self, sql: str, *words: Any) -> sqlite3.Cursor:
                act = partial(super().execute, sql, *words)
                return act() if self.beside and not sidecar() else heard(sql, act)

        def connected(name: Any, **options: Any) -> sqlite3.Connection:
            made = connect(name, factory=Connection, **options)
            made.beside = str(name) == ":memory:" or str(name).endswith(("-live", "-index"))
            return made

        monkeypatch.setattr(sqlite3, "connect", connected)

    def _heard(self, sql: str, act: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        self._seen += 1
        fails = self._fails(sql, self._seen)
        self.fired += fails
        if fails and not self._after:
            raise self._error
        cursor = act()
        if fails:
            raise self._error
        return cursor

    @contextmanager
    def failing(
        self,
        error: BaseException,
        *,
        nth: int = 0,
        only: str | tuple[str, ...] = "",
        after: bool = False,
        beside: bool = False,
    ) -> Iterator["Statements"]:
        """The nth statement from now fails, else all that begin with `only`; `after` it has done its work.

        Those of the sidecar fail as well with `beside`.
        """
        self._seen = self.fired = 0
        self._error, self._after, self._beside = error, after, beside
        self._fails = lambda sql, number: number == nth if nth else sql.lstrip().startswith(only)
        try:
            yield self
        finally:
            self._fails, self._beside = lambda _sql, _number: False, False


@contextmanager
def small_disk(folder: Path, kib: int) -> Iterator[Path]:
    """A disk of its own of this size. Skips where none may be mounted."""
    if not shutil.which("mount") or os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no small disk may be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(folder: Path, leave: int = 0) -> Iterator[None]:
    """Not a byte is free on this disk but `leave`."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)) == 4096:
            pass
    os.truncate(filler, max(0, filler.stat().st_size - leave))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def short_files(pid: int, size: int) -> Iterator[None]:
    """A running process can make no file longer than `size` bytes."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system limits no running process")
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def with_short_files(size: int) -> list[str]:
    """The command line in front of another that can make no file longer than so many bytes."""
    return ["sh", "-c", f'ulimit -f {size // 512}; exec "$@"', "sh"]


def struck(error: str, calls: str, when: str = "1+") -> list[str]:
    """The command line in front of another under which these system calls fail. Skips where nothing can do that."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    tried = subprocess.run([strace, "-f", "-qq", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no process may be traced here: {tried.stderr.strip()}")
    return [
        strace,
        "-f",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={calls}",
        "-e",
        f"inject={calls}:error={error}:when={when}",
    ]


@contextmanager
def striking(pid: int, error: str, calls: str) -> Iterator[None]:
    """These system calls of a running process fail."""
    argv = [word for word in struck(error, calls) if word != "-qq"]
    with subprocess.Popen([*argv, "-p", str(pid)], stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        assert "attached" in said, said
        try:
            yield
        finally:
            tracer.terminate()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process holds the journal's write lock."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.stdin.close()
        assert holder.wait(WITHIN_S) == 0


def one_by_one(home: Path, before: Sequence[str], lines: Sequence[str], env: dict[str, str]) -> tuple[int, str, str]:
    """`warroom note -`, each line sent when the one before it was acknowledged or told."""
    with subprocess.Popen(
        [*before, *WARROOM, "note", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        cwd=home,
        bufsize=0,
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stderr is not None
        said = {writer.stdout: b"", writer.stderr: b""}
        for line in lines:
            try:
                writer.stdin.write(f"{line}\n".encode())
            except BrokenPipeError:
                break
            for stream in select.select(list(said), [], [], WITHIN_S)[0]:
                said[stream] += stream.read(65_536)
        out, err = writer.communicate(timeout=WITHIN_S)
    return writer.returncode, (said[writer.stdout] + out).decode(), (said[writer.stderr] + err).decode()


def give_up_root() -> str:
    """From the next program on root's permissions are those of any owner; the reason where that cannot be."""
    if os.geteuid() != 0:
        return ""
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return "this system's root cannot give up its powers"
    for power in _PASS_OVER_PERMISSIONS:
        if prctl(_DROP_FROM_BOUNDS, power, 0, 0, 0):
            return f"root cannot give up its powers: {os.strerror(ctypes.get_errno())}"
    return ""


def needs_permissions() -> None:
    """Skips where a test cannot be refused by a file's permissions."""
    script = "import sys; from tests.journal.faulty import give_up_root; sys.exit(give_up_root() or None)"
    tried = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(tried.stderr.strip())


if __name__ == "__main__":
    if reason := give_up_root():
        sys.exit(reason)
    os.execv(sys.executable, [sys.executable, "-m", "warroom", *sys.argv[1:]])
