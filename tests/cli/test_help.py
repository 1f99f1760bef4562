"""-h of every command, the flags all of them take, and README that names them."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.shell import Shell
from warroom.cli import main
from warroom.commands.flags import Chosen
from warroom.incident.entry import VERBS, offered

README = Path(__file__).parents[2] / "README.md"


def commands(group: click.Group = main, *before: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and verb, as it is typed."""
    ctx = click.Context(group, obj=Chosen())
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)


ALL = dict(commands())
OWN = [path for path in ALL if path[0] not in {verb.name for verb in VERBS} - {"declare", "brief", "playbook", "drill"}]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself(shell: Shell, path: tuple[str, ...], flag: str) -> None:
    said = shell.done(*path, flag).out
    assert said.startswith(f"Usage: warroom {' '.join(path)}")
    summary = said.split("\n\n")[1].strip()
    assert summary
    assert summary[0].isupper()
    assert "-h, --help" in said
    assert not shell.journal.exists()


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_takes_the_five_flags(path: tuple[str, ...]) -> None:
    taken = {option for param in ALL[path].params for option in param.opts}
    assert {"--journal", "--config", "--playbook", "--as", "--incident"} <= taken


def test_every_verb_that_is_offered_is_a_command_and_no_other_is() -> None:
    names = {path[0] for path in ALL}
    assert names >= {verb.name for verb in offered()} - {"retry", "save-as", "find", "filter"}
    assert not names & {verb.name for verb in VERBS if not verb.offered}


def test_help_lists_every_command_and_no_verb_of_a_later_version(shell: Shell) -> None:
    said = shell.done("-h").out
    listed = {line.split()[0] for line in said.splitlines() if line.startswith("  ") and line[2:3].isalpha()}
    assert {path[0] for path in ALL} <= listed
    assert not listed & {verb.name for verb in VERBS if not verb.offered}


@pytest.mark.parametrize("path", OWN, ids=" ".join)
def test_every_command_stands_in_readme(path: tuple[str, ...]) -> None:
    if not README.exists():
        pytest.skip("README.md is not beside the tests")
    table = README.read_text(encoding="utf-8").partition("## Commands")[2].partition("\n## ")[0]
    assert f"`{path[-1]}" in table or f"warroom {path[-1]}" in table or f"{' '.join(path)}" in table


def test_the_commands_of_this_version_are_these() -> None:
    assert {" ".join(path) for path in OWN} == {
        "declare", "note", "show", "timeline", "brief", "list", "check", "verify", "export", "drill", "drill fix",
        "backup", "salvage", "init", "playbook", "playbook show", "playbook list", "playbook new", "playbook schema",
        "playbook reload", "playbook accept",
        "playbook import", "playbook lint", "playbook template", "search", "doctor", "completion", "watch", "keys",
        "senders",
        "exec", "draft", "outbox", "report", "shift", "shift handover", "shift accept", "shift decline",
        "shift withdraw", "shift show", "replay", "snapshot", "import", "redact", "evidence",
    }  # fmt: skip
