"""`warroom playbook template`: the words of the playbook with the record in their blanks."""

import pytest

from tests.cli.shell import Shell


@pytest.mark.usefixtures("incident")
def test_a_template_is_printed_with_what_the_record_knows(shell: Shell) -> None:
    shell.done("ic", "@anna")
    names = [line.split()[0] for line in shell.done("playbook", "template").lines]
    assert names
    printed = [shell("playbook", "template", name) for name in names]
    assert all(result.code == 0 for result in printed)
    assert any("api" in result.out.lower() for result in printed)
    assert not any("{title}" in result.out for result in printed)


@pytest.mark.usefixtures("incident")
def test_what_nobody_said_is_told_beside_it(shell: Shell) -> None:
    name = shell.done("playbook", "template", "--json").records[0]["id"]
    result = shell("playbook", "template", name, "--json")
    assert set(result.json) == {"id", "channel", "status", "title", "subject", "body", "blanks"}
    assert "nobody said" in shell("playbook", "template", name).err


@pytest.mark.usefixtures("incident")
def test_a_template_nobody_wrote_names_the_nearest(shell: Shell) -> None:
    name = shell.done("playbook", "template", "--json").records[0]["id"]
    assert f"did you mean `{name}`" in shell("playbook", "template", name + "x").refused()
