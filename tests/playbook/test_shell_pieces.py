"""Lines of a fence become commands: what belongs together stays together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.playbook.markdown.shell import pieces


def commands(code: str) -> list[str]:
    return [piece.text for piece in pieces(code) if piece.kind == "command"]


@pytest.mark.parametrize(
    "command",
    [
        "a \\\n  --b \\\n  c",
        "curl -d '{\n  \"a\": 1\n}' x",
        'psql -c \\\n  "SELECT 1\n   FROM t;"',
        "cat <<EOF\nit's # not a comment\nEOF",
        "cat <<-'END' | sh\n\tx\n\tEND",
        "for i in 1 2; do\n  echo $i\ndone",
        "if true; then\n  for i in 1; do\n    x\n  done\nfi",
        "while read l; do\n  x\ndone < f",
        "case $a in\n  b) c;;\nesac",
        "f() {\n  x\n}",
        "a |\n  b",
        "a &&\n  b",
        "x=$(\n  y\n)",
        "a <<A\n1\nA",
    ],
)
def test_several_lines_are_one_command(command: str) -> None:
    assert commands(f"{command}\nnext") == [command, "next"]


@pytest.mark.parametrize(
    "code",
    [
        "echo don't\nnext",
        "say it's\nnext",
        "grep '# x' f\nnext",
        "a # it's\nnext",
        "cat <<< x\nnext",
        "echo 'unclosed\nnext",
        "echo a\\\\\nnext",
    ],
)
def test_lines_that_only_look_open_stand_alone(code: str) -> None:
    assert commands(code) == code.split("\n")


def test_comments_and_gaps_keep_their_lines() -> None:
    found = pieces("# 1. look\nls\n\n# after\n")
    assert [(piece.kind, piece.text, piece.line) for piece in found][:4] == [
        ("comment", "1. look", 0),
        ("command", "ls", 1),
        ("gap", "", 2),
        ("comment", "after", 3),
    ]


@given(st.text("ab'\"\\|&<>E#(){}$\n ;dofi", max_size=80))
def test_every_line_is_in_exactly_one_piece(code: str) -> None:
    seen = [line for piece in pieces(code) for line in range(piece.line, piece.last + 1)]
    assert seen == list(range(len(code.split("\n"))))
