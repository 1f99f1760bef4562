"""`warroom tick LIST N`: the lists of a shift, ticked before anything has happened."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.incident.words import DUTY
from warroom.journal.record import data_of
from warroom.journal.sqlite import Journal

BOOK = """
name: shop
severities: [{id: P0, response: 5 min}]
lists:
  - {id: access, title: Can I get in?, items: [the console, the database]}
"""


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "shop.yaml"
    file.write_text(BOOK)
    monkeypatch.setenv("WARROOM_PLAYBOOK", str(file))
    return file


def on_duty(shell: Shell) -> list[dict[str, object]]:
    with closing(Journal(shell.journal)) as journal:
        return [dict(data_of(record)) for record in journal.read(DUTY) if record.kind == "list_ticked"]


def test_a_list_is_ticked_and_unticked_while_nothing_is_open(shell: Shell) -> None:
    assert shell.done("tick", "access", "2").out == "#1 tick access 2 the database\n"
    assert shell("tick", "access", "2").refused().startswith("refused: access 2 is ticked already, by anna at ")
    assert shell.done("untick", "access", "2").out == "#2 untick access 2 the database: not done\n"
    assert on_duty(shell) == [
        {"list": "access", "item": 2, "text": "the database", "on": True},
        {"list": "access", "item": 2, "text": "the database", "on": False},
    ]


def test_while_an_incident_is_open_its_playbooks_lists_are_ticked_and_its_record_stays(
    shell: Shell, book: Path
) -> None:
    stream = shell.done("declare", "P0", "down").out.strip()
    book.write_text(BOOK.replace("the console", "another"))
    shell.done("tick", "access", "1")
    assert [one["text"] for one in on_duty(shell)] == ["the console"]
    with closing(Journal(shell.journal)) as journal:
        assert "list_ticked" not in [record.kind for record in journal.read(stream)]


def test_it_is_told_to_programs_as_a_record_and_back_dated(shell: Shell) -> None:
    told = json.loads(shell.done("tick", "access", "1", "--at", "-5m", "--json").out)
    assert (told["incident"], told["kind"], told["at"] < told["noted_at"]) == ("duty", "list_ticked", True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pool", "1"), "an item is a number, not “pool”, and no list is called so: access"),
        (("access", "3"), "no item 3 of access: 1 to 2"),
        (("access",), "an item of access is a number, not nothing"),
    ],
)
def test_what_is_on_no_list_is_refused_in_a_sentence(shell: Shell, words: tuple[str, ...], said: str) -> None:
    result = shell("tick", *words)
    assert (result.code, result.sentence) == (2, said)
