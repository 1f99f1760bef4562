"""Questions of a playbook that were answered: a note that begins with the question is its answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from warroom.incident.facts import Fact, Noted, Record
from warroom.incident.state import Incident
from warroom.report.lines import happened
from warroom.secrets import mask

ASKED, ANSWERED = "Q: ", " A: "


class Answer(NamedTuple):
    """What was answered, when and by whom; `before` are earlier answers to the same question."""

    text: str
    at: datetime
    by: str
    seq: int
    before: int = 0


def line_for(question: str) -> str:
    """The note that answers it, as far as it can be written for somebody."""
    return f"{ASKED}{' '.join(question.split())}{ANSWERED}"


def is_answer(fact: Fact) -> bool:
    """Whether a fact may answer some question."""
    return isinstance(fact, Noted) and fact.text.startswith(ASKED)


def answered(questions: Iterable[str], notes: Iterable[Record], incident: Incident) -> dict[str, Answer]:
    """The last answer to each question that has one, by the question; what was struck is none."""
    # The longest first: one question may begin like another.
    wanted = sorted(((mask(line_for(one)).rstrip(), one) for one in questions), key=lambda pair: -len(pair[0]))
    found: dict[str, Answer] = {}
    for record in notes:
        if record.seq in incident.struck or not isinstance(record.fact, Noted):
            continue
        amended = incident.amended.get(record.seq)
        words = amended.text if amended and amended.text is not None else record.fact.text
        begun, question = next((pair for pair in wanted if words.startswith(pair[0])), ("", ""))
        said = words[len(begun) :].strip()
        if question and said:
            before = found[question].before + 1 if question in found else 0
            found[question] = Answer(said, happened(record, incident), record.by, record.seq, before)
    return found
