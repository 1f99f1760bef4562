"""`warroom playbook show`, `list`, `new`, `schema`: for people, for programs, and a file to start from."""

import json
import stat
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.shell_completion import ShellComplete

from tests.cli.shell import Shell
from warroom.cli import main
from warroom.commands import playbook as command
from warroom.commands.flags import Chosen
from warroom.playbook.yaml import load, names


def test_a_playbook_is_shown_for_people_within_the_width(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = shell.done("playbook", "show", "default").out
    assert said.startswith("default: Service incident\n")
    assert "\x1b" not in said
    assert "  4  2 h     CTO                  phone             P0 P1\n" in said
    assert "$ find /var/log -name '*.gz' -mtime +7 -delete\n" in said
    assert max(len(line) for line in said.splitlines() if "$" not in line and "│" not in line) <= 60


def test_on_a_terminal_it_has_colours_unless_they_are_not_wanted(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in shell.done("playbook", "show", "default").out
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", Terminal)
        assert command._coloured()
        patch.setenv("NO_COLOR", "1")
        assert not command._coloured()
        patch.delenv("NO_COLOR")
        patch.setenv("TERM", "dumb")
        assert not command._coloured()


def test_as_json_it_is_the_model_in_the_words_of_the_contract(shell: Shell) -> None:
    said = shell.done("playbook", "show", "default", "--json").json
    assert said["severities"][1]["respond_within"]["seconds"] == 900
    assert [rung["after"]["seconds"] for rung in said["escalation"]] == [900, 1800, 3600, 7200]
    assert len(said["checklist"]) == 14
    assert said == shell.done("playbook", "show", "default", "--format", "json").json


def test_as_markdown_it_is_a_page_and_as_yaml_the_file_itself(shell: Shell) -> None:
    assert shell.done("playbook", "show", "default", "--markdown").out.startswith(
        "# Service incident\n\nPlaybook `default`."
    )
    assert shell.done("playbook", "show", "default", "--yaml").out == load("default").text


def test_the_playbooks_that_come_along_are_listed_with_what_they_hold(shell: Shell) -> None:
    lines = shell.done("playbook", "list").lines
    assert [line.split()[0] for line in lines] == names()
    [default] = [line for line in lines if line.startswith("default ")]
    assert "Service incident" in default
    assert "P0 P1 P2 P3  4 rungs, 14 items, " in default
    found = {one["name"]: one for one in shell.done("playbook", "list", "--json").json}
    assert list(found) == names()
    assert found["default"]["severities"] == ["P0", "P1", "P2", "P3"]
    assert found["default"]["counts"]["checklist"] == 14


def test_a_new_playbook_has_the_comments_of_its_pattern_and_a_name_of_its_own(shell: Shell, tmp_path: Path) -> None:
    result = shell("playbook", "new", "Our Team.yaml")
    assert (result.code, result.out) == (0, "")
    assert result.sentence.startswith("Our Team.yaml is written: ")
    file = tmp_path / "Our Team.yaml"
    text = file.read_text()
    assert text.startswith("# What this team has agreed for an incident, begun from the playbook default.\n")
    assert "# Worst first." in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    own, default = (shell.done("playbook", "show", name, "--json").json for name in ("./Our Team.yaml", "default"))
    assert own == default | {"name": "our-team"}
    assert shell.done("--playbook", str(file), "declare", "P0", "API down").out


def test_a_new_playbook_may_begin_with_another_or_with_a_file(shell: Shell, tmp_path: Path) -> None:
    assert shell("playbook", "new", "a.yaml", "--from", "drill").code == 0
    assert shell("playbook", "new", "b.yml", "--from", "a.yaml").code == 0
    assert (tmp_path / "b.yml").read_text() == (tmp_path / "a.yaml").read_text().replace("name: a\n", "name: b\n")


def test_a_new_playbook_is_never_written_over_anything(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("mine")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert shell("playbook", "new", "a.yaml").refused() == "a.yaml is there already and is left as it is"
    assert shell("playbook", "new", "link.yaml").refused() == "link.yaml is there already and is left as it is"
    assert (tmp_path / "a.yaml").read_text() == "mine"
    assert not (tmp_path / "nowhere.yaml").exists()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["new", "team"], "team: a playbook is a .yaml file, such as team.yaml"),
        (["new", "team.md"], "team.md: a playbook is a .yaml file, such as team.yaml"),
        (["new", "no/such/team.yaml"], "no/such/team.yaml: No such file or directory"),
        (["new", "a.yaml", "--from", "defalt"], "no playbook `defalt` in the library, did you mean `default`?"),
        (["new", "a.yaml", "--from", "none.yaml"], "none.yaml: no such file"),
        (["new", "a.yaml", "--from", "odd.yaml"], "odd.yaml: it has no line `name:` of its own"),
        (["show", "defalt"], "no playbook `defalt` in the library, did you mean `default`?"),
        (["show", "none.yaml"], "none.yaml: no such file"),
        (["show", "./"], ".: this is a directory, and a file is needed"),
        (["show", "empty.yaml"], "empty.yaml:1: the file is empty"),
        (["show", "binary.yaml"], "binary.yaml: this is not a text file"),
        (
            ["show", "newer.yaml"],
            "newer.yaml:1: format: this is format 2 and this warroom reads up to 1: update warroom",
        ),
        (["show", "other.yaml"], "other.yaml:1: unknown key `services`"),
        (["show", "default", "--format", "xml"], "Invalid value for '--format'"),
        (["show"], "Missing argument 'NAME|FILE'."),
        (["new"], "Missing argument 'FILE'."),
    ],
)
def test_what_cannot_be_read_or_written_is_told_in_a_sentence(
    shell: Shell, tmp_path: Path, argv: list[str], said: str
) -> None:
    (tmp_path / "odd.yaml").write_text("{name: x, severities: [{id: P0}]}\n")
    (tmp_path / "empty.yaml").write_text("")
    (tmp_path / "binary.yaml").write_bytes(b"\x00\x01")
    (tmp_path / "newer.yaml").write_text("format: 2\nname: x\n")
    (tmp_path / "other.yaml").write_text("services:\n  web:\n    image: nginx\n")
    before = sorted(tmp_path.iterdir())
    assert shell("playbook", *argv).refused().startswith(said)
    assert sorted(tmp_path.iterdir()) == before


def test_the_schema_is_printed_and_fits_what_new_writes(shell: Shell, tmp_path: Path) -> None:
    described = json.loads(shell.done("playbook", "schema").out)
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert shell("playbook", "new", "a.yaml").code == 0
    jsonschema.Draft202012Validator(described).validate(yaml.safe_load((tmp_path / "a.yaml").read_text()))


@pytest.mark.parametrize("command", [["show"], ["new", "a.yaml", "--from"]])
def test_a_shell_completes_the_names_of_the_library_and_files(command: list[str]) -> None:
    completer = ShellComplete(main, {"obj": Chosen()}, "warroom", "_WARROOM_COMPLETE")
    found = [(one.value, one.type) for one in completer.get_completions(["playbook", *command], "de")]
    assert found == [("default", "plain"), ("de", "file")]
    assert [one.type for one in completer.get_completions(["playbook", *command], "./de")] == ["file"]


@pytest.fixture
def other(tmp_path: Path) -> str:
    """A playbook that no incident began with."""
    file = tmp_path / "other.yaml"
    file.write_text("name: other\nseverities: [{id: P0, response: 5 min}]\n")
    return str(file)


KEPT = "the incident keeps its playbook, default: warroom playbook reload changes it"


@pytest.mark.parametrize("words", [("show",), ("brief",), ("note", "we look"), ("note", "-5m we look")])
def test_another_playbook_is_not_ignored_in_silence_while_an_incident_runs(
    shell: Shell, other: str, words: tuple[str, ...]
) -> None:
    shell.declared()
    found = shell(*words, "--playbook", other)
    assert (found.code, found.sentence) == (0, KEPT)
    shell.done(*words)


def test_once_it_is_adopted_there_is_nothing_to_say(shell: Shell, other: str) -> None:
    shell.declared()
    shell.done("playbook", "reload", "--playbook", other)
    shell.done("show", "--playbook", other)
    assert shell("show", "--playbook", "default").sentence == KEPT.replace("default", "other")


def test_a_playbook_that_settings_name_says_nothing_of_its_own(
    shell: Shell, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.declared()
    monkeypatch.setenv("WARROOM_PLAYBOOK", other)
    shell.done("show")


def test_a_playbook_that_cannot_be_read_keeps_nobody_from_recording(shell: Shell) -> None:
    shell.declared()
    found = shell("note", "we look", "--playbook", "nowhere.yaml")
    assert (found.code, found.sentence.endswith("nowhere.yaml: no such file")) == (0, True)
    assert shell.notes() == ["we look"]
