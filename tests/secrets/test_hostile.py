"""Whatever the text: no error, spans in order and within it, masking twice is masking once, and it ends in time.

Texts that would take a careless pattern hours must end before the run's own limit on a test.
"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.secrets.planted import BEHIND_NAMES
from warroom.secrets import find, kinds, mask

PIECES = st.sampled_from(
    [template.replace("{}", "") for template, _ in BEHIND_NAMES]
    + ["password", "token=", '"', "'", "`", "\\", "[redacted:", "[redacted:password]", "]", ":", "=", " ", "\n", "<"]
    + ["@", "://", "Bearer ", "Cookie: ", "a=b", "; ", "eyJ", ".", "AKIAIOSFODNN7EXAMPLE", "hunter2", "&", ",", "{"]
    + ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "MIIEvQIBADANBgkq", " is ", "curl -u ", "İ"]
)
ANY = st.text(st.characters(), max_size=60) | st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)
KNOWN = st.sets(st.sampled_from(["hunter2", "redacted", "password", "a=b", "", "d:pas", "\ud800", "]"]), max_size=3)


@given(ANY, KNOWN)
@example("password=[redacted:[redacted:password]", set())
@example("[redacted:password]AKIAIOSFODNN7EXAMPLE", set())
def test_masking_never_fails_and_is_done_after_once(words: str, known: set[str]) -> None:
    masked = mask(words, known)
    assert mask(masked, known) == masked
    assert find(masked, known) == []
    assert kinds(masked, known) == ()


@given(ANY, KNOWN)
def test_spans_are_in_order_apart_and_within_the_text(words: str, known: set[str]) -> None:
    last = 0
    for secret in find(words, known):
        assert last <= secret.start < secret.end <= len(words)
        last = secret.end


REPEATED = (
    "a", '"', "'", "`", "\\", "://", "=", ":", "-", ".", ",", "[", "{", " ", "\n", "$", "@", "password=",
    "password =", "password: ", "password: a ", "password is ", "password ", "password='", 'password="\\',
    'password="\\"', "password=\\", "password=<", "<password>", "password,", "token=none&", "token=none ", "key=,a,",
    "name: password value: ", '"password": "',
    '"tokens": ["', "Authorization: ", "Authorization:", "authorization: digest a=", "Bearer ", "bearer a1", "basic ",
    "Cookie: a=b; ", "cookie=", "cookie: ", "set-cookie: a=", "://a:", "://a:b/", "http://a:b@c ", "@tcp(",
    "a:b@tcp(", "thin:a/", "machine a login b password ", "curl -u ", "curl -u a:b ", "mysql -p", "-p --password ",
    "eyJ", "eyJ-", "eyJ.", "sk-", "SG.", "SK", "AKIA", "ghp_", "xoxb-", "hvs.", "$argon2", ":AA", "[redacted:", "\\n",
    "[redacted:password]", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n",
    "password is set to ", "&amp;", "-----", "MIIEvQIBADANBgkq\n", "session_cookie=", "swordfish", "key=",
)  # fmt: skip
HINTS = 'password "token": Bearer cookie: a=b authorization key= curl -u a:b login x://y:z@w '


@pytest.mark.timeout(10)
@pytest.mark.parametrize("before", ["", pytest.param(HINTS, marks=pytest.mark.slow)], ids=["alone", "behind hints"])
@pytest.mark.parametrize("piece", REPEATED)
def test_long_repeats_end_in_time(piece: str, before: str) -> None:
    words = before + piece * (100_000 // len(piece))
    masked = mask(words, {"swordfish"})
    assert mask(masked) == masked


@pytest.mark.parametrize("count", [20_000, 100_000])
def test_a_secret_is_found_behind_a_long_run_of_anything(count: int) -> None:
    for filler in ("a", '"', " ", "://", "\n", "x=y "):
        assert mask(filler * count + " password=hunter2").endswith(" password=[redacted:password]")
