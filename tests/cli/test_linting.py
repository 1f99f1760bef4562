"""`warroom playbook lint`: what is wrong, where, why, and how to mend it."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.cli.test_importing import PAGE

FILE = """name: shop
severities:
  - {id: P0, response: 5 min, cadence: 30 min}
contacts:
  - name: CTO
    how: "[Phone]"
"""
KEYS = {"level", "rule", "group", "where", "file", "line", "key", "what", "why", "mend"}


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    (tmp_path / "team.md").write_text(PAGE)
    (tmp_path / "shop.yaml").write_text(FILE)


def test_a_playbook_with_errors_ends_with_one(shell: Shell) -> None:
    result = shell("playbook", "lint", "shop.yaml")
    assert (result.code, result.err) == (1, "")
    assert "shop.yaml:6  CTO: “[Phone]”, where [Phone] is still to be filled in\n" in result.out


def test_a_playbook_of_the_library_has_warnings_at_most(shell: Shell) -> None:
    said = shell.done("playbook", "lint", "default").out
    assert said.startswith("default: ")
    assert "error" not in said.splitlines()[0]


def test_a_page_is_looked_through_with_its_own_lines(shell: Shell) -> None:
    result = shell("playbook", "lint", "team.md")
    assert result.code == 1
    line = PAGE.splitlines().index("redis-cli -h cache.shop.io FLUSHDB") + 1
    assert f"team.md:{line}  redis-cli -h cache.shop.io FLUSHDB: empties Redis\n" in result.out


def test_findings_stand_in_groups_with_why_and_mend(shell: Shell) -> None:
    said = shell("playbook", "lint", "shop.yaml").out
    assert "\nPEOPLE\n  ✗ error: contacts without a way to reach them\n" in said
    assert "    why   it looks as if a number stood there, and there is none\n" in said
    assert "    mend  fill in `how`: a number, a pager, a handle\n" in said


@pytest.mark.parametrize("width", ["60", "80", "200"])
def test_lines_fit_the_terminal_and_break_between_words(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    said = shell("playbook", "lint", "team.md").out
    assert max(map(len, said.splitlines())) <= int(width)
    words = set(shell("playbook", "lint", "shop.yaml").out.split())
    assert words <= set(" ".join(wide(shell, monkeypatch)).split())


def wide(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("COLUMNS", "500")
    return shell("playbook", "lint", "shop.yaml").lines


def test_as_json_each_finding_is_an_object_with_its_place(shell: Shell) -> None:
    result = shell("playbook", "lint", "shop.yaml", "--json")
    found = [json.loads(line) for line in result.lines]
    assert result.code == 1
    assert all(set(one) == KEYS for one in found)
    contact = next(one for one in found if one["rule"] == "contact-unreachable")
    assert (contact["file"], contact["line"], contact["key"], contact["level"]) == (
        "shop.yaml",
        6,
        "contacts.1.how",
        "error",
    )


def test_nothing_to_mend_is_said(shell: Shell, tmp_path: Path) -> None:
    from tests.playbook.lint.sound import SOUND
    from warroom.playbook.yaml import dump

    (tmp_path / "sound.yaml").write_text(dump(SOUND).replace("$URL", "postgres://db.shop.io/shop"))
    assert shell.done("playbook", "lint", "sound.yaml").out == "sound.yaml: nothing found\n"
    assert shell.done("playbook", "lint", "sound.yaml", "--json").out == ""


def test_hostile_words_cannot_act_on_the_terminal(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text(PAGE.replace("CTO**: [Phone]", "C\x1b[31mTO**: [Ph\x1b]0;x\x07one]"))
    for argv in (["lint", "bad.md"], ["lint", "bad.md", "--json"], ["import", "bad.md", "--full"]):
        assert "\x1b" not in shell("playbook", *argv).out
