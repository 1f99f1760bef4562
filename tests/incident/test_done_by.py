"""Items that a fact ticks by itself, fixes that do not hold, and what a tick by hand performs."""

from tests.fakes import Table, at, book, item
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Record


def kinds(records: list[Record]) -> list[str]:
    return [record.kind for record in records]


def test_each_kind_of_fact_ticks_its_item() -> None:
    table = Table().declare().go(2)
    table.do(i.TakeRole(role="commander", person="bo"))
    table.do(i.TellUsers(channel="status_page", status="investigating", text="we look"))
    table.do(i.Suspect(text="the pool"), by="kim")
    table.go(1).do(i.MarkFixed())
    table.do(i.Resolve(despite="a test"))
    done = {n: (table.due(f"item:{n}").done_at, table.due(f"item:{n}").done_by) for n in (1, 3, 4, 5, 6, 8, 14)}
    assert done == {
        1: (at(2), "bo"), 3: (at(2), "anna"), 4: (at(2), "kim"), 5: (at(2), "anna"), 6: (at(3), "anna"),
        8: (at(3), "anna"), 14: (at(2), "anna"),
    }  # fmt: skip


def test_only_the_named_channel_and_status_ticks_an_update() -> None:
    table = Table().declare()
    table.do(i.TellUsers(channel="status_page", status="identified", text="x"))
    table.do(i.TellUsers(channel="chat", status="investigating", text="x"))
    assert (table.state("item:3"), table.state("item:5")) == ("running", "met")


def test_a_message_to_the_team_does_not_tick_what_users_are_told() -> None:
    table = Table().declare()
    table.do(i.TellUsers(channel="chat", text="x"))
    assert table.state("item:5") == "running"


def test_ticking_by_hand_performs_the_act_as_one_fact() -> None:
    table = Table().declare().go(1)
    assert [r.fact for r in table.do(i.SetItem(n=1, done=True), by="bo")] == [
        f.RoleTaken(role="commander", person="bo")
    ]
    (told,) = table.do(i.SetItem(n=3, done=True))
    assert told.fact == f.UpdateRecorded(channel="status_page", status="investigating", next_at=at(31))
    assert kinds(table.do(i.SetItem(n=6, done=True, at=at(0.5)))) == ["fixed", "status_set"]
    assert table.incident.when("fixed") == at(0.5)
    assert "1 thing is open: when it started" in table.refusal(i.SetItem(n=8, done=True))
    table.do(i.SetMilestone(name="started", moment=at(-5)))
    assert kinds(table.do(i.SetItem(n=8, done=True))) == ["resolved", "status_set"]
    assert [table.state(f"item:{n}") for n in (1, 3, 5, 6, 8, 14)] == ["met"] * 6
    assert table.incident.ticks == {}
    other = Table().declare()
    assert kinds(other.do(i.SetItem(n=14, done=True))) == ["acknowledged"]


def test_a_hypothesis_needs_words_so_its_tick_says_how() -> None:
    assert "/suspect WHAT IT MIGHT BE" in Table().declare().refusal(i.SetItem(n=4, done=True))


def test_unticking_performs_the_inverse_act() -> None:
    table = Table().declare()
    for n in (1, 3, 6, 14):
        if n != 14:
            table.do(i.SetItem(n=n, done=True))
    assert kinds(table.do(i.SetItem(n=1, done=False))) == ["role_released"]
    assert kinds(table.do(i.SetItem(n=6, done=False))) == ["unfixed", "status_set"]
    assert "what was told is told" in table.refusal(i.SetItem(n=3, done=False))
    assert "/amend N -5m" in table.refusal(i.SetItem(n=14, done=False))
    table.do(i.Suspect(text="the pool"))
    assert "/strike its line" in table.refusal(i.SetItem(n=4, done=False))
    table.do(i.Resolve(despite="a test"))
    assert kinds(table.do(i.SetItem(n=8, done=False))) == ["reopened", "status_set"]
    table.do(i.MarkFixed())
    table.happen(f.CheckChanged(check="api", from_="down", to="up"))
    assert "ticked by the checks" in table.refusal(i.SetItem(n=7, done=False))


def test_an_item_is_ticked_once_and_unticked_once() -> None:
    table = Table().declare()
    assert "item 2 is not done" in table.refusal(i.SetItem(n=2, done=False))
    table.do(i.SetItem(n=2, done=True))
    assert table.refusal(i.SetItem(n=2, done=True)) == "item 2 is done already, by anna at 14:30:00 UTC"
    table.do(i.SetItem(n=2, done=False))
    assert table.state("item:2") == "running"
    assert "no item 99: 1 to 14" in table.refusal(i.SetItem(n=99, done=True))
    assert "this playbook has no checklist" in Table(book(items=())).declare().refusal(i.SetItem(n=1, done=True))


def test_command_handed_on_does_not_make_the_item_late() -> None:
    table = Table().declare().go(2)
    table.do(i.TakeRole(role="commander", person="anna"))
    table.go(40).do(i.TakeRole(role="commander", person="bo"))
    assert (table.state("item:1"), table.due("item:1").done_at, table.due("item:1").done_by) == ("met", at(2), "anna")
    table.do(i.Amend(seq=table.seq_of("role_taken") - 1, moment=at(1)))
    assert table.due("item:1").done_at == at(1)


def test_command_in_nobodys_hands_is_an_open_item_again() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    table.go(10).do(i.ReleaseRole(role="commander"))
    assert table.state("item:1") == "overdue"
    table.do(i.TakeRole(role="commander", person="bo"))
    assert table.state("item:1") == "met late"


def test_a_struck_suspect_ticks_nothing() -> None:
    table = Table().declare()
    (made,) = table.do(i.Suspect(text="the pool"))
    table.do(i.Strike(seq=made.seq, why="wrong host"))
    assert table.state("item:4") == "running"


def turn(table: Table, check: str, to: str) -> None:
    table.happen(f.CheckChanged(check=check, from_="?", to=to))


def test_the_checks_verify_a_fix_once_all_are_up() -> None:
    table = Table().declare().go(1)
    turn(table, "api", "down")
    turn(table, "db", "down")
    table.go(1).do(i.MarkFixed())
    turn(table.go(1), "api", "up")
    assert table.state("item:7") == "none"
    turn(table.go(1), "db", "up")
    verified = table.due("item:7")
    assert (verified.state, verified.done_at, verified.done_by) == ("met", at(4), "check")
    turn(table, "db", "unknown")
    assert table.state("item:7") == "none"


def test_checks_that_are_up_verify_nothing_before_the_fix() -> None:
    table = Table().declare()
    turn(table, "api", "up")
    assert table.state("item:7") == "waiting"
    table.go(1).do(i.MarkFixed())
    assert table.due("item:7").done_at == at(1)


def test_a_check_that_is_held_does_not_count_while_it_is_held() -> None:
    table = Table().declare()
    turn(table, "api", "down")
    turn(table, "db", "up")
    table.do(i.PauseCheck(check="api", seconds=600, why="known"))
    table.do(i.MarkFixed())
    assert table.state("item:7") == "met"
    table.go(11).do(i.Note(text="still red"))
    assert table.state("item:7") == "none"


def test_without_checks_verifying_is_ticked_by_hand() -> None:
    table = Table().declare()
    table.do(i.MarkFixed())
    assert kinds(table.do(i.SetItem(n=7, done=True))) == ["item_set"]


def test_unfix_makes_what_hung_on_it_wait_again_and_remembers_what_was_missed() -> None:
    table = Table().declare().go(10)
    table.do(i.MarkFixed())
    table.go(25)
    assert table.state("item:9") == "overdue"
    table.do(i.Unfix(why="it came back"))
    assert (table.state("item:9"), table.due("item:9").missed_before) == ("waiting", 1)
    table.go(5).do(i.MarkFixed())
    assert (table.due("item:9").due_at, table.due("item:9").missed_before) == (at(60), 1)
    table.do(i.SetItem(n=9, done=True))
    assert (table.state("item:9"), table.due("item:9").missed_before) == ("met", 1)


def test_what_was_done_in_time_before_the_fix_failed_was_not_missed_but_is_asked_again() -> None:
    table = Table().declare().go(10)
    table.do(i.MarkFixed())
    table.go(5).do(i.SetItem(n=9, done=True))
    table.go(30).do(i.Unfix(why="it came back"))
    assert (table.state("item:9"), table.due("item:9").missed_before) == ("waiting", 0)
    late = Table().declare()
    late.do(i.MarkFixed())
    late.go(25).do(i.SetItem(n=9, done=True))
    late.do(i.Unfix(why="x"))
    assert late.due("item:9").missed_before == 1


def test_a_duty_that_did_not_apply_was_not_missed() -> None:
    table = Table(book(items=(item(1, "mail", "10 min", anchor="fixed", severities=("P0",)),))).declare("P2")
    table.do(i.MarkFixed())
    table.go(30).do(i.Unfix(why="x"))
    table.do(i.SetSeverity(to="P0"))
    assert table.due("item:1").missed_before == 0


def test_items_that_hang_on_the_fix_through_another_item_wait_again_too() -> None:
    items = (
        item(1, "fix", done_by="fixed"),
        item(2, "watch", "5 min", anchor="item:fix"),
        item(3, "tell", anchor="item:watch"),
    )
    table = Table(book(items=items)).declare()
    table.do(i.MarkFixed())
    table.do(i.SetItem(n=2, done=True))
    table.do(i.SetItem(n=3, done=True))
    table.do(i.Unfix(why="x"))
    assert [table.state(f"item:{n}") for n in (1, 2, 3)] == ["none", "waiting", "waiting"]


def test_reopening_rearms_the_after_work_and_the_word_resolved() -> None:
    items = (item(1, "said", done_by="update:status_page:resolved"), item(2, "review", "1 h", anchor="resolved"))
    table = Table(book(items=items)).declare()
    table.do(i.Resolve(despite="a test"))
    table.do(i.TellUsers(channel="status_page", status="resolved", text="over"))
    table.do(i.SetItem(n=2, done=True))
    assert [table.state("item:1"), table.state("item:2")] == ["met", "met"]
    table.go(1).do(i.Reopen(why="not over"))
    assert [table.state("item:1"), table.state("item:2")] == ["none", "waiting"]
    table.go(1).do(i.TellUsers(channel="status_page", status="resolved", text="now"))
    assert table.due("item:1").done_at == at(2)
