"""A record as one line: every kind has one, and corrections show."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import T0, Table, at
from tests.incident.anything import built
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import KINDS, Fact
from warroom.report.lines import describe, happened, late, marks


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_line_of_its_own(kind: str) -> None:
    @settings(max_examples=20, deadline=None)
    @given(built(KINDS[kind]), st.booleans())
    def check(fact: Fact, declared: bool) -> None:
        table = Table().declare() if declared else Table()
        line = describe(table.happen(fact), table.incident, T0)
        assert line.word
        assert len(line.word) <= 8
        assert line.sign
        assert line.tone in ("", "bad", "bold", "muted", "struck")

    check()


@pytest.mark.parametrize(
    ("fact", "word", "text"),
    [
        (f.Noted(text="it is slow"), "note", "it is slow"),
        (f.SeveritySet(from_="P1", to="P0", why="worse"), "sev", "P0, was P1: worse"),
        (f.StatusSet(from_="investigating", to="identified"), "status", "IDENTIFIED, was investigating"),
        (f.MilestoneSet(name="detected", at=T0, by_what="alert"), "detected", "detected at 14:30:00 UTC by alert"),
        (f.RoleTaken(role="comms", person="bo", before="kim"), "role", "comms is bo, was kim"),
        (f.ItemSet(n=2, id="team", done=True), "tick", "2 team, at +02:00 of 05:00"),
        (f.ItemSet(n=99, id="gone", done=True), "tick", "99 gone"),
        (f.ItemSkipped(n=2, id="team", why="alone"), "skip", "2 team: alone"),
        (f.TaskGiven(n=1, owner="bo", text="look", due_at=at(5)), "do", "1 @bo look 3 min"),
        (f.TaskGiven(n=1, owner="bo", text="x", due_at=at(5), action=True), "action", "1 @bo x, due 2026-11-21"),
        (f.CheckChanged(check="api", from_="up", to="down", reason="status 503", since=at(1)), "down",
         "api: status 503, was up, first seen 1m00 before"),
        (f.CheckChanged(check="api", from_="up", to="degraded", copied=True), "slow",
         "api, was up, before the incident"),
        (f.UpdateRecorded(channel="email", status="resolved", text="over"), "told", "email RESOLVED: over"),
        (f.UpdateRecorded(channel="email", next_at=at(30)), "told", "email: by hand; next by 15:00:00 UTC"),
        (f.Unknown(data={"a": 1}), "a later", "a 1 (written by a newer warroom)"),
        (f.Erased(), "a later", "erased"),
    ],
)  # fmt: skip
def test_a_line_says_what_happened(fact: Fact, word: str, text: str) -> None:
    table = Table().declare().go(2)
    line = describe(table.happen(fact), table.incident, at(2))
    assert (line.word, line.text) == (word, text)


@pytest.mark.parametrize(
    "words",
    [i.Note(text="a"), i.NoteChange(text="a"), i.Suspect(text="a"), i.Decide(text="a"), i.Link(url="a", text="b")],
)
def test_an_amended_line_shows_its_newest_words_and_keeps_its_number(words: i.Intent) -> None:
    table = Table().declare()
    (record,) = table.do(words)
    table.do(i.Amend(seq=record.seq, text="the pool"))
    table.do(i.Amend(seq=record.seq, text="the other pool"))
    line = describe(record, table.incident, T0)
    assert line.text == ("1 the other pool" if isinstance(words, i.Suspect) else "the other pool")
    assert marks(record, table.incident) == ["v3"]


def test_struck_and_pinned_lines_say_so() -> None:
    table = Table().declare()
    (record,) = table.do(i.Note(text="a"))
    table.do(i.Pin(seq=record.seq))
    table.do(i.Strike(seq=record.seq, why="wrong host"))
    assert describe(record, table.incident, T0).tone == "struck"
    assert marks(record, table.incident) == ["struck: wrong host", "pinned"]


def test_a_late_line_says_when_it_was_noted() -> None:
    table = Table().declare()
    (early,) = table.do(i.Note(text="a", at=at(-5)))
    (now,) = table.do(i.Note(text="b"))
    assert (late(early, table.incident, T0), late(now, table.incident, T0)) == ("noted 14:30:00 UTC", "")
    table.do(i.Amend(seq=now.seq, moment=at(-9)))
    assert (happened(now, table.incident), late(now, table.incident, T0)) == (at(-9), "noted 14:30:00 UTC")


def test_an_act_that_could_not_be_measured_says_so_without_minutes() -> None:
    table = Table().declare()
    record = table.happen(f.ItemSet(n=9, id="rollback", done=True))
    assert describe(record, table.incident, T0).text == "9 rollback"
    table.happen(f.Fixed(), T0 + timedelta(minutes=5))
    assert describe(record, table.incident, T0).text == "9 rollback, before its clock began"
