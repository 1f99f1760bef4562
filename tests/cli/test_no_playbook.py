"""What is no playbook at all: one clear sentence, exit code 2, and nothing written."""

import os
from pathlib import Path

import pytest

from tests.cli.shell import Shell

WAYS = {
    "import": ("playbook", "import", "{}", "--out", "out.yaml"),
    "lint": ("playbook", "lint", "{}"),
    "show": ("playbook", "show", "{}"),
    "declare": ("--playbook", "{}", "declare", "P0", "API down"),
}
NONE = "this does not look like an incident playbook"


def refused(shell: Shell, way: str, file: str) -> str:
    """The sentence it was refused with; nothing was written."""
    result = shell(*(word.format(file) for word in WAYS[way]))
    assert not Path("out.yaml").exists()
    assert [one.name for one in Path().iterdir() if one.name.startswith(".out")] == []
    if way == "declare":
        assert shell("list", "--json").json == []
    return result.refused()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("novel.md", b"# A story\n\nOnce there was a man.\n" * 20, NONE),
        ("empty.md", b"", "the file is empty"),
        ("blank.md", b" \n\t\n", "the file is empty"),
        ("binary.md", bytes(range(256)) * 40, "this is not a text file"),
        ("table.md", b"| a | b |\n|---|---|\n" + b"| x | y |\n" * 5_000, NONE),
        ("nested.md", b"".join(b"  " * n + b"- item\n" for n in range(1_000)), NONE),
        ("quoted.md", b"> " * 1_000 + b"x\n", NONE),
        ("page.html", b"<html><body><p>Welcome</p></body></html>", NONE),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_page_that_is_no_playbook(
    shell: Shell, tmp_path: Path, way: str, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    sentence = refused(shell, way, name)
    assert sentence.startswith(f"{name}: ")
    assert said in sentence


@pytest.mark.parametrize("way", ["lint", "show", "declare"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("- a\n- b\n", "keys and values such as `name: default` belong here, and this is a list"),
        ("apiVersion: v1\nkind: Service\n", "this is no playbook but something with `apiVersion`"),
        ("name: ci\non: push\njobs: {}\n", "this is no playbook but something with `on`"),
        ("format: 7\nname: x\nseverities: [{id: P0}]\n", "this is format 7 and this warroom reads up to 1: update"),
        ("name: x\nseverites: [{id: P0}]\n", "unknown key `severites`, did you mean `severities`?"),
        ("a: [1, 2\n", "the bracket opened here needs"),
        ("\0\1\2", "this is not a text file"),
    ],
)
def test_yaml_that_is_no_playbook(shell: Shell, tmp_path: Path, way: str, content: str, said: str) -> None:
    (tmp_path / "p.yaml").write_text(content)
    assert said in refused(shell, way, "p.yaml")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["folder.md", "none.md", "secret.md", "pipe.md"])
def test_a_page_that_cannot_be_read(shell: Shell, tmp_path: Path, way: str, name: str) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "secret.md").write_text("# P0")
    (tmp_path / "secret.md").chmod(0)
    os.mkfifo(tmp_path / "pipe.md")
    if name == "secret.md" and os.access(tmp_path / name, os.R_OK):
        pytest.skip("root reads every file")
    assert f"{name}: " in refused(shell, way, name)


@pytest.mark.parametrize("way", ["import", "declare"])
def test_a_hundred_megabytes_are_refused_unread(shell: Shell, tmp_path: Path, way: str) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert refused(shell, way, "huge.md").endswith("huge.md: 100.0 MiB, and a playbook page of at most 4 MiB is read")


def test_an_import_leaves_a_file_that_was_there_when_the_page_is_none(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "novel.md").write_text("# A story\n")
    (tmp_path / "own.yaml").write_text("mine")
    result = shell("playbook", "import", "novel.md", "--out", "own.yaml", "--force")
    assert NONE in result.refused()
    assert (tmp_path / "own.yaml").read_text() == "mine"
