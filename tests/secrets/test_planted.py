"""Every planted secret is masked, and nothing but the secret."""

import pytest

from tests.secrets.planted import Planted, chance, planted
from warroom.secrets import find, kinds, mask
from warroom.secrets.span import MASKED, sign

PLANTED = list(planted())


def test_there_are_enough_of_them() -> None:
    assert len({one.text for one in PLANTED}) >= 500


@pytest.mark.parametrize("one", PLANTED, ids=lambda one: one.before[-30:] + "…" + one.after[:10])
def test_a_planted_secret_is_masked_and_the_rest_stays(one: Planted) -> None:
    masked = mask(one.text)
    assert one.secret not in masked
    assert masked.startswith(one.before)
    assert masked.endswith(one.after)
    assert mask(masked) == masked


def test_they_are_masked_as_well_where_they_stand_together() -> None:
    masked = mask("\n\n".join(one.text for one in PLANTED if "PRIVATE KEY" not in one.text))
    alone = [one for one in PLANTED if "PRIVATE KEY" not in one.text and one.text != one.secret]
    assert [one.secret for one in alone if one.secret in masked] == []


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("password=hunter2", "password=[redacted:password]"),
        ("DB_PASSWORD=hunter2 PORT=80", "DB_PASSWORD=[redacted:password] PORT=80"),
        ("postgres://app:hunter2@db/app", "postgres://app:[redacted:password]@db/app"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [redacted:bearer]"),
        ("Cookie: a=one; b=two", "Cookie: a=[redacted:cookie]; b=[redacted:cookie]"),
        ("Set-Cookie: a=one; Path=/", "Set-Cookie: a=[redacted:cookie]; Path=/"),
        ("user=bob&password=x1&page=2", "user=bob&password=[redacted:password]&page=2"),
        ("the password is hunter2.", "the password is [redacted:password]."),
        ("(password=hunter2)", "(password=[redacted:password])"),
        ("password=hunter2, then restart", "password=[redacted:password], then restart"),
        ("-5m password: swordfish", "-5m password: [redacted:password]"),
        ("{password: swordfish, user: bob}", "{password: [redacted:password], user: bob}"),
        ("AKIAIOSFODNN7EXAMPLE rotated", "[redacted:aws-key] rotated"),
        ("token=ghp_0123456789abcdefghij", "token=[redacted:github-token]"),
        ("key=AKIAIOSFODNN7EXAMPLE", "key=[redacted:aws-key]"),
    ],
)
def test_a_sign_that_names_the_kind_stands_in_its_place(words: str, masked: str) -> None:
    assert mask(words) == masked


def test_a_span_covers_the_value_alone_counted_in_code_points() -> None:
    words = "🔥 ünder: password=hunter2!"
    [secret] = find(words)
    assert words[secret.start : secret.end] == "hunter2!"
    assert secret.kind == "password"


def test_letters_that_grow_in_lower_case_move_no_span() -> None:
    words = "İİİ password=hunter2 İ"
    [secret] = find(words)
    assert words[secret.start : secret.end] == "hunter2"


def test_every_kind_makes_a_sign_that_is_known_again() -> None:
    met = {secret.kind for one in PLANTED for secret in find(one.text)}
    assert {kind for kind in met if not MASKED.fullmatch(sign(kind))} == set()


def test_kinds_are_named_once_in_the_order_in_which_they_are_met() -> None:
    words = "password=hunter2 Authorization: Bearer abc.def password=hunter3"
    assert kinds(words) == ("password", "bearer")
    assert kinds("200 OK in 35ms") == ()


def test_what_is_masked_already_is_left_and_what_stands_beside_it_is_not() -> None:
    assert find("password=[redacted:password]") == []
    assert mask("password=abc[redacted:token]def") == "password=[redacted:password][redacted:token][redacted:password]"


@pytest.mark.parametrize("cut", range(120, 400, 35))
def test_a_private_key_that_was_cut_anywhere_leaves_no_line_of_itself(cut: int) -> None:
    lines = chance.pem_lines(5)
    text = f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n"
    for piece in (text[:cut], text[cut - 100 :]):
        masked = mask(piece)
        assert [line for line in lines.splitlines() if line in masked] == []
        assert "[redacted:private-key]" in masked
