"""Selectors mean what they mean to Prometheus."""

import re

import pytest

from warroom.checks.series.selector import parse


@pytest.mark.parametrize(
    ("text", "labels", "taken"),
    [
        ("m", {"a": "b"}, True),
        ("m{}", {}, True),
        ('m{a="b"}', {"a": "b"}, True),
        ('m{a="b"}', {"a": "bb"}, False),
        ("m{a='b'}", {"a": "b"}, True),
        ("m{a=`b\\d`}", {"a": "b\\d"}, True),
        ('m{a!="b"}', {"a": "c"}, True),
        ('m{a!="b"}', {}, True),
        ('m{a=""}', {}, True),
        ('m{a!=""}', {}, False),
        ('m{code=~"5.."}', {"code": "503"}, True),
        ('m{code=~"5.."}', {"code": "5033"}, False),
        ('m{code=~"4..|5.."}', {"code": "404"}, True),
        ('m{code!~"4..|5.."}', {"code": "404"}, False),
        ('m{code=~".*"}', {}, True),
        ('m{code=~".+"}', {}, False),
        (' m { a = "b" , c =~ "d|e" , } ', {"a": "b", "c": "e"}, True),
        ('m{a="say \\"hi\\"\\n"}', {"a": 'say "hi"\n'}, True),
        ('m{a="x,y}"}', {"a": "x,y}"}, True),
        ('{a="b"}', {"a": "b"}, True),
        ('a="b", c!="d"', {"a": "b", "c": "e"}, True),
        ("", {"a": "b"}, True),
        ('m{path=~"\\\\d+"}', {"path": "12"}, True),
        ('m{path=~"/a.*"}', {"path": "/a\nb"}, True),
    ],
)
def test_a_selector_takes_the_series_it_takes_in_prometheus(text: str, labels: dict[str, str], taken: bool) -> None:
    assert parse(text, "metric").takes(labels) is taken


def test_the_name_is_read_apart_from_the_labels() -> None:
    assert [parse(text, "k").name for text in ("a:b_c", 'm{a="b"}', '{a="b"}', 'a="b"')] == ["a:b_c", "m", "", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("m{a=b}", "`metric`: cannot read `a=b`"),
        ('m{a="b"', "lacks its closing brace"),
        ('m{a="b" c="d"}', "cannot read"),
        ('m{a=~"("}', r"the pattern `(` cannot be read"),
        ('m{a=~"(a+)+"}', "a repeat of a repeat"),
        ('m{a=~"[[:alpha:]]"}', "cannot be read"),
        ("m m", "cannot read `m m`"),
        ("rate(m[5m])", "cannot read"),
    ],
)
def test_what_is_no_selector_is_said_with_an_example(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        parse(text, "metric")
