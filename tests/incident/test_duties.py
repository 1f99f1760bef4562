"""What is owed on a condition, d1, d2…, and what closes an incident: when it counts, what does it, who waives it."""

from typing import Any

import pytest

from tests.fakes import ITEMS, Table, at, book, item
from warroom.incident import intents as i
from warroom.incident.closing import unmet
from warroom.incident.duties import owed
from warroom.playbook import yaml
from warroom.playbook.model import Duty, Limit, Playbook, Postmortem

DUTIES = (
    Duty(
        id="mail",
        text="customers get an e-mail",
        after=Limit(1800, words="30 min"),
        severities=("P0",),
        channel="email",
    ),
    Duty(id="cto", text="the CTO is called", after=Limit(7200, words="2 h"), owner="commander"),
    Duty(id="legal", text="legal is called", condition="data was breached"),
)


def table(**changes: Any) -> Table:
    return Table(book(duties=DUTIES, **changes)).declare()


def test_a_duty_counts_from_declaring_and_is_overdue_if_it_lasts_so_long() -> None:
    on = table()
    one = on.due("duty:1")
    assert (one.kind, one.due_at, one.item, one.state) == ("condition", at(30), 1, "running")
    assert on.go(31).state("duty:1") == "overdue"


def test_an_update_on_its_channel_meets_it_and_one_on_another_does_not() -> None:
    on = table()
    on.do(i.TellUsers(channel="status_page", text="x"))
    assert on.state("duty:1") == "running"
    on.go(5).do(i.TellUsers(channel="email", text="we look"))
    assert (on.state("duty:1"), on.due("duty:1").done_at, on.due("duty:1").done_by) == ("met", at(5), "anna")
    assert on.refusal(i.SetDuty(n=1)) == "d1 is done already, by anna at 14:35:00 UTC"
    assert "what was told is told" in on.refusal(i.SetDuty(n=1, done=False))


def test_it_is_ticked_unticked_and_waived_by_its_number() -> None:
    on = table()
    on.go(3).do(i.SetDuty(n=2))
    assert on.state("duty:2") == "met"
    on.do(i.SetDuty(n=2, done=False))
    assert on.state("duty:2") == "running"
    assert "is not done" in on.refusal(i.SetDuty(n=2, done=False))
    on.do(i.SetDuty(n=2, done=False, skipped="he is here"))
    assert on.state("duty:2") == "skipped"
    assert on.refusal(i.SetDuty(n=2, done=False, skipped="x")) == "d2 is skipped already, by anna: he is here"
    assert on.refusal(i.SetDuty(n=99)) == "no duty d99: d1 to d6"


def test_a_tick_and_a_waiver_are_undone() -> None:
    on = table()
    for asked in (i.SetDuty(n=2), i.SetDuty(n=2, done=False, skipped="he is here")):
        on.do(asked)
        on.do(i.Undo())
        assert on.state("duty:2") == "running"


def test_what_is_fixed_before_does_not_last_so_long_and_what_was_late_stays_late() -> None:
    on = table().go(10)
    on.do(i.MarkFixed())
    assert (on.state("duty:1"), on.state("duty:2")) == ("dropped", "dropped")
    on.do(i.Unfix(why="again"))
    on.go(30).do(i.MarkFixed())
    assert (on.state("duty:1"), on.state("duty:2")) == ("overdue", "dropped")


def test_a_severity_that_newly_owes_it_begins_its_clock_and_one_that_does_not_drops_it() -> None:
    on = Table(book(duties=DUTIES)).declare("P1").go(20)
    assert "duty:1" not in on.clocks()
    on.do(i.SetSeverity(to="P0"))
    assert on.due("duty:1").due_at == at(50)
    on.do(i.SetSeverity(to="P2"))
    assert on.state("duty:1") == "dropped"


def test_words_alone_have_no_countdown_until_the_impact_speaks_of_them() -> None:
    on = table()
    one = on.due("duty:3")
    assert (one.state, one.words, one.due_at, one.remaining_s) == ("none", "data was breached", None, None)
    on.do(i.SetImpact(fields={"data": "breach"}))
    assert on.state("duty:3") == "due"
    on.go(1)
    assert on.state("duty:3") == "overdue"
    on.do(i.SetDuty(n=3))
    assert on.state("duty:3") == "met late"


def test_what_a_breach_obliges_to_is_owed_after_a_fix_too_and_asked_at_the_gate() -> None:
    on = table()
    on.do(i.SetImpact(fields={"data": "breach"}))
    on.go(5).do(i.MarkFixed())
    asked = [one.what for one in unmet(on.incident, on.clock.now()) if one.kind == "after"]
    assert asked == ["d3 legal is called"]
    on.do(i.SetImpact(fields={"data": "none"}))
    assert [one for one in unmet(on.incident, on.clock.now()) if one.kind == "after"] == []


def test_once_it_is_resolved_the_all_clear_the_stand_down_and_the_channel_are_owed_and_not_before() -> None:
    on = table()
    assert [one.duty.id for one in owed(on.incident) if one.closing] == ["all_clear", "stand_down", "archive_channel"]
    assert not {"duty:4", "duty:5", "duty:6"} & set(on.clocks())
    assert "only once it is resolved" in on.refusal(i.SetDuty(n=4))
    on.do(i.Resolve(despite="a test"))
    assert {on.due(f"duty:{n}").kind for n in (4, 5, 6)} == {"after"}
    on.do(i.TellUsers(channel="status_page", status="resolved", text="it is over"))
    on.do(i.SetDuty(n=5))
    assert [on.state(f"duty:{n}") for n in (4, 5, 6)] == ["met", "met", "none"]


def test_a_reopened_incident_owes_them_again_at_its_next_end() -> None:
    on = table()
    on.do(i.Resolve(despite="a test"))
    on.do(i.TellUsers(channel="status_page", status="resolved", text="it is over"))
    on.do(i.SetDuty(n=5))
    on.go(5).do(i.Reopen(why="it is not"))
    on.go(5).do(i.Resolve(despite="a test"))
    assert [on.state(f"duty:{n}") for n in (4, 5, 6)] == ["none"] * 3


def test_what_the_playbooks_own_items_say_is_not_asked_twice() -> None:
    own = (
        item(20, "tell", anchor="resolved", done_by="update:email:resolved"),
        item(21, "archive the channel", anchor="resolved"),
        item(22, "post-mortem", "48 h", anchor="resolved"),
    )
    on = Table(book(items=(*ITEMS, *own), postmortem=Postmortem(within=Limit(86_400)))).declare()
    assert [one.duty.id for one in owed(on.incident)] == ["stand_down"]


def test_the_post_mortem_counts_on_for_days_where_no_item_speaks_of_it() -> None:
    items = tuple(one for one in ITEMS if one.id != "review")
    on = Table(book(items=items, postmortem=Postmortem(within=Limit(86_400, words="24 h")))).declare()
    on.do(i.Resolve(despite="a test"))
    last = on.due("duty:4")
    assert (last.kind, last.label, last.due_at) == ("after", "the post-mortem is held", at(1440))
    assert on.go(1441).state("duty:4") == "overdue"


@pytest.mark.parametrize("name", ["default", "gitquest", "iup-golf", "rodistaa", "saltbitter", "sev-runbook"])
def test_every_playbook_of_the_library_ends_with_each_of_the_three_said_once(name: str) -> None:
    playbook: Playbook = yaml.load(name).playbook
    on = Table(playbook).declare(playbook.severities[0].id)
    closing = [one.duty.id for one in owed(on.incident) if one.closing]
    words = " ".join(f"{one.id} {one.text}" for one in playbook.items).casefold()
    assert ("archive_channel" in closing) != ("channel is archived" in words)
    assert ("postmortem" in closing) <= (playbook.postmortem.within is not None)
