"""Secrets in values as JSON has them: masked wherever they lie, and the same object where there are none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.secrets import mask_all

KEYS = st.sampled_from(["password", "token", "Authorization", "cookie", "x-api-key", "text", "name", "value", "auth"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8) | KEYS, inside, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("password=hunter2", "password=[redacted:password]"),
        ({"text": "password=hunter2", "n": 1}, {"text": "password=[redacted:password]", "n": 1}),
        ({"password": "see"}, {"password": "[redacted:password]"}),
        ({"Authorization": "whatever"}, {"Authorization": "[redacted:authorization]"}),
        ({"cookie": "a=1"}, {"cookie": "[redacted:cookie]"}),
        ({"X-Api-Key": "abc"}, {"X-Api-Key": "[redacted:api-key]"}),
        ({"password": 1234}, {"password": "[redacted:password]"}),
        ({"secrets": ["one1", "two2"]}, {"secrets": ["[redacted:secret]", "[redacted:secret]"]}),
        ({"cookies": {"sid": "abc"}}, {"cookies": {"sid": "[redacted:cookie]"}}),
        ({"token": {"kind": "jwt", "secret": "x"}}, {"token": {"kind": "jwt", "secret": "[redacted:secret]"}}),
        ([{"name": "DB_PASSWORD", "value": "x"}], [{"name": "DB_PASSWORD", "value": "[redacted:password]"}]),
        ([{"a": ("ok", ["password=x1"])}], [{"a": ("ok", ["password=[redacted:password]"])}]),
    ],
)
def test_secrets_are_masked_wherever_they_lie(value: Any, masked: Any) -> None:
    assert mask_all(value) == masked
    assert mask_all(masked) is masked


@pytest.mark.parametrize(
    "value",
    [
        "200 OK in 35ms",
        {"text": "token expired", "n": 4, "ok": True, "at": None, "ratio": 0.5},
        {"password": None, "token": True, "secret": ""},
        {"max_tokens": 4096, "token_type": "bearer", "password_file": "/run/secrets/db"},
        {"auth": "basic", "key": "value", "pass": 3},
        [("a", "b"), {"checks": ["api", "db pool"]}],
        {"password": "[redacted:password]"},
        frozenset({"password=hunter2"}),
    ],
)
def test_where_there_are_none_the_same_object_comes_back(value: Any) -> None:
    assert mask_all(value) is value


def test_what_is_given_stays_as_it_was() -> None:
    value = {"a": {"password": "x"}, "b": ["password=x1"]}
    mask_all(value)
    assert value == {"a": {"password": "x"}, "b": ["password=x1"]}


def test_parts_without_secrets_are_not_copied() -> None:
    value = {"clean": ["a", "b"], "password": "x"}
    assert mask_all(value)["clean"] is value["clean"]


def test_known_secrets_are_masked_at_any_depth() -> None:
    assert mask_all({"body": ["you sent swordfish"]}, {"swordfish"}) == {"body": ["you sent [redacted:known-secret]"]}


@given(JSON)
def test_masking_any_value_keeps_its_keys_and_is_done_after_once(value: Any) -> None:
    once = mask_all(value, {"known-1"})
    assert mask_all(once, {"known-1"}) is once
    if isinstance(value, dict):
        assert list(once) == list(value)
