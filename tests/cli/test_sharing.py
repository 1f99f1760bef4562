"""A shared journal: two Unix users of one group see each other, a third one nothing."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.playbook import yaml

GROUP, ANNA, BO, EVE, OUTSIDE = 61_000, 61_001, 61_002, 61_003, 61_004
# Everything is imported while we are root: the others may not reach where Python lies.
CALL = """
import contextlib, io, os, sys, tempfile
from warroom.cli import run
user, group, *words = sys.argv[1:]
quiet = io.StringIO()
with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
    for warm in (["init", "--shared", "shared"], ["declare", "P0", "x"], ["note", "x"], ["timeline"], ["verify"]):
        os.chdir(folder)
        run(["--journal", "j", *warm])
    os.chdir("/")
os.setgroups([])
os.setgid(int(group))
os.setuid(int(user))
sys.exit(run(words))
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run_as(user: int, group: int, home: Path, *words: str, name: str) -> "subprocess.CompletedProcess[str]":
    """`warroom WORDS` by another Unix user; modules are read before, since the user may not reach them."""
    env = {"HOME": str(home), "PATH": os.environ["PATH"], "WARROOM_AS": name, "LOGNAME": name}
    return subprocess.run(
        [sys.executable, "-c", CALL, str(user), str(group), *words],
        capture_output=True,
        text=True,
        env=env,
        cwd="/",
        timeout=60,
        check=False,
    )


@pytest.fixture
def reached() -> Iterator[Path]:
    """A folder that every user reaches, with a home for each; pytest's own are closed to all but one."""
    if os.geteuid() != 0:
        pytest.skip("only root can be several users")
    library = Path(yaml.__file__).resolve().parent / "library"
    if not all(folder.stat().st_mode & 0o001 for folder in (library, *library.parents)):
        pytest.skip(f"other users do not reach {library}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        for user in (ANNA, BO, EVE):
            home = folder / str(user)
            home.mkdir()
            os.chown(home, user, user)
        yield folder


@pytest.mark.slow
def test_two_users_of_one_group_see_each_other_and_a_third_sees_nothing(reached: Path) -> None:
    shared = reached / "shared"
    shared.mkdir()
    os.chown(shared, ANNA, GROUP)
    journal = str(shared / "journal.sqlite")

    def anna(*words: str) -> "subprocess.CompletedProcess[str]":
        return run_as(ANNA, GROUP, reached / str(ANNA), "--journal", journal, *words, name="anna")

    def bo(*words: str) -> "subprocess.CompletedProcess[str]":
        return run_as(BO, GROUP, reached / str(BO), "--journal", journal, *words, name="bo")

    made = anna("init", "--shared", str(shared))
    assert (made.returncode, made.stdout) == (0, f"{journal}\n"), made.stderr
    assert f"group {GROUP} shares it" in made.stderr
    declared = anna("declare", "P0", "API down")
    assert declared.returncode == 0, declared.stderr
    for speak, words in ((bo, "from bo"), (anna, "from anna"), (bo, "from bo again")):
        done = speak("note", words)
        assert done.returncode == 0, done.stderr
    for read in (anna, bo):
        printed = read("timeline")
        assert printed.returncode == 0, printed.stderr
        assert [words in printed.stdout for words in ("from bo  (bo)", "from anna  (anna)", "from bo again  (bo)")] == [
            True
        ] * 3
        assert read("verify").returncode == 0
    for path in shared.iterdir():
        assert (mode(path), path.stat().st_gid) == (0o660, GROUP), path
    eve = run_as(EVE, OUTSIDE, reached / str(EVE), "--journal", journal, "timeline", name="eve")
    assert (eve.returncode, eve.stdout) == (3, ""), eve
    assert eve.stderr.count("\n") == 1
    assert "Traceback" not in eve.stderr


def test_a_shared_folder_is_its_groups_alone(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "team"
    made = shell("init", "--shared", str(folder))
    assert made.code == 0
    assert made.out.strip() == str(folder / "journal.sqlite")
    assert mode(folder) == 0o2770
    assert mode(folder / "journal.sqlite") == 0o660


def test_a_shared_folder_that_lets_everybody_in_is_refused(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "team"
    journal = str(folder / "journal.sqlite")
    assert shell("init", "--shared", str(folder)).code == 0
    folder.chmod(0o2775)
    said = shell("--journal", journal, "declare", "P0", "API down").refused(3)
    assert f"{folder} lets everybody in" in said
    assert "chmod o-rwx" in said
    folder.chmod(0o2770)
    (folder / "journal.sqlite").chmod(0o664)
    assert "journal.sqlite lets everybody in" in shell("--journal", journal, "list").refused(3)


def test_a_journal_that_is_shared_already_is_left_as_it_is(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "team"
    assert shell("init", "--shared", str(folder)).code == 0
    before = (folder / "journal.sqlite").read_bytes()
    assert "is there already" in shell("init", "--shared", str(folder)).refused()
    assert (folder / "journal.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--shared", "none/team"], "does not exist"),
        (["--shared", "file"], "file is no folder"),
        (["--shared", "team", "--group", "no-such-group"], "there is no group no-such-group"),
        (["--group", "staff"], "--group goes with --shared DIR"),
    ],
)
def test_what_cannot_be_shared_is_told(shell: Shell, tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "file").write_text("")
    assert said in shell("init", *words).refused()
