"""Reports as JSON, YAML and CSV: what programs and spreadsheets read is what was recorded, and acts on nothing."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.documents import blocks, hostile, of, whole
from warroom import located
from warroom.commands.reports import FORMATS
from warroom.report.document import Block, Document, Report, Table
from warroom.report.formats import renderer
from warroom.report.formats.base import builtins
from warroom.report.formats.csv import safe
from warroom.text import UNSAFE, storable

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | hostile,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile.filter(bool), inner, max_size=3),
    max_leaves=8,
)
data = st.dictionaries(st.text("abcdef_-", min_size=1, max_size=6), values, min_size=1, max_size=4)


def made(found: Any, table: Table | None = None, *, drill: bool = False) -> Report:
    """A report of this data."""
    return Report("n", Document(title="t", blocks=(), source="Made from x to #3.", drill=drill), found, table)


def written(format_: str, report: Report) -> str:
    """The report in a format."""
    return "".join(renderer(format_)(report))


@settings(max_examples=150, deadline=None)
@given(found=data)
def test_json_reads_back_as_it_was_and_nothing_in_it_acts(found: dict[str, Any]) -> None:
    text = written("json", made(found))
    assert not UNSAFE.search(text)
    assert json.loads(text) == {**builtins(found), **{k: v for k, v in MORE.items() if k not in found}}


MORE = {"source": "Made from x to #3.", "drill": False}


@settings(max_examples=150, deadline=None)
@given(found=data)
def test_yaml_reads_back_as_it_was_by_our_reader_and_by_any_other(found: dict[str, Any]) -> None:
    text = written("yaml", made(found, drill=True))
    assert not UNSAFE.search(text)
    assert text.startswith("# DRILL: ")
    assert text.rstrip().endswith("# Made from x to #3.")
    assert yaml.safe_load(text) == builtins(found)
    if "format" not in found:  # our reader takes that key for a number of its own
        assert located.parse(text, "report.yaml").value == builtins(found)


@pytest.mark.parametrize(
    "word",
    ["no", "on", "12:30:00", "1.5e3", "0x1f", "1_000", "null", "~", "2026-11-21", ".inf", "=", "\u3164", "a\u115fb"],
)
def test_yaml_makes_no_text_into_anything_else(word: str) -> None:
    text = written("yaml", made({"a": word, "b": [word], "c": {"d": word}}))
    assert located.parse(text, "x.yaml").value == {"a": word, "b": [word], "c": {"d": word}}
    assert yaml.safe_load(text) == {"a": word, "b": [word], "c": {"d": word}}


@pytest.mark.parametrize("format_", ["json", "yaml"])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_that_is_read_once_is_written_as_a_list(format_: str, count: int) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        for n in range(count):
            yield {"n": n, "at": datetime(2026, 11, 21, 14, n, tzinfo=UTC), "nested": {"words": ["a", None]}}

    text = written(format_, made({"before": 1, "rows": rows(), "after": "x"}))
    found = json.loads(text) if format_ == "json" else located.parse(text, "x.yaml").value
    assert [one["n"] for one in found["rows"]] == list(range(count))
    assert found["after"] == "x"
    assert all(one["at"].startswith("2026-11-21T14:0") for one in found["rows"])


def test_what_is_no_figure_is_null() -> None:
    assert json.loads(written("json", made({"a": float("nan"), "b": float("inf")})))["a"] is None


def test_json_says_a_drill_and_what_it_was_made_from() -> None:
    found = json.loads(written("json", made({"a": 1}, drill=True)))
    assert found["drill"] is True
    assert found["source"] == "Made from x to #3."


# CSV.

FORMULA = re.compile("[\\s\"'\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
rows = st.lists(st.tuples(hostile, hostile), max_size=5)


@settings(max_examples=200, deadline=None)
@given(found=rows)
def test_csv_reads_back_with_every_cell_in_its_place_and_none_a_formula(found: list[tuple[str, str]]) -> None:
    text = written("csv", made({}, Table(("a", "b"), found)))
    text.encode()
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert read[0] == ["a", "b"]
    assert len(read) == len(found) + 1
    for cells, before in zip(read[1:], found, strict=True):
        for cell, words in zip(cells, before, strict=True):
            assert cell.removeprefix("'") == safe(words).removeprefix("'")
            assert not FORMULA.match(cell) or cell.startswith("'") or re.fullmatch(r"-\d+", cell), cell
            assert not UNSAFE.search(cell)


@pytest.mark.parametrize(
    "words",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\n=1", " =1", "\u3000=1", "'=1", '"=1', "\uff1d1", "\uff0b1",
        "\uff0d1", "\uff201", "\u00a0=cmd|' /C calc'!A0", "|x", "%x", "-@x", "- a list",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_compute_is_text(words: str) -> None:
    assert safe(words).startswith("'")


@pytest.mark.parametrize("words", ["\r=1", "\ufeff=1", "\u200b=1", "\x00=1"])
def test_what_is_not_seen_is_shown_before_what_it_would_hide(words: str) -> None:
    assert safe(words)[0] in "␀␍⟨"


@pytest.mark.parametrize("words", ["-5", "-0.25", "12", "P0 API down", "a=b", "2026-11-21T14:30:00.000Z", ""])
def test_numbers_and_words_are_left_as_they_are(words: str) -> None:
    assert safe(words) == words


def test_lines_of_csv_end_as_the_standard_says_and_a_drill_is_said_in_each() -> None:
    text = written("csv", made({}, Table(("a", "b"), [("x,1", 'y "z"')]), drill=True))
    assert text == 'a,b,drill\r\n"x,1","y ""z""",DRILL\r\n'


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=40, deadline=None)
@given(words=hostile, found=st.lists(blocks, max_size=3))
def test_nothing_that_acts_on_a_terminal_is_in_any_format(format_: str, words: str, found: list[Block]) -> None:
    text = written(format_, of(words, *found))
    assert not UNSAFE.search(text.replace("\r\n", "\n") if format_ == "csv" else text)
    assert storable(text) == text


@pytest.mark.parametrize("format_", ["md", "html", "txt", "json", "yaml"])
def test_every_text_ends_with_what_it_was_made_from(format_: str) -> None:
    end = written(format_, whole)[-400:].replace("`", "")
    assert "Made from 2026-11-21-api-down to #203" in end
    assert "head 515fd0d2700f495e" in " ".join(end.split())
