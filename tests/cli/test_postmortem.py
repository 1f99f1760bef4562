"""`warroom write`, `warroom report postmortem --edit`, and the reports of one incident from the command line."""

import os
import signal
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.shell import Result, Shell, ran


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "Editor":
    return Editor(monkeypatch, tmp_path)


class Editor:
    """An editor for $VISUAL: Python lines that have the page in `page`, its path in `path`, and write `page` back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self._file = folder / "editor.py"

    def does(self, *lines: str) -> None:
        begin = ["import os, signal, subprocess, sys", "path = sys.argv[1]", "page = open(path).read()"]
        self._file.write_text("\n".join([*begin, *lines, "open(path, 'w').write(page)"]))
        self._monkeypatch.setenv("VISUAL", f"{sys.executable} {self._file}")


def drafts() -> list[Path]:
    """The pages that were kept."""
    return sorted(Path(os.environ["XDG_STATE_HOME"]).glob("warroom/drafts/*.md"))


def sections(shell: Shell) -> dict[str, str | None]:
    """Who wrote each section."""
    rows = shell.done("write", "--json").records
    return {row["section"]: row["written"] and row["written"]["by"] for row in rows}


def said(shell: Shell, section: str) -> str:
    """The words of a section in the draft's data."""
    report = shell.done("report", "postmortem", "--format", "json").json
    report = report.get("data", report)
    [found] = [one for one in report["sections"] if one["id"] == section]
    return found["written"]["text"] if found["written"] else ""


def test_write_alone_lists_the_sections_and_whose_words_they_have(shell: Shell, incident: str) -> None:
    assert incident
    shell.done("write", "summary", "The pool was full.")
    lines = shell.done("write").lines
    assert lines[0].split("  ")[0] == "summary"
    assert lines[0].endswith("written by anna, #3")
    assert lines[1].endswith("from the record")


@pytest.mark.usefixtures("incident")
def test_words_of_several_lines_are_a_section_and_no_note(shell: Shell) -> None:
    shell.done("write", "summary", "The pool was full.\n\n- twice")
    assert said(shell, "summary") == "The pool was full.\n\n- twice"
    assert shell.notes() == []


@pytest.mark.usefixtures("incident")
def test_a_section_comes_from_stdin_and_goes_back_to_the_record(shell: Shell) -> None:
    shell.done("write", "What went well", "-", stdin=b"Seen at once.\nBy an alert.\n")
    assert said(shell, "went_well") == "Seen at once.\nBy an alert."
    shell.done("write", "went_well", "record")
    assert sections(shell)["went_well"] is None


@pytest.mark.usefixtures("incident")
def test_a_section_is_written_after_the_incident_was_closed(shell: Shell) -> None:
    shell.done("fix")
    shell.done("resolve", "anyway", "a test")
    shell.done("close", "anyway", "a test")
    result = shell("write", "summary", "The pool was full.")
    assert result.code == 0, result
    assert result.sentence.endswith("which is closed")
    assert said(shell, "summary") == "The pool was full."


@pytest.mark.usefixtures("incident")
def test_what_cannot_be_written_is_refused_in_one_sentence(shell: Shell) -> None:
    assert shell("write", "summary", "-").refused().startswith("stdin was empty, and summary stays as it is")
    assert "is filled in from the record" in shell("write", "summary").refused()
    assert "no section of the post-mortem is called “poem”" in shell("write", "poem", "a haiku").refused()
    assert "nobody wrote summary" in shell("write", "summary", "record").refused()


@pytest.mark.usefixtures("incident")
def test_a_secret_in_a_section_is_masked_and_told(shell: Shell) -> None:
    result = shell("write", "summary", "password=hunter2hunter2 was in the log")
    assert result.code == 0
    assert "masked in the record" in result.err
    assert "hunter2" not in said(shell, "summary")


def test_what_was_changed_in_the_editor_is_recorded_and_the_rest_stays_derived(
    shell: Shell, incident: str, editor: Editor
) -> None:
    editor.does("page = page.replace('What users could not do', 'x').replace('Users: not recorded', 'Users: about 40')")
    result = shell("report", "postmortem", incident, "--edit")
    assert result.code == 0
    assert len(result.lines) == 1
    assert "Users: about 40" in said(shell, "impact")
    assert [name for name, by in sections(shell).items() if by] == ["impact"]
    assert drafts() == []


@pytest.mark.usefixtures("incident")
def test_one_section_is_opened_alone_and_needs_no_marker(shell: Shell, editor: Editor) -> None:
    editor.does("assert page.count('section:') == 1", "page = 'All of it in my words.'")
    assert shell("report", "postmortem", "--edit", "summary").code == 0
    assert said(shell, "summary") == "All of it in my words."


@pytest.mark.usefixtures("incident")
def test_own_words_are_opened_as_they_were_written(shell: Shell, editor: Editor) -> None:
    shell.done("write", "summary", "The pool was full.")
    editor.does("page = page.replace('was full', 'was full twice')")
    assert shell("report", "postmortem", "--edit", "summary").code == 0
    assert said(shell, "summary") == "The pool was full twice."


@pytest.mark.usefixtures("incident")
def test_a_page_that_was_not_touched_records_nothing(shell: Shell, editor: Editor) -> None:
    editor.does()
    result = shell("report", "postmortem", "--edit")
    assert (result.code, result.out) == (0, "")
    assert result.sentence == "nothing was changed: every section stays as it was"
    assert drafts() == []
    assert len(shell.timeline()) == 2


def kept(result: Result, words: str) -> str:
    """Nothing was recorded, and the words are in the one file that is named."""
    sentence = result.refused()
    [file] = drafts()
    assert str(file) in sentence
    assert words in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    return sentence


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("page = page.replace('<!-- section: impact -->', 'MINE')",), "the marker line of impact is gone"),
        (("page = page + 'MINE <!-- x\\n<!-- section: impact -->'",), "the marker line of impact is there 2 times"),
        (("page = page + 'MINE\\n<!-- section: poem -->\\n'",), "there is no section poem"),
        (("page = 'MINE\\n' + page",), "there are words before the first marker line"),
        (("open(path, 'w').write(page + 'MINE')", "sys.exit(3)"), "ended with exit 3"),
        (("open(path, 'w').write('MINE')", "os.kill(os.getpid(), signal.SIGKILL)"), "was ended by SIGKILL"),
    ],
)
def test_an_editor_that_goes_wrong_loses_nothing(
    shell: Shell, editor: Editor, lines: tuple[str, ...], why: str
) -> None:
    editor.does(*lines)
    assert why in kept(shell("report", "postmortem", "--edit"), "MINE")
    assert not any(sections(shell).values())


@pytest.mark.usefixtures("incident")
def test_a_page_left_empty_changes_nothing(shell: Shell, editor: Editor) -> None:
    shell.done("write", "summary", "The pool was full.")
    editor.does("page = ''")
    assert shell("report", "postmortem", "--edit").refused().startswith("the page came back empty")
    editor.does("page = '<!-- section: summary -->'")
    result = shell("report", "postmortem", "--edit", "summary")
    assert "summary was left empty and stays as it was" in result.err
    assert said(shell, "summary") == "The pool was full."
    assert drafts() == []


@pytest.mark.usefixtures("incident")
def test_an_editor_that_takes_the_page_away_is_told(shell: Shell, editor: Editor) -> None:
    editor.does("os.unlink(path)", "sys.exit(0)")
    assert "cannot be read any more" in shell("report", "postmortem", "--edit").refused()


@pytest.mark.usefixtures("incident")
def test_an_editor_that_is_not_there_is_named_with_the_way_out(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    sentence = shell("report", "postmortem", "--edit").refused()
    assert sentence.startswith("no-such-editor: No such file or directory; export EDITOR=nano")
    monkeypatch.setenv("VISUAL", "'unclosed")
    assert "$VISUAL cannot be read" in shell("report", "postmortem", "--edit").refused()
    assert drafts() == []


def test_a_section_that_somebody_wrote_meanwhile_is_kept_too_and_said(
    shell: Shell, incident: str, editor: Editor
) -> None:
    editor.does(
        "said = ['-m', 'warroom', '--as', 'bo', 'write', 'summary', 'Words of bo.']",
        "subprocess.run([sys.executable, *said], check=True, capture_output=True)",
        "page = 'Words of anna.'",
    )
    result = shell("report", "postmortem", incident, "--edit", "summary")
    assert result.code == 0
    assert "bo wrote summary meanwhile, #3: both are in the record, and yours is the newer" in result.err
    texts = [one["data"]["text"] for one in shell.timeline() if one["kind"] == "section_written"]
    assert texts == ["Words of bo.", "Words of anna."]


@pytest.mark.usefixtures("incident")
def test_editing_is_one_command_and_writing_a_report_another(shell: Shell, editor: Editor) -> None:
    editor.does()
    assert "two commands" in shell("report", "postmortem", "--edit", "--format", "md").refused()
    assert "--edit opens the post-mortem" in shell("report", "brief", "--edit").refused()
    assert "no section of the post-mortem is called poem" in shell("report", "postmortem", "--edit", "poem").refused()


@pytest.mark.usefixtures("incident")
def test_an_interrupt_is_the_editors_and_ends_no_report(shell: Shell, editor: Editor) -> None:
    editor.does("signal.signal(signal.SIGINT, lambda *_: None)", f"os.kill({os.getpid()}, signal.SIGINT)")
    before = signal.getsignal(signal.SIGINT)
    assert shell("report", "postmortem", "--edit").code == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_the_incident_as_a_file_has_null_for_what_nobody_said(shell: Shell, incident: str) -> None:
    file = yaml.safe_load(shell.done("report", "incident").out)["incident"]
    assert list(file) == [
        "id", "severity", "title", "started_at", "detected_by", "resolved_at", "impact", "timeline", "action_items",
    ]  # fmt: skip
    assert file["id"] == incident
    assert file["started_at"] is file["detected_by"] is file["resolved_at"] is None
    assert file["impact"] == {"users_affected": None, "revenue_lost": None, "duration_minutes": None}
    assert [one["event"] for one in file["timeline"]] == ["Declared: P0 API down"]
    assert file["action_items"] == []


@pytest.mark.usefixtures("incident")
def test_numbers_of_the_incident_file_are_numbers_and_other_words_stay(shell: Shell) -> None:
    shell.done("detected", "-30m", "by", "alert")
    shell.done("impact", "users=15,000", "revenue=$45,000")
    file = yaml.safe_load(shell.done("report", "incident").out)["incident"]
    assert file["impact"]["users_affected"] == 15_000
    assert file["impact"]["revenue_lost"] == "$45,000"
    assert file["detected_by"] == "alert"
    shell.done("impact", "users=~1000")
    file = yaml.safe_load(shell.done("report", "incident").out)["incident"]
    assert file["impact"]["users_affected"] == "~1000"


@pytest.mark.usefixtures("incident")
def test_a_priority_is_shown_wherever_the_action_is(shell: Shell) -> None:
    shell.done("action", "@ann", "priority=P1", "add", "pool", "alert", "2099-12-01")
    assert shell.done("show", "--json").json["tasks"][0]["priority"] == "P1"
    assert "add pool alert, P1, due 2099-12-01" in shell.done("timeline").out


def test_a_draft_is_written_of_an_incident_in_a_process_of_its_own(shell: Shell, incident: str) -> None:
    assert incident
    result = ran("report", "postmortem", "--format", "md")
    assert result.code == 0
    assert "# Post-mortem: API down" in result.out
    assert "draft: still open, investigating" in result.out
    assert shell.timeline()
