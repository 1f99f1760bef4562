"""YAML that people wrote: what is read, what is refused, and whether every refusal says where."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom import located
from warroom.errors import BadInput
from warroom.located import Tree, convert, parse, read


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    every: int = 1
    loud: bool = False
    how: Literal["page", "mail"] = "page"


class Things(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int = 1
    zone: str | None = None
    things: tuple[Thing, ...] = ()
    free: dict[str, Any] = {}
    words: dict[str, str] = {}


def error_of(text: str, type_: type = Things) -> str:
    with pytest.raises(BadInput) as caught:
        convert(parse(text, "w.yaml"), type_)
    return str(caught.value)


def test_plain_words_stay_words_and_only_true_and_false_are_booleans() -> None:
    tree = parse(
        "a: no\nb: on\nc: yes\nd: 12:30:00\ne: true\nf: False\ng: 0x1f\nh: 012\ni: -7\nj: 0.5\nk: 2026-11-21\n"
        "l: 1_000\nm: '1'\nn: ~\no:\np: 1e3\nq: .inf\n12: x\non: y\n",
        "w",
    )
    assert tree.value == {
        "a": "no", "b": "on", "c": "yes", "d": "12:30:00", "e": True, "f": False, "g": "0x1f", "h": "012", "i": -7,
        "j": 0.5, "k": "2026-11-21", "l": "1_000", "m": "1", "n": None, "o": None, "p": "1e3", "q": ".inf", "12": "x",
        "on": "y",
    }  # fmt: skip


def test_every_place_has_its_line() -> None:
    tree = parse("a: 1\nthings:\n  - name: x\n    every: 2\n  - {name: y}\n", "w")
    assert [tree.line(path) for path in [(), ("a",), ("things", 0), ("things", 0, "every"), ("things", 1, "name")]] == [
        1, 1, 3, 4, 5,
    ]  # fmt: skip
    assert tree.line(("things", 1, "name", "deeper")) == 5
    assert tree.at(("things", 0, "every")) == 2
    assert str(tree.fail(("things", 0, "every"), "too often")) == "w:4: things.1.every: too often"


def test_windows_line_ends_and_a_byte_order_mark_are_fine() -> None:
    tree = located.parse_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - x\r\n", "w")
    assert tree.value == {"a": 1, "b": ["x"]}
    assert tree.line(("b", 0)) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "w.yaml:1: the file is empty"),
        ("# words\n", "w.yaml:1: the file is empty"),
        ("- a\n", "w.yaml:1: keys and values such as `name: default` belong here, and this is a list"),
        ("words", "w.yaml:1: keys and values such as `name: default` belong here, and this is text"),
        ("zone: x\nthings:\n\t- name: a", "w.yaml:3: a tab cannot indent in YAML: use spaces"),
        (
            "a: 1\nb: c: d",
            "w.yaml:2: text with `: ` in it needs quotes; else the indentation or the line above is wrong",
        ),
        ("a: 1\nb: [1,\nc: 2", "w.yaml:2: the bracket opened here needs a `,` or the closing `]`"),
        ("a: 1\nb: 'x\nc: 2\n", "w.yaml:2: the quote opened here is not closed"),
        ("a: 1\nwords\n\nb: 2", "w.yaml:2: this is neither `key: value` nor `- item`: a colon or a quote is missing"),
        ("a: 1\nb: - x", "w.yaml:2: a list begins on the line below its key"),
        ("as: @anna", "w.yaml:1: text that begins with @ needs quotes around it"),
        ("a: 1\na: 2", "w.yaml:2: the key `a` stands on line 1 already"),
        ("things:\n- {name: x,\n   name: y}", "w.yaml:3: things.1: the key `name` stands on line 2 already"),
        ("a: &x 1\nb: 2", "w.yaml:1: anchors (&) and aliases (*) are not read, and here is `x`: write the value out"),
        ("a: 1\nb: *x", "w.yaml:2: anchors (&) and aliases (*) are not read, and here is `x`: write the value out"),
        ("a: !!python/name:os.system x", "w.yaml:1: tags (!) are not read: write the value itself, in quotes if it is"),
        ("a: 1\n---\nb: 1", "w.yaml:2: a second document begins here (`---`), and a file holds one"),
        ("format: 2\nnews: 1", "w.yaml:1: format: this is format 2 and this warroom reads up to 1: update warroom"),
        ("format: one", "w.yaml:1: format: `one` is no format: write 1"),
        ("format: true", "w.yaml:1: format: `True` is no format: write 1"),
        ("? [a]\n: 1", "w.yaml:1: a key is one word, and here it is a list or a mapping"),
        ("a: 1\nb: \x07", "w.yaml:2: a character that YAML does not allow, `␇`"),
        ('a: 1\nb: "\\ud800"', "w.yaml:2: b: half a character (a lone surrogate) is no text"),
        ('a: "\\UFFFFFFFF"', "w.yaml:1: cannot be read as YAML"),
        ("[" * 2000, "w.yaml:1: nested deeper than 20 levels"),
        ("a: " + "[" * 2000, "w.yaml:1: nested deeper than 20 levels"),
        ("- " * 2000, "w.yaml:1: nested deeper than 20 levels"),
        ("a:\n" + "- x\n" * 40_000, "w.yaml:39999: more than 40,000 values, the most that are read"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, said: str) -> None:
    assert error_of(text).startswith(said)


def test_an_alias_bomb_ends_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert error_of(bomb).startswith("w.yaml:1: anchors")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("things:\n- name: a\n  evry: 2", "w.yaml:3: things.1: unknown key `evry`, did you mean `every`?"),
        ("things:\n- name: a\n  intervl: 2", "w.yaml:3: things.1: unknown key `intervl`, did you mean `every`?"),
        ("things:\n- name: a\n  q: 2", "w.yaml:3: things.1: unknown key `q`; known are name, every, loud, how"),
        ("things:\n- every: 2", "w.yaml:2: things.1: `name` is missing"),
        ("things:\n- name: #ff0000", "w.yaml:2: things.1: `name` is empty (# begins a comment)"),
        ("things:\n- name: a\n  every: often", "w.yaml:3: things.1.every: expected a whole number, found text `often`"),
        ("things:\n- name: a\n  every: '2'", "w.yaml:3: things.1.every: expected a whole number, found text `2`"),
        (
            "things:\n- name: a\n  loud: perhaps",
            "w.yaml:3: things.1.loud: expected true or false, found text `perhaps`",
        ),
        ("things:\n- name: a\n  loud: 'off'", "w.yaml:3: things.1.loud: expected true or false, found text `off`"),
        ("things:\n- name: a\n  how: pager", "w.yaml:3: things.1.how: `pager` is none of mail, page"),
        ("things:\n- name: [a]", "w.yaml:2: things.1.name: expected text, found a list"),
        ("things:\n-", "w.yaml:2: things.1: expected keys and values, found nothing"),
        ("things: a", "w.yaml:1: things: expected a list, found text `a`: write [a]"),
        ("zone: [a]", "w.yaml:1: zone: expected text or nothing, found a list"),
        ("words:\n  a: 1", "w.yaml:1: words: expected text, found a whole number"),
    ],
)
def test_what_does_not_fit_is_told_with_line_key_and_the_way_out(text: str, said: str) -> None:
    assert error_of(text) == said


def test_an_unquoted_scalar_takes_the_type_its_target_wants() -> None:
    tree = parse("things:\n- {name: 112, loud: off}\n- {name: no, loud: Yes}\n- name: 1.50\n  loud: true\n", "w")
    assert convert(tree, Things).things == (Thing("112"), Thing("no", loud=True), Thing("1.50", loud=True))
    assert tree.value["things"][0]["name"] == 112


def test_a_key_with_nothing_behind_it_counts_as_left_out() -> None:
    assert convert(parse("zone: x\nthings:\nfree:\n", "w"), Things) == Things(zone="x")


def test_a_part_can_be_converted_on_its_own() -> None:
    tree = parse("things:\n- name: a\n- name: b\n  every: x\n", "w")
    assert convert(tree, Thing, ("things", 0)) == Thing("a")
    with pytest.raises(BadInput, match=r"^w:4: things\.2\.every: expected a whole number"):
        convert(tree, Thing, ("things", 1))


def test_hostile_text_is_spelled_out_in_the_error() -> None:
    said = error_of('"\\e[2J\\u202e": 1')
    assert said.isprintable()
    assert "\x1b" not in said


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    def said(path: Path) -> str:
        with pytest.raises(BadInput) as caught:
            read(path)
        return str(caught.value)

    os.mkfifo(tmp_path / "pipe")
    f = tmp_path / "w.yaml"
    assert said(tmp_path / "none.yaml") == f"{tmp_path}/none.yaml: no such file"
    assert said(write(f, b"x") / "below") == f"{f}/below: no such file"
    assert said(tmp_path) == f"{tmp_path}: this is a directory, and a file is needed"
    assert said(tmp_path / "pipe") == f"{tmp_path}/pipe: this is no regular file"
    assert "cannot be read: " in said(tmp_path / "a\0b")  # Python words the rest, and not always alike
    assert said(write(f, b"")) == f"{f}:1: the file is empty"
    assert said(write(f, b"a: 1\nb: caf\xe9\n")) == f"{f}:2: byte 0xe9 is not UTF-8: save the file as UTF-8"
    assert said(write(f, "a: 1".encode("utf-16"))) == f"{f}: this is UTF-16: save the file as UTF-8"
    assert said(write(f, b"\x7fELF\0\0")) == f"{f}: this is not a text file"
    assert said(write(f, b"a: x\n" * 600_000)) == f"{f}: larger than 2048 KiB, the most that is read"


def test_a_file_one_may_not_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(BadInput, match="you may not read this file"):
        read(tmp_path / "w.yaml")


def test_a_read_file_keeps_its_hash_and_its_owner(tmp_path: Path) -> None:
    import hashlib

    data = "\ufeffname: é\r\n".encode()
    tree = read(write(tmp_path / "w.yaml", data))
    assert tree.sha256 == hashlib.sha256(data).hexdigest()
    assert tree.status is not None
    assert tree.status.st_uid == os.getuid()


def test_an_empty_file_may_be_allowed() -> None:
    assert parse("# nothing\n", "w", may_be_empty=True).value == {}


words = st.text(
    alphabet=st.sampled_from(list("ab:-?[]{}#&*!|>'\"%@`,~ \n\n\t\\x09ud8\r\x00\x85\u2028\ud800é")), max_size=60
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), words))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        tree = parse(text, "w.yaml")
        assert isinstance(tree, Tree)
        convert(tree, Things)
    except BadInput as error:
        assert str(error).startswith("w.yaml:")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    try:
        located.parse_bytes(data, "w.yaml")
    except BadInput as error:
        assert str(error).startswith("w.yaml:")


def test_importing_it_brings_in_no_yaml() -> None:
    heavy = "{'yaml', 'platformdirs', 'textual', 'httpx', 'zoneinfo', 'difflib'}"
    modules = "warroom.located, warroom.settings, warroom.themes, warroom.playbook.yaml, warroom.playbook.shape"
    code = f"import sys, {modules}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.strip() == "[]"
