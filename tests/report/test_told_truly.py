"""What reports say of an incident is what its record says: as last amended, without what was struck or taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes import T0
from tests.looking_back.odd import ODD
from tests.looking_back.story import JOURNAL, Story, told
from tests.report.postmortems import known_of
from warroom import gathering
from warroom.gathering import Gathering, gather
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.promised import gaps
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.report.document import Report
from warroom.report.formats import renderer
from warroom.report.gathered import STORY
from warroom.report.lines import describe
from warroom.report.looked_back import summary
from warroom.report.postmortem.draft import data, document, rows
from warroom.report.postmortem.known import Known
from warroom.report.postmortem.parts import parts_of
from warroom.report.postmortem.story import tell
from warroom.room import Room


def words(known: Known) -> str:
    """The whole draft as text, each paragraph in one line."""
    made = parts_of(known)
    report = Report(known.incident.id, document(known, made), data(known, made), rows(known))
    return "\n".join(" ".join(line.split()) for line in "".join(renderer("md")(report)).splitlines())


def draft(story: Story) -> str:
    return words(known_of(story.room))


@contextmanager
def odd(name: str, folder: Path) -> Iterator[str]:
    """The draft of one of the odd incidents."""
    stream = ODD[name](folder)
    journal, live = Journal(folder / JOURNAL), Live(folder / JOURNAL)
    with told(folder) as story:
        room = Room(journal, live, story.clock, stream)
        yield words(known_of(room))
    live.close()
    journal.close()


def test_an_amended_time_moves_in_story_causes_and_chart(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        story.do(i.Suspect(text="the pool"), "bo")
        cause = story.after(20, i.FindCause(n=1))[0].seq
        story.after(1, i.Amend(seq=cause, moment=T0 + timedelta(minutes=6)))
        said = draft(story)
        marks = {mark.label: mark.at for mark in known_of(story.room).review.chart.marks}
    assert "| 14:36 | Cause found: the pool | anna |" in said
    assert "Cause found: 14:36 UTC" in said
    assert "confirmed by anna at 14:36 UTC" in said
    assert "The cause was found 6 min after the declaration." in said
    assert marks["cause"] == T0 + timedelta(minutes=6)
    assert "14:50" not in said


def test_those_who_commanded_stand_in_the_order_in_which_they_took_it_first(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        for person in ("anna", "bo", "anna"):
            story.after(2, i.TakeRole(role="commander", person=person), person)
        known = known_of(story.room)
    assert known.commanders == ("anna", "bo")
    assert known.command_at == T0 + timedelta(minutes=2)


def test_command_taken_before_the_declaration_is_told_so(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        story.after(1, i.TakeRole(role="commander", person="bo", at=T0 - timedelta(minutes=14)))
        assert "Command was taken before the declaration." in draft(story)


@pytest.mark.parametrize("why", ["undone", "wrong window"])
def test_a_fix_that_was_entered_by_mistake_is_no_fix_that_did_not_hold(tmp_path: Path, why: str) -> None:
    with told(tmp_path) as story:
        story.declare()
        fixed = story.after(5, i.MarkFixed())[0]
        undone = story.after(0.5, i.Undo() if why == "undone" else i.Strike(seq=fixed.seq, why=why))[0]
        story.after(10, i.MarkFixed())
        story.after(20, i.Resolve(despite="it is well"))
        said = draft(story)
        line = describe(undone, story.room.incident, story.clock.now()).text
    assert line == f"the fix is taken back: {why}"
    assert "| 14:35:30 | The fix was entered by mistake and is taken back | anna |" in said
    assert "did not hold" not in said
    assert "does not hold" not in said
    assert "1. 14:45:30 UTC: The fix is in (anna)" in said
    assert "The first fix held: it was watched for 20 min before it was resolved." in said


def test_what_was_unticked_is_not_told_as_done_alone(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        story.do(i.SetItem(n=2, done=True))
        story.do(i.SetItem(n=2, done=False))
        story.do(i.GiveTask(owner="bo", text="look", seconds=60))
        story.do(i.FinishTask(n=1), "bo")
        story.do(i.FinishTask(n=1, done=False), "bo")
        said = draft(story)
    assert "Not done after all: Those who can help are in one channel" in said
    assert "Not done after all: look" in said


def test_links_are_those_that_stand_in_the_words_they_have_now(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        struck = story.do(i.Link(url="https://grafana.example/wrong"))[0].seq
        story.do(i.Strike(seq=struck, why="the wrong one"))
        old = story.do(i.Link(url="https://grafana.example/old"))[0].seq
        story.do(i.Amend(seq=old, text="https://grafana.example/new"))
        story.do(i.Link(url="https://x.example/1", text="the ticket"))
        said = draft(story)
    assert "wrong" not in said
    assert "example/old" not in said
    assert "Dashboards: https:`//grafana.example/new`" in said
    assert "Ticket: https:`//x.example/1`" in said


def test_an_erased_line_is_told_without_its_words(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        story.after(1, i.MarkFixed())
        sent = story.do(i.TellUsers(channel="status_page", text="Mrs Example waits", status="monitoring"))[0].seq
        ended = story.after(20, i.Resolve(despite="Mrs Example is well"))[0].seq
        for seq in (sent, ended):
            story.do(i.Redact(seq=seq, why="a name"))
        said = draft(story)
    assert "Mrs Example" not in said
    assert "Told status\\_page, monitoring: \\[erased\\]" in said
    assert "Resolved although something stood open: \\[erased\\]" in said


def test_words_erased_while_a_record_is_being_read_are_held_no_longer(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        note = story.do(i.Note(text="Mrs Example, 5 Some Street"))[0].seq
        amended = story.do(i.Amend(seq=note, text="Mrs Example, 6 Some Street"))[0].seq
        reading = Gathering(story.journal, story.stream)
        assert reading.go_on(1)
        assert "Mrs Example" in repr(reading.gathered)
        story.do(i.Redact(seq=note, why="a name"))
        assert story.room.incident.redacted == (note, amended)
        assert reading.go_on(1)
        assert "Mrs Example" not in repr(reading.gathered)
        assert reading.gathered == gather(story.journal, story.stream)


@pytest.mark.parametrize("name", sorted(ODD))
def test_what_is_read_a_few_at_a_time_is_what_is_read_in_one_go(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = ODD[name](tmp_path)
    with told(tmp_path) as story:
        whole = gather(story.journal, stream)
        monkeypatch.setattr(gathering, "ROWS", 7)
        slices = Gathering(story.journal, stream)
        while not slices.go_on(0):
            pass
        assert slices.gathered == whole


def test_every_kind_that_has_a_sentence_of_its_own_is_gathered() -> None:
    kinds = {fact.kind for fact in tell.registry if issubclass(fact, f.Fact) and fact not in (f.Fact, f.Erased)}
    assert kinds <= set(STORY)


def test_it_was_declared_at_the_level_of_its_declaration(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare(severity="P2")
        story.after(5, i.SetSeverity(to="P0", why="worse"))
        said = draft(story)
    assert "was declared a P2 incident on 2026-11-21 at 14:30 UTC. It became a P0 at 14:35 UTC." in said


def test_that_it_was_declared_is_no_detection(tmp_path: Path) -> None:
    with odd("reopened twice", tmp_path) as said:
        assert "**blank:** Detected: not recorded" in said
        assert "3 h 32 min after the declaration." in said
        assert "after it was noticed" not in said
        assert "A fix of 14:42 UTC did not hold." in said
        assert "It was resolved at 15:02 UTC and reopened at 15:32 UTC." in said


def test_one_that_was_closed_and_never_resolved_is_not_open(tmp_path: Path) -> None:
    with odd("closed unresolved", tmp_path) as said:
        assert "still open" not in said
        assert "It was closed at 14:43 UTC; that it was resolved is not on record." in said
        assert "Status closed" not in said


def test_one_that_was_none_is_reproached_with_nothing(tmp_path: Path) -> None:
    with odd("cancelled", tmp_path) as said:
        assert "| 14:34 | Cancelled: a false alarm | anna |" in said
        for blame in ("Nobody held", "without a cause", "No update to users", "Not on record"):
            assert blame not in said


def test_milestones_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    with odd("back-dated", tmp_path) as said:
        assert "Out of order on record: detected (12:50 UTC) before started (12:55 UTC)." in said


def test_one_round_of_words_by_several_channels_is_one_promise_and_a_late_one_is_late(tmp_path: Path) -> None:
    with odd("complete", tmp_path) as said:
        assert "3 of 5 updates came in the time promised." in said
        assert "An update was due at 15:06:30 UTC and came at 15:06:44 UTC, 14 s late." in said
        assert "An update was due at 15:45:05 UTC and came at 15:54:35 UTC, 9 min 30 s late." in said
        assert "Users were told by 10 messages on status\\_page and email" in said


def test_what_the_team_hears_keeps_no_promise_that_was_made_to_users(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        story.after(5, i.TellUsers(channel="status_page", text="we look", status="investigating"))
        story.after(10, i.TellUsers(channel="chat", text="we look", status="investigating"))
        story.after(25, i.TellUsers(channel="email", text="we know", status="identified"))
        found = [(gap.late_s, gap.kept_at) for gap in gaps(story.room.incident, story.clock.now())]
    assert found[1] == (300.0, T0 + timedelta(minutes=40))


def test_a_meeting_the_playbook_does_not_ask_for_is_not_due(tmp_path: Path) -> None:
    with odd("two weeks", tmp_path) as said:
        assert "not asked for after P2, only after P0, P1" in said


def test_an_outage_in_which_a_check_came_back_says_what_its_length_is(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        for to, minutes in (("down", 4), ("up", 1), ("down", 3), ("up", 20)):
            story.turn("api", to, "HTTP 503")
            story.go(minutes)
        said = draft(story)
    assert "8 min, 1 flap: HTTP 503" in said
    assert "Check api down 7 min in all, 2 times" in said
    assert "is one line, from its first turn down to its last recovery" in said


def test_an_output_that_was_not_kept_was_one_all_the_same(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        for n, size in ((1, 0), (2, 12)):
            story.append([f.CommandStarted(run=n, command=f"run {n}"), f.CommandFinished(run=n, exit=0, size=size)])
        said = draft(story)
    assert "| run 1 | anna | exit 0 | no output |" in said
    assert "| run 2 | anna | exit 0 | not kept |" in said


def test_a_promise_that_is_not_due_yet_is_neither_kept_nor_broken(tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        story.go(5)
        assert "updates" not in summary(story.room.incident, known_of(story.room).review)
        story.do(i.TellUsers(channel="status_page", text="we look", status="investigating"))
        assert "updates 1 of 1 in time" in summary(story.room.incident, known_of(story.room).review)


@pytest.mark.parametrize(("words", "good"), [("none lost", True), ("No data loss", True), ("no idea yet", False)])
def test_that_no_data_was_lost_is_understood_and_nothing_else(words: str, good: bool, tmp_path: Path) -> None:
    with told(tmp_path) as story:
        story.declare()
        story.do(i.SetImpact(text="all is slow", fields={"data": words}))
        assert ("No data was lost, as recorded." in draft(story)) == good
