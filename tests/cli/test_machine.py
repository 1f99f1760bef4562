"""`init`, `doctor`, `completion`, `--version`: about this machine rather than an incident."""

import os
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.shell import Shell, ran
from warroom.settings import TEMPLATE


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_init_writes_a_file_that_loads_for_its_owner_to_write(shell: Shell, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        result = shell("init")
    finally:
        os.umask(before)
    file = tmp_path / "warroom.yaml"
    assert (result.code, result.out) == (0, "")
    assert result.sentence == "warroom.yaml is written: its comments say what it can hold"
    assert file.stat().st_mode & 0o777 == 0o644
    assert file.read_text() == TEMPLATE
    assert f"ok    settings from {file}\n" in shell.done("doctor").out


def test_init_never_overwrites(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "warroom.yaml"
    file.write_text("theme: light\n")
    assert shell("init").refused() == "warroom.yaml is there already and is left as it is"
    assert file.read_text() == "theme: light\n"
    (tmp_path / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert "is there already" in shell("init", "--out", "link.yaml").refused()
    assert not (tmp_path / "elsewhere.yaml").exists()
    assert shell("init", "--out", "nowhere/x.yaml").refused() == "nowhere/x.yaml: No such file or directory"


def test_init_writes_over_no_bad_file_but_beside_it(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").write_text("broken: [\n")
    assert shell("init", "--out", "new.yaml").code == 0


def test_doctor_of_a_new_machine_finds_nothing_bad(shell: Shell) -> None:
    said = shell.done("doctor").out
    assert "SQLite" in said
    assert f"journal {shell.journal}, not made yet" in said
    assert "settings from defaults" in said
    assert "you are anna" in said
    assert not shell.journal.exists()


@pytest.mark.usefixtures("incident")
def test_doctor_verifies_the_journal_and_names_who_is_nobody(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARROOM_AS")
    said = shell.done("doctor").out
    assert "2 records" in said
    assert "ok    the record holds, 1 streams verified" in said
    assert "note  root is nobody's name: export WARROOM_AS=NAME" in said


def test_doctor_names_what_is_bad_and_ends_with_one(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").write_text("jurnal: x\n")
    result = shell("doctor")
    assert result.code == 1
    assert "BAD   settings: " in result.out
    (tmp_path / "warroom.yaml").write_text("playbook: none.yaml\n")
    result = shell("doctor", "--journal", str(tmp_path))
    assert result.code == 1
    assert "BAD   playbook: " in result.out
    assert "BAD   journal " in result.out


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_the_shell_can_read(shell: Shell, name: str, tmp_path: Path) -> None:
    script = shell.done("completion", name).out
    assert "_WARROOM_COMPLETE" in script
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed, so its script was not tried")
    (tmp_path / "script").write_text(script)
    read = subprocess.run([program, "-n", "script"], capture_output=True, text=True, timeout=30, check=False)
    assert (read.returncode, read.stderr) == (0, "")


def test_a_word_is_completed_to_commands_and_verbs() -> None:
    done = ran(_WARROOM_COMPLETE="bash_complete", COMP_WORDS="warroom ti", COMP_CWORD="1")
    assert done.code == 0, done
    assert done.lines == ["plain,timeline", "plain,title", "plain,tick"]


def test_the_version_is_that_of_the_package(shell: Shell) -> None:
    assert shell.done("--version").out == f"warroom {version('warroom')}\n"
