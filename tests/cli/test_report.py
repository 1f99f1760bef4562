"""`warroom report KIND`: every kind in every format, to a terminal, a pipe or a new file, whole or not at all."""

import csv
import errno
import io
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from tests.cli.shell import Shell, apart, ran, surroundings
from warroom import located
from warroom.cli import run
from warroom.commands.reports import FORMATS, KINDS
from warroom.commands.waiting import Waiting
from warroom.errors import Damaged
from warroom.report.document import Report

NOW = datetime(2030, 1, 1, tzinfo=UTC)
BEGINNINGS = {"md": "# ", "html": "<!DOCTYPE html>", "json": "{\n"}


@pytest.fixture
def told(shell: Shell, incident: str) -> str:
    """An incident in which something happened."""
    shell.done("ic")
    shell.done("note", "pool is full | see <b>#128</b> @bo")
    shell.done("note", "=1+1")
    return incident


def test_alone_it_lists_the_kinds_with_a_line_about_each(shell: Shell) -> None:
    said = shell.done("report").lines
    assert [line.split()[0] for line in said] == list(KINDS)
    assert shell.done("report", "--json").json == KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_kind_is_written_in_every_format(shell: Shell, told: str, kind: str, format_: str) -> None:
    result = shell("report", kind, told, "--format", format_)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(BEGINNINGS.get(format_, ""))
    assert "\x1b" not in result.out
    if format_ == "json":
        assert isinstance(result.json, dict)
    elif format_ == "yaml":
        assert located.parse(result.out, "x.yaml").value
    elif format_ == "csv":
        rows = list(csv.reader(io.StringIO(result.out, newline=""), strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.md", "# "),
        ("r.markdown", "# "),
        ("r.HTML", "<!DOCTYPE html>"),
        ("r.htm", "<!DOCTYPE html>"),
        ("r.json", "{"),
        ("r.csv", "about,said"),
        ("r.yml", "conditions: "),
        ("r.txt", "API down\n===="),
        ("r", "API down\n===="),
    ],
)
def test_the_name_of_a_file_says_its_format(shell: Shell, tmp_path: Path, name: str, begins: str) -> None:
    result = shell("report", "brief", "--out", name)
    assert (result.code, result.out) == (0, "")
    assert result.sentence == f"API down is in {name}"
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.usefixtures("told")
def test_a_format_that_is_named_is_stronger_than_a_files_name(shell: Shell, tmp_path: Path) -> None:
    shell("report", "brief", "--out", "r.txt", "--format", "md")
    assert (tmp_path / "r.txt").read_text(encoding="utf-8").startswith("# API down")


@pytest.mark.usefixtures("told")
def test_a_name_that_says_no_format_is_refused(shell: Shell, tmp_path: Path) -> None:
    said = shell("report", "brief", "--out", "r.pdf").refused()
    assert said == "no format goes by the name r.pdf: say --format, one of md, html, json, yaml, csv, txt"
    assert not (tmp_path / "r.pdf").exists()


def test_an_incident_is_yaml_unless_something_else_is_wanted(shell: Shell, told: str) -> None:
    assert located.parse(shell.done("report", "incident", told).out, "x.yaml").value
    assert shell.done("report", "incident", told, "--format", "md").out.startswith("# ")


def test_a_misspelled_kind_is_named_with_the_nearest(shell: Shell) -> None:
    assert shell("report", "breif").refused() == "no report breif, did you mean `brief`?"
    assert shell("report", "xyz").refused().endswith(f"known are {', '.join(KINDS)}")


def test_an_incident_that_is_not_there_is_refused(shell: Shell, told: str) -> None:
    assert "no incident nowhere" in shell("report", "timeline", "nowhere").refused()
    assert told in shell.done("report", "timeline", "api-down").out


def test_without_a_journal_it_says_how_to_make_one(shell: Shell) -> None:
    assert "warroom declare P0 TITLE" in shell("report", "brief").refused()


# Files.


@pytest.mark.usefixtures("told")
def test_a_file_that_is_there_is_never_written_over(shell: Shell, tmp_path: Path) -> None:
    there = tmp_path / "r.md"
    there.write_text("mine")
    assert shell("report", "brief", "--out", "r.md").refused() == "r.md is there already and is left as it is"
    assert there.read_text() == "mine"
    (tmp_path / "l.md").symlink_to(tmp_path / "nowhere.md")
    assert shell("report", "brief", "--out", "l.md").refused() == "l.md is there already and is left as it is"
    assert not (tmp_path / "nowhere.md").exists()


@pytest.mark.usefixtures("told")
def test_a_folder_and_a_folder_that_is_not_there_are_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "there.md").mkdir()
    assert shell("report", "brief", "--out", "there.md").refused() == "there.md is a folder: name a file in it"
    assert shell("report", "brief", "--out", "no/r.md").refused() == "there is no folder no"


@pytest.mark.usefixtures("told")
def test_a_disk_that_is_full_leaves_no_half_file(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_part: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr("warroom.journal.backup.publish", full)
    said = shell("report", "brief", "--out", "r.md").refused(3)
    assert said == "r.md cannot be written: No space left on device"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.usefixtures("told")
def test_what_breaks_in_the_midst_leaves_no_half_file(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_report: Report) -> Iterator[str]:
        yield "# API"
        raise Damaged("#3 is damaged")

    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr("warroom.commands.report.renderer", lambda _format: broken)
    assert shell("report", "brief", "--out", "r.md").refused(1) == "#3 is damaged"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.usefixtures("told")
def test_a_file_is_as_private_as_the_one_who_makes_it_says(shell: Shell, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        shell("report", "brief", "--out", "r.md")
    finally:
        os.umask(before)
    assert (tmp_path / "r.md").stat().st_mode & 0o777 == 0o600


def test_a_reader_that_goes_away_ends_it_quietly(shell: Shell, incident: str) -> None:
    shell.done("note", "-", stdin=b"a line that is long enough to fill a pipe soon enough\n" * 1500)
    with subprocess.Popen(
        apart("report", "timeline", incident), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()
    ) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        going.stdout.readline()
        going.stdout.close()
        said = going.stderr.read()
        assert (going.wait(30), said) == (0, b"")


# What stands in it.


def test_it_says_at_its_end_from_which_record_it_was_made(shell: Shell, told: str) -> None:
    head = shell.timeline()[-1]["hash"]
    for kind in ("brief", "timeline"):
        said = " ".join(shell.done("report", kind, told).out.split())
        assert f"Made from {told} to #5, head {head}, at 20" in said
        made = shell.done("report", kind, told, "--json").json["made_from"]
        assert (made["incident"], made["seq"], made["hash"], made["zone"]) == (told, 5, head, "UTC")


def test_the_brief_is_the_six_lines(shell: Shell, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.room.Room.now", lambda _room: NOW)
    six = shell.done("brief", "--json").json
    found = shell.done("report", "brief", told, "--json").json
    assert {key: found[key] for key in six} == six
    text = " ".join(shell.done("report", "brief").out.split())
    assert all(" ".join(said.split()) in text for said in six.values())


def test_a_timeline_marks_what_was_corrected_with_both_versions(shell: Shell, incident: str) -> None:
    shell.done("note", "pool at 97")
    shell.done("note", "--at", "-10m", "saw the first 503")
    shell.done("note", "wrong room")
    shell.done("note", "the report job did it")
    shell.done("amend", "3", "pool at 79")
    shell.done("strike", "5", "another incident")
    shell.done("pin", "6")
    rows = {row["seq"]: row for row in shell.done("report", "timeline", incident, "--json").json["records"]}
    assert (rows[3]["said"], rows[3]["marks"]) == ("pool at 79", ["v2", "first: pool at 97"])
    assert rows[4]["marks"][0].startswith("noted ")
    assert rows[4]["at"] < rows[4]["noted_at"]
    assert rows[5]["marks"] == ["struck: another incident"]
    assert rows[6]["marks"] == ["pinned"]
    text = " ".join(shell.done("report", "timeline", incident).out.split())
    assert "note: pool at 79 [v2] [first: pool at 97]" in text
    sheet = list(csv.DictReader(io.StringIO(shell.done("report", "timeline", "--format", "csv").out, newline="")))
    assert [row["seq"] for row in sheet] == [str(seq) for seq in rows]
    assert sheet[2]["marks"] == "v2; first: pool at 97"


def test_a_timeline_shows_the_zone_of_the_playbook_beside_utc(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").write_text("zone: Europe/Berlin\n")
    shell.declared()
    text = shell.done("report", "timeline").out
    assert "Times are UTC and Europe/Berlin, each with its offset." in " ".join(text.split())
    row = shell.done("report", "timeline", "--json").json["records"][0]
    assert datetime.fromisoformat(row["local"]) == datetime.fromisoformat(row["at"])
    assert row["local"].endswith(("+01:00", "+02:00"))


def test_hostile_words_change_no_format(shell: Shell, incident: str) -> None:
    shell.done("note", "--", "<script>alert(1)</script> \x1b[31m \u202e @bo #1 | `x` =1+1")
    for format_ in FORMATS:
        text = shell.done("report", "timeline", incident, "--format", format_).out
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script>" not in shell.done("report", "timeline", incident, "--format", "html").out


def test_a_drill_is_said_in_every_format(shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.incident.state.Incident.is_drill", property(lambda _self: True))
    for kind in ("brief", "timeline"):
        for format_ in FORMATS:
            text = shell.done("report", kind, incident, "--format", format_).out
            assert "DRILL" in text or '"drill": true' in text, (kind, format_)


# At a terminal and in a shell.


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("width", [50, 132])
def test_at_a_terminal_lines_are_as_wide_as_it_is(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(["report", "brief"]) == 0
    longest = max(len(line) for line in capsys.readouterr().out.splitlines())
    assert width - 15 < longest <= width


class Terminal(io.StringIO):
    """A terminal that tells when something was written on it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = Event()

    def isatty(self) -> bool:
        return True

    def write(self, words: str) -> int:
        found = super().write(words)
        self.written.set()
        return found


def test_what_takes_long_shows_on_a_terminal_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    monkeypatch.setattr("warroom.commands.waiting.QUIET_S", 0.0)
    waiting = Waiting("making the timeline")
    assert terminal.written.wait(20)
    waiting.close()
    assert terminal.getvalue().startswith("\r\x1b[Kmaking the timeline")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    monkeypatch.setattr("warroom.commands.waiting.QUIET_S", 3600.0)
    waiting = Waiting("making the timeline")
    assert list(waiting.through(["a", "b"])) == ["a", "b"]
    waiting.close()
    assert terminal.getvalue() == ""


def test_a_shell_completes_kinds_and_incidents(incident: str) -> None:
    done = ran(COMP_WORDS="warroom report t", COMP_CWORD="2", _WARROOM_COMPLETE="bash_complete")
    assert (done.code, done.lines) == (0, ["plain,timeline"])
    day = incident[:6]
    done = ran(COMP_WORDS=f"warroom report timeline {day}", COMP_CWORD="3", _WARROOM_COMPLETE="bash_complete")
    assert (done.code, done.lines) == (0, [f"plain,{incident}"])


def test_where_nothing_can_be_read_nothing_is_completed() -> None:
    done = ran(COMP_WORDS="warroom report timeline 2", COMP_CWORD="3", _WARROOM_COMPLETE="bash_complete")
    assert (done.code, done.out.strip(), done.err) == (0, "", "")
