"""The stored form of a record: what goes in comes back, and every byte is accounted for."""

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import T0
from tests.incident.anything import built, facts, moments
from warroom.errors import Damaged
from warroom.incident import facts as f
from warroom.incident.facts import KINDS, Erased, Fact, Frozen, Judged, Outage, Unknown, When
from warroom.journal.ids import id_in, is_first, new_id, nth_id
from warroom.journal.record import GENESIS, Row, check, data_of, decode, encode, sha256, stamp


def stored(fact: Fact, *, by: str = "anna", at: datetime = T0, via: dict[str, str] | None = None) -> Row:
    return encode(fact, stream="s", seq=1, id_="x", prev=GENESIS, at=at, noted_at=T0, by=by, via=via or {})


odd: st.SearchStrategy[object] = st.recursive(
    st.sampled_from([None, True, 0, 14, 1.0, 1.5, -1, 2**64, "", "null", "1", "up", "2026-11-21T14:30:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["n", "at", "text"]), inner, max_size=2)
    ),
    max_leaves=4,
)
"""What a hand or another program may have put into a body."""


def changed(row: Row, **words: object) -> Row:
    return msgspec.structs.replace(row, **words)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_back_as_it_went_in(kind: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(built(KINDS[kind]))
    def back(fact: Fact) -> None:
        record = decode(stored(fact))
        assert (record.fact, record.kind, record.version) == (fact, kind, fact.version)
        assert check(stored(fact), GENESIS) is None

    back()


@given(st.text(st.characters()), st.text(st.characters(), max_size=20))
def test_any_text_is_kept_or_spelled_out(text: str, by: str) -> None:
    row = stored(f.Noted(text=text), by=by, via={"tty": by})
    fact = decode(row).fact
    assert isinstance(fact, f.Noted)
    assert check(row, GENESIS) is None
    if not any("\ud800" <= char <= "\udfff" for char in text + by):
        assert (fact.text, decode(row).by, decode(row).via) == (text, by, {"tty": by})


@pytest.mark.parametrize("word", ["null", "true", "1", "", "2026-11-21T14:30:00Z", "\0", "☃"])
def test_a_word_that_looks_like_something_else_stays_a_word(word: str) -> None:
    for fact in (f.Amended(seq=1, text=word), f.HandoverAccepted(person=word, read_back=word)):
        assert decode(stored(fact)).fact == fact


@given(moments, st.integers(-720, 720))
def test_moments_are_stored_in_utc_with_milliseconds_whatever_their_zone(moment: datetime, minutes: int) -> None:
    there = moment.astimezone(timezone(timedelta(minutes=minutes)))
    record = decode(stored(f.MilestoneSet(name="fixed", at=there), at=there))
    assert record.at == moment
    assert record.at.tzinfo is not None
    assert stamp(there) == stamp(moment)
    assert len(stamp(moment)) == 24


def test_a_moment_of_any_year_is_of_one_width() -> None:
    assert stamp(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000Z"
    assert stamp(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == "9999-12-31T23:59:59.999Z"


def test_the_envelope_holds_the_place_and_a_hash_of_the_words_in_one_spelling() -> None:
    row = stored(f.Noted(text="ü"))
    envelope = json.loads(row.envelope)
    assert sorted(envelope) == ["at", "body", "by", "id", "kind", "noted_at", "prev", "seq", "stream", "version"]
    assert envelope["body"] == sha256(f"{row.salt}{row.body}")
    assert row.hash == sha256(row.envelope)
    assert row.body == '{"data":{"text":"ü"},"via":{}}'
    assert row.envelope == json.dumps(envelope, sort_keys=True, separators=(",", ":"))


def test_the_same_words_have_another_salt_each_time() -> None:
    assert stored(f.Noted(text="yes")).hash != stored(f.Noted(text="yes")).hash


@settings(max_examples=50, deadline=None)
@given(facts)
def test_the_data_of_the_contract_is_json_of_the_words(fact: Fact) -> None:
    record = decode(stored(fact)) if fact.kind else None
    if record is not None:
        assert data_of(record) == json.loads(stored(fact).body or "")["data"]


def test_a_later_kind_or_version_or_shape_folds_to_nothing_and_keeps_its_data() -> None:
    row = stored(f.Noted(text="x"))
    for envelope in (
        row.envelope.replace('"kind":"note"', '"kind":"sung"'),
        row.envelope.replace('"version":1', '"version":2'),
        row.envelope.replace('"kind":"note"', '"kind":"declared"'),
        row.envelope.replace('"kind":"note"', '"kind":"sung","mood":"calm"'),
    ):
        record = decode(changed(row, envelope=envelope))
        assert record.fact == Unknown(data={"text": "x"})
        assert data_of(record) == {"text": "x"}


@settings(max_examples=100, deadline=None)
@given(facts.filter(lambda fact: bool(fact.kind and msgspec.structs.fields(fact))), odd, st.data())
def test_words_of_any_shape_are_what_their_kind_makes_of_them(fact: Fact, value: object, data: st.DataObject) -> None:
    row = stored(fact)
    body = json.loads(row.body or "")
    body["data"][data.draw(st.sampled_from(sorted(body["data"])))] = value
    try:
        wanted: Fact = msgspec.convert(body["data"], KINDS[fact.kind], strict=False)
    except msgspec.ValidationError:
        wanted = Unknown(data=body["data"])
    assert decode(changed(row, body=json.dumps(body))).fact == wanted


def test_a_moment_without_a_zone_is_none_that_a_record_can_have() -> None:
    row = stored(f.CheckPaused(check="api", until=T0))
    naive = changed(row, body=(row.body or "").replace("Z", ""))
    assert isinstance(decode(naive).fact, Unknown)
    placeless = changed(row, envelope=row.envelope.replace("Z", ""))
    assert check(placeless, GENESIS) == "its envelope cannot be read"


@pytest.mark.parametrize("made", [Outage, Frozen, Judged, *KINDS.values()])
def test_every_moment_of_a_fact_says_its_zone(made: type[msgspec.Struct]) -> None:
    for name, kind in get_type_hints(made, include_extras=True).items():
        assert kind == When or datetime not in (kind, *get_args(kind)), name


def test_more_words_than_this_release_knows_are_let_be() -> None:
    body = '{"data":{"mood":"calm","text":"x"},"via":{}}'
    assert decode(changed(stored(f.Noted(text="x")), body=body)).fact == f.Noted(text="x")


def test_erased_words_leave_their_place() -> None:
    row = changed(stored(f.Noted(text="secret")), body=None, salt=None)
    assert decode(row).fact == Erased()
    assert decode(row).kind == "note"
    assert data_of(decode(row)) == {}
    assert check(row, GENESIS) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"body": '{"data":{"text":"y"},"via":{}}'}, "its words were changed"),
        ({"salt": "00"}, "its words were changed"),
        ({"salt": None}, "its words were changed"),
        ({"by": "bo"}, "its envelope was changed"),
        ({"hash": "0" * 64}, "its envelope was changed"),
        ({"seq": 2}, "its place was changed"),
        ({"stream": "t"}, "its place was changed"),
        ({"id": "y"}, "its place was changed"),
        ({"prev": "1" * 64}, "its place was changed"),
        ({"envelope": "{"}, "its envelope cannot be read"),
    ],
)
def test_what_was_changed_is_told(change: dict[str, object], says: str) -> None:
    row = stored(f.Noted(text="x"))
    if "by" in change:
        change = {"envelope": row.envelope.replace('"by":"anna"', '"by":"bo"')}
    assert check(changed(row, **change), GENESIS) == says


def test_a_record_that_follows_another_than_it_says_is_told() -> None:
    assert check(stored(f.Noted(text="x")), "1" * 64) == "it does not follow the record before it"


@pytest.mark.parametrize("field", ["envelope", "body"])
def test_bytes_that_are_none_of_ours_are_damage(field: str) -> None:
    with pytest.raises(Damaged, match="s #1 cannot be read"):
        decode(changed(stored(f.Noted(text="x")), **{field: "{"}))


def test_ids_sort_by_the_time_they_were_made_and_name_their_records() -> None:
    ids = [new_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert [uuid.UUID(one).version for one in ids] == [7] * 200
    assert {uuid.UUID(one).variant for one in ids} == {uuid.RFC_4122}
    stamps = [uuid.UUID(one).int >> 80 for one in ids]
    assert stamps == sorted(stamps)
    first = ids[0]
    assert nth_id(first, 0) == first
    assert nth_id(first, 2) == str(uuid.uuid5(uuid.UUID(first), "2")) != nth_id(first, 1)
    assert [is_first(one) for one in (first, nth_id(first, 1), id_in(first, "duty"))] == [True, False, False]
    assert id_in(first, "duty") != id_in(first, "s")
