"""Conditions as people write them, held against what a probe saw."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.checks.condition import parse
from warroom.checks.result import Result
from warroom.errors import BadInput

SOUND = {"db": {"up": True, "lag": 0.25}, "items": [{"state": "ok"}, {"state": "failed"}], "n": 7, "odd key": None}


def seen(body: Any = SOUND, status: int = 200, latency_s: float = 0.041, **more: Any) -> Result:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Result(status=status, latency_s=latency_s, body=raw, **more)


@pytest.mark.parametrize(
    ("text", "result", "ok", "said"),
    [
        ("status in 200..299", seen(status=204), True, "status 204"),
        ("status in 200..299", seen(status=503), False, "status 503, wanted 200..299"),
        ("status in 200..299, 404", seen(status=404), True, "status 404"),
        ("status in [200, 204]", seen(status=201), False, "status 201, wanted 200, 204"),
        ("status not in 500..599", seen(status=503), False, "status 503, wanted not 500..599"),
        ("status==200", seen(status=200), True, "status 200"),
        ("status != 503", seen(status=503), False, "status 503, wanted not 503"),
        ("latency < 800ms", seen(latency_s=1.24), False, "latency 1.24 s, wanted < 800 ms"),
        ("latency <= 1.5 s", seen(latency_s=1.5), True, "latency 1.5 s"),
        ("latency < 2m", seen(latency_s=0.0412), True, "latency 41 ms"),
        ("latency in 10ms..1s", seen(latency_s=5.0), False, "latency 5 s, wanted 10ms..1s"),
        ('body contains "ok"', seen(b"all ok"), True, 'body "all ok"'),
        ("body contains 'ok'", seen(b"down"), False, 'body "down", wanted to contain "ok"'),
        ("body contains 200", seen(b"code 200"), True, 'body "code 200"'),
        ("body not contains error", seen(b"an error"), False, 'body "an error", wanted not to contain error'),
        (r"body matches /re?ady\d/", seen(b"ready7"), True, 'body "ready7"'),
        ("body matches /READY/i", seen(b"ready"), True, 'body "ready"'),
        ("body matches /up/", seen(b"down"), False, 'body "down", wanted to match /up/'),
        ("body.db.up == true", seen({"db": {"up": False}}), False, "body.db.up false, wanted true"),
        ("body.db.up == true", seen(), True, "body.db.up true"),
        ("body.db.up == 1", seen(), False, "body.db.up true, wanted 1"),
        ('body.n == "7"', seen(), False, 'body.n 7, wanted "7"'),
        ("body.n >= 7", seen(), True, "body.n 7"),
        ("body.db.lag > 1", seen(), False, "body.db.lag 0.25, wanted > 1"),
        ("body.db > 1", seen(), False, "body.db an object, wanted > 1"),
        ('body.items[0].state != "failed"', seen(), True, 'body.items[0].state "ok"'),
        ("body.items[-1].state != failed", seen(), False, 'body.items[-1].state "failed", wanted not failed'),
        ("body.items[9].state == ok", seen(), False, "body.items[9].state is missing"),
        ('body["odd key"] == null', seen(), True, 'body["odd key"] null'),
        ("body.tags contains live", seen({"tags": ["live"]}), True, "body.tags a list of 1"),
        (
            "body.db.up == true",
            seen(b"<html>"),
            False,
            'body.db.up is missing, the body begins "<html>", which is not JSON',
        ),
        ("body.db.up == true", seen(b""), False, "body.db.up is missing, the body is empty, which is not JSON"),
        (
            "body.x == 1",
            seen(b'{"x": NaN}'),
            False,
            'body.x is missing, the body begins "{"x": NaN}", which is not JSON',
        ),
        ("body.x == 1", seen(b"[" * 100_000), False, None),
        ("body.x == 1", seen(b'{"x": 1', cut=True), None, "body.x cannot be known, the body was cut before its end"),
        ("body contains ok", seen(b"nothing", cut=True), None, "body was cut at 0 KiB, wanted to contain ok"),
        ("body contains no", seen(b"nothing", cut=True), True, 'body "nothing"'),
        ("latency < 1s", seen(latency_s=float("nan")), None, "latency is not a number"),
        ("status == 200", Result(), None, "status is not known"),
        ("latency < 1s", Result(), None, "latency is not known"),
        ("body contains ok", Result(), None, "body was not read"),
    ],
)
def test_a_condition_says_what_was_found_and_what_was_wanted(
    text: str, result: Result, ok: bool | None, said: str | None
) -> None:
    verdict = parse(text).judge(result)
    assert verdict.ok is ok
    assert said is None or verdict.said == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names nothing to look at"),
        ("200", "names nothing to look at"),
        ("stauts == 200", "unknown `stauts`, did you mean `status`?"),
        ("status = 200", "no comparison after `status`"),
        ("status", "no comparison after `status`"),
        ("status ==", "nothing after `==`"),
        ("status.code == 1", "status has no parts"),
        ("latency < 800", "a duration needs a unit, like `800ms`"),
        ("latency < fast", "a duration is a number with a unit"),
        ("status < ok", "`<` compares numbers"),
        ("status == 200..299", "a range stands after `in`"),
        ("status in 299..200", "from the smaller to the larger"),
        ("status == 1, 2", "several values stand after `in`"),
        ("body matches ready", "a pattern stands between slashes"),
        ("body matches /(/", "the pattern cannot be read"),
        ("body matches /a{99999999999999}/", "the pattern cannot be read"),
        ("body matches /^(a+)+$/", "a repeat of a repeat"),
        ('body contains "ok', "cannot read"),
        ("status in 200,", "cannot read"),
        ("x" * 501, "at most 500"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_with_the_way_out(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(text)
    assert said in str(refused.value)


WORDS = """status latency body .a [0] [-1] ["k"] == != < >= in not contains matches /a+/ /(/
    200 .. 299 800ms "ok" true , [ ] ' " % - null"""
PIECES = st.sampled_from([" ", *WORDS.split()])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ak"), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=9).map("".join), st.text(max_size=40)), JSON, st.binary(max_size=20))
def test_any_text_is_either_a_condition_that_judges_anything_or_refused(text: str, value: Any, noise: bytes) -> None:
    try:
        condition = parse(text)
    except BadInput:
        return
    for result in (seen(value), seen(noise), Result(), Result(status=value, latency_s=0.1)):
        verdict = condition.judge(result)
        assert verdict.ok in (True, False, None)
        assert verdict.said
        assert len(verdict.said) < 2000


def test_words_from_outside_are_cut_to_80_letters() -> None:
    said = parse("body contains ok").judge(seen(b"no\n" * 1000)).said
    assert "\n" not in said
    assert len(said) < 120


def test_a_pattern_that_would_take_for_ever_is_given_up_and_is_not_known() -> None:
    verdict = parse("body matches /^(a|aa)+c$/").judge(seen(b"a" * 80 + b"cc"))
    assert verdict.ok is None
    assert "takes too long" in verdict.said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("used < 900MB", "used 1.2 GB, wanted < 900MB"),
        ("used < 1GiB", "used 1.2 GB, wanted < 1GiB"),
        ("share < 5%", "share 7.25 %, wanted < 5%"),
        ("left > 21d", "left 20 d 4 h, wanted > 21 d"),
        ('name == "db"', 'name "api", wanted "db"'),
    ],
)
def test_values_are_read_and_said_in_their_units(text: str, said: str) -> None:
    units = {"used": "bytes", "share": "share", "left": "duration", "name": "text"}
    result = Result(used=1_200_000_000, share=7.25, left=20 * 86_400 + 4 * 3600.0 + 59, name="api")
    assert parse(text, units).judge(result).said == said  # type: ignore[arg-type]  # what is parsed is a condition here


@pytest.mark.parametrize(
    ("text", "severity"),
    [("status == 200 else P1", "P1"), ('body contains "a else b"', ""), ("body contains x else SEV-2", "SEV-2")],
)
def test_a_severity_may_stand_behind_a_condition(text: str, severity: str) -> None:
    assert parse(text).suggests == severity
