"""Untrusted text made safe: whatever is written, nothing of it acts on a terminal."""

import unicodedata

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warroom.text import plain, safe_json, storable, visible

ANY = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from(
        "a\n\r\t\x1b\x07\0\u202e\u2066\u200b\u200d\ufeff\u0301\u0e47\u20dd\u034f\U000e0041\ud800\udcff\u2028é⏎⟨"
    ),
    max_size=60,
)
MARKS = ("Mn", "Me")
IGNORED = {
    *range(0x115F, 0x1161), *range(0x17B4, 0x17B6), *range(0x180B, 0x1810), *range(0x2060, 0x2070),
    *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B),
    0xAD, 0x34F, 0x61C, 0x3164, 0xFEFF, 0xFFA0,
}  # fmt: skip
"""Unicode's Default_Ignorable_Code_Point, without the variation selectors that only choose a picture."""
SEEN_THOUGH_CF = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Signs of numbers and the like: format characters by name, and yet they show."""


def acts(char: str) -> bool:
    """Whether a character does something to a terminal instead of being seen."""
    category = unicodedata.category(char)
    if category in ("Cc", "Cs", "Zl", "Zp") or ord(char) in IGNORED:
        return True
    return category == "Cf" and ord(char) not in SEEN_THOUGH_CF


def longest_run(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in MARKS else 0
        longest = max(longest, run)
    return longest


def test_every_character_there_is_is_either_seen_or_shown_as_a_sign_of_itself() -> None:
    kept = [code for code in range(0x110000) if acts(chr(code)) and chr(code) in visible(f"a{chr(code)}b")]
    assert kept == []
    kept = [code for code in range(0x110000) if acts(chr(code)) and chr(code) in plain(f"a{chr(code)}b")]
    assert kept == [ord("\t"), ord("\n")]


@given(ANY)
@example("\r\r\n")
@example("a" + "\u0301" * 100)
@example("ก" + "\u0e47" * 100)
def test_visible_text_is_one_line_in_which_nothing_acts(text: str) -> None:
    shown = visible(text)
    assert not any(acts(char) for char in shown)
    assert len(shown.splitlines()) <= 1
    assert longest_run(shown) <= 4
    assert visible(shown) == shown
    shown.encode()


@given(ANY)
@example("\r\r\n")
def test_plain_text_keeps_its_lines_and_tabs_and_nothing_else_that_acts(text: str) -> None:
    shown = plain(text)
    assert not any(acts(char) for char in shown if char not in "\n\t")
    assert shown.count("\n") == text.count("\n")
    assert shown.count("\t") == text.count("\t")
    assert longest_run(shown) <= 4
    assert plain(shown) == shown


@given(st.text())
@example("\x1b]52;c;x\x07\u202e\U000e0041")
def test_json_in_which_nothing_acts_reads_as_it_did(text: str) -> None:
    shown = safe_json(msgspec.json.encode([text]).decode())
    assert not any(acts(char) for char in shown)
    assert msgspec.json.decode(shown) == [text]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert visible(text) == plain(text) == storable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\r\nc\rd", "a⏎b⏎c⏎d"),
        ("a\tb", "a    b"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x7f\x9b31m", "␡⟨U+009B⟩31m"),
        ("admin\u202egnp.exe", "admin⟨U+202E⟩gnp.exe"),
        ("pass\u200bword", "pass⟨U+200B⟩word"),
        ("[/b] {x}", "[/b] {x}"),
        ("naïve Zürich 東京 ⚠️", "naïve Zürich 東京 ⚠️"),
    ],
)
def test_what_would_act_is_named(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_plain_text_shows_a_lone_return_and_joins_a_pair() -> None:
    assert plain("a\r\nb\rc") == "a\nb␍c"


@given(ANY)
def test_stored_text_is_utf_8_and_stays_itself_unless_it_could_not_be(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert storable(kept) == kept
    if not any(unicodedata.category(char) == "Cs" for char in text):
        assert kept == text


def test_a_byte_that_is_no_utf_8_is_kept_as_its_number() -> None:
    assert storable(b"caf\xe9".decode("utf-8", "surrogateescape")) == "caf\\xe9"
    assert storable("\ud800") == "\\ud800"
