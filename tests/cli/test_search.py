"""`warroom search` and `warroom similar`: over all incidents, with exit codes a script can use."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Shell


@pytest.fixture
def filled(shell: Shell) -> tuple[str, str]:
    """Two incidents about a pool: one that is over, one that runs."""
    past = shell.declared("Checkout slow, pool exhausted")
    for line in (["note", "ten wait for a connection"], ["decide", "roll back release 41"], ["fix"]):
        shell.done(*line, "--incident", past)
    shell.done("cancel", "a test", "--incident", past)
    now = shell.declared("API slow, pool exhausted")
    shell.done("note", "the pool_size is 20", "--incident", now)
    return past, now


def test_lines_of_all_incidents_are_found_with_who_when_and_where(shell: Shell, filled: tuple[str, str]) -> None:
    past, now = filled
    result = shell("search", "pool")
    assert result.code == 0
    assert result.err == "warroom: 3 lines in 2 incidents\n"
    assert [line.split()[0] for line in result.lines if line and not line.startswith(" ")] == [now, past]
    note = next(line for line in result.lines if "pool_size" in line or "*pool*_size" in line)
    assert "*pool*_size is 20" in note
    assert note.rstrip().endswith("(anna)")
    assert "Z #" in note


def test_nothing_found_is_said_and_ends_with_1(shell: Shell, filled: tuple[str, str]) -> None:
    assert filled
    result = shell("search", "zebra")
    assert (result.code, result.out, result.sentence) == (1, "", "nothing has zebra")


def test_as_json_the_places_of_the_words_are_told(shell: Shell, filled: tuple[str, str]) -> None:
    found = shell("search", "pool", "size", "--json", "--limit", "1").json
    assert found["complete"] is True
    assert [one["incident"] for one in found["incidents"]] == [filled[1]]
    line = found["incidents"][0]["lines"][0]
    assert line["text"] == "the pool_size is 20"
    assert [line["text"][begin:end] for begin, end in line["found"]] == ["pool", "size"]


def test_no_more_lines_than_wanted_are_printed(shell: Shell, filled: tuple[str, str]) -> None:
    for n in range(9):
        shell.done("note", f"pool again {n}", "--incident", filled[1])
    for words, wanted in (("pool", 1), ("pool", 2), ("pool again", 7), ("in:api pool", 11)):
        result = shell("search", words, "--limit", str(wanted))
        assert sum(line.startswith("  ") for line in result.lines) == wanted, result
    several = shell("search", "pool", "--limit", "20")
    assert sum(line.startswith("  ") for line in several.lines) == 4, "at most three of each of several incidents"


def test_what_it_goes_like_is_said_where_it_is_not(shell: Shell, filled: tuple[str, str]) -> None:
    assert filled
    assert shell("search").refused().startswith("it goes: warroom search words")
    assert "no line is of kind" in shell("search", "kind:nope").refused()
    assert "is no time" in shell("search", "since:soon").refused()
    assert shell("search", "!!!").code == 1


def test_no_journal_is_said_as_everywhere(shell: Shell) -> None:
    assert "no journal" in shell("search", "pool").refused()


def test_a_folder_where_nothing_can_be_written_is_searched_in_memory(shell: Shell, filled: tuple[str, str]) -> None:
    assert filled
    Path(f"{shell.journal}-index").mkdir()
    result = shell("search", "pool_size")
    assert result.code == 0
    assert "no index can be kept beside the journal" in result.err
    assert "*pool*_*size* is 20" in result.out


def test_the_index_can_be_deleted_or_damaged_at_any_time(shell: Shell, filled: tuple[str, str]) -> None:
    assert filled
    index = Path(f"{shell.journal}-index")
    first = shell("search", "pool").out
    index.write_bytes(b"nonsense" * 1000)
    assert shell("search", "pool").out == first
    index.unlink()
    assert shell("search", "pool").out == first
    with closing(sqlite3.connect(index)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_similar_incidents_are_told_with_why_and_what_fixed_them(shell: Shell, filled: tuple[str, str]) -> None:
    past, now = filled
    result = shell("similar", now)
    assert result.code == 0
    assert result.lines[0].startswith(past)
    assert "title: slow pool exhausted" in result.lines[1]
    assert "before the fix: roll back release 41" in result.lines[2]
    found = shell("similar", now, "--json").json
    assert [one["incident"] for one in found] == [past]
    assert json.dumps(found)


def test_an_incident_like_no_other_ends_with_1(shell: Shell, filled: tuple[str, str]) -> None:
    assert filled
    other = shell.declared("Printer on fire")
    result = shell("similar", other)
    assert (result.code, result.out) == (1, "")
    assert result.sentence == f"no other incident is like {other}"
