"""Secrets known from settings: gathered from a check's options, and masked wherever a server says them back."""

from base64 import b64encode
from typing import Any

import pytest

from warroom.secrets import find, known_in, mask
from warroom.secrets.echo import KIND
from warroom.secrets.span import sign

SIGN = sign(KIND)


@pytest.mark.parametrize(
    ("options", "known"),
    [
        ({"url": "https://app:s3same-street@db-01:5432/x"}, {"s3same-street"}),
        ({"url": "https://api.example.com/x?token=0123456789abc&page=2"}, {"0123456789abc"}),
        ({"url": "redis://:p%40ssw0rd@cache-1"}, {"p%40ssw0rd", "p@ssw0rd"}),
        ({"headers": {"Authorization": "Bearer opaque-words"}}, {"Bearer opaque-words", "opaque-words"}),
        ({"headers": {"X-Api-Key": "sesame-open"}}, {"sesame-open"}),
        (
            {"headers": {"Cookie": "sid=abcdefgh1; lang=english"}},
            {"sid=abcdefgh1; lang=english", "abcdefgh1"},
        ),
        ({"body": '{"user": "bob", "password": "open sesame"}'}, {"open sesame"}),
        ({"password": 12345678}, {"12345678"}),
        ({"tokens": ["first-of-9", "second-of-9"]}, {"first-of-9", "second-of-9"}),
        ({"env": [{"name": "DB_PASSWORD", "value": "swordfish"}]}, {"swordfish"}),
        ({"url": "http://10.0.0.1:8080/health", "method": "GET", "headers": {"Accept": "text/html"}}, set()),
        ({"password": "postgres"}, set()),
        ({"password": "short", "verify": True, "token": None}, set()),
        ({"password": "${DB_PASSWORD}"}, set()),
    ],
)
def test_the_secrets_of_a_check_are_known(options: dict[str, Any], known: set[str]) -> None:
    found = known_in(options)
    assert known <= found
    if not known:
        assert found == frozenset()


def test_a_url_s_user_is_known_as_a_client_sends_it() -> None:
    assert b64encode(b"app:s3same-street").decode() in known_in({"url": "http://app:s3same-street@db-01/"})


def test_a_known_secret_is_masked_wherever_it_is_echoed() -> None:
    assert mask("you sent swordfish, why?", {"swordfish"}) == f"you sent {SIGN}, why?"
    assert mask("swordfishswordfish", ["swordfish"]) == SIGN + SIGN
    assert mask("you sent nothing", {"swordfish"}) == "you sent nothing"


@pytest.mark.parametrize(
    "echo",
    [
        'a"b/c d&é',
        r"a\"b/c d&\u00e9",
        r"a\"b/c d&é",
        "a%22b%2Fc%20d%26%C3%A9",
        "a%22b/c+d%26%C3%A9",
        "a%22b%2Fc+d%26%C3%A9",
        "a&quot;b/c d&amp;é",
    ],
)
def test_an_echo_is_known_in_json_in_a_url_and_in_html(echo: str) -> None:
    assert mask(f"<{echo}>", {'a"b/c d&é'}) == f"<{SIGN}>"


def test_a_known_secret_inside_a_longer_one_gives_one_sign() -> None:
    assert mask("password=xx-swordfish-yy", {"swordfish"}) == "password=[redacted:password]"


def test_an_empty_value_is_no_known_secret() -> None:
    assert find("anything", {""}) == []


def test_a_known_secret_never_breaks_a_sign() -> None:
    known = {"password", "redacted", "known secret"}
    masked = mask("password=swordfish", known)
    assert "swordfish" not in masked
    assert mask(masked, known) == masked
