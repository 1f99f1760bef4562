"""`warroom report metrics`, `actions` and `handover`: over all incidents of a journal, in every format."""

import csv
import io
import json
from contextlib import closing
from datetime import timedelta

import pytest

from tests.cli.shell import Shell
from tests.fakes import book
from warroom.clock import SystemClock
from warroom.commands.reports import FORMATS
from warroom.incident import intents as i
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room


@pytest.fixture
def busy(shell: Shell) -> Shell:
    """An incident that was fixed after 20 minutes, with an action item; one that runs; a false alarm; a drill."""
    stream = shell.declared("API down")
    for argv in (
        ("started", "-30m"),
        ("detected", "-25m", "by", "alert"),
        ("ack", "--at", "-20m"),
        ("fix", "--at", "-10m"),
        ("resolve", "anyway", "a", "test"),
        ("impact", "users=about 400"),
        ("action", "@bo", "priority=high", "write the test", "2099-12-01"),
    ):
        shell.done(*argv, "--incident", stream)
    other = shell.declared("Mail slow", "P2")
    false_alarm = shell.declared("False alarm", "P3")
    shell.done("cancel", "it was none", "--incident", false_alarm)
    shell.done("note", "still slow", "--incident", other)
    return shell


def test_metrics_of_real_incidents_are_told_in_seconds_for_scripts(busy: Shell) -> None:
    found = busy.done("report", "metrics", "--json").json
    assert found["all"]["incidents"] == 2
    detect = found["all"]["spans"]["detect"]
    assert (detect["n"], detect["p90"]) == (1, None)
    assert detect["p50"] == detect["mean"] == detect["longest"] == pytest.approx(300, abs=5)
    assert found["all"]["spans"]["mitigate"]["p50"] == pytest.approx(1200, abs=5)
    assert [one["name"] for one in found["by_severity"]] == ["P0", "P2"]
    assert {one["status"] for one in found["incidents"]} == {"resolved", "investigating", "cancelled"}


def test_each_is_written_in_every_format(busy: Shell) -> None:
    for kind in ("metrics", "actions", "handover"):
        for format_ in FORMATS:
            if format_ != "csv" or kind != "handover":
                assert busy.done("report", kind, "--format", format_).out.strip(), (kind, format_)


def test_the_text_names_the_incident_that_lacks_a_milestone(busy: Shell) -> None:
    said = busy.done("report", "metrics").out
    assert "Metrics of incidents" in said
    assert "detected: assumed" in said
    assert "mail-slow" in said
    assert "not counted: each was found to be none" in said


def test_only_some_time_and_some_severities_are_counted_on_demand(busy: Shell) -> None:
    def counted(*more: str) -> int:
        count: int = busy.done("report", "metrics", "--json", *more).json["all"]["incidents"]
        return count

    assert counted("--severity", "p2") == 1
    assert counted("--severity", "P0", "--severity", "P2") == 2
    assert counted("--since", "2000-01", "--until", "2000-02") == 0
    assert counted("--since", "2000-01-31", "--until", "2999-12") == 2


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("metrics", "--since", "yesterday"), "--since yesterday is no day: 2026-11-22, or a month: 2026-11"),
        (("metrics", "--until", "2026-13"), "--until 2026-13 is no day"),
        (("metrics", "--since", "2026-02", "--until", "2026-01"), "--until 2026-01-31 lies before --since 2026-02-01"),
        (("brief", "--since", "2026-02"), "--since is an option of metrics"),
        (("metrics", "--issue", "t1"), "--issue is an option of actions"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_on(shell: Shell, argv: tuple[str, ...], said: str) -> None:
    assert shell("report", *argv).refused().startswith(said)


def test_actions_of_all_incidents_are_listed_and_one_is_written_as_an_issue(busy: Shell) -> None:
    rows = list(
        csv.DictReader(io.StringIO(busy.done("report", "actions", "--format", "csv").out.removeprefix("\ufeff")))
    )
    [action] = [row for row in rows if row["kind"] == "action"]
    assert (action["sign"], action["owner"], action["priority"], action["state"]) == ("t1", "bo", "high", "open")
    issue = busy.done("report", "actions", "--issue", "t1").out
    assert issue.startswith("# write the test\n")
    assert "P0 API down" in issue
    missing = busy("report", "actions", "--issue", "t9")
    assert missing.refused() == "no work t9 in any incident: warroom report actions lists it by its sign"


def test_a_drills_work_is_nobodys_but_by_its_name(shell: Shell) -> None:
    shell.declared("API down")
    with closing(Journal(shell.journal)) as journal, closing(Live(shell.journal)) as live:
        room = Room(journal, live, SystemClock())
        now = room.now()
        room.act(i.StartDrill(start=now, playbook=book(), scenario="pool", by="bo"))
        room.act(i.Declare(title="Pool", severity="P0", playbook=book(), by="bo"))
        room.act(i.GiveTask(owner="bo", text="x", due_at=now + timedelta(days=1), action=True, by="bo"))
        drill = room.stream
    assert [one["sign"] for one in shell.done("report", "actions", "--json").json["work"]] == []
    assert [one["sign"] for one in shell.done("report", "actions", drill, "--json").json["work"]] == ["t1"]
    found = shell.done("report", "metrics", "--json").json
    assert (found["all"]["incidents"], [one["name"] for one in found["drills"]]) == (1, ["pool"])


def test_the_shift_is_accepted_by_the_line_its_report_has(busy: Shell) -> None:
    busy.done("shift", "handover", "@anna")
    busy.done("shift", "handover", "@kim")
    found = busy.done("report", "handover", "--json").json
    assert found["offer"]["to"] == "kim"
    line = found["accept"].split()
    assert line[0] == "warroom"
    assert line[1:] == ["shift", "accept", "--as", "kim"]
    busy.done(*line[1:])
    after = busy.done("report", "handover", "--json").json
    assert after["on_call"]["person"] == "kim"
    assert (after["accepted"]["to"], after["accepted"]["from"]) == ("kim", "anna")
    assert after["accepted"]["lines"] == found["lines"]
    assert "accepted  by kim " in busy.done("report", "handover").out


def test_what_happened_since_the_last_hand_over_is_in_the_report_and_what_was_struck_is_not(busy: Shell) -> None:
    busy.done("shift", "handover", "@anna")
    stream = busy.declared("Disk full", "P1")
    busy.done("sev", "P0", "all of it", "--incident", stream)
    busy.done("change", "deployed 41a", "--incident", stream)
    wrong = busy.done("change", "deployed 41b", "--incident", stream, "--json").records[0]["seq"]
    busy.done("strike", str(wrong), "not so", "--incident", stream)
    found = busy.done("report", "handover", "--json").json
    told = [(one["incident"], one["text"]) for one in found["happened"]]
    assert told == [("Disk full", "declared P1"), ("Disk full", "severity P1 to P0: all of it")]
    assert [one["text"] for one in found["changes"]] == ["deployed 41a"]


def test_metrics_of_a_journal_that_is_not_there_are_not_here(shell: Shell) -> None:
    assert "no journal" in shell("report", "metrics").refused()
    assert not shell.journal.exists()


def test_json_of_metrics_has_no_number_a_strict_reader_refuses(busy: Shell) -> None:
    refused: list[str] = []
    assert json.loads(busy.done("report", "metrics", "--json").out, parse_constant=refused.append)["incidents"]
    assert refused == []
