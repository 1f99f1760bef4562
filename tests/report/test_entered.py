"""A record as the line that was typed: read again it asks for the same."""

import msgspec
import pytest

from tests.fakes import Table
from warroom.incident import facts as f
from warroom.incident.entry import Asked, Context, parse
from warroom.incident.intents import Intent
from warroom.report.entered import line_of


def read(line: str, table: Table) -> Intent:
    found = parse(line, Context(now=table.clock.now(), incident=table.incident, playbook=table.playbook))
    assert isinstance(found, Asked), found
    return found.intent


def begun() -> Table:
    table = Table().declare()
    for line in (
        "/ic @kim",
        "/role driver @kim",
        "/suspect the pool",
        "/suspect the deploy",
        "/do @bo check pool",
        "/fix",
    ):
        table.do(read(line, table))
    return table


@pytest.mark.parametrize(
    "line",
    [
        "first 503s at the edge",
        "two\nlines",
        " /var is full",
        " -5m of logs are gone",
        "10:1 of them fail",
        "/change deployed 41a",
        "/suspect the cache",
        "/decide roll back",
        "/link http://x/y the graph",
        "/title checkout is down",
        "/impact users=1000 data=none checkout refuses cards",
        "/sev P1 fewer are hit",
        "/sev P1",
        "/status identified",
        "/unfix it came back",
        "/role comms @bo",
        "/handover @lee",
        "/tick 2",
        "/skip 2 alone",
        "/rule-out 1 it was idle",
        "/cause 2",
        "/cadence 90m nobody asks",
        "/do @bo look at the pool",
        "/action @ann add pool alert",
        "/take 1",
        "/extend 1 5m nearly there",
        "/done 1",
        "/update email investigating we look",
        "/update email we look",
        "/escalate 2 by phone",
        "/escalate @ann by chat no answer asleep",
        "/handover @lee driver",
    ],
)
def test_a_line_read_from_its_record_asks_for_the_same_again(line: str) -> None:
    table = begun()
    asked = read(line, table)
    again = line_of(table.do(asked)[0])
    before = begun()
    assert msgspec.structs.replace(read(again, before), id="", at=None) == msgspec.structs.replace(
        asked, id="", at=None
    )


def test_what_no_words_made_brings_no_line_back() -> None:
    table = begun()
    assert line_of(table.happen(f.CheckChanged(check="api", from_="up", to="down"))) == ""
    assert [
        line_of(record) for record in table.records if record.kind in ("declared", "fixed", "playbook_adopted")
    ] == [
        "",
        "",
        "",
    ]
