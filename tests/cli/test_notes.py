"""`warroom note`: words as they are, one note a line from a pipe, nothing lost."""

import subprocess

import pytest

from tests.cli.shell import Shell, apart, surroundings
from warroom.incident.words import MAX_TEXT


@pytest.mark.usefixtures("incident")
def test_a_note_prints_its_number_alone(shell: Shell) -> None:
    seq = len(shell.timeline())
    assert shell.done("note", "first", "503s").out == f"#{seq + 1}\n"
    assert shell.notes() == ["first 503s"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["-2m", "saw", "first", "--force", "used"], "saw first --force used"),
        (["-2h", "it", "began"], "it began"),
        (["ls", "-h", "shows", "--help"], "ls -h shows --help"),
        (["--", "--as", "it", "was"], "--as it was"),
        (["-x"], "-x"),
        (["--force=yes", "-abc"], "--force=yes -abc"),
    ],
)
@pytest.mark.usefixtures("incident")
def test_dashes_nobody_knows_are_words(shell: Shell, words: list[str], text: str) -> None:
    shell.done("note", *words)
    assert shell.notes() == [text]


@pytest.mark.usefixtures("incident")
def test_a_time_in_front_or_behind_at_moves_the_note(shell: Shell) -> None:
    shell.done("note", "-12m", "first mail")
    shell.done("note", "--at", "-12m", "first call")
    for record in shell.timeline()[-2:]:
        assert record["at"] < record["noted_at"]


@pytest.mark.parametrize("words", ["/sev P1 why", "/tick 5", "/helath", "/var full", "fix", "10:1", "[/bold] x"])
@pytest.mark.usefixtures("incident")
def test_a_note_never_reads_verbs(shell: Shell, words: str) -> None:
    before = len(shell.timeline())
    shell.done("note", words)
    shell.done("note", "-", stdin=words.encode())
    assert shell.notes() == [words, words]
    assert len(shell.timeline()) == before + 2


@pytest.mark.parametrize("words", [[], [""], [" \n\t"]])
@pytest.mark.usefixtures("incident")
def test_an_empty_note_is_refused(shell: Shell, words: list[str]) -> None:
    assert shell("note", *words).refused() == "a note needs words: warroom note WORDS, or - to read lines"
    assert shell.notes() == []


@pytest.mark.usefixtures("incident")
def test_a_note_of_a_megabyte_is_refused_in_a_sentence(shell: Shell) -> None:
    huge = "x" * 1_000_000
    assert "65,536 characters" in shell("note", huge).refused()
    piped = shell("note", "-", stdin=f"{huge}\nafter\n".encode())
    assert (piped.code, piped.lines) == (2, ["#3"])
    assert piped.err.startswith("line 1: a note may have 65,536 characters and this has 1,000,000")
    assert len(piped.err) < 200
    assert shell.notes() == ["after"]


@pytest.mark.usefixtures("incident")
def test_a_note_of_the_greatest_length_is_kept_whole(shell: Shell) -> None:
    shell.done("note", "-", stdin=b"y" * MAX_TEXT)
    assert shell.notes() == ["y" * MAX_TEXT]


@pytest.mark.usefixtures("incident")
def test_a_bad_line_is_told_with_its_number_and_the_rest_go_on(shell: Shell) -> None:
    stdin = "one\n\n2099-01-01T00:00Z not yet\n   \n-5m two\r\n2099-01-01T00:00Z nor this\nthree"
    result = shell("note", "-", stdin=stdin.encode())
    assert result.code == 2
    assert result.lines == ["#3", "#4", "#5"]
    assert [line.partition(":")[0] for line in result.err.splitlines()] == ["line 3", "line 6"]
    assert shell.notes() == ["one", "two", "three"]


@pytest.mark.usefixtures("incident")
def test_nothing_on_stdin_is_nothing_written(shell: Shell) -> None:
    assert shell.done("note", "-").out == ""
    assert shell.notes() == []


@pytest.mark.usefixtures("incident")
def test_one_time_for_all_lines(shell: Shell) -> None:
    shell.done("note", "--at", "-30m", "-", stdin=b"one\ntwo\n")
    assert len({record["at"] for record in shell.timeline()[-2:]}) == 1
    assert shell("note", "--at", "whenever", "-", stdin=b"one\n").refused().startswith("“whenever” is no time")


@pytest.mark.usefixtures("incident")
def test_bytes_that_are_no_text_are_kept_as_signs_of_themselves(shell: Shell) -> None:
    shell.done("note", "-", stdin=b"nul \x00 here\n\xff\xfe three\nesc \x1b[31mred\n\xe2\x80\xae bidi\n")
    shell.done("note", "argv \udcff")
    assert shell.notes() == ["nul \x00 here", "\\xff\\xfe three", "esc \x1b[31mred", "\u202e bidi", "argv \\xff"]
    printed = shell.done("timeline").out
    assert "nul ␀ here" in printed
    assert "esc ␛[31mred" in printed
    assert "⟨U+202E⟩ bidi" in printed
    assert not set(printed) & {"\x00", "\x1b", "\u202e"}


@pytest.mark.usefixtures("incident")
def test_each_line_is_acknowledged_before_the_next_is_sent(shell: Shell) -> None:
    with subprocess.Popen(
        apart("note", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings()
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for number, words in enumerate(["one", "two"], 3):
            writer.stdin.write(f"{words}\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == f"#{number}\n"
            assert shell.notes()[-1] == words
        writer.stdin.close()
        assert writer.wait(60) == 0
