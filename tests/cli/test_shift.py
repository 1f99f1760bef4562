"""`warroom shift …`: what is left to the next one, and who has the shift."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell, surroundings
from warroom.incident.words import DUTY
from warroom.journal.record import data_of
from warroom.journal.sqlite import Journal

BOOK = """
name: shop
severities: [{id: P0, response: 5 min}]
ladder: [{who: on-call, after: 15 min}, {who: lead, after: 30 min}]
contacts: [{name: Legal, how: legal@x.example}]
lists:
  - {id: handover, title: What does the next one need?, items: [incidents, dashboards]}
"""


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "shop.yaml"
    file.write_text(BOOK)
    monkeypatch.setenv("WARROOM_PLAYBOOK", str(file))
    return file


def on_duty(shell: Shell) -> list[tuple[str, dict[str, object]]]:
    with closing(Journal(shell.journal)) as journal:
        return [(record.kind, dict(data_of(record))) for record in journal.read(DUTY)]


def test_the_first_takes_the_shift_by_name_and_the_next_is_asked(shell: Shell) -> None:
    said = shell.done("shift", "handover", "@anna").lines
    assert said[0] == "on call     nobody yet"
    assert said[-1] == "#1 hand anna has the shift"
    said = shell.done("shift", "handover", "kim").lines
    assert said[0].startswith("on call     anna, since ")
    assert said[-1].startswith("#2 shift anna offers the shift to kim until ")
    assert shell("shift", "accept").refused() == "refused: the shift is offered to kim, and you are anna"
    assert shell.done("shift", "accept", "--as", "kim").out == "#3 hand kim has the shift, from anna\n"
    assert shell.done("shift", "show", "--json").json["on_call"]["person"] == "kim"
    assert "on call kim since" in shell("doctor").out


def test_what_the_next_one_has_to_know_is_shown_and_recorded_with_what_is_not_ticked(shell: Shell) -> None:
    shell.declared()
    shell.done("suspect", "the pool")
    shell.done("change", "deployed 41a")
    shell.done("tick", "handover", "1")
    said = shell.done("shift", "handover", "@kim").lines
    assert [line.split()[0] for line in said[:2]] == ["on", "open"]
    assert any(line.startswith("open        P0 API down, INVESTIGATING, elapsed") for line in said)
    assert "suspect     1 the pool" in said
    assert any(line.startswith("changed") and "deployed 41a, noted by anna in API down" in line for line in said)
    assert any(line.startswith("ticked      1 incidents, by anna") for line in said)
    assert "not ticked  2 dashboards" in said
    kind, data = on_duty(shell)[-1]
    assert (kind, data["to"], data["left"]) == ("shift_offered", "kim", ["2 dashboards"])
    assert ["suspect", "1 the pool"] in data["lines"]  # type: ignore[operator]  # what JSON holds is a list here


def test_without_a_name_the_text_is_shown_and_nothing_recorded(shell: Shell) -> None:
    shell.declared()
    assert shell.done("shift", "handover").out == shell.done("shift", "show").out
    assert on_duty(shell) == []


def test_a_shift_is_declined_for_a_reason_and_an_offer_is_withdrawn(shell: Shell) -> None:
    shell.done("shift", "handover", "@anna")
    shell.done("shift", "handover", "@kim")
    assert shell("shift", "decline", "--as", "kim").refused() == "it goes: warroom shift decline WHY"
    assert shell.done("shift", "decline", "on", "a", "plane", "--as", "kim").out == (
        "#3 shift kim does not take the shift: on a plane\n"
    )
    assert "declined by kim" in shell("shift", "accept", "--as", "kim").refused()
    shell.done("shift", "handover", "@kim")
    assert shell.done("shift", "withdraw").out == "#5 shift anna keeps the shift\n"
    assert "withdrawn by anna" in shell("shift", "accept", "--as", "kim").refused()
    assert "anna has it since" in shell("shift", "withdraw").refused()


def test_a_second_offer_is_refused_and_nothing_is_printed_for_it(shell: Shell) -> None:
    shell.done("shift", "handover", "@anna")
    shell.done("shift", "handover", "@kim")
    said = shell("shift", "handover", "@bo").refused()
    assert said.startswith("refused: the shift is offered to kim since ")
    assert [kind for kind, _ in on_duty(shell)] == ["shift_handed_over", "shift_offered"]


def test_it_is_told_to_programs_record_by_record(shell: Shell) -> None:
    made = shell.done("shift", "handover", "@anna", "--json").records
    assert [(one["incident"], one["kind"], one["data"]["to"]) for one in made] == [
        ("duty", "shift_handed_over", "anna")
    ]
    shown = shell.done("shift", "show", "--json").json
    assert shown["left"] == ["1 incidents", "2 dashboards"]
    assert shown["lines"] == [{"about": "open", "text": "no incident is open"}]
    assert shown["offer"] is None


def test_who_is_on_call_stands_in_an_incidents_state(shell: Shell) -> None:
    shell.declared()
    assert "on call" not in shell.done("show").out
    shell.done("shift", "handover", "@anna")
    assert "\non call\n  anna\n" in shell.done("show").out
    assert shell.done("show", "--json").json["on_call"] == "anna"


def test_a_playbook_that_cannot_be_read_stops_no_shift(shell: Shell, book: Path) -> None:
    shell.done("shift", "handover", "@anna")
    book.write_text("name: [")
    result = shell("shift", "handover", "@kim")
    assert result.code == 0
    assert "its hand-over list is left out" in result.err


def test_the_group_alone_says_how_it_goes_on(shell: Shell) -> None:
    assert shell("shift").refused().startswith("warroom shift goes on with ")


# A role, from the shell.


def offered(shell: Shell) -> None:
    shell.declared()
    shell.done("ic")
    shell.done("handover", "@kim")


def test_command_is_taken_by_reading_back_from_another_shell(shell: Shell) -> None:
    offered(shell)
    kim = ("--as", "kim")
    assert shell("accept", *kim).refused().startswith("refused: severity and next clock are to be read back: /accept ")
    assert shell("accept", "P0", "e2", *kim).refused().startswith("refused: not the next clock: /accept ")
    made = shell.done("accept", "P0", "e1", *kim, "--json").records
    assert [(one["kind"], one["data"].get("read_back")) for one in made] == [
        ("handover_accepted", "P0 e1"),
        ("role_taken", None),
    ]
    shown = shell.done("show", "--json").json
    assert (shown["roles"]["commander"]["person"], shown["offer"]) == ("kim", None)


def test_the_frozen_brief_stands_in_the_record_and_the_chain_holds(shell: Shell) -> None:
    offered(shell)
    [offer] = [one for one in shell.timeline() if one["kind"] == "handover_offered"]
    assert offer["data"]["to"] == "kim"
    assert dict(offer["data"]["brief"]["lines"])["state"].startswith("P0 API down, INVESTIGATING")
    assert offer["data"]["brief"]["clocks"][0].startswith("e1 escalate: on-call, by ")
    assert shell("verify").code == 0


AT_ONCE = """
import sys
from pathlib import Path
from warroom.clock import SystemClock
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room
path, stream, me = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
room = Room(Journal(path), Live(path), SystemClock(), stream)
print("ready", flush=True)
sys.stdin.readline()
try:
    room.act(i.TakeRole(role="commander", person="", by=me))
except Refused as error:
    sys.exit(str(error))
"""


def test_of_two_who_take_command_at_once_in_two_processes_one_is_told_who_has_it(shell: Shell) -> None:
    stream = shell.declared()
    argv = [sys.executable, "-c", AT_ONCE, str(shell.journal), stream]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [subprocess.Popen([*argv, name], text=True, env=surroundings(), **pipes) for name in ("kim", "bo")]
    assert all(one.stdout.readline() == "ready\n" for one in both if one.stdout)
    for one in both:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60)[1] for one in both]
    assert sorted(one.returncode for one in both) == [0, 1], said
    commander = shell.done("show", "--json").json["roles"]["commander"]["person"]
    assert "".join(said).startswith(f"{commander} is commander since ")
    assert [record["kind"] for record in shell.timeline()].count("role_taken") == 1
