"""The entry line takes whatever is typed."""

from hypothesis import example, given
from hypothesis import strategies as st

from tests.fakes import T0, Table, book
from warroom.incident import intents as i
from warroom.incident.complete import complete
from warroom.incident.entry import VERBS, Asked, Context, Wrong, offered, parse
from warroom.incident.moment import leading

TABLE = Table().declare()
CONTEXT = Context(
    now=T0, playbook=book(), incident=TABLE.incident, people=("anna",), checks=("api",), zone="Asia/Tokyo"
)

words = st.text(max_size=40) | st.sampled_from(
    [
        "5",
        "-5m",
        "14:32",
        "@bo",
        "e²",
        "P0",
        "why",
        "5m",
        "2026-12-01",
        "9999-12-31",
        "0001-01-01",
        "a=b",
        "=",
        "²",
        "٣",
        "t1",
    ]
)
lines = st.text(max_size=200) | st.builds(
    lambda at, verb, rest: f"{at}/{verb} {' '.join(rest)}",
    st.sampled_from(["", "-5m ", "14:32 "]),
    st.sampled_from([verb.name for verb in VERBS]),
    st.lists(words, max_size=4),
)


@given(lines)
@example("/action @a x 9999-12-31")
@example("/action @a x 0001-01-01")
@example("/snooze e² 5m why")
@example("/declare \ud800")
def test_no_line_fails_to_be_read(line: str) -> None:
    parsed = parse(line, CONTEXT)
    if isinstance(parsed, Wrong):
        assert parsed.said


@given(lines)
def test_no_line_fails_to_be_completed(line: str) -> None:
    assert all(found.line.startswith(line[:1]) for found in complete(line, CONTEXT))


@given(st.text(min_size=1))
def test_a_line_after_a_space_is_its_own_words(text: str) -> None:
    parsed = parse(f" {text}", CONTEXT)
    if text.strip():
        assert parsed == Asked(intent=i.Note(text=text.strip()))


@given(st.text(min_size=1).filter(lambda t: t.strip() and not t.startswith("/")))
def test_a_line_without_a_slash_is_its_own_words(text: str) -> None:
    at, rest = leading(text, T0, CONTEXT.zone)
    if not rest.startswith("/"):
        assert parse(text, CONTEXT) == Asked(intent=i.Note(text=rest.strip(), at=at))


def test_a_line_of_a_megabyte_is_a_note() -> None:
    for line in ("-" + "1" * 1_000_000 + " x", "x" * 1_000_000, "/do @bo wait " + "1" * 1_000_000, "1:" * 500_000):
        assert isinstance(parse(line, CONTEXT), Asked)


def test_every_verb_says_how_it_goes_and_what_it_does() -> None:
    assert len({verb.name for verb in VERBS}) == len(VERBS)
    assert all(verb.help and verb.group and verb.name == verb.name.lower() for verb in offered())
