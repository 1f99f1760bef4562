"""What cannot be done is told in one sentence, with the right exit code, and leaves the record as it was."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sev P9 why", "refused: no severity P9: P0, P1, P2, P3"),
        ("tick 99", "refused: no item 99: 1 to 14"),
        ("tick five", "an item is a number, not “five”"),
        ("done 7", "refused: "),
        ("cause 3", "refused: "),
        ("amend 99 x", "refused: "),
        ("status busy", "refused: no status busy: investigating, identified"),
        ("role janitor @bo", "no role janitor: commander, deputy"),
        ("ic bo meier", "/ic "),
        ("started soon", "“soon” is no time such as -5m or 14:32; it goes: /started -20m"),
        ("started 2099-01-01T00:00Z", "refused: "),
        ("fix --at 2099-01-01T00:00Z", "refused: "),
        ("sev", "it goes: /sev P1 WHY"),
        ("skip 6", "it goes: /skip 6 WHY"),
        ("extend 1 soon why", "“soon” is no duration such as 5m or 1h30"),
        ("snooze x 5m why", "“x” is no clock: r, u, s, h, m, e2, t2, d1 or an item's number"),
        ("ack now", "/ack takes no words"),
        ("tick", "it goes: /tick 5"),
    ],
)
@pytest.mark.usefixtures("incident")
def test_a_verb_that_cannot_be_is_refused_in_a_sentence(shell: Shell, line: str, said: str) -> None:
    before = shell.timeline()
    assert shell(*line.split()).refused().startswith(said)
    assert shell.timeline() == before


@pytest.mark.usefixtures("incident")
def test_an_unknown_check_is_refused_by_name(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").write_text("checks:\n  - name: api\n    url: http://127.0.0.1:1/\n")
    assert shell("pause", "app", "10m", "why").refused() == "no check “app”: api"
    assert shell("check", "app").refused() == "no check `app`, did you mean `api`?"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["tikc", "5"], "no command tikc; did you mean tick?"),
        (["timelin"], "no command timelin; did you mean timeline?"),
        (["xyzzy"], "no command xyzzy: warroom --help lists them"),
        (["playbook", "shwo"], "no command shwo; did you mean show?"),
        (["drill", "frob"], "no scenario `frob`"),
        (
            ["playbook"],
            (
                "warroom playbook goes on with show NAME, list, new FILE, import PAGE, lint NAME, template, schema, "
                "reload or accept"
            ),
        ),
        (["playbook", "show", "defualt"], "no playbook `defualt` in the library, did you mean `default`?"),
        (["--jornal", "x", "list"], "No such option '--jornal'"),
        (["list", "--json=x"], "Option '--json' does not take a value."),
        (["note", "--at"], "Option '--at' requires an argument."),
        (["drill", "--speed", "100"], "Invalid value for '--speed'"),
        (["completion", "ksh"], "Invalid value for"),
        (["completion"], "Missing argument"),
        (["\udcff\x1b"], "no command ⟨U+DCFF⟩␛: warroom --help lists them"),
        (["drill", "fix", "pool"], "no drill runs in this journal: warroom drill starts one"),
    ],
)
def test_a_command_line_that_cannot_be_read_is_told_in_a_sentence(shell: Shell, argv: list[str], said: str) -> None:
    assert shell(*argv).refused().startswith(said)


@pytest.mark.parametrize("line", ["sev {} why", "tick {}", "cadence {} why", "ic @{}", "status {}", "note --at {} x"])
@pytest.mark.usefixtures("incident")
def test_bytes_that_are_no_text_are_refused_where_a_word_is_wanted(shell: Shell, line: str) -> None:
    said = shell(*line.format("\udcff\x1b[31m").split()).refused()
    assert not set(said) & {"\x1b", "\udcff"}


@pytest.mark.parametrize("verb", ["decide", "suspect", "title", "link", "change"])
@pytest.mark.usefixtures("incident")
def test_bytes_that_are_no_text_are_kept_as_signs_where_words_are_free(shell: Shell, verb: str) -> None:
    shell.done(verb, "a\udcff\x1bb")
    assert "a\\xff␛b" in shell.done("timeline").lines[-1]
    assert shell.done("verify").code == 0


@pytest.mark.usefixtures("incident")
def test_marks_that_a_screen_would_obey_are_words_and_shown_as_signs(shell: Shell) -> None:
    hostile = "[/bold] \u202eevil\u202c a\u200bb \x1b]0;title\x07"
    shell.done("title", hostile)
    state = shell.done("show", "--json").json
    assert state["title"] == hostile
    for command in ("show", "timeline", "list", "brief"):
        printed = shell.done(command).out
        assert "[/bold]" in printed
        assert not set(printed) & {"\u202e", "\u202c", "\u200b", "\x1b", "\x07"}, command


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jurnal: x\n", "warroom.yaml:1: unknown key `jurnal`, did you mean `journal`?"),
        ("theme: dark\ntheme: light\n", "warroom.yaml:2: "),
        ("a: &a [x]\nb: *a\n", "warroom.yaml:"),
        ("theme: [\n", "warroom.yaml:"),
        ("theme: \x01\n", "warroom.yaml:"),
        ("checks:\n  - name: api\n    url: x\n    evry: 3\n", "warroom.yaml:4: "),
    ],
)
def test_a_settings_file_that_cannot_be_read_is_told_with_its_line(
    shell: Shell, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "warroom.yaml").write_text(text)
    for command in (["list"], ["note", "x"], ["declare", "P0", "x"], ["check"], []):
        told = shell(*command).refused().replace(f"{tmp_path}/", "")
        assert told.startswith(said)
    assert not shell.journal.exists()


def test_a_settings_file_that_is_not_there_or_a_folder_is_told(shell: Shell, tmp_path: Path) -> None:
    assert shell("--config", "none.yaml", "list").refused() == f"--config: {tmp_path}/none.yaml: no such file"
    said = shell("--config", str(tmp_path), "list").refused()
    assert said == f"--config: {tmp_path}: this is a directory, and a file is needed"


def test_a_playbook_that_cannot_be_read_is_told_with_its_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text("name: x\nseverities: [{id: P0}]\nchecklist:\n  - {id: a, text: t, after: b}\n")
    said = shell("--playbook", "book.yaml", "declare", "P0", "API").refused()
    assert said.startswith(f"{tmp_path}/book.yaml:4: ")
    assert shell.done("list", "--json").json == []
