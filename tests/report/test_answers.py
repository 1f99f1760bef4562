"""Answers to a playbook's questions: notes that begin with the question, as last amended, but not struck."""

import pytest

from tests.fakes import Table
from warroom.incident import intents as i
from warroom.report.answers import answered, is_answer, line_for
from warroom.secrets import mask

USERS, LONGER = "How many users?", "How many users? A: and how many pay?"


def notes(*said: str) -> Table:
    table = Table().declare()
    for words in said:
        table.do(i.Note(text=words))
    return table


def found(table: Table, *questions: str) -> dict[str, str]:
    answers = [record for record in table.records if is_answer(record.fact)]
    return {question: one.text for question, one in answered(questions, answers, table.incident).items()}


def test_a_note_that_begins_with_the_question_is_its_answer() -> None:
    table = notes(f"{line_for(USERS)}about 900", "something else", "Q: other A: 3")
    assert found(table, USERS, "Since when?") == {USERS: "about 900"}


def test_the_last_answer_counts_and_those_before_are_counted() -> None:
    table = notes(f"{line_for(USERS)}about 900", f"{line_for(USERS)}all")
    [answer] = answered([USERS], [r for r in table.records if is_answer(r.fact)], table.incident).values()
    assert (answer.text, answer.before, answer.by) == ("all", 1, table.records[-1].by)
    assert answer.at == table.records[-1].at


def test_a_question_without_words_behind_it_is_not_answered() -> None:
    assert found(notes(line_for(USERS), f"{line_for(USERS)}  "), USERS) == {}


def test_an_answer_that_was_struck_is_none_and_one_that_was_amended_is_the_newer() -> None:
    table = notes(f"{line_for(USERS)}about 900", f"{line_for(USERS)}1")
    first, second = (record.seq for record in table.records if is_answer(record.fact))
    table.do(i.Strike(seq=second, why="a slip"))
    assert found(table, USERS) == {USERS: "about 900"}
    table.do(i.Amend(seq=first, text=f"{line_for(USERS)}1200"))
    assert found(table, USERS) == {USERS: "1200"}


def test_one_question_may_begin_like_another() -> None:
    table = notes(f"{line_for(LONGER)}half", f"{line_for(USERS)}all")
    assert found(table, USERS, LONGER) == {LONGER: "half", USERS: "all"}


@pytest.mark.parametrize("question", ["is password=hunter2hunter2 still set?", "two\nlines  of it?", "a\tb?"])
def test_a_question_is_known_again_however_the_record_holds_it(question: str) -> None:
    table = notes(mask(f"{line_for(question)}yes"))
    assert found(table, question) == {question: "yes"}
