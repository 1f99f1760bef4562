"""The shift's report: what runs and is late, what happened since, what is ticked, and who accepted what."""

from datetime import timedelta
from typing import Any

from tests.fakes import T0, Table, at
from warroom.checks.model import View
from warroom.incident import intents as i
from warroom.incident.state import CheckState, ListTick, OnCall, ShiftOffer, changed
from warroom.incident.summary import Due, Summary, Work, summarise
from warroom.playbook.model import Ticklist
from warroom.report.document import Code, Document, Facts, Heading, Items, Para
from warroom.report.document import Table as Rows
from warroom.report.handing import Change, Handed, Shift
from warroom.report.shift import Taking, clocks, document
from warroom.report.shift_data import data

LIST = Ticklist(id="handover", title="What does the next one need?", items=("incidents", "dashboards"))
OFFER = ShiftOffer("anna", "kim", at(1), 7, until=at(700), lines=(("open", "P0 frozen words"),), left=("2 dashboards",))


BOXES = {None: "", True: "[x] ", False: "[ ] "}


def taking(table: Table | None = None, **fields: Any) -> Taking:
    incidents = [changed(table.incident, id="api-down")] if table else []
    told: dict[str, Any] = {
        "shift": Shift(),
        "lines": (("open", "as now"),),
        "states": {one.id: one for one in incidents},
        "summaries": [summarise(one) for one in incidents],
    }
    return Taking(**{**told, **fields})


def words(found: Document) -> str:
    said = [f"{about}: {text}" for about, text in found.about]
    for block in found.blocks:
        match block:
            case Rows():
                said += [block.caption, *(" | ".join(row) for row in block.rows)]
            case Heading() | Para() | Code():
                said.append(block.text)
            case Facts():
                said += [f"{about}: {text}" for about, text in block.pairs]
            case Items():
                said += [f"{BOXES[one.done]}{one.text}" for one in block.items]
    return "\n".join(said)


def burning() -> Table:
    table = Table().declare()
    for intent in (
        i.TakeRole(role="commander", person="anna"),
        i.Suspect(text="the deploy"),
        i.Suspect(text="the pool"),
        i.RuleOut(n=1, why="rolled back"),
        i.TellUsers(channel="status_page", text="We look into it."),
    ):
        table.do(intent)
    return table


def test_an_open_incident_is_told_with_who_commands_what_is_next_and_what_users_heard() -> None:
    said = words(document(taking(burning()), at(2)))
    for wanted in (
        "P0 API down",
        "commander: anna",
        "next clock: 13 at_once, by 14:30:00 UTC, late",
        "users heard: status_page at 14:30:00 UTC by anna: We look into it.",
        "next news: by 15:00:00 UTC",
        "open: 2 the pool",
        "ruled out: 1 the deploy: rolled back",
    ):
        assert wanted in said
    assert "next news: by 15:00:00 UTC, late" in words(document(taking(burning()), at(31)))


def test_clocks_of_running_and_of_ended_incidents_stand_in_one_row_late_ones_first() -> None:
    over = Summary(
        id="mail",
        title="Mail down",
        status="closed",
        open=False,
        due=(Due(label="review", owner="bo", due_at=T0 - timedelta(days=2)), Due(label="week", due_at=at(9999))),
    )
    found = taking(burning())
    found = taking(burning(), summaries=[*found.summaries, over, changed(over, id="drill", drill=True)])
    every = clocks(found, at(2))
    assert (every[0].incident, every[0].label, every[0].owner, every[0].overdue) == ("Mail down", "review", "bo", True)
    assert {one.incident for one in every} == {"Mail down", "API down"}
    assert every == sorted(every, key=lambda one: one.due_at)
    assert "late 2d 0h | 2026-11-19 14:30 | review | bo | Mail down" in words(document(found, at(2)))


def test_what_happened_and_was_changed_since_the_last_hand_over_is_told() -> None:
    shift = Shift(
        on_call=OnCall("anna", at(-60), 1),
        since=at(-60),
        happened=(Change(at(-5), "severity P1 to P0: all users", "bo", "API down"),),
        changes=(Change(at(-9), "deployed 41a", "kim", "API down"),),
    )
    said = words(document(taking(shift=shift), at(2)))
    assert "Since the last hand-over, 13:30:00 UTC" in said
    assert "14:25:00 UTC API down: severity P1 to P0: all users, by bo" in said
    assert "14:21:00 UTC deployed 41a, noted by kim in API down" in said
    assert "No incident began, ended or changed its severity" in words(document(taking(), at(2)))


def test_an_offer_is_accepted_by_name_with_what_the_report_says_and_shows_what_was_frozen() -> None:
    said = words(document(taking(shift=Shift(offer=OFFER)), at(2)))
    assert "warroom shift accept --as kim" in said
    assert "As offered to kim 2026-11-21 14:31 UTC, #7" in said
    assert "open | P0 frozen words" in said
    assert "not ticked | 2 dashboards" in said
    assert data(taking(shift=Shift(offer=OFFER)), at(2))["accept"] == "warroom shift accept --as kim"
    lapsed = words(document(taking(shift=Shift(offer=OFFER)), at(800)))
    assert "accept --as" not in lapsed
    assert "warroom shift handover @NAME" in lapsed


def test_a_name_that_a_shell_would_read_otherwise_is_quoted() -> None:
    odd = changed(OFFER, to="kim;reboot")
    assert "warroom shift accept --as 'kim;reboot'" in words(document(taking(shift=Shift(offer=odd)), at(2)))


def test_who_accepted_when_is_told_with_what_was_handed_over_then() -> None:
    handed = Handed("anna", "kim", at(1), 9, at(0), 8, (("open", "P0 frozen words"),), ("2 dashboards",))
    shift = Shift(on_call=OnCall("kim", at(1), 9, "anna"))
    said = words(document(taking(shift=shift, handed=handed), at(2)))
    assert "on call: kim, since 2026-11-21 14:31 UTC" in said
    assert "accepted: by kim 2026-11-21 14:31 UTC, #9, from anna" in said
    assert "As kim accepted it 2026-11-21 14:31 UTC, #9" in said
    assert "open | P0 frozen words" in said
    assert data(taking(shift=shift, handed=handed), at(2))["accepted"]["seq"] == 9


def test_the_playbooks_list_stands_with_its_ticks() -> None:
    shift = Shift(lists={"handover": {1: ListTick("incidents", T0, 1, "anna")}})
    said = words(document(taking(shift=shift, listed=LIST), at(2)))
    assert "[x] 1: incidents, by anna 14:30:00 UTC" in said
    assert "[ ] 2: dashboards" in said


def test_checks_that_are_red_flap_or_are_held_are_told_and_none_asked_is_not_all_well() -> None:
    view = View(
        name="api", kind="http", target="", state="up", word="up", value="", since=T0, at=T0, reason="", flaps=42.0
    )
    shift = Shift(checks={"db": CheckState(state="up", paused_until=at(20))})
    said = words(document(taking(shift=shift, views=(view,)), at(1)))
    assert "api flaps, 42 %" in said
    assert "db is paused until 14:50:00 UTC" in said
    assert "nothing is known of them" in words(document(taking(), at(1)))


def test_action_items_that_are_late_and_updates_that_did_not_go_out_are_told() -> None:
    late = Work(sign="t2", text="write the test", action=True, owner="bo", due_at=T0 - timedelta(days=4))
    later = Work(sign="t3", text="add an alert", action=True, due_at=at(99_999), given_at=T0)
    over = Summary(id="mail", title="Mail down", status="resolved", unsent=2, work=(late, later))
    said = words(document(taking(summaries=[over]), T0))
    assert "late 4d 0h | bo | t2 write the test | mail" in said
    assert "1 item more is open and not due soon" in said
    assert "Mail down, resolved: 2 updates" in said


def test_updates_of_a_running_incident_that_wait_are_told() -> None:
    table = burning()
    table.do(i.DraftUpdate(channel="email", text="We look into it."))
    table.do(i.QueueUpdate(n=1, way="page"))
    assert "API down: update 1 to email waits" in words(document(taking(table), at(3)))
