"""Values in a command's placeholders: whatever they are, the shell sees exactly them, as part of one word."""

import shutil
import subprocess

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from warroom.runbook.quoting import Unfillable, fill_shell
from warroom.runbook.sql_text import fill_sql, of_psql, statements

SHELLS = [path for name in ("dash", "bash", "sh") if (path := shutil.which(name))]
NASTY = st.text(st.sampled_from("ab '\"\\$`;&|<>(){}[]*?~#!=%\n\tü-"), min_size=1, max_size=12)
PLACES = [
    ("printf %s <x>", "{}"),
    ("printf %s 'a <x> b'", "a {} b"),
    ('printf %s "a <x> b"', "a {} b"),
    ("printf %s pre<x>post", "pre{}post"),
    ("printf %s --name=<x>", "--name={}"),
    ('printf %s "https://h/<x>?q=1"', "https://h/{}?q=1"),
    ('printf %s "a\\<x>"', "a\\{}"),
    ('printf %s "a\\\\<x>"', "a\\{}"),
    ("printf %s 'it'\\''s <x>'", "it's {}"),
    ('printf %s "$(printf %s z) <x>"', "z {}"),
    ("# don't <x>\nprintf %s <x>", "{}"),
    ("true && printf %s <x> # <x>'", "{}"),
    ("(printf %s '<x>'; true) | cat", "{}"),
]


def seen_by(shell: str, command: str) -> str:
    done = subprocess.run([shell, "-c", command], capture_output=True, timeout=20, check=False)
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("command", "expected"), PLACES)
@settings(max_examples=25, deadline=None)
@given(value=NASTY)
def test_the_shell_sees_precisely_the_value_wherever_it_stands(
    shell: str, command: str, expected: str, value: str
) -> None:
    # printf takes a first word that begins with a dash for an option of its own.
    assume(not value.startswith("-") or expected != "{}")
    assert seen_by(shell, fill_shell(command, {"<x>": value})) == expected.format(value)


@pytest.mark.parametrize("shell", SHELLS)
@given(value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_any_text_is_one_word(shell: str, value: str) -> None:
    command = fill_shell("for word in <x>; do printf '%s|' \"$word\"; done", {"<x>": value})
    assert seen_by(shell, command) == f"{value}|"


@pytest.mark.parametrize(
    "command",
    [
        "printf %s `printf %s <x>`",
        'printf %s "$(printf %s "<x>")"',
        "cat <<EOF\n<x>\nEOF",
        "echo $((<x>))",
        "printf %s $'<x>'",
        "[[ <x> -gt 5 ]] && echo y",
        "echo ${a[<x>]}",
        "echo a[<x>]=1",
        "ssh host 'rm <x>'",
        'bash -c "echo <x>"',
        "eval echo <x>",
        "case a in a) echo;; esac; echo '<x>'",
    ],
)
@pytest.mark.parametrize("value", ["a b", "$(id)", "`id`", "'; id; '", '"', "a\nEOF\nid", "x[$(id)]"])
def test_where_its_place_is_not_certain_only_plain_values_are_taken(command: str, value: str) -> None:
    with pytest.raises(Unfillable, match="only letters, digits"):
        fill_shell(command, {"<x>": value})
    assert "web-1.example" in fill_shell(command, {"<x>": "web-1.example"})


@pytest.mark.parametrize("command", ["echo $<x>", 'echo "$<x>"', "echo ${<x>}"])
def test_a_value_is_never_the_name_of_a_variable(command: str) -> None:
    with pytest.raises(Unfillable, match="variable's name"):
        fill_shell(command, {"<x>": "HOME"})


@pytest.mark.parametrize("value", ["a", "a b"])
def test_a_value_behind_a_backslash_is_plain_or_refused(value: str) -> None:
    if value == "a":
        assert seen_by(SHELLS[0], fill_shell("printf %s \\<x>", {"<x>": value})) == "a"
    else:
        with pytest.raises(Unfillable, match="backslash"):
            fill_shell("printf %s \\<x>", {"<x>": value})


def test_a_number_before_a_redirection_is_no_stream() -> None:
    assert seen_by(SHELLS[0], fill_shell("printf %s <x>>/dev/stdout", {"<x>": "2"})) == "2"


def test_a_word_of_the_shell_is_a_word() -> None:
    assert fill_shell("<x> 1", {"<x>": "then"}) == "'then' 1"


def test_a_zero_byte_is_refused() -> None:
    with pytest.raises(Unfillable, match="zero byte"):
        fill_shell("echo <x>", {"<x>": "a\0b"})


def test_every_way_of_writing_a_placeholder_is_filled_in() -> None:
    text = "a <the pod> {{POD}} $NAME ${NAME} \"$NAME\" '$NAME' $NAMES MALICIOUS_IP x.MALICIOUS_IP INC-2024-001"
    values = {"<the pod>": "p q", "{{POD}}": "r", "$NAME": "s t", "MALICIOUS_IP": "10.0.0.1", "INC-2024-001": "INC-7"}
    assert fill_shell(text, values) == ("a 'p q' r 's t' 's t' \"s t\" '$NAME' $NAMES 10.0.0.1 x.MALICIOUS_IP INC-7")


def test_what_is_not_filled_in_stays_as_it_is() -> None:
    text = "kubectl logs <pod> -n <namespace>"
    assert fill_shell(text, {"<pod>": ""}) == text
    assert fill_shell(text, {"<pod>": "web"}) == "kubectl logs web -n <namespace>"


# SQL.


@pytest.mark.parametrize(
    ("text", "value", "filled"),
    [
        ("SELECT pg_cancel_backend(<pid>)", "4711", "SELECT pg_cancel_backend(4711)"),
        ("SELECT * FROM <t>", "public.users", "SELECT * FROM public.users"),
        ("SELECT <v>", "1; DROP TABLE x", "SELECT '1; DROP TABLE x'"),
        ("SELECT '<v>'", "it's", "SELECT 'it''s'"),
        ('SELECT "<v>"', 'a"b', 'SELECT "a""b"'),
        ("SELECT 1 -- <v>\n, <v>", "7", "SELECT 1 -- <v>\n, 7"),
        ("SELECT '<a name>'", "bo", "SELECT 'bo'"),
    ],
)
def test_a_value_in_sql_is_a_number_a_name_or_a_text(text: str, value: str, filled: str) -> None:
    name = text[text.index("<") : text.index(">") + 1]
    assert fill_sql(text, {name: value}) == filled


@pytest.mark.parametrize("text", ["SELECT E'<v>'", "DO $$ <v> $$"])
def test_where_sql_quotes_in_other_ways_only_numbers_and_names_are_taken(text: str) -> None:
    with pytest.raises(Unfillable, match="only a number or a name"):
        fill_sql(text, {"<v>": "a'b"})
    assert "12" in fill_sql(text, {"<v>": "12"})


@given(value=NASTY)
def test_no_value_makes_a_second_statement(value: str) -> None:
    for text in ("SELECT <v>", "SELECT '<v>'", 'SELECT "<v>"'):
        assert len(list(statements(fill_sql(text, {"<v>": value})))) == 1


def test_statements_are_parted_at_semicolons_that_part_them() -> None:
    text = "SELECT ';'; -- a; b\nSELECT $x$;$x$ ; /* ; */ ;\n DO $$ BEGIN; END $$;;"
    assert list(statements(text)) == ["SELECT ';'", "-- a; b\nSELECT $x$;$x$", "DO $$ BEGIN; END $$"]


def test_a_prompt_of_psql_is_taken_away_and_its_own_commands_are_found() -> None:
    assert of_psql("shop=# SELECT 1\nshop-# , 2;\n ?column?\n---\n 1")[0] == "SELECT 1\n, 2;"
    assert of_psql("\\dt+ users")[1] == "\\dt+ users"
    assert of_psql("SELECT 1") == ("SELECT 1", "")
