"""Which incident a command means, who is typing, and what `declare` prints."""

import pytest

from tests.cli.shell import Shell
from warroom import settings


def test_declare_prints_the_id_and_nothing_else(shell: Shell) -> None:
    result = shell.done("declare", "P0", "API:", "complete", "outage")
    assert result.out.endswith("-api-complete-outage\n")
    assert len(result.lines) == 1
    assert shell.done("declare", "P1", "API: complete outage").out.strip() == f"{result.out.strip()}-2"


def test_a_detection_and_a_time_before_are_taken(shell: Shell) -> None:
    shell.done("declare", "P0", "API", "down", "--detected", "-2h", "--at", "-1h")
    state = shell.done("show", "--json").json
    assert state["detected_at"] < state["declared_at"]
    assert (state["title"], state["detected_assumed"]) == ("API down", False)


@pytest.mark.parametrize("flag", ["--detected", "--at"])
def test_an_incident_is_not_declared_in_the_future_or_at_no_time(shell: Shell, flag: str) -> None:
    assert "has not come yet" in shell("declare", "P0", "x", flag, "2099-01-01T00:00Z").refused()
    assert shell("declare", "P0", "x", flag, "soon").refused().startswith("“soon” is no time")
    assert shell.done("list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["P9", "API"], "no severity P9: P0, P1, P2, P3"),
        ([], "it goes: /declare P0 TITLE"),
        (["P0"], "it goes: /declare P0 TITLE"),
    ],
)
def test_a_declaration_that_lacks_something_is_refused(shell: Shell, words: list[str], said: str) -> None:
    assert shell("declare", *words).refused() == said


def test_with_several_open_a_command_names_them_and_asks(shell: Shell) -> None:
    first, second = shell.declared("API down"), shell.declared("Mail stuck", "P1")
    for command in (["tick", "2"], ["note", "x"], ["note", "-"], ["show"], ["timeline"], ["brief"], ["export"]):
        said = shell(*command).refused()
        assert first in said
        assert second in said
        assert "--incident" in said


def test_incident_chooses_by_id_or_a_part_of_it_before_or_after_the_command(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, mail = shell.declared("API down"), shell.declared("Mail stuck", "P1")
    shell.done("--incident", api, "note", "one")
    shell.done("note", "two", "--incident", "mail")
    monkeypatch.setenv("WARROOM_INCIDENT", "api")
    shell.done("note", "three")
    assert [r["data"]["text"] for r in shell.timeline(api) if r["kind"] == "note"] == ["one", "three"]
    assert [r["data"]["text"] for r in shell.timeline(mail) if r["kind"] == "note"] == ["two"]


def test_a_new_incident_is_declared_whatever_incident_is_chosen(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shell.declared()
    monkeypatch.setenv("WARROOM_INCIDENT", first)
    assert shell.declared("Mail stuck") != first


def test_a_part_that_fits_several_or_none_is_told(shell: Shell) -> None:
    first, second = shell.declared("API one"), shell.declared("API two")
    said = shell("note", "x", "--incident", "api").refused()
    assert said.startswith("api fits several incidents")
    assert first in said
    assert second in said
    assert shell("note", "x", "--incident", "mail").refused() == "no incident mail: warroom list shows them"
    assert shell("show", "mail").refused() == "no incident mail: warroom list shows them"


def test_without_an_incident_every_command_says_how_to_open_one(shell: Shell) -> None:
    for command in (["tick", "5"], ["note", "x"], ["note", "-"], ["show"], ["timeline"], ["brief"], ["export"]):
        assert "warroom declare P0 TITLE opens one" in shell(*command).refused()
    result = shell("list")
    assert (result.code, result.out) == (0, "")
    assert result.sentence == "no incident yet: warroom declare P0 TITLE opens one"


@pytest.mark.parametrize("command", [["declare", "P0", "API down"], ["note", "x"], ["note", "-"], ["tick", "2"]])
@pytest.mark.usefixtures("incident")
def test_a_shared_account_must_say_who_it_is(shell: Shell, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.delenv("WARROOM_AS")
    before = shell.timeline()
    wanted = "root is nobody's name: say who you are with --as NAME, or export WARROOM_AS=NAME"
    assert shell(*command).refused() == wanted
    assert shell.timeline() == before
    assert shell("show").code == 0


@pytest.mark.usefixtures("incident")
def test_a_name_of_ones_own_needs_no_flag_and_a_flag_wins(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARROOM_AS")
    monkeypatch.setenv("LOGNAME", "kim")
    assert not settings.generic_account("kim")
    shell.done("note", "one")
    shell.done("--as", "@bo", "note", "two")
    assert [record["by"] for record in shell.timeline()[-2:]] == ["kim", "bo"]
    assert shell("--as", "kim meier", "note", "x").refused().startswith("--as: `kim meier` is no name")
