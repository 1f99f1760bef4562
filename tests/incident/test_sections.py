"""Which section of the post-mortem words mean, and what /write does with them."""

import pytest

from tests.fakes import Table, book
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.choices import choices
from warroom.incident.entry import Asked, Context, Parsed, Wrong, parse
from warroom.incident.sections import COMMON, find, sections_of, split
from warroom.playbook.model import Postmortem, Section

OURS = (
    Section(id="summary", title="Incident summary"),
    Section(id="went_well", title="What went well"),
    Section(id="improve", title="What went badly"),
    Section(id="follow-up", title="Follow-Up"),
)


@pytest.fixture
def table() -> Table:
    return Table(book(postmortem=Postmortem(sections=OURS))).declare()


def read(table: Table, line: str) -> Parsed:
    return parse(line, Context(now=table.clock.now(), incident=table.incident, playbook=table.playbook))


def intent(table: Table, line: str) -> i.WriteSection:
    found = read(table, line)
    assert isinstance(found, Asked), found
    assert isinstance(found.intent, i.WriteSection)
    return found.intent


def wrong(table: Table, line: str) -> str:
    found = read(table, line)
    assert isinstance(found, Wrong), found
    return found.said


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("summary", "summary"),
        ("SUMMARY", "summary"),
        ("incident summary", "summary"),
        ("went_well", "went_well"),
        ("went-well", "went_well"),
        ("follow up", "follow-up"),
        ("follow_up", "follow-up"),
        ("imp", "improve"),
        ("what went", ""),
        ("poem", ""),
        ("", ""),
    ],
)
def test_a_section_is_found_by_id_title_or_what_only_it_begins_with(table: Table, words: str, section: str) -> None:
    found = find(table.incident, words)
    assert (found.id if found else "") == section


@pytest.mark.parametrize(
    ("line", "section", "text"),
    [
        ("summary The pool was full", "summary", "The pool was full"),
        ("What went well we saw it at once", "went_well", "we saw it at once"),
        ("What went badly", "improve", ""),
        ("Follow-Up tell the others", "follow-up", "tell the others"),
        ("follow up tell the others", "follow-up", "tell the others"),
        ("summary  two\n\nparts", "summary", "two\n\nparts"),
        ("summary -", "summary", "-"),
    ],
)
def test_a_line_begins_with_the_longest_title_that_fits(table: Table, line: str, section: str, text: str) -> None:
    found = split(table.incident, line)
    assert found is not None
    assert (found[0].id, found[1]) == (section, text)


def test_a_team_that_names_no_sections_has_the_few_that_every_one_has() -> None:
    assert sections_of(book()) == COMMON


def test_writing_a_section_records_its_words_and_a_newer_version_counts(table: Table) -> None:
    table.do(intent(table, "/write summary The pool was full."))
    table.do(intent(table, "/write summary The pool was full, twice."), "kim")
    written = table.incident.sections["summary"]
    assert (written.text, written.by, written.version) == ("The pool was full, twice.", "kim", 2)


def test_a_section_alone_says_what_could_be_written_and_writes_nothing(table: Table) -> None:
    assert wrong(table, "/write summary") == (
        "summary is filled in from the record: /write summary WORDS puts your words in its place"
    )
    table.do(intent(table, "/write summary The pool was full."))
    said = wrong(table, "/write summary")
    assert f"in the words of anna, #{table.incident.seq}" in said
    assert "/write summary record leaves it to the record again" in said


def test_the_word_record_leaves_a_section_to_the_record_again(table: Table) -> None:
    table.do(intent(table, "/write summary The pool was full."))
    table.do(intent(table, "/write summary record"))
    assert table.incident.sections == {}
    with pytest.raises(Refused, match="nobody wrote summary"):
        table.do(intent(table, "/write summary record"))


def test_a_section_that_is_not_there_is_answered_with_those_that_are(table: Table) -> None:
    assert wrong(table, "/write poem a haiku") == (
        "no section of the post-mortem is called “poem”: summary, went_well, improve, follow-up"
    )
    assert wrong(table, "/write") == "it goes: /write SECTION WORDS"


def test_a_section_may_be_written_when_all_is_over(table: Table) -> None:
    table.do(i.Cancel(why="it was none"))
    table.do(intent(table, "/write summary It was nothing."))
    assert "summary" in table.incident.sections


@pytest.mark.parametrize(
    ("line", "priority", "text"),
    [
        ("/action @ann priority=high add pool alert", "high", "add pool alert"),
        ("/action @ann add pool alert priority=P1 2026-12-01", "P1", "add pool alert"),
        ("/action @ann PRIORITY=p2 add pool alert 2026-12-01", "p2", "add pool alert"),
        ("/action @ann P1 page goes to a phone", "", "P1 page goes to a phone"),
        ("/action @ann set high-priority=1 in haproxy", "", "set high-priority=1 in haproxy"),
    ],
)
def test_an_action_item_may_have_a_priority(table: Table, line: str, priority: str, text: str) -> None:
    found = read(table, line)
    assert isinstance(found, Asked)
    table.do(found.intent)
    task = table.incident.tasks[-1]
    assert (task.priority, task.text, task.owner) == (priority, text, "ann")


def test_a_priority_is_one_short_word(table: Table) -> None:
    assert wrong(table, "/action @ann priority=whatever-you-think add alert").startswith("a priority is a word such as")
    assert wrong(table, "/action @ann priority=P1") == "it goes: /action @ann [priority=P1] add pool alert 2026-12-01"


def test_sections_complete_and_only_written_ones_go_back_to_the_record(table: Table) -> None:
    def after(*before: str) -> list[str]:
        context = Context(now=table.clock.now(), incident=table.incident, playbook=table.playbook)
        return [choice.word for choice in choices("write", before, "", context)]

    assert after() == ["summary", "went_well", "improve", "follow-up"]
    assert after("summary") == []
    table.do(intent(table, "/write summary The pool was full."))
    assert after("summary") == ["record"]
